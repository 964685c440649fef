/* Arithmetic of half, bfloat16 and float in integers: one exact operation, then
 * one rounding to nearest, ties to even, with gradual underflow. The caller's
 * floating-point environment is neither felt nor touched. */
#ifndef AQ_ASCEND_MODEL_ROUNDING_H
#define AQ_ASCEND_MODEL_ROUNDING_H

#include "cpu/number.h"
#include "cpu/target.h"
#include "mutate.h"

/* A sum or product before its rounding, exact or rounding alike; class is an
 * aqc_class. Significands are below 2^63. */
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
        return a.class == AQC_NAN || b.class == AQC_NAN ||
                       AQ_MUTATE(model_zero_times_inf_is_inf, zero, false)
                   ? aqm_special(AQC_NAN, false)
                   : aqm_special(AQC_INF, negative);
    }
    return (aqm_exact){(uint64_t)a.significand * b.significand, a.exponent + b.exponent, negative,
                       AQC_FINITE};
}

static inline aqm_exact aqm_add_special(aqc_number a, aqc_number b) {
    if (a.class == AQC_NAN || b.class == AQC_NAN ||
        (AQ_MUTATE(model_inf_minus_inf_is_inf, a.class == AQC_INF, false) && b.class == AQC_INF &&
         a.negative != b.negative)) {
        return aqm_special(AQC_NAN, false);
    }
    return aqm_special(AQC_INF, a.class == AQC_INF ? a.negative : b.negative);
}

/* The operand with the higher exponent is brought down to that of the other, in 61
 * bits. Where these do not suffice, the other is below 2^-35 of it, less than a
 * quarter of its last place: the sum rounds to it, in every format that can hold
 * both operands. To such a format, by half or float arithmetic, each sum of a plan
 * is rounded first. */
static inline aqm_exact aqm_add(aqc_number a, aqc_number b) {
    if (__builtin_expect(a.class != AQC_FINITE || b.class != AQC_FINITE, 0)) {
        return aqm_add_special(a, b);
    }
    if (a.significand == 0 || b.significand == 0) {
        aqc_number other = a.significand == 0 ? b : a;
        if (other.significand == 0) {
            other.negative =
                AQ_MUTATE(model_zero_sum_sign, a.negative && b.negative, a.negative || b.negative);
        }
        return aqm_widen(other);
    }
    const bool a_high = a.exponent >= b.exponent;
    const aqc_number high = a_high ? a : b, low = a_high ? b : a;
    const int left = high.exponent - low.exponent;
    if (left > AQ_MUTATE(model_small_operand_dropped, __builtin_clzll(high.significand) - 3, 23)) {
        return aqm_widen(high);
    }
    const uint64_t h = (uint64_t)high.significand << left, l = low.significand;
    aqm_exact sum = {0, low.exponent, high.negative, AQC_FINITE};
    if (high.negative == low.negative) {
        sum.significand = h + l;
    } else if (h > l) {
        sum.significand = h - l;
    } else {
        sum.significand = l - h;
        sum.negative = AQ_MUTATE(model_cancellation_gives_minus_zero, h != l, true) &&
                       low.negative; /* x + -x is +0 */
    }
    return sum;
}

/* The largest finite number for Inf, +0 for NaN, where saturating. */
static inline aqc_number aqm_round_special(aqm_exact v, const aqc_target *t, bool saturate) {
    if (!saturate) {
        return (aqc_number){0, 0, v.class, v.negative};
    }
    if (AQ_MUTATE(model_nan_saturates_to_largest, v.class == AQC_NAN, false)) {
        return (aqc_number){0, (int16_t)t->lowest, AQC_FINITE, false};
    }
    const int top =
        (int)(t->infinity >> (t->precision - 1)) - AQ_MUTATE(model_saturates_a_binade_low, 2, 3);
    return (aqc_number){(1u << t->precision) - 1, (int16_t)(t->lowest + top), AQC_FINITE,
                        v.negative};
}

/* The code of a finite number that aqm_round gave, without its sign. */
static inline uint32_t aqm_magnitude(aqc_number v, const aqc_target *t) {
    /* The hidden bit adds one to the exponent field, and so does a carry out of
     * the rounding: both come out right by adding. */
    return ((uint32_t)(v.exponent - t->lowest) << (t->precision - 1)) + v.significand;
}

/* v rounded to t. A finite result has the exponent of its last place in t. */
static inline aqc_number aqm_round(aqm_exact v, const aqc_target *t, bool saturate) {
    if (__builtin_expect(v.class != AQC_FINITE, 0)) {
        return aqm_round_special(v, t, saturate);
    }
    if (v.significand == 0) {
        return (aqc_number){0, (int16_t)t->lowest, AQC_FINITE,
                            AQ_MUTATE(model_minus_zero_lost, v.negative, false)};
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
        kept += AQ_MUTATE(
            model_truncates,
            rest > half || (rest == half && AQ_MUTATE(model_ties_away, kept & 1, 1) != 0), 0);
    } else {
        kept =
            AQ_MUTATE(model_shift_by_64, 0, v.significand >> (shift & 63)); /* less than a half */
    }
    const aqc_number rounded = {AQ_MUTATE(model_subnormal_flushed, (uint32_t)kept,
                                          kept >> (t->precision - 1) ? (uint32_t)kept : 0),
                                (int16_t)last, AQC_FINITE, v.negative};
    if (((uint64_t)(last - t->lowest) << (t->precision - 1)) +
            AQ_MUTATE(model_rounding_to_inf_missed, kept, kept - 1) >=
        t->infinity) {
        return aqm_round_special(aqm_special(AQC_INF, v.negative), t,
                                 AQ_MUTATE(model_overflow_not_saturated, saturate, false));
    }
    return rounded;
}

/* The code of what aqm_round gave. */
static inline uint32_t aqm_encode(aqc_number v, const aqc_target *t) {
    const uint32_t sign = v.negative ? t->sign : 0;
    if (__builtin_expect(v.class != AQC_FINITE, 0)) {
        return v.class == AQC_NAN ? t->nan : t->infinity | sign;
    }
    return aqm_magnitude(v, t) | sign;
}

#endif
