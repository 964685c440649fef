/* The numbers of the CPU backend: decoding of every format, the one rounding,
 * special values, and independence of the floating-point environment. */
#include "element.h"

#include <fenv.h>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

/* Short names for the tables below. */
enum { H = AQ_HALF, B = AQ_BF16, F = AQ_FLOAT, I8 = AQ_INT8, I4 = AQ_INT4, HI = AQ_HIF8 };
enum { E4 = AQ_E4M3FN, E5 = AQ_E5M2, P21 = AQ_E2M1, P12 = AQ_E1M2, E8 = AQ_E8M0 };
enum { IEEE = AQ_OVERFLOW_INF_NAN, SAT = AQ_OVERFLOW_SAT, PI = AQ_OVERFLOW_PER_INSTRUCTION };
#define NO 0, 0         /* no offset */
#define O(code) 1, code /* offset */

typedef struct vector {
    const char *name;
    int src, param, dst, overflow;
    uint32_t x;
    int has_offset;
    uint32_t o, s, want;
} vector;

static void check(const vector *vectors, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const vector *v = &vectors[i];
        const uint32_t got = element((element_query){.src = (aq_format)v->src,
                                                     .param = (aq_format)v->param,
                                                     .dst = (aq_format)v->dst,
                                                     .overflow = (aq_overflow)v->overflow,
                                                     .x = v->x,
                                                     .s = v->s,
                                                     .has_offset = v->has_offset != 0,
                                                     .o = v->o});
        aq_assert_code_msg(got, v->want, "%s", v->name);
    }
}
#define CHECK(vectors) check(vectors, sizeof(vectors) / sizeof((vectors)[0]))

