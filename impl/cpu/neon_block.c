/* NEON: the passes of a block: decode, multiply and add, round. */
#include "mutate.h"
#include "neon.h"

#include <arm_neon.h>
#include <string.h>

/* ---- Decoding ---------------------------------------------------------------------- */

static void store_integers(int8x16_t x, float *out) {
    const int16x8_t low = vmovl_s8(vget_low_s8(x)), high = vmovl_s8(vget_high_s8(x));
    vst1q_f32(out, vcvtq_f32_s32(vmovl_s16(vget_low_s16(low))));
    vst1q_f32(out + 4, vcvtq_f32_s32(vmovl_s16(vget_high_s16(low))));
    vst1q_f32(out + 8, vcvtq_f32_s32(vmovl_s16(vget_low_s16(high))));
    vst1q_f32(out + 12, vcvtq_f32_s32(vmovl_s16(vget_high_s16(high))));
}

/* bf16, given as their low and high bytes. */
static void store_bf16(uint8x16_t low, uint8x16_t high, float *out) {
    const uint16x8_t first = vreinterpretq_u16_u8(vzip1q_u8(low, high));
    const uint16x8_t second = vreinterpretq_u16_u8(vzip2q_u8(low, high));
    vst1q_f32(out, vreinterpretq_f32_u32(vshll_n_u16(vget_low_u16(first), 16)));
    vst1q_f32(out + 4, vreinterpretq_f32_u32(vshll_high_n_u16(first, 16)));
    vst1q_f32(out + 8, vreinterpretq_f32_u32(vshll_n_u16(vget_low_u16(second), 16)));
    vst1q_f32(out + 12, vreinterpretq_f32_u32(vshll_high_n_u16(second, 16)));
}

static uint8x16_t look_up(const uint8_t table[128], uint8x16_t index) {
    const uint8x16_t second = vsubq_u8(index, vdupq_n_u8(64));
    return vqtbx4q_u8(vqtbl4q_u8(vld1q_u8_x4(table), index), vld1q_u8_x4(table + 64), second);
}

static uint8x16_t is_nan(const aqc_source *source, uint8x16_t code) {
    const uint8x16_t key =
        vandq_u8(veorq_u8(code, vdupq_n_u8(source->nan_xor)), vdupq_n_u8(source->nan_and));
    return vcgeq_u8(key, vdupq_n_u8(source->nan_from));
}

static void decode(const aqc_source *source, const uint8_t *codes, size_t count, float *out) {
    for (size_t k = 0; k < count; k += 16) {
        const uint8x16_t code = vld1q_u8(codes + k);
        if (source->format == AQ_INT8) {
            store_integers(vreinterpretq_s8_u8(code), out + k);
        } else if (source->bits == 4) {
            store_bf16(vqtbl1q_u8(vld1q_u8(source->low), code),
                       vqtbl1q_u8(vld1q_u8(source->high), code), out + k);
        } else {
            const uint8x16_t sign = vandq_u8(code, vdupq_n_u8(0x80)), index = veorq_u8(code, sign);
            const uint8x16_t nan = is_nan(source, code);
            store_bf16(vorrq_u8(look_up(source->low, index), vandq_u8(nan, vdupq_n_u8(0xc0))),
                       vorrq_u8(AQ_MUTATE(neon_decode_sign_lost,
                                          vorrq_u8(look_up(source->high, index), sign),
                                          look_up(source->high, index)),
                                vandq_u8(nan, vdupq_n_u8(0x7f))),
                       out + k);
        }
    }
}

/* ---- Multiplying and adding, rounding down ----------------------------------------
 *
 * up = -(down of the negated value). Compilers, which think of rounding to nearest,
 * would simplify that to down. Where the two differ they are adjacent, and one of them
 * is odd; where both are zeros, of a cancellation, up is the +0 of rounding to nearest,
 * and it is taken, as zeros are even. */

