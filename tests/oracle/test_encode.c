/* Encoding: against the table of values at every code, at every midpoint and
 * just beside both, in every direction, saturating or not; float against MPFR's
 * own conversion. */
#include "aq_assert.h"
#include "value_table.h"

#include <math.h>

static const char *const rounding_names[AQO_ROUNDING_COUNT] = {
    [AQO_NEAREST_EVEN] = "nearest even",
    [AQO_NEAREST_AWAY] = "nearest away",
    [AQO_TOWARD_ZERO] = "toward zero",
    [AQO_UP] = "up",
    [AQO_DOWN] = "down",
};

static void expect(aq_format id, mpfr_srcptr value, aqo_rounding rounding, bool saturate,
                   uint32_t want) {
    uint32_t got = aqo_encode(id, value, rounding, saturate);
    if (got != want) {
        char text[128];
        mpfr_snprintf(text, sizeof text, "%.40RNa", value);
        aq_assert_code_msg(got, want, "%s, %s, %s, value %s", aqo_format_get(id)->name,
                           rounding_names[rounding], saturate ? "saturating" : "not saturating",
                           text);
    }
}

/* ---- 16 bits or fewer: the table ---------------------------------------- */

static void expect_table(const value_table *table, mpfr_srcptr value) {
    const value_place place = value_table_place(table, value);
    for (aqo_rounding rounding = 0; rounding < AQO_ROUNDING_COUNT; ++rounding) {
        for (int saturate = 0; saturate < 2; ++saturate) {
            expect(table->id, value, rounding, saturate,
                   value_table_round(table, &place, rounding, saturate));
        }
    }
}

/* At a point, and at the two numbers of AQO_PRECISION bits beside it. value is
 * for working in. */
static void expect_around(const value_table *table, double point, mpfr_ptr value) {
    mpfr_set_d(value, point, MPFR_RNDN);
    expect_table(table, value);
    mpfr_nextabove(value);
    expect_table(table, value);
    mpfr_nextbelow(value);
    mpfr_nextbelow(value);
    expect_table(table, value);
}

static void expect_format(aq_format id) {
    const value_table *table = value_table_get(id);
    assert_non_null(table);
    mpfr_t work;
    mpfr_init2(work, AQO_PRECISION);
    for (size_t i = 0; i < table->count; ++i) {
        double value = table->sorted[i].value;
        double next = i + 1 < table->count ? table->sorted[i + 1].value : table->above;
        /* Beside a value there is nothing that is not beside a midpoint too, but
         * for how the encoder gets there; half and bf16 are sampled. */
        if (value != 0 && (table->codes <= 256 || i % 5 == 0)) {
            expect_around(table, value, work);
        } else if (value != 0) {
            mpfr_set_d(work, value, MPFR_RNDN);
            expect_table(table, work);
        }
        expect_around(table, value + (next - value) / 2, work);
    }
    double low =
        id == AQ_E8M0 ? 0x1p-128 : table->below + (table->sorted[0].value - table->below) / 2;
    double beyond[] = {low,      table->above, 2 * table->above,
                       0x1p300,  table->below, 2 * table->below,
                       -0x1p300, 0x1p-300,     -0x1p-300};
    for (size_t i = 0; i < sizeof beyond / sizeof *beyond; ++i) {
        if (beyond[i] != 0) {
            expect_around(table, beyond[i], work);
        }
    }
    for (int sign = -1; sign <= 1; sign += 2) {
        mpfr_set_inf(work, sign);
        expect_table(table, work);
        mpfr_set_zero(work, sign);
        expect_table(table, work);
        mpfr_set_nan(work);
        mpfr_setsign(work, work, sign < 0, MPFR_RNDN);
        expect_table(table, work);
    }
    mpfr_clear(work);
}

#define FORMAT_TEST(name, id)                                                                      \
    static void every_value_and_midpoint_of_##name(void **state) {                                 \
        (void)state;                                                                               \
        expect_format(id);                                                                         \
    }
FORMAT_TEST(int4, AQ_INT4)
FORMAT_TEST(int8, AQ_INT8)
FORMAT_TEST(e4m3fn, AQ_E4M3FN)
FORMAT_TEST(e5m2, AQ_E5M2)
FORMAT_TEST(hif8, AQ_HIF8)
FORMAT_TEST(e2m1, AQ_E2M1)
FORMAT_TEST(e1m2, AQ_E1M2)
FORMAT_TEST(e8m0, AQ_E8M0)
FORMAT_TEST(half, AQ_HALF)
FORMAT_TEST(bf16, AQ_BF16)