/* scale is 1, so that dst is the value itself; all are exact in half. */
static void codes_decode_to_their_values(void **state) {
    (void)state;
    static const vector vectors[] = {
        {"int4 0", I4, H, H, IEEE, 0x0, NO, 0x3c00, 0x0000},
        {"int4 7", I4, H, H, IEEE, 0x7, NO, 0x3c00, 0x4700},
        {"int4 -8", I4, H, H, IEEE, 0x8, NO, 0x3c00, 0xc800},
        {"int4 -1", I4, H, H, IEEE, 0xf, NO, 0x3c00, 0xbc00},
        {"int4 -1 to bf16", I4, B, B, IEEE, 0xf, NO, 0x3f80, 0xbf80},
        {"int8 127", I8, H, H, IEEE, 0x7f, NO, 0x3c00, 0x57f0},
        {"int8 -128", I8, H, H, IEEE, 0x80, NO, 0x3c00, 0xd800},
        {"int8 -1", I8, H, H, IEEE, 0xff, NO, 0x3c00, 0xbc00},
        {"e4m3fn 1", E4, H, H, IEEE, 0x38, NO, 0x3c00, 0x3c00},
        {"e4m3fn max 448", E4, H, H, IEEE, 0x7e, NO, 0x3c00, 0x5f00},
        {"e4m3fn min normal 2^-6", E4, H, H, IEEE, 0x08, NO, 0x3c00, 0x2400},
        {"e4m3fn min subnormal 2^-9", E4, H, H, IEEE, 0x01, NO, 0x3c00, 0x1800},
        {"e4m3fn -0", E4, H, H, IEEE, 0x80, NO, 0x3c00, 0x8000},
        {"e4m3fn NaN", E4, H, H, IEEE, 0x7f, NO, 0x3c00, 0x7e00},
        {"e4m3fn -NaN", E4, H, H, IEEE, 0xff, NO, 0x3c00, 0x7e00},
        {"e5m2 1", E5, H, H, IEEE, 0x3c, NO, 0x3c00, 0x3c00},
        {"e5m2 max 57344", E5, H, H, IEEE, 0x7b, NO, 0x3c00, 0x7b00},
        {"e5m2 min normal 2^-14", E5, H, H, IEEE, 0x04, NO, 0x3c00, 0x0400},
        {"e5m2 min subnormal 2^-16", E5, H, H, IEEE, 0x01, NO, 0x3c00, 0x0100},
        {"e5m2 -0", E5, H, H, IEEE, 0x80, NO, 0x3c00, 0x8000},
        {"e5m2 Inf", E5, H, H, IEEE, 0x7c, NO, 0x3c00, 0x7c00},
        {"e5m2 -Inf", E5, H, H, IEEE, 0xfc, NO, 0x3c00, 0xfc00},
        {"e5m2 NaN", E5, H, H, IEEE, 0x7d, NO, 0x3c00, 0x7e00},
        {"e5m2 -NaN", E5, H, H, IEEE, 0xff, NO, 0x3c00, 0x7e00},
        {"hif8 0", HI, H, H, IEEE, 0x00, NO, 0x3c00, 0x0000},
        {"hif8 NaN", HI, H, H, IEEE, 0x80, NO, 0x3c00, 0x7e00},
        {"hif8 Inf", HI, H, H, IEEE, 0x6f, NO, 0x3c00, 0x7c00},
        {"hif8 -Inf", HI, H, H, IEEE, 0xef, NO, 0x3c00, 0xfc00},
        {"hif8 min 2^-22", HI, H, H, IEEE, 0x01, NO, 0x3c00, 0x0004},
        {"hif8 denormal 2^-16", HI, H, H, IEEE, 0x07, NO, 0x3c00, 0x0100},
        {"hif8 1", HI, H, H, IEEE, 0x08, NO, 0x3c00, 0x3c00},
        {"hif8 1.875", HI, H, H, IEEE, 0x0f, NO, 0x3c00, 0x3f80},
        {"hif8 -1", HI, H, H, IEEE, 0x88, NO, 0x3c00, 0xbc00},
        {"hif8 2", HI, H, H, IEEE, 0x10, NO, 0x3c00, 0x4000},
        {"hif8 0.5", HI, H, H, IEEE, 0x18, NO, 0x3c00, 0x3800},
        {"hif8 4", HI, H, H, IEEE, 0x20, NO, 0x3c00, 0x4400},
        {"hif8 14", HI, H, H, IEEE, 0x2e, NO, 0x3c00, 0x4b00},
        {"hif8 0.25", HI, H, H, IEEE, 0x30, NO, 0x3c00, 0x3400},
        {"hif8 0.125 * 1.875", HI, H, H, IEEE, 0x3f, NO, 0x3c00, 0x3380},
        {"hif8 16", HI, H, H, IEEE, 0x40, NO, 0x3c00, 0x4c00},
        {"hif8 128 * 1.75", HI, H, H, IEEE, 0x4f, NO, 0x3c00, 0x5b00},
        {"hif8 2^-4", HI, H, H, IEEE, 0x50, NO, 0x3c00, 0x2c00},
        {"hif8 256", HI, H, H, IEEE, 0x60, NO, 0x3c00, 0x5c00},
        {"hif8 max 32768", HI, H, H, IEEE, 0x6e, NO, 0x3c00, 0x7800},
        {"hif8 2^-8", HI, H, H, IEEE, 0x70, NO, 0x3c00, 0x1c00},
        {"hif8 2^-15", HI, H, H, IEEE, 0x7e, NO, 0x3c00, 0x0200},
        {"hif8 1.5 * 2^-15", HI, H, H, IEEE, 0x7f, NO, 0x3c00, 0x0300},
        {"e8m0 code 0 is 2^-127", P21, E8, B, IEEE, 0x2, NO, 0, 0x0040},
        {"e8m0 code 1 is 2^-126", P21, E8, B, IEEE, 0x2, NO, 1, 0x0080},
        {"e8m0 code 254 is 2^127", P21, E8, B, IEEE, 0x2, NO, 254, 0x7f00},
        {"e8m0 code 255 is NaN", P21, E8, B, IEEE, 0x2, NO, 255, 0x7fc0},
        {"NaN is not saved by a zero", P21, E8, B, IEEE, 0x0, NO, 255, 0x7fc0},
    };
    CHECK(vectors);
}

