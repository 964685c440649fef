/* A decoded value, and the exact arithmetic on it: what every CPU variant has
 * in common. Integers only, so that the caller's floating-point environment is
 * neither felt nor touched. */
#ifndef AQ_CPU_NUMBER_H
#define AQ_CPU_NUMBER_H

#include "antiquant.h"

typedef enum aqc_class { AQC_FINITE, AQC_INF, AQC_NAN } aqc_class;

/* (negative ? -1 : 1) * significand * 2^exponent. The significand has at most
 * 24 bits, is 0 for a zero and is not normalized; the exponent is that of its
 * lowest bit. */
typedef struct aqc_number {
    uint32_t significand;
    int16_t exponent;
    uint8_t class;
    bool negative;
} aqc_number;

/* The value of a code. Bits above the width of the format must be zero. */
aqc_number aqc_decode(aq_format format, uint32_t code);

/* scale * (src + *offset), or scale * src when offset is null, rounded once to
 * dst (half, bf16 or float): the code. */
uint32_t aqc_element(aqc_number src, const aqc_number *offset, aqc_number scale, aq_format dst,
                     aq_overflow overflow);

#endif