static void every_code_comes_back_from_its_value(void **state) {
    (void)state;
    mpfr_t value;
    mpfr_init2(value, AQO_PRECISION);
    for (aq_format id = 0; id < AQ_FORMAT_COUNT; ++id) {
        /* float: a stride that shares no factor with any field */
        uint64_t stride = id == AQ_FLOAT ? 430019 : 1;
        for (uint64_t code = 0; code < aqo_code_count(id); code += stride) {
            aqo_decode(id, (uint32_t)code, value);
            uint32_t want = mpfr_nan_p(value) ? aqo_format_get(id)->nan_code : (uint32_t)code;
            for (aqo_rounding rounding = 0; rounding < AQO_ROUNDING_COUNT; ++rounding) {
                expect(id, value, rounding, false, want);
                if (mpfr_number_p(value)) {
                    expect(id, value, rounding, true, want);
                }
            }
        }
    }
    mpfr_clear(value);
}

/* By hand: what an engineer would look up first. */
static void overflow_ties_and_specials_by_hand(void **state) {
    (void)state;
    static const struct {
        aq_format id;
        double value;
        aqo_rounding rounding;
        bool saturate;
        uint32_t code;
    } rows[] = {
        {AQ_HALF, 65520, AQO_NEAREST_EVEN, false, 0x7C00},
        {AQ_HALF, -65520, AQO_NEAREST_EVEN, false, 0xFC00},
        {AQ_HALF, 65520, AQO_NEAREST_EVEN, true, 0x7BFF},
        {AQ_HALF, 65519.99, AQO_NEAREST_EVEN, false, 0x7BFF},
        {AQ_HALF, 1e30, AQO_TOWARD_ZERO, false, 0x7BFF},
        {AQ_HALF, 65505, AQO_UP, false, 0x7C00},
        {AQ_HALF, -1e30, AQO_UP, false, 0xFBFF},
        {AQ_HALF, -65505, AQO_DOWN, false, 0xFC00},
        {AQ_HALF, 0x1p-25, AQO_NEAREST_EVEN, false, 0x0000},
        {AQ_HALF, 0x1p-25, AQO_NEAREST_AWAY, false, 0x0001},
        {AQ_HALF, -0x1p-25, AQO_NEAREST_EVEN, false, 0x8000},
        {AQ_HALF, -0x1p-40, AQO_UP, false, 0x8000},
        {AQ_HALF, 0x1p-40, AQO_UP, false, 0x0001},
        {AQ_HALF, INFINITY, AQO_NEAREST_EVEN, true, 0x7BFF},
        {AQ_HALF, NAN, AQO_NEAREST_EVEN, true, 0x0000},
        {AQ_HALF, NAN, AQO_NEAREST_EVEN, false, 0x7E00},
        {AQ_BF16, 0x1.ffp127, AQO_NEAREST_EVEN, false, 0x7F80},
        {AQ_BF16, 0x1.fefp127, AQO_NEAREST_EVEN, false, 0x7F7F},
        {AQ_BF16, NAN, AQO_UP, false, 0x7FC0},
        {AQ_FLOAT, 0x1.ffffffp127, AQO_NEAREST_EVEN, false, 0x7F800000},
        {AQ_FLOAT, 0x1.fffffefp127, AQO_NEAREST_EVEN, false, 0x7F7FFFFF},
        {AQ_FLOAT, INFINITY, AQO_DOWN, true, 0x7F7FFFFF},
        {AQ_FLOAT, NAN, AQO_DOWN, false, 0x7FC00000},
        {AQ_E4M3FN, 464, AQO_NEAREST_EVEN, false, 0x7E},
        {AQ_E4M3FN, 464, AQO_NEAREST_AWAY, false, 0x7F},
        {AQ_E4M3FN, -465, AQO_NEAREST_EVEN, false, 0xFF},
        {AQ_E4M3FN, INFINITY, AQO_NEAREST_EVEN, false, 0x7F},
        {AQ_E4M3FN, -INFINITY, AQO_NEAREST_EVEN, true, 0xFE},
        {AQ_E4M3FN, NAN, AQO_NEAREST_EVEN, false, 0x7F},
        {AQ_E5M2, 61440, AQO_NEAREST_EVEN, false, 0x7C},
        {AQ_E5M2, 61439, AQO_NEAREST_EVEN, false, 0x7B},
        {AQ_E5M2, NAN, AQO_NEAREST_EVEN, false, 0x7E},
        {AQ_HIF8, 40960, AQO_NEAREST_EVEN, false, 0x6E},
        {AQ_HIF8, 40960, AQO_NEAREST_AWAY, false, 0x6F},
        {AQ_HIF8, -40961, AQO_NEAREST_EVEN, false, 0xEF},
        {AQ_HIF8, -0.0, AQO_NEAREST_EVEN, false, 0x00},
        {AQ_HIF8, -0x1p-30, AQO_NEAREST_EVEN, false, 0x00},
        {AQ_HIF8, -0x1p-23, AQO_NEAREST_AWAY, false, 0x81},
        {AQ_HIF8, NAN, AQO_NEAREST_EVEN, false, 0x80},
        {AQ_INT8, 2.5, AQO_NEAREST_EVEN, false, 2},
        {AQ_INT8, -2.5, AQO_NEAREST_AWAY, false, 0xFD},
        {AQ_INT8, 127.5, AQO_NEAREST_EVEN, false, 127},
        {AQ_INT8, -1e9, AQO_NEAREST_EVEN, false, 0x80},
        {AQ_INT8, -0.25, AQO_NEAREST_EVEN, false, 0},
        {AQ_INT4, -INFINITY, AQO_NEAREST_EVEN, false, 0x8},
        {AQ_INT4, NAN, AQO_NEAREST_EVEN, false, 0},
        {AQ_E2M1, 5, AQO_NEAREST_EVEN, false, 6},
        {AQ_E2M1, 2.5, AQO_NEAREST_EVEN, false, 4},
        {AQ_E2M1, -INFINITY, AQO_NEAREST_EVEN, false, 15},
        {AQ_E1M2, -0.1, AQO_NEAREST_EVEN, false, 8},
        {AQ_E1M2, NAN, AQO_NEAREST_EVEN, false, 0},
        {AQ_E8M0, 0x1.8p127, AQO_NEAREST_EVEN, false, 0xFE},
        {AQ_E8M0, 0x1.9p127, AQO_NEAREST_EVEN, false, 0xFF},
        {AQ_E8M0, 0x1.9p127, AQO_NEAREST_EVEN, true, 0xFE},
        {AQ_E8M0, 1.5, AQO_NEAREST_EVEN, false, 128},
        {AQ_E8M0, 3, AQO_NEAREST_EVEN, false, 128},
        {AQ_E8M0, 0, AQO_UP, false, 0},
        {AQ_E8M0, 0x1p-400, AQO_UP, false, 0},
        {AQ_E8M0, -1, AQO_UP, false, 0xFF},
    };
    mpfr_t value;
    mpfr_init2(value, AQO_PRECISION);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; ++i) {
        mpfr_set_d(value, rows[i].value, MPFR_RNDN);
        expect(rows[i].id, value, rows[i].rounding, rows[i].saturate, rows[i].code);
    }
    mpfr_clear(value);
}

