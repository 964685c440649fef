/* The acceptance rules of oracle/accept.h, one test for each: what is accepted,
 * what is refused, and that it is this rule that says so. */
#include "aq_assert.h"
#include "accept.h"

#include <math.h>

/* One judgement. rule 0: another rule's business. */
typedef struct judgement {
    aq_format dst;
    aq_overflow overflow;
    double value;
    uint32_t code;
    double tolerance;
    bool accepted;
    int rule;
} judgement;

#define INF_NAN AQ_OVERFLOW_INF_NAN
#define SAT AQ_OVERFLOW_SAT
#define PER_INSTRUCTION AQ_OVERFLOW_PER_INSTRUCTION
#define INF INFINITY
#define LOOSE 1e300 /* a tolerance that lets every number pass */

static void expect_judgements(const judgement *rows, size_t count) {
    mpfr_t value, error;
    mpfr_init2(value, AQO_PRECISION);
    mpfr_init2(error, AQO_PRECISION);
    size_t accepted = 0;
    for (size_t i = 0; i < count; ++i) {
        const judgement *row = &rows[i];
        mpfr_set_d(value, row->value, MPFR_RNDN);
        aqo_verdict verdict =
            aqo_accept(row->dst, row->overflow, value, row->code, row->tolerance, error);
        aq_assert_msg(verdict.accepted == row->accepted,
                      "row %zu: %s 0x%x for %a at %g ulp is %s by rule %d", i,
                      aqo_format_get(row->dst)->name, row->code, row->value, row->tolerance,
                      verdict.accepted ? "accepted" : "refused", verdict.rule);
        aq_assert_msg(row->rule == 0 || verdict.rule == (aqo_accept_rule)row->rule,
                      "row %zu: %s 0x%x for %a at %g ulp is decided by rule %d, want %d", i,
                      aqo_format_get(row->dst)->name, row->code, row->value, row->tolerance,
                      verdict.rule, row->rule);
        accepted += verdict.accepted;
    }
    assert_true(accepted > 0 && accepted < count); /* both sides of the rule are shown */
    mpfr_clears(value, error, (mpfr_ptr)0);
}

#define EXPECT(rows) expect_judgements(rows, sizeof(rows) / sizeof *(rows))

static void rule_01_nan_is_any_nan(void **state) {
    (void)state;
    static const judgement rows[] = {
        {AQ_HALF, INF_NAN, NAN, 0x7E00, 0.5, true, 1},
        {AQ_HALF, INF_NAN, NAN, 0x7C01, 0.5, true, 1},
        {AQ_HALF, INF_NAN, NAN, 0xFFFF, 0.5, true, 1},
        {AQ_HALF, INF_NAN, NAN, 0x7C00, 0.5, false, 0}, /* Inf is no NaN */
        {AQ_BF16, INF_NAN, NAN, 0x7FC0, 0.5, true, 1},
        {AQ_BF16, INF_NAN, NAN, 0xFF81, 0.5, true, 1},
        {AQ_BF16, INF_NAN, NAN, 0xFF80, LOOSE, false, 0},
        {AQ_FLOAT, INF_NAN, NAN, 0xFFFFFFFF, 0.5, true, 1},
        {AQ_FLOAT, INF_NAN, NAN, 0x7F800001, 0.5, true, 1},
        {AQ_FLOAT, INF_NAN, NAN, 0x7F800000, LOOSE, false, 0},
    };
    EXPECT(rows);
}

static void rule_02_nan_only_where_the_value_is_nan(void **state) {
    (void)state;
    static const judgement rows[] = {
        {AQ_HALF, INF_NAN, NAN, 0x0000, LOOSE, false, 2},
        {AQ_HALF, INF_NAN, 1, 0x7E00, LOOSE, false, 2},
        {AQ_HALF, INF_NAN, 0, 0xFE00, LOOSE, false, 2},
        {AQ_HALF, INF_NAN, 1e6, 0x7E00, LOOSE, false, 2},
        {AQ_BF16, INF_NAN, NAN, 0x3F80, LOOSE, false, 2},
        {AQ_BF16, INF_NAN, 1, 0x7FC0, LOOSE, false, 2},
        {AQ_FLOAT, INF_NAN, NAN, 0x3F800000, LOOSE, false, 2},
        {AQ_FLOAT, INF_NAN, 1, 0x7FC00000, LOOSE, false, 2},
        {AQ_HALF, SAT, 1, 0x7E00, LOOSE, false, 2},
        {AQ_HALF, INF_NAN, 1, 0x3C00, 0.5, true, 0},
        {AQ_HALF, INF_NAN, NAN, 0x7E00, 0.5, true, 0},
    };
    EXPECT(rows);
}

