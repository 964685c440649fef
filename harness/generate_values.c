/* The generator's values. Parameters (scale, offset) are drawn first, each with
 * a source code that it was made for; then the elements, half of them near the
 * code of their parameter and half anything. */
#include "fast.h"
#include "format.h"
#include "generate.h"
#include "index.h"
#include "nearest_code.h"

#include <math.h>
#include <stdlib.h>

/* Numbers are doubles here: every code of every format is exact in one. */
static double value_of(aq_format format, uint32_t code) {
    return aqo_decode_double(format, code);
}

static uint32_t any_code(aqh_random *random, aq_format format) {
    return (uint32_t)(aqh_next(random) >> 32) & (uint32_t)(aqo_code_count(format) - 1);
}

/* Codes at which something changes, of either sign. */
static uint32_t special_code(aqh_random *random, aq_format format) {
    const aqo_format *f = aqo_format_get(format);
    const uint32_t sign = f->bits == 32 ? UINT32_C(1) << 31 : UINT32_C(1) << (f->bits - 1);
    const uint32_t codes[] = {
        0,
        1,
        (UINT32_C(1) << f->fraction_bits) - 1, /* largest subnormal */
        UINT32_C(1) << f->fraction_bits,       /* smallest normal */
        f->max_code - 1,
        f->max_code,
        (f->max_code + 1) & (sign | (sign - 1)), /* Inf, NaN or the most negative */
        f->nan_code,
        sign - 1,                                /* all ones: a NaN with payload */
        (f->max_code + 2) & (sign | (sign - 1)), /* a signalling NaN where there are some */
        aqh_nearest_code(format, 1.0),
    };
    uint32_t code = codes[aqh_below(random, sizeof codes / sizeof *codes)];
    return aqh_one_in(random, 3) ? code ^ sign : code;
}

/* A number in [2^exponent, 2^(exponent+1)) with this many significant bits. */
static double with_bits(aqh_random *random, int exponent, int bits) {
    double significand = 1, place = 0.5;
    for (int bit = 1; bit < bits; bit++, place /= 2)
        significand += (aqh_next(random) >> 63) ? place : 0;
    if (bits > 1) /* odd, so that it has exactly that many */
        significand = floor(ldexp(significand, bits - 2)) / ldexp(1, bits - 2) + ldexp(1, 1 - bits);
    if (significand >= 2)
        significand /= 2;
    return ldexp(significand, exponent);
}

static double signed_with_bits(aqh_random *random, int exponent, int bits) {
    double number = with_bits(random, exponent, bits);
    return aqh_one_in(random, 4) ? -number : number;
}

static int exponent_of(double number) {
    return number == 0 || !isfinite(number) ? 0 : ilogb(number);
}

static uint32_t finite_code(aqh_random *random, aq_format format) {
    uint32_t code;
    do
        code = any_code(random, format);
    while (!isfinite(value_of(format, code)));
    return code;
}

typedef struct parameter {
    uint32_t scale, offset, source; /* codes; source: the element it was made for */
} parameter;

typedef struct drawing {
    const aq_call *call;
    aqh_theme theme;
    aqh_random *random;
    double sigma;   /* of realistic weights */
    uint32_t start; /* of a sweep */
} drawing;

/* A scale that brings the sum of this parameter to the given exponent. */
static uint32_t scale_towards(const drawing *d, double sum, int exponent, int bits) {
    return aqh_nearest_code(d->call->scale.format,
                            signed_with_bits(d->random, exponent - exponent_of(sum), bits));
}