__attribute__((noinline)) static void odd_float(const aqc_neon_params *p, size_t count,
                                                const float *x, uint32_t *out) {
    const uint32x4_t sign_bit = vdupq_n_u32(0x80000000);
    for (size_t k = 0; k < count; k += 4) {
        const float32x4_t s = vld1q_f32(p->scale + k), v = vld1q_f32(x + k);
        const float32x4_t c = vmulq_f32(s, vld1q_f32(p->offset + k));
        const uint32x4_t down = vreinterpretq_u32_f32(vfmaq_f32(c, v, s));
        const uint32x4_t minus_c = veorq_u32(vreinterpretq_u32_f32(c), sign_bit);
        float32x4_t minus = vfmsq_f32(vreinterpretq_f32_u32(minus_c), v, s);
        AQC_NEON_HIDE(minus);
        const uint32x4_t up = veorq_u32(vreinterpretq_u32_f32(minus), sign_bit);
        const uint32x4_t odd = vbslq_u32(vtstq_u32(down, vdupq_n_u32(1)), down, up);
        vst1q_u32(out + k, AQ_MUTATE(neon_odd_becomes_up, odd, up));
    }
}

static uint64x2_t odd_pair(float32x2_t x, float32x2_t scale, float32x2_t offset) {
    const uint64x2_t sign_bit = vdupq_n_u64(UINT64_C(1) << 63);
    const float64x2_t v = vcvt_f64_f32(x), s = vcvt_f64_f32(scale);
    const float64x2_t c = vmulq_f64(s, vcvt_f64_f32(offset));
    const uint64x2_t down = vreinterpretq_u64_f64(vfmaq_f64(c, v, s));
    const uint64x2_t minus_c = veorq_u64(vreinterpretq_u64_f64(c), sign_bit);
    float64x2_t minus = vfmsq_f64(vreinterpretq_f64_u64(minus_c), v, s);
    AQC_NEON_HIDE(minus);
    const uint64x2_t up = veorq_u64(vreinterpretq_u64_f64(minus), sign_bit);
    return vbslq_u64(vtstq_u64(down, vdupq_n_u64(1)), down, up);
}

__attribute__((noinline)) static void odd_double(const aqc_neon_params *p, size_t count,
                                                 const float *x, uint64_t *out) {
    for (size_t k = 0; k < count; k += 2) {
        vst1q_u64(out + k,
                  odd_pair(vld1_f32(x + k), vld1_f32(p->scale + k), vld1_f32(p->offset + k)));
    }
}

/* To float, rounded to odd again: what leaves its range becomes odd numbers too, the
 * largest finite one and the smallest subnormal. */
__attribute__((noinline)) static void odd_to_float(const uint64_t *odd, size_t count,
                                                   uint32_t *out) {
    for (size_t k = 0; k < count; k += 2) {
        const float64x2_t wide = vreinterpretq_f64_u64(vld1q_u64(odd + k));
        const float32x2_t narrow =
            AQ_MUTATE(neon_rounded_to_float_between, vcvtx_f32_f64(wide), vcvt_f32_f64(wide));
        vst1_u32(out + k, vreinterpret_u32_f32(narrow));
    }
}

/* ---- Rounding to nearest ------------------------------------------------------------ */

/* To half or bf16: the sign of the scale; the code of NaN where the value is one; else at
 * most the limit in magnitude. */
typedef struct rules {
    uint16_t limit, nan_code;
} rules;

static void store_result(uint16x8_t code, const uint16_t *sign, const uint32_t *odd, rules r,
                         uint16_t *out) {
    const float32x4_t a = vreinterpretq_f32_u32(vld1q_u32(odd));
    const float32x4_t b = vreinterpretq_f32_u32(vld1q_u32(odd + 4));
    const uint16x8_t number = vmovn_high_u32(vmovn_u32(vceqq_f32(a, a)), vceqq_f32(b, b));
    const uint16x8_t sign_bit = vdupq_n_u16(0x8000);
    const uint16x8_t magnitude = vminq_u16(vbicq_u16(code, sign_bit), vdupq_n_u16(r.limit));
    const uint16x8_t result =
        vorrq_u16(magnitude, vandq_u16(veorq_u16(code, vld1q_u16(sign)), sign_bit));
    vst1q_u16(out, vbslq_u16(number, result, vdupq_n_u16(r.nan_code)));
}

__attribute__((noinline)) static void to_half(const aqc_neon_params *p, size_t count,
                                              const uint32_t *odd, bool saturate, uint16_t *out) {
    const rules r = {saturate ? AQ_MUTATE(neon_saturates_to_inf, 0x7bff, 0x7c00) : 0x7c00,
                     saturate ? 0 : 0x7e00};
    for (size_t k = 0; k < count; k += 8) {
        const float32x4_t low = vreinterpretq_f32_u32(vld1q_u32(odd + k));
        const float32x4_t high = vreinterpretq_f32_u32(vld1q_u32(odd + k + 4));
        const float16x8_t half = vcvt_high_f16_f32(vcvt_f16_f32(low), high);
        store_result(vreinterpretq_u16_f16(half), p->sign + k, odd + k, r, out + k);
    }
}