static void all_codes_of_fp4_decode_to_their_values(void **state) {
    (void)state;
    /* 0 0.5 1 1.5 2 3 4 6, and 0 0.25 ... 1.75 */
    static const uint32_t e2m1[8] = {0, 0x3800, 0x3c00, 0x3e00, 0x4000, 0x4200, 0x4400, 0x4600};
    static const uint32_t e1m2[8] = {0, 0x3400, 0x3800, 0x3a00, 0x3c00, 0x3d00, 0x3e00, 0x3f00};
    for (uint32_t code = 0; code < 16; code++) {
        const uint32_t sign = code >= 8 ? 0x8000 : 0;
        const vector vectors[] = {
            {"e2m1", P21, E8, H, IEEE, code, NO, 127, e2m1[code % 8] | sign},
            {"e1m2", P12, E8, H, IEEE, code, NO, 127, e1m2[code % 8] | sign},
        };
        CHECK(vectors);
    }
}

/* s = 1 + 2^-10 puts 3 * s half an ulp above 3 + ulp, between 0x4201 and 0x4202;
 * s = 1 + 3 * 2^-10 puts it between 0x4204 and 0x4205. */
static void ties_go_to_even_and_the_sum_is_not_rounded_before(void **state) {
    (void)state;
    static const vector vectors[] = {
        {"tie, even above", I8, H, H, IEEE, 3, NO, 0x3c01, 0x4202},
        {"tie, even below", I8, H, H, IEEE, 3, NO, 0x3c03, 0x4204},
        {"tie, negative", I8, H, H, IEEE, 0xfd, NO, 0x3c03, 0xc204},
        {"no tie, down", I8, H, H, IEEE, 5, NO, 0x3c01, 0x4501},
        {"the tie and 2^-24", I8, H, H, IEEE, 3, O(0x0001), 0x3c03, 0x4205},
        {"the tie less 2^-24", I8, H, H, IEEE, 3, O(0x8001), 0x3c01, 0x4201},
        {"the tie and 2^-149", I8, F, H, IEEE, 3, O(0x00000001), 0x3f806000, 0x4205},
        {"the tie less 2^-149", I8, F, H, IEEE, 3, O(0x80000001), 0x3f802000, 0x4201},
        {"the tie, offset +0", I8, F, H, IEEE, 3, O(0), 0x3f802000, 0x4202},
        {"3 * 2^100 and 1", I8, F, H, IEEE, 1, O(0x72400000), 0x0d806000, 0x4205},
        {"3 * 2^100 and 0", I8, F, H, IEEE, 0, O(0x72400000), 0x0d806000, 0x4204},
        {"3 * 2^100 less 1", I8, F, H, IEEE, 0xff, O(0x72400000), 0x0d802000, 0x4201},
        {"-3 * 2^100 and 1", I8, F, H, IEEE, 1, O(0xf2400000), 0x0d802000, 0xc201},
        {"float, 1 + 2^-24", I8, F, F, IEEE, 1, O(0x33800000), 0x3f800000, 0x3f800000},
        {"float, a little more", I8, F, F, IEEE, 1, O(0x33800001), 0x3f800000, 0x3f800001},
        {"float, 1 - 2^-25", I8, F, F, IEEE, 1, O(0xb3000000), 0x3f800000, 0x3f800000},
        {"float, a little less", I8, F, F, IEEE, 1, O(0xb3000001), 0x3f800000, 0x3f7fffff},
        /* From 256 on an ulp of bf16 is 2. */
        {"bf16, 257", I8, B, B, IEEE, 1, O(0x4380), 0x3f80, 0x4380},
        {"bf16, 259", I8, B, B, IEEE, 3, O(0x4380), 0x3f80, 0x4382},
        {"bf16 from float, 257 + 2^-15", I8, F, B, IEEE, 1, O(0x43800001), 0x3f800000, 0x4381},
    };
    CHECK(vectors);
}