static void rule_03_infinity_has_its_sign(void **state) {
    (void)state;
    static const judgement rows[] = {
        {AQ_HALF, INF_NAN, INF, 0x7C00, 0.5, true, 3},
        {AQ_HALF, INF_NAN, -INF, 0xFC00, 0.5, true, 3},
        {AQ_HALF, INF_NAN, INF, 0xFC00, LOOSE, false, 3},
        {AQ_HALF, INF_NAN, INF, 0x7BFF, LOOSE, false, 3},
        {AQ_HALF, INF_NAN, INF, 0x7E00, LOOSE, false, 0},
        {AQ_HALF, PER_INSTRUCTION, INF, 0x7C00, 0.5, true, 3},
        {AQ_HALF, PER_INSTRUCTION, INF, 0x7BFF, LOOSE, false, 3},
        {AQ_BF16, INF_NAN, INF, 0x7F80, 0.5, true, 3},
        {AQ_BF16, INF_NAN, -INF, 0x7F80, LOOSE, false, 3},
        {AQ_FLOAT, INF_NAN, -INF, 0xFF800000, 0.5, true, 3},
        {AQ_FLOAT, INF_NAN, -INF, 0xFF7FFFFF, LOOSE, false, 3},
    };
    EXPECT(rows);
}

static void rule_04_a_finite_value_is_within_the_tolerance(void **state) {
    (void)state;
    static const judgement rows[] = {
        {AQ_HALF, INF_NAN, 1 + 0x1p-12, 0x3C01, 0.75, true, 4}, /* error 0.75 exactly */
        {AQ_HALF, INF_NAN, 1 + 0x1p-12, 0x3C01, 0.74, false, 4},
        {AQ_HALF, INF_NAN, 1, 0x3C01, 1, true, 4},
        {AQ_HALF, INF_NAN, 1, 0x3BFF, 0.51, true, 4}, /* half a unit: the binade of 1 */
        {AQ_HALF, INF_NAN, 1, 0x3C02, 1.5, false, 4},
        {AQ_HALF, INF_NAN, 1, 0xBC00, 2047, false, 4},
        {AQ_HALF, INF_NAN, 1, 0xBC00, 2048, true, 4},
        {AQ_HALF, SAT, 1 + 0x1p-12, 0x3C01, 0.75, true, 4},
        {AQ_BF16, INF_NAN, -3, 0xC041, 1, true, 4},
        {AQ_BF16, INF_NAN, -3, 0xC041, 0.999, false, 4},
        {AQ_FLOAT, INF_NAN, 1 + 0x1p-25, 0x3F800001, 0.75, true, 4},
        {AQ_FLOAT, INF_NAN, 1 + 0x1p-25, 0x3F800001, 0.7, false, 4},
    };
    EXPECT(rows);
}

static void rule_05_half_an_ulp_means_nearest_even(void **state) {
    (void)state;
    static const judgement rows[] = {
        {AQ_HALF, INF_NAN, 1 + 0x1p-11, 0x3C00, 0.5, true, 4},
        {AQ_HALF, INF_NAN, 1 + 0x1p-11, 0x3C01, 0.5, false, 5},
        {AQ_HALF, INF_NAN, 1 + 0x3p-11, 0x3C02, 0.5, true, 4},
        {AQ_HALF, INF_NAN, 1 + 0x3p-11, 0x3C01, 0.5, false, 5},
        {AQ_HALF, INF_NAN, 1 + 0x1p-11, 0x3C01, 0.51, true, 4},
        {AQ_HALF, INF_NAN, 1, 0x3BFF, 0.5, false, 5}, /* half an ulp off, no tie */
        {AQ_HALF, INF_NAN, 1 + 0x1.1p-11, 0x3C01, 0.5, true, 4},
        {AQ_HALF, SAT, 1 + 0x1p-11, 0x3C01, 0.5, false, 5},
        {AQ_BF16, INF_NAN, -1 - 0x1p-8, 0xBF80, 0.5, true, 4},
        {AQ_BF16, INF_NAN, -1 - 0x1p-8, 0xBF81, 0.5, false, 5},
        {AQ_FLOAT, INF_NAN, 1 + 0x3p-24, 0x3F800002, 0.5, true, 4},
        {AQ_FLOAT, INF_NAN, 1 + 0x3p-24, 0x3F800001, 0.5, false, 5},
    };
    EXPECT(rows);
}

