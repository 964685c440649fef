/* Today's usual judges: each at its threshold, on numbers worked out by hand, and
 * what each makes of NaN and infinities. */
#include "aq_assert.h"

#include "foreign_judges.h"

#include <math.h>
#include <stdlib.h>

enum { MANY = 1000 };

static aqh_foreign_verdict judge(aqh_foreign id, aq_format format, const double *got,
                                 const double *ref, size_t count) {
    return aqh_foreign_judge(id, format, got, ref, count);
}

/* One verdict on two elements. */
static bool passes(aqh_foreign id, aq_format format, double got0, double got1, double ref0,
                   double ref1) {
    const double got[] = {got0, got1}, ref[] = {ref0, ref1};
    return judge(id, format, got, ref, 2).passed;
}

/* `wrong` elements of MANY are `got`, the others right; all should be `ref`. */
static aqh_foreign_verdict some_wrong(aqh_foreign id, aq_format format, size_t wrong, double got,
                                      double ref) {
    double gots[MANY], refs[MANY];
    for (size_t i = 0; i < MANY; i++) {
        gots[i] = i < wrong ? got : ref;
        refs[i] = ref;
    }
    return judge(id, format, gots, refs, MANY);
}

static void equal_arrays_pass_every_judge_and_empty_ones_none(void **state) {
    (void)state;
    const double values[] = {1.5, -2, 0, 65504};
    for (int id = 0; id < AQH_FOREIGN_COUNT; id++) {
        aq_assert_msg(judge((aqh_foreign)id, AQ_HALF, values, values, 4).passed, "%s",
                      aqh_foreign_name((aqh_foreign)id));
        assert_false(judge((aqh_foreign)id, AQ_HALF, values, values, 0).passed);
    }
}

static void cosine_is_that_of_the_angle_and_blind_to_length(void **state) {
    (void)state;
    /* (3, 4) and (4, 3): 24 / 25 */
    const double a[] = {3, 4}, b[] = {4, 3}, twice[] = {6, 8};
    aq_assert_double_bits(judge(AQH_FOREIGN_COSINE, AQ_FLOAT, a, b, 2).measure, 0.96);
    assert_false(judge(AQH_FOREIGN_COSINE, AQ_FLOAT, a, b, 2).passed);
    assert_true(judge(AQH_FOREIGN_COSINE, AQ_FLOAT, twice, a, 2).passed);
    /* 1 and 1/8 against 1 and 0: 1 / sqrt(65/64) = 0.9923; 1/4: 0.9701 */
    assert_true(passes(AQH_FOREIGN_COSINE, AQ_HALF, 1, 0.125, 1, 0));
    assert_false(passes(AQH_FOREIGN_COSINE, AQ_HALF, 1, 0.25, 1, 0));
    assert_false(passes(AQH_FOREIGN_COSINE, AQ_HALF, 0, 0, 1, 0));
    assert_true(passes(AQH_FOREIGN_COSINE, AQ_HALF, 0, 0, 0, -0.0));
}

static void allclose_takes_the_absolute_and_the_relative_tolerance_together(void **state) {
    (void)state;
    /* At 1000 the limit is 1.001. */
    assert_true(passes(AQH_FOREIGN_ALLCLOSE, AQ_FLOAT, 1001, 1, 1000, 1));
    assert_false(passes(AQH_FOREIGN_ALLCLOSE, AQ_FLOAT, 1001.5, 1, 1000, 1));
    /* At 0 it is 0.001: twice as much as 2^-11, which is any small number. */
    assert_true(passes(AQH_FOREIGN_ALLCLOSE, AQ_FLOAT, 0x1p-10, 1, 0, 1));
    assert_false(passes(AQH_FOREIGN_ALLCLOSE, AQ_FLOAT, 0x1.1p-10, 1, 0, 1));
    aq_assert_double_bits(some_wrong(AQH_FOREIGN_ALLCLOSE, AQ_HALF, 1, 2, 1).measure, 0.999);
    assert_false(some_wrong(AQH_FOREIGN_ALLCLOSE, AQ_HALF, 1, 2, 1).passed);
}

static void double_thousandth_wants_more_than_999_in_a_thousand(void **state) {
    (void)state;
    assert_true(some_wrong(AQH_FOREIGN_DOUBLE_THOUSANDTH, AQ_HALF, 0, 2, 1).passed);
    const aqh_foreign_verdict one = some_wrong(AQH_FOREIGN_DOUBLE_THOUSANDTH, AQ_HALF, 1, 2, 1);
    aq_assert_double_bits(one.measure, 0.999);
    assert_false(one.passed);
    /* 1 / 1023: 0.000978; 1 / 999: 0.001001 */
    assert_true(some_wrong(AQH_FOREIGN_DOUBLE_THOUSANDTH, AQ_FLOAT, MANY, 1024, 1023).passed);
    assert_false(some_wrong(AQH_FOREIGN_DOUBLE_THOUSANDTH, AQ_FLOAT, MANY, 1000, 999).passed);
    /* Beside eps, 2^-10 in half, the smallest numbers weigh nothing. */
    assert_true(some_wrong(AQH_FOREIGN_DOUBLE_THOUSANDTH, AQ_HALF, MANY, 0x1p-20, 0).passed);
    assert_false(some_wrong(AQH_FOREIGN_DOUBLE_THOUSANDTH, AQ_FLOAT, MANY, 0x1p-20, 0).passed);
}

