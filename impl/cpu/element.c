/* One element: the exact sum, the exact product, and the one rounding. */
#include "mutate.h"
#include "number.h"
#include "target.h"

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
    if (high->negative == low->negative) {
        return (exact){high_significand + low_significand, exponent, high->negative};
    }
    if (high_significand == low_significand) {
        return (exact){0, exponent, aqc_cancellation_is_negative()};
    }
    return high_significand > low_significand
               ? (exact){high_significand - low_significand, exponent, high->negative}
               : (exact){low_significand - high_significand, exponent, low->negative};
}

/* ---- The rounding ------------------------------------------------------------ */

#define WORD wide
#define BITS 128
#define CLZ(value) (128 - bit_length(value))
#define ROUND_SHIFT shift_right_rounded
#define LEAD lead_of
#define FIELD field_of
#define ROUND round_magnitude
#include "round_text.h"

/* magnitude * 2^exponent, not 0, as a code of t. */
static uint32_t rounded(wide magnitude, int exponent, const aqc_target *t, bool saturate) {
    int normal = t->lowest + t->precision - 1 - exponent;
    if (normal > 125) {
        /* What goes is below all bits that are kept: only whether it is 0 counts, and
         * that a last bit of 1 says as well. */
        const int down = normal - 125;
        const bool rest = down > 126 || (magnitude & (((wide)1 << down) - 1)) != 0;
        magnitude = (down > 126 ? 0 : magnitude >> down) | rest;
        normal = 125;
    }
    const int lead = lead_of(magnitude, normal);
    return aqc_magnitude_code(round_magnitude(magnitude, 126 - lead, field_of(lead, normal, t), t),
                              t, saturate);
}

/* ---- The element --------------------------------------------------------------- */

static bool is_zero(aqc_number number) {
    return number.class == AQC_FINITE && number.significand == 0;
}

static uint32_t nan_code(const aqc_target *t, bool saturate) {
    return AQ_MUTATE(nan_in_sat_not_zeroed, saturate, false)
               ? 0
               : AQ_MUTATE(nan_becomes_inf, t->nan, t->infinity);
}

/* At least one operand is Inf or NaN. */
static uint32_t special_element(aqc_number src, const aqc_number *offset, aqc_number scale,
                                const aqc_target *t, bool saturate) {
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
    return aqc_infinity_code(t, saturate) | (sum.negative != scale.negative ? t->sign : 0);
}

uint32_t aqc_element(aqc_number src, const aqc_number *offset, aqc_number scale, aq_format dst,
                     aq_overflow overflow) {
    const aqc_target *t = aqc_dst_target(dst);
    const bool saturate = aqc_saturates(t, overflow);
    if (src.class != AQC_FINITE || scale.class != AQC_FINITE ||
        (offset != NULL && offset->class != AQC_FINITE)) {
        return special_element(src, offset, scale, t, saturate);
    }
    const exact sum =
        offset != NULL ? add(src, *offset) : (exact){src.significand, src.exponent, src.negative};
    const bool negative = sum.negative != scale.negative;
    const wide product = sum.significand * scale.significand;
    if (product == 0) {
        return aqc_zero_code(t, negative);
    }
    return rounded(product, sum.exponent + scale.exponent, t, saturate) | (negative ? t->sign : 0);
}
