/* The everyday oracle and the referee against numbers worked out by hand. Both
 * are compared with MPFR on millions of samples in test_oracle_paths.c. */
#include "aq_assert.h"

#include "exact.h"
#include "fast.h"
#include "fast_batch.h"
#include "referee.h"

#include <fenv.h>
#include <math.h>

/* ---- Decoding ----------------------------------------------------------- */

static void codes_have_the_values_of_the_dossier(void **state) {
    (void)state;
    static const struct {
        aq_format format;
        uint32_t code;
        double value;
    } rows[] = {
        {AQ_INT4, 0x7, 7},
        {AQ_INT4, 0x8, -8},
        {AQ_INT4, 0xf, -1},
        {AQ_INT8, 0x7f, 127},
        {AQ_INT8, 0x80, -128},
        {AQ_E4M3FN, 0x01, 0x1p-9},
        {AQ_E4M3FN, 0x08, 0x1p-6},
        {AQ_E4M3FN, 0x7e, 448},
        {AQ_E4M3FN, 0x80, -0.0},
        {AQ_E5M2, 0x01, 0x1p-16},
        {AQ_E5M2, 0x04, 0x1p-14},
        {AQ_E5M2, 0x7b, 57344},
        {AQ_E5M2, 0xfc, -INFINITY},
        {AQ_HIF8, 0x00, 0},
        {AQ_HIF8, 0x01, 0x1p-22},
        {AQ_HIF8, 0x07, 0x1p-16},
        {AQ_HIF8, 0x08, 1},
        {AQ_HIF8, 0x10, 2},
        {AQ_HIF8, 0x18, 0.5},
        {AQ_HIF8, 0x2e, 14},
        {AQ_HIF8, 0x40, 16},
        {AQ_HIF8, 0x60, 256},
        {AQ_HIF8, 0x6e, 32768},
        {AQ_HIF8, 0x70, 0x1p-8},
        {AQ_HIF8, 0x7e, 0x1p-15},
        {AQ_HIF8, 0x88, -1},
        {AQ_HIF8, 0x6f, INFINITY},
        {AQ_HIF8, 0xef, -INFINITY},
        {AQ_E2M1, 0x1, 0.5},
        {AQ_E2M1, 0x7, 6},
        {AQ_E2M1, 0x8, -0.0},
        {AQ_E1M2, 0x1, 0.25},
        {AQ_E1M2, 0x4, 1},
        {AQ_E1M2, 0xf, -1.75},
        {AQ_E8M0, 0, 0x1p-127},
        {AQ_E8M0, 127, 1},
        {AQ_E8M0, 254, 0x1p127},
        {AQ_HALF, 0x0001, 0x1p-24},
        {AQ_HALF, 0x0400, 0x1p-14},
        {AQ_HALF, 0x7bff, 65504},
        {AQ_HALF, 0x7c00, INFINITY},
        {AQ_BF16, 0x0001, 0x1p-133},
        {AQ_BF16, 0x8080, -0x1p-126},
        {AQ_BF16, 0x7f7f, 0x1.fep127},
        {AQ_FLOAT, 0x00000001, 0x1p-149},
        {AQ_FLOAT, 0x7f7fffff, 0x1.fffffep127},
        {AQ_FLOAT, 0x80000000, -0.0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        aq_assert_double_bits(aqo_decode_double(rows[i].format, rows[i].code), rows[i].value);
    }
    static const struct {
        aq_format format;
        uint32_t code;
    } nans[] = {{AQ_E4M3FN, 0x7f}, {AQ_E4M3FN, 0xff}, {AQ_E5M2, 0x7d},   {AQ_HIF8, 0x80},
                {AQ_E8M0, 255},    {AQ_HALF, 0x7c01}, {AQ_BF16, 0xffc0}, {AQ_FLOAT, 0x7f800001}};
    for (size_t i = 0; i < sizeof nans / sizeof nans[0]; i++) {
        aq_assert_msg(isnan(aqo_decode_double(nans[i].format, nans[i].code)), "format %d, 0x%x",
                      nans[i].format, nans[i].code);
    }
}

/* All codes up to 16 bits; of float all exponents with a few fractions. */
static void every_code_decodes_as_in_mpfr(void **state) {
    (void)state;
    mpfr_t value;
    mpfr_init2(value, AQO_PRECISION);
    uint32_t seen = 0;
    for (int format = 0; format < AQ_FORMAT_COUNT; format++) {
        uint32_t step = aqo_format_get((aq_format)format)->bits > 16 ? 0xfff1 : 1;
        for (uint64_t code = 0; code < aqo_code_count((aq_format)format); code += step, seen++) {
            aqo_decode((aq_format)format, (uint32_t)code, value);
            double got = aqo_decode_double((aq_format)format, (uint32_t)code);
            bool same = mpfr_nan_p(value) ? isnan(got) != 0
                                          : mpfr_cmp_d(value, got) == 0 &&
                                                (mpfr_signbit(value) != 0) == (signbit(got) != 0);
            aq_assert_msg(same, "format %d, code 0x%x: %a", format, (unsigned)code, got);
        }
    }
    aq_assert_msg(seen > 190000, "only %u codes", seen);
    mpfr_clear(value);
}

/* ---- Rounding ----------------------------------------------------------- */

enum { NONE = AQ_FORMAT_COUNT }; /* no offset */
#define IEEE AQ_OVERFLOW_INF_NAN
#define SAT AQ_OVERFLOW_SAT
#define PER AQ_OVERFLOW_PER_INSTRUCTION

typedef struct row {
    const char *what;
    aq_format x_format;
    uint32_t x;
    int o_format;
    uint32_t o;
    aq_format s_format;
    uint32_t s;
    aq_format dst;
    aq_overflow overflow;
    uint32_t want;
} row;

static const row rows[] = {
    {"3*(1+2) = 9", AQ_INT8, 1, AQ_HALF, 0x4000, AQ_HALF, 0x4200, AQ_HALF, IEEE, 0x4880},
    {"2049 is a tie, down to even", AQ_INT8, 1, AQ_HALF, 0x6800, AQ_HALF, 0x3c00, AQ_HALF, IEEE,
     0x6800},
    {"2051 is a tie, up to even", AQ_INT8, 3, AQ_HALF, 0x6800, AQ_HALF, 0x3c00, AQ_HALF, IEEE,
     0x6802},
    {"2049 + 2^-22", AQ_HIF8, 0x01, AQ_FLOAT, 0x45001000, AQ_FLOAT, 0x3f800000, AQ_HALF, IEEE,
     0x6801},
    {"2051 - 2^-22", AQ_HIF8, 0x81, AQ_FLOAT, 0x45003000, AQ_FLOAT, 0x3f800000, AQ_HALF, IEEE,
     0x6801},
    {"257*2^60 is a tie", AQ_INT8, 0, AQ_FLOAT, 0x61808000, AQ_FLOAT, 0x3f800000, AQ_BF16, IEEE,
     0x6180},
    {"257*2^60 + 1, 69 bits", AQ_INT8, 1, AQ_FLOAT, 0x61808000, AQ_FLOAT, 0x3f800000, AQ_BF16, IEEE,
     0x6181},
    {"257*2^60 - 1", AQ_INT8, 0xff, AQ_FLOAT, 0x61808000, AQ_FLOAT, 0x3f800000, AQ_BF16, IEEE,
     0x6180},
    {"259*2^60 - 1: below a tie that goes up", AQ_INT8, 0xff, AQ_FLOAT, 0x61818000, AQ_FLOAT,
     0x3f800000, AQ_BF16, IEEE, 0x6181},
    {"257*2^112 + 2^-22, gap of 142 bits", AQ_HIF8, 0x01, AQ_FLOAT, 0x7b808000, AQ_FLOAT,
     0x3f800000, AQ_BF16, IEEE, 0x7b81},
    {"2^68 - 1", AQ_INT8, 0xff, AQ_FLOAT, 0x61800000, AQ_FLOAT, 0x3f800000, AQ_BF16, IEEE, 0x6180},
    {"the smallest subnormal", AQ_INT8, 1, NONE, 0, AQ_HALF, 0x0001, AQ_HALF, IEEE, 0x0001},
    {"half of it, a tie", AQ_E4M3FN, 0x30, NONE, 0, AQ_HALF, 0x0001, AQ_HALF, IEEE, 0x0000},
    {"minus half of it", AQ_E4M3FN, 0xb0, NONE, 0, AQ_HALF, 0x0001, AQ_HALF, IEEE, 0x8000},
    {"9/16 of it", AQ_E4M3FN, 0x31, NONE, 0, AQ_HALF, 0x0001, AQ_HALF, IEEE, 0x0001},
    {"1.5 of it, a tie", AQ_E4M3FN, 0x3c, NONE, 0, AQ_HALF, 0x0001, AQ_HALF, IEEE, 0x0002},
    {"1023.5 subnormals carry into normal", AQ_INT8, 1, NONE, 0, AQ_FLOAT, 0x387fe000, AQ_HALF,
     IEEE, 0x0400},
    {"2^-127 * 0.5", AQ_E2M1, 1, NONE, 0, AQ_E8M0, 0, AQ_BF16, IEEE, 0x0020},
    {"2^-127 * 6", AQ_E2M1, 7, NONE, 0, AQ_E8M0, 0, AQ_BF16, IEEE, 0x0140},
    {"2^-24 * -0.5", AQ_E2M1, 9, NONE, 0, AQ_E8M0, 103, AQ_HALF, IEEE, 0x8000},
    {"e8m0 NaN", AQ_E2M1, 1, NONE, 0, AQ_E8M0, 255, AQ_HALF, IEEE, 0x7e00},
    {"below the threshold", AQ_INT8, 1, NONE, 0, AQ_FLOAT, 0x477fefff, AQ_HALF, IEEE, 0x7bff},
    {"at the threshold", AQ_INT8, 1, NONE, 0, AQ_FLOAT, 0x477ff000, AQ_HALF, IEEE, 0x7c00},
    {"at it, per instruction", AQ_INT8, 1, NONE, 0, AQ_FLOAT, 0x477ff000, AQ_HALF, PER, 0x7c00},
    {"at it, saturating", AQ_INT8, 1, NONE, 0, AQ_FLOAT, 0x477ff000, AQ_HALF, SAT, 0x7bff},
    {"at minus it", AQ_INT8, 0xff, NONE, 0, AQ_FLOAT, 0x477ff000, AQ_HALF, IEEE, 0xfc00},
    {"at minus it, saturating", AQ_INT8, 0xff, NONE, 0, AQ_FLOAT, 0x477ff000, AQ_HALF, SAT, 0xfbff},
    {"bf16 overflow", AQ_INT8, 2, NONE, 0, AQ_BF16, 0x7f7f, AQ_BF16, IEEE, 0x7f80},
    {"bf16 overflow, saturating", AQ_INT8, 2, NONE, 0, AQ_BF16, 0x7f7f, AQ_BF16, SAT, 0x7f7f},
    {"float never saturates", AQ_INT8, 2, NONE, 0, AQ_FLOAT, 0x7f7fffff, AQ_FLOAT, SAT, 0x7f800000},
    {"(2^-7 - 2^44) * 2^26, far past the threshold, many bits", AQ_HIF8, 0x5c, AQ_FLOAT, 0xd5800000,
     AQ_FLOAT, 0x4c800000, AQ_HALF, IEEE, 0xfc00},
    {"Inf", AQ_E5M2, 0xfc, NONE, 0, AQ_HALF, 0x3c00, AQ_HALF, IEEE, 0xfc00},
    {"Inf, saturating", AQ_E5M2, 0xfc, NONE, 0, AQ_HALF, 0x3c00, AQ_HALF, SAT, 0xfbff},
    {"Inf, float", AQ_E5M2, 0xfc, NONE, 0, AQ_FLOAT, 0x3f800000, AQ_FLOAT, SAT, 0xff800000},
    {"Inf - Inf", AQ_E5M2, 0x7c, AQ_HALF, 0xfc00, AQ_HALF, 0x3c00, AQ_HALF, IEEE, 0x7e00},
    {"-1*(Inf + 1)", AQ_E5M2, 0x7c, AQ_HALF, 0x3c00, AQ_HALF, 0xbc00, AQ_HALF, IEEE, 0xfc00},
    {"0 * Inf", AQ_INT8, 0, NONE, 0, AQ_BF16, 0x7f80, AQ_BF16, IEEE, 0x7fc0},
    {"(1-1) * Inf", AQ_INT8, 1, AQ_BF16, 0xbf80, AQ_BF16, 0x7f80, AQ_BF16, IEEE, 0x7fc0},
    {"(2-1) * Inf is no NaN", AQ_INT8, 2, AQ_BF16, 0xbf80, AQ_BF16, 0x7f80, AQ_BF16, IEEE, 0x7f80},
    {"0 * (Inf + 1)", AQ_E5M2, 0x7c, AQ_HALF, 0x3c00, AQ_HALF, 0x0000, AQ_HALF, IEEE, 0x7e00},
    {"NaN, saturating", AQ_E4M3FN, 0x7f, NONE, 0, AQ_HALF, 0x3c00, AQ_HALF, SAT, 0x0000},
    {"NaN, negative, saturating", AQ_E4M3FN, 0xff, NONE, 0, AQ_HALF, 0xbc00, AQ_HALF, SAT, 0x0000},
    {"NaN, float", AQ_HIF8, 0x80, NONE, 0, AQ_FLOAT, 0x3f800000, AQ_FLOAT, SAT, 0x7fc00000},
    {"1*(5-5)", AQ_INT8, 5, AQ_HALF, 0xc500, AQ_HALF, 0x3c00, AQ_HALF, IEEE, 0x0000},
    {"-1*(5-5)", AQ_INT8, 5, AQ_HALF, 0xc500, AQ_HALF, 0xbc00, AQ_HALF, IEEE, 0x8000},
    {"1*(-5+5)", AQ_INT8, 0xfb, AQ_HALF, 0x4500, AQ_HALF, 0x3c00, AQ_HALF, IEEE, 0x0000},
    {"-0 without offset", AQ_E4M3FN, 0x80, NONE, 0, AQ_HALF, 0x3c00, AQ_HALF, IEEE, 0x8000},
    {"-0 + +0", AQ_E4M3FN, 0x80, AQ_HALF, 0x0000, AQ_HALF, 0x3c00, AQ_HALF, IEEE, 0x0000},
    {"-0 + -0", AQ_E4M3FN, 0x80, AQ_HALF, 0x8000, AQ_HALF, 0x3c00, AQ_HALF, IEEE, 0x8000},
    {"+0 * -0", AQ_INT8, 0, NONE, 0, AQ_HALF, 0x8000, AQ_HALF, IEEE, 0x8000},
};

static aqo_pair row_value(const row *r) {
    bool has_offset = r->o_format != NONE;
    double o = has_offset ? aqo_decode_double((aq_format)r->o_format, r->o) : 0.0;
    return aqo_pair_exact(aqo_decode_double(r->x_format, r->x), o,
                          aqo_decode_double(r->s_format, r->s), has_offset);
}

static void the_everyday_oracle_rounds_as_worked_out_by_hand(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t got = aqo_pair_round(rows[i].dst, rows[i].overflow, row_value(&rows[i]));
        aq_assert_code_msg(got, rows[i].want, "%s", rows[i].what);
    }
}

