/* Parameters as the kernels take them, in plain C: one after another. Correct in every
 * rounding direction. */
#include "kernels.h"
#include "names.h"
#include "number.h"

#include <math.h>
#include <string.h>

/* The significand without the zeros at its end, as m * 2^e with 2^(bits-1) <= m. */
typedef struct shape {
    int lowest, above; /* exponent of the lowest bit, and of the one above the highest */
} shape;

static shape shape_of(aqc_number v) {
    const int zeros = __builtin_ctz(v.significand);
    return (shape){v.exponent + zeros, v.exponent + 32 - __builtin_clz(v.significand)};
}

/* Exact: a finite parameter of any format is a float. */
static float float_of(aqc_number v) {
    uint32_t bits = 0;
    if (v.significand != 0) {
        const int zeros = __builtin_clz(v.significand), top = v.exponent + 31 - zeros;
        bits = top >= -126 ? (uint32_t)(top + 127) << 23 | (v.significand << zeros >> 8 & 0x7fffff)
                           : v.significand << (v.exponent + 149);
    }
    bits |= (uint32_t)v.negative << 31;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

typedef struct verdict {
    aqc_step_class class;
    bool normal;
} verdict;

/* See the AVX-512 variant for the same, sixteen at once. */
static verdict judge(const aqc_source *source, aqc_number scale, aqc_number offset, bool exact) {
    const shape s = shape_of(scale);
    int lowest = source->lowest, highest = source->highest;
    if (offset.significand != 0) {
        const shape o = shape_of(offset);
        lowest = o.lowest < lowest ? o.lowest : lowest;
        highest = (o.above > highest ? o.above : highest) + 1;
    }
    const int last = lowest + s.lowest, below = highest + s.above;
    const bool fits = below - last <= 24 && below <= 127 && last >= -149;
    return (verdict){fits ? AQC_EXACT : exact ? AQC_ODD : AQC_DOUBLE, last >= -126};
}

static void prepare_one(const aqc_job *job, aqc_number scale, aqc_number offset, size_t j,
                        aqc_panel *panel) {
    const bool special =
        scale.class != AQC_FINITE || offset.class != AQC_FINITE || scale.significand == 0;
    if (special) {
        panel->special[panel->specials++] = (uint16_t)j;
        scale = (aqc_number){.significand = 1, .negative = scale.negative};
        offset = (aqc_number){.negative = true};
    }
    panel->sign[j] = scale.negative ? 0x8000 : 0;
    scale.negative = false;
    panel->scale[j] = float_of(scale);
    panel->offset[j] = float_of(offset);
    const double product = (double)panel->scale[j] * panel->offset[j]; /* 48 bits: exact */
    panel->addend[j] = (float)product;
    const verdict v = judge(&job->source, scale, offset,
                            panel->addend[j] == product && fabsf(panel->addend[j]) < 0x1p126f);
    const size_t step = j / AQC_STEP;
    const bool first = j % AQC_STEP == 0;
    panel->class[step] = first || v.class > panel->class[step] ? v.class : panel->class[step];
    panel->normal[step] = (first || panel->normal[step]) && v.normal;
}

void aqc_prepare(const aqc_job *job, const uint8_t *scales, const uint8_t *offsets, size_t count,
                 bool quick, aqc_panel *panel) {
    const unsigned bits = aqi_format_bits(job->param_format);
    (void)quick;
    panel->specials = 0;
    for (size_t j = 0; j < count; j++) {
        const aqc_number none = {.negative = true};
        prepare_one(job, aqc_decode(job->param_format, aqc_load(scales, bits, j)),
                    offsets != NULL ? aqc_decode(job->param_format, aqc_load(offsets, bits, j))
                                    : none,
                    j, panel);
    }
}
