/* The error in ulps, by its definition in ulp-bounds.md, "The unit": at every
 * binade edge of half, bf16 and float. The expectation is worked out here in
 * rational arithmetic from literal constants. */
#include "aq_assert.h"
#include "ulp.h"

#include <gmp.h>
#include <math.h>

/* What the definition says of each output format. */
typedef struct definition {
    aq_format id;
    const char *name;
    int precision, emin, emax;
    uint32_t inf, sign, one;
    double threshold; /* of overflow */
} definition;

static const definition definitions[] = {
    {AQ_HALF, "half", 11, -14, 15, 0x7C00, 0x8000, 0x3C00, 65520},
    {AQ_BF16, "bf16", 8, -126, 127, 0x7F80, 0x8000, 0x3F80, 0x1.ffp127},
    {AQ_FLOAT, "float", 24, -126, 127, 0x7F800000, 0x80000000, 0x3F800000, 0x1.ffffffp127},
};
enum { DEFINITIONS = sizeof definitions / sizeof *definitions };

/* The value of a positive finite code counts smallest subnormals: code c of the
 * binade number b is (2^(p-1) + c mod 2^(p-1)) steps of 2^(b-1). */
static double value_of(const definition *d, uint32_t code) {
    uint32_t magnitude = code & ~d->sign;
    uint32_t binade = magnitude >> (d->precision - 1);
    uint32_t rest = magnitude - (binade << (d->precision - 1));
    int step = d->emin - (d->precision - 1);
    double value = binade == 0
                       ? ldexp(rest, step)
                       : ldexp((UINT32_C(1) << (d->precision - 1)) + rest, step + (int)binade - 1);
    return code & d->sign ? -value : value;
}

/* The positive code of 2^exponent; exponent from that of the smallest subnormal
 * to emax + 1, which gives Inf. */
static uint32_t code_of_power(const definition *d, int exponent) {
    if (exponent < d->emin) {
        return UINT32_C(1) << (exponent - d->emin + d->precision - 1);
    }
    return (uint32_t)(exponent - d->emin + 1) << (d->precision - 1);
}

/* log2 of the ulp in the binade 2^exponent <= |y| < 2^(exponent+1). */
static int unit_of_binade(const definition *d, int exponent) {
    int floored = exponent < d->emin ? d->emin : exponent;
    int capped = floored > d->emax ? d->emax : floored;
    return capped - (d->precision - 1);
}

/* (got - y) / 2^unit, as a rational number. */
static void rational_error(mpq_ptr error, double got, mpfr_srcptr y, int unit) {
    mpq_t exact;
    mpq_init(exact);
    mpfr_get_q(exact, y);
    mpq_set_d(error, got);
    mpq_sub(error, error, exact);
    if (unit < 0) {
        mpq_mul_2exp(error, error, (mp_bitcnt_t)-unit);
    } else {
        mpq_div_2exp(error, error, (mp_bitcnt_t)unit);
    }
    mpq_clear(exact);
}

/* The error of `code` for y is that of the number `got`, in units of 2^unit. */
static void expect_error(const definition *d, bool saturate, mpfr_srcptr y, uint32_t code,
                         double got, int unit) {
    mpfr_t error;
    mpq_t want;
    mpfr_init2(error, AQO_PRECISION);
    mpq_init(want);
    rational_error(want, got, y, unit);
    aqo_ulp_error(error, d->id, saturate, y, code);
    bool same = mpfr_number_p(error) && mpfr_cmp_q(error, want) == 0;
    if (!same) {
        char text[256];
        mpfr_snprintf(text, sizeof text, "%s 0x%x for %.30RNa: %.30RNa", d->name, code, y, error);
        print_error("want %a\n", mpq_get_d(want));
        aq_fail_msg("%s", text);
    }
    mpq_clear(want);
    mpfr_clear(error);
}

