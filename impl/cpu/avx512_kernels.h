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

AQC_INLINE params load_params(const aqc_panel *panel, size_t at, aqc_step_class class, aqc_to to) {
    params p;
    for (int q = 0; q < 4; q++) {
        const float *addend = class == AQC_DOUBLE ? panel->offset : panel->addend;
        p.scale[q] = _mm512_loadu_ps(panel->scale + at + 16 * q);
        p.addend[q] = _mm512_loadu_ps(addend + at + 16 * q);
        if (class == AQC_DOUBLE) {
            p.wide[q] = aqc_widen_params(p.scale[q], p.addend[q]);
        }
    }
    for (int h = 0; h < 2; h++) {
        p.sign16[h] = _mm512_loadu_si512(panel->sign + at + 32 * h);
    }
    if (to == AQC_TO_FLOAT) {
        for (int q = 0; q < 4; q++) {
            const __m256i half = q % 2 == 0 ? _mm512_castsi512_si256(p.sign16[q / 2])
                                            : _mm512_extracti64x4_epi64(p.sign16[q / 2], 1);
            p.sign32[q] = _mm512_slli_epi32(_mm512_cvtepu16_epi32(half), 16);
        }
    }
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

AQC_INLINE void store(uint8_t *dst, __m512i value, bool stream) {
    if (stream) {
        _mm512_stream_si512((void *)dst, value);
    } else {
        _mm512_storeu_si512(dst, value);
    }
}

/* 64 elements. */
AQC_INLINE void step(const aqc_job *job, const uint8_t *src, uint8_t *dst, const aqc_tables *t,
                     const params *p, aqc_from from, aqc_to to, aqc_step_class class, bool stream) {
    __mmask64 nan = 0;
    __m512 y[4];
    if (from == AQC_INT8_CODES) {
        aqc_decode_int8(y, src);
    } else if (from == AQC_NIBBLE_CODES) {
        aqc_decode_nibbles(y, _mm256_loadu_si256((const __m256i *)src), t);
    } else {
        const __m512i codes = _mm512_loadu_si512(src);
        nan = aqc_nan_codes(codes, t);
        aqc_decode_bytes(y, codes, t);
    }
    for (int q = 0; q < 4; q++) {
        y[q] = class == AQC_DOUBLE ? aqc_in_double(y[q], &p->wide[q], to)
                                   : aqc_in_float(y[q], p->scale[q], p->addend[q], class, to);
    }
    if (to != AQC_TO_FLOAT) {
        for (int h = 0; h < 2; h++) {
            store(dst + 64 * h,
                  aqc_finish16(aqc_narrow(y[2 * h], y[2 * h + 1], to), p->sign16[h],
                               (__mmask32)(nan >> (32 * h)), job->saturate, to),
                  stream);
        }
        return;
    }
    for (int q = 0; q < 4; q++) {
        __m512i code = _mm512_xor_si512(_mm512_castps_si512(y[q]), p->sign32[q]);
        if (__builtin_expect(nan != 0, 0)) {
            code = _mm512_mask_mov_epi32(code, (__mmask16)(nan >> (16 * q)),
                                         _mm512_set1_epi32(0x7fc00000));
        }
        store(dst + 64 * q, code, stream);
    }
}

AQC_INLINE void columns(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t src_stride,
                        size_t dst_stride, size_t rows, const aqc_panel *panel, size_t at,
                        aqc_from from, aqc_to to, aqc_step_class class, bool stream) {
    const aqc_tables t = aqc_load_tables(&job->source, from);
    const params p = load_params(panel, at, class, to);
    for (size_t i = 0; i < rows; i++) {
        /* The next block of rows: no hardware follows so many rows. */
        __builtin_prefetch((const void *)((uintptr_t)src + rows * src_stride), 0, 2);
        step(job, src, dst, &t, &p, from, to, class, stream);
        src += src_stride;
        dst += dst_stride;
    }
}

AQC_INLINE void groups(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t count,
                       size_t group, const aqc_panel *panel, size_t at, aqc_from from, aqc_to to,
                       aqc_step_class class, bool stream) {
    const aqc_tables t = aqc_load_tables(&job->source, from);
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
        step(job, src, dst, &t, &p, from, to, class, stream);
        src += job->source.bits * AQC_STEP / 8;
        dst += job->dst_bytes * AQC_STEP;
    }
}

#define AQC_DEFINE(from, to, class)                                                                \
    static void columns_##to##_##class(const aqc_job *job, const uint8_t *src, uint8_t *dst,       \
                                       size_t src_stride, size_t dst_stride, size_t rows,          \
                                       const aqc_panel *panel, size_t at, bool stream) {           \
        columns(job, src, dst, src_stride, dst_stride, rows, panel, at, from, to, class, stream);  \
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
