/* What the AVX2 kernels are made of: decoding, the arithmetic, and what is done to
 * results before they are stored.
 *
 * For results of 16 bits the processor rounds down, and what is computed is -v, v the
 * value without the sign of the scale: its sign is the right one for a sum of zero, too.
 * For float results the processor rounds to nearest, and v is computed. */
#ifndef AQ_CPU_AVX2_H
#define AQ_CPU_AVX2_H

#include "avx2_bounds.h"

#include <math.h>

INLINE size_t aqc_avx2_param_bytes(aq_format format) {
    return format == AQ_FLOAT ? 4 : format == AQ_E8M0 ? 1 : 2;
}

INLINE __m256d minus_pd(__m256d v) {
    return _mm256_xor_pd(v, _mm256_set1_pd(-0.0));
}

/* Runs from parameter at on, of 4-bit elements and to 16 bits. length is even. */
void aqc_avx2_nibble_runs(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t length,
                          size_t count, const aqc_panel *panel, size_t at);

/* ---- Sources ---------------------------------------------------------------------- */

typedef enum from { FROM_INT8, FROM_E5M2, FROM_E4M3, FROM_TABLE, FROM_NIBBLES, FROMS } from;

/* Elements that are decoded together. */
#define WIDEST 32
INLINE unsigned width_of(from f) {
    return f == FROM_TABLE || f == FROM_NIBBLES ? 32 : 16;
}

/* What decoding gives is so many times too small; scales are made so much larger. */
INLINE float times_of(from f) {
    return f == FROM_E4M3 ? 256 : 1;
}

/* Numbers, in order, and words that are all ones where a code is NaN. */
typedef struct decoded {
    __m256 x[4];
    __m256i nan[2];
} decoded;

INLINE decoded decode_int8(const uint8_t *src) {
    decoded d;
    for (int h = 0; h < 2; h++) {
        const __m128i codes = _mm_loadl_epi64((const __m128i *)(src + 8 * h));
        d.x[h] = _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(codes));
    }
    return d;
}

INLINE decoded decode_halves(__m256i halves) {
    decoded d;
    d.x[0] = _mm256_cvtph_ps(_mm256_castsi256_si128(halves));
    d.x[1] = _mm256_cvtph_ps(_mm256_extracti128_si256(halves, 1));
    return d;
}

/* The upper byte of a half. */
INLINE decoded decode_e5m2(const uint8_t *src) {
    const __m256i codes = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)src));
    const __m256i halves = _mm256_slli_epi16(codes, 8);
    decoded d = decode_halves(halves);
    d.nan[0] = _mm256_cmpgt_epi16(_mm256_and_si256(halves, _mm256_set1_epi16(0x7fff)),
                                  _mm256_set1_epi16(0x7c00));
    return d;
}

/* A half of another bias. */
INLINE decoded decode_e4m3(const uint8_t *src) {
    const __m256i codes = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)src));
    const __m256i size = _mm256_and_si256(codes, _mm256_set1_epi16(0x7f));
    const __m256i sign = _mm256_and_si256(codes, _mm256_set1_epi16((short)0x8000));
    decoded d = decode_halves(_mm256_or_si256(sign, _mm256_slli_epi16(size, 7)));
    d.nan[0] = _mm256_cmpeq_epi16(size, _mm256_set1_epi16(0x7f));
    return d;
}

/* Unpacking works within 128 bits: lane l is given the codes that belong into lane l of
 * each of the four results. */
INLINE __m256i in_lanes(__m256i codes) {
    return _mm256_permutevar8x32_epi32(codes, _mm256_setr_epi32(0, 2, 4, 6, 1, 3, 5, 7));
}

/* Bytes low and high of bf16s to floats. */
INLINE void join_planes(__m256 x[4], __m256i low, __m256i high) {
    const __m256i zero = _mm256_setzero_si256();
    const __m256i first = _mm256_unpacklo_epi8(low, high), last = _mm256_unpackhi_epi8(low, high);
    x[0] = _mm256_castsi256_ps(_mm256_unpacklo_epi16(zero, first));
    x[1] = _mm256_castsi256_ps(_mm256_unpackhi_epi16(zero, first));
    x[2] = _mm256_castsi256_ps(_mm256_unpacklo_epi16(zero, last));
    x[3] = _mm256_castsi256_ps(_mm256_unpackhi_epi16(zero, last));
}

