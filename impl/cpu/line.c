/* Which scales and offsets can be computed with in 64 bits. */
#include "line.h"

#include <string.h>

static int bit_length(uint64_t value) {
    return value != 0 ? 64 - __builtin_clzll(value) : 0;
}

void aqc_sources_of(aq_format format, unsigned format_bits, aqc_sources *sources) {
    const uint32_t codes = 1u << format_bits;
    memset(sources, 0, sizeof *sources);
    sources->codes = codes;
    sources->unit = INT16_MAX;
    for (uint32_t code = 0; code < codes; code++) {
        const aqc_number x = sources->number[code] = aqc_decode(format, code);
        sources->odd_one[code] = x.class != AQC_FINITE || (x.significand == 0 && x.negative);
        if (sources->odd_one[code]) {
            sources->odd_one_code[sources->odd_ones++] = (uint8_t)code;
        }
        if (x.significand != 0 && x.exponent < sources->unit) {
            sources->unit = x.exponent;
        }
    }
    for (uint32_t code = 0; code < codes; code++) {
        const aqc_number x = sources->number[code];
        const int bits =
            x.significand != 0 ? bit_length(x.significand) + x.exponent - sources->unit : 0;
        sources->bits = bits > sources->bits ? bits : sources->bits;
        if (bits < 63) { /* else there is no line */
            const int64_t value =
                (int64_t)((uint64_t)x.significand << (bits > 0 ? x.exponent - sources->unit : 0));
            sources->value[code] = x.negative ? -value : value;
        }
    }
}

/* Without the zeros at its end. */
static aqc_number odd(aqc_number x) {
    const int zeros = __builtin_ctz(x.significand);
    x.significand >>= zeros;
    x.exponent = (int16_t)(x.exponent + zeros);
    return x;
}

bool aqc_line_of(const aqc_sources *sources, const aqc_number *offset, aqc_number scale,
                 const aqc_target *t, aqc_line *line) {
    if (scale.class != AQC_FINITE || scale.significand == 0) {
        return false;
    }
    aqc_number o = {0};
    int unit = sources->unit;
    if (offset != NULL && offset->significand != 0) {
        o = odd(*offset);
        unit = o.exponent < unit ? o.exponent : unit;
    } else if (offset != NULL && (offset->class != AQC_FINITE || offset->negative)) {
        return false;
    }
    const aqc_number s = odd(scale);
    const int x_shift = sources->unit - unit, o_shift = o.significand != 0 ? o.exponent - unit : 0;
    const int x_bits = sources->bits + x_shift, o_bits = bit_length(o.significand) + o_shift;
    const int sum_bits = (x_bits > o_bits ? x_bits : o_bits) + 1;
    line->normal = t->lowest + t->precision - 1 - unit - s.exponent;
    if (sum_bits + bit_length(s.significand) > 63 || line->normal > 61) {
        return false;
    }
    const int64_t addend =
        (int64_t)((uint64_t)s.significand * ((uint64_t)o.significand << o_shift));
    line->slope = (int64_t)((uint64_t)s.significand << x_shift);
    line->addend = o.negative ? -addend : addend;
    line->sign = scale.negative ? t->sign : 0;
    return true;
}

/* ---- All results at once ----------------------------------------------------------- */

/* Values of one sign that are rounded at the same place: from low on, span of them. */
typedef struct stretch {
    uint64_t low, span, minus, field;
    int up;
    uint32_t sign;
} stretch;

/* The one around the value that x has. */
static stretch stretch_of(const aqc_line *line, int64_t value, int64_t x, const aqc_target *t) {
    const uint64_t minus = -(uint64_t)(value < 0);
    const uint64_t magnitude = ((uint64_t)value ^ minus) - minus;
    const bool negative = aqc_line_below(value, x) != (line->sign != 0);
    if (magnitude == 0) {
        return (stretch){.span = 1, .sign = aqc_zero_code(t, negative)};
    }
    const int lead = aqc_lead_64(magnitude, line->normal);
    const uint64_t end = UINT64_C(2) << lead;
    const uint64_t first = magnitude >> lead != 0 ? UINT64_C(1) << lead : 1;
    return (stretch){.low = minus ? 1 - end : first,
                     .span = end - first,
                     .minus = minus,
                     .field = aqc_field_64(lead, line->normal, t),
                     .up = 62 - lead,
                     .sign = negative ? t->sign : 0};
}

/* In the order of codes most values are near the one before. */
AQC_SPECIALIZED void results_of(const aqc_line *line, const aqc_sources *sources,
                                const aqc_target *t, bool saturate, uint32_t *results) {
    const unsigned codes = sources->codes;
    stretch s = {.span = 0};
    for (unsigned code = 0; code < codes; code++) {
        const int64_t x = sources->value[code], value = line->slope * x + line->addend;
        if ((uint64_t)value - s.low >= s.span) {
            s = stretch_of(line, value, x, t);
        }
        const uint64_t magnitude = ((uint64_t)value ^ s.minus) - s.minus;
        const uint64_t rounded = aqc_round_64(magnitude, s.up, s.field, t);
        results[code] = aqc_magnitude_code(rounded, t, saturate) | s.sign;
    }
}

void aqc_line_results(const aqc_line *line, const aqc_sources *sources, const aqc_target *t,
                      bool saturate, uint32_t *results) {
    const aqc_line copy = *line;
    if (t->precision == aqc_half_target.precision) {
        results_of(&copy, sources, &aqc_half_target, saturate, results);
    } else if (t->precision == aqc_bf16_target.precision) {
        results_of(&copy, sources, &aqc_bf16_target, saturate, results);
    } else {
        results_of(&copy, sources, &aqc_float_target, saturate, results);
    }
}
