/* The oracle of a proof: by hand, and against the everyday oracle and MPFR, in every set
 * of loops that this processor can run. */
#include "aq_assert.h"

#include "exact.h"
#include "fast.h"
#include "plane.h"

static const aq_format sources[] = {AQ_INT4, AQ_INT8, AQ_E4M3FN, AQ_E5M2,
                                    AQ_HIF8, AQ_E2M1, AQ_E1M2};
enum { SOURCES = sizeof sources / sizeof *sources };

static void sums_have_the_codes_worked_out_by_hand(void **state) {
    static const struct {
        aq_format format;
        aq_overflow overflow;
        uint32_t x, o, s, code;
        const char *why;
    } rows[] = {
        {AQ_HALF, AQ_OVERFLOW_INF_NAN, 1, 0x3800, 0x4200, 0x4480, "3 * (1 + 0.5) = 4.5"},
        {AQ_HALF, AQ_OVERFLOW_INF_NAN, 1, 0xbc00, 0xc000, 0x8000, "-2 * (1 - 1) = -0"},
        {AQ_HALF, AQ_OVERFLOW_INF_NAN, 0, 0x8000, 0x3c00, 0x0000, "0 + -0 = +0"},
        {AQ_HALF, AQ_OVERFLOW_INF_NAN, 0, 0x3c01, 0x3e00, 0x3e02, "a tie, to even"},
        {AQ_HALF, AQ_OVERFLOW_INF_NAN, 0, 0x3c03, 0x3e00, 0x3e04, "a tie, to even, down"},
        {AQ_HALF, AQ_OVERFLOW_INF_NAN, 0, 0x0001, 0x3800, 0x0000, "half a subnormal: even is 0"},
        {AQ_HALF, AQ_OVERFLOW_INF_NAN, 0, 0x8003, 0x3800, 0x8002, "1.5 of them: even is 2"},
        {AQ_HALF, AQ_OVERFLOW_INF_NAN, 0, 0x7bff, 0x3c01, 0x7c00, "65504 * (1 + 2^-10)"},
        {AQ_HALF, AQ_OVERFLOW_INF_NAN, 15, 0x7bff, 0x3c00, 0x7bff, "65519 is below the threshold"},
        {AQ_HALF, AQ_OVERFLOW_INF_NAN, 16, 0x7bff, 0x3c00, 0x7c00, "65520 is the threshold"},
        {AQ_HALF, AQ_OVERFLOW_SAT, 16, 0x7bff, 0xbc00, 0xfbff, "which saturates"},
        {AQ_HALF, AQ_OVERFLOW_INF_NAN, 1, 0xfc00, 0x3c00, 0xfc00, "1 - Inf"},
        {AQ_HALF, AQ_OVERFLOW_INF_NAN, 1, 0xfc00, 0x0000, 0x7e00, "0 * -Inf"},
        {AQ_HALF, AQ_OVERFLOW_SAT, 1, 0xfc00, 0x0000, 0x0000, "NaN saturates to 0"},
        {AQ_HALF, AQ_OVERFLOW_INF_NAN, 1, 0x3c00, 0x8000, 0x8000, "2 * -0"},
        {AQ_HALF, AQ_OVERFLOW_INF_NAN, 0, 0x0000, 0x7c00, 0x7e00, "0 * Inf"},
        {AQ_HALF, AQ_OVERFLOW_INF_NAN, 2, 0x0001, 0x3c00, 0x4000, "2 + 2^-24"},
        {AQ_BF16, AQ_OVERFLOW_INF_NAN, 1, 0x3f00, 0x4040, 0x4090, "3 * (1 + 0.5) = 4.5"},
        {AQ_BF16, AQ_OVERFLOW_INF_NAN, 0, 0x7f7f, 0x3f81, 0x7f80, "the largest, and more"},
        {AQ_BF16, AQ_OVERFLOW_INF_NAN, 0, 0x0001, 0x3f00, 0x0000, "half of 2^-133: even is 0"},
        {AQ_BF16, AQ_OVERFLOW_INF_NAN, 1, 0x7f00, 0x0080, 0x4000, "2^127 * 2^-126, the 1 lost"},
        {AQ_BF16, AQ_OVERFLOW_INF_NAN, 1, 0xbf80, 0x8080, 0x8000, "-2^-126 * 0"},
    };
    (void)state;
    static aqo_plane plane;
    static uint16_t codes[AQO_PLANE_OFFSETS];
    for (unsigned k = 0; aqo_plane_loops_here(k); k++)
        for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
            assert_true(aqo_plane_begin(&plane, AQ_INT8, rows[r].format, rows[r].overflow,
                                        aqo_plane_loops_here(k)));
            aqo_plane_scale(&plane, rows[r].s);
            aqo_plane_offsets(&plane, rows[r].o, 1);
            aqo_plane_row(&plane, rows[r].x, codes);
            aq_assert_code_msg(codes[0], rows[r].code, "row %zu (%s), %s", r, rows[r].why,
                               plane.loops->name);
            aqo_plane_column(&plane, 0, codes);
            aq_assert_code_msg(codes[rows[r].x], rows[r].code, "column %zu (%s), %s", r,
                               rows[r].why, plane.loops->name);
        }
}

