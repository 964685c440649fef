/* AVX-512: blocks of rows and columns, and runs that share their parameters, for one kind
 * of source: a function for each result and class. */
#ifndef AQ_CPU_AVX512_KERNELS_H
#define AQ_CPU_AVX512_KERNELS_H

#include "avx512_bounds.h"

/* Class DOUBLE to float, where the offsets can be split. */
enum { SPLIT = AQC_CLASSES };

/* The parameters of 64 elements. addend: of DOUBLE and SPLIT the offset. */
typedef struct params {
    __m512 scale[4], addend[4];
    aqc_doubles wide[4];
    aqc_bounds bounds[4];
    __m512i sign16[2], sign32[4];
} params;

/* What class DOUBLE takes most of the time, for all rows of a block. */
AQC_INLINE void complete_quarter(params *p, int q, const aqc_source *source, unsigned class,
                                 aqc_to to) {
    if (class == SPLIT) {
        p->bounds[q] = aqc_split_bounds_of(source, p->scale[q], p->addend[q]);
    } else if (class == AQC_DOUBLE && to == AQC_TO_FLOAT) {
        p->wide[q] = aqc_widen_params(p->scale[q], p->addend[q]);
    } else if (class == AQC_DOUBLE) {
        p->bounds[q] = aqc_bounds_of(p->scale[q], p->addend[q]);
    }
}

/* Indices are written out below, never counted: so that all of it is kept in registers. */
AQC_INLINE void load_quarter(params *p, int q, const aqc_source *source, const aqc_panel *panel,
                             size_t at, unsigned class, aqc_to to) {
    const float *addend = class >= AQC_DOUBLE ? panel->offset : panel->addend;
    p->scale[q] = _mm512_loadu_ps(panel->scale + at + 16 * q);
    p->addend[q] = _mm512_loadu_ps(addend + at + 16 * q);
    complete_quarter(p, q, source, class, to);
    if (to == AQC_TO_FLOAT) {
        const __m256i sign = _mm256_loadu_si256((const __m256i *)(panel->sign + at + 16 * q));
        p->sign32[q] = _mm512_slli_epi32(_mm512_cvtepu16_epi32(sign), 16);
    }
}

AQC_INLINE params load_params(const aqc_source *source, const aqc_panel *panel, size_t at,
                              unsigned class, aqc_to to) {
    params p;
    load_quarter(&p, 0, source, panel, at, class, to);
    load_quarter(&p, 1, source, panel, at, class, to);
    load_quarter(&p, 2, source, panel, at, class, to);
    load_quarter(&p, 3, source, panel, at, class, to);
    p.sign16[0] = _mm512_loadu_si512(panel->sign + at);
    p.sign16[1] = _mm512_loadu_si512(panel->sign + at + 32);
    return p;
}

/* Half h of the elements takes parameter at. */
AQC_INLINE void broadcast(params *p, int h, const aqc_source *source, const aqc_panel *panel,
                          size_t at, unsigned class, aqc_to to) {
    const int q = 2 * h;
    const float *addend = class >= AQC_DOUBLE ? panel->offset : panel->addend;
    p->scale[q] = p->scale[q + 1] = _mm512_set1_ps(panel->scale[at]);
    p->addend[q] = p->addend[q + 1] = _mm512_set1_ps(addend[at]);
    complete_quarter(p, q, source, class, to);
    if (class == AQC_DOUBLE && to == AQC_TO_FLOAT) {
        p->wide[q + 1] = p->wide[q];
    } else if (class >= AQC_DOUBLE) {
        p->bounds[q + 1] = p->bounds[q];
    }
    p->sign32[q] = p->sign32[q + 1] = _mm512_set1_epi32((int)((uint32_t)panel->sign[at] << 16));
    p->sign16[h] = _mm512_set1_epi16((short)panel->sign[at]);
}

/* 64 elements in double, where bounds did not do. */
AQC_INLINE void in_double(__m512 y[4], const __m512 x[4], const params *p, aqc_to to) {
    for (int q = 0; q < 4; q++) {
        const aqc_doubles wide = aqc_widen_params(p->scale[q], p->addend[q]);
        y[q] = aqc_in_double(x[q], &wide, to);
    }
}