static parameter draw_parameter(const drawing *d) {
    const aq_call *call = d->call;
    const aqo_format *dst = aqo_format_get(call->dst.format);
    const aq_format format = call->scale.format;
    const int bits = aqo_format_get(format)->precision;
    aqh_random *random = d->random;
    parameter p = {.source = finite_code(random, call->src.format)};
    const double x = value_of(call->src.format, p.source);
    /* One draw per statement: in which order arguments are evaluated is up to the
     * compiler, and a seed must mean the same case with each. */
    int drawn = aqh_between(random, 1, bits);
    double o = signed_with_bits(random, aqh_between(random, -3, 7), drawn);

    switch (d->theme) {
    case AQH_THEME_UNIFORM:
        p.scale = any_code(random, format);
        p.offset = any_code(random, format);
        return p;
    case AQH_THEME_SPECIALS:
        p.source = special_code(random, call->src.format);
        p.scale = special_code(random, format);
        p.offset = special_code(random, format);
        if (aqh_one_in(random, 3)) /* one special among ordinary ones shows most */
            p.scale = aqh_nearest_code(format, with_bits(random, aqh_between(random, -4, 4), bits));
        if (aqh_one_in(random, 3))
            p.offset = aqh_nearest_code(format, o);
        return p;
    case AQH_THEME_TIES:
    case AQH_THEME_NEAR_TIES:
        /* Sum and scale with as many bits together as the result has, and one. */
        o = aqh_between(random, -64, 64) * 0.5;
        p.offset = aqh_nearest_code(format, o);
        drawn = aqh_between(random, 1, dst->precision);
        p.scale =
            aqh_nearest_code(format, signed_with_bits(random, aqh_between(random, -6, 2), drawn));
        if (d->theme == AQH_THEME_NEAR_TIES) {
            if (aqh_one_in(random, 2))
                p.scale ^= 1;
            else
                p.offset ^= 1;
        }
        return p;
    case AQH_THEME_GAPS: {
        const aqo_format *f = aqo_format_get(format);
        o = signed_with_bits(random, aqh_between(random, f->emin, f->emax), bits);
        p.offset = aqh_nearest_code(format, o);
        p.scale = scale_towards(d, x + o, aqh_between(random, dst->emin - 4, dst->emax), bits);
        return p;
    }
    case AQH_THEME_CANCELLATION:
        p.offset = aqh_nearest_code(format, -x);
        if (aqh_one_in(random, 2) && p.offset > 4)
            p.offset += (uint32_t)aqh_between(random, -3, 3);
        p.scale =
            aqh_nearest_code(format, signed_with_bits(random, aqh_between(random, -8, 8), bits));
        return p;
    case AQH_THEME_UNDERFLOW:
    case AQH_THEME_OVERFLOW:
        p.offset = aqh_nearest_code(format, o);
        if (!aqo_uses_offset(call))
            o = 0;
        p.scale =
            scale_towards(d, x + o,
                          d->theme == AQH_THEME_OVERFLOW
                              ? aqh_between(random, dst->emax - 1, dst->emax + 1)
                              : aqh_between(random, dst->emin - dst->precision - 1, dst->emin + 1),
                          bits);
        return p;
    case AQH_THEME_WEIGHTS: {
        /* absmax quantization: the largest of a channel takes the largest code */
        double absmax = d->sigma * (2.5 + aqh_below(random, 2000) / 1000.0);
        double largest = value_of(call->src.format, aqo_format_get(call->src.format)->max_code);
        p.scale = aqh_nearest_code(format, absmax / largest);
        p.offset = aqh_nearest_code(format, (double)aqh_between(random, -16, 16));
        return p;
    }
    default:
        p.scale =
            aqh_nearest_code(format, signed_with_bits(random, aqh_between(random, -8, 4), bits));
        p.offset = aqh_nearest_code(format, o);
        return p;
    }
}

static uint32_t draw_source(const drawing *d, const parameter *p, size_t index) {
    const aq_format format = d->call->src.format;
    aqh_random *random = d->random;
    if (d->theme == AQH_THEME_SWEEP)
        return (d->start + (uint32_t)index) & (uint32_t)(aqo_code_count(format) - 1);
    if (d->theme == AQH_THEME_WEIGHTS) {
        double normal = -6; /* the sum of twelve uniforms, the same on every machine */
        for (int k = 0; k < 12; k++)
            normal += (double)(aqh_next(random) >> 32) * 0x1p-32;
        double scale = value_of(d->call->scale.format, p->scale);
        double offset = aqo_uses_offset(d->call) ? value_of(d->call->offset.format, p->offset) : 0;
        return aqh_nearest_code(format, normal * d->sigma / scale - offset);
    }
    if (aqh_one_in(random, 2))
        return d->theme == AQH_THEME_SPECIALS ? special_code(random, format)
                                              : any_code(random, format);
    uint32_t near = p->source + (uint32_t)aqh_between(random, -1, 1);
    return near & (uint32_t)(aqo_code_count(format) - 1);
}

void aqh_generate_values(aqh_case *c, aqh_theme theme, aqh_random *random) {
    const aq_call *call = &c->call;
    drawing d = {.call = call, .theme = theme, .random = random};
    const int exponent = aqh_between(random, -8, -3);
    d.sigma = ldexp(1.0 + aqh_below(random, 1000) / 1000.0, exponent);
    d.start = any_code(random, call->src.format);

    const size_t count = aqo_elements(&call->scale);
    parameter *parameters = malloc(count * sizeof *parameters);
    if (!parameters)
        abort(); /* a few kilobytes */
    for (size_t k = 0; k < count; k++) {
        parameters[k] = draw_parameter(&d);
        aqo_store(call->scale.format, c->data[AQH_SCALE], k, parameters[k].scale);
        if (c->data[AQH_OFFSET])
            aqo_store(call->offset.format, c->data[AQH_OFFSET], k, parameters[k].offset);
    }
    for (size_t i = 0; i < call->src.rows; i++) {
        const aqo_param_row row = aqo_param_row_of(call, i);
        const parameter *p = &parameters[row.first];
        size_t index = i * call->src.cols;
        for (size_t j = 0, left = row.run; j < call->src.cols; j++, index++) {
            aqo_store(call->src.format, c->data[AQH_SRC], index, draw_source(&d, p, index));
            if (--left == 0) {
                p++;
                left = row.run;
            }
        }
    }
    free(parameters);
}
