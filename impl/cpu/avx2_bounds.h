/* AVX2: bounds of what is added in class DOUBLE, so that double is seldom needed: where what
 * is rounded lies between two floats, and both are rounded to the same result, that is the
 * result, for rounding is monotone. */
#ifndef AQ_CPU_AVX2_BOUNDS_H
#define AQ_CPU_AVX2_BOUNDS_H

#include "mutate.h"
#include "simd.h"

#include <immintrin.h>

#define INLINE static inline __attribute__((always_inline))

INLINE __m256 minus_ps(__m256 v) {
    return _mm256_xor_ps(v, _mm256_set1_ps(-0.0f));
}

INLINE __m256 magnitude_ps(__m256 v) {
    return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), v);
}

/* shift + x has no rounding; scale * (x + offset) is scale * (shift + x) and something from
 * low to high. */
typedef struct bounds {
    __m256 shift, low, high;
} bounds;

/* The processor rounds down: high is given as its opposite. */
INLINE bounds bounds_of(__m256 scale, __m256 offset) {
    return (bounds){.shift = _mm256_setzero_ps(),
                    .low = _mm256_mul_ps(scale, offset),
                    .high = _mm256_mul_ps(minus_ps(scale), offset)};
}

/* 2^exponent */
INLINE __m256 power(int exponent) {
    return _mm256_castsi256_ps(_mm256_set1_epi32((127 + exponent) << 23));
}

/* For float results that of the offset goes into the shift which a sum with any x of the
 * source can hold: multiples of 2^(highest - 22), up to 2^(highest + 1). Can it, of count
 * offsets and those that fill up a vector? */
INLINE bool can_split(const aqc_source *source, const float *offset, size_t count) {
    bool can = source->lowest >= source->highest - 22;
    for (size_t i = 0; i < count; i += 8) {
        const __m256 size = magnitude_ps(_mm256_loadu_ps(offset + i));
        can &= _mm256_movemask_ps(_mm256_cmp_ps(size, power(source->highest), _CMP_NLE_UQ)) == 0;
    }
    return AQ_MUTATE(avx2_split_of_any_offset, can, true);
}

/* The processor rounds to nearest. An offset without a rest is all of the shift, sign of zero
 * included, and -0 changes no sum. */
INLINE bounds split_bounds_of(const aqc_source *source, __m256 scale, __m256 offset) {
    /* A number whose last place is that of the multiples, whatever offset is added. */
    const __m256 large = _mm256_add_ps(power(source->highest), power(source->highest + 1));
    const __m256 minus_zero = _mm256_set1_ps(-0.0f);
    const __m256 shift = _mm256_sub_ps(_mm256_add_ps(offset, large), large);
    const __m256 rest = _mm256_sub_ps(offset, shift);
    const __m256 some = _mm256_cmp_ps(rest, _mm256_setzero_ps(), _CMP_NEQ_UQ);
    /* More than the product is rounded by, and the bounds are; no subnormal, which takes as
     * long as all the rest. */
    const __m256 product = _mm256_mul_ps(scale, rest);
    const __m256 error =
        _mm256_fmadd_ps(magnitude_ps(product), _mm256_set1_ps(0x1p-22f), _mm256_set1_ps(0x1p-126f));
    const __m256 low = _mm256_sub_ps(product, error), high = _mm256_add_ps(product, error);
    return (bounds){.shift = _mm256_blendv_ps(offset, shift, some),
                    .low = _mm256_blendv_ps(minus_zero, low, some),
                    .high = _mm256_blendv_ps(minus_zero, high, some)};
}

#endif
