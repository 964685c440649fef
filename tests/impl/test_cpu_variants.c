/* Do the vectorised variants have the bits of the scalar one, whatever is asked? */
#include "aq_assert.h"
#include "variant_sweep.h"

#include <fenv.h>
#include <stdlib.h>
#ifdef __SSE__
#include <xmmintrin.h>
#endif

/* Calls fn for the vectorised variants that are here, together: what is right is computed
 * once for all. The test is skipped if there are none. */
static void all_variants(void (*fn)(unsigned variants)) {
    const unsigned variants = sweep_vectorised();
    if (variants == 0)
        skip();
    fn(variants);
}

/* The same, one after the other. */
static void each_variant(void (*fn)(aq_cpu_variant variant)) {
    const unsigned variants = sweep_vectorised();
    if (variants == 0)
        skip();
    for (int v = 0; v < AQ_CPU_VARIANT_COUNT; v++)
        if (variants >> v & 1)
            fn((aq_cpu_variant)v);
}

typedef struct sweep {
    unsigned variants;
    uint32_t rows, cols, group;
    unsigned threads;
    size_t shift, legal;
} sweep;

static void compare_form(const sweep_form *form, void *context) {
    sweep *s = context;
    aq_call call;
    if (!sweep_call(form, s->rows, s->cols, s->group, &call))
        return;
    s->legal++;
    for (int theme = 0; theme < SWEEP_THEMES; theme++)
        sweep_compare(s->variants, &call, (sweep_theme)theme, s->legal, s->shift, s->threads);
}

static void compare_all(unsigned variants) {
    /* Groups that are short at the end, and rows and columns that are no whole blocks;
     * 672 columns make tables of results pay. */
    sweep sweeps[] = {{variants, 40, 96, 64, 1, 1, 0},
                      {variants, 16, 192, 32, 1, 0, 0},
                      {variants, 3, 704, 32, 1, 3, 0},
                      {variants, 64, 64, 32, 3, 2, 0}};
    for (size_t i = 0; i < sizeof sweeps / sizeof sweeps[0]; i++)
        sweep_forms(compare_form, &sweeps[i]);
    /* [64,64] suits all: of A2 int4, per channel and per tensor, two results, transposed
     * or not, offset or not, two overflow modes: 32. Of 950: 8-bit sources, per channel
     * and tensor, two results: 4 * 2 * 2 * 2 * 2 * 3 = 192; per token five results: 4 * 5
     * * 2 * 2 * 3 = 240; per group twice that for k_dim: 480; fp4 per group: 2 * 2 * 2 *
     * 2 * 2 * 3 = 96, legacy: 2 * 2 * 2 * 3 = 24. */
    assert_int_equal(sweeps[3].legal, 32 + 192 + 240 + 480 + 96 + 24);
}

static void every_form_has_the_bits_of_scalar(void **state) {
    (void)state;
    all_variants(compare_all);
}

static void compare_tails(unsigned variants) {
    static const struct {
        aq_format src, param, dst;
    } rows[] = {{AQ_INT8, AQ_HALF, AQ_HALF},
                {AQ_E5M2, AQ_BF16, AQ_BF16},
                {AQ_HIF8, AQ_HALF, AQ_HALF},
                {AQ_INT4, AQ_HALF, AQ_HALF},
                {AQ_INT4, AQ_BF16, AQ_BF16}};
    size_t legal = 0;
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++)
        for (uint32_t n = 1; n <= 130; n++)
            for (int prototype = 0; prototype < 2; prototype++) {
                const sweep_form form = {.product = rows[r].src == AQ_INT4 ? AQ_PRODUCT_A2
                                                                           : AQ_PRODUCT_950,
                                         .prototype = prototype ? AQ_PER_TENSOR : AQ_PER_CHANNEL,
                                         .src = rows[r].src,
                                         .param = rows[r].param,
                                         .dst = rows[r].dst,
                                         .has_offset = true};
                aq_call call;
                /* 64 rows in 16 groups of 4: whole blocks of 32 bytes with any n. */
                if (!sweep_call(&form, 64, n, 4, &call))
                    continue;
                legal++;
                sweep_compare(variants, &call, (sweep_theme)(n % SWEEP_THEMES), n, n % 5,
                              1 + n % 5);
            }
    assert_int_equal(legal, 5 * 130 * 2);
}

static void any_tail_and_address_will_do(void **state) {
    (void)state;
    all_variants(compare_tails);
}