static uint32_t by_mpfr(aq_format src, const aqo_plane *plane, uint32_t x, uint32_t o, uint32_t s) {
    mpfr_t vx, vo, vs, value;
    mpfr_inits2(AQO_PRECISION, vx, vo, vs, value, (mpfr_ptr)NULL);
    aqo_decode(src, x, vx);
    aqo_decode(plane->dst, o, vo);
    aqo_decode(plane->dst, s, vs);
    aqo_exact(value, NULL, vx, vo, vs);
    const uint32_t code = aqo_round(plane->dst, plane->overflow, value);
    mpfr_clears(vx, vo, vs, value, (mpfr_ptr)NULL);
    return code;
}

static void compare(aq_format src, const aqo_plane *plane, const uint16_t *codes, bool row,
                    uint32_t fixed, uint32_t first, uint32_t s) {
    static unsigned turn;
    const unsigned count = row ? plane->offsets : plane->sources;
    for (unsigned i = 0; i < count; i++) {
        const uint32_t x = row ? fixed : i, o = first + (row ? i : fixed);
        const aqo_pair v =
            aqo_pair_exact(aqo_decode_double(src, x), aqo_decode_double(plane->dst, o),
                           aqo_decode_double(plane->dst, s), true);
        aq_assert_code_msg(codes[i], aqo_pair_round(plane->dst, plane->overflow, v),
                           "%s: x 0x%x, o 0x%x, s 0x%x", plane->loops->name, x, o, s);
        if (turn++ % 499 == 0) {
            const uint32_t code = by_mpfr(src, plane, x, o, s);
            aq_assert_msg(aqo_same_result(plane->dst, codes[i], code),
                          "MPFR: x 0x%x, o 0x%x, s 0x%x: 0x%x, not 0x%x", x, o, s, code, codes[i]);
        }
    }
}

/* Scales: all that are special, and a walk through every binade; blocks of offsets all
 * over, of every length up to two vectors and more. */
static void planes_of(aq_format src, aq_format format, aq_overflow overflow,
                      const aqo_plane_loops *loops, unsigned paths[3]) {
    static const uint16_t special[] = {0,      0x8000, 0x7c00, 0xfc00, 0x7f80,
                                       0xff80, 0x7fff, 0x0001, 0x7bff, 0x7f7f};
    enum { SPECIAL = sizeof special / sizeof *special, SCALES = 64 };
    static aqo_plane plane;
    static uint16_t codes[AQO_PLANE_OFFSETS];
    assert_true(aqo_plane_begin(&plane, src, format, overflow, loops));
    for (unsigned k = 0; k < SPECIAL + SCALES; k++) {
        const uint32_t s = k < SPECIAL ? special[k] : (k - SPECIAL) * 1031;
        const uint32_t first = k * 7919 % 65536, room = 65536 - first;
        const unsigned count = 1 + k * 13 % 300;
        aqo_plane_scale(&plane, s);
        aqo_plane_offsets(&plane, first, count < room ? count : room);
        paths[plane.path]++;
        for (uint32_t x = k % 7; x < plane.sources; x += 1 + plane.sources / 8) {
            aqo_plane_row(&plane, x, codes);
            compare(src, &plane, codes, true, x, first, s);
        }
        for (unsigned i = k % 11; i < plane.offsets; i += 61) {
            aqo_plane_column(&plane, i, codes);
            compare(src, &plane, codes, false, i, first, s);
        }
    }
}

