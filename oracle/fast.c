/* Decides exact value, rounding and error of an element in plain double
 * arithmetic (see fast.h).
 *
 * Every statement relies on double operations being rounded to nearest one by
 * one: no contraction to fma, no reassociation, no excess precision. The build
 * compiles this file accordingly. */
#include "fast.h"

#include "fast_bits.h"
#include "fast_target.h"

#include <assert.h>
#include <float.h>
#include <math.h>

_Static_assert(FLT_EVAL_METHOD == 0, "double expressions must have double precision");
#ifdef __FAST_MATH__
#error "error-free sums do not survive -ffast-math"
#endif

static inline bool is_finite(double value) {
    return fabs(value) <= DBL_MAX;
}

/* Knuth's TwoSum: a + b == high + low, with high = RN(a + b). */
static inline aqo_pair two_sum(double a, double b) {
    double high = a + b;
    double b_part = high - a;
    double a_part = high - b_part;
    return (aqo_pair){high, (a - a_part) + (b - b_part)};
}

bool aqo_pair_usable(void) {
    /* Each of the other three directions gets one of these wrong. */
    volatile double one = 1.0, tiny = 0x1p-60;
    return one + tiny == 1.0 && -one - tiny == -1.0 && one - tiny == 1.0;
}

aqo_pair aqo_pair_exact(double x, double o, double s, bool has_offset) {
    if (!has_offset) {
        return (aqo_pair){x * s, 0.0};
    }
    aqo_pair sum = two_sum(x * s, o * s);
    if (is_finite(sum.high) && sum.high != 0.0) {
        return sum;
    }
    /* A special value: distributing s loses the sign of an exact zero and turns
     * Inf - Inf into a matter of signs. Here the order of the formula gives class
     * and sign: rounding x + o in double neither overflows nor makes a zero. */
    return (aqo_pair){(x + o) * s, 0.0};
}

/* Below, pairs are passed as two doubles: compilers send a structure of two
 * through memory, which costs more than the arithmetic. Data decides no branch
 * that is not rare: it is random to a predictor. */

/* |v| rounded to odd, as the bits of a double: truncated, the last bit set when
 * anything was lost. It is on the same side as v of every number of 52 bits or
 * less, so that rounding it again rounds v, and it lies in v's binade, which high
 * need not. */
static inline uint64_t magnitude_to_odd(double high, double low) {
    uint64_t bits = bits_of(high);
    uint64_t magnitude = bits & ~SIGN_BIT;
    uint64_t step = (uint64_t)(low != 0.0) & ~magnitude & 1;
    uint64_t inward = (bits ^ bits_of(low)) >> 63;
    return magnitude + step - 2 * (step & inward);
}

static inline int exponent_of(uint64_t magnitude) {
    return (int)(magnitude >> 52) - 1023;
}

/* value / 2^shift, to nearest, ties to even; 1 <= shift <= 63, value < 2^62. */
static inline uint64_t shift_to_even(uint64_t value, int shift) {
    uint64_t half = UINT64_C(1) << (shift - 1);
    return (value + (half - 1) + (value >> shift & 1)) >> shift;
}

AQO_SPECIALIZED uint32_t round_to(const target *t, bool saturate, double high, double low) {
    uint64_t magnitude = magnitude_to_odd(high, low);
    if (magnitude > INFINITY_BITS) {
        return saturate ? 0 : t->nan_code;
    }
    int fraction_bits = t->precision - 1;
    int exponent = exponent_of(magnitude);
    int binade = exponent > t->emin ? exponent : t->emin;
    int shift = 52 - fraction_bits + (binade - exponent);
    uint64_t significand = (magnitude & FRACTION_MASK) | HIDDEN_BIT;
    /* The hidden bit of a normal result, and a carry, add to the exponent. */
    uint64_t code = ((uint64_t)(binade - t->emin) << fraction_bits) +
                    shift_to_even(significand, shift < 63 ? shift : 63);
    uint64_t limit = t->infinity_code - (uint32_t)saturate;
    code = code < limit ? code : limit;
    return (uint32_t)(bits_of(high) >> 63) << (t->bits - 1) | (uint32_t)code;
}