static uint16x4_t bf16_of(uint32x4_t bits) {
    const uint32x4_t one = vdupq_n_u32(1);
    const uint32x4_t last =
        AQ_MUTATE(neon_bf16_ties_up, vandq_u32(vshrq_n_u32(bits, 16), one), one);
    return vshrn_n_u32(vaddq_u32(vaddq_u32(bits, vdupq_n_u32(0x7fff)), last), 16);
}

__attribute__((noinline)) static void to_bf16(const aqc_neon_params *p, size_t count,
                                              const uint32_t *odd, bool saturate, uint16_t *out) {
    const rules r = {saturate ? 0x7f7f : 0x7f80, saturate ? 0 : 0x7fc0};
    for (size_t k = 0; k < count; k += 8) {
        const uint16x8_t code =
            vcombine_u16(bf16_of(vld1q_u32(odd + k)), bf16_of(vld1q_u32(odd + k + 4)));
        store_result(code, p->sign + k, odd + k, r, out + k);
    }
}

static void store_float(float32x4_t value, const uint16_t *sign, uint32_t *out) {
    const uint32x4_t bits =
        veorq_u32(vreinterpretq_u32_f32(value), vshll_n_u16(vld1_u16(sign), 16));
    vst1q_u32(out, vbslq_u32(vceqq_f32(value, value), bits, vdupq_n_u32(0x7fc00000)));
}

__attribute__((noinline)) static void double_to_float(const aqc_neon_params *p, size_t count,
                                                      const uint64_t *odd, uint32_t *out) {
    for (size_t k = 0; k < count; k += 4) {
        const float64x2_t low = vreinterpretq_f64_u64(vld1q_u64(odd + k));
        const float64x2_t high = vreinterpretq_f64_u64(vld1q_u64(odd + k + 2));
        store_float(vcvt_high_f32_f64(vcvt_f32_f64(low), high), p->sign + k, out + k);
    }
}

/* The one rounding is that of the multiply-add. */
__attribute__((noinline)) static void nearest_float(const aqc_neon_params *p, size_t count,
                                                    const float *x, uint32_t *out) {
    for (size_t k = 0; k < count; k += 4) {
        const float32x4_t s = vld1q_f32(p->scale + k);
        const float32x4_t c = vmulq_f32(s, vld1q_f32(p->offset + k));
        store_float(vfmaq_f32(c, vld1q_f32(x + k), s), p->sign + k, out + k);
    }
}

/* ---- The block ------------------------------------------------------------------------ */

void aqc_neon_block(const aqc_job *job, const aqc_neon_params *params, size_t count,
                    const uint8_t *codes, uint8_t *out) {
    float x[AQC_NEON_BLOCK];
    uint32_t odd[AQC_NEON_BLOCK];
    uint64_t wide[AQC_NEON_BLOCK];
    union {
        uint16_t narrow[AQC_NEON_BLOCK];
        uint32_t wide[AQC_NEON_BLOCK];
    } result;
    const size_t padded = (count + 15) / 16 * 16;
    decode(&job->source, codes, padded, x);
    if (job->dst_format == AQ_FLOAT && !params->in_double) {
        nearest_float(params, padded, x, result.wide);
    } else {
        aqc_neon_set_control(AQC_NEON_DOWN);
        if (params->in_double) {
            odd_double(params, padded, x, wide);
        } else {
            odd_float(params, padded, x, odd);
        }
        aqc_neon_set_control(AQC_NEON_NEAREST);
        if (job->dst_format == AQ_FLOAT) {
            double_to_float(params, padded, wide, result.wide);
        } else {
            if (params->in_double) {
                odd_to_float(wide, padded, odd);
            }
            (job->dst_format == AQ_HALF ? to_half : to_bf16)(params, padded, odd, job->saturate,
                                                             result.narrow);
        }
    }
    memcpy(out, &result, AQ_MUTATE(neon_tail_one_short, count, count - 1) * job->dst_bytes);
}
