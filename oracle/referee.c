/* Decides the rounded result in 128-bit integers with a sticky unit (see
 * referee.h). */
#include "referee.h"

#include <assert.h>

typedef unsigned __int128 wide;

typedef enum kind { ZERO, FINITE, INFINITE, NOT_A_NUMBER } kind;

/* (-1)^negative * significand * 2^exponent when FINITE. */
typedef struct number {
    kind kind;
    bool negative;
    wide significand;
    int exponent;
} number;

/* The shift up to which a sum is aligned exactly. An operand further down is
 * replaced by one unit: it has at most 24 bits, so it is below 2^-46 of the other
 * operand's unit, too little to reach or cross a midpoint of any dst once scaled;
 * that it is there, and on which side, is all that rounding needs. */
enum { EXACT_SHIFT = 70 };

static number make(bool negative, uint32_t significand, int exponent) {
    return (number){significand == 0 ? ZERO : FINITE, negative, significand, exponent};
}

static number integer(int value) {
    return make(value < 0, (uint32_t)(value < 0 ? -value : value), 0);
}

/* Sign, exponent, fraction; has_top: the top exponent is Inf and NaN. */
static number read_fields(uint32_t code, unsigned width, unsigned fraction_bits, int bias,
                          bool has_top) {
    uint32_t magnitude = code & ((1u << (width - 1)) - 1);
    bool negative = magnitude != (code & (0xffffffffu >> (32 - width)));
    uint32_t field = magnitude >> fraction_bits;
    uint32_t fraction = magnitude - (field << fraction_bits);
    uint32_t top = (1u << (width - 1 - fraction_bits)) - 1;
    if (has_top && field == top) {
        return (number){fraction == 0 ? INFINITE : NOT_A_NUMBER, negative, 0, 0};
    }
    if (field == 0) {
        return make(negative, fraction, 1 - bias - (int)fraction_bits);
    }
    return make(negative, fraction + (1u << fraction_bits), (int)field - bias - (int)fraction_bits);
}

static number read_hif8(uint32_t code) {
    /* The exponent of each binade, in the order of the codes: 3 fraction bits
     * from 0x08, 2 from 0x40, 1 from 0x60. */
    static const int8_t three[7] = {0, 1, -1, 2, 3, -2, -3};
    static const int8_t two[8] = {4, 5, 6, 7, -4, -5, -6, -7};
    static const int8_t one[16] = {8,  9,  10,  11,  12,  13,  14,  15,
                                   -8, -9, -10, -11, -12, -13, -14, -15};
    bool negative = code >= 0x80;
    uint32_t c = code % 0x80;
    if (code == 0x80) {
        return (number){NOT_A_NUMBER, false, 0, 0};
    }
    if (c == 0x6f) {
        return (number){INFINITE, negative, 0, 0};
    }
    if (c < 0x08) {
        return make(negative, c != 0, (int)c - 23);
    }
    if (c < 0x40) {
        return make(negative, 8 + c % 8, three[c / 8 - 1] - 3);
    }
    if (c < 0x60) {
        return make(negative, 4 + c % 4, two[(c - 0x40) / 4] - 2);
    }
    return make(negative, 2 + c % 2, one[(c - 0x60) / 2] - 1);
}

static number read_code(aq_format format, uint32_t code) {
    switch (format) {
    case AQ_INT4:
        return integer(code < 8 ? (int)code : (int)code - 16);
    case AQ_INT8:
        return integer(code < 128 ? (int)code : (int)code - 256);
    case AQ_E4M3FN:
        if (code % 0x80 == 0x7f) {
            return (number){NOT_A_NUMBER, false, 0, 0};
        }
        return read_fields(code, 8, 3, 7, false);
    case AQ_E5M2:
        return read_fields(code, 8, 2, 15, true);
    case AQ_HIF8:
        return read_hif8(code);
    case AQ_E2M1:
        return read_fields(code, 4, 1, 1, false);
    case AQ_E1M2:
        return read_fields(code, 4, 2, 1, false);
    case AQ_E8M0:
        return code == 255 ? (number){NOT_A_NUMBER, false, 0, 0} : make(false, 1, (int)code - 127);
    case AQ_HALF:
        return read_fields(code, 16, 10, 15, true);
    case AQ_BF16:
        return read_fields(code, 16, 7, 127, true);
    default:
        assert(format == AQ_FLOAT);
        return read_fields(code, 32, 23, 127, true);
    }
}