static void expect_special(const definition *d, bool saturate, double y, uint32_t code,
                           double want) {
    mpfr_t error, value;
    mpfr_init2(error, AQO_PRECISION);
    mpfr_init2(value, AQO_PRECISION);
    mpfr_set_d(value, y, MPFR_RNDN);
    aqo_ulp_error(error, d->id, saturate, value, code);
    double got = mpfr_get_d(error, MPFR_RNDN);
    aq_assert_msg(got == want, "%s 0x%x for %a%s: %a, want %a", d->name, code, y,
                  saturate ? ", saturating" : "", got, want);
    mpfr_clears(error, value, (mpfr_ptr)0);
}

/* y lies in the binade `binade`; the codes beside it are judged, both signs. */
static void expect_near(const definition *d, mpfr_ptr y, int binade, uint32_t code) {
    int unit = unit_of_binade(d, binade);
    for (int sign = 0; sign < 2; ++sign) {
        aq_assert_msg(aqo_ulp_exponent(d->id, y) == unit, "%s, binade %d: %ld, want %d", d->name,
                      binade, (long)aqo_ulp_exponent(d->id, y), unit);
        bool over = (sign ? mpfr_cmp_d(y, -d->threshold) <= 0 : mpfr_cmp_d(y, d->threshold) >= 0);
        assert_int_equal(aqo_overflows(d->id, y), over);
        uint32_t first = code >= 2 ? code - 2 : 0;
        for (uint32_t near = first; near <= code + 2 && near <= d->inf; ++near) {
            uint32_t judged = near | (sign ? d->sign : 0);
            double got = ldexp(sign ? -1 : 1, d->emax + 1); /* stands for Inf */
            if (near < d->inf) {
                got = value_of(d, judged);
            }
            if (near == d->inf && over) {
                mpfr_t error;
                mpfr_init2(error, AQO_PRECISION);
                aqo_ulp_error(error, d->id, false, y, judged);
                assert_true(mpfr_zero_p(error));
                mpfr_clear(error);
            } else {
                expect_error(d, false, y, judged, got, unit);
            }
        }
        mpfr_neg(y, y, MPFR_RNDN);
    }
}

/* Just below, at and just above each power of two. "Just" is 2^-200 of it: the
 * error of a smallest subnormal then still fits in AQO_PRECISION. */
static void expect_every_binade_edge(const definition *d) {
    mpfr_t y;
    mpfr_init2(y, 200);
    int lowest = d->emin - (d->precision - 1);
    for (int exponent = lowest - 12; exponent <= d->emax + 4; ++exponent) {
        int at = exponent < lowest ? lowest : exponent > d->emax ? d->emax + 1 : exponent;
        uint32_t code = exponent < lowest ? 0 : code_of_power(d, at);
        mpfr_set_ui_2exp(y, 1, exponent, MPFR_RNDN);
        expect_near(d, y, exponent, code);
        mpfr_nextabove(y);
        expect_near(d, y, exponent, code);
        mpfr_nextbelow(y);
        mpfr_nextbelow(y);
        expect_near(d, y, exponent - 1, code);
    }
    mpfr_clear(y);
}

static void every_binade_edge_of_half(void **state) {
    (void)state;
    expect_every_binade_edge(&definitions[0]);
}

static void every_binade_edge_of_bf16(void **state) {
    (void)state;
    expect_every_binade_edge(&definitions[1]);
}

static void every_binade_edge_of_float(void **state) {
    (void)state;
    expect_every_binade_edge(&definitions[2]);
}

static void a_zero_value_counts_smallest_subnormals(void **state) {
    (void)state;
    for (int i = 0; i < DEFINITIONS; ++i) {
        const definition *d = &definitions[i];
        mpfr_t zero;
        mpfr_init2(zero, AQO_PRECISION);
        for (int sign = -1; sign <= 1; sign += 2) {
            mpfr_set_zero(zero, sign);
            assert_int_equal(aqo_ulp_exponent(d->id, zero), d->emin - (d->precision - 1));
            assert_false(aqo_overflows(d->id, zero));
            expect_special(d, false, sign * 0.0, 0, 0);
            expect_special(d, false, sign * 0.0, d->sign, 0);
            expect_special(d, false, sign * 0.0, 1, 1);
            expect_special(d, false, sign * 0.0, d->sign | 5, -5);
            expect_special(d, false, sign * 0.0, d->one, ldexp(1, d->precision - 1 - d->emin));
        }
        mpfr_clear(zero);
    }
}

