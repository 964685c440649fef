/* AVX-512: results of class DOUBLE without double. Where what is rounded lies between two
 * floats, and both are rounded to the same result, that is the result: rounding is monotone.
 * Where they are not, which is seldom, double decides. */
#ifndef AQ_CPU_AVX512_BOUNDS_H
#define AQ_CPU_AVX512_BOUNDS_H

#include "avx512.h"

/* Of 16 elements: shift + x has no rounding, and scale * (x + offset) is scale * (shift + x)
 * and something from low to high. */
typedef struct aqc_bounds {
    __m512 shift, low, high;
} aqc_bounds;

/* With all of scale * offset in the bounds, and no shift. Their distance is one unit in the
 * last place of 24 bits: narrow enough for results of 16 bits. */
AQC_INLINE aqc_bounds aqc_bounds_of(__m512 scale, __m512 offset) {
    return (aqc_bounds){.shift = _mm512_setzero_ps(),
                        .low = _mm512_mul_round_ps(scale, offset, AQC_DOWN),
                        .high = _mm512_mul_round_ps(scale, offset, AQC_UP)};
}

/* 2^exponent */
AQC_INLINE __m512 aqc_power(int exponent) {
    return _mm512_castsi512_ps(_mm512_set1_epi32((127 + exponent) << 23));
}

/* For float results, that of the offset goes into the shift which a sum with any x of the
 * source can hold: multiples of 2^(highest - 22), up to 2^(highest + 1). Can it? */
AQC_INLINE bool aqc_can_split(const aqc_source *source, const float *offset, size_t count) {
    const __m512 most = aqc_power(source->highest);
    bool can = source->lowest >= source->highest - 22;
    for (size_t i = 0; i < count; i += 16) {
        const __m512 o = _mm512_maskz_loadu_ps((__mmask16)aqc_first(count - i), offset + i);
        can &= _mm512_cmp_ps_mask(_mm512_abs_ps(o), most, _CMP_NLE_UQ) == 0;
    }
    return AQ_MUTATE(simd_split_of_any_offset, can, true);
}

/* An offset without a rest is all of the shift, sign of zero included, and -0 changes no sum. */
AQC_INLINE aqc_bounds aqc_split_bounds_of(const aqc_source *source, __m512 scale, __m512 offset) {
    /* A number whose last place is that of the multiples, whatever offset is added. */
    const __m512 large = _mm512_add_ps(aqc_power(source->highest), aqc_power(source->highest + 1));
    const __m512 minus_zero = _mm512_set1_ps(-0.0f);
    const __m512 shift = _mm512_sub_ps(_mm512_add_ps(offset, large), large);
    const __m512 rest = _mm512_sub_ps(offset, shift);
    const __mmask16 some = _mm512_cmp_ps_mask(rest, _mm512_setzero_ps(), _CMP_NEQ_UQ);
    return (aqc_bounds){.shift = _mm512_mask_mov_ps(offset, some, shift),
                        .low = _mm512_mask_mul_round_ps(minus_zero, some, scale, rest, AQC_DOWN),
                        .high = _mm512_mask_mul_round_ps(minus_zero, some, scale, rest, AQC_UP)};
}

#endif
