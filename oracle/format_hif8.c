/* hifloat8: a sign, then a prefix that says how many exponent bits follow; what
 * is left is fraction. Source: semantics.md c.4.
 *
 * In order of value the positive codes are: the denormals 0x01..0x07, then the
 * binades from 2^-15 up to 2^15. There is one zero (0x00); 0x80 is NaN, 0x6F and
 * 0xEF are the infinities, in the place of 1.5 * 2^15. */
#include "format_table.h"

#include <stdlib.h>

/* A binade: where its codes begin and how many fraction bits they have. */
typedef struct binade {
    uint32_t base;
    unsigned fraction_bits;
} binade;

/* exponent in -15..15 */
static binade binade_of(int exponent) {
    unsigned magnitude = (unsigned)(exponent < 0 ? -exponent : exponent);
    uint32_t negative = exponent < 0;
    if (magnitude >= 8) /* 11 eeee m */
        return (binade){0x60u | negative << 4 | (magnitude - 8) << 1, 1};
    if (magnitude >= 4) /* 10 eee mm */
        return (binade){0x40u | negative << 4 | (magnitude - 4) << 2, 2};
    if (magnitude >= 2) /* 01 ee mmm */
        return (binade){0x20u | negative << 4 | (magnitude - 2) << 3, 3};
    if (magnitude == 1) /* 001 e mmm */
        return (binade){0x10u | negative << 3, 3};
    return (binade){0x08u, 3}; /* 0001 mmm */
}

void aqo_decode_hif8(const aqo_format *format, uint32_t code, mpfr_ptr value) {
    uint32_t magnitude = code & 0x7F;
    bool negative = code >> 7;
    if (code == format->nan_code) {
        mpfr_set_nan(value);
        return;
    }
    if (magnitude == format->max_code + 1) {
        mpfr_set_inf(value, negative ? -1 : 1);
        return;
    }
    if (magnitude == 0) {
        mpfr_set_zero(value, 1);
        return;
    }
    if (magnitude < 8) {
        mpfr_set_ui_2exp(value, 1, (int)magnitude - 23, MPFR_RNDN);
    } else {
        int exponent;
        bool below_one = magnitude & 0x10;
        if (magnitude >= 0x60)
            exponent = 8 + (int)(magnitude >> 1 & 7);
        else if (magnitude >= 0x40)
            exponent = 4 + (int)(magnitude >> 2 & 3);
        else if (magnitude >= 0x20)
            exponent = 2 + (int)(magnitude >> 3 & 1);
        else if (magnitude >= 0x10)
            exponent = 1, below_one = magnitude & 0x08;
        else
            exponent = 0, below_one = false;
        if (below_one)
            exponent = -exponent;
        unsigned bits = binade_of(exponent).fraction_bits;
        uint32_t fraction = magnitude & ((1u << bits) - 1);
        mpfr_set_ui_2exp(value, (1u << bits) + fraction, exponent - (int)bits, MPFR_RNDN);
    }
    if (negative)
        mpfr_neg(value, value, MPFR_RNDN);
}

/* The k-th positive number in order of value; k = 0 is zero, and the one past
 * the largest is the place of infinity. */
static uint32_t code_in_order(unsigned k) {
    if (k < 8)
        return k;
    k -= 8;
    for (int exponent = -15; exponent <= 15; exponent++) {
        binade b = binade_of(exponent);
        if (k < 1u << b.fraction_bits)
            return b.base + k;
        k -= 1u << b.fraction_bits;
    }
    abort(); /* there are 127 */
}

enum { INFINITY_PLACE = 127 }; /* k of 0x6F */

static void value_in_order(unsigned k, mpfr_ptr value) {
    if (k == INFINITY_PLACE)
        mpfr_set_ui_2exp(value, 3, 14, MPFR_RNDN);
    else
        aqo_decode_hif8(aqo_format_get(AQ_HIF8), code_in_order(k), value);
}

uint32_t aqo_encode_hif8(const aqo_format *format, mpfr_srcptr value, aqo_rounding rounding,
                         bool saturate) {
    if (mpfr_nan_p(value))
        return saturate ? 0 : format->nan_code;
    bool negative = mpfr_signbit(value);
    uint32_t sign = negative ? 0x80 : 0;
    uint32_t overflow = saturate ? format->max_code : format->max_code + 1;
    if (mpfr_inf_p(value))
        return sign | overflow;

    mpfr_t magnitude, at, next;
    mpfr_inits2(AQO_PRECISION + 2, magnitude, at, next, (mpfr_ptr)0);
    mpfr_abs(magnitude, value, MPFR_RNDN);
    unsigned below = 0, past = INFINITY_PLACE + 1; /* below <= magnitude < past */
    while (past - below > 1) {
        unsigned middle = (below + past) / 2;
        value_in_order(middle, next);
        if (mpfr_greater_p(next, magnitude))
            past = middle;
        else
            below = middle;
    }
    value_in_order(below, at);
    bool up = false;
    if (below < INFINITY_PLACE && !mpfr_equal_p(at, magnitude)) {
        value_in_order(below + 1, next);
        mpfr_add(at, at, next, MPFR_RNDN);
        mpfr_div_2ui(at, at, 1, MPFR_RNDN);
        int half = mpfr_cmp(magnitude, at);
        switch (rounding) {
        case AQO_NEAREST_EVEN:
            up = half > 0 || (half == 0 && code_in_order(below) % 2 == 1);
            break;
        case AQO_NEAREST_AWAY:
            up = half >= 0;
            break;
        case AQO_UP:
            up = !negative;
            break;
        case AQO_DOWN:
            up = negative;
            break;
        default:
            break;
        }
    }
    mpfr_clears(magnitude, at, next, (mpfr_ptr)0);

    uint32_t code = code_in_order(below + up);
    if (code == format->max_code + 1)
        code = aqo_overflow_is_infinite(rounding, negative) ? overflow : format->max_code;
    return code ? sign | code : 0; /* one zero only */
}
