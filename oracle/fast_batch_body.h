/* The everyday oracle several elements at a time: the body of the fast_batch_*.c,
 * each of which says how many lanes (AQO_LANES) and names the table (AQO_BATCH).
 *
 * Line by line the algorithm of fast.c, which has the reasons; lane masks in place
 * of its branches. Written with the vector types of gcc and clang, so it is the same
 * for every instruction set with doubles of 64 bits. */
#include "fast_batch_tables.h"
#include "fast_bits.h"
#include "fast_target.h"

#include <assert.h>
#include <float.h>

#ifdef __FAST_MATH__
#error "error-free sums do not survive -ffast-math"
#endif

typedef double vec __attribute__((vector_size(AQO_LANES * 8)));
typedef uint64_t bits __attribute__((vector_size(AQO_LANES * 8)));
typedef int64_t mask __attribute__((vector_size(AQO_LANES * 8))); /* also signed numbers */
typedef uint32_t word __attribute__((vector_size(AQO_LANES * 4)));

#define LANE AQO_SPECIALIZED

/* ---- Lanes -------------------------------------------------------------- */

/* The first n lanes; what is in the others does not matter. n is a constant but in tails. */
LANE vec load(const double *from, size_t n) {
    vec v = {0};
    memcpy(&v, from, n * sizeof *from);
    return v;
}

LANE void store(double *to, vec v, size_t n) {
    memcpy(to, &v, n * sizeof *to);
}

LANE bits load_codes(const uint32_t *from, size_t n) {
    word w = {0};
    memcpy(&w, from, n * sizeof *from);
    return __builtin_convertvector(w, bits);
}

LANE void store_codes(uint32_t *to, bits v, size_t n) {
    word w = __builtin_convertvector(v, word);
    memcpy(to, &w, n * sizeof *to);
}

LANE vec splat(double value) {
    return (vec)((bits){0} + bits_of(value));
}

LANE bits choose_bits(mask which, bits yes, bits no) {
    return ((bits)which & yes) | (~(bits)which & no);
}

LANE vec choose(mask which, vec yes, vec no) {
    return (vec)choose_bits(which, (bits)yes, (bits)no);
}

LANE vec magnitude_of(vec v) {
    return (vec)((bits)v & ~SIGN_BIT);
}

LANE vec with_sign_of(vec magnitude, vec sign) {
    return (vec)((bits)magnitude | ((bits)sign & SIGN_BIT));
}

LANE mask is_number(vec v) {
    return magnitude_of(v) <= DBL_MAX;
}

LANE mask larger(mask a, mask b) {
    return (mask)choose_bits(a > b, (bits)a, (bits)b);
}

LANE mask smaller(mask a, mask b) {
    return (mask)choose_bits(a < b, (bits)a, (bits)b);
}

typedef struct sum {
    vec high, low;
} sum;

LANE sum add_exactly(vec a, vec b) {
    vec high = a + b;
    vec b_part = high - a;
    vec a_part = high - b_part;
    return (sum){high, (a - a_part) + (b - b_part)};
}

/* ---- Decode ------------------------------------------------------------- */

LANE vec decode_ieee(bits code, unsigned exponent_bits, unsigned fraction_bits, int bias) {
    const uint64_t top = (UINT64_C(1) << exponent_bits) - 1;
    const bits fraction = code & ((UINT64_C(1) << fraction_bits) - 1);
    const bits exponent = code >> fraction_bits & top;
    const bits sign = (code >> (fraction_bits + exponent_bits)) << 63;
    const mask subnormal = exponent == 0;
    const bits hidden = (bits)subnormal & power_of_two(1 - bias);
    const bits normal = (exponent - (bits)subnormal + (uint64_t)(1023 - bias)) << 52 |
                        fraction << (52 - fraction_bits);
    const bits number = sign | (bits)((vec)normal - (vec)hidden);
    const mask no_nan = fraction == 0;
    const bits special = choose_bits(no_nan, sign | INFINITY_BITS, (bits){0} + bits_of(NAN));
    return (vec)choose_bits(exponent == top, special, number);
}

/* ---- Exact value -------------------------------------------------------- */

LANE sum exact_value(vec x, vec o, vec s) {
    const sum v = add_exactly(x * s, o * s);
    const mask ordinary = is_number(v.high) & (v.high != 0.0);
    return (sum){choose(ordinary, v.high, (x + o) * s), (vec)((bits)v.low & (bits)ordinary)};
}

/* ---- Rounding ----------------------------------------------------------- */

