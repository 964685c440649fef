/* What the AVX-512 kernels are made of: decoding 64 codes, the arithmetic, and what
 * is done to 16-bit results before they are stored. */
#ifndef AQ_CPU_AVX512_H
#define AQ_CPU_AVX512_H

#include "mutate.h"
#include "simd.h"

#include <immintrin.h>

#define AQC_INLINE static inline __attribute__((always_inline))

/* Rows of a block: parameters are loaded once for all of them. */
#define AQC_BLOCK_ROWS 16

/* The kinds of sources and results that code is made for. */
typedef enum aqc_from { AQC_INT8_CODES, AQC_BYTE_CODES, AQC_NIBBLE_CODES, AQC_FROMS } aqc_from;
typedef enum aqc_to {
    AQC_TO_HALF,
    AQC_TO_BF16,         /* rounded by vcvtne2ps2bf16, which flushes subnormals */
    AQC_TO_BF16_GRADUAL, /* rounded by integer arithmetic */
    AQC_TO_FLOAT,
    AQC_TOS
} aqc_to;

/* count columns of some rows, a multiple of AQC_STEP; column j takes parameter at + j. stream: dst
 * and its stride are multiples of 64. */
typedef void aqc_columns_fn(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t src_stride,
                            size_t dst_stride, size_t rows, size_t count, const aqc_panel *panel,
                            size_t at, bool stream);

/* count elements, behind each other, a multiple of AQC_STEP; element i takes parameter
 * at + i / group. group is a multiple of 32, or at least count. stream: dst is a multiple
 * of 64. */
typedef void aqc_groups_fn(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t count,
                           size_t group, const aqc_panel *panel, size_t at, bool stream);

/* The code of a source, for each result and class. */
typedef aqc_columns_fn *aqc_columns_table[AQC_TOS][AQC_CLASSES];
typedef aqc_groups_fn *aqc_groups_table[AQC_TOS][AQC_CLASSES];
extern const aqc_columns_table aqc_columns_int8, aqc_columns_bytes, aqc_columns_nibbles;
extern const aqc_groups_table aqc_groups_int8, aqc_groups_bytes, aqc_groups_nibbles;

/* The same for whole steps of one class or for a cut step, and for any number of elements; what is
 * streamed, the job and the address decide. */
void aqc_avx512_columns_step(const aqc_job *job, const uint8_t *src, uint8_t *dst,
                             size_t src_stride, size_t dst_stride, size_t rows, size_t count,
                             const aqc_panel *panel, size_t at);
void aqc_avx512_groups(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t count,
                       size_t group, const aqc_panel *panel, size_t at);

AQC_INLINE aqc_to aqc_avx512_to(const aqc_job *job, const aqc_panel *panel, size_t at) {
    const bool normal = AQ_MUTATE(simd_bf16_subnormal_flushed, panel->normal[at / AQC_STEP], true);
    return job->dst_format == AQ_HALF    ? AQC_TO_HALF
           : job->dst_format == AQ_FLOAT ? AQC_TO_FLOAT
           : normal                      ? AQC_TO_BF16
                                         : AQC_TO_BF16_GRADUAL;
}

AQC_INLINE void aqc_put(uint8_t *dst, __m512i value, bool stream) {
    if (stream) {
        _mm512_stream_si512((void *)dst, value);
    } else {
        _mm512_storeu_si512(dst, value);
    }
}

/* The line of src so many bytes further, which may be behind the end: no hardware follows
 * as many rows as a block has. */
AQC_INLINE void aqc_fetch_ahead(const uint8_t *src, size_t bytes) {
    __builtin_prefetch((const void *)((uintptr_t)src + bytes), 0, 2);
}

/* The first n of 64 bits, n <= 64; all of them if it is more. */
AQC_INLINE __mmask64 aqc_first(size_t n) {
    return n >= 64 ? ~(__mmask64)0 : ((__mmask64)1 << n) - 1;
}

/* ---- Sources ---------------------------------------------------------------------- */

/* A code has its place where unpacking the two bytes of its value, and then the two values
 * of a double word, puts it in order: bytes 2m and 2m + 1 of 128-bit lane l hold codes
 * 4l + m and 16 + 4l + m, of its upper half those that are 32 further. */
