/* AVX-512: float results of 8-bit sources, a float scale and no offset. A product of floats
 * is rounded correctly as it is, whatever the scale: nothing has to be prepared. */
#include "avx512.h"

#include <string.h>

#define LINE 64

/* count elements, a multiple of AQC_STEP. The scales of a step are next bytes behind those
 * of the one before. */
AQC_INLINE void steps(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t count,
                      const uint8_t *scales, size_t next, aqc_from from, bool stream) {
    const aqc_tables t = aqc_load_tables(&job->source, from);
    const __m512i quiet = _mm512_set1_epi32(0x7fc00000);
    for (const uint8_t *end = src + count; src != end; src += AQC_STEP) {
        __mmask64 codes_nan = 0;
        __m512 y[4];
        if (from == AQC_INT8_CODES) {
            aqc_decode_int8(y, src);
        } else {
            const __m512i codes = _mm512_loadu_si512(src);
            codes_nan = aqc_nan_codes(codes, &t);
            aqc_decode_bytes(y, codes, &t);
        }
        for (int q = 0; q < 4; q++) {
            y[q] = _mm512_mul_ps(y[q], _mm512_loadu_ps(scales + LINE * q));
            const __mmask16 nan =
                _mm512_cmp_ps_mask(y[q], y[q], _CMP_UNORD_Q) | (__mmask16)(codes_nan >> (16 * q));
            aqc_put(dst + LINE * q, _mm512_mask_mov_epi32(_mm512_castps_si512(y[q]), nan, quiet),
                    stream);
        }
        dst += AQC_STEP * sizeof(float);
        scales += next;
    }
}

/* Any number of elements; next is 0, and there are AQC_STEP scales, or their bytes. */
static void products(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t count,
                     const uint8_t *scales, size_t next) {
    const bool stream = job->stream && (uintptr_t)dst % LINE == 0;
    const size_t whole = count / AQC_STEP * AQC_STEP, left = count - whole;
    if (job->source.format == AQ_INT8 && stream) {
        steps(job, src, dst, whole, scales, next, AQC_INT8_CODES, true);
    } else if (job->source.format == AQ_INT8) {
        steps(job, src, dst, whole, scales, next, AQC_INT8_CODES, false);
    } else {
        steps(job, src, dst, whole, scales, next, AQC_BYTE_CODES, stream);
    }
    if (left > 0) {
        uint8_t from[AQC_STEP] = {0};
        float factors[AQC_STEP] = {0}, to[AQC_STEP];
        memcpy(from, src + whole, left);
        memcpy(factors, scales + whole / AQC_STEP * next, left * sizeof *factors);
        steps(job, from, (uint8_t *)to, AQC_STEP, (const uint8_t *)factors, 0,
              job->source.format == AQ_INT8 ? AQC_INT8_CODES : AQC_BYTE_CODES, false);
        memcpy(dst + whole * sizeof *to, to, left * sizeof *to);
    }
}

void aqc_avx512_product_columns(const aqc_job *job, size_t first, size_t stride, size_t rows,
                                size_t count, const uint8_t *scales) {
    for (size_t i = 0; i < rows; i++) {
        const size_t at = first + i * stride;
        products(job, job->src + at, job->dst + at * sizeof(float), count, scales,
                 AQC_STEP * sizeof(float));
    }
}

void aqc_avx512_product_runs(const aqc_job *job, size_t first, size_t length, size_t runs,
                             const uint8_t *scales) {
    for (size_t r = 0; r < runs; r++) {
        const size_t at = first + r * length;
        float factor, factors[AQC_STEP];
        memcpy(&factor, scales + r * sizeof factor, sizeof factor);
        for (int q = 0; q < 4; q++) {
            _mm512_storeu_ps(factors + 16 * q, _mm512_set1_ps(factor));
        }
        products(job, job->src + at, job->dst + at * sizeof factor, length,
                 (const uint8_t *)factors, 0);
    }
}