static void rule_06_a_zero_has_the_sign_of_ieee_754(void **state) {
    (void)state;
    static const judgement rows[] = {
        {AQ_HALF, INF_NAN, 0.0, 0x0000, 0.5, true, 0},
        {AQ_HALF, INF_NAN, 0.0, 0x8000, 0.5, false, 6},
        {AQ_HALF, INF_NAN, 0.0, 0x8000, LOOSE, false, 6},
        {AQ_HALF, INF_NAN, -0.0, 0x8000, 0.5, true, 0},
        {AQ_HALF, INF_NAN, -0.0, 0x0000, LOOSE, false, 6},
        {AQ_HALF, INF_NAN, -0x1p-30, 0x8000, 0.5, true, 0},
        {AQ_HALF, INF_NAN, -0x1p-30, 0x0000, 0.5, false, 6},
        {AQ_HALF, INF_NAN, -0x1p-30, 0x0000, LOOSE, false, 6},
        {AQ_HALF, INF_NAN, 0x1p-30, 0x8000, LOOSE, false, 6},
        {AQ_HALF, SAT, -0x1p-30, 0x8000, 0.5, true, 0},
        {AQ_HALF, SAT, -0x1p-30, 0x0000, LOOSE, false, 6},
        {AQ_BF16, INF_NAN, -0x1p-140, 0x8000, 0.5, true, 0},
        {AQ_BF16, INF_NAN, -0x1p-140, 0x0000, 1, false, 6},
        {AQ_FLOAT, INF_NAN, -0.0, 0x80000000, 0.5, true, 0},
        {AQ_FLOAT, INF_NAN, 0x1p-160, 0x80000000, 1, false, 6},
    };
    EXPECT(rows);
}

static void rule_07_a_zero_value_counts_smallest_subnormals(void **state) {
    (void)state;
    static const judgement rows[] = {
        {AQ_HALF, INF_NAN, 0, 0x0001, 0.5, false, 7},
        {AQ_HALF, INF_NAN, 0, 0x0001, 0.99, false, 7},
        {AQ_HALF, INF_NAN, 0, 0x0001, 1, true, 7},
        {AQ_HALF, INF_NAN, 0, 0x8003, 3, true, 7},
        {AQ_HALF, INF_NAN, 0, 0x8003, 2.5, false, 7},
        {AQ_HALF, INF_NAN, 0, 0x3C00, 0x1p24, true, 7},
        {AQ_HALF, INF_NAN, 0, 0x3C00, 0x1.fp23, false, 7},
        {AQ_BF16, INF_NAN, -0.0, 0x0002, 2, true, 7},
        {AQ_BF16, INF_NAN, -0.0, 0x0002, 1, false, 7},
        {AQ_FLOAT, INF_NAN, 0, 0x80000001, 1, true, 7},
        {AQ_FLOAT, INF_NAN, 0, 0x80000001, 0.5, false, 7},
    };
    EXPECT(rows);
}

