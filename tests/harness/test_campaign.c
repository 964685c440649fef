/* The campaign: what it covers, that it repeats itself, that it cannot pass by
 * comparing nothing, and that small faults do not escape it. */
#include "aq_assert.h"

#include "campaign.h"
#include "format.h"
#include "generate.h"
#include "index.h"
#include "summary.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

static aqh_options options_for(const aq_backend *backend) {
    return (aqh_options){.backend = backend,
                         .backend_name = "test",
                         .filter = aqh_filter_any,
                         .cases = AQH_THEME_COUNT,
                         .seed = 5,
                         .max_ulp = 0.5,
                         .directory = "."};
}

static void run(aqh_campaign *campaign, const aqh_options *options) {
    char error[256];
    if (!aqh_campaign_run(campaign, options, error, sizeof error))
        aq_fail_msg("%s", error);
    for (size_t k = 0; k < campaign->report_count; k++)
        unlink(campaign->reports[k].file);
}

static void generated_cases_are_legal_and_repeat(void **state) {
    (void)state;
    size_t count;
    aqh_variant *variants = aqh_variants(&count);
    assert_non_null(variants);
    assert_int_equal(count, 416);
    for (size_t v = 0; v < count; v++)
        for (int theme = 0; theme < AQH_THEME_COUNT; theme++) {
            aqh_case a, b;
            const uint64_t seed = v * 100 + (uint64_t)theme;
            assert_true(
                aqh_generate(&a, &variants[v], AQ_OVERFLOW_SAT, (aqh_theme)theme, seed, 300));
            assert_true(
                aqh_generate(&b, &variants[v], AQ_OVERFLOW_SAT, (aqh_theme)theme, seed, 300));
            aq_error error = {0};
            aq_assert_msg(aqo_legal(&a.call, &error) == AQ_LEGAL, "%s", error.text);
            for (int operand = AQH_SRC; operand <= AQH_OFFSET; operand++) {
                assert_int_equal(a.bytes[operand], b.bytes[operand]);
                aq_assert_bytes(a.data[operand], b.data[operand], a.bytes[operand]);
            }
            aqh_case_free(&a);
            aqh_case_free(&b);
        }
    free(variants);
}

static void shapes_have_tails_short_groups_and_partial_counts(void **state) {
    (void)state;
    size_t count;
    aqh_variant *variants = aqh_variants(&count);
    assert_non_null(variants);
    unsigned short_groups = 0, several_groups = 0, partial = 0, odd_rows = 0, misaligned = 0;
    for (size_t v = 0; v < count; v++)
        for (uint64_t seed = 0; seed < 20; seed++) {
            aqh_case c;
            assert_true(
                aqh_generate(&c, &variants[v], AQ_OVERFLOW_SAT, AQH_THEME_SWEEP, seed, 600));
            const aqo_groups groups = aqo_group_layout(&c.call);
            const size_t length = groups.along_rows ? c.call.src.rows : c.call.src.cols;
            short_groups += groups.count > 1 && length % groups.size != 0;
            several_groups += groups.count > 1;
            partial += aqo_computed(&c.call) < aqo_elements(&c.call.src);
            odd_rows += c.call.src.rows % 2;
            misaligned += c.misalign[AQH_SRC] != 0;
            aqh_case_free(&c);
        }
    free(variants);
    assert_true(short_groups > 50 && several_groups > 50 && partial > 50 && odd_rows > 50 &&
                misaligned > 50);
}

static void the_cpu_backend_passes_every_combination(void **state) {
    (void)state;
    aqh_campaign campaign;
    const aqh_options options = options_for(aq_backend_cpu());
    run(&campaign, &options);
    assert_true(aqh_campaign_passed(&campaign));
    assert_int_equal(campaign.row_count, 416);
    assert_int_equal(campaign.findings, 0);
    assert_int_equal(campaign.unsupported, 0);
    assert_int_equal(campaign.unseen, 0);
    assert_int_equal(campaign.unseen_special, 0);
    for (size_t k = 0; k < campaign.row_count; k++)
        assert_true(campaign.rows[k].judged.worst.ulp <= 0.5);
    aqh_campaign_free(&campaign);
}

/* A backend that runs the CPU's and then spoils one element by one code. */
typedef struct spoiler {
    size_t element; /* counted from the last computed one */
    unsigned runs;
} spoiler;