static void the_batch_form_rounds_as_worked_out_by_hand(void **state) {
    (void)state;
    for (int isa = 0; isa < AQO_ISA_COUNT; isa++) {
        const aqo_batch *batch = aqo_batch_of((aqo_isa)isa);
        for (size_t i = 0; batch && i < sizeof rows / sizeof rows[0]; i++) {
            const row *r = &rows[i];
            const bool has_offset = r->o_format != NONE;
            double x, o = 0, s, high, low;
            uint32_t got;
            batch->decode(r->x_format, 1, &r->x, &x);
            batch->decode(r->s_format, 1, &r->s, &s);
            if (has_offset)
                batch->decode((aq_format)r->o_format, 1, &r->o, &o);
            batch->exact(1, &x, has_offset ? &o : NULL, &s, &high, &low);
            batch->round(r->dst, r->overflow, 1, &high, &low, &got);
            aq_assert_code_msg(got, r->want, "%s by %s", r->what, batch->name);
        }
    }
}

static void mpfr_rounds_as_worked_out_by_hand(void **state) {
    (void)state;
    mpfr_t x, o, s, value;
    mpfr_inits2(AQO_PRECISION, x, o, s, value, (mpfr_ptr)0);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const row *r = &rows[i];
        bool has_offset = r->o_format != NONE;
        aqo_decode(r->x_format, r->x, x);
        aqo_decode(r->s_format, r->s, s);
        if (has_offset) {
            aqo_decode((aq_format)r->o_format, r->o, o);
        }
        aqo_exact(value, NULL, x, has_offset ? o : NULL, s);
        aq_assert_code_msg(aqo_round(r->dst, r->overflow, value), r->want, "%s", r->what);
    }
    mpfr_clears(x, o, s, value, (mpfr_ptr)0);
}

