/* What the codes of every format mean, by bit arithmetic. */
#include "number.h"

/* How the codes of a format are laid out. */
typedef enum layout {
    TWOS_COMPLEMENT,
    FLOATING_IEEE,   /* top exponent: Inf and NaN */
    FLOATING_FN,     /* all ones: NaN; no Inf */
    FLOATING_FINITE, /* no special values */
    POWER_OF_TWO,    /* e8m0 */
    PREFIX_CODED     /* hif8 */
} layout;

static const struct format {
    uint8_t layout, exponent_bits, fraction_bits;
    int16_t bias;
} formats[AQ_FORMAT_COUNT] = {
    [AQ_INT4] = {TWOS_COMPLEMENT, 0, 3, 0},  [AQ_INT8] = {TWOS_COMPLEMENT, 0, 7, 0},
    [AQ_E4M3FN] = {FLOATING_FN, 4, 3, 7},    [AQ_E5M2] = {FLOATING_IEEE, 5, 2, 15},
    [AQ_HIF8] = {PREFIX_CODED, 0, 0, 0},     [AQ_E2M1] = {FLOATING_FINITE, 2, 1, 1},
    [AQ_E1M2] = {FLOATING_FINITE, 1, 2, 1},  [AQ_E8M0] = {POWER_OF_TWO, 8, 0, 127},
    [AQ_HALF] = {FLOATING_IEEE, 5, 10, 15},  [AQ_BF16] = {FLOATING_IEEE, 8, 7, 127},
    [AQ_FLOAT] = {FLOATING_IEEE, 8, 23, 127}};

static aqc_number make_finite(bool negative, uint32_t significand, int exponent) {
    return (aqc_number){significand, (int16_t)exponent, AQC_FINITE, negative};
}

static aqc_number make_special(bool negative, aqc_class class) {
    return (aqc_number){0, 0, (uint8_t) class, negative};
}

static aqc_number decode_integer(const struct format *f, uint32_t code) {
    const uint32_t sign = 1u << f->fraction_bits;
    const bool negative = (code & sign) != 0;
    return make_finite(negative, negative ? 2 * sign - code : code, 0);
}

static aqc_number decode_floating(const struct format *f, uint32_t code) {
    const uint32_t hidden = 1u << f->fraction_bits, top = (1u << f->exponent_bits) - 1;
    const uint32_t fraction = code & (hidden - 1);
    const uint32_t exponent = code >> f->fraction_bits & top;
    const bool negative = (code >> (f->fraction_bits + f->exponent_bits) & 1) != 0;
    if (f->layout == FLOATING_IEEE && exponent == top) {
        return make_special(negative, fraction == 0 ? AQC_INF : AQC_NAN);
    }
    if (f->layout == FLOATING_FN && exponent == top && fraction == hidden - 1) {
        return make_special(negative, AQC_NAN);
    }
    /* Subnormals have the exponent of the lowest binade and no hidden bit. */
    const int lowest = 1 - f->bias - f->fraction_bits;
    return exponent == 0 ? make_finite(negative, fraction, lowest)
                         : make_finite(negative, hidden | fraction, lowest + (int)exponent - 1);
}

/* Code 0 is 2^-127 and not zero. */
static aqc_number decode_e8m0(const struct format *f, uint32_t code) {
    return code == 0xff ? make_special(false, AQC_NAN) : make_finite(false, 1, (int)code - f->bias);
}

/* One row of the prefix code below the sign bit: |exponent| is base plus the low
 * bits of the exponent field, whose top bit is its sign. */
static aqc_number hif8_normal(uint32_t code, int exponent_bits, int fraction_bits) {
    const uint32_t sign = 1u << (exponent_bits - 1);
    const uint32_t field = code >> fraction_bits & (2 * sign - 1);
    const int magnitude = (int)(sign | field);
    const int exponent = field & sign ? -magnitude : magnitude;
    const uint32_t hidden = 1u << fraction_bits;
    return make_finite((code & 0x80) != 0, hidden | (code & (hidden - 1)),
                       exponent - fraction_bits);
}

static aqc_number decode_hif8(uint32_t code) {
    const uint32_t body = code & 0x7f;
    const bool negative = (code & 0x80) != 0;
    if (body == 0) {
        return negative ? make_special(false, AQC_NAN) : make_finite(false, 0, 0);
    }
    if (body == 0x6f) {
        return make_special(negative, AQC_INF);
    }
    switch (body >> 3) {
    case 0: /* 0000 mmm: 2^(m - 23) */
        return make_finite(negative, 1, (int)body - 23);
    case 1: /* 0001 mmm */
        return make_finite(negative, body, -3);
    case 2: /* 001 e mmm */
    case 3:
        return hif8_normal(code, 1, 3);
    case 4: /* 01 ee mmm */
    case 5:
    case 6:
    case 7:
        return hif8_normal(code, 2, 3);
    case 8: /* 10 eee mm */
    case 9:
    case 10:
    case 11:
        return hif8_normal(code, 3, 2);
    default: /* 11 eeee m */
        return hif8_normal(code, 4, 1);
    }
}

aqc_number aqc_decode(aq_format format, uint32_t code) {
    const struct format *f = &formats[format];
    switch (f->layout) {
    case TWOS_COMPLEMENT:
        return decode_integer(f, code);
    case POWER_OF_TWO:
        return decode_e8m0(f, code);
    case PREFIX_CODED:
        return decode_hif8(code);
    default:
        return decode_floating(f, code);
    }
}
