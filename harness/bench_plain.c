/* Decides nothing: this is what kernels are measured against (see bench_plain.h). */
#include "bench_plain.h"

#include "fast.h"

#include <string.h>
#if defined __clang__ && defined __F16C__
#include <immintrin.h>
#endif

#define INLINE __attribute__((always_inline)) static inline

#ifndef AQ_PLAIN_FLAGS
#error "AQ_PLAIN_FLAGS: how this file is compiled"
#endif
const char *const aqh_bench_plain_flags = AQ_PLAIN_FLAGS;

/* half as the compiler converts it: gcc and every Arm compiler have a type for it, clang 14
 * has not on x86, but the instruction. */
#if defined __aarch64__
typedef __fp16 half;
#elif !defined __clang__
typedef _Float16 half;
#else
typedef uint16_t half;
#endif

INLINE float from_half(half h) {
#if defined __clang__ && defined __F16C__
    return _cvtsh_ss(h);
#elif defined __clang__ && !defined __aarch64__
    return (float)aqo_decode_double(AQ_HALF, h);
#else
    return (float)h;
#endif
}

INLINE half to_half(float value) {
#if defined __clang__ && defined __F16C__
    return _cvtss_sh(value, 0);
#elif defined __clang__ && !defined __aarch64__
    return (half)aqo_pair_round(AQ_HALF, AQ_OVERFLOW_INF_NAN, (aqo_pair){(double)value, 0});
#else
    return (half)value;
#endif
}

INLINE float from_bits(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* As usual: NaN is not thought of. */
INLINE uint16_t to_bf16(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

INLINE float parameter(aq_format format, const void *data, size_t index) {
    switch (format) {
    case AQ_HALF:
        return from_half(((const half *)data)[index]);
    case AQ_BF16:
        return from_bits((uint32_t)((const uint16_t *)data)[index] << 16);
    case AQ_FLOAT:
        return ((const float *)data)[index];
    default: /* e8m0; 2^-127 is not thought of */
        return from_bits((uint32_t)((const uint8_t *)data)[index] << 23);
    }
}

INLINE float source(aq_format format, const float *table, const uint8_t *src, size_t index) {
    if (format == AQ_INT8)
        return (float)(int8_t)src[index];
    if (format == AQ_INT4)
        return table[src[index / 2] >> 4 * (index & 1) & 15];
    return table[src[index]];
}

INLINE void store(aq_format format, void *dst, size_t index, float value) {
    switch (format) {
    case AQ_HALF:
        ((half *)dst)[index] = to_half(value);
        break;
    case AQ_BF16:
        ((uint16_t *)dst)[index] = to_bf16(value);
        break;
    default:
        ((float *)dst)[index] = value;
    }
}

/* One row; its parameters lie at `first`, one for each `span` elements (0: one for all). */
INLINE void row(aq_format src_format, aq_format scale_format, aq_format dst_format,
                const float *table, const aq_buffers *b, bool with, size_t start, size_t count,
                size_t first, size_t span) {
    const uint8_t *restrict src = b->src;
    const void *restrict scale = b->scale, *restrict offset = b->offset;
    void *restrict dst = b->dst;
    if (span == 1) {
        for (size_t j = 0; j < count; j++) {
            const float x = source(src_format, table, src, start + j);
            const float sum = with ? x + parameter(scale_format, offset, first + j) : x;
            store(dst_format, dst, start + j, sum * parameter(scale_format, scale, first + j));
        }
        return;
    }
    const size_t run = span ? span : count;
    for (size_t from = 0, k = first; from < count; from += run, k++) {
        const size_t to = from + run < count ? from + run : count;
        const float s = parameter(scale_format, scale, k);
        const float o = with ? parameter(scale_format, offset, k) : 0;
        for (size_t j = from; j < to; j++) {
            const float x = source(src_format, table, src, start + j);
            store(dst_format, dst, start + j, (with ? x + o : x) * s);
        }
    }
}

typedef void row_fn(const float *table, const aq_buffers *b, bool with, size_t start, size_t count,
                    size_t first, size_t span);

/* Every pair of parameter and result, for each way to read a source. */
#define PAIRS(X, src)                                                                              \
    X(src, HALF, HALF)                                                                             \
    X(src, BF16, BF16)                                                                             \
    X(src, FLOAT, FLOAT)                                                                           \
    X(src, FLOAT, HALF) X(src, FLOAT, BF16) X(src, E8M0, HALF) X(src, E8M0, BF16)
#define ALL(X) PAIRS(X, INT8) PAIRS(X, INT4) PAIRS(X, E4M3FN)

#define ROW(src, scale, dst)                                                                       \
    static void row_##src##_##scale##_##dst(const float *table, const aq_buffers *b, bool with,    \
                                            size_t start, size_t count, size_t first,              \
                                            size_t span) {                                         \
        row(AQ_##src, AQ_##scale, AQ_##dst, table, b, with, start, count, first, span);            \
    }
ALL(ROW)

static row_fn *choose(aq_format src, aq_format scale, aq_format dst) {
    static const struct {
        aq_format src, scale, dst;
        row_fn *run;
    } rows[] = {
#define ENTRY(src, scale, dst) {AQ_##src, AQ_##scale, AQ_##dst, row_##src##_##scale##_##dst},
        ALL(ENTRY)};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        if (rows[k].src == src && rows[k].scale == scale && rows[k].dst == dst)
            return rows[k].run;
    return NULL;
}

void aqh_bench_plain(const aq_call *call, const aq_buffers *buffers) {
    const bool fp4 = call->scale.format == AQ_E8M0;
    const bool nibbles = fp4 || call->src.format == AQ_INT4;
    const aq_format like = nibbles ? AQ_INT4 : call->src.format == AQ_INT8 ? AQ_INT8 : AQ_E4M3FN;
    row_fn *run = choose(like, call->scale.format, call->dst.format);
    float table[256];
    for (uint32_t code = 0; code < (nibbles ? 16u : 256u); code++)
        table[code] = (float)aqo_decode_double(call->src.format, code);
    const size_t n = call->src.cols, wide = call->scale.cols;
    /* Rows that share their parameters, and elements of a row that do. */
    const size_t tall = (call->src.rows + call->scale.rows - 1) / call->scale.rows;
    const size_t span = wide == 1 ? 0 : (n + wide - 1) / wide;
    for (size_t i = 0; run && i < call->src.rows; i++)
        run(table, buffers, call->has_offset && !fp4, i * n, n, i / tall * wide, span);
}
