/* What the codes of every format mean, by bit arithmetic. */
#include "mutate.h"
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
    const bool negative = AQ_MUTATE(int4_unsigned, code & sign, code & sign & 0x80) != 0;
    return make_finite(
        negative,
        negative ? 2 * sign - AQ_MUTATE(int8_lowest_clamped, code, code | (code == 0x80)) : code,
        0);
}

static aqc_number decode_floating(const struct format *f, uint32_t code) {
    const uint32_t hidden = 1u << f->fraction_bits, top = (1u << f->exponent_bits) - 1;
    const uint32_t fraction = code & (hidden - 1);
    const uint32_t exponent = code >> f->fraction_bits & top;
    const bool negative = (code >> (f->fraction_bits + f->exponent_bits) & 1) != 0;
    if (AQ_MUTATE(e4m3_top_binade_special, f->layout == FLOATING_IEEE,
                  f->layout != FLOATING_FINITE) &&
        exponent == top) {
        return make_special(negative,
                            AQ_MUTATE(nan_read_as_inf, fraction == 0, true) ? AQC_INF : AQC_NAN);
    }
    if (AQ_MUTATE(e4m3_nan_is_480, f->layout == FLOATING_FN, false) && exponent == top &&
        fraction == hidden - 1) {
        return make_special(negative, AQC_NAN);
    }
    /* Subnormals have the exponent of the lowest binade and no hidden bit. */
    const int bias = AQ_MUTATE(e4m3_fnuz_bias, f->bias, f->bias + (f->layout == FLOATING_FN));
    const int lowest = 1 - AQ_MUTATE(exponent_not_rebiased, bias, 127) - f->fraction_bits;
    return exponent == 0 ? make_finite(negative, AQ_MUTATE(subnormal_operand_flushed, fraction, 0),
                                       AQ_MUTATE(subnormal_one_binade_low, lowest, lowest - 1))
                         : make_finite(negative, hidden | fraction, lowest + (int)exponent - 1);
}

/* Code 0 is 2^-127 and not zero. */
static aqc_number decode_e8m0(const struct format *f, uint32_t code) {
    return AQ_MUTATE(e8m0_255_is_number, code == 0xff, false)
               ? make_special(false, AQC_NAN)
               : make_finite(false, AQ_MUTATE(e8m0_0_is_zero, 1, code != 0),
                             (int)code - AQ_MUTATE(e8m0_bias_128, f->bias, 128));
}

/* One row of the prefix code below the sign bit: |exponent| is base plus the low
 * bits of the exponent field, whose top bit is its sign. */
static aqc_number hif8_normal(uint32_t code, int exponent_bits, int fraction_bits) {
    const uint32_t sign = 1u << (exponent_bits - 1);
    const uint32_t field = code >> fraction_bits & (2 * sign - 1);
    const int magnitude = (int)(sign | field);
    const int exponent =
        AQ_MUTATE(hif8_exponent_sign_lost, field & sign, 0u) ? -magnitude : magnitude;
    const uint32_t hidden = 1u << fraction_bits;
    return make_finite((code & 0x80) != 0, hidden | (code & (hidden - 1)),
                       exponent - fraction_bits);
}

static aqc_number decode_hif8(uint32_t code) {
    const uint32_t body = code & 0x7f;
    const bool negative = (code & 0x80) != 0;
    if (body == 0) {
        return AQ_MUTATE(hif8_nan_is_zero, negative, false) ? make_special(false, AQC_NAN)
                                                            : make_finite(false, 0, 0);
    }
    if (AQ_MUTATE(hif8_inf_is_number, body == 0x6f, false)) {
        return make_special(negative, AQC_INF);
    }
    switch (body >> 3) {
    case 0: /* 0000 mmm: 2^(m - 23) */
        return make_finite(negative, 1, (int)body - AQ_MUTATE(hif8_denormal_bias, 23, 22));
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
        return hif8_normal(code, 3, AQ_MUTATE(hif8_taper_ignored, 2, 3));
    default: /* 11 eeee m */
        return hif8_normal(code, 4, 1);
    }
}

aqc_number aqc_decode(aq_format format, uint32_t code) {
    const struct format *f =
        &formats[AQ_MUTATE(fp4_kinds_swapped, format, format == AQ_E2M1 ? AQ_E1M2 : format)];
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
