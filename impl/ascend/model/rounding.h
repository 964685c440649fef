/* Arithmetic of half, bfloat16 and float in integers: one exact operation, then
 * one rounding to nearest, ties to even, with gradual underflow. The caller's
 * floating-point environment is neither felt nor touched. */
#ifndef AQ_ASCEND_MODEL_ROUNDING_H
#define AQ_ASCEND_MODEL_ROUNDING_H

#include "cpu/number.h"

/* What is rounded to. */
typedef struct aqm_target {
    int precision;     /* bits of the significand, the hidden one too */
    int lowest;        /* exponent of the lowest bit of a subnormal */
    uint32_t infinity; /* code of +Inf; the one below is the largest finite */
    uint32_t nan;      /* code of the quiet NaN */
    uint32_t sign;     /* sign bit */
} aqm_target;

/* A sum or product before its rounding; class is an aqc_class. The significand is
 * the exact one or, where more than 61 bits apart, one that rounds alike. */
typedef struct aqm_exact {
    uint64_t significand;
    int exponent;
    bool negative;
    uint8_t class;
} aqm_exact;

static inline aqm_exact aqm_special(aqc_class class, bool negative) {
    return (aqm_exact){0, 0, negative, (uint8_t) class};
}

static inline aqm_exact aqm_widen(aqc_number a) {
    return (aqm_exact){a.significand, a.exponent, a.negative, a.class};
}

static inline aqm_exact aqm_multiply(aqc_number a, aqc_number b) {
    const bool negative = a.negative != b.negative;
    if (__builtin_expect(a.class != AQC_FINITE || b.class != AQC_FINITE, 0)) {
        const bool zero = (a.class == AQC_FINITE && a.significand == 0) ||
                          (b.class == AQC_FINITE && b.significand == 0);
        return a.class == AQC_NAN || b.class == AQC_NAN || zero ? aqm_special(AQC_NAN, false)
                                                                : aqm_special(AQC_INF, negative);
    }
    return (aqm_exact){(uint64_t)a.significand * b.significand, a.exponent + b.exponent, negative,
                       AQC_FINITE};
}

static inline aqm_exact aqm_add_special(aqc_number a, aqc_number b) {
    if (a.class == AQC_NAN || b.class == AQC_NAN ||
        (a.class == AQC_INF && b.class == AQC_INF && a.negative != b.negative)) {
        return aqm_special(AQC_NAN, false);
    }
    return aqm_special(AQC_INF, a.class == AQC_INF ? a.negative : b.negative);
}

/* The operand with the higher exponent is brought down to that of the other, but
 * no further than 61 bits allow. What of the other is then below the last bit is
 * rounded to odd: an odd number stands for all that lies between its neighbours,
 * and the result has 59 bits at least, more than twice the 24 of any target. */
static inline aqm_exact aqm_add(aqc_number a, aqc_number b) {
    if (__builtin_expect(a.class != AQC_FINITE || b.class != AQC_FINITE, 0)) {
        return aqm_add_special(a, b);
    }
    if (a.significand == 0 || b.significand == 0) {
        aqc_number other = a.significand == 0 ? b : a;
        if (other.significand == 0) {
            other.negative = a.negative && b.negative;
        }
        return aqm_widen(other);
    }
    const bool a_high = a.exponent >= b.exponent;
    const aqc_number high = a_high ? a : b, low = a_high ? b : a;
    const int apart = high.exponent - low.exponent;
    const int room = __builtin_clzll(high.significand) - 3;
    const int left = apart < room ? apart : room, right = apart - left;
    const uint64_t h = (uint64_t)high.significand << left;
    uint64_t l = low.significand;
    if (right > 0) {
        l = right < 32 ? l >> right | ((l & ((UINT64_C(1) << right) - 1)) != 0) : 1;
    }
    aqm_exact sum = {0, high.exponent - left, high.negative, AQC_FINITE};
    if (high.negative == low.negative) {
        sum.significand = h + l;
    } else if (h > l) {
        sum.significand = h - l;
    } else {
        sum.significand = l - h;
        sum.negative = h != l && low.negative; /* x + -x is +0 */
    }
    return sum;
}

/* The largest finite number for Inf, +0 for NaN, where saturating. */
static inline aqc_number aqm_round_special(aqm_exact v, const aqm_target *t, bool saturate) {
    if (!saturate) {
        return (aqc_number){0, 0, v.class, v.negative};
    }
    if (v.class == AQC_NAN) {
        return (aqc_number){0, (int16_t)t->lowest, AQC_FINITE, false};
    }
    const int top = (int)(t->infinity >> (t->precision - 1)) - 2;
    return (aqc_number){(1u << t->precision) - 1, (int16_t)(t->lowest + top), AQC_FINITE,
                        v.negative};
}

/* The code of a finite number that aqm_round gave, without its sign. */
static inline uint32_t aqm_magnitude(aqc_number v, const aqm_target *t) {
    /* The hidden bit adds one to the exponent field, and so does a carry out of
     * the rounding: both come out right by adding. */
    return ((uint32_t)(v.exponent - t->lowest) << (t->precision - 1)) + v.significand;
}

/* v rounded to t. A finite result has the exponent of its last place in t. */
static inline aqc_number aqm_round(aqm_exact v, const aqm_target *t, bool saturate) {
    if (__builtin_expect(v.class != AQC_FINITE, 0)) {
        return aqm_round_special(v, t, saturate);
    }
    if (v.significand == 0) {
        return (aqc_number){0, (int16_t)t->lowest, AQC_FINITE, v.negative};
    }
    int last = v.exponent + 64 - __builtin_clzll(v.significand) - t->precision;
    if (last < t->lowest) {
        last = t->lowest;
    }
    const int shift = last - v.exponent;
    uint64_t kept;
    if (shift <= 0) {
        kept = v.significand << -shift;
    } else if (shift < 64) {
        const uint64_t half = UINT64_C(1) << (shift - 1);
        kept = v.significand >> shift;
        const uint64_t rest = v.significand - (kept << shift);
        kept += rest > half || (rest == half && (kept & 1) != 0);
    } else {
        kept = 0; /* significands are below 2^63: less than a half */
    }
    const aqc_number rounded = {(uint32_t)kept, (int16_t)last, AQC_FINITE, v.negative};
    if (((uint64_t)(last - t->lowest) << (t->precision - 1)) + kept >= t->infinity) {
        return aqm_round_special(aqm_special(AQC_INF, v.negative), t, saturate);
    }
    return rounded;
}

/* The code of what aqm_round gave. */
static inline uint32_t aqm_encode(aqc_number v, const aqm_target *t) {
    const uint32_t sign = v.negative ? t->sign : 0;
    if (__builtin_expect(v.class != AQC_FINITE, 0)) {
        return v.class == AQC_NAN ? t->nan : t->infinity | sign;
    }
    return aqm_magnitude(v, t) | sign;
}

#endif
