/* What the AVX2 files have in common. */
#ifndef AQ_CPU_AVX2_H
#define AQ_CPU_AVX2_H

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

INLINE size_t aqc_avx2_param_bytes(aq_format format) {
    return format == AQ_FLOAT ? 4 : format == AQ_E8M0 ? 1 : 2;
}

#endif