/* ---- float: MPFR -------------------------------------------------------- */

static uint32_t float_code(float value) {
    uint32_t code;
    memcpy(&code, &value, sizeof code);
    return code;
}

/* Ties away from zero, from the two floats that enclose the value. */
static float nearest_away(mpfr_srcptr value) {
    float below = mpfr_get_flt(value, MPFR_RNDD), above = mpfr_get_flt(value, MPFR_RNDU);
    mpfr_t middle;
    mpfr_init2(middle, 64);
    mpfr_set_d(middle, isinf(below) ? -0x1p128 : below, MPFR_RNDN);
    mpfr_add_d(middle, middle, isinf(above) ? 0x1p128 : above, MPFR_RNDN);
    mpfr_div_2ui(middle, middle, 1, MPFR_RNDN);
    int side = mpfr_cmp(value, middle);
    if (isinf(below) && mpfr_cmp_d(value, -0x1p128) <= 0) {
        side = -1;
    } else if (isinf(above) && mpfr_cmp_d(value, 0x1p128) >= 0) {
        side = 1;
    }
    mpfr_clear(middle);
    return side > 0 || (side == 0 && mpfr_sgn(value) > 0) ? above : below;
}

static void expect_float(mpfr_srcptr value) {
    const float want[AQO_ROUNDING_COUNT] = {
        [AQO_NEAREST_EVEN] = mpfr_get_flt(value, MPFR_RNDN),
        [AQO_NEAREST_AWAY] = nearest_away(value),
        [AQO_TOWARD_ZERO] = mpfr_get_flt(value, MPFR_RNDZ),
        [AQO_UP] = mpfr_get_flt(value, MPFR_RNDU),
        [AQO_DOWN] = mpfr_get_flt(value, MPFR_RNDD),
    };
    for (aqo_rounding rounding = 0; rounding < AQO_ROUNDING_COUNT; ++rounding) {
        uint32_t code = float_code(want[rounding]);
        expect(AQ_FLOAT, value, rounding, false, code);
        if (isinf(want[rounding])) {
            code -= 1; /* the largest finite number of the sign */
        }
        expect(AQ_FLOAT, value, rounding, true, code);
    }
}

/* The value, and the two beside it, of both signs. */
static void expect_float_around(mpfr_ptr value) {
    for (int sign = 0; sign < 2; ++sign) {
        mpfr_neg(value, value, MPFR_RNDN);
        expect_float(value);
        mpfr_nextabove(value);
        expect_float(value);
        mpfr_nextbelow(value);
        mpfr_nextbelow(value);
        expect_float(value);
        mpfr_nextabove(value);
    }
}

