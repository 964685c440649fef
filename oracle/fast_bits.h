/* What the files of the everyday oracle share: doubles as bits, and how a code of
 * sign, exponent and fraction becomes one. Internal to it. */
#ifndef AQ_ORACLE_FAST_BITS_H
#define AQ_ORACLE_FAST_BITS_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Compiled once per set of constants that it is called with. */
#define AQO_SPECIALIZED __attribute__((always_inline)) static inline

static inline uint64_t bits_of(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline double from_bits(uint64_t bits) {
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The bits of 2^exponent; of Inf for 1024. */
static inline uint64_t power_of_two(int exponent) {
    return (uint64_t)(exponent + 1023) << 52;
}

typedef enum specials {
    NO_SPECIALS,
    NAN_IS_ALL_ONES, /* one NaN per sign, no Inf */
    LIKE_IEEE        /* the top exponent is Inf and NaN */
} specials;

/* Without branches on the operand, but for special values: codes are random to a
 * branch predictor. */
AQO_SPECIALIZED double decode_fields(uint32_t code, unsigned exponent_bits, unsigned fraction_bits,
                                     int bias, specials specials) {
    uint32_t top = (1u << exponent_bits) - 1;
    uint32_t fraction = code & ((1u << fraction_bits) - 1);
    uint32_t exponent = code >> fraction_bits & top;
    uint64_t sign = (uint64_t)(code >> (fraction_bits + exponent_bits) & 1) << 63;
    if (exponent == top && specials != NO_SPECIALS) {
        if (specials == LIKE_IEEE) {
            return fraction != 0 ? NAN : from_bits(sign | power_of_two(1024));
        }
        if (fraction == (1u << fraction_bits) - 1) {
            return NAN;
        }
    }
    /* A subnormal number is one of the least normal binade less the hidden bit. */
    uint32_t subnormal = exponent == 0;
    uint64_t hidden = power_of_two(1 - bias) & -(uint64_t)subnormal;
    uint64_t normal = power_of_two((int)(exponent + subnormal) - bias) |
                      (uint64_t)fraction << (52 - fraction_bits);
    double magnitude = from_bits(normal) - from_bits(hidden);
    return from_bits(sign | bits_of(magnitude));
}

#endif
