/* Which scales and offsets can be computed with in 64 bits. */
#include "line.h"

#include <string.h>

static int bit_length(uint64_t value) {
    return value != 0 ? 64 - __builtin_clzll(value) : 0;
}

void aqc_sources_of(aq_format format, unsigned format_bits, aqc_sources *sources) {
    const uint32_t codes = 1u << format_bits;
    memset(sources, 0, sizeof *sources);
    sources->unit = INT16_MAX;
    for (uint32_t code = 0; code < codes; code++) {
        const aqc_number x = sources->number[code] = aqc_decode(format, code);
        sources->odd_one[code] = x.class != AQC_FINITE || (x.significand == 0 && x.negative);
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
    line->room = unit + s.exponent + 63 - t->precision - t->lowest;
    if (sum_bits + bit_length(s.significand) > 63 || line->room < 1) {
        return false;
    }
    const int64_t addend =
        (int64_t)((uint64_t)s.significand * ((uint64_t)o.significand << o_shift));
    line->slope = (int64_t)((uint64_t)s.significand << x_shift);
    line->addend = o.negative ? -addend : addend;
    line->negative = scale.negative;
    return true;
}
