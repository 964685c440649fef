/* What the AVX-512 kernels are made of: decoding 64 codes, the arithmetic, and what
 * is done to 16-bit results before they are stored. */
#ifndef AQ_CPU_AVX512_H
#define AQ_CPU_AVX512_H

#include "mutate.h"
#include "simd.h"

#include <immintrin.h>

#define AQC_INLINE static inline __attribute__((always_inline))

/* The kinds of sources and results that code is made for. */
typedef enum aqc_from { AQC_INT8_CODES, AQC_BYTE_CODES, AQC_NIBBLE_CODES, AQC_FROMS } aqc_from;
typedef enum aqc_to {
    AQC_TO_HALF,
    AQC_TO_BF16,         /* rounded by vcvtne2ps2bf16, which flushes subnormals */
    AQC_TO_BF16_GRADUAL, /* rounded by integer arithmetic */
    AQC_TO_FLOAT,
    AQC_TOS
} aqc_to;

/* Rows of up to AQC_STEP columns; column j takes parameter at + j. */
typedef void aqc_columns_fn(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t src_stride,
                            size_t dst_stride, size_t rows, unsigned count, const aqc_panel *panel,
                            size_t at);

/* count elements, behind each other; element i takes parameter at + i / group. group is
 * a multiple of 32, or at least count. */
typedef void aqc_groups_fn(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t count,
                           size_t group, const aqc_panel *panel, size_t at);

/* The code for a source, a result and a class. */
aqc_columns_fn *aqc_avx512_columns_fn(const aqc_job *job, const aqc_panel *panel, size_t at);
aqc_groups_fn *aqc_avx512_groups_fn(const aqc_job *job, const aqc_panel *panel, size_t at);

AQC_INLINE aqc_to aqc_avx512_to(const aqc_job *job, const aqc_panel *panel, size_t at) {
    const bool normal = AQ_MUTATE(simd_bf16_subnormal_flushed, panel->normal[at / AQC_STEP], true);
    return job->dst_format == AQ_HALF    ? AQC_TO_HALF
           : job->dst_format == AQ_FLOAT ? AQC_TO_FLOAT
           : normal                      ? AQC_TO_BF16
                                         : AQC_TO_BF16_GRADUAL;
}

/* The first n of 64 bits, n <= 64. */
AQC_INLINE __mmask64 aqc_first(size_t n) {
    return n >= 64 ? ~(__mmask64)0 : ((__mmask64)1 << n) - 1;
}

/* ---- Sources ---------------------------------------------------------------------- */

typedef struct aqc_tables {
    __m512i low[2], high[2], nan_xor, nan_and, nan_from;
    bool has_nan;
} aqc_tables;

AQC_INLINE aqc_tables aqc_load_tables(const aqc_source *source, aqc_from from) {
    aqc_tables t = {.has_nan = false};
    if (from == AQC_INT8_CODES) {
        return t;
    }
    for (int i = 0; i < 2; i++) {
        t.low[i] = _mm512_loadu_si512(source->low + 64 * i);
        t.high[i] = _mm512_loadu_si512(source->high + 64 * i);
    }
    t.has_nan = source->nan_from != 0;
    t.nan_xor = _mm512_set1_epi8((char)source->nan_xor);
    t.nan_and = _mm512_set1_epi8((char)source->nan_and);
    t.nan_from = _mm512_set1_epi8((char)source->nan_from);
    return t;
}

/* 64 codes, one to a byte; those from count on are anything. Nothing else is read. */
AQC_INLINE __m512i aqc_load_codes(const uint8_t *src, aqc_from from, unsigned count) {
    if (from != AQC_NIBBLE_CODES) {
        return count == AQC_STEP ? _mm512_loadu_si512(src)
                                 : _mm512_maskz_loadu_epi8(aqc_first(count), src);
    }
    const __m256i bytes = count == AQC_STEP
                              ? _mm256_loadu_si256((const __m256i *)src)
                              : _mm256_maskz_loadu_epi8((__mmask32)aqc_first((count + 1) / 2), src);
    const __m512i words = _mm512_cvtepu8_epi16(bytes);
    return _mm512_and_si512(_mm512_or_si512(words, _mm512_slli_epi16(words, 4)),
                            _mm512_set1_epi8(0x0f));
}

