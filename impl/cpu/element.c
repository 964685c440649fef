/* One element: the exact sum, the exact product, and the one rounding. */
#include "mutate.h"
#include "number.h"

__extension__ typedef unsigned __int128 wide;

/* The exact sum or product. Finite; significand 0 is a zero. */
typedef struct exact {
    wide significand;
    int exponent;
    bool negative;
} exact;

static int bit_length(wide value) {
    const uint64_t high = (uint64_t)(value >> 64), low = (uint64_t)value;
    if (high != 0) {
        return 128 - __builtin_clzll(high);
    }
    return low != 0 ? 64 - __builtin_clzll(low) : 0;
}

/* ---- The sum ----------------------------------------------------------------
 *
 * Exponents may differ by 278, too far to align in 128 bits. But what is far
 * below the other operand only says on which side of it the sum lies.
 *
 * Let B * 2^e be the operand whose lowest bit is the higher one, 1 <= B < 2^24,
 * and d the other, |d| < 2^(e - FAR), FAR = 26. The result is the rounding of
 * s * (B * 2^e + d), s = S * 2^f, S < 2^24. What decides a rounding are the
 * representable numbers and the midpoints between them; near s * B * 2^e, whose
 * leading bit is at 2^E, they are multiples of 2^(E - 25): half an ulp of float
 * in the binade below, the finest there is (and coarser for subnormals). And
 * s * B * 2^e is itself a multiple of 2^(e + f). So between it and the nearest
 * other deciding point there is at least min(2^(E - 25), 2^(e + f)), while
 *     |s * d| < S * 2^f * 2^(e - 26) < 2^(e + f - 2)    and
 *     |s * d| < |s| * 2^(e - 26) <= |s * B * 2^e| * 2^-26 < 2^(E - 25).
 * Hence every d of one sign below 2^(e - FAR) gives the same result, and one
 * that is a power of two below that stands for them all: 2^(e - STICKY).
 *
 * Otherwise the exponents differ by less than FAR + 24 = 50. Widths, then: sum
 * 24 + 49 + 1 = 74 bits at most, product 74 + 24 = 98 bits. */
#define FAR 26
#define STICKY 28

static exact add(aqc_number a, aqc_number b) {
    if (a.significand == 0 || b.significand == 0) {
        const aqc_number *other = a.significand == 0 ? &b : &a;
        /* +0 + -0 = +0: a zero sum is negative only if both operands are. */
        const bool negative =
            other->significand != 0
                ? other->negative
                : AQ_MUTATE(zero_sum_sign, a.negative && b.negative, a.negative || b.negative);
        return (exact){other->significand, other->exponent, negative};
    }
    const aqc_number *high = a.exponent >= b.exponent ? &a : &b;
    const aqc_number *low = high == &a ? &b : &a;
    int shift = high->exponent - low->exponent;
    wide low_significand = low->significand;
    if (bit_length(low_significand) <= shift - FAR) {
        low_significand = AQ_MUTATE(sticky_bit_lost, 1, 0);
        shift = STICKY;
    }
    const wide high_significand = (wide)high->significand << shift;
    const int exponent = high->exponent - shift;
    if (AQ_MUTATE(offset_subtracted, high->negative == low->negative,
                  high->negative != low->negative)) {
        return (exact){high_significand + low_significand, exponent, high->negative};
    }
    if (high_significand == low_significand) {
        return (exact){0, exponent, AQ_MUTATE(cancellation_gives_minus_zero, false, true)};
    }
    return high_significand > low_significand
               ? (exact){high_significand - low_significand, exponent, high->negative}
               : (exact){low_significand - high_significand, exponent, low->negative};
}

/* ---- The rounding ------------------------------------------------------------ */

struct target {
    int precision;     /* bits of the significand, the hidden one too */
    int lowest;        /* exponent of the lowest bit of a subnormal */
    uint32_t infinity; /* code of +Inf; the one below is the largest finite */
    uint32_t nan;      /* code of the quiet NaN */
    uint32_t sign;     /* sign bit */
    bool may_saturate;
};

static const struct target half_target = {11, -24, 0x7c00, 0x7e00, 0x8000, true};
static const struct target bf16_target = {8, -133, 0x7f80, 0x7fc0, 0x8000, true};
static const struct target float_target = {24, -149, 0x7f800000, 0x7fc00000, 0x80000000, false};

static const struct target *target_of(aq_format dst) {
    return dst == AQ_MUTATE(half_bits_in_bf16, AQ_HALF, dst == AQ_BF16 ? dst : AQ_HALF)
               ? &half_target
           : dst == AQ_BF16 ? &bf16_target
                            : &float_target;
}