INLINE __m256i twice(const uint8_t *bytes) {
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)bytes));
}

/* Entry c % 128 of a table for each code c: its low four bits are looked up in eight
 * parts, of which the other three bits take one. */
INLINE __m256i look_up_128(const uint8_t table[128], __m256i codes) {
    const __m256i at = _mm256_and_si256(codes, _mm256_set1_epi8(0x0f));
    const __m256i bit4 = _mm256_slli_epi16(codes, 3), bit5 = _mm256_slli_epi16(codes, 2);
    const __m256i bit6 = _mm256_slli_epi16(codes, 1);
    __m256i part[8];
    for (int i = 0; i < 8; i++) {
        part[i] = _mm256_shuffle_epi8(twice(table + 16 * i), at);
    }
    for (int i = 0; i < 4; i++) {
        part[i] = _mm256_blendv_epi8(part[2 * i], part[2 * i + 1], bit4);
    }
    return _mm256_blendv_epi8(_mm256_blendv_epi8(part[0], part[1], bit5),
                              _mm256_blendv_epi8(part[2], part[3], bit5), bit6);
}

INLINE decoded decode_table(const uint8_t *src, const aqc_source *source) {
    const __m256i codes = _mm256_loadu_si256((const __m256i *)src), c = in_lanes(codes);
    const __m256i sign = _mm256_and_si256(c, _mm256_set1_epi8((char)0x80));
    decoded d;
    join_planes(d.x, look_up_128(source->low, c),
                _mm256_or_si256(look_up_128(source->high, c), sign));
    const __m256i key =
        _mm256_and_si256(_mm256_xor_si256(codes, _mm256_set1_epi8((char)source->nan_xor)),
                         _mm256_set1_epi8((char)source->nan_and));
    const __m256i from = _mm256_set1_epi8((char)source->nan_from);
    const __m256i nan = _mm256_cmpeq_epi8(_mm256_max_epu8(key, from), key);
    d.nan[0] = _mm256_cvtepi8_epi16(_mm256_castsi256_si128(nan));
    d.nan[1] = _mm256_cvtepi8_epi16(_mm256_extracti128_si256(nan, 1));
    return d;
}

/* 32 codes of 4 bits, one to a byte. */
INLINE __m256i load_nibbles(__m128i bytes) {
    const __m256i words = _mm256_cvtepu8_epi16(bytes);
    return _mm256_and_si256(_mm256_or_si256(words, _mm256_slli_epi16(words, 4)),
                            _mm256_set1_epi8(0x0f));
}

INLINE decoded decode_nibbles(const uint8_t *src, const aqc_source *source) {
    const __m256i c = in_lanes(load_nibbles(_mm_loadu_si128((const __m128i *)src)));
    decoded d;
    join_planes(d.x, _mm256_shuffle_epi8(twice(source->low), c),
                _mm256_shuffle_epi8(twice(source->high), c));
    return d;
}

INLINE decoded decode(const uint8_t *src, const aqc_source *source, from f) {
    return f == FROM_INT8    ? decode_int8(src)
           : f == FROM_E5M2  ? decode_e5m2(src)
           : f == FROM_E4M3  ? decode_e4m3(src)
           : f == FROM_TABLE ? decode_table(src, source)
                             : decode_nibbles(src, source);
}

/* ---- Parameters ------------------------------------------------------------------- */

/* Class DOUBLE to float, where the offsets can be split. */
enum { SPLIT = AQC_CLASSES };

/* Of 16 elements. */
typedef struct params {
    __m256 scale[2], addend[2]; /* scale: as decoding wants it */
    __m256 plain_scale[2], offset[2];
    bounds bounds[2];                      /* of DOUBLE to 16 bits, and of SPLIT */
    __m256d wide_scale[4], wide_addend[4]; /* of DOUBLE to float; else see widened */
    __m256i sign;
} params;