static void rule_08_underflow_is_gradual(void **state) {
    (void)state;
    static const judgement rows[] = {
        {AQ_HALF, INF_NAN, 0x1p-15, 0x0200, 0.5, true, 0},
        {AQ_HALF, INF_NAN, 0x1p-15, 0x0000, 0.5, false, 8},
        {AQ_HALF, INF_NAN, 0x1p-15, 0x0000, 511, false, 8},
        {AQ_HALF, INF_NAN, 0x1p-15, 0x0000, 512, true, 0}, /* an error like any other */
        {AQ_HALF, INF_NAN, 0x1p-14 - 0x1p-24, 0x03FF, 0.5, true, 0},
        {AQ_HALF, INF_NAN, 0x1p-14 - 0x1p-24, 0x0000, 1, false, 8},
        {AQ_HALF, INF_NAN, -0x1.8p-24, 0x8002, 0.5, true, 0},
        {AQ_HALF, INF_NAN, -0x1.8p-24, 0x8000, 0.5, false, 8},
        {AQ_BF16, INF_NAN, 0x1p-127, 0x0040, 0.5, true, 0},
        {AQ_BF16, INF_NAN, 0x1p-127, 0x0000, 1, false, 8},
        {AQ_FLOAT, INF_NAN, -0x1p-149, 0x80000001, 0.5, true, 0},
        {AQ_FLOAT, INF_NAN, -0x1p-149, 0x80000000, 0.5, false, 8},
    };
    EXPECT(rows);
}

static void rule_09_overflow_begins_at_the_threshold(void **state) {
    (void)state;
    static const judgement rows[] = {
        {AQ_HALF, INF_NAN, 65520, 0x7C00, 0.5, true, 9},
        {AQ_HALF, INF_NAN, 65520, 0x7BFF, 0.5, false, 0},
        {AQ_HALF, INF_NAN, 65520, 0x7BFF, 1, true, 9},
        {AQ_HALF, INF_NAN, 65536, 0x7BFF, 1, true, 9},
        {AQ_HALF, INF_NAN, 65568, 0x7BFF, 1.5, false, 9},
        {AQ_HALF, INF_NAN, -1e6, 0xFC00, 0.5, true, 9},
        {AQ_HALF, INF_NAN, -1e6, 0x7C00, 1, false, 9},
        {AQ_HALF, PER_INSTRUCTION, 65520, 0x7C00, 0.5, true, 9},
        {AQ_HALF, INF_NAN, 65519.99, 0x7BFF, 0.5, true, 0},
        {AQ_BF16, INF_NAN, 0x1.ffp127, 0x7F80, 0.5, true, 9},
        {AQ_BF16, INF_NAN, 0x1.ffp127, 0x7F7F, 0.5, false, 0},
        {AQ_BF16, INF_NAN, 0x1p129, 0x7F7F, 128, false, 9},
        {AQ_FLOAT, INF_NAN, -0x1.ffffffp127, 0xFF800000, 0.5, true, 9},
        {AQ_FLOAT, INF_NAN, -0x1.ffffffp127, 0xFF7FFFFF, 0.5, false, 0},
    };
    EXPECT(rows);
}

static void rule_10_an_early_infinity_counts_as_the_next_power(void **state) {
    (void)state;
    static const judgement rows[] = {
        {AQ_HALF, INF_NAN, 65512, 0x7C00, 0.5, false, 10},
        {AQ_HALF, INF_NAN, 65512, 0x7C00, 0.74, false, 10},
        {AQ_HALF, INF_NAN, 65512, 0x7C00, 0.75, true, 10},
        {AQ_HALF, INF_NAN, 65472, 0x7C00, 1.9, false, 10},
        {AQ_HALF, INF_NAN, 65472, 0x7C00, 2, true, 10},
        {AQ_HALF, INF_NAN, -65504, 0xFC00, 1, true, 10},
        {AQ_HALF, INF_NAN, 1, 0x7C00, 1000, false, 10},
        {AQ_BF16, INF_NAN, 0x1.fep127, 0x7F80, 1, true, 10},
        {AQ_BF16, INF_NAN, 0x1.fep127, 0x7F80, 0.5, false, 10},
        {AQ_FLOAT, INF_NAN, 0x1.fffffep127, 0x7F800000, 1, true, 10},
        {AQ_FLOAT, INF_NAN, 0x1.fffffep127, 0x7F800000, 0.5, false, 10},
    };
    EXPECT(rows);
}