static void float_at_every_binade_and_edge(void **state) {
    (void)state;
    mpfr_t value, step;
    mpfr_init2(value, AQO_PRECISION);
    mpfr_init2(step, AQO_PRECISION);
    /* Around each power of two and around the steps and the midpoints beside it. */
    for (int exponent = -160; exponent <= 131; ++exponent) {
        int ulp = (exponent > -126 ? exponent : -126) - 23;
        for (int halves = -4; halves <= 4; ++halves) {
            mpfr_set_si_2exp(value, 1, exponent, MPFR_RNDN);
            mpfr_set_si_2exp(step, halves, ulp - 2, MPFR_RNDN); /* quarters: below, ulp halves */
            mpfr_add(value, value, step, MPFR_RNDN);
            if (!mpfr_zero_p(value)) {
                expect_float_around(value);
            }
        }
    }
    static const double edges[] = {0x1.fffffep127, 0x1.ffffffp127,  0x1p128,
                                   0x1p200,        0x1p-149,        0x1p-150,
                                   0x1.8p-149,     0x1.fffffcp-127, 0x1.fffffep-127};
    for (size_t i = 0; i < sizeof edges / sizeof *edges; ++i) {
        mpfr_set_d(value, edges[i], MPFR_RNDN);
        expect_float_around(value);
    }
    for (int sign = -1; sign <= 1; sign += 2) {
        for (aqo_rounding rounding = 0; rounding < AQO_ROUNDING_COUNT; ++rounding) {
            uint32_t sign_bit = sign < 0 ? UINT32_C(1) << 31 : 0;
            mpfr_set_inf(value, sign);
            expect(AQ_FLOAT, value, rounding, false, sign_bit | 0x7F800000);
            expect(AQ_FLOAT, value, rounding, true, sign_bit | 0x7F7FFFFF);
            mpfr_set_zero(value, sign);
            expect(AQ_FLOAT, value, rounding, false, sign_bit);
            expect(AQ_FLOAT, value, rounding, true, sign_bit);
            mpfr_set_nan(value);
            expect(AQ_FLOAT, value, rounding, false, 0x7FC00000);
            expect(AQ_FLOAT, value, rounding, true, 0);
        }
    }
    mpfr_clears(value, step, (mpfr_ptr)0);
}

/* splitmix64 */
static uint64_t next_random(uint64_t *seed) {
    uint64_t z = (*seed += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* Half of them numbers of 53 bits at any exponent, half at or next to the middle
 * between two floats. */
static void float_at_a_hundred_thousand_random_values(void **state) {
    (void)state;
    mpfr_t value;
    mpfr_init2(value, AQO_PRECISION);
    uint64_t seed = 2;
    for (int i = 0; i < 100000; ++i) {
        uint64_t r = next_random(&seed);
        int exponent = (int)(next_random(&seed) % 290) - 155;
        int64_t significand = (int64_t)(r >> 11) | INT64_C(1) << 52;
        if (i % 2 == 0) {
            mpfr_set_si_2exp(value, significand, exponent - 52, MPFR_RNDN);
        } else {
            int subnormal = exponent < -126 ? -126 - exponent : 0;
            int kept = subnormal < 24 ? 24 - subnormal : 1;
            int64_t odd = (significand >> (53 - kept - 1)) | 1;
            mpfr_set_si_2exp(value, odd, exponent - kept, MPFR_RNDN);
            if (r % 3 == 0) {
                mpfr_nextabove(value);
            } else if (r % 3 == 1) {
                mpfr_nextbelow(value);
            }
        }
        if (r >> 5 & 1) {
            mpfr_neg(value, value, MPFR_RNDN);
        }
        expect_float(value);
    }
    mpfr_clear(value);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_value_and_midpoint_of_int4),
    cmocka_unit_test(every_value_and_midpoint_of_int8),
    cmocka_unit_test(every_value_and_midpoint_of_e4m3fn),
    cmocka_unit_test(every_value_and_midpoint_of_e5m2),
    cmocka_unit_test(every_value_and_midpoint_of_hif8),
    cmocka_unit_test(every_value_and_midpoint_of_e2m1),
    cmocka_unit_test(every_value_and_midpoint_of_e1m2),
    cmocka_unit_test(every_value_and_midpoint_of_e8m0),
    cmocka_unit_test(every_value_and_midpoint_of_half),
    cmocka_unit_test(every_value_and_midpoint_of_bf16),
    cmocka_unit_test(every_code_comes_back_from_its_value),
    cmocka_unit_test(overflow_ties_and_specials_by_hand),
    cmocka_unit_test(float_at_every_binade_and_edge),
    cmocka_unit_test(float_at_a_hundred_thousand_random_values),
};
AQ_TEST_MAIN(tests)