INLINE void widen_params(params *p, int h, from f) {
    const __m256 scale = p->plain_scale[h], offset = p->offset[h];
    for (int k = 0; k < 2; k++) {
        const __m256d s =
            _mm256_cvtps_pd(k ? _mm256_extractf128_ps(scale, 1) : _mm256_castps256_ps128(scale));
        const __m256d o =
            _mm256_cvtps_pd(k ? _mm256_extractf128_ps(offset, 1) : _mm256_castps256_ps128(offset));
        p->wide_scale[2 * h + k] = _mm256_mul_pd(s, _mm256_set1_pd((double)times_of(f)));
        p->wide_addend[2 * h + k] = _mm256_mul_pd(s, o); /* 48 bits: exact */
    }
}

/* Parameters as double takes them. Seldom needed where there are bounds: not kept. */
INLINE params widened(const params *p, from f) {
    params w = *p;
    widen_params(&w, 0, f);
    widen_params(&w, 1, f);
    return w;
}

/* A scale that does not bear to be made larger has bounds that give no result. */
INLINE void set_bounds(params *p, int h, const aqc_source *source, from f, unsigned class) {
    const __m256 scale = p->plain_scale[h];
    bounds b = class == SPLIT ? split_bounds_of(source, scale, p->offset[h])
                              : bounds_of(scale, p->offset[h]);
    if (times_of(f) > 1) {
        const __m256 bears =
            _mm256_cmp_ps(scale, _mm256_set1_ps(0x1p127f / times_of(f)), _CMP_LT_OQ);
        const __m256 low = _mm256_set1_ps(-INFINITY);
        const __m256 high = class == SPLIT ? _mm256_set1_ps(INFINITY) : low;
        p->scale[h] = _mm256_blendv_ps(_mm256_set1_ps(1), p->scale[h], bears);
        b.shift = _mm256_mul_ps(b.shift, _mm256_set1_ps(1 / times_of(f)));
        b.low = _mm256_blendv_ps(low, b.low, bears);
        b.high = _mm256_blendv_ps(high, b.high, bears);
    }
    p->bounds[h] = b;
}

/* Parameters at, at + 1 ...; or, broadcast, parameter at for all. */
INLINE params load_params(const aqc_source *source, const aqc_panel *panel, size_t at,
                          bool broadcast, from f, aq_format to, unsigned class) {
    const float *addends = class >= AQC_DOUBLE ? panel->offset : panel->addend;
    const __m256i flip = _mm256_set1_epi16((short)(to == AQ_FLOAT ? 0 : 0x8000));
    params p;
    for (int h = 0; h < 2; h++) {
        const __m256 scale = broadcast ? _mm256_set1_ps(panel->scale[at])
                                       : _mm256_loadu_ps(panel->scale + at + 8 * h);
        const __m256 addend =
            broadcast ? _mm256_set1_ps(addends[at]) : _mm256_loadu_ps(addends + at + 8 * h);
        p.scale[h] = _mm256_mul_ps(scale, _mm256_set1_ps(times_of(f)));
        p.plain_scale[h] = scale;
        p.addend[h] = p.offset[h] = addend;
        if (class == AQC_DOUBLE && to == AQ_FLOAT) {
            widen_params(&p, h, f);
        } else if (class >= AQC_DOUBLE) {
            set_bounds(&p, h, source, f, class);
        }
    }
    p.sign = broadcast ? _mm256_set1_epi16((short)panel->sign[at])
                       : _mm256_loadu_si256((const __m256i *)(panel->sign + at));
    p.sign = _mm256_xor_si256(p.sign, flip);
    return p;
}

/* ---- Arithmetic ------------------------------------------------------------------- */

/* v and -v, both rounded down. Of the neighbours of -v the odd one; if they are equal
 * that one, and of zeros the second. */
