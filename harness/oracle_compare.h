/* Compares the exact paths of the oracle, MPFR, double (one element at a time and in
 * batches) and integer, on samples. */
#ifndef AQ_HARNESS_ORACLE_COMPARE_H
#define AQ_HARNESS_ORACLE_COMPARE_H

#include "oracle_sample.h"

#include <stddef.h>

/* What the samples were, so that a reader sees what was tried. */
#define AQH_ORACLE_KIND_LIST(X)                                                                    \
    X(EXACT, "exact")                                                                              \
    X(INEXACT, "inexact")                                                                          \
    X(TIE, "ties")                                                                                 \
    X(NEAR_TIE, "within 1e-6 ulp of a tie")                                                        \
    X(SUBNORMAL, "subnormal results")                                                              \
    X(UNDERFLOW, "underflow to zero")                                                              \
    X(ZERO, "exact zeros")                                                                         \
    X(OVERFLOW, "overflow")                                                                        \
    X(INFINITE, "infinite values")                                                                 \
    X(NOT_A_NUMBER, "NaN values")

#define AQH_X_(id, ...) AQH_ORACLE_##id,
typedef enum aqh_oracle_kind { AQH_ORACLE_KIND_LIST(AQH_X_) AQH_ORACLE_KIND_COUNT } aqh_oracle_kind;
#undef AQH_X_
extern const char *const aqh_oracle_kind_names[AQH_ORACLE_KIND_COUNT];

typedef struct aqh_oracle_tally {
    uint64_t samples;
    uint64_t kinds[AQH_ORACLE_KIND_COUNT];
    /* Disagreements with MPFR. Results: in a bit, where NaN is one result. */
    uint64_t fast_results, referee_results, fast_errors;
    /* Of the batch form with its scalar form, in any bit, on any instruction set that
     * this processor has; a sample counts once for each. */
    uint64_t batch;
    char first[400]; /* one line about the first of them; "" if none */
} aqh_oracle_tally;

/* Compares on the first `count` samples of the sequence. The errors, of right and
 * wrong results alike, must agree to the last bit: both are exact before they are
 * rounded, away from zero, to a double. */
void aqh_oracle_compare(aqh_oracle_class_id id, uint64_t seed, uint64_t count,
                        aqh_oracle_tally *tally);

#endif
