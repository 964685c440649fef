/* AVX-512: blocks of rows and columns, and runs that share their parameters, for one kind
 * of source: a function for each result and class. */
#ifndef AQ_CPU_AVX512_KERNELS_H
#define AQ_CPU_AVX512_KERNELS_H

#include "avx512.h"

/* The parameters of 64 elements, widened once for all rows of a block. */
typedef struct params {
    __m512 scale[4], addend[4];
    aqc_doubles wide[4];
    __m512i sign16[2], sign32[4];
} params;

/* Indices are written out below, never counted: so that all of it is kept in registers. */
AQC_INLINE void load_quarter(params *p, int q, const aqc_panel *panel, size_t at,
                             aqc_step_class class, aqc_to to) {
    const float *addend = class == AQC_DOUBLE ? panel->offset : panel->addend;
    p->scale[q] = _mm512_loadu_ps(panel->scale + at + 16 * q);
    p->addend[q] = _mm512_loadu_ps(addend + at + 16 * q);
    if (class == AQC_DOUBLE) {
        p->wide[q] = aqc_widen_params(p->scale[q], p->addend[q]);
    }
    if (to == AQC_TO_FLOAT) {
        const __m256i sign = _mm256_loadu_si256((const __m256i *)(panel->sign + at + 16 * q));
        p->sign32[q] = _mm512_slli_epi32(_mm512_cvtepu16_epi32(sign), 16);
    }
}

AQC_INLINE params load_params(const aqc_panel *panel, size_t at, aqc_step_class class, aqc_to to) {
    params p;
    load_quarter(&p, 0, panel, at, class, to);
    load_quarter(&p, 1, panel, at, class, to);
    load_quarter(&p, 2, panel, at, class, to);
    load_quarter(&p, 3, panel, at, class, to);
    p.sign16[0] = _mm512_loadu_si512(panel->sign + at);
    p.sign16[1] = _mm512_loadu_si512(panel->sign + at + 32);
    return p;
}

/* Half h of the elements takes parameter at. */
AQC_INLINE void broadcast(params *p, int h, const aqc_panel *panel, size_t at,
                          aqc_step_class class) {
    const __m512 scale = _mm512_set1_ps(panel->scale[at]);
    const __m512 addend = _mm512_set1_ps(panel->addend[at]);
    aqc_doubles wide = {.scale = {_mm512_setzero_pd(), _mm512_setzero_pd()}};
    if (class == AQC_DOUBLE) {
        const double s = panel->scale[at];
        wide.scale[0] = wide.scale[1] = _mm512_set1_pd(s);
        wide.addend[0] = wide.addend[1] = _mm512_set1_pd(s * (double)panel->offset[at]);
    }
    for (int q = 2 * h; q < 2 * h + 2; q++) {
        p->scale[q] = scale;
        p->addend[q] = addend;
        p->wide[q] = wide;
        p->sign32[q] = _mm512_set1_epi32((int)((uint32_t)panel->sign[at] << 16));
    }
    p->sign16[h] = _mm512_set1_epi16((short)panel->sign[at]);
}

AQC_INLINE __m512 compute(__m512 x, const params *p, int q, aqc_to to, aqc_step_class class) {
    return class == AQC_DOUBLE ? aqc_in_double(x, &p->wide[q], to)
                               : aqc_in_float(x, p->scale[q], p->addend[q], class, to);
}

AQC_INLINE void store_floats(uint8_t *dst, __m512 y, __m512i sign, __mmask16 nan, bool stream) {
    const __m512i code = _mm512_xor_si512(_mm512_castps_si512(y), sign);
    aqc_put(dst, _mm512_mask_mov_epi32(code, nan, _mm512_set1_epi32(0x7fc00000)), stream);
}

/* 64 elements. */
AQC_INLINE void step(const uint8_t *src, uint8_t *dst, const aqc_tables *t, const params *p,
                     aqc_from from, aqc_to to, aqc_step_class class, bool saturate, bool stream) {
    __mmask64 nan = 0;
    __m512 x[4];
    if (from == AQC_INT8_CODES) {
        aqc_decode_int8(x, src);
    } else if (from == AQC_NIBBLE_CODES) {
        aqc_decode_nibbles(x, _mm256_loadu_si256((const __m256i *)src), t);
    } else {
        const __m512i codes = _mm512_loadu_si512(src);
        nan = aqc_nan_codes(codes, t);
        aqc_decode_bytes(x, codes, t);
    }
    const __m512 a = compute(x[0], p, 0, to, class), b = compute(x[1], p, 1, to, class);
    const __m512 c = compute(x[2], p, 2, to, class), d = compute(x[3], p, 3, to, class);
    if (to == AQC_TO_FLOAT) {
        store_floats(dst, a, p->sign32[0], (__mmask16)nan, stream);
        store_floats(dst + 64, b, p->sign32[1], (__mmask16)(nan >> 16), stream);
        store_floats(dst + 128, c, p->sign32[2], (__mmask16)(nan >> 32), stream);
        store_floats(dst + 192, d, p->sign32[3], (__mmask16)(nan >> 48), stream);
        return;
    }
    __m512i low = aqc_signed16(aqc_narrow(a, b, to), p->sign16[0]);
    __m512i high = aqc_signed16(aqc_narrow(c, d, to), p->sign16[1]);
    if (__builtin_expect(saturate | (nan != 0), 0)) {
        low = aqc_special16(low, (__mmask32)nan, saturate, to);
        high = aqc_special16(high, (__mmask32)(nan >> 32), saturate, to);
    }
    aqc_put(dst, low, stream);
    aqc_put(dst + 64, high, stream);
}