INLINE __m256 odd_ps(__m256 down, __m256 minus) {
    const __m256 odd = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_castps_si256(down), 31));
    return AQ_MUTATE(avx2_odd_becomes_up, _mm256_blendv_ps(minus, minus_ps(down), odd), minus);
}

INLINE __m256d odd_pd(__m256d down, __m256d minus) {
    const __m256d odd = _mm256_castsi256_pd(_mm256_slli_epi64(_mm256_castpd_si256(down), 63));
    return _mm256_blendv_pd(minus, minus_pd(down), odd);
}

INLINE __m128 quarter(const __m256 x[2], int q) {
    return q % 2 ? _mm256_extractf128_ps(x[q / 2], 1) : _mm256_castps256_ps128(x[q / 2]);
}

INLINE __m256 join_ps(__m128 low, __m128 high) {
    return _mm256_insertf128_ps(_mm256_castps128_ps256(low), high, 1);
}

/* -v of 16 elements in float, rounded down; not of class DOUBLE. */
INLINE void minus_down(__m256 y[2], const __m256 x[2], const params *p) {
    for (int h = 0; h < 2; h++) {
        y[h] = _mm256_fnmsub_ps(x[h], p->scale[h], p->addend[h]);
    }
}

/* The same, rounded to odd. */
INLINE void minus_odd(__m256 y[2], const __m256 x[2], const params *p, aqc_step_class class) {
    for (int h = 0; h < 2; h++) {
        if (class != AQC_DOUBLE) {
            y[h] = odd_ps(_mm256_fmadd_ps(x[h], p->scale[h], p->addend[h]),
                          _mm256_fnmsub_ps(x[h], p->scale[h], p->addend[h]));
            continue;
        }
        __m128 down[2], minus[2];
        for (int k = 0; k < 2; k++) {
            const int q = 2 * h + k;
            const __m256d wide = _mm256_cvtps_pd(quarter(x, q));
            const __m256d odd = odd_pd(_mm256_fmadd_pd(wide, p->wide_scale[q], p->wide_addend[q]),
                                       _mm256_fnmsub_pd(wide, p->wide_scale[q], p->wide_addend[q]));
            minus[k] = _mm256_cvtpd_ps(odd);
            down[k] = _mm256_cvtpd_ps(minus_pd(odd));
        }
        y[h] = odd_ps(join_ps(down[0], down[1]), join_ps(minus[0], minus[1]));
    }
}

/* ---- Results of 16 bits ----------------------------------------------------------- */

/* Rounding is monotone, and so a number rounded to float, however often, is on the side
 * of a midpoint of the result that it was on before; unless it now is a midpoint. May
 * one of these be one? (Midpoints of bf16 end in 0x8000, subnormal or not. Those of half
 * have 12 zeros at their end.) */
INLINE bool may_be_midpoint(const __m256 y[2], bool half) {
    const __m256i a = _mm256_castps_si256(y[0]), b = _mm256_castps_si256(y[1]);
    if (!half) {
        const __m256i low = _mm256_blend_epi16(a, _mm256_slli_epi32(b, 16), 0xaa);
        return _mm256_movemask_epi8(_mm256_cmpeq_epi16(low, _mm256_set1_epi16((short)0x8000))) != 0;
    }
    const __m256i zero = _mm256_setzero_si256();
    __m256i any[2];
    for (int h = 0; h < 2; h++) { /* a zero is none: it gets a bit */
        const __m256i none =
            _mm256_castps_si256(_mm256_cmp_ps(y[h], _mm256_setzero_ps(), _CMP_EQ_OQ));
        const __m256i low = _mm256_slli_epi32(_mm256_castps_si256(y[h]), 20);
        any[h] = _mm256_cmpeq_epi32(_mm256_or_si256(low, none), zero);
    }
    return _mm256_movemask_epi8(_mm256_or_si256(any[0], any[1])) != 0;
}