typedef struct aqc_tables {
    __m512i order, low[2], high[2], nan_xor, nan_and, nan_from;
} aqc_tables;

AQC_INLINE aqc_tables aqc_load_tables(const aqc_source *source, aqc_from from) {
    aqc_tables t = {.order = _mm512_setzero_si512()};
    if (from == AQC_NIBBLE_CODES) {
        t.low[0] = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)source->low));
        t.high[0] = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)source->high));
        /* Two words to each eight bytes: of codes 4l to 4l + 3, and of those 16 further. */
        t.order = _mm512_set_epi16(0, 0, 15, 11, 0, 0, 7, 3, 0, 0, 14, 10, 0, 0, 6, 2, 0, 0, 13, 9,
                                   0, 0, 5, 1, 0, 0, 12, 8, 0, 0, 4, 0);
    } else if (from == AQC_BYTE_CODES) {
        uint8_t order[64];
        for (int i = 0; i < 64; i++) {
            order[i] = (uint8_t)(i / 16 * 4 + i % 8 / 2 + i % 2 * 16 + i % 16 / 8 * 32);
        }
        t.order = _mm512_loadu_si512(order);
        for (int i = 0; i < 2; i++) {
            t.low[i] = _mm512_loadu_si512(source->low + 64 * i);
            t.high[i] = _mm512_loadu_si512(source->high + 64 * i);
        }
        t.nan_xor = _mm512_set1_epi8((char)source->nan_xor);
        t.nan_and = _mm512_set1_epi8((char)source->nan_and);
        t.nan_from = _mm512_set1_epi8((char)source->nan_from);
    }
    return t;
}

AQC_INLINE __m512 aqc_int8_values(const uint8_t *src) {
    const __m128i codes = _mm_loadu_si128((const __m128i *)src);
    return _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(codes));
}

/* The values of 64 codes, in order. */
AQC_INLINE void aqc_decode_int8(__m512 x[4], const uint8_t *src) {
    x[0] = aqc_int8_values(src);
    x[1] = aqc_int8_values(src + 16);
    x[2] = aqc_int8_values(src + 32);
    x[3] = aqc_int8_values(src + 48);
}

/* The bytes of 64 values, each where its code was put, to values in order. */
AQC_INLINE void aqc_join_bytes(__m512 x[4], __m512i low, __m512i high) {
    const __m512i upper = _mm512_set1_epi32((int)0xffff0000);
    const __m512i first = _mm512_unpacklo_epi8(low, high), last = _mm512_unpackhi_epi8(low, high);
    x[0] = _mm512_castsi512_ps(_mm512_slli_epi32(first, 16));
    x[1] = _mm512_castsi512_ps(_mm512_and_si512(first, upper));
    x[2] = _mm512_castsi512_ps(_mm512_slli_epi32(last, 16));
    x[3] = _mm512_castsi512_ps(_mm512_and_si512(last, upper));
}

AQC_INLINE void aqc_decode_bytes(__m512 x[4], __m512i codes, const aqc_tables *t) {
    const __m512i c = _mm512_permutexvar_epi8(t->order, codes);
    const __m512i low = _mm512_permutex2var_epi8(t->low[0], c, t->low[1]);
    const __m512i magnitude = _mm512_permutex2var_epi8(t->high[0], c, t->high[1]);
    /* The sign bit of the code: magnitude | (c & 0x80). */
    const __m512i high = AQ_MUTATE(
        simd_decode_sign_lost,
        _mm512_ternarylogic_epi32(magnitude, c, _mm512_set1_epi8((char)0x80), 0xf8), magnitude);
    aqc_join_bytes(x, low, high);
}