static void subnormal_results_are_gradual(void **state) {
    (void)state;
    static const vector vectors[] = {
        {"half, smallest", I8, H, H, IEEE, 1, NO, 0x0001, 0x0001},
        {"half, 0.5 units to 0", I8, F, H, IEEE, 1, NO, 0x33000000, 0x0000},
        {"half, -0.5 units to -0", I8, F, H, IEEE, 0xff, NO, 0x33000000, 0x8000},
        {"half, above 0.5 units", I8, F, H, IEEE, 1, NO, 0x33000001, 0x0001},
        {"half, 1.5 units to 2", I8, F, H, IEEE, 3, NO, 0x33000000, 0x0002},
        {"half, 2.5 units to 2", I8, F, H, IEEE, 5, NO, 0x33000000, 0x0002},
        {"half, 1023.75 units to normal", I8, F, H, IEEE, 1, NO, 0x387ff000, 0x0400},
        {"half, far below", I8, F, H, IEEE, 0xff, NO, 0x00000001, 0x8000},
        {"half, product of tiny ones", E5, F, H, IEEE, 0x01, NO, 0x00000001, 0x0000},
        {"bf16, 2^-133", I8, B, B, IEEE, 1, NO, 0x0001, 0x0001},
        {"bf16, 0.5 units", I8, F, B, IEEE, 1, NO, 0x00008000, 0x0000},
        {"bf16, 1.5 units", I8, F, B, IEEE, 3, NO, 0x00008000, 0x0002},
        {"float, 0.5 units", I8, F, F, IEEE, 1, O(0xbf000000), 0x00000001, 0x00000000},
        {"float, 1.5 units", I8, F, F, IEEE, 2, O(0xbf000000), 0x00000001, 0x00000002},
        {"float, 3 units", I8, F, F, IEEE, 3, NO, 0x00000001, 0x00000003},
        {"e8m0 2^-24 to half", P21, E8, H, IEEE, 0x2, NO, 103, 0x0001},
        {"e8m0 2^-25 to half", P21, E8, H, IEEE, 0x2, NO, 102, 0x0000},
        {"e8m0 1.5 * 2^-25 to half", P21, E8, H, IEEE, 0x3, NO, 102, 0x0001},
        {"e8m0 3 * 2^-25 to half", P21, E8, H, IEEE, 0x5, NO, 102, 0x0002},
    };
    CHECK(vectors);
}

static void overflow_follows_the_mode(void **state) {
    (void)state;
    static const vector vectors[] = {
        {"half, 127 * 516 = 65532", I8, H, H, IEEE, 0x7f, NO, 0x6008, 0x7c00},
        {"half, per instruction", I8, H, H, PI, 0x7f, NO, 0x6008, 0x7c00},
        {"half, saturated", I8, H, H, SAT, 0x7f, NO, 0x6008, 0x7bff},
        {"half, -65532", I8, H, H, IEEE, 0x81, NO, 0x6008, 0xfc00},
        {"half, -65532 saturated", I8, H, H, SAT, 0x81, NO, 0x6008, 0xfbff},
        {"half, threshold 65520", I8, F, H, IEEE, 1, NO, 0x477ff000, 0x7c00},
        {"half, just below it", I8, F, H, IEEE, 1, NO, 0x477fefff, 0x7bff},
        /* (127 + 65504) * 2^-14 = 4 + 1.48 ulp */
        {"half, an overflow in between is none", I8, H, H, IEEE, 0x7f, O(0x7bff), 0x0400, 0x4401},
        {"bf16, threshold", I8, F, B, IEEE, 1, NO, 0x7f7f8000, 0x7f80},
        {"bf16, just below it", I8, F, B, IEEE, 1, NO, 0x7f7f7fff, 0x7f7f},
        {"bf16, saturated", I8, F, B, SAT, 1, NO, 0x7f7f8000, 0x7f7f},
        {"bf16, e8m0", P21, E8, B, IEEE, 0xf, NO, 254, 0xff80},
        {"bf16, e8m0 saturated", P21, E8, B, SAT, 0xf, NO, 254, 0xff7f},
        {"half, e8m0 2^127", P21, E8, H, IEEE, 0x1, NO, 254, 0x7c00},
        {"half, e8m0 0.5 * 2^16", P21, E8, H, IEEE, 0x1, NO, 143, 0x7800},
        {"float, 2 * max", I8, F, F, IEEE, 2, NO, 0x7f7fffff, 0x7f800000},
        {"float never saturates", I8, F, F, SAT, 2, NO, 0x7f7fffff, 0x7f800000},
        {"float, max * max", I8, F, F, SAT, 0, O(0x7f7fffff), 0xff7fffff, 0xff800000},
    };
    CHECK(vectors);
}