/* To nearest even. ties: one of them may be a midpoint. */
INLINE __m256i narrow(const __m256 y[2], bool half, bool ties) {
    if (half) {
        const __m128i low = _mm256_cvtps_ph(y[0], _MM_FROUND_TO_NEAREST_INT);
        return _mm256_set_m128i(_mm256_cvtps_ph(y[1], _MM_FROUND_TO_NEAREST_INT), low);
    }
    __m256i part[2];
    for (int i = 0; i < 2; i++) {
        const __m256i bits = _mm256_castps_si256(y[i]), one = _mm256_set1_epi32(1);
        const __m256i last = _mm256_and_si256(_mm256_srli_epi32(bits, 16), one);
        const __m256i add = ties ? _mm256_add_epi32(AQ_MUTATE(avx2_bf16_ties_up, last, one),
                                                    _mm256_set1_epi32(0x7fff))
                                 : _mm256_set1_epi32(0x8000);
        part[i] = _mm256_srli_epi32(_mm256_add_epi32(bits, add), 16);
    }
    return _mm256_permute4x64_epi64(_mm256_packus_epi32(part[0], part[1]), 0xd8);
}

/* Of class DOUBLE: both bounds, rounded; where they are not the same, in double. */
INLINE __m256i rounded_by_bounds(const __m256 x[2], const params *p, from f, bool half) {
    __m256 low[2], minus_high[2];
    for (int h = 0; h < 2; h++) {
        low[h] = _mm256_fmadd_ps(x[h], p->scale[h], p->bounds[h].low);
        minus_high[h] = _mm256_fnmadd_ps(x[h], p->scale[h], p->bounds[h].high);
    }
    const __m256i code = narrow(minus_high, half, true);
    const __m256i other =
        _mm256_xor_si256(narrow(low, half, true), _mm256_set1_epi16((short)0x8000));
    const bool same = _mm256_movemask_epi8(_mm256_cmpeq_epi16(code, other)) == -1;
    if (__builtin_expect(AQ_MUTATE(avx2_bounds_not_compared, same, true), 1)) {
        return code;
    }
    const params wide = widened(p, f);
    __m256 y[2];
    minus_odd(y, x, &wide, AQC_DOUBLE);
    return narrow(y, half, true);
}

/* v rounded to nearest, of 16 elements, without what finish does. */
INLINE __m256i rounded(const __m256 x[2], const params *p, from f, bool half, unsigned class) {
    __m256 y[2];
    if (class == AQC_DOUBLE) {
        return rounded_by_bounds(x, p, f, half);
    }
    const bool odd = half && class == AQC_ODD; /* no dearer than to look at all of them */
    if (odd) {
        minus_odd(y, x, p, class);
    } else {
        minus_down(y, x, p);
    }
    if (odd || class == AQC_EXACT) {
        return narrow(y, half, true);
    }
    if (__builtin_expect(may_be_midpoint(y, half), 0)) {
        minus_odd(y, x, p, class);
        return narrow(y, half, true);
    }
    return narrow(y, half, false);
}

INLINE __m256i finish(__m256i code, __m256i sign, __m256i nan, bool has_nan, bool saturate,
                      bool half) {
    const int infinity = half ? 0x7c00 : 0x7f80, quiet = half ? 0x7e00 : 0x7fc0;
    const __m256i magnitude = _mm256_set1_epi16(0x7fff);
    code = _mm256_xor_si256(code, sign);
    if (saturate) {
        const __m256i largest =
            _mm256_set1_epi16((short)AQ_MUTATE(avx2_saturates_to_inf, infinity - 1, infinity));
        code = _mm256_or_si256(_mm256_andnot_si256(magnitude, code),
                               _mm256_min_epu16(_mm256_and_si256(code, magnitude), largest));
    }
    const __m256i fixed = _mm256_set1_epi16((short)(saturate ? 0 : quiet));
    return has_nan ? _mm256_blendv_epi8(code, fixed, nan) : code;
}

INLINE void store(uint8_t *dst, __m256i value, bool stream) {
    if (stream) {
        _mm256_stream_si256((__m256i *)dst, value);
    } else {
        _mm256_storeu_si256((__m256i *)dst, value);
    }
}

#endif