uint32_t aqo_pair_round(aq_format dst, aq_overflow overflow, aqo_pair v) {
    bool saturate = overflow == AQ_OVERFLOW_SAT;
    switch (dst) {
    case AQ_HALF:
        return round_to(&half_target, saturate, v.high, v.low);
    case AQ_BF16:
        return round_to(&bf16_target, saturate, v.high, v.low);
    default:
        assert(dst == AQ_FLOAT);
        return round_to(&float_target, false, v.high, v.low);
    }
}

/* d, or the next double from zero if the exact value d + rest is beyond d. */
static inline double away_from_zero(double d, double rest) {
    uint64_t bits = bits_of(d);
    uint64_t inward = (bits ^ bits_of(rest)) >> 63;
    return from_bits(bits + ((uint64_t)(rest != 0.0) & ~inward));
}

/* got - (high + low), rounded away from zero. */
static inline double difference(double got, double high, double low) {
    aqo_pair first = two_sum(got, -high);
    if (first.low == 0.0) {
        /* Always so when got is near the value. */
        aqo_pair d = two_sum(first.high, -low);
        return away_from_zero(d.high, d.low);
    }
    aqo_pair tail = two_sum(first.low, -low);
    aqo_pair head = two_sum(first.high, tail.high);
    tail = two_sum(head.low, tail.low);
    head = two_sum(head.high, tail.high);
    return away_from_zero(head.high, head.low + tail.low);
}

AQO_SPECIALIZED double error_of_number(const target *t, double high, double low, double got) {
    int exponent = exponent_of(magnitude_to_odd(high, low));
    exponent = exponent > t->emin ? exponent : t->emin;
    exponent = exponent < t->emax ? exponent : t->emax;
    int ulp_exponent = exponent - (t->precision - 1);
    return difference(got, high, low) * from_bits(power_of_two(-ulp_exponent));
}

/* Is the value beyond `bound` > 0, on the side that `negative` says? */
static bool beyond(double high, double low, bool negative, double bound, bool or_equal) {
    high = negative ? -high : high;
    low = negative ? -low : low;
    return high > bound || (high == bound && (low > 0.0 || (or_equal && low == 0.0)));
}

bool aqo_pair_overflows(aq_format dst, aqo_pair v) {
    assert(dst == AQ_HALF || dst == AQ_BF16 || dst == AQ_FLOAT);
    const target *t = dst == AQ_HALF ? &half_target : dst == AQ_BF16 ? &bf16_target : &float_target;
    return beyond(v.high, v.low, v.high < 0.0, t->threshold, true);
}

/* The error where the value or the result is no number. */
static double error_by_class(const target *t, bool saturate, double high, double low, double got) {
    if (!is_finite(high)) {
        bool same = isnan(high) ? isnan(got) : got == high;
        return same ? 0.0 : INFINITY;
    }
    if (saturate || isnan(got)) {
        return INFINITY;
    }
    if (beyond(high, low, got < 0.0, t->threshold, true)) {
        return 0.0;
    }
    double stands_for = from_bits(power_of_two(t->emax + 1));
    return error_of_number(t, high, low, copysign(stands_for, got));
}

AQO_SPECIALIZED double error_in(const target *t, bool saturate, double high, double low,
                                uint32_t code) {
    double got = decode_fields(code, t->bits - (unsigned)t->precision, (unsigned)t->precision - 1,
                               t->emax, LIKE_IEEE);
    if (saturate) {
        if (isnan(high)) {
            high = low = 0.0;
        } else if (beyond(high, low, high < 0.0, t->largest, false)) {
            high = copysign(t->largest, high);
            low = 0.0;
        }
    }
    bool numbers = is_finite(high) && is_finite(got);
    return numbers ? error_of_number(t, high, low, got)
                   : error_by_class(t, saturate, high, low, got);
}

double aqo_pair_ulp(aq_format dst, bool saturate, aqo_pair v, uint32_t code) {
    switch (dst) {
    case AQ_HALF:
        return error_in(&half_target, saturate, v.high, v.low, code);
    case AQ_BF16:
        return error_in(&bf16_target, saturate, v.high, v.low, code);
    default:
        assert(dst == AQ_FLOAT);
        return error_in(&float_target, saturate, v.high, v.low, code);
    }
}