/* The values of 64 bytes at src. */
AQC_INLINE void aqc_decode_int8(__m512 x[4], const uint8_t *src) {
    for (int q = 0; q < 4; q++) {
        const __m128i codes = _mm_loadu_si128((const __m128i *)(src + 16 * q));
        x[q] = _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(codes));
    }
}

/* The values of 64 codes, in order. */
AQC_INLINE void aqc_decode_codes(__m512 x[4], __m512i codes, const aqc_tables *t, aqc_from from) {
    if (from == AQC_INT8_CODES) {
        x[0] = _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm512_castsi512_si128(codes)));
        x[1] = _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm512_extracti32x4_epi32(codes, 1)));
        x[2] = _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm512_extracti32x4_epi32(codes, 2)));
        x[3] = _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm512_extracti32x4_epi32(codes, 3)));
        return;
    }
    /* Unpacking works within 128 bits: lane l is given the codes that belong into
     * lane l of each of the four results. */
    const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    const __m512i c = _mm512_permutexvar_epi32(order, codes), zero = _mm512_setzero_si512();
    __m512i low, high;
    if (from == AQC_NIBBLE_CODES) {
        low = _mm512_shuffle_epi8(_mm512_broadcast_i32x4(_mm512_castsi512_si128(t->low[0])), c);
        high = _mm512_shuffle_epi8(_mm512_broadcast_i32x4(_mm512_castsi512_si128(t->high[0])), c);
    } else {
        low = _mm512_permutex2var_epi8(t->low[0], c, t->low[1]);
        high = _mm512_permutex2var_epi8(t->high[0], c, t->high[1]);
        /* The sign bit of the code: high | (c & 0x80). */
        high =
            AQ_MUTATE(simd_decode_sign_lost,
                      _mm512_ternarylogic_epi32(high, c, _mm512_set1_epi8((char)0x80), 0xf8), high);
    }
    const __m512i first = _mm512_unpacklo_epi8(low, high), last = _mm512_unpackhi_epi8(low, high);
    x[0] = _mm512_castsi512_ps(_mm512_unpacklo_epi16(zero, first));
    x[1] = _mm512_castsi512_ps(_mm512_unpackhi_epi16(zero, first));
    x[2] = _mm512_castsi512_ps(_mm512_unpacklo_epi16(zero, last));
    x[3] = _mm512_castsi512_ps(_mm512_unpackhi_epi16(zero, last));
}

AQC_INLINE __mmask64 aqc_nan_codes(__m512i codes, const aqc_tables *t) {
    return _mm512_cmpge_epu8_mask(_mm512_and_si512(_mm512_xor_si512(codes, t->nan_xor), t->nan_and),
                                  t->nan_from);
}

/* ---- Arithmetic ------------------------------------------------------------------- */

#define AQC_DOWN (_MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC)
#define AQC_NEAREST (_MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)
#define AQC_UP (_MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC)

/* Of two neighbours, or twice the same, the odd one: rounded to odd. Of a zero sum
 * the one that was rounded up: +0. */
AQC_INLINE __m512 aqc_odd_ps(__m512 down, __m512 up) {
    const __mmask16 odd = _mm512_test_epi32_mask(_mm512_castps_si512(down), _mm512_set1_epi32(1));
    return AQ_MUTATE(simd_odd_becomes_up, _mm512_mask_mov_ps(up, odd, down), up);
}

AQC_INLINE __m512d aqc_odd_pd(__m512d down, __m512d up) {
    const __mmask8 odd = _mm512_test_epi64_mask(_mm512_castpd_si512(down), _mm512_set1_epi64(1));
    return _mm512_mask_mov_pd(up, odd, down);
}

/* x * s + o * s for 16 elements in double: half the parameters each. */
typedef struct aqc_doubles {
    __m512d scale[2], addend[2];
} aqc_doubles;

AQC_INLINE __m512d aqc_widen(__m512 v, int half) {
    return _mm512_cvtps_pd(half == 0 ? _mm512_castps512_ps256(v) : _mm512_extractf32x8_ps(v, 1));
}

AQC_INLINE aqc_doubles aqc_widen_params(__m512 scale, __m512 offset) {
    aqc_doubles d;
    for (int h = 0; h < 2; h++) {
        d.scale[h] = aqc_widen(scale, h);
        d.addend[h] = _mm512_mul_pd(d.scale[h], aqc_widen(offset, h)); /* 48 bits: exact */
    }
    return d;
}