AQC_INLINE __m512 to_float(__m512 x, const params *p, int q, unsigned class, __mmask16 *differ) {
    if (class == AQC_DOUBLE) {
        return aqc_in_double(x, &p->wide[q], AQC_TO_FLOAT);
    }
    if (class != SPLIT) {
        return aqc_in_float(x, p->scale[q], p->addend[q], (aqc_step_class) class, AQC_TO_FLOAT);
    }
    const aqc_bounds *b = &p->bounds[q];
    const __m512 sum = _mm512_add_ps(x, b->shift);
    const __m512 low = _mm512_fmadd_ps(sum, p->scale[q], b->low);
    const __m512 high = _mm512_fmadd_ps(sum, p->scale[q], b->high);
    *differ |= _mm512_cmpneq_epi32_mask(_mm512_castps_si512(low), _mm512_castps_si512(high));
    return low;
}

AQC_INLINE void to_floats(__m512 y[4], const __m512 x[4], const params *p, unsigned class) {
    __mmask16 differ = 0;
    y[0] = to_float(x[0], p, 0, class, &differ);
    y[1] = to_float(x[1], p, 1, class, &differ);
    y[2] = to_float(x[2], p, 2, class, &differ);
    y[3] = to_float(x[3], p, 3, class, &differ);
    if (AQ_MUTATE(simd_bounds_not_compared, __builtin_expect(differ != 0, 0), false)) {
        in_double(y, x, p, AQC_TO_FLOAT);
    }
}

/* Quarters q and q + 1 to 16 bits. */
AQC_INLINE __m512i to_16_bits(const __m512 x[4], const params *p, int q, aqc_to to, unsigned class,
                              __mmask32 *differ) {
    if (class != AQC_DOUBLE) {
        const aqc_step_class c = (aqc_step_class) class;
        return aqc_narrow(aqc_in_float(x[q], p->scale[q], p->addend[q], c, to),
                          aqc_in_float(x[q + 1], p->scale[q + 1], p->addend[q + 1], c, to), to);
    }
    const aqc_bounds *a = &p->bounds[q], *b = &p->bounds[q + 1];
    const __m512i low =
        aqc_narrow(_mm512_fmadd_round_ps(x[q], p->scale[q], a->low, AQC_DOWN),
                   _mm512_fmadd_round_ps(x[q + 1], p->scale[q + 1], b->low, AQC_DOWN), to);
    const __m512i high =
        aqc_narrow(_mm512_fmadd_round_ps(x[q], p->scale[q], a->high, AQC_UP),
                   _mm512_fmadd_round_ps(x[q + 1], p->scale[q + 1], b->high, AQC_UP), to);
    *differ |= _mm512_cmpneq_epi16_mask(low, high);
    return low;
}

AQC_INLINE void to_codes(__m512i code[2], const __m512 x[4], const params *p, aqc_to to,
                         unsigned class) {
    __mmask32 differ = 0;
    code[0] = to_16_bits(x, p, 0, to, class, &differ);
    code[1] = to_16_bits(x, p, 2, to, class, &differ);
    if (AQ_MUTATE(simd_bounds_not_compared, __builtin_expect(differ != 0, 0), false)) {
        __m512 y[4];
        in_double(y, x, p, to);
        code[0] = aqc_narrow(y[0], y[1], to);
        code[1] = aqc_narrow(y[2], y[3], to);
    }
}

AQC_INLINE void store_floats(uint8_t *dst, __m512 y, __m512i sign, __mmask16 nan, bool stream) {
    const __m512i code = _mm512_xor_si512(_mm512_castps_si512(y), sign);
    aqc_put(dst, _mm512_mask_mov_epi32(code, nan, _mm512_set1_epi32(0x7fc00000)), stream);
}

