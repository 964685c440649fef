/* NEON's intrinsics on a processor that has none, for the tests and the proofs: SIMDe's,
 * and those that it lacks. What depends on the rounding mode is one instruction of x86
 * each, which takes that of MXCSR. */
#ifndef AQ_CPU_NEON_MODEL_H
#define AQ_CPU_NEON_MODEL_H

#if !defined(__FMA__) || !defined(__F16C__)
#error "one instruction each: build with -mfma -mf16c"
#endif

#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/arm/neon.h>

#include <immintrin.h>
#include <math.h>
#include <string.h>

/* a - b * c, one rounding. */
static inline float32x4_t vfmsq_f32(float32x4_t a, float32x4_t b, float32x4_t c) {
    return vfmaq_f32(a, vnegq_f32(b), c);
}

static inline float64x2_t vfmsq_f64(float64x2_t a, float64x2_t b, float64x2_t c) {
    return vfmaq_f64(a, vnegq_f64(b), c);
}

/* SIMDe's takes no 16. */
#undef vshll_n_u16
#define vshll_n_u16(a, n) vshlq_n_u32(vmovl_u16(a), n)
#define vshll_high_n_u16(a, n) vshll_n_u16(vget_high_u16(a), n)

static inline void vst1q_u8_x2(uint8_t *to, uint8x16x2_t value) {
    vst1q_u8(to, value.val[0]);
    vst1q_u8(to + 16, value.val[1]);
}

/* SIMDe's rounds to nearest always, and slowly. */
static inline float16x4_t aqc_model_vcvt_f16_f32(float32x4_t value) {
    const __m128i codes = _mm_cvtps_ph(value, _MM_FROUND_CUR_DIRECTION);
    float16x4_t half;
    memcpy(&half, &codes, sizeof half);
    return half;
}
#undef vcvt_f16_f32
#define vcvt_f16_f32(value) aqc_model_vcvt_f16_f32(value)

static inline float16x8_t vcvt_high_f16_f32(float16x4_t low, float32x4_t high) {
    return vreinterpretq_f16_u16(
        vcombine_u16(vreinterpret_u16_f16(low), vreinterpret_u16_f16(vcvt_f16_f32(high))));
}

static inline float32x4_t vcvt_high_f32_f64(float32x2_t low, float64x2_t high) {
    return vcombine_f32(low, vcvt_f32_f64(high));
}

/* Rounds to odd, in any mode. */
static inline float32x2_t vcvtx_f32_f64(float64x2_t value) {
    uint32_t odd[2];
    for (int lane = 0; lane < 2; lane++) {
        const double wide = lane == 0 ? vgetq_lane_f64(value, 0) : vgetq_lane_f64(value, 1);
        const float near = (float)wide;
        memcpy(&odd[lane], &near, sizeof near);
        if ((double)near != wide && wide == wide) {
            odd[lane] -= fabs((double)near) > fabs(wide); /* towards zero */
            odd[lane] |= 1;
        }
    }
    return vreinterpret_f32_u32(vld1_u32(odd));
}

#endif