/* Float parameters: rows of whole blocks only, but any size of group in front of them
 * with per channel, transposed. */
static void compare_groups(unsigned variants) {
    size_t legal = 0;
    for (uint32_t group = 1; group <= 576; group++) {
        if (576 % group != 0)
            continue;
        for (int src = AQ_INT4; src <= AQ_E5M2; src++) {
            const sweep_form form = {.product = src == AQ_INT4 ? AQ_PRODUCT_A2 : AQ_PRODUCT_950,
                                     .prototype = AQ_PER_CHANNEL,
                                     .transpose = true,
                                     .src = (aq_format)src,
                                     .param = AQ_BF16,
                                     .dst = AQ_BF16,
                                     .has_offset = group % 2 == 0};
            aq_call call;
            if (!sweep_call(&form, 16, 576, group, &call))
                continue;
            legal++;
            for (int theme = 0; theme < SWEEP_THEMES; theme++)
                sweep_compare(variants, &call, (sweep_theme)theme, group, group % 4, 1 + group % 3);
            /* Fewer rows than threads: groups are cut by columns. */
            if (sweep_call(&form, 2, 576, group, &call))
                sweep_compare(variants, &call, SWEEP_WEIGHTS, group, 1, 5);
        }
    }
    assert_int_equal(legal, 21 * 4);
}

static void groups_of_any_size_find_their_parameters(void **state) {
    (void)state;
    all_variants(compare_groups);
}

/* Parameters of two kinds, in one order and the other, so that what is known of one part
 * of a panel does not hold for the next. */
static void compare_mixed(aq_cpu_variant variant, const aq_call *call) {
    for (int order = 0; order < 2; order++) {
        const sweep_theme themes[] = {SWEEP_WEIGHTS, SWEEP_TINY, SWEEP_BITS};
        sweep_data data, other;
        sweep_make(&data, call, themes[order], 1, 1);
        sweep_make(&other, call, themes[order + 1], 2, 1);
        const size_t half = data.buffers.scale_bytes / 8 * 4,
                     rest = data.buffers.scale_bytes - half;
        memcpy(data.memory[1] + 1 + half, other.memory[1] + 1 + half, rest);
        memcpy(data.memory[2] + 1 + half, other.memory[2] + 1 + half, rest);
        uint8_t *want = sweep_run(&data, call, AQ_CPU_SCALAR, 1);
        uint8_t *got = sweep_run(&data, call, variant, 1);
        aq_assert_bytes(got, want, data.buffers.dst_bytes);
        free(want);
        free(got);
        sweep_free(&data);
        sweep_free(&other);
    }
}

static void compare_panels(aq_cpu_variant variant) {
    static const sweep_form per_token[] = {
        {AQ_PRODUCT_950, AQ_PER_TOKEN, false, 0, AQ_INT8, AQ_HALF, AQ_HALF, true, 0},
        {AQ_PRODUCT_950, AQ_PER_TOKEN, false, 0, AQ_E4M3FN, AQ_BF16, AQ_BF16, true, 0},
        {AQ_PRODUCT_950, AQ_PER_TOKEN, false, 0, AQ_INT8, AQ_BF16, AQ_BF16, false, 0},
        {AQ_PRODUCT_950, AQ_PER_TOKEN, false, 0, AQ_HIF8, AQ_FLOAT, AQ_FLOAT, false, 0}};
    for (size_t f = 0; f < sizeof per_token / sizeof per_token[0]; f++) {
        aq_call call;
        sweep_form form = per_token[f];
        assert_true(sweep_call(&form, 900, 32, 1, &call));
        compare_mixed(variant, &call);
        form.transpose = true;
        assert_true(sweep_call(&form, 2, 896, 1, &call));
        compare_mixed(variant, &call);
    }
}

static void parameters_of_a_panel_may_be_of_two_kinds(void **state) {
    (void)state;
    each_variant(compare_panels);
}

/* 3 * 2^-25 is in the middle of the first and the second subnormal half, of which the
 * second is even, and 5 * 2^-25 of the second and the third. With 3 + offset and 5 + offset
 * in their place, the value is beside it by less than float and double can tell. */
