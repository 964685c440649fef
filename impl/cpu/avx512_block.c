/* AVX-512: blocks of rows and columns, one function for each kind of source, result
 * and class. */
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

/* 64 results to dst, or count of them. */
AQC_INLINE void finish_row(const aqc_job *job, uint8_t *dst, __m512 y[4], const params *p,
                           __mmask64 nan, bool has_nan, aqc_to to, unsigned count, bool stream) {
    if (to == AQC_TO_FLOAT) {
        for (int q = 0; q < 4; q++) {
            __m512i code = _mm512_xor_si512(_mm512_castps_si512(y[q]), p->sign32[q]);
            if (has_nan) {
                code = _mm512_mask_mov_epi32(code, (__mmask16)(nan >> (16 * q)),
                                             _mm512_set1_epi32(0x7fc00000));
            }
            if (count == AQC_STEP) {
                store(dst + 64 * q, code, stream);
            } else {
                _mm512_mask_storeu_epi32(dst + 64 * q, (__mmask16)(aqc_first(count) >> (16 * q)),
                                         code);
            }
        }
        return;
    }
    for (int h = 0; h < 2; h++) {
        const __m512i code = aqc_finish16(aqc_narrow(y[2 * h], y[2 * h + 1], to), p->sign16[h],
                                          (__mmask32)(nan >> (32 * h)), has_nan, job->saturate, to);
        if (count == AQC_STEP) {
            store(dst + 64 * h, code, stream);
        } else {
            const unsigned tail = AQ_MUTATE(simd_tail_one_short, count, count - (count % 32 != 0));
            _mm512_mask_storeu_epi16(dst + 64 * h, (__mmask32)(aqc_first(tail) >> (32 * h)), code);
        }
    }
}

/* 64 elements, or count of them. */
AQC_INLINE void step(const aqc_job *job, const uint8_t *src, uint8_t *dst, unsigned count,
                     const aqc_tables *t, const params *p, aqc_from from, aqc_to to,
                     aqc_step_class class, bool stream) {
    const bool has_nan = from == AQC_BYTE_CODES && t->has_nan;
    __mmask64 nan = 0;
    __m512 x[4];
    if (from == AQC_INT8_CODES && count == AQC_STEP) {
        aqc_decode_int8(x, src);
    } else {
        const __m512i codes = aqc_load_codes(src, from, count);
        nan = has_nan ? aqc_nan_codes(codes, t) : 0;
        aqc_decode_codes(x, codes, t, from);
    }
    for (int q = 0; q < 4; q++) {
        x[q] = class == AQC_DOUBLE ? aqc_in_double(x[q], &p->wide[q], to)
                                   : aqc_in_float(x[q], p->scale[q], p->addend[q], class, to);
    }
    finish_row(job, dst, x, p, nan, has_nan, to, count, stream);
}

AQC_INLINE void columns(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t src_stride,
                        size_t dst_stride, size_t rows, unsigned count, const aqc_panel *panel,
                        size_t at, aqc_from from, aqc_to to, aqc_step_class class, bool stream) {
    const aqc_tables t = aqc_load_tables(&job->source, from);
    const params p = load_params(panel, at, class, to);
    for (size_t i = 0; i < rows; i++) {
        step(job, src, dst, count, &t, &p, from, to, class, stream);
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
            if (first - begin[h] >= group && first < count) {
                const size_t g = group == 32 ? first / 32 : first / group;
                begin[h] = g * group;
                broadcast(&p, (int)h, panel, at + g, class);
            }
        }
        const size_t left = count - i;
        if (left >= AQC_STEP) {
            step(job, src, dst, AQC_STEP, &t, &p, from, to, class, stream);
        } else {
            step(job, src, dst, (unsigned)left, &t, &p, from, to, class, false);
        }
        src += job->source.bits * AQC_STEP / 8;
        dst += job->dst_bytes * AQC_STEP;
    }
}

/* Whole steps, and one that is cut, have code of their own; so have streaming stores,
 * which must be aligned. */
#define COLUMNS(name, from, to, class)                                                             \
    static void name(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t src_stride,      \
                     size_t dst_stride, size_t rows, unsigned count, const aqc_panel *panel,       \
                     size_t at) {                                                                  \
        if (count != AQC_STEP) {                                                                   \
            columns(job, src, dst, src_stride, dst_stride, rows, count, panel, at, from, to,       \
                    class, false);                                                                 \
        } else if (job->stream && (uintptr_t)dst % 64 == 0) {                                      \
            columns(job, src, dst, src_stride, dst_stride, rows, AQC_STEP, panel, at, from, to,    \
                    class, true);                                                                  \
        } else {                                                                                   \
            columns(job, src, dst, src_stride, dst_stride, rows, AQC_STEP, panel, at, from, to,    \
                    class, false);                                                                 \
        }                                                                                          \
    }
#define GROUPS(name, from, to, class)                                                              \
    static void name(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t count,           \
                     size_t group, const aqc_panel *panel, size_t at) {                            \
        if (job->stream && (uintptr_t)dst % 64 == 0) {                                             \
            groups(job, src, dst, count, group, panel, at, from, to, class, true);                 \
        } else {                                                                                   \
            groups(job, src, dst, count, group, panel, at, from, to, class, false);                \
        }                                                                                          \
    }

#define BY_RESULT(X, from)                                                                         \
    AQC_EACH_CLASS(X, from, AQC_TO_HALF)                                                           \
    AQC_EACH_CLASS(X, from, AQC_TO_BF16)                                                           \
    AQC_EACH_CLASS(X, from, AQC_TO_BF16_GRADUAL)                                                   \
    AQC_EACH_CLASS(X, from, AQC_TO_FLOAT)
/* Each source, each result, each class. */
#define EACH(X)                                                                                    \
    BY_RESULT(X, AQC_INT8_CODES)                                                                   \
    BY_RESULT(X, AQC_BYTE_CODES)                                                                   \
    BY_RESULT(X, AQC_NIBBLE_CODES)

#define DEFINE(from, to, class)                                                                    \
    COLUMNS(columns_##from##_##to##_##class, from, to, class)                                      \
    GROUPS(groups_##from##_##to##_##class, from, to, class)
EACH(DEFINE)

static aqc_from from_of(const aqc_job *job) {
    return job->source.format == AQ_INT8 ? AQC_INT8_CODES
           : job->source.bits == 8       ? AQC_BYTE_CODES
                                         : AQC_NIBBLE_CODES;
}

aqc_columns_fn *aqc_avx512_columns_fn(const aqc_job *job, const aqc_panel *panel, size_t at) {
#define NAME(from, to, class) [from][to][class] = columns_##from##_##to##_##class,
    static aqc_columns_fn *const fns[AQC_FROMS][AQC_TOS][AQC_CLASSES] = {EACH(NAME)};
#undef NAME
    return fns[from_of(job)][aqc_avx512_to(job, panel, at)][panel->class[at / AQC_STEP]];
}

aqc_groups_fn *aqc_avx512_groups_fn(const aqc_job *job, const aqc_panel *panel, size_t at) {
#define NAME(from, to, class) [from][to][class] = groups_##from##_##to##_##class,
    static aqc_groups_fn *const fns[AQC_FROMS][AQC_TOS][AQC_CLASSES] = {EACH(NAME)};
#undef NAME
    return fns[from_of(job)][aqc_avx512_to(job, panel, at)][panel->class[at / AQC_STEP]];
}