static void overflow_begins_at_the_threshold(void **state) {
    (void)state;
    for (int i = 0; i < DEFINITIONS; ++i) {
        const definition *d = &definitions[i];
        int unit = d->emax - (d->precision - 1);
        mpfr_t y;
        mpfr_init2(y, 200);
        mpfr_set_d(y, d->threshold, MPFR_RNDN);
        for (int sign = 0; sign < 2; ++sign) {
            uint32_t bit = sign ? d->sign : 0;
            double side = sign ? -1 : 1;
            assert_true(aqo_overflows(d->id, y));
            expect_special(d, false, side * d->threshold, bit | d->inf, 0);
            expect_special(d, false, side * d->threshold, bit | (d->inf - 1), side * -0.5);
            expect_special(d, false, side * ldexp(3, d->emax), bit | d->inf, 0);
            expect_special(d, false, side * ldexp(1, d->emax + 1), bit | (d->inf - 1), -side);
            mpfr_neg(y, y, MPFR_RNDN);
        }
        mpfr_nextbelow(y); /* still positive: twice negated */
        assert_false(aqo_overflows(d->id, y));
        expect_error(d, false, y, d->inf, ldexp(1, d->emax + 1), unit);
        mpfr_neg(y, y, MPFR_RNDN);
        assert_false(aqo_overflows(d->id, y));
        expect_error(d, false, y, d->inf | d->sign, -ldexp(1, d->emax + 1), unit);
        mpfr_set_ui(y, 1, MPFR_RNDN);
        expect_error(d, false, y, d->inf, ldexp(1, d->emax + 1), 1 - d->precision);
        expect_error(d, false, y, d->inf | d->sign, -ldexp(1, d->emax + 1), 1 - d->precision);
        mpfr_clear(y);
    }
}

static void specials_agree_or_are_infinitely_wrong(void **state) {
    (void)state;
    for (int i = 0; i < DEFINITIONS; ++i) {
        const definition *d = &definitions[i];
        const uint32_t nan = d->inf + 1, negative_nan = d->sign | (d->inf + 2);
        const uint32_t negative_inf = d->sign | d->inf;
        expect_special(d, false, NAN, nan, 0);
        expect_special(d, false, NAN, negative_nan, 0);
        expect_special(d, false, INFINITY, d->inf, 0);
        expect_special(d, false, -INFINITY, negative_inf, 0);
        const struct {
            double y;
            uint32_t code;
        } wrong[] = {
            {NAN, 0},
            {NAN, d->one},
            {NAN, d->inf},
            {1, nan},
            {0, negative_nan},
            {d->threshold * 2, nan},
            {INFINITY, nan},
            {INFINITY, negative_inf},
            {INFINITY, d->inf - 1},
            {INFINITY, 0},
            {-INFINITY, d->inf},
            {-INFINITY, d->sign | (d->inf - 1)},
        };
        for (size_t w = 0; w < sizeof wrong / sizeof *wrong; ++w) {
            expect_special(d, false, wrong[w].y, wrong[w].code, INFINITY);
        }
    }
}