LANE bits to_odd(vec high, vec low) {
    const bits size = (bits)high & ~SIGN_BIT;
    const bits step = (bits)(low != 0.0) & ~size & 1;
    const bits inward = ((bits)high ^ (bits)low) >> 63;
    return size + step - 2 * (step & inward);
}

LANE mask exponents(bits size) {
    return (mask)(size >> 52) - 1023;
}

LANE bits round_lanes(const target *t, bool saturate, vec high, vec low) {
    const bits size = to_odd(high, low);
    const int fraction_bits = t->precision - 1;
    const mask exponent = exponents(size);
    const mask binade = larger(exponent, (mask){0} + t->emin);
    const bits shift = (bits)smaller(binade - exponent + (52 - fraction_bits), (mask){0} + 63);
    const bits significand = (size & FRACTION_MASK) | HIDDEN_BIT;
    const bits half = ((bits){0} + 1) << (shift - 1);
    const bits rounded = (significand + (half - 1) + (significand >> shift & 1)) >> shift;
    const mask code = (mask)((bits)(binade - t->emin) << fraction_bits) + (mask)rounded;
    const mask limit = (mask){0} + (int64_t)(t->infinity_code - (uint32_t)saturate);
    const bits sign = (bits)high >> 63 << (t->bits - 1);
    return choose_bits((mask)size > (int64_t)INFINITY_BITS,
                       (bits){0} + (saturate ? 0 : t->nan_code), sign | (bits)smaller(code, limit));
}

/* ---- Error -------------------------------------------------------------- */

LANE vec away(vec d, vec rest) {
    const bits outward = ~(((bits)d ^ (bits)rest) >> 63) & 1;
    return (vec)((bits)d + ((bits)(rest != 0.0) & outward));
}

LANE vec subtract_value(vec got, vec high, vec low) {
    const sum first = add_exactly(got, -high);
    const sum near = add_exactly(first.high, -low);
    sum tail = add_exactly(first.low, -low);
    sum head = add_exactly(first.high, tail.high);
    tail = add_exactly(head.low, tail.low);
    head = add_exactly(head.high, tail.high);
    const mask is_near = first.low == 0.0;
    return away(choose(is_near, near.high, head.high),
                choose(is_near, near.low, head.low + tail.low));
}

/* Beyond a bound above 0, on the side of `sign`, or at it. */
LANE mask beyond_bound(vec high, vec low, vec sign, double bound, bool or_equal) {
    const bits flip = (bits)sign & SIGN_BIT;
    const vec size = (vec)((bits)high ^ flip), rest = (vec)((bits)low ^ flip);
    const mask at = or_equal ? rest >= 0.0 : rest > 0.0;
    return (size > bound) | ((size == bound) & at);
}

LANE vec error_lanes(const target *t, bool saturate, vec high, vec low, bits code) {
    const vec code_value =
        decode_ieee(code, t->bits - (unsigned)t->precision, (unsigned)t->precision - 1, t->emax);
    if (saturate) {
        const mask number = high == high;
        const mask keep = number & ~beyond_bound(high, low, high, t->largest, false);
        const vec limit = (vec)((bits)with_sign_of(splat(t->largest), high) & (bits)number);
        high = choose(keep, high, limit);
        low = (vec)((bits)low & (bits)keep);
    }
    const mask value_finite = is_number(high), code_nan = code_value != code_value;
    const mask code_infinite = ~is_number(code_value) & ~code_nan;
    const vec got =
        choose(code_infinite, with_sign_of(splat(from_bits(power_of_two(t->emax + 1))), code_value),
               code_value);

    mask exponent = exponents(to_odd(high, low));
    exponent = larger(smaller(exponent, (mask){0} + t->emax), (mask){0} + t->emin);
    const vec unit = (vec)((bits)(1023 + (t->precision - 1) - exponent) << 52);
    const vec distance = subtract_value(got, high, low) * unit;

    /* No number on either side: as error_by_class. */
    const mask same = ((high != high) & code_nan) | (code_value == high);
    const mask right = (~value_finite & same) |
                       (value_finite & code_infinite & (saturate ? (mask){0} : ~(mask){0}) &
                        beyond_bound(high, low, code_value, t->threshold, true));
    const mask apart =
        (~value_finite & ~same) |
        (value_finite & (code_nan | (code_infinite & (saturate ? ~(mask){0} : (mask){0}))));
    const vec judged = (vec)((bits)choose(apart, splat(INFINITY), distance) & ~(bits)right);
    return judged;
}