static void zeros_keep_the_sign_of_ieee_754(void **state) {
    (void)state;
    static const vector vectors[] = {
        {"0 * -1", I8, H, H, IEEE, 0, NO, 0xbc00, 0x8000},
        {"-1 * -0", I8, H, H, IEEE, 0xff, NO, 0x8000, 0x0000},
        {"-0 without offset", E5, H, H, IEEE, 0x80, NO, 0x3c00, 0x8000},
        {"-0 + +0", E5, H, H, IEEE, 0x80, O(0x0000), 0x3c00, 0x0000},
        {"-0 + -0", E5, H, H, IEEE, 0x80, O(0x8000), 0x3c00, 0x8000},
        {"+0 + -0", I8, H, H, IEEE, 0x00, O(0x8000), 0x3c00, 0x0000},
        {"5 - 5", I8, H, H, IEEE, 5, O(0xc500), 0x3c00, 0x0000},
        {"-5 + 5", I8, H, H, IEEE, 0xfb, O(0x4500), 0x3c00, 0x0000},
        {"(5 - 5) * -1", I8, H, H, IEEE, 5, O(0xc500), 0xbc00, 0x8000},
        {"(5 - 5) * -1 saturated", I8, H, H, SAT, 5, O(0xc500), 0xbc00, 0x8000},
        {"-0 + 5", E5, F, F, IEEE, 0x80, O(0x40a00000), 0x3f800000, 0x40a00000},
        {"fp4 -0", P21, E8, B, IEEE, 0x8, NO, 127, 0x8000},
        {"cancellation to one bit", I8, F, F, IEEE, 1, O(0xbf7fffff), 0x3f800000, 0x33800000},
    };
    CHECK(vectors);
}