static void ulp_share_of_half_and_bf16_counts_what_is_above_one(void **state) {
    (void)state;
    /* ulp(1) is 2^-10 in half, 2^-7 in bf16. One ulp is not above one. */
    assert_true(some_wrong(AQH_FOREIGN_ULP_SHARE, AQ_HALF, MANY, 1 + 0x1p-10, 1).passed);
    const aqh_foreign_verdict one = some_wrong(AQH_FOREIGN_ULP_SHARE, AQ_HALF, 1, 1 + 0x1p-9, 1);
    aq_assert_double_bits(one.measure, 0.001);
    assert_false(one.passed);
    assert_true(some_wrong(AQH_FOREIGN_ULP_SHARE, AQ_BF16, MANY, 1 + 0x1p-9, 1).passed);
    /* Below the normal numbers an ulp is 2^-24 in half. */
    assert_true(some_wrong(AQH_FOREIGN_ULP_SHARE, AQ_HALF, MANY, 0x1p-24, 0).passed);
    assert_false(some_wrong(AQH_FOREIGN_ULP_SHARE, AQ_HALF, MANY, 0x1p-23, 0).passed);
}

static void ulp_share_of_float_is_content_with_either_of_two(void **state) {
    (void)state;
    /* All 63 ulp off: above 32, but the mean is below 64. */
    assert_true(some_wrong(AQH_FOREIGN_ULP_SHARE, AQ_FLOAT, MANY, 1 + 63 * 0x1p-23, 1).passed);
    assert_false(some_wrong(AQH_FOREIGN_ULP_SHARE, AQ_FLOAT, MANY, 1 + 64 * 0x1p-23, 1).passed);
    /* 49 of 1000 may be anything. */
    assert_true(some_wrong(AQH_FOREIGN_ULP_SHARE, AQ_FLOAT, 49, -1e30, 1).passed);
    assert_false(some_wrong(AQH_FOREIGN_ULP_SHARE, AQ_FLOAT, 50, -1e30, 1).passed);
}

static void nmse_is_the_energy_of_the_error(void **state) {
    (void)state;
    /* (1/32)^2 / 2 = 2^-11 = 0.000488; (3/64)^2 / 2 = 0.0011 */
    const double got[] = {1 + 0x1p-5, 1}, ref[] = {1, 1};
    const aqh_foreign_verdict verdict = judge(AQH_FOREIGN_NMSE, AQ_HALF, got, ref, 2);
    aq_assert_double_bits(verdict.measure, 0x1p-11);
    assert_true(verdict.passed);
    assert_false(passes(AQH_FOREIGN_NMSE, AQ_HALF, 1 + 3 * 0x1p-6, 1, 1, 1));
    assert_false(passes(AQH_FOREIGN_NMSE, AQ_HALF, 0x1p-24, 0, 0, 0));
    assert_true(passes(AQH_FOREIGN_NMSE, AQ_HALF, 0, 0, 0, 0));
}

static void non_finite_elements_are_treated_as_documented(void **state) {
    (void)state;
    static const struct {
        double got, ref;
        bool passes[AQH_FOREIGN_COUNT]; /* cosine allclose double-thousandth ulp-share nmse */
    } rows[] = {
        {NAN, NAN, {true, true, true, true, false}},
        {INFINITY, INFINITY, {true, true, true, true, true}},
        {INFINITY, -INFINITY, {false, false, false, true, false}},
        {NAN, 1, {false, false, false, true, false}},
        {1, NAN, {false, false, false, true, false}},
        {INFINITY, 1, {false, false, false, false, false}},
        {1, INFINITY, {false, false, false, true, false}},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        for (int id = 0; id < AQH_FOREIGN_COUNT; id++)
            aq_assert_msg(passes((aqh_foreign)id, AQ_HALF, rows[k].got, 1, rows[k].ref, 1) ==
                              rows[k].passes[id],
                          "%s: %g for %g", aqh_foreign_name((aqh_foreign)id), rows[k].got,
                          rows[k].ref);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(equal_arrays_pass_every_judge_and_empty_ones_none),
    cmocka_unit_test(cosine_is_that_of_the_angle_and_blind_to_length),
    cmocka_unit_test(allclose_takes_the_absolute_and_the_relative_tolerance_together),
    cmocka_unit_test(double_thousandth_wants_more_than_999_in_a_thousand),
    cmocka_unit_test(ulp_share_of_half_and_bf16_counts_what_is_above_one),
    cmocka_unit_test(ulp_share_of_float_is_content_with_either_of_two),
    cmocka_unit_test(nmse_is_the_energy_of_the_error),
    cmocka_unit_test(non_finite_elements_are_treated_as_documented),
};

AQ_TEST_MAIN(tests)
