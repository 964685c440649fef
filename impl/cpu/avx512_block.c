/* AVX-512: blocks of rows and columns, one function for each kind of source, result
 * and class. */
#include "avx512.h"

/* The parameters of 64 columns, widened once for all rows of a block. */
typedef struct params {
    __m512 scale[4], addend[4];
    aqc_doubles wide[4];
    __m512i sign16[2], sign32[4];
} params;

AQC_INLINE params load_params(const aqc_panel *panel, size_t at, aqc_step_class class, aqc_to to,
                              bool broadcast) {
    params p;
    for (int q = 0; q < 4; q++) {
        p.scale[q] = broadcast ? _mm512_set1_ps(panel->scale[at])
                               : _mm512_loadu_ps(panel->scale + at + 16 * q);
        p.addend[q] = broadcast ? _mm512_set1_ps(panel->addend[at])
                                : _mm512_loadu_ps(panel->addend + at + 16 * q);
        if (class == AQC_DOUBLE) {
            p.wide[q] = aqc_widen_params(p.scale[q], p.addend[q]);
        }
    }
    for (int h = 0; h < 2; h++) {
        p.sign16[h] = broadcast ? _mm512_set1_epi16((short)panel->sign[at])
                                : _mm512_loadu_si512(panel->sign + at + 32 * h);
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

AQC_INLINE void block(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t src_stride,
                      size_t dst_stride, size_t rows, unsigned count, const aqc_panel *panel,
                      size_t at, aqc_from from, aqc_to to, aqc_step_class class, bool broadcast,
                      bool stream) {
    const aqc_tables t = aqc_load_tables(&job->source, from);
    const params p = load_params(panel, at, class, to, broadcast);
    for (size_t i = 0; i < rows; i++) {
        const __m512i codes = aqc_load_codes(src, from, count);
        const bool has_nan = from == AQC_BYTE_CODES && t.has_nan;
        const __mmask64 nan = has_nan ? aqc_nan_codes(codes, &t) : 0;
        __m512 x[4];
        aqc_decode_codes(x, codes, &t, from);
        for (int q = 0; q < 4; q++) {
            x[q] = class == AQC_DOUBLE ? aqc_in_double(x[q], &p.wide[q], to)
                                       : aqc_in_float(x[q], p.scale[q], p.addend[q], class, to);
        }
        finish_row(job, dst, x, &p, nan, has_nan, to, count, stream);
        src += src_stride;
        dst += dst_stride;
    }
}

/* Whole steps, and one that is cut, have code of their own; so have streaming stores,
 * which must be aligned. */
#define BLOCK(name, from, to, class, broadcast)                                                    \
    static void name(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t src_stride,      \
                     size_t dst_stride, size_t rows, unsigned count, const aqc_panel *panel,       \
                     size_t at) {                                                                  \
        if (count != AQC_STEP) {                                                                   \
            block(job, src, dst, src_stride, dst_stride, rows, count, panel, at, from, to, class,  \
                  broadcast, false);                                                               \
        } else if (job->stream && (uintptr_t)dst % 64 == 0) {                                      \
            block(job, src, dst, src_stride, dst_stride, rows, AQC_STEP, panel, at, from, to,      \
                  class, broadcast, true);                                                         \
        } else {                                                                                   \
            block(job, src, dst, src_stride, dst_stride, rows, AQC_STEP, panel, at, from, to,      \
                  class, broadcast, false);                                                        \
        }                                                                                          \
    }

#define BY_CLASS(X, from, to)                                                                      \
    X(from, to, AQC_EXACT)                                                                         \
    X(from, to, AQC_ODD)                                                                           \
    X(from, to, AQC_DOUBLE)
#define BY_RESULT(X, from)                                                                         \
    BY_CLASS(X, from, AQC_TO_HALF)                                                                 \
    BY_CLASS(X, from, AQC_TO_BF16)                                                                 \
    BY_CLASS(X, from, AQC_TO_BF16_GRADUAL)                                                         \
    BY_CLASS(X, from, AQC_TO_FLOAT)
/* Each source, each result, each class. */
#define EACH(X)                                                                                    \
    BY_RESULT(X, AQC_INT8_CODES)                                                                   \
    BY_RESULT(X, AQC_BYTE_CODES)                                                                   \
    BY_RESULT(X, AQC_NIBBLE_CODES)

#define DEFINE(from, to, class)                                                                    \
    BLOCK(columns_##from##_##to##_##class, from, to, class, false)                                 \
    BLOCK(run_##from##_##to##_##class, from, to, class, true)
EACH(DEFINE)

#define NAME(from, to, class)                                                                      \
    [from][to][class] = {columns_##from##_##to##_##class, run_##from##_##to##_##class},

aqc_block_fn *aqc_avx512_block(const aqc_job *job, const aqc_panel *panel, size_t at,
                               bool broadcast) {
    static aqc_block_fn *const blocks[AQC_FROMS][AQC_TOS][AQC_CLASSES][2] = {EACH(NAME)};
    const aqc_from from = job->source.format == AQ_INT8 ? AQC_INT8_CODES
                          : job->source.bits == 8       ? AQC_BYTE_CODES
                                                        : AQC_NIBBLE_CODES;
    const bool normal = AQ_MUTATE(simd_bf16_subnormal_flushed, panel->normal[at / AQC_STEP], true);
    const aqc_to to = job->dst_format == AQ_HALF    ? AQC_TO_HALF
                      : job->dst_format == AQ_FLOAT ? AQC_TO_FLOAT
                      : normal                      ? AQC_TO_BF16
                                                    : AQC_TO_BF16_GRADUAL;
    return blocks[from][to][panel->class[at / AQC_STEP]][broadcast];
}