static void compare_midpoints(aq_cpu_variant variant) {
    static const struct {
        uint8_t source;
        uint32_t offset; /* -2^-60, -0, 2^-60 */
        uint16_t half;
    } rows[] = {{3, 0xa1800000, 1}, {3, 0x80000000, 2}, {3, 0x21800000, 2},
                {5, 0xa1800000, 2}, {5, 0x80000000, 2}, {5, 0x21800000, 3}};
    const sweep_form form = {.product = AQ_PRODUCT_950,
                             .prototype = AQ_PER_TOKEN,
                             .src = AQ_INT8,
                             .param = AQ_FLOAT,
                             .dst = AQ_HALF,
                             .has_offset = true};
    aq_call call;
    assert_true(sweep_call(&form, 1, 64, 1, &call));
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        const uint32_t scale = 0x33000000; /* 2^-25 */
        sweep_data data;
        sweep_make(&data, &call, SWEEP_WEIGHTS, 1, 0);
        memset(data.memory[0], rows[r].source, 64);
        memcpy(data.memory[1], &scale, sizeof scale);
        memcpy(data.memory[2], &rows[r].offset, sizeof rows[r].offset);
        uint16_t *got = (uint16_t *)(void *)sweep_run(&data, &call, variant, 1);
        for (size_t i = 0; i < 64; i++)
            assert_int_equal(got[i], rows[r].half);
        free(got);
        sweep_free(&data);
    }
}

static void what_is_beside_a_midpoint_is_not_a_tie(void **state) {
    (void)state;
    each_variant(compare_midpoints);
    compare_midpoints(AQ_CPU_SCALAR);
}

/* More columns than are prepared at once, and more results than most last-level caches
 * hold, which are stored around it. Rows repeat: the scalar variant computes a few. */
static void compare_large(aq_cpu_variant variant) {
    enum { COLS = 4224, PERIOD = 24, TIMES = 172 };
    static const sweep_form forms[] = {
        {AQ_PRODUCT_950, AQ_PER_CHANNEL, false, 0, AQ_INT8, AQ_HALF, AQ_HALF, true, 0},
        {AQ_PRODUCT_950, AQ_PER_TOKEN, true, 0, AQ_HIF8, AQ_FLOAT, AQ_FLOAT, false, 0}};
    for (size_t f = 0; f < sizeof forms / sizeof forms[0]; f++) {
        aq_call call, head;
        sweep_data data;
        assert_true(sweep_call(&forms[f], PERIOD * TIMES, COLS, PERIOD * TIMES, &call));
        assert_true(sweep_call(&forms[f], PERIOD, COLS, PERIOD, &head));
        sweep_make(&data, &call, SWEEP_WEIGHTS, f, 0);
        for (size_t i = 1; i < TIMES; i++)
            memcpy(data.memory[0] + i * PERIOD * COLS, data.memory[0], PERIOD * COLS);
        uint8_t *got = sweep_run(&data, &call, variant, 2);
        data.buffers.src_bytes /= TIMES;
        data.buffers.dst_bytes /= TIMES;
        const size_t bytes = data.buffers.dst_bytes;
        uint8_t *want = sweep_run(&data, &head, AQ_CPU_SCALAR, 1);
        for (size_t i = 0; i < TIMES; i++)
            aq_assert_bytes(got + i * bytes, want, bytes);
        free(want);
        free(got);
        sweep_free(&data);
    }
}

static void what_is_too_large_for_the_cache_is_the_same(void **state) {
    (void)state;
    each_variant(compare_large);
}

/* ---- The caller's floating-point environment -------------------------------------- */

#if defined(__SSE__)
#define FLUSHING UINT64_C(0x8040)
static uint64_t control(void) {
    return _mm_getcsr();
}
static void set_control(uint64_t value) {
    _mm_setcsr((unsigned)value);
}
#elif defined(__aarch64__)
/* Of FPCR: and, because a kernel might rely on what they change, default NaNs and the
 * half format that has no infinities. */
#define FLUSHING (UINT64_C(7) << 24)
static uint64_t control(void) {
    uint64_t value;
    __asm__ volatile("mrs %0, fpcr" : "=r"(value));
    return value;
}
static void set_control(uint64_t value) {
    __asm__ volatile("msr fpcr, %0" : : "r"(value) : "memory");
}
#else
#define FLUSHING UINT64_C(0)
static uint64_t control(void) {
    return 0;
}
static void set_control(uint64_t value) {
    (void)value;
}
#endif