static void saturating_clamps_the_value_first(void **state) {
    (void)state;
    for (int i = 0; i < 2; ++i) { /* half, bf16 */
        const definition *d = &definitions[i];
        const uint32_t most = d->inf - 1;
        const double max = value_of(d, most);
        const double big[] = {max, d->threshold, ldexp(1, d->emax + 3), INFINITY};
        for (size_t b = 0; b < sizeof big / sizeof *big; ++b) {
            expect_special(d, true, big[b], most, 0);
            expect_special(d, true, -big[b], d->sign | most, 0);
            expect_special(d, true, big[b], most - 1, -1);
            expect_special(d, true, -big[b], d->sign | (most - 1), 1);
            expect_special(d, true, big[b], d->inf, INFINITY);
            expect_special(d, true, -big[b], d->sign | d->inf, INFINITY);
            expect_special(d, true, big[b], d->inf + 1, INFINITY);
        }
        expect_special(d, true, NAN, 0, 0);
        expect_special(d, true, NAN, d->sign, 0);
        expect_special(d, true, NAN, 2, 2);
        expect_special(d, true, NAN, d->inf + 1, INFINITY);
        expect_special(d, true, NAN, d->inf, INFINITY);
        expect_special(d, true, 1, d->one + 1, 1);
        expect_special(d, true, 1, d->inf, INFINITY);
    }
}

/* The middle of a binade, where a rounded reference would hide the error. */
static void the_error_is_not_a_whole_number(void **state) {
    (void)state;
    static const struct {
        int definition;
        double y;
        uint32_t code;
        double error;
    } rows[] = {
        {0, 1 + 0x1p-12, 0x3C00, -0.25},      {0, 1 + 0x1p-12, 0x3C01, 0.75},
        {0, 2 - 0x1p-12, 0x4000, 0.25},       {0, 2 + 0x1p-12, 0x4000, -0.125},
        {0, 0x1p-25, 0x0000, -0.5},           {0, 0x1p-25, 0x0001, 0.5},
        {0, 0x1p-14 - 0x1p-26, 0x0400, 0.25}, {0, 3, 0xC200, -3072},
        {1, 1 + 0x1p-10, 0x3F80, -0.125},     {1, 0x1p-135, 0x0001, 0.75},
        {2, 1 + 0x1p-25, 0x3F800000, -0.25},  {2, 0x1p-151, 0x00000000, -0.25},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; ++i) {
        expect_special(&definitions[rows[i].definition], false, rows[i].y, rows[i].code,
                       rows[i].error);
    }
}

static void steps_count_codes_across_zero(void **state) {
    (void)state;
    for (int i = 0; i < DEFINITIONS; ++i) {
        const definition *d = &definitions[i];
        const uint32_t nan = d->inf + 1;
        const struct {
            uint32_t a, b;
            int64_t steps;
        } rows[] = {
            {d->one, d->one, 0},
            {d->one, d->one + 1, 1},
            {d->one + 1, d->one, -1},
            {0, d->sign, 0},
            {d->sign, 0, 0},
            {d->sign, 1, 1},
            {d->sign | 1, 1, 2},
            {1, d->sign | 3, -4},
            {d->sign | d->one, d->sign | (d->one + 7), -7},
            {d->inf - 1, d->inf, 1},
            {d->sign | d->inf, d->inf, 2 * (int64_t)d->inf},
            {d->inf, d->sign | d->inf, -2 * (int64_t)d->inf},
            {nan, d->one, 0},
            {d->one, d->sign | nan, 0},
        };
        for (size_t r = 0; r < sizeof rows / sizeof *rows; ++r) {
            int64_t got = aqo_steps(d->id, rows[r].a, rows[r].b);
            aq_assert_msg(got == rows[r].steps, "%s 0x%x to 0x%x: %" PRId64, d->name, rows[r].a,
                          rows[r].b, got);
        }
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_binade_edge_of_half),
    cmocka_unit_test(every_binade_edge_of_bf16),
    cmocka_unit_test(every_binade_edge_of_float),
    cmocka_unit_test(a_zero_value_counts_smallest_subnormals),
    cmocka_unit_test(overflow_begins_at_the_threshold),
    cmocka_unit_test(specials_agree_or_are_infinitely_wrong),
    cmocka_unit_test(saturating_clamps_the_value_first),
    cmocka_unit_test(the_error_is_not_a_whole_number),
    cmocka_unit_test(steps_count_codes_across_zero),
};
AQ_TEST_MAIN(tests)