AQC_INLINE __m512 aqc_join(__m256 low, __m256 high) {
    return _mm512_insertf32x8(_mm512_castps256_ps512(low), high, 1);
}

AQC_INLINE __m512 aqc_in_double(__m512 x, const aqc_doubles *d, aqc_to to) {
    __m512d v[2];
    for (int h = 0; h < 2; h++) {
        const __m512d wide = aqc_widen(x, h);
        v[h] = aqc_odd_pd(_mm512_fmadd_round_pd(wide, d->scale[h], d->addend[h], AQC_DOWN),
                          _mm512_fmadd_round_pd(wide, d->scale[h], d->addend[h], AQC_UP));
    }
    if (to == AQC_TO_FLOAT) {
        return aqc_join(_mm512_cvtpd_ps(v[0]), _mm512_cvtpd_ps(v[1]));
    }
    return aqc_odd_ps(
        aqc_join(_mm512_cvt_roundpd_ps(v[0], AQC_DOWN), _mm512_cvt_roundpd_ps(v[1], AQC_DOWN)),
        aqc_join(_mm512_cvt_roundpd_ps(v[0], AQC_UP), _mm512_cvt_roundpd_ps(v[1], AQC_UP)));
}

AQC_INLINE __m512 aqc_in_float(__m512 x, __m512 scale, __m512 addend, aqc_step_class class,
                               aqc_to to) {
    if (class == AQC_EXACT || to == AQC_TO_FLOAT) {
        return _mm512_fmadd_ps(x, scale, addend);
    }
    return aqc_odd_ps(_mm512_fmadd_round_ps(x, scale, addend, AQC_DOWN),
                      _mm512_fmadd_round_ps(x, scale, addend, AQC_UP));
}

/* ---- Results ---------------------------------------------------------------------- */

/* 32 numbers to 16 bits, to nearest even. */
AQC_INLINE __m512i aqc_narrow(__m512 a, __m512 b, aqc_to to) {
    if (to == AQC_TO_BF16) {
        return (__m512i)_mm512_cvtne2ps_pbh(b, a);
    }
    if (to == AQC_TO_HALF) {
        return _mm512_inserti64x4(_mm512_castsi256_si512(_mm512_cvtps_ph(a, AQC_NEAREST)),
                                  _mm512_cvtps_ph(b, AQC_NEAREST), 1);
    }
    /* Adding 0x7fff, and one more if the last bit kept is odd, carries into it. */
    __m512i part[2] = {_mm512_castps_si512(a), _mm512_castps_si512(b)};
    for (int i = 0; i < 2; i++) {
        const __m512i last = _mm512_and_si512(_mm512_srli_epi32(part[i], 16), _mm512_set1_epi32(1));
        part[i] = _mm512_srli_epi32(
            _mm512_add_epi32(_mm512_add_epi32(part[i], _mm512_set1_epi32(0x7fff)),
                             AQ_MUTATE(simd_bf16_ties_up, last, _mm512_set1_epi32(1))),
            16);
    }
    return _mm512_inserti64x4(_mm512_castsi256_si512(_mm512_cvtepi32_epi16(part[0])),
                              _mm512_cvtepi32_epi16(part[1]), 1);
}

/* The sign of the scale; then saturation, then NaN. */
AQC_INLINE __m512i aqc_finish16(__m512i code, __m512i sign, __mmask32 nan, bool has_nan,
                                bool saturate, aqc_to to) {
    const uint16_t infinity = to == AQC_TO_HALF ? 0x7c00 : 0x7f80;
    const uint16_t quiet = to == AQC_TO_HALF ? 0x7e00 : 0x7fc0;
    code = AQ_MUTATE(simd_scale_sign_lost, _mm512_xor_si512(code, sign), code);
    if (saturate) {
        const __m512i magnitude = _mm512_set1_epi16(0x7fff);
        const __m512i largest = _mm512_min_epu16(
            _mm512_and_si512(code, magnitude),
            _mm512_set1_epi16((short)AQ_MUTATE(simd_saturates_to_inf, infinity - 1, infinity)));
        code = _mm512_ternarylogic_epi32(magnitude, code, largest, 0xac); /* m ? largest : code */
    }
    if (has_nan) {
        code = _mm512_mask_mov_epi16(
            code, nan,
            _mm512_set1_epi16(
                (short)(saturate ? AQ_MUTATE(simd_nan_kept_in_sat, 0, quiet) : quiet)));
    }
    return code;
}

#endif