/* 64 elements. */
AQC_INLINE void step(const uint8_t *src, uint8_t *dst, const aqc_tables *t, const params *p,
                     aqc_from from, aqc_to to, unsigned class, bool saturate, bool stream) {
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
    if (to == AQC_TO_FLOAT) {
        __m512 y[4];
        to_floats(y, x, p, class);
        store_floats(dst, y[0], p->sign32[0], (__mmask16)nan, stream);
        store_floats(dst + 64, y[1], p->sign32[1], (__mmask16)(nan >> 16), stream);
        store_floats(dst + 128, y[2], p->sign32[2], (__mmask16)(nan >> 32), stream);
        store_floats(dst + 192, y[3], p->sign32[3], (__mmask16)(nan >> 48), stream);
        return;
    }
    __m512i code[2];
    to_codes(code, x, p, to, class);
    __m512i low = aqc_signed16(code[0], p->sign16[0]);
    __m512i high = aqc_signed16(code[1], p->sign16[1]);
    if (__builtin_expect(saturate | (nan != 0), 0)) {
        low = aqc_special16(low, (__mmask32)nan, saturate, to);
        high = aqc_special16(high, (__mmask32)(nan >> 32), saturate, to);
    }
    aqc_put(dst, low, stream);
    aqc_put(dst + 64, high, stream);
}

/* 64 columns. */
AQC_KERNEL void block(const aqc_job *job, const aqc_tables *t, const uint8_t *src, uint8_t *dst,
                      size_t src_stride, size_t dst_stride, size_t rows, const aqc_panel *panel,
                      size_t at, aqc_from from, aqc_to to, unsigned class, bool saturate,
                      bool stream) {
    const params p = load_params(&job->source, panel, at, class, to);
    for (size_t i = 0; i < rows; i++) {
        aqc_fetch_ahead(src, rows * src_stride);
        step(src, dst, t, &p, from, to, class, saturate, stream);
        src += src_stride;
        dst += dst_stride;
    }
}

AQC_KERNEL void columns(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t src_stride,
                        size_t dst_stride, size_t rows, size_t count, const aqc_panel *panel,
                        size_t at, aqc_from from, aqc_to to, aqc_step_class class, bool stream) {
    const aqc_tables t = aqc_load_tables(&job->source, from);
    const bool saturate = job->saturate;
    for (size_t j = 0; j < count; j += AQC_STEP) {
        const uint8_t *x = src + (from == AQC_NIBBLE_CODES ? j / 2 : j);
        uint8_t *y = dst + j * (to == AQC_TO_FLOAT ? 4 : 2);
        if (class == AQC_DOUBLE && to == AQC_TO_FLOAT &&
            aqc_can_split(&job->source, panel->offset + at + j, AQC_STEP)) {
            block(job, &t, x, y, src_stride, dst_stride, rows, panel, at + j, from, to, SPLIT,
                  saturate, stream);
        } else {
            block(job, &t, x, y, src_stride, dst_stride, rows, panel, at + j, from, to, class,
                  saturate, stream);
        }
    }
}

AQC_KERNEL void steps_of_groups(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t count,
                                size_t group, const aqc_panel *panel, size_t at, aqc_from from,
                                aqc_to to, unsigned class, bool stream) {
    const aqc_source *source = &job->source;
    const aqc_tables t = aqc_load_tables(source, from);
    const bool saturate = job->saturate;
    params p;
    broadcast(&p, 0, source, panel, at, class, to);
    broadcast(&p, 1, source, panel, at, class, to);
    size_t begin[2] = {0, 0}; /* where the group begins that a half has */
    for (size_t i = 0; i < count; i += AQC_STEP) {
        for (size_t h = 0; h < 2; h++) {
            const size_t first = i + 32 * h;
            if (first - begin[h] >= group) {
                const size_t g = group == 32 ? first / 32 : first / group;
                begin[h] = g * group;
                broadcast(&p, (int)h, source, panel, at + g, class, to);
            }
        }
        step(src, dst, &t, &p, from, to, class, saturate, stream);
        src += from == AQC_NIBBLE_CODES ? AQC_STEP / 2 : AQC_STEP;
        dst += AQC_STEP * (to == AQC_TO_FLOAT ? 4 : 2);
    }
}

AQC_KERNEL void groups(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t count,
                       size_t group, const aqc_panel *panel, size_t at, aqc_from from, aqc_to to,
                       aqc_step_class class, bool stream) {
    if (class == AQC_DOUBLE && to == AQC_TO_FLOAT &&
        aqc_can_split(&job->source, panel->offset + at, (count - 1) / group + 1)) {
        steps_of_groups(job, src, dst, count, group, panel, at, from, to, SPLIT, stream);
    } else {
        steps_of_groups(job, src, dst, count, group, panel, at, from, to, class, stream);
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
