/* The signature of a finding: what two findings have in common that are one bug.
 * The fuzzer's minimiser and the reducer keep it while they cut a case down. */
#ifndef AQ_HARNESS_SIGNATURE_H
#define AQ_HARNESS_SIGNATURE_H

#include "campaign.h"

/* What is wrong with the number, in a finding of the class wrong or off-plan. */
#define AQH_SIGN_STEP_LIST(X)                                                                      \
    X(NONE, "none")         /* the finding is not about a number */                                \
    X(SPECIAL, "special")   /* a NaN or an infinity, expected or given */                          \
    X(ZERO, "zero-sign")    /* the sign of a zero */                                               \
    X(ROUNDING, "rounding") /* less than two ulps off: a neighbour */                              \
    X(VALUE, "value")       /* another value altogether */
#define AQH_X_(id, name) AQH_STEP_##id,
typedef enum aqh_sign_step { AQH_SIGN_STEP_LIST(AQH_X_) AQH_STEP_COUNT } aqh_sign_step;
#undef AQH_X_

enum { AQH_SIGNATURE_BYTES = 128 };

/* The finding that a trial is known by: the one furthest from a number, as those
 * about memory and crashes are the causes of the others. AQH_NO_FINDING if none. */
aqh_finding aqh_signature_class(const aqh_trial *trial);

/* "backend-prototype-src.scale.dst-class-step", e.g.
 * "cpu-per_token-int8.half.half-wrong-rounding". Only letters, digits and ._: in
 * each part (the class and the step have hyphens of their own). Of a shared library
 * the name of the file, without ".so". The same on every machine, and for every
 * case that fails in the same way: shapes, values and addresses are not in it. */
void aqh_signature(const char *backend, const aqh_case *c, const aqh_trial *trial, char *text,
                   size_t bytes);

#endif
