/* The plan of one element beside the truth: each step with what it was given and
 * what it made of it, and which step lost the bits. */
#ifndef AQ_HARNESS_EXPLAIN_PLAN_H
#define AQ_HARNESS_EXPLAIN_PLAN_H

#include "case.h"

#include <mpfr.h>
#include <stdio.h>

/* x, o (null: none), s: the operands; y: the exact value. Returns the planned
 * code. */
uint32_t aqh_explain_plan(FILE *out, const aqh_case *c, mpfr_srcptr x, mpfr_srcptr o, mpfr_srcptr s,
                          mpfr_srcptr y);

#endif
