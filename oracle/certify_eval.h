/* Plans without MPFR: one input, its result, its exact error and its domain. The
 * certificate search decides by it; certify_point.c is the same by MPFR, and the
 * tests hold one to the other. Internal to certify*.c. */
#ifndef AQ_ORACLE_CERTIFY_EVAL_H
#define AQ_ORACLE_CERTIFY_EVAL_H

#include "certify.h"
#include "certify_round.h"

typedef struct aqo_eval_step {
    aqo_operation operation;
    bool saturate;
    const aqo_grid *grid;
} aqo_eval_step;

/* A subject prepared for evaluation. */
typedef struct aqo_evaluator {
    aqo_subject subject;
    unsigned step_count;
    aqo_eval_step steps[AQO_MAX_STEPS];
    const aqo_grid *dst;
    bool judge_saturates; /* the sense in which errors are meant, see ulp.h */
} aqo_evaluator;

/* |error|, exactly error + error_low; +Inf as in aqo_ulp_error. */
typedef struct aqo_evaluation {
    double got;
    double error, error_low;
    aqo_domain domain;
    bool underflow; /* in IUF besides */
} aqo_evaluation;

const aqo_grid *aqo_grid_of(aq_format format);

/* Subnormals must be gradual: no reduction holds for the other policy. Arithmetic
 * must be rounded to nearest. */
void aqo_evaluator_init(aqo_evaluator *evaluator, const aqo_subject *subject);

/* The operands as decoded; o is not looked at without offset. */
aqo_evaluation aqo_evaluate(const aqo_evaluator *evaluator, double x, double o, double s);

#endif
