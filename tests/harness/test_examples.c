/* The examples in corpus/: each is a legal call whose recorded dst, computed by
 * make_examples.py without anything of this project, is what the oracle says. */
#include "aq_assert.h"
#include "case.h"
#include "exact.h"
#include "index.h"
#include "legal.h"
#include "manifest.h"

/* What an example must hold to be worth keeping. */
typedef struct seen {
    size_t elements, nans, infinities, zeros, subnormals;
} seen;

static size_t count_wrong(const aqh_case *c, seen *seen) {
    const aq_call *call = &c->call;
    size_t wrong = 0;
    mpfr_t x, o, s, y;
    mpfr_inits2(AQO_PRECISION, x, o, s, y, (mpfr_ptr)0);
    for (size_t i = 0; i < call->src.rows; i++) {
        for (size_t j = 0; j < call->src.cols; j++) {
            const size_t flat = i * call->src.cols + j, at = aqo_param_index(call, i, j);
            const uint32_t got = aqo_load(call->dst.format, c->data[AQH_DST], flat);
            aqo_decode(call->src.format, aqo_load(call->src.format, c->data[AQH_SRC], flat), x);
            aqo_decode(call->scale.format, aqo_load(call->scale.format, c->data[AQH_SCALE], at), s);
            if (aqo_uses_offset(call)) {
                aqo_decode(call->offset.format,
                           aqo_load(call->offset.format, c->data[AQH_OFFSET], at), o);
            }
            aqo_exact(y, NULL, x, aqo_uses_offset(call) ? o : NULL, s);
            const uint32_t want = aqo_round(call->dst.format, call->overflow, y);
            aqo_decode(call->dst.format, got, x);
            wrong += mpfr_nan_p(y) ? !mpfr_nan_p(x) : got != want;
            seen->elements++;
            seen->nans += mpfr_nan_p(x) != 0;
            seen->infinities += mpfr_inf_p(x) != 0;
            seen->zeros += mpfr_zero_p(x) != 0;
            seen->subnormals +=
                mpfr_regular_p(x) && mpfr_get_exp(x) - 1 < aqo_format_get(call->dst.format)->emin;
        }
    }
    mpfr_clears(x, o, s, y, (mpfr_ptr)0);
    return wrong;
}

static void read_example(const char *name, aqh_case *c, seen *seen) {
    char path[1024], error[1024];
    aq_error illegal;
    snprintf(path, sizeof path, "%s/corpus/examples/%s/manifest.json", AQ_SOURCE_DIR, name);
    aq_assert_msg(aqh_manifest_read(c, path, error, sizeof error), "%s", error);
    aq_assert_msg(aqo_legal(&c->call, &illegal) == AQ_LEGAL, "%s: %s", name, illegal.text);
    memset(seen, 0, sizeof *seen);
    const size_t wrong = count_wrong(c, seen);
    aq_assert_msg(wrong == 0, "%s: %zu of %zu elements differ", name, wrong, seen->elements);
}

static void the_worked_example_of_the_api_document_gives_9(void **state) {
    (void)state;
    aqh_case c;
    seen seen;
    read_example("api-doc", &c, &seen);
    assert_int_equal(seen.elements, 2 * 64);
    for (size_t i = 0; i < seen.elements; i++) {
        aq_assert_code(aqo_load(AQ_HALF, c.data[AQH_DST], i), 0x4880); /* 9 = 1.125 * 2^3 */
    }
    aqh_case_free(&c);
}

static void the_numpy_examples_are_correctly_rounded(void **state) {
    (void)state;
    static const struct {
        const char *name;
        size_t elements;
    } table[] = {
        {"int8-half-per-channel", 16 * 32},
        {"e4m3fn-bf16-per-token", 16 * 64},
        {"e2m1-e8m0-per-group", 32 * 128},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        aqh_case c;
        seen seen;
        read_example(table[i].name, &c, &seen);
        assert_int_equal(seen.elements, table[i].elements);
        aq_assert_msg(seen.nans && seen.infinities && seen.zeros && seen.subnormals,
                      "%s: %zu NaN, %zu infinite, %zu zero, %zu subnormal", table[i].name,
                      seen.nans, seen.infinities, seen.zeros, seen.subnormals);
        aqh_case_free(&c);
    }
}

static void the_last_group_of_the_fp4_example_is_short(void **state) {
    (void)state;
    aqh_case c;
    seen seen;
    read_example("e2m1-e8m0-per-group", &c, &seen);
    const aqo_groups groups = aqo_group_layout(&c.call);
    assert_int_equal(groups.size, 96);
    assert_int_equal(groups.count, 2);
    assert_true(groups.size * groups.count > c.call.src.cols);
    aqh_case_free(&c);
}

static void one_changed_code_is_seen(void **state) {
    (void)state;
    aqh_case c;
    seen seen;
    read_example("int8-half-per-channel", &c, &seen);
    c.data[AQH_DST][2 * (5 * 32 + 20)] ^= 1;
    assert_int_equal(count_wrong(&c, &seen), 1);
    aqh_case_free(&c);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_worked_example_of_the_api_document_gives_9),
    cmocka_unit_test(the_numpy_examples_are_correctly_rounded),
    cmocka_unit_test(the_last_group_of_the_fp4_example_is_short),
    cmocka_unit_test(one_changed_code_is_seen),
};
AQ_TEST_MAIN(tests)