/* ---- Arrays ------------------------------------------------------------- */

/* body(i, n) for all elements: whole vectors, then the tail. */
#define FOR_EACH(count, body)                                                                      \
    do {                                                                                           \
        size_t at = 0;                                                                             \
        for (; at + AQO_LANES <= (count); at += AQO_LANES)                                         \
            body(at, AQO_LANES);                                                                   \
        if (at < (count))                                                                          \
            body(at, (count)-at);                                                                  \
    } while (0)

LANE void decode_array(size_t count, const uint32_t *codes, double *values, unsigned exponent_bits,
                       unsigned fraction_bits, int bias) {
#define DECODE(i, n)                                                                               \
    store(values + (i),                                                                            \
          decode_ieee(load_codes(codes + (i), n), exponent_bits, fraction_bits, bias), n)
    FOR_EACH(count, DECODE);
}

static void decode(aq_format format, size_t count, const uint32_t *codes, double *values) {
    const double *table = aqo_batch_table(format);
    if (table) {
        for (size_t i = 0; i < count; i++)
            values[i] = table[codes[i]];
    } else if (format == AQ_HALF) {
        decode_array(count, codes, values, 5, 10, 15);
    } else if (format == AQ_BF16) {
        decode_array(count, codes, values, 8, 7, 127);
    } else {
        assert(format == AQ_FLOAT);
        decode_array(count, codes, values, 8, 23, 127);
    }
}

LANE void exact_some(const double *x, const double *o, const double *s, double *high, double *low,
                     size_t n) {
    const vec xs = load(x, n), ss = load(s, n);
    const sum v = o ? exact_value(xs, load(o, n), ss) : (sum){xs * ss, (vec){0}};
    store(high, v.high, n);
    store(low, v.low, n);
}

static void exact(size_t count, const double *x, const double *o, const double *s, double *high,
                  double *low) {
#define EXACT_SUM(i, n) exact_some(x + (i), o + (i), s + (i), high + (i), low + (i), n)
#define EXACT_PRODUCT(i, n) exact_some(x + (i), NULL, s + (i), high + (i), low + (i), n)
    if (o)
        FOR_EACH(count, EXACT_SUM);
    else
        FOR_EACH(count, EXACT_PRODUCT);
}

LANE void round_array(const target *t, bool saturate, size_t count, const double *high,
                      const double *low, uint32_t *codes) {
#define ROUND(i, n)                                                                                \
    store_codes(codes + (i), round_lanes(t, saturate, load(high + (i), n), load(low + (i), n)), n)
    FOR_EACH(count, ROUND);
}

static void round_to(aq_format dst, aq_overflow overflow, size_t count, const double *high,
                     const double *low, uint32_t *codes) {
    const bool saturate = overflow == AQ_OVERFLOW_SAT;
    if (dst == AQ_HALF && saturate)
        round_array(&half_target, true, count, high, low, codes);
    else if (dst == AQ_HALF)
        round_array(&half_target, false, count, high, low, codes);
    else if (dst == AQ_BF16 && saturate)
        round_array(&bf16_target, true, count, high, low, codes);
    else if (dst == AQ_BF16)
        round_array(&bf16_target, false, count, high, low, codes);
    else
        round_array(&float_target, false, count, high, low, codes);
}

LANE void error_array(const target *t, bool saturate, size_t count, const double *high,
                      const double *low, const uint32_t *codes, double *errors) {
#define ERROR(i, n)                                                                                \
    store(errors + (i),                                                                            \
          error_lanes(t, saturate, load(high + (i), n), load(low + (i), n),                        \
                      load_codes(codes + (i), n)),                                                 \
          n)
    FOR_EACH(count, ERROR);
}

static void ulp(aq_format dst, bool saturate, size_t count, const double *high, const double *low,
                const uint32_t *codes, double *errors) {
    if (dst == AQ_HALF && saturate)
        error_array(&half_target, true, count, high, low, codes, errors);
    else if (dst == AQ_HALF)
        error_array(&half_target, false, count, high, low, codes, errors);
    else if (dst == AQ_BF16 && saturate)
        error_array(&bf16_target, true, count, high, low, codes, errors);
    else if (dst == AQ_BF16)
        error_array(&bf16_target, false, count, high, low, codes, errors);
    else
        error_array(&float_target, saturate, count, high, low, codes, errors);
}

const aqo_batch AQO_BATCH = {AQO_NAME, decode, exact, round_to, ulp};