static void infinities_and_nans_follow_the_mode(void **state) {
    (void)state;
    static const vector vectors[] = {
        {"Inf - Inf", E5, H, H, IEEE, 0x7c, O(0xfc00), 0x3c00, 0x7e00},
        {"Inf + Inf", E5, H, H, IEEE, 0x7c, O(0x7c00), 0x3c00, 0x7c00},
        {"Inf + -1", E5, H, H, IEEE, 0x7c, O(0xbc00), 0x3c00, 0x7c00},
        {"1 + -Inf", I8, H, H, IEEE, 1, O(0xfc00), 0x3c00, 0xfc00},
        {"Inf * -1", E5, H, H, IEEE, 0x7c, NO, 0xbc00, 0xfc00},
        {"0 * Inf", I8, H, H, IEEE, 0, NO, 0x7c00, 0x7e00},
        {"Inf * 0", E5, H, H, IEEE, 0x7c, NO, 0x0000, 0x7e00},
        {"(5 - 5) * Inf", I8, H, H, IEEE, 5, O(0xc500), 0x7c00, 0x7e00},
        {"(5 - 4) * -Inf", I8, H, H, IEEE, 5, O(0xc400), 0xfc00, 0xfc00},
        {"(4 - 5) * -Inf", I8, H, H, IEEE, 4, O(0xc500), 0xfc00, 0x7c00},
        {"NaN offset", I8, H, H, IEEE, 1, O(0xfe01), 0x3c00, 0x7e00},
        {"NaN scale", I8, H, H, IEEE, 1, O(0x3c00), 0x7c01, 0x7e00},
        {"Inf * NaN", E5, H, H, IEEE, 0x7c, NO, 0x7e00, 0x7e00},
        {"NaN, bf16", I8, B, B, IEEE, 1, NO, 0xffc1, 0x7fc0},
        {"NaN, float", I8, F, F, IEEE, 1, NO, 0xffc00001, 0x7fc00000},
        {"NaN, float never saturates", I8, F, F, SAT, 1, NO, 0x7f800001, 0x7fc00000},
        {"Inf, float never saturates", I8, F, F, SAT, 1, NO, 0xff800000, 0xff800000},
        {"NaN saturated", I8, H, H, SAT, 0xff, NO, 0x7e00, 0x0000},
        {"NaN saturated, bf16", HI, B, B, SAT, 0x80, NO, 0xbf80, 0x0000},
        {"Inf saturated", E5, H, H, SAT, 0x7c, NO, 0x3c00, 0x7bff},
        {"-Inf saturated", HI, H, H, SAT, 0xef, NO, 0x3c00, 0xfbff},
        {"-Inf saturated, bf16", I8, B, B, SAT, 1, NO, 0xff80, 0xff7f},
        {"Inf, half from float", I8, F, H, IEEE, 1, NO, 0x7f800000, 0x7c00},
        {"Inf per instruction", HI, H, H, PI, 0x6f, NO, 0x3c00, 0x7c00},
    };
    CHECK(vectors);
}

static void the_floating_point_environment_is_neither_felt_nor_changed(void **state) {
    static const int directions[] = {FE_TONEAREST, FE_TOWARDZERO, FE_UPWARD, FE_DOWNWARD};
    for (size_t i = 0; i < sizeof directions / sizeof directions[0]; i++) {
        assert_int_equal(fesetround(directions[i]), 0);
        feclearexcept(FE_ALL_EXCEPT);
        ties_go_to_even_and_the_sum_is_not_rounded_before(state);
        subnormal_results_are_gradual(state);
        overflow_follows_the_mode(state);
        zeros_keep_the_sign_of_ieee_754(state);
        infinities_and_nans_follow_the_mode(state);
        const int round = fegetround(), raised = fetestexcept(FE_ALL_EXCEPT);
        fesetround(FE_TONEAREST);
        assert_int_equal(round, directions[i]);
        assert_int_equal(raised, 0);
    }
#if defined(__x86_64__)
    const unsigned saved = _mm_getcsr(), flushing = saved | 0x8040; /* flush to zero, both ways */
    _mm_setcsr(flushing);
    subnormal_results_are_gradual(state);
    const unsigned after = _mm_getcsr();
    _mm_setcsr(saved);
    assert_int_equal(after, flushing);
#endif
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(codes_decode_to_their_values),
    cmocka_unit_test(all_codes_of_fp4_decode_to_their_values),
    cmocka_unit_test(ties_go_to_even_and_the_sum_is_not_rounded_before),
    cmocka_unit_test(subnormal_results_are_gradual),
    cmocka_unit_test(overflow_follows_the_mode),
    cmocka_unit_test(zeros_keep_the_sign_of_ieee_754),
    cmocka_unit_test(infinities_and_nans_follow_the_mode),
    cmocka_unit_test(the_floating_point_environment_is_neither_felt_nor_changed),
};

AQ_TEST_MAIN(tests)
