/* NEON: parameters as the passes take them, and whether float is wide enough. */
#include "mutate.h"
#include "neon.h"

#include <arm_neon.h>
#include <math.h>
#include <string.h>

static float from_bits(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint32_t bits_of(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* All formats of parameters are exact in float. */
static void load(aq_format format, const uint8_t *data, size_t count, float *out) {
    switch (format) {
    case AQ_HALF:
        for (size_t k = 0; k < count; k++) {
            uint16_t code;
            memcpy(&code, data + 2 * k, sizeof code);
            const float16x4_t half = vreinterpret_f16_u16(vdup_n_u16(code));
            out[k] = vgetq_lane_f32(vcvt_f32_f16(half), 0);
        }
        break;
    case AQ_BF16:
        for (size_t k = 0; k < count; k++) {
            uint16_t code;
            memcpy(&code, data + 2 * k, sizeof code);
            out[k] = from_bits((uint32_t)code << 16);
        }
        break;
    case AQ_E8M0: /* 2^(code - 127): the first is subnormal, the last is NaN */
        for (size_t k = 0; k < count; k++) {
            const uint32_t code = data[k];
            out[k] = from_bits(code == 0     ? AQ_MUTATE(neon_e8m0_0_is_normal, 0x400000, 0x800000)
                               : code == 255 ? 0x7fc00000
                                             : code << 23);
        }
        break;
    default: /* float */
        memcpy(out, data, 4 * count);
        break;
    }
}

/* |x| is 0 or from 2^-22 (hif8) to 2^16, in multiples of 2^-22. With an offset, and s and
 * o of 11 bits between 2^-40 and 2^40: s*o has 22 bits, and s*x + s*o is a multiple of
 * 2^-100, below 2^81. Without, |s*x| is 0 or from 2^-122 to 2^116. So float has what is
 * added, and no sum is subnormal or overflows. */
static bool fits_float(aq_format format, float s, float o, bool has_offset) {
    const float limit = has_offset ? 0x1p40f : 0x1p100f;
    return s >= 1 / limit && s <= limit &&
           (!has_offset ||
            (format != AQ_FLOAT && (o == 0 || (fabsf(o) >= 1 / limit && fabsf(o) <= limit))));
}

void aqc_neon_prepare(const aqc_job *job, const uint8_t *scales, const uint8_t *offsets,
                      size_t count, bool quick, aqc_panel *panel) {
    (void)quick;
    load(job->param_format, scales, count, panel->scale);
    if (offsets != NULL) {
        load(job->param_format, offsets, count, panel->offset);
    }
    panel->specials = 0;
    bool fits = true;
    const size_t padded = (count + 15) / 16 * 16;
    for (size_t k = 0; k < padded; k++) {
        if (k % AQC_NEON_BLOCK == 0) {
            fits = true;
        }
        /* The -0 changes nothing, not even a zero. */
        float s = k < count ? panel->scale[k] : 1;
        float o = k < count && offsets != NULL ? panel->offset[k] : -0.0f;
        panel->sign[k] = (uint16_t)(bits_of(s) >> 16 & 0x8000);
        s = fabsf(s);
        if (!isfinite(s) || s == 0 || !isfinite(o)) {
            panel->special[panel->specials++] = (uint16_t)k;
            s = 1;
            o = -0.0f;
        }
        panel->scale[k] = s;
        panel->offset[k] = o;
        panel->addend[k] = 0;
        fits = AQ_MUTATE(neon_inexact_addend_taken,
                         fits && fits_float(job->param_format, s, o, offsets != NULL), true);
        /* A block has one class, so the last word on it counts for all of it. */
        for (size_t step = k / AQC_NEON_BLOCK * AQC_NEON_BLOCK; step <= k; step += AQC_STEP) {
            panel->class[step / AQC_STEP] = fits ? AQC_ODD : AQC_DOUBLE;
            panel->normal[step / AQC_STEP] = false;
        }
    }
}