AQC_INLINE void aqc_decode_nibbles(__m512 x[4], __m256i bytes, const aqc_tables *t) {
    /* Of the eight bytes that the words are in: bits 4m on, and 16 + 4m on. The lookup
     * takes no notice of the upper bits, there being 16 entries four times. */
    const __m512i shifts = _mm512_set1_epi64(0x1c0c180814041000);
    const __m512i words = _mm512_permutexvar_epi16(t->order, _mm512_castsi256_si512(bytes));
    const __m512i c = _mm512_multishift_epi64_epi8(shifts, words);
    aqc_join_bytes(x, _mm512_permutexvar_epi8(c, t->low[0]),
                   _mm512_permutexvar_epi8(c, t->high[0]));
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
    __m512d down[2], up[2];
    for (int h = 0; h < 2; h++) {
        const __m512d wide = aqc_widen(x, h);
        down[h] = _mm512_fmadd_round_pd(wide, d->scale[h], d->addend[h], AQC_DOWN);
        up[h] = _mm512_fmadd_round_pd(wide, d->scale[h], d->addend[h], AQC_UP);
    }
    if (to == AQC_TO_FLOAT) {
        return aqc_join(_mm512_cvtpd_ps(aqc_odd_pd(down[0], up[0])),
                        _mm512_cvtpd_ps(aqc_odd_pd(down[1], up[1])));
    }
    /* Down, and down again, is down at once. */
    return aqc_odd_ps(
        aqc_join(_mm512_cvt_roundpd_ps(down[0], AQC_DOWN),
                 _mm512_cvt_roundpd_ps(down[1], AQC_DOWN)),
        aqc_join(_mm512_cvt_roundpd_ps(up[0], AQC_UP), _mm512_cvt_roundpd_ps(up[1], AQC_UP)));
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

/* The sign of the scale, put on results. */
AQC_INLINE __m512i aqc_signed16(__m512i code, __m512i sign) {
    return AQ_MUTATE(simd_scale_sign_lost, _mm512_xor_si512(code, sign), code);
}

/* Saturation, then NaN. */
AQC_INLINE __m512i aqc_special16(__m512i code, __mmask32 nan, bool saturate, aqc_to to) {
    const uint16_t infinity = to == AQC_TO_HALF ? 0x7c00 : 0x7f80;
    const uint16_t quiet = to == AQC_TO_HALF ? 0x7e00 : 0x7fc0;
    if (saturate) {
        const __m512i magnitude = _mm512_set1_epi16(0x7fff);
        const __m512i largest = _mm512_min_epu16(
            _mm512_and_si512(code, magnitude),
            _mm512_set1_epi16((short)AQ_MUTATE(simd_saturates_to_inf, infinity - 1, infinity)));
        code = _mm512_ternarylogic_epi32(magnitude, code, largest, 0xac); /* m ? largest : code */
    }
    const uint16_t result = saturate ? AQ_MUTATE(simd_nan_kept_in_sat, 0, quiet) : quiet;
    return _mm512_mask_mov_epi16(code, nan, _mm512_set1_epi16((short)result));
}

/* ---- Tables of 16 results ----------------------------------------------------------- */

AQC_INLINE __m512i aqc_look_up_nibbles(__m128i bytes, __m512i table) {
    const __m512i words = _mm512_cvtepu8_epi32(bytes);
    /* Words: the low nibble, the high nibble. The bit above it selects the same. */
    return _mm512_permutexvar_epi16(_mm512_or_si512(words, _mm512_slli_epi32(words, 12)), table);
}

AQC_INLINE void aqc_by_nibbles(uint8_t *dst, const uint8_t *src, size_t count, __m512i table,
                               bool stream) {
    size_t i = 0;
    for (; i + 32 <= count; i += 32) {
        const __m128i bytes = _mm_loadu_si128((const __m128i *)(src + i / 2));
        const __m512i out = aqc_look_up_nibbles(bytes, table);
        if (stream && (uintptr_t)(dst + 2 * i) % 64 == 0) {
            _mm512_stream_si512((void *)(dst + 2 * i), out);
        } else {
            _mm512_storeu_si512(dst + 2 * i, out);
        }
    }
    if (i < count) {
        const __mmask32 mask = (__mmask32)aqc_first(count - i);
        const __mmask16 half = (__mmask16)aqc_first((count - i + 1) / 2);
        const __m128i bytes = _mm_maskz_loadu_epi8(half, src + i / 2);
        _mm512_mask_storeu_epi16(dst + 2 * i, mask, aqc_look_up_nibbles(bytes, table));
    }
}

#endif