static void every_path_agrees_with_the_other_oracles(void **state) {
    (void)state;
    for (unsigned k = 0; aqo_plane_loops_here(k); k++)
        for (unsigned format = 0; format < 2; format++) {
            unsigned paths[3] = {0};
            for (unsigned src = 0; src < SOURCES; src++)
                for (unsigned saturate = 0; saturate < 2; saturate++)
                    planes_of(sources[src], format ? AQ_BF16 : AQ_HALF,
                              saturate ? AQ_OVERFLOW_SAT : AQ_OVERFLOW_INF_NAN,
                              aqo_plane_loops_here(k), paths);
            assert_true(paths[AQO_PLANE_FLOAT] > 0 && paths[AQO_PLANE_ONE_BY_ONE] > 0);
            /* half never needs double; bf16 does, at both ends of its range */
            assert_int_equal(paths[AQO_PLANE_DOUBLE] > 0, format == 1);
        }
}

/* The loops by themselves, those in double for half too, which no plane needs. 2049 and
 * 2051 are ties of half, 257 one of bf16; a sum that is nearly one is none. */
static void the_low_half_of_a_sum_decides_a_tie(void **state) {
    (void)state;
    for (unsigned k = 0; aqo_plane_loops_here(k); k++) {
        const aqo_plane_loops *loops = aqo_plane_loops_here(k);
        const double doubles[3] = {0x1p-60, 0, -0x1p-60};
        const float floats[3] = {0x1p-30f, 0, -0x1p-30f};
        uint16_t codes[3];
        loops->half_of_doubles(doubles, 3, 2049, false, false, codes);
        aq_assert_code(codes[0], 0x6801); /* above: 2050 */
        aq_assert_code(codes[1], 0x6800); /* 2048 */
        aq_assert_code(codes[2], 0x6800);
        loops->half_of_floats(floats, 3, 2051, true, false, codes);
        aq_assert_code(codes[0], 0xe802); /* -2052 */
        aq_assert_code(codes[1], 0xe802); /* the tie: even is 2052 */
        aq_assert_code(codes[2], 0xe801); /* -2050 */
        loops->bf16_of_doubles(doubles, 3, 257, false, false, codes);
        aq_assert_code(codes[0], 0x4381); /* 258 */
        aq_assert_code(codes[1], 0x4380); /* 256 */
        aq_assert_code(codes[2], 0x4380);
        loops->bf16_of_floats(floats, 3, 257, false, false, codes);
        aq_assert_code(codes[0], 0x4381);
        aq_assert_code(codes[1], 0x4380);
        aq_assert_code(codes[2], 0x4380);
    }
}

static void there_is_no_plane_of_other_formats(void **state) {
    (void)state;
    static aqo_plane plane;
    assert_false(aqo_plane_begin(&plane, AQ_INT8, AQ_FLOAT, AQ_OVERFLOW_INF_NAN, NULL));
    assert_false(aqo_plane_begin(&plane, AQ_HALF, AQ_HALF, AQ_OVERFLOW_INF_NAN, NULL));
    assert_false(aqo_plane_begin(&plane, AQ_E8M0, AQ_HALF, AQ_OVERFLOW_INF_NAN, NULL));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(sums_have_the_codes_worked_out_by_hand),
    cmocka_unit_test(every_path_agrees_with_the_other_oracles),
    cmocka_unit_test(the_low_half_of_a_sum_decides_a_tie),
    cmocka_unit_test(there_is_no_plane_of_other_formats),
};

AQ_TEST_MAIN(tests)
