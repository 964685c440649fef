/* The cases of a campaign: what the default budget holds besides small ones. */
#include "aq_assert.h"

#include "campaign_cases.h"
#include "generate.h"
#include "legal.h"

#include <stdlib.h>

enum { DEFAULT_CASES = 2 * AQH_THEME_COUNT };

/* What was seen over the default budget. */
typedef struct seen {
    unsigned cases, large, many_rows, wide_stride, passed_tmp, larger_tmp;
} seen;

static void look(const aq_call *call, seen *s) {
    const uint64_t elements = (uint64_t)call->src.rows * call->src.cols;
    const uint32_t dst_bytes = call->dst.format == AQ_FLOAT ? 4 : 2;
    const uint32_t src[] = {call->src.rows, call->src.cols};
    const uint32_t scale[] = {call->scale.rows, call->scale.cols};
    const aq_tmp_query query = {
        src, 2, scale, 2, call->transpose, call->src.format, call->dst.format};
    size_t max, min;
    assert_int_equal(aqo_legal(call, NULL), AQ_LEGAL);
    assert_int_equal(aqo_tmp_size(&query, &max, &min), AQ_LEGAL);
    s->cases++;
    s->large += elements > 65535;
    s->many_rows += call->src.rows > 255;
    s->wide_stride += call->src.rows > 1 && (uint64_t)call->src.cols * dst_bytes > 255 * 32;
    s->passed_tmp += call->tmp_explicit && call->has_offset;
    s->larger_tmp += call->tmp_explicit && call->tmp_bytes > min;
}

static seen look_at_all(const aqh_options *options) {
    seen s = {0};
    size_t count;
    aqh_variant *variants = aqh_variants(&count);
    assert_non_null(variants);
    for (size_t v = 0; v < count; v++)
        for (uint32_t index = 0; index < DEFAULT_CASES; index++) {
            aqh_case c;
            uint64_t seed;
            if (!aqh_campaign_takes(options, &variants[v]))
                continue;
            assert_true(aqh_campaign_case(&c, options, &variants[v], index, &seed));
            look(&c.call, &s);
            aqh_case_free(&c);
        }
    free(variants);
    return s;
}

static void the_default_budget_goes_where_small_counters_wrap(void **state) {
    (void)state;
    aqh_options options = {.filter = aqh_filter_any, .seed = 1, .max_ulp = 0.5};
    options.filter.product = AQ_PRODUCT_A2;
    const seen s = look_at_all(&options);
    assert_int_equal(s.cases, 32 * DEFAULT_CASES);
    /* One for each variant. */
    assert_int_equal(s.large, 32);
    assert_true(s.many_rows >= 4 && s.wide_stride >= 4);
}

static void judged_by_plan_some_variants_have_a_large_case(void **state) {
    (void)state;
    aqh_options options = {.filter = aqh_filter_any, .seed = 1, .judge = AQH_BY_PLAN};
    options.filter.product = AQ_PRODUCT_A2;
    const seen s = look_at_all(&options);
    assert_true(s.large >= 1 && s.large <= 12);
}

static void temporary_buffers_are_passed_and_larger_than_they_need_be(void **state) {
    (void)state;
    aqh_options options = {.filter = aqh_filter_any, .seed = 1, .max_ulp = 0.5};
    options.filter.product = AQ_PRODUCT_A2;
    options.filter.prototype = AQ_PER_TENSOR;
    const seen s = look_at_all(&options);
    assert_true(s.passed_tmp > 20 && s.larger_tmp > 20);
}

static void a_case_is_the_same_every_time(void **state) {
    (void)state;
    const aqh_options options = {.filter = aqh_filter_any, .seed = 1, .max_ulp = 0.5};
    const aqh_variant variant = {
        {AQ_PRODUCT_A2, AQ_PER_TENSOR, AQ_INT8, AQ_BF16, AQ_BF16}, true, false, 1};
    for (uint32_t index = 0; index < DEFAULT_CASES; index++) {
        aqh_case a, b;
        uint64_t a_seed, b_seed;
        assert_true(aqh_campaign_case(&a, &options, &variant, index, &a_seed));
        assert_true(aqh_campaign_case(&b, &options, &variant, index, &b_seed));
        assert_true(a_seed == b_seed && a.call.tmp_bytes == b.call.tmp_bytes);
        assert_int_equal(a.bytes[AQH_SRC], b.bytes[AQH_SRC]);
        aq_assert_bytes(a.data[AQH_SRC], b.data[AQH_SRC], a.bytes[AQH_SRC]);
        aqh_case_free(&a);
        aqh_case_free(&b);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_default_budget_goes_where_small_counters_wrap),
    cmocka_unit_test(judged_by_plan_some_variants_have_a_large_case),
    cmocka_unit_test(temporary_buffers_are_passed_and_larger_than_they_need_be),
    cmocka_unit_test(a_case_is_the_same_every_time),
};

AQ_TEST_MAIN(tests)
