/* One input of a subject by MPFR, and in which sense its error is meant. */
#include "certify.h"

#include "exact.h"
#include "ulp.h"

bool aqo_certify_saturates(const aqo_subject *subject) {
    if (subject->pipeline.overflow != AQ_OVERFLOW_PER_INSTRUCTION)
        return aqo_saturates(subject->dst, subject->pipeline.overflow);
    const aqo_plan *plan = aqo_plan_get(subject->pipeline.plan);
    return plan->steps[plan->step_count - 1].saturation == AQO_SATURATE_CAST;
}

aqo_point aqo_certify_point(const aqo_subject *subject, aqo_input input, mpfr_ptr error) {
    mpfr_t x, o, s, y;
    mpfr_inits2(AQO_PRECISION, x, o, s, y, (mpfr_ptr)0);
    aqo_decode(subject->src, input.x, x);
    aqo_decode(subject->scale, input.s, s);
    if (subject->has_offset)
        aqo_decode(subject->scale, input.o, o);
    mpfr_srcptr offset = subject->has_offset ? o : NULL;
    aqo_exact(y, NULL, x, offset, s);

    aqo_trace trace;
    aqo_trace_init(&trace);
    aqo_point point;
    point.got = aqo_pipeline_run(&subject->pipeline, subject->scale, x, offset, s, &trace);
    bool saturates = aqo_certify_saturates(subject);
    point.rounded = aqo_round(subject->dst, saturates ? AQ_OVERFLOW_SAT : AQ_OVERFLOW_INF_NAN, y);
    aqo_ulp_error(error, subject->dst, saturates, y, point.got);
    point.domain = aqo_domain_of(&trace, subject->dst, x, offset, s, y);
    point.intermediate_underflow =
        (point.domain == AQO_DOMAIN_NORM || point.domain == AQO_DOMAIN_SUB) &&
        aqo_intermediate_underflow(&trace);
    aqo_trace_clear(&trace);
    mpfr_clears(x, o, s, y, (mpfr_ptr)0);
    return point;
}
