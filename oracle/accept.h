/* The acceptance rules: is this result acceptable for this exact value? The
 * README lists them under the same numbers, the tests have one test for each. */
#ifndef AQ_ORACLE_ACCEPT_H
#define AQ_ORACLE_ACCEPT_H

#include "format.h"

#define AQO_ACCEPT_LIST(X)                                                                   \
    X(1, NAN_BY_CLASS, "a NaN is any NaN: sign and payload are not compared")                \
    X(2, NAN_EXACT, "NaN where the value is a number, or a number where it is NaN, is wrong") \
    X(3, INFINITY, "an infinite value is the infinity of its sign")                          \
    X(4, ROUNDED, "a finite value is accepted within the tolerance, in ulps of the exact value") \
    X(5, TIES, "at a tolerance of 0.5 the result is the nearest, ties to even, bit for bit") \
    X(6, ZERO_SIGN, "a zero has the sign IEEE 754 gives it, an underflow to zero the sign of the value") \
    X(7, ZERO_VALUE, "for a zero value, a result that is not zero is counted in smallest subnormals") \
    X(8, SUBNORMAL, "underflow is gradual: flushing to zero is an error like any other")     \
    X(9, OVERFLOW, "in inf_nan mode a value at or above the overflow threshold is Inf; the largest number is judged by its distance") \
    X(10, EARLY_OVERFLOW, "Inf below the threshold counts as 2^(emax+1)")                    \
    X(11, SATURATE, "in sat mode half and bf16 give the largest number for overflow and Inf, and never Inf") \
    X(12, SATURATE_NAN, "in sat mode half and bf16 give 0, of either sign, for NaN")         \
    X(13, FLOAT_NEVER_SATURATES, "float is judged as in inf_nan mode in every mode")

#define AQO_X_(number, id, text) AQO_ACCEPT_##id = number,
typedef enum aqo_accept_rule { AQO_ACCEPT_LIST(AQO_X_) AQO_ACCEPT_COUNT } aqo_accept_rule;
#undef AQO_X_

/* A verdict on one element. */
typedef struct aqo_verdict {
    bool accepted;
    aqo_accept_rule rule; /* the one that decided */
    double ulp;           /* |error|, rounded up to a double; Inf when no number */
    bool exact;           /* accepted, and the very value: a number that needed no rounding */
} aqo_verdict;

/* Judges the result `code` for the exact value, at a tolerance in ulps (>= 0.5).
 * error takes the signed error (see ulp.h). */
aqo_verdict aqo_accept(aq_format dst, aq_overflow overflow, mpfr_srcptr value, uint32_t code,
                       double tolerance, mpfr_ptr error);

const char *aqo_accept_text(aqo_accept_rule rule);

#endif