AQC_INLINE void columns(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t src_stride,
                        size_t dst_stride, size_t rows, size_t count, const aqc_panel *panel,
                        size_t at, aqc_from from, aqc_to to, aqc_step_class class, bool stream) {
    const aqc_tables t = aqc_load_tables(&job->source, from);
    const bool saturate = job->saturate;
    for (size_t j = 0; j < count; j += AQC_STEP) {
        const params p = load_params(panel, at + j, class, to);
        const uint8_t *x = src + (from == AQC_NIBBLE_CODES ? j / 2 : j);
        uint8_t *y = dst + j * (to == AQC_TO_FLOAT ? 4 : 2);
        for (size_t i = 0; i < rows; i++) {
            aqc_fetch_ahead(x, rows * src_stride);
            step(x, y, &t, &p, from, to, class, saturate, stream);
            x += src_stride;
            y += dst_stride;
        }
    }
}

AQC_INLINE void groups(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t count,
                       size_t group, const aqc_panel *panel, size_t at, aqc_from from, aqc_to to,
                       aqc_step_class class, bool stream) {
    const aqc_tables t = aqc_load_tables(&job->source, from);
    const bool saturate = job->saturate;
    params p;
    broadcast(&p, 0, panel, at, class);
    broadcast(&p, 1, panel, at, class);
    size_t begin[2] = {0, 0}; /* where the group begins that a half has */
    for (size_t i = 0; i < count; i += AQC_STEP) {
        for (size_t h = 0; h < 2; h++) {
            const size_t first = i + 32 * h;
            if (first - begin[h] >= group) {
                const size_t g = group == 32 ? first / 32 : first / group;
                begin[h] = g * group;
                broadcast(&p, (int)h, panel, at + g, class);
            }
        }
        step(src, dst, &t, &p, from, to, class, saturate, stream);
        src += from == AQC_NIBBLE_CODES ? AQC_STEP / 2 : AQC_STEP;
        dst += AQC_STEP * (to == AQC_TO_FLOAT ? 4 : 2);
    }
}

#define AQC_DEFINE(from, to, class)                                                                \
    static void columns_##to##_##class(const aqc_job *job, const uint8_t *src, uint8_t *dst,       \
                                       size_t src_stride, size_t dst_stride, size_t rows,          \
                                       size_t count, const aqc_panel *panel, size_t at,            \
                                       bool stream) {                                              \
        columns(job, src, dst, src_stride, dst_stride, rows, count, panel, at, from, to, class,    \
                stream);                                                                           \
    }                                                                                              \
    static void groups_##to##_##class(const aqc_job *job, const uint8_t *src, uint8_t *dst,        \
                                      size_t count, size_t group, const aqc_panel *panel,          \
                                      size_t at, bool stream) {                                    \
        groups(job, src, dst, count, group, panel, at, from, to, class, stream);                   \
    }
#define AQC_COLUMNS_NAME(from, to, class) [to][class] = columns_##to##_##class,
#define AQC_GROUPS_NAME(from, to, class) [to][class] = groups_##to##_##class,
#define AQC_EACH_RESULT(X, from)                                                                   \
    AQC_EACH_CLASS(X, from, AQC_TO_HALF)                                                           \
    AQC_EACH_CLASS(X, from, AQC_TO_BF16)                                                           \
    AQC_EACH_CLASS(X, from, AQC_TO_BF16_GRADUAL)                                                   \
    AQC_EACH_CLASS(X, from, AQC_TO_FLOAT)

/* Defines aqc_columns_NAME and aqc_groups_NAME. */
#define AQC_KERNELS(name, from)                                                                    \
    AQC_EACH_RESULT(AQC_DEFINE, from)                                                              \
    const aqc_columns_table aqc_columns_##name = {AQC_EACH_RESULT(AQC_COLUMNS_NAME, from)};        \
    const aqc_groups_table aqc_groups_##name = {AQC_EACH_RESULT(AQC_GROUPS_NAME, from)};

#endif
