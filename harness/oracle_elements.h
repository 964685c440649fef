/* One sample of the oracle's comparison, by MPFR and by the double path. */
#ifndef AQ_HARNESS_ORACLE_ELEMENTS_H
#define AQ_HARNESS_ORACLE_ELEMENTS_H

#include "fast.h"
#include "oracle_sample.h"

#include <mpfr.h>

/* The numbers of the MPFR path, made once. */
typedef struct aqh_reference {
    mpfr_t x, o, s, value, error;
} aqh_reference;
void aqh_reference_init(aqh_reference *r);
void aqh_reference_clear(aqh_reference *r);

/* The correctly rounded code; r->value is then the exact value. */
uint32_t aqh_reference_round(aqh_reference *r, const aqh_oracle_class *kind,
                             const aqh_oracle_sample *sample);
/* The error of a code for r->value, rounded away from zero. */
double aqh_reference_error(aqh_reference *r, aq_format dst, bool saturate, uint32_t code);

/* The exact value by the double path. */
aqo_pair aqh_fast_value(const aqh_oracle_class *kind, const aqh_oracle_sample *sample);

#endif
