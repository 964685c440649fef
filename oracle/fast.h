/* The everyday oracle: the truth of oracle/exact.h and oracle/ulp.h without
 * MPFR, in double.
 *
 * For x of a source format and o, s of a parameter format, s*x has at most 32
 * significant bits and s*o at most 48, with exponents from -298 to 256: both are
 * exact in double. So s*(x+o) is their sum, and the error-free sum of two doubles
 * is again two doubles. Everything below works on that pair and is as exact as
 * MPFR; the tests and the bench command hold it to that, bit for bit.
 *
 * It needs double arithmetic rounded to nearest (aqo_pair_usable). It does not
 * matter whether the environment flushes subnormals: no double in here is one.
 */
#ifndef AQ_ORACLE_FAST_H
#define AQ_ORACLE_FAST_H

#include "antiquant.h"

/* The exact value high + low, where high is that sum rounded to nearest. For
 * NaN, the infinities and both zeros high says which, and low is 0. */
typedef struct aqo_pair {
    double high, low;
} aqo_pair;

/* May the functions below be used, i.e. is arithmetic rounded to nearest? Ask
 * once per thread. */
bool aqo_pair_usable(void);

/* The exact value of a code, of any format; NaN, Inf and -0 are kept. */
double aqo_decode_double(aq_format format, uint32_t code);

/* The same result, NaN being one result whatever its payload. */
static inline bool aqo_same_result(aq_format format, uint32_t a, uint32_t b) {
    const double x = aqo_decode_double(format, a), y = aqo_decode_double(format, b);
    return a == b || (x != x && y != y);
}

/* s * (x + o), or s * x without offset (which is not the same as o = +0 when x
 * is -0); all three as decoded. Special values and the sign of zero as in
 * aqo_exact. */
aqo_pair aqo_pair_exact(double x, double o, double s, bool has_offset);

/* As aqo_round: the code of v, rounded once to nearest, ties to even, with
 * gradual underflow, in the overflow mode. dst is half, bf16 or float. */
uint32_t aqo_pair_round(aq_format dst, aq_overflow overflow, aqo_pair v);

/* As aqo_overflows: is |v| at or above what rounds to Inf? dst is half, bf16 or float. */
bool aqo_pair_overflows(aq_format dst, aqo_pair v);

/* As aqo_ulp_error: the signed error of `code` in ulps, rounded away from zero
 * to a double. So it is 0 only when code is exact, and |error| <= t decides
 * correctly for every double t. +Inf where aqo_ulp_error gives that. dst is half,
 * bf16 or float; saturate is aqo_saturates of the call. */
double aqo_pair_ulp(aq_format dst, bool saturate, aqo_pair v, uint32_t code);

#endif
