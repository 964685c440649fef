/* The oracle's plans, from codes: by its everyday arithmetic, fast enough for 2^32 points,
 * and by MPFR. */
#ifndef AQ_TESTS_PLAN_REFERENCE_H
#define AQ_TESTS_PLAN_REFERENCE_H

#include "fast_plan.h"

typedef struct plan_reference {
    aq_format src, param;
    aqo_fast_plan plan;
} plan_reference;

/* Of a legal call. */
void plan_reference_init(plan_reference *reference, const aq_call *call);

/* The code in dst, from codes; o is ignored by plans without offset. */
uint32_t plan_reference_run(const plan_reference *reference, uint32_t x, uint32_t o, uint32_t s);

/* Are two codes of dst the same result, NaN being one? */
bool same_result(aq_format dst, uint32_t a, uint32_t b);

/* The same by the oracle's own evaluator, in MPFR. One per thread. */
typedef struct plan_mpfr {
    aqo_pipeline pipeline;
    bool has_offset;
    aq_format src, param;
    mpfr_t x, o, s;
} plan_mpfr;

void plan_mpfr_init(plan_mpfr *reference, const aq_call *call);
void plan_mpfr_clear(plan_mpfr *reference);
uint32_t plan_mpfr_run(plan_mpfr *reference, uint32_t x, uint32_t o, uint32_t s);

#endif
