/* The product models: numbers that tell the plans and the overflow modes apart,
 * derived by hand from semantics.md d.2, d.3 and g. */
#include "model_call.h"

/* clang-format off */
#define CALL(product, prototype, transpose, src, param, dst)                                       \
    AQ_PRODUCT_##product, AQ_PER_##prototype, transpose, AQ_##src, AQ_##param, AQ_##dst
#define CHANNEL(product, src, type) CALL(product, CHANNEL, false, src, type, type)
#define CHANNEL_T(product, src, type) CALL(product, CHANNEL, true, src, type, type)
#define TENSOR(product, src, type) CALL(product, TENSOR, false, src, type, type)
#define TOKEN(src, param, dst) CALL(950, TOKEN, false, src, param, dst)
#define TOKEN_T(src, param, dst) CALL(950, TOKEN, true, src, param, dst)
#define GROUP(src, param, dst) CALL(950, GROUP, false, src, param, dst)
#define GROUP_T(src, param, dst) CALL(950, GROUP, true, src, param, dst)
/* x, o, s; x, s */
#define OFFSET(x, o, s) true, x, o, s
#define NO_OFFSET(x, s) false, x, 0, s
#define CHECK(rows) check(rows, sizeof rows / sizeof rows[0])

/* 1 + 2^-11 (half), 1 + 2^-8 (bf16), 1 + 2^-24 (float) is a tie; 3 times it, rounded
 * once, is 3 and 0.75 ulp, hence one code above 3. */
static void a_sum_rounded_in_the_narrow_type_loses_the_offset(void **state) {
    (void)state;
    static const row rows[] = {
        {"N1 A2", CHANNEL(A2, INT8, HALF), OFFSET(1, 0x1000, 0x4200), ALL(0x4200)},
        {"N1 A3 int4", TENSOR(A3, INT4, HALF), OFFSET(1, 0x1000, 0x4200), ALL(0x4200)},
        {"N1 310P", CHANNEL_T(310P, INT8, HALF), OFFSET(1, 0x1000, 0x4200), ALL(0x4200)},
        {"N1 X90", TENSOR(KIRIN_X90, INT8, HALF), OFFSET(1, 0x1000, 0x4200), ALL(0x4200)},
        {"N1 9030", CHANNEL(KIRIN_9030, INT8, HALF), OFFSET(1, 0x1000, 0x4200), ALL(0x4200)},
        {"N1 950", TOKEN(HIF8, HALF, HALF), OFFSET(0x08, 0x1000, 0x4200), ALL(0x4200)},
        {"N5 e4m3fn", CHANNEL(950, E4M3FN, HALF), OFFSET(0x38, 0x1000, 0x4200), ALL(0x4201)},
        {"N5 e5m2", GROUP(E5M2, HALF, HALF), OFFSET(0x3c, 0x1000, 0x4200), ALL(0x4201)},
        {"N5", TOKEN_T(INT8, FLOAT, HALF), OFFSET(1, 0x3a000000, 0x40400000), ALL(0x4201)},
        {"N3 A2", CHANNEL(A2, INT8, BF16), OFFSET(1, 0x3b80, 0x4040), ALL(0x4041)},
        {"N3 A3", CHANNEL_T(A3, INT4, BF16), OFFSET(1, 0x3b80, 0x4040), ALL(0x4041)},
        {"N9 950", CHANNEL(950, INT8, BF16), OFFSET(1, 0x3b80, 0x4040), ALL(0x4040)},
        {"N3 950", CHANNEL_T(950, INT8, BF16), OFFSET(1, 0x3b80, 0x4040), ALL(0x4041)},
        {"N3 950 tensor", TENSOR(950, HIF8, BF16), OFFSET(0x08, 0x3b80, 0x4040), ALL(0x4041)},
        {"N9 token", TOKEN(HIF8, BF16, BF16), OFFSET(0x08, 0x3b80, 0x4040), ALL(0x4040)},
        {"N9 group", GROUP_T(INT8, BF16, BF16), OFFSET(1, 0x3b80, 0x4040), ALL(0x4040)},
        {"N3 fp8", TOKEN(E4M3FN, BF16, BF16), OFFSET(0x38, 0x3b80, 0x4040), ALL(0x4041)},
        {"N7", TOKEN(INT8, FLOAT, FLOAT), OFFSET(1, 0x33800000, 0x40400000), ALL(0x40400000)},
    };
    CHECK(rows);
}

/* 3 * 11201194 * 2^-25 is 2^-24 below the tie 1 + 3*2^-11 of half; rounded to float it
 * is the tie, which then goes to the even 1 + 2^-9. */
