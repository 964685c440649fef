/* How the certificate search rounds: doubles and exact sums of two doubles to the
 * grid of a format, by arithmetic. Internal to certify_*.c.
 *
 * Everything here is exact as long as double operations are rounded to nearest,
 * one by one; the files that include it are compiled so. */
#ifndef AQ_ORACLE_CERTIFY_ROUND_H
#define AQ_ORACLE_CERTIFY_ROUND_H

#include "fast_bits.h"

#define AQO_SIGN_BIT (UINT64_C(1) << 63)
#define AQO_EXPONENT_BITS (UINT64_C(0x7ff) << 52)
#define AQO_HALF_BIT (UINT64_C(1) << 51) /* 1.5 = 1 with this bit */

/* What of a format decides rounding to it. */
typedef struct aqo_grid {
    int precision, emin, emax;
    double least_normal; /* 2^emin */
    double largest;
    double threshold; /* (2 - 2^-precision) * 2^emax: from here on it rounds to Inf */
    double infinity;  /* 2^(emax+1): what Inf counts as */
} aqo_grid;

/* floor(log2|value|) of a normal double. */
AQO_SPECIALIZED int aqo_exponent(double value) {
    return (int)(bits_of(value) >> 52 & 0x7ff) - 1023;
}

/* To a multiple of 2^unit, to nearest, ties to even; |value| < 2^(unit + 51). */
AQO_SPECIALIZED double aqo_to_unit(double value, int unit) {
    double magic = from_bits(power_of_two(unit + 52) | AQO_HALF_BIT);
    return (value + magic) - magic;
}

/* A normal double to `precision` bits, the exponent unlimited. */
AQO_SPECIALIZED double aqo_to_precision(double value, int precision) {
    uint64_t binade = bits_of(value) & AQO_EXPONENT_BITS;
    double magic = from_bits((binade + ((uint64_t)(53 - precision) << 52)) | AQO_HALF_BIT);
    return (value + magic) - magic;
}

/* high + low (high being that sum to nearest), rounded to odd: on the same side as
 * the sum of every number of 52 bits or less, and in its binade. */
AQO_SPECIALIZED double aqo_to_odd(double high, double low) {
    uint64_t bits = bits_of(high);
    uint64_t step = (uint64_t)(low != 0.0) & ~bits & 1;
    uint64_t inward = (bits ^ bits_of(low)) >> 63;
    return from_bits(bits + step - 2 * (step & inward));
}

/* The sum high + low in the format: Inf, or the largest number where results
 * saturate, beyond it; NaN saturates to +0. */
AQO_SPECIALIZED double aqo_to_grid(const aqo_grid *g, bool saturate, double high, double low) {
    if ((bits_of(high) & AQO_EXPONENT_BITS) == AQO_EXPONENT_BITS) {
        if (!saturate)
            return high;
        return isnan(high) ? 0.0 : copysign(g->largest, high);
    }
    double odd = aqo_to_odd(high, low);
    int exponent = aqo_exponent(odd);
    int binade = exponent > g->emin ? exponent : g->emin;
    double rounded = copysign(aqo_to_unit(odd, binade - (g->precision - 1)), high);
    if (fabs(rounded) > g->largest)
        return copysign(saturate ? g->largest : INFINITY, high);
    return rounded;
}

/* a + b == *high + *low, with *high = RN(a + b). */
AQO_SPECIALIZED void aqo_two_sum(double a, double b, double *high, double *low) {
    double sum = a + b;
    double b_part = sum - a;
    double a_part = sum - b_part;
    *high = sum;
    *low = (a - a_part) + (b - b_part);
}

#endif
