/* The plans by the everyday oracle: what oracle/plan.h computes in MPFR, the same steps of
 * the same table, each of them exact in a pair of doubles (oracle/fast.h) and rounded once.
 * What goes into a step is a half, a bf16 or a float: a product has at most 48 significant
 * bits, with exponents from -298 to 256, and a sum is error-free. The tests, the fuzz target
 * model_versus_plan and the judge hold it to that.
 */
#ifndef AQ_ORACLE_FAST_PLAN_H
#define AQ_ORACLE_FAST_PLAN_H

#include "plan.h"

typedef struct aqo_fast_plan {
    unsigned count;
    struct {
        aqo_operation operation;
        aq_format format;
        aq_overflow overflow; /* inf_nan or sat: whether the result saturates */
    } steps[AQO_MAX_STEPS];
} aqo_fast_plan;

/* False for a pipeline that this cannot run: not of gradual underflow, or with a step to
 * float that saturates. */
bool aqo_fast_plan_of(const aqo_pipeline *pipeline, aqo_fast_plan *plan);

/* As aqo_pipeline_run, of decoded operands: the code in the plan's dst, a NaN with any
 * payload. o is any number where there is no offset. overflows, unless null: whether a step does,
 * its exact result being at or above the threshold of its format. */
uint32_t aqo_fast_plan_run(const aqo_fast_plan *plan, double x, double o, double s,
                           bool *overflows);

#endif