static void the_referee_rounds_as_worked_out_by_hand(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const row *r = &rows[i];
        uint32_t got =
            aqo_referee_round(r->dst, r->overflow, r->x_format, r->x, (aq_format)r->o_format, r->o,
                              r->s_format, r->s, r->o_format != NONE);
        aq_assert_code_msg(got, r->want, "%s", r->what);
    }
}

/* Against the cast of the compiler: every source value is exact in float. */
static void the_referee_reads_every_source_code(void **state) {
    (void)state;
    for (int format = 0; format < AQ_FORMAT_COUNT; format++) {
        const aqo_format *f = aqo_format_get((aq_format)format);
        for (uint32_t code = 0; f->bits <= 16 && code < 1u << f->bits; code++) {
            double value = aqo_decode_double((aq_format)format, code);
            uint32_t want = 0x7fc00000;
            if (!isnan(value)) {
                float as_float = (float)value;
                memcpy(&want, &as_float, sizeof want);
            }
            uint32_t got = aqo_referee_round(AQ_FLOAT, IEEE, (aq_format)format, code, AQ_FLOAT, 0,
                                             AQ_FLOAT, 0x3f800000, false);
            aq_assert_code_msg(got, want, "%s 0x%x", f->name, code);
        }
    }
}

static void the_pair_holds_what_one_double_cannot(void **state) {
    (void)state;
    aqo_pair v = aqo_pair_exact(-1, 0x1p68, 3, true);
    aq_assert_double_bits(v.high, 0x3p68);
    aq_assert_double_bits(v.low, -3);
    v = aqo_pair_exact(3, -3, -2, true);
    aq_assert_double_bits(v.high, -0.0);
    aq_assert_double_bits(v.low, 0.0);
}