static void a_product_is_rounded_twice_on_its_way_to_half(void **state) {
    (void)state;
    static const row rows[] = {
        {"N6", TOKEN(INT8, FLOAT, HALF), NO_OFFSET(3, 0x3eaaeaaa), ALL(0x3c02)},
    };
    CHECK(rows);
    const aq_call call = square(TOKEN(INT8, FLOAT, HALF), false, AQ_OVERFLOW_INF_NAN);
    aq_assert_code(run_on(aq_backend_cpu(), &call, 3, 0, 0x3eaaeaaa), 0x3c01);
}

static void half_arithmetic_saturates_after_each_step_in_sat_only(void **state) {
    (void)state;
    static const row rows[] = {
        {"127 + 65504, halved", TOKEN(INT8, HALF, HALF), OFFSET(127, 0x7bff, 0x3800),
         {0x7c00, 0x77ff, 0x7c00}},
        {"the same on A2", TENSOR(A2, INT8, HALF), OFFSET(127, 0x7bff, 0x3800), {0x7c00, 0x77ff}},
        {"-128 * 65504", TOKEN(INT8, HALF, HALF), NO_OFFSET(0x80, 0x7bff),
         {0xfc00, 0xfbff, 0xfc00}},
        {"a NaN offset becomes +0", TOKEN(INT8, HALF, HALF), OFFSET(5, 0xfe00, 0xbc00),
         {ANY_NAN, 0x8000, ANY_NAN}},
        {"0 * Inf", TOKEN(INT8, HALF, HALF), NO_OFFSET(0, 0x7c00), {ANY_NAN, 0, ANY_NAN}},
    };
    CHECK(rows);
}

static void hif8_saturates_where_it_goes_through_half(void **state) {
    (void)state;
    static const row rows[] = {
        {"N2 NaN", TOKEN(HIF8, HALF, HALF), NO_OFFSET(0x80, 0x3c00), {ANY_NAN, 0, ANY_NAN}},
        {"N2 Inf", TOKEN(HIF8, HALF, HALF), NO_OFFSET(0x6f, 0x3800), {0x7c00, 0x77ff, 0x7c00}},
        {"N10: 65504 is 65536 in bf16", TOKEN(HIF8, BF16, BF16), NO_OFFSET(0xef, 0x3f80),
         {0xff80, 0xc780, 0xff80}},
        {"N10 NaN", TOKEN(HIF8, BF16, BF16), NO_OFFSET(0x80, 0x3f80), {ANY_NAN, 0, ANY_NAN}},
        {"N9", CHANNEL(950, HIF8, BF16), OFFSET(0x6f, 0, 0x3f80), {0x7f80, 0x4780, 0x7f80}},
        {"N4, 65504 doubled", CHANNEL(950, HIF8, BF16), NO_OFFSET(0x6f, 0x4000),
         {0x7f80, 0x4800, 0x7f7f}},
        /* 65504 - 65280 = 224; were it 65536, 256. */
        {"N3, 65504 in float", TENSOR(950, HIF8, BF16), OFFSET(0x6f, 0xc77f, 0x3f80),
         {0x7f80, 0x4360, 0x7f7f}},
        {"N8 goes to float directly", TOKEN(HIF8, FLOAT, FLOAT), NO_OFFSET(0x6f, 0x3f800000),
         ALL(0x7f800000)},
        {"N8 NaN", TOKEN(HIF8, FLOAT, FLOAT), NO_OFFSET(0x80, 0x3f800000), ALL(ANY_NAN)},
        {"N6 Inf * 0", TOKEN(HIF8, FLOAT, HALF), NO_OFFSET(0x6f, 0), {ANY_NAN, 0, 0}},
    };
    CHECK(rows);
}

static void casts_saturate_and_bf16_arithmetic_does_not(void **state) {
    (void)state;
    static const row rows[] = {
        {"N9", TOKEN(INT8, BF16, BF16), OFFSET(1, 0x7f7f, 0x4000), ALL(0x7f80)},
        {"N3", TENSOR(950, INT8, BF16), OFFSET(1, 0x7f7f, 0x4000), {0x7f80, 0x7f7f, 0x7f7f}},
        {"N3 on A2", TENSOR(A2, INT8, BF16), OFFSET(1, 0xff7f, 0x4000), {0xff80, 0xff7f}},
        {"N5 -Inf", TENSOR(950, E5M2, HALF), OFFSET(0xfc, 0, 0x3c00), {0xfc00, 0xfbff, 0xfbff}},
        {"N5 NaN", TENSOR(950, E4M3FN, HALF), OFFSET(0x7f, 0, 0x3c00), {ANY_NAN, 0, 0}},
        {"N7", TOKEN(INT8, FLOAT, FLOAT), OFFSET(1, 0x7f7fffff, 0xc0000000), ALL(0xff800000)},
    };
    CHECK(rows);
}