/* Both FINITE. */
static number add_finite(number a, number b) {
    if (a.exponent < b.exponent) {
        number swap = a;
        a = b;
        b = swap;
    }
    int gap = a.exponent - b.exponent;
    if (gap > EXACT_SHIFT) {
        gap = EXACT_SHIFT;
        b.significand = 1;
    }
    a.significand <<= gap;
    a.exponent -= gap;
    if (a.negative == b.negative) {
        a.significand += b.significand;
    } else if (a.significand >= b.significand) {
        a.significand -= b.significand;
    } else {
        a.significand = b.significand - a.significand;
        a.negative = b.negative;
    }
    if (a.significand == 0) {
        return (number){ZERO, false, 0, 0};
    }
    return a;
}

static number add(number a, number b) {
    if (a.kind == NOT_A_NUMBER || b.kind == NOT_A_NUMBER) {
        return (number){NOT_A_NUMBER, false, 0, 0};
    }
    if (a.kind == INFINITE && b.kind == INFINITE && a.negative != b.negative) {
        return (number){NOT_A_NUMBER, false, 0, 0};
    }
    if (a.kind == INFINITE || b.kind == INFINITE) {
        return a.kind == INFINITE ? a : b;
    }
    if (a.kind == ZERO && b.kind == ZERO) {
        return (number){ZERO, a.negative && b.negative, 0, 0};
    }
    if (a.kind == ZERO || b.kind == ZERO) {
        return a.kind == ZERO ? b : a;
    }
    return add_finite(a, b);
}

static number multiply(number a, number b) {
    bool negative = a.negative != b.negative;
    bool invalid = (a.kind == ZERO && b.kind == INFINITE) || (a.kind == INFINITE && b.kind == ZERO);
    if (a.kind == NOT_A_NUMBER || b.kind == NOT_A_NUMBER || invalid) {
        return (number){NOT_A_NUMBER, false, 0, 0};
    }
    if (a.kind == INFINITE || b.kind == INFINITE) {
        return (number){INFINITE, negative, 0, 0};
    }
    if (a.kind == ZERO || b.kind == ZERO) {
        return (number){ZERO, negative, 0, 0};
    }
    /* 24 bits shifted by 70, one carry, 24 bits: at most 119. */
    return (number){FINITE, negative, a.significand * b.significand, a.exponent + b.exponent};
}

static int bit_length(wide value) {
    int length = 0;
    for (; value != 0; value >>= 1) {
        length++;
    }
    return length;
}

/* FINITE v in units of 2^unit, to nearest, ties to even; fits by the choice of
 * unit. */
static uint64_t in_units(number v, int unit) {
    int drop = unit - v.exponent;
    if (drop <= 0) {
        return (uint64_t)(v.significand << -drop);
    }
    if (drop > bit_length(v.significand)) {
        return 0;
    }
    wide kept = v.significand >> drop;
    wide lost = v.significand - (kept << drop);
    wide half = (wide)1 << (drop - 1);
    bool up = lost > half || (lost == half && (kept & 1) != 0);
    return (uint64_t)kept + up;
}

uint32_t aqo_referee_round(aq_format dst, aq_overflow overflow, aq_format x_format, uint32_t x_code,
                           aq_format o_format, uint32_t o_code, aq_format s_format, uint32_t s_code,
                           bool has_offset) {
    number v = read_code(x_format, x_code);
    if (has_offset) {
        v = add(v, read_code(o_format, o_code));
    }
    v = multiply(v, read_code(s_format, s_code));

    assert(dst == AQ_HALF || dst == AQ_BF16 || dst == AQ_FLOAT);
    int width = dst == AQ_FLOAT ? 32 : 16;
    int fraction_bits = dst == AQ_HALF ? 10 : dst == AQ_BF16 ? 7 : 23;
    int emin = dst == AQ_HALF ? -14 : -126;
    bool saturate = overflow == AQ_OVERFLOW_SAT && dst != AQ_FLOAT;
    uint64_t infinity = ((UINT64_C(1) << (width - 1 - fraction_bits)) - 1) << fraction_bits;
    if (v.kind == NOT_A_NUMBER) {
        return saturate ? 0 : (uint32_t)infinity | 1u << (fraction_bits - 1);
    }
    uint64_t code = v.kind == INFINITE ? infinity : 0;
    if (v.kind == FINITE) {
        int exponent = v.exponent + bit_length(v.significand) - 1;
        int unit = (exponent < emin ? emin : exponent) - fraction_bits;
        /* The hidden bit of a normal number, and a carry, add to the exponent. */
        code = ((uint64_t)(unit - (emin - fraction_bits)) << fraction_bits) + in_units(v, unit);
    }
    if (code >= infinity) {
        code = infinity - saturate;
    }
    return (uint32_t)v.negative << (width - 1) | (uint32_t)code;
}