static void rule_11_sat_mode_gives_the_largest_number(void **state) {
    (void)state;
    static const judgement rows[] = {
        {AQ_HALF, SAT, 65520, 0x7BFF, 0.5, true, 11},
        {AQ_HALF, SAT, 1e30, 0x7BFF, 0.5, true, 11},
        {AQ_HALF, SAT, -1e30, 0xFBFF, 0.5, true, 11},
        {AQ_HALF, SAT, INF, 0x7BFF, 0.5, true, 11},
        {AQ_HALF, SAT, -INF, 0xFBFF, 0.5, true, 11},
        {AQ_HALF, SAT, 65520, 0x7C00, LOOSE, false, 11},
        {AQ_HALF, SAT, INF, 0x7C00, LOOSE, false, 11},
        {AQ_HALF, SAT, 65512, 0x7C00, LOOSE, false, 11},
        {AQ_HALF, SAT, 1, 0xFC00, LOOSE, false, 11},
        {AQ_HALF, SAT, 65520, 0x7BFE, 0.5, false, 11},
        {AQ_HALF, SAT, 65520, 0x7BFE, 1, true, 11}, /* finite: by its distance from that */
        {AQ_HALF, SAT, INF, 0x7BFE, LOOSE, false, 11},
        {AQ_HALF, SAT, INF, 0xFBFF, LOOSE, false, 11},
        {AQ_BF16, SAT, 0x1p128, 0x7F7F, 0.5, true, 11},
        {AQ_BF16, SAT, -INF, 0xFF7F, 0.5, true, 11},
        {AQ_BF16, SAT, 0x1p128, 0x7F80, LOOSE, false, 11},
        {AQ_BF16, SAT, -INF, 0xFF80, LOOSE, false, 11},
        {AQ_HALF, PER_INSTRUCTION, 1e30, 0x7BFF, 0.5, false, 0}, /* not this mode */
    };
    EXPECT(rows);
}

static void rule_12_sat_mode_gives_zero_for_nan(void **state) {
    (void)state;
    static const judgement rows[] = {
        {AQ_HALF, SAT, NAN, 0x0000, 0.5, true, 12},
        {AQ_HALF, SAT, NAN, 0x8000, 0.5, true, 12},
        {AQ_HALF, SAT, NAN, 0x7E00, LOOSE, false, 12},
        {AQ_HALF, SAT, NAN, 0x0001, 1, false, 12},
        {AQ_HALF, SAT, NAN, 0x3C00, LOOSE, false, 12},
        {AQ_HALF, SAT, NAN, 0x7BFF, LOOSE, false, 12},
        {AQ_BF16, SAT, NAN, 0x0000, 0.5, true, 12},
        {AQ_BF16, SAT, NAN, 0x8000, 0.5, true, 12},
        {AQ_BF16, SAT, NAN, 0x7FC0, LOOSE, false, 12},
        {AQ_HALF, PER_INSTRUCTION, NAN, 0x0000, 0.5, false, 0}, /* not this mode */
    };
    EXPECT(rows);
}

/* The rule that decides is the one that would in inf_nan mode. */
static void rule_13_float_never_saturates(void **state) {
    (void)state;
    static const judgement rows[] = {
        {AQ_FLOAT, SAT, 0x1p128, 0x7F800000, 0.5, true, 9},
        {AQ_FLOAT, SAT, 0x1p128, 0x7F7FFFFF, 0.5, false, 9},
        {AQ_FLOAT, SAT, 0x1.fffffep127, 0x7F800000, 1, true, 10},
        {AQ_FLOAT, SAT, INF, 0x7F800000, 0.5, true, 3},
        {AQ_FLOAT, SAT, INF, 0x7F7FFFFF, LOOSE, false, 3},
        {AQ_FLOAT, SAT, NAN, 0x7FC00000, 0.5, true, 1},
        {AQ_FLOAT, SAT, NAN, 0x00000000, LOOSE, false, 2},
        {AQ_FLOAT, PER_INSTRUCTION, -0x1p128, 0xFF800000, 0.5, true, 9},
        {AQ_FLOAT, PER_INSTRUCTION, -INF, 0xFF7FFFFF, LOOSE, false, 3},
        {AQ_FLOAT, PER_INSTRUCTION, NAN, 0x00000000, LOOSE, false, 2},
        {AQ_FLOAT, SAT, 1, 0x3F800000, 0.5, true, 4},
        {AQ_FLOAT, SAT, 1, 0x3F800001, 0.5, false, 4},
    };
    EXPECT(rows);
}

