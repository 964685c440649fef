/* Decides what number each code is, as a double, for the everyday oracle.
 *
 * Source: semantics.md section c. Written apart from the MPFR decoder and from
 * the referee's: the tests compare all three over every code. */
#include "fast.h"

#include "fast_bits.h"

#include <assert.h>

/* The dot field, a prefix code, says how many exponent bits follow; the first of
 * these is the exponent's sign, its magnitude has a hidden leading one. */
static double decode_hif8(uint32_t code) {
    static const uint8_t exponent_bits_of[16] = {0, 0, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4};
    uint64_t sign = (uint64_t)(code >> 7 & 1) << 63;
    uint32_t rest = code & 0x7f;
    if (rest < 0x08) {
        if (rest == 0) {
            return sign != 0 ? NAN : 0.0;
        }
        return from_bits(sign | power_of_two((int)rest - 23));
    }
    if (rest == 0x6f) {
        return from_bits(sign | power_of_two(1024));
    }
    uint32_t exponent_bits = exponent_bits_of[rest >> 3];
    uint32_t fraction_bits = exponent_bits <= 2 ? 3 : 5 - exponent_bits;
    uint32_t field = rest >> fraction_bits & ((1u << exponent_bits) - 1);
    uint32_t hidden = (1u << exponent_bits) >> 1;
    int exponent = field < hidden ? (int)(field + hidden) : -(int)field;
    uint64_t fraction = rest & ((1u << fraction_bits) - 1);
    return from_bits(sign | power_of_two(exponent) | fraction << (52 - fraction_bits));
}

double aqo_decode_double(aq_format format, uint32_t code) {
    switch (format) {
    case AQ_INT4:
        return (double)((int)((code & 15) ^ 8) - 8);
    case AQ_INT8:
        return (double)((int)((code & 255) ^ 128) - 128);
    case AQ_E4M3FN:
        return decode_fields(code, 4, 3, 7, NAN_IS_ALL_ONES);
    case AQ_E5M2:
        return decode_fields(code, 5, 2, 15, LIKE_IEEE);
    case AQ_HIF8:
        return decode_hif8(code);
    case AQ_E2M1:
        return decode_fields(code, 2, 1, 1, NO_SPECIALS);
    case AQ_E1M2:
        return decode_fields(code, 1, 2, 1, NO_SPECIALS);
    case AQ_E8M0:
        return code == 255 ? NAN : from_bits(power_of_two((int)code - 127));
    case AQ_HALF:
        return decode_fields(code, 5, 10, 15, LIKE_IEEE);
    case AQ_BF16:
        return decode_fields(code, 8, 7, 127, LIKE_IEEE);
    default:
        assert(format == AQ_FLOAT);
        return decode_fields(code, 8, 23, 127, LIKE_IEEE);
    }
}