static aq_run_status spoil(void *ctx, const aq_call *call, const aq_buffers *buffers,
                           aq_error *error) {
    const spoiler *s = ctx;
    const aq_backend *cpu = aq_backend_cpu();
    aq_run_status status = cpu->run(cpu->ctx, call, buffers, error);
    const size_t index = aqo_computed(call) - 1 - s->element;
    const uint32_t code = aqo_load(call->dst.format, buffers->dst, index);
    aqo_store(call->dst.format, buffers->dst, index, code ^ 1);
    return status;
}

static void one_code_in_one_element_is_found_in_every_combination(void **state) {
    (void)state;
    spoiler s = {.element = 3};
    const aq_backend backend = {AQ_BACKEND_ABI, sizeof(aq_backend), "spoil", &s, NULL, spoil};
    aqh_options options = options_for(&backend);
    options.cases = 2;
    aqh_campaign campaign;
    run(&campaign, &options);
    assert_false(aqh_campaign_passed(&campaign));
    for (size_t k = 0; k < campaign.row_count; k++)
        assert_true(campaign.rows[k].findings[AQH_WRONG] > 0);
    for (size_t k = 0; k < campaign.report_count; k++) {
        assert_int_equal(campaign.reports[k].kind, AQH_WRONG);
        aq_assert_contains(campaign.reports[k].text, "element ");
    }
    aqh_campaign_free(&campaign);
}

static aq_run_status decline(void *ctx, const aq_call *call) {
    (void)ctx;
    return call->product == AQ_PRODUCT_A2 ? AQ_RUN_OK : AQ_RUN_UNSUPPORTED;
}

static aq_run_status plain(void *ctx, const aq_call *call, const aq_buffers *buffers,
                           aq_error *error) {
    (void)ctx;
    return aq_backend_cpu()->run(aq_backend_cpu()->ctx, call, buffers, error);
}

static void what_is_unsupported_is_counted_and_nothing_compared_fails(void **state) {
    (void)state;
    const aq_backend backend = {AQ_BACKEND_ABI, sizeof(aq_backend), "A2 only", NULL, decline,
                                plain};
    aqh_options options = options_for(&backend);
    aqh_campaign campaign;
    options.cases = 1;
    run(&campaign, &options);
    assert_true(aqh_campaign_passed(&campaign));
    assert_int_equal(campaign.unsupported, 416 - 32); /* 8 combinations of A2 in 4 forms */
    assert_int_equal(campaign.unseen, 416 - 32);
    aqh_campaign_free(&campaign);

    options.filter.product = AQ_PRODUCT_310P;
    run(&campaign, &options);
    assert_int_equal(campaign.elements, 0);
    assert_int_equal(campaign.findings, 0);
    assert_false(aqh_campaign_passed(&campaign));
    aqh_campaign_free(&campaign);
}

static void an_empty_filter_is_refused(void **state) {
    (void)state;
    aqh_options options = options_for(aq_backend_cpu());
    options.filter.product = AQ_PRODUCT_310P;
    options.filter.src = AQ_INT4;
    aqh_campaign campaign;
    char error[256];
    assert_false(aqh_campaign_run(&campaign, &options, error, sizeof error));
    aq_assert_contains(error, "no documented combination");
}

static void a_case_keeps_its_seed_under_another_filter(void **state) {
    (void)state;
    aqh_options options = options_for(aq_backend_cpu());
    aqh_campaign all, some;
    options.cases = 3;
    run(&all, &options);
    options.filter.product = AQ_PRODUCT_KIRIN_X90;
    run(&some, &options);
    assert_int_equal(some.row_count, 8);
    size_t found = 0;
    for (size_t k = 0; k < all.row_count; k++)
        if (all.rows[k].variant.types.product == AQ_PRODUCT_KIRIN_X90) {
            assert_int_equal(all.rows[k].judged.elements, some.rows[found].judged.elements);
            assert_int_equal(all.rows[k].judged.worst.src, some.rows[found].judged.worst.src);
            found++;
        }
    assert_int_equal(found, 8);
    aqh_campaign_free(&all);
    aqh_campaign_free(&some);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(generated_cases_are_legal_and_repeat),
    cmocka_unit_test(shapes_have_tails_short_groups_and_partial_counts),
    cmocka_unit_test(the_cpu_backend_passes_every_combination),
    cmocka_unit_test(one_code_in_one_element_is_found_in_every_combination),
    cmocka_unit_test(what_is_unsupported_is_counted_and_nothing_compared_fails),
    cmocka_unit_test(an_empty_filter_is_refused),
    cmocka_unit_test(a_case_keeps_its_seed_under_another_filter),
};

AQ_TEST_MAIN(tests)