/* The magnitude is rounded up, so that it never looks better than it is. */
static void the_verdict_carries_the_error(void **state) {
    (void)state;
    mpfr_t value, error;
    mpfr_init2(value, AQO_PRECISION);
    mpfr_init2(error, AQO_PRECISION);

    mpfr_set_ui_2exp(value, 1, -100, MPFR_RNDN); /* value = 1 + 2^-100 */
    mpfr_add_ui(value, value, 1, MPFR_RNDN);
    aqo_verdict verdict = aqo_accept(AQ_HALF, INF_NAN, value, 0x3BFF, 1, error);
    mpfr_mul_2ui(value, value, 10, MPFR_RNDN); /* error = -(2^-11 + 2^-100) / 2^-10 */
    mpfr_sub_ui(value, value, 1024, MPFR_RNDN);
    mpfr_add_d(value, value, 0.5, MPFR_RNDN);
    mpfr_neg(value, value, MPFR_RNDN);
    assert_true(mpfr_equal_p(error, value));
    aq_assert_double_bits(verdict.ulp, nextafter(0.5, 1));
    assert_false(verdict.exact);

    static const struct {
        double value;
        uint32_t code;
        double ulp;
        bool exact;
    } rows[] = {
        {1, 0x3C00, 0, true},
        {1, 0x3C01, 1, false},
        {1 + 0x1p-12, 0x3C00, 0.25, false},
        {-1 - 0x1p-12, 0xBC00, 0.25, false},
        {1, 0x7E00, INF, false},
        {NAN, 0x3C00, INF, false},
        {NAN, 0x7E00, 0, false},
        {INF, 0x0000, INF, false},
        {-3, 0xC200, 0, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; ++i) {
        mpfr_set_d(value, rows[i].value, MPFR_RNDN);
        verdict = aqo_accept(AQ_HALF, INF_NAN, value, rows[i].code, 1, error);
        aq_assert_double_bits(verdict.ulp, rows[i].ulp);
        aq_assert_msg(verdict.exact == rows[i].exact, "row %zu", i);
    }
    mpfr_clears(value, error, (mpfr_ptr)0);
}

static void every_rule_has_its_own_text(void **state) {
    (void)state;
    for (int rule = 1; rule < AQO_ACCEPT_COUNT; ++rule) {
        const char *text = aqo_accept_text((aqo_accept_rule)rule);
        assert_non_null(text);
        for (int other = 1; other < rule; ++other) {
            assert_string_not_equal(text, aqo_accept_text((aqo_accept_rule)other));
        }
    }
    aq_assert_contains(aqo_accept_text(AQO_ACCEPT_TIES), "ties to even");
    assert_int_equal(AQO_ACCEPT_COUNT, 14);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(rule_01_nan_is_any_nan),
    cmocka_unit_test(rule_02_nan_only_where_the_value_is_nan),
    cmocka_unit_test(rule_03_infinity_has_its_sign),
    cmocka_unit_test(rule_04_a_finite_value_is_within_the_tolerance),
    cmocka_unit_test(rule_05_half_an_ulp_means_nearest_even),
    cmocka_unit_test(rule_06_a_zero_has_the_sign_of_ieee_754),
    cmocka_unit_test(rule_07_a_zero_value_counts_smallest_subnormals),
    cmocka_unit_test(rule_08_underflow_is_gradual),
    cmocka_unit_test(rule_09_overflow_begins_at_the_threshold),
    cmocka_unit_test(rule_10_an_early_infinity_counts_as_the_next_power),
    cmocka_unit_test(rule_11_sat_mode_gives_the_largest_number),
    cmocka_unit_test(rule_12_sat_mode_gives_zero_for_nan),
    cmocka_unit_test(rule_13_float_never_saturates),
    cmocka_unit_test(the_verdict_carries_the_error),
    cmocka_unit_test(every_rule_has_its_own_text),
};
AQ_TEST_MAIN(tests)