/* e2m1: 1 is 0.5, 2 is 1, 4 is 2, 7 is 6, 9 is -0.5. */
#define N11_LEGACY CALL(950, GROUP_LEGACY, true, E2M1, E8M0, BF16)
#define N11 GROUP_T(E2M1, E8M0, BF16)
#define N12 CALL(950, GROUP_LEGACY, false, E2M1, E8M0, HALF)
#define N13 GROUP(E2M1, E8M0, HALF)

static void fp4_takes_its_scale_through_half_in_the_legacy_form_only(void **state) {
    (void)state;
    static const row rows[] = {
        {"N12 2^16 does not fit", N12, NO_OFFSET(1, 143), {0x7c00, 0x77ff, 0x77ff}},
        {"N12 the product is arithmetic", N12, NO_OFFSET(4, 143), {0x7c00, 0x7bff, 0x7c00}},
        {"N12 0 times it", N12, NO_OFFSET(0, 143), {ANY_NAN, 0, 0}},
        {"N12 NaN", N12, NO_OFFSET(9, 255), {ANY_NAN, 0x8000, 0x8000}},
        {"N12 2^-25 is lost", N12, NO_OFFSET(7, 102), ALL(0)},
        {"N12 2^-24 is not", N12, NO_OFFSET(7, 103), ALL(6)},
        {"N12 2^15", N12, NO_OFFSET(2, 142), ALL(0x7800)},
        {"N13 2^15", N13, NO_OFFSET(1, 143), ALL(0x7800)},
        {"N13 overflow in the cast", N13, NO_OFFSET(4, 143), {0x7c00, 0x7bff, 0x7bff}},
        {"N13 NaN", N13, NO_OFFSET(9, 255), {ANY_NAN, 0, 0}},
        {"N13 6 * 2^-25", N13, NO_OFFSET(7, 102), ALL(3)},
        {"N11 legacy 2^-127", N11_LEGACY, NO_OFFSET(2, 0), ALL(0x0040)},
        {"N11 2^-127", N11, NO_OFFSET(2, 0), ALL(0x0040)},
        {"N11 6 * 2^127", N11, NO_OFFSET(7, 254), ALL(0x7f80)},
        {"N11 NaN", N11_LEGACY, NO_OFFSET(2, 255), ALL(ANY_NAN)},
        {"N11 -0", N11, NO_OFFSET(8, 127), ALL(0x8000)},
    };
    CHECK(rows);
}

static void underflow_is_gradual_and_zeros_keep_their_sign(void **state) {
    (void)state;
    static const row rows[] = {
        {"2^-14 halved", TOKEN(INT8, HALF, HALF), OFFSET(0, 0x0400, 0x3800), ALL(0x0200)},
        {"2^-133 doubled", TOKEN(INT8, BF16, BF16), OFFSET(0, 0x0001, 0x4000), ALL(0x0002)},
        {"3 * 2^-149 halved, a tie", TOKEN(INT8, FLOAT, FLOAT), OFFSET(0, 3, 0x3f000000), ALL(2)},
        {"(-1 + 1) * -1", TOKEN(INT8, HALF, HALF), OFFSET(0xff, 0x3c00, 0xbc00), ALL(0x8000)},
        {"(1 - 1) * -1", TOKEN(INT8, HALF, HALF), OFFSET(1, 0xbc00, 0xbc00), ALL(0x8000)},
        /* 2^-149 and 2^-133 are out of reach of 1. */
        {"far below", TOKEN(INT8, FLOAT, FLOAT), OFFSET(1, 0x80000001, 0x3f800000),
         ALL(0x3f800000)},
        {"far below", TOKEN(INT8, BF16, BF16), OFFSET(1, 0x8001, 0x3f80), ALL(0x3f80)},
        {"-0 + -0", TOKEN(E5M2, HALF, HALF), OFFSET(0x80, 0x8000, 0x3c00), ALL(0x8000)},
        {"-0 + +0", TOKEN(E5M2, HALF, HALF), OFFSET(0x80, 0, 0x3c00), ALL(0)},
    };
    CHECK(rows);
}
/* clang-format on */

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_sum_rounded_in_the_narrow_type_loses_the_offset),
    cmocka_unit_test(a_product_is_rounded_twice_on_its_way_to_half),
    cmocka_unit_test(half_arithmetic_saturates_after_each_step_in_sat_only),
    cmocka_unit_test(hif8_saturates_where_it_goes_through_half),
    cmocka_unit_test(casts_saturate_and_bf16_arithmetic_does_not),
    cmocka_unit_test(fp4_takes_its_scale_through_half_in_the_legacy_form_only),
    cmocka_unit_test(underflow_is_gradual_and_zeros_keep_their_sign),
};

AQ_TEST_MAIN(tests)