static const sweep_form forms[] = {
    {AQ_PRODUCT_950, AQ_PER_CHANNEL, false, 0, AQ_INT8, AQ_HALF, AQ_HALF, true, 0},
    {AQ_PRODUCT_950, AQ_PER_CHANNEL, false, 0, AQ_E4M3FN, AQ_BF16, AQ_BF16, true, 0},
    {AQ_PRODUCT_950, AQ_PER_TOKEN, false, 0, AQ_HIF8, AQ_FLOAT, AQ_FLOAT, true, 0},
    {AQ_PRODUCT_950, AQ_PER_TOKEN, true, 0, AQ_INT8, AQ_FLOAT, AQ_HALF, true, 0},
    {AQ_PRODUCT_950, AQ_PER_GROUP, false, 1, AQ_E2M1, AQ_E8M0, AQ_BF16, false, 0}};

static void compare_environments(aq_cpu_variant variant) {
    static const int directions[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    for (size_t f = 0; f < sizeof forms / sizeof forms[0]; f++) {
        for (int theme = 0; theme < SWEEP_THEMES; theme++) {
            aq_call call;
            assert_true(sweep_call(&forms[f], 16, 64, 32, &call));
            sweep_data data;
            sweep_make(&data, &call, (sweep_theme)theme, f + 1, 0);
            uint8_t *want = sweep_run(&data, &call, AQ_CPU_SCALAR, 1);
            for (int e = 0; e < 16; e++) {
                const int direction = directions[e & 3], flags = e & 4 ? FE_INEXACT : 0;
                assert_int_equal(feclearexcept(FE_ALL_EXCEPT), 0);
                assert_int_equal(fesetround(direction), 0);
                assert_int_equal(feraiseexcept(flags), 0);
                /* Flush to zero, and subnormal operands taken as zero. */
                const uint64_t before = control() | (e & 8 ? FLUSHING : 0);
                set_control(before);
                uint8_t *got = sweep_run(&data, &call, variant, e == 7 ? 2 : 1);
                const int round_after = fegetround(), flags_after = fetestexcept(FE_ALL_EXCEPT);
                const uint64_t after = control();
                set_control(before & ~FLUSHING);
                assert_int_equal(after, before);
                fesetenv(FE_DFL_ENV);
                assert_int_equal(round_after, direction);
                assert_int_equal(flags_after, flags);
                aq_assert_bytes(got, want, data.buffers.dst_bytes);
                free(got);
            }
            free(want);
            sweep_free(&data);
        }
    }
}

static void the_environment_is_neither_felt_nor_touched(void **state) {
    (void)state;
    each_variant(compare_environments);
    compare_environments(AQ_CPU_SCALAR);
}

/* ---- Threads ---------------------------------------------------------------------- */

static void the_bits_do_not_depend_on_the_number_of_threads(void **state) {
    (void)state;
    static const uint32_t shapes[][2] = {{1, 64}, {2, 320}, {16, 64}, {7, 192}, {48, 128}};
    for (int v = 0; v < AQ_CPU_VARIANT_COUNT; v++) {
        if (!aq_cpu_has((aq_cpu_variant)v))
            continue;
        size_t legal = 0;
        for (size_t f = 0; f < sizeof forms / sizeof forms[0]; f++)
            for (size_t s = 0; s < sizeof shapes / sizeof shapes[0]; s++)
                for (unsigned threads = 0; threads <= 5; threads++) {
                    aq_call call;
                    if (!sweep_call(&forms[f], shapes[s][0], shapes[s][1], shapes[s][0], &call) &&
                        !sweep_call(&forms[f], shapes[s][0], shapes[s][1], 32, &call))
                        continue;
                    legal++;
                    sweep_compare(1u << v, &call, SWEEP_SPECIAL, s + 1, 1, threads);
                }
        assert_true(legal >= 6 * 12);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_form_has_the_bits_of_scalar),
    cmocka_unit_test(any_tail_and_address_will_do),
    cmocka_unit_test(groups_of_any_size_find_their_parameters),
    cmocka_unit_test(parameters_of_a_panel_may_be_of_two_kinds),
    cmocka_unit_test(what_is_too_large_for_the_cache_is_the_same),
    cmocka_unit_test(what_is_beside_a_midpoint_is_not_a_tie),
    cmocka_unit_test(the_environment_is_neither_felt_nor_touched),
    cmocka_unit_test(the_bits_do_not_depend_on_the_number_of_threads),
};

AQ_TEST_MAIN(tests)
