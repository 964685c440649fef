/* The scalar variant's three ways to a result give the same bits: 128-bit integers for
 * calls of few elements, 64-bit ones where they are exact, a table for long runs. */
#include "aq_assert.h"
#include "aq_cpu.h"

#include <string.h>

enum { CODES = 256, PAIRS = 3000 };

typedef struct kind {
    aq_format src, param, dst;
    bool has_offset;
    aq_overflow overflow;
} kind;

static size_t bytes_of(aq_format format) {
    return format == AQ_FLOAT ? 4 : 2;
}

/* dst of all 256 source codes in order with one pair, in rows of cols; copies of the
 * whole make the call as large as asked for. */
static void compute(const kind *k, uint32_t scale, uint32_t offset, uint32_t cols, uint32_t copies,
                    uint8_t *dst) {
    static uint8_t src[2 * CODES], scales[4 * CODES], offsets[4 * CODES], out[8 * CODES];
    const size_t param_bytes = bytes_of(k->param), dst_bytes = bytes_of(k->dst);
    const uint32_t rows = copies * CODES / cols;
    for (uint32_t i = 0; i < copies * CODES; i++) {
        src[i] = (uint8_t)i;
    }
    for (uint32_t i = 0; i < rows; i++) {
        memcpy(scales + i * param_bytes, &scale, param_bytes);
        memcpy(offsets + i * param_bytes, &offset, param_bytes);
    }
    const aq_call call = {.product = AQ_PRODUCT_950,
                          .prototype = AQ_PER_TOKEN,
                          .has_offset = k->has_offset,
                          .overflow = k->overflow,
                          .src = {k->src, rows, cols},
                          .scale = {k->param, rows, 1},
                          .offset = {k->param, rows, 1},
                          .dst = {k->dst, rows, cols},
                          .cal_count = rows * cols};
    const aq_buffers buffers = {.src = src,
                                .scale = scales,
                                .offset = offsets,
                                .dst = out,
                                .src_bytes = (size_t)rows * cols,
                                .scale_bytes = rows * param_bytes,
                                .offset_bytes = rows * param_bytes,
                                .dst_bytes = rows * cols * dst_bytes};
    aq_error error = {0};
    memset(out, 0xa5, sizeof out);
    const aq_rule rule = aq_antiquant_on(AQ_CPU_SCALAR, &call, &buffers, 1, &error);
    aq_assert_msg(rule == AQ_LEGAL, "%s", error.text);
    for (uint32_t c = 1; c < copies; c++) {
        assert_memory_equal(out, out + c * CODES * dst_bytes, CODES * dst_bytes);
    }
    memcpy(dst, out, CODES * dst_bytes);
}

/* Calls of 32 elements each: too few for the sources to be decoded beforehand. */
static void compute_singly(const kind *k, uint32_t scale, uint32_t offset, uint8_t *dst) {
    const size_t param_bytes = bytes_of(k->param), dst_bytes = bytes_of(k->dst);
    for (uint32_t first = 0; first < CODES; first += 32) {
        uint8_t src[32], scales[4], offsets[4];
        for (uint32_t i = 0; i < 32; i++) {
            src[i] = (uint8_t)(first + i);
        }
        memcpy(scales, &scale, param_bytes);
        memcpy(offsets, &offset, param_bytes);
        const aq_call call = {.product = AQ_PRODUCT_950,
                              .prototype = AQ_PER_TOKEN,
                              .has_offset = k->has_offset,
                              .overflow = k->overflow,
                              .src = {k->src, 1, 32},
                              .scale = {k->param, 1, 1},
                              .offset = {k->param, 1, 1},
                              .dst = {k->dst, 1, 32},
                              .cal_count = 32};
        const aq_buffers buffers = {.src = src,
                                    .scale = scales,
                                    .offset = offsets,
                                    .dst = dst + first * dst_bytes,
                                    .src_bytes = sizeof src,
                                    .scale_bytes = param_bytes,
                                    .offset_bytes = param_bytes,
                                    .dst_bytes = 32 * dst_bytes};
        aq_error error = {0};
        const aq_rule rule = aq_antiquant_on(AQ_CPU_SCALAR, &call, &buffers, 1, &error);
        aq_assert_msg(rule == AQ_LEGAL, "%s", error.text);
    }
}