static uint32_t infinity_code(const struct target *t, bool negative, bool saturate) {
    return (AQ_MUTATE(saturates_instead_of_inf, saturate, true) ? t->infinity - 1 : t->infinity) |
           (negative ? t->sign : 0);
}

static uint32_t nan_code(const struct target *t, bool saturate) {
    return AQ_MUTATE(nan_in_sat_not_zeroed, saturate, false)
               ? 0
               : AQ_MUTATE(nan_becomes_inf, t->nan, t->infinity);
}

/* The significand divided by 2^shift, to nearest, ties to even. */
static uint64_t shift_right_rounded(wide significand, int shift) {
    if (shift >= 128) {
        return 0; /* below 2^98: less than a half */
    }
    const wide quotient = significand >> shift;
    const wide rest = significand - (quotient << shift), half = (wide)1 << (shift - 1);
    const bool up = AQ_MUTATE(rounds_up_on_any_rest, rest > half, rest > 0) ||
                    (rest == half && (AQ_MUTATE(ties_away, quotient & 1, 1) != 0));
    return (uint64_t)quotient + AQ_MUTATE(truncates, up, 0);
}

/* significand is not 0. */
static uint32_t round_magnitude(wide significand, int exponent, const struct target *t,
                                bool negative, bool saturate) {
    /* The exponent of the last bit that is kept. */
    int last = exponent + bit_length(significand) - t->precision;
    if (last < t->lowest) {
        last = AQ_MUTATE(subnormal_result_misplaced, t->lowest, t->lowest + 1);
    }
    const uint64_t kept = last > exponent ? shift_right_rounded(significand, last - exponent)
                                          : (uint64_t)(significand << (exponent - last));
    /* The hidden bit adds one to the exponent field, and so does a carry out of
     * the rounding: both come out right by adding. */
    const uint64_t code = ((uint64_t)(last - t->lowest) << (t->precision - 1)) + kept;
    if (AQ_MUTATE(rounding_to_inf_not_saturated, code >= t->infinity, code > t->infinity)) {
        return infinity_code(t, negative, AQ_MUTATE(inf_instead_of_saturation, saturate, false));
    }
    return AQ_MUTATE(subnormal_result_flushed, (uint32_t)code,
                     code >> (t->precision - 1) ? (uint32_t)code : 0) |
           (negative ? t->sign : 0);
}

/* ---- The element --------------------------------------------------------------- */

static bool is_zero(aqc_number number) {
    return number.class == AQC_FINITE && number.significand == 0;
}

/* At least one operand is Inf or NaN. */
static uint32_t special_element(aqc_number src, const aqc_number *offset, aqc_number scale,
                                const struct target *t, bool saturate) {
    aqc_number sum = src; /* only its class, sign and zeroness matter from here */
    if (offset != NULL) {
        if (src.class == AQC_NAN || offset->class == AQC_NAN ||
            (AQ_MUTATE(inf_minus_inf_is_inf, src.class == AQC_INF, false) &&
             offset->class == AQC_INF && src.negative != offset->negative)) {
            return nan_code(t, saturate);
        }
        if (offset->class == AQC_INF) {
            sum = *offset;
        } else if (src.class == AQC_FINITE) {
            const exact value = add(src, *offset);
            sum.significand = value.significand != 0;
            sum.negative = value.negative;
        }
    }
    if (sum.class == AQC_NAN || scale.class == AQC_NAN ||
        AQ_MUTATE(zero_times_inf_is_inf, is_zero(sum) || is_zero(scale), false)) {
        return nan_code(t, saturate); /* a zero meets an Inf here */
    }
    return infinity_code(t, sum.negative != scale.negative, saturate);
}

uint32_t aqc_element(aqc_number src, const aqc_number *offset, aqc_number scale, aq_format dst,
                     aq_overflow overflow) {
    const struct target *t = target_of(dst);
    const bool saturate =
        overflow == AQ_OVERFLOW_SAT && AQ_MUTATE(float_saturates, t->may_saturate, true);
    if (src.class != AQC_FINITE || scale.class != AQC_FINITE ||
        (offset != NULL && offset->class != AQC_FINITE)) {
        return special_element(src, offset, scale, t, saturate);
    }
    const exact sum =
        offset != NULL ? add(src, *offset) : (exact){src.significand, src.exponent, src.negative};
    const bool negative = sum.negative != scale.negative;
    const wide product = sum.significand * scale.significand;
    if (product == 0) {
        return AQ_MUTATE(minus_zero_lost, negative, false) ? t->sign : 0;
    }
    return round_magnitude(
        AQ_MUTATE(double_rounding, product,
                  bit_length(product) > 24
                      ? (wide)shift_right_rounded(product, bit_length(product) - 24)
                            << (bit_length(product) - 24)
                      : product),
        sum.exponent + scale.exponent, t, negative, saturate);
}