/* ---- Errors ------------------------------------------------------------- */

static void errors_are_measured_as_worked_out_by_hand(void **state) {
    (void)state;
    const double above_half = 0x1.0000000000001p-1;
    const struct {
        const char *what;
        aq_format dst;
        bool saturate;
        aqo_pair value;
        uint32_t code;
        double want;
    } cases[] = {
        {"exact", AQ_HALF, false, {9, 0}, 0x4880, 0},
        {"a tie below", AQ_HALF, false, {2049, 0}, 0x6800, -0.5},
        {"a tie above", AQ_HALF, false, {2049, 0}, 0x6801, 0.5},
        {"past a tie", AQ_HALF, false, {2049 + 0x1p-22, 0}, 0x6800, -(0.5 + 0x1p-23)},
        {"past a tie by 2^-61: more than 0.5",
         AQ_BF16,
         false,
         {257 * 0x1p60, 1},
         0x6180,
         -above_half},
        {"the same above", AQ_BF16, false, {257 * 0x1p60, -1}, 0x6181, above_half},
        {"short of a tie by 2^-61: 0.5", AQ_BF16, false, {257 * 0x1p60, -1}, 0x6180, -0.5},
        {"of the lower binade: high is 2^68, the value is not",
         AQ_BF16,
         false,
         {0x1p68, -1},
         0x6180,
         0x1p-60},
        {"of the upper binade", AQ_BF16, false, {0x1p68, 1}, 0x6180, -0x1p-61},
        {"one unit off", AQ_BF16, false, {0x1p68, -1}, 0x617f, -1},
        {"far off", AQ_BF16, false, {0x1p68, -1}, 0x0000, -256},
        {"the other sign, far off",
         AQ_FLOAT,
         false,
         {0x1p-149, 0},
         0xff7fffff,
         -0x1.fffffe0000001p276},
        {"zero, got the smallest subnormal", AQ_HALF, false, {0, 0}, 0x8001, -1},
        {"zero, got the other zero", AQ_HALF, false, {0, 0}, 0x8000, 0},
        {"flushed", AQ_HALF, false, {0x1p-15, 0}, 0x0000, -512},
        {"Inf at the threshold", AQ_HALF, false, {65520, 0}, 0x7c00, 0},
        {"the largest number there", AQ_HALF, false, {65520, 0}, 0x7bff, -0.5},
        {"Inf below the threshold", AQ_HALF, false, {65519.5, 0}, 0x7c00, 16.5 / 32},
        {"Inf barely below", AQ_BF16, false, {0x1.ffp127, -1}, 0x7f80, above_half},
        {"Inf exactly at", AQ_BF16, false, {0x1.ffp127, 0}, 0x7f80, 0},
        {"the largest number past overflow", AQ_HALF, false, {131072, 0}, 0x7bff, -2049},
        {"Inf of the other sign", AQ_HALF, false, {65520, 0}, 0xfc00, -4097.5 + 2},
        {"Inf for zero", AQ_HALF, false, {0, 0}, 0x7c00, 0x1p40},
        {"Inf for Inf", AQ_HALF, false, {-INFINITY, 0}, 0xfc00, 0},
        {"the wrong Inf", AQ_HALF, false, {-INFINITY, 0}, 0x7c00, INFINITY},
        {"a number for Inf", AQ_HALF, false, {INFINITY, 0}, 0x7bff, INFINITY},
        {"a NaN for a number", AQ_FLOAT, false, {1, 0}, 0x7fc00000, INFINITY},
        {"a NaN for NaN", AQ_FLOAT, false, {NAN, 0}, 0xff800001, 0},
        {"a number for NaN", AQ_FLOAT, false, {NAN, 0}, 0, INFINITY},
        {"an Inf for NaN", AQ_FLOAT, false, {NAN, 0}, 0x7f800000, INFINITY},
        {"saturated", AQ_HALF, true, {1e6, 0}, 0x7bff, 0},
        {"saturated from Inf", AQ_HALF, true, {-INFINITY, 0}, 0xfbff, 0},
        {"saturated too low", AQ_HALF, true, {INFINITY, 0}, 0x7bfe, -1},
        {"not yet saturated", AQ_HALF, true, {65500, 0}, 0x7bff, 4.0 / 32},
        {"Inf where results saturate", AQ_HALF, true, {INFINITY, 0}, 0x7c00, INFINITY},
        {"zero for NaN where they do", AQ_HALF, true, {NAN, 0}, 0x8000, 0},
        {"one for NaN where they do", AQ_HALF, true, {NAN, 0}, 0x0001, 1},
        {"NaN for NaN where they do", AQ_HALF, true, {NAN, 0}, 0x7e00, INFINITY},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double got = aqo_pair_ulp(cases[i].dst, cases[i].saturate, cases[i].value, cases[i].code);
        aq_assert_msg(got == cases[i].want, "%s: %a, want %a", cases[i].what, got, cases[i].want);
        for (int isa = 0; isa < AQO_ISA_COUNT; isa++) {
            const aqo_batch *batch = aqo_batch_of((aqo_isa)isa);
            if (!batch)
                continue;
            batch->ulp(cases[i].dst, cases[i].saturate, 1, &cases[i].value.high,
                       &cases[i].value.low, &cases[i].code, &got);
            aq_assert_msg(got == cases[i].want, "%s by %s: %a, want %a", cases[i].what, batch->name,
                          got, cases[i].want);
        }
    }
}

/* ---- The environment ---------------------------------------------------- */

static void rounding_to_nearest_is_required(void **state) {
    (void)state;
    static const int others[] = {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    assert_true(aqo_pair_usable());
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_int_equal(fesetround(others[i]), 0);
        bool usable = aqo_pair_usable();
        fesetround(FE_TONEAREST);
        aq_assert_msg(!usable, "rounding mode %zu was not noticed", i);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(codes_have_the_values_of_the_dossier),
    cmocka_unit_test(every_code_decodes_as_in_mpfr),
    cmocka_unit_test(the_everyday_oracle_rounds_as_worked_out_by_hand),
    cmocka_unit_test(the_batch_form_rounds_as_worked_out_by_hand),
    cmocka_unit_test(mpfr_rounds_as_worked_out_by_hand),
    cmocka_unit_test(the_referee_rounds_as_worked_out_by_hand),
    cmocka_unit_test(the_referee_reads_every_source_code),
    cmocka_unit_test(the_pair_holds_what_one_double_cannot),
    cmocka_unit_test(errors_are_measured_as_worked_out_by_hand),
    cmocka_unit_test(rounding_to_nearest_is_required),
};

AQ_TEST_MAIN(tests)