static void check(const kind *k, uint32_t scale, uint32_t offset) {
    uint8_t singly[4 * CODES], by_line[4 * CODES], by_table[4 * CODES];
    const size_t bytes = CODES * bytes_of(k->dst);
    compute_singly(k, scale, offset, singly);
    compute(k, scale, offset, 128, 2, by_line);
    compute(k, scale, offset, 256, 2, by_table);
    aq_assert_msg(!memcmp(singly, by_line, bytes), "by line: scale 0x%x, offset 0x%x, format %d",
                  scale, offset, k->src);
    aq_assert_msg(!memcmp(singly, by_table, bytes), "by table: scale 0x%x, offset 0x%x, format %d",
                  scale, offset, k->src);
}

static uint64_t next(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 24;
}

/* A code whose exponent is within 16 of that of 1, so that most pairs fit 64 bits, or any. */
static uint32_t parameter(aq_format format, uint64_t bits) {
    const uint32_t one = format == AQ_HALF ? 0x3c00 : format == AQ_BF16 ? 0x3f80 : 0x3f800000;
    const int fraction = format == AQ_HALF ? 10 : format == AQ_BF16 ? 7 : 23;
    const uint32_t mask = format == AQ_FLOAT ? UINT32_MAX : 0xffff;
    if (bits % 4 == 0 || format == AQ_HALF) {
        return (uint32_t)(bits >> 4) & mask;
    }
    const uint32_t sign = (bits >> 3 & 1) != 0 ? (mask >> 1) + 1 : 0;
    /* Short fractions as well: these sums cancel and tie. */
    const uint32_t cut = (bits >> 2 & 1) != 0 ? (1u << (fraction - 3)) - 1 : 0;
    const uint32_t low = (uint32_t)(bits >> 8) & ((32u << fraction) - 1) & ~cut;
    return (one - (16u << fraction) + low) | sign;
}

static void the_three_ways_agree(void **state) {
    (void)state;
    static const struct {
        aq_format src, param, dst;
    } formats[] = {{AQ_INT8, AQ_HALF, AQ_HALF},   {AQ_INT8, AQ_BF16, AQ_BF16},
                   {AQ_INT8, AQ_FLOAT, AQ_HALF},  {AQ_INT8, AQ_FLOAT, AQ_BF16},
                   {AQ_INT8, AQ_FLOAT, AQ_FLOAT}, {AQ_E4M3FN, AQ_BF16, AQ_BF16},
                   {AQ_E5M2, AQ_FLOAT, AQ_FLOAT}, {AQ_E5M2, AQ_HALF, AQ_HALF},
                   {AQ_HIF8, AQ_HALF, AQ_HALF},   {AQ_HIF8, AQ_FLOAT, AQ_BF16}};
    uint64_t random = 1;
    for (size_t f = 0; f < sizeof formats / sizeof *formats; f++) {
        for (int i = 0; i < PAIRS; i++) {
            const kind k = {formats[f].src, formats[f].param, formats[f].dst, i % 5 != 0,
                            i % 2 != 0 ? AQ_OVERFLOW_SAT : AQ_OVERFLOW_INF_NAN};
            const uint32_t scale = parameter(k.param, next(&random));
            check(&k, scale, parameter(k.param, next(&random)));
        }
    }
}

/* Sums of zero, of either sign, and scales and offsets that are no numbers. */
static void so_they_do_for_zeros_and_specials(void **state) {
    (void)state;
    static const uint32_t codes[] = {0x0000, 0x8000, 0x0001, 0x8001, 0x3c00, 0xbc00,
                                     0x4900, 0xd800, 0x7bff, 0xfbff, 0x7c00, 0xfc00,
                                     0x7c01, 0xfe00, 0x03ff, 0x0400};
    enum { COUNT = sizeof codes / sizeof *codes };
    for (int i = 0; i < COUNT * COUNT * 4; i++) {
        const kind k = {i % 2 != 0 ? AQ_INT8 : AQ_HIF8, AQ_HALF, AQ_HALF, true,
                        i / 2 % 2 != 0 ? AQ_OVERFLOW_SAT : AQ_OVERFLOW_INF_NAN};
        check(&k, codes[i / 4 % COUNT], codes[i / 4 / COUNT]);
    }
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_three_ways_agree),
        cmocka_unit_test(so_they_do_for_zeros_and_specials),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
