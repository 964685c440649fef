/* The whole opinion on an element, by MPFR. */
#include "judge_opinion.h"

#include "exact.h"
#include "fast.h"
#include "plan_name.h"

#include <math.h>

void aqh_judging_begin(aqh_judging *j, const aqh_case *c) {
    const aq_call *call = &c->call;
    const aqo_format *f = aqo_format_get(call->dst.format);
    *j = (aqh_judging){.c = c,
                       .call = call,
                       .by_plan = c->judge == AQH_BY_PLAN,
                       .offset = aqo_uses_offset(call),
                       .saturate = aqo_saturates(call->dst.format, call->overflow),
                       .least = ldexp(1, f->emin),
                       .threshold = ldexp(2 - ldexp(1, -f->precision), f->emax)};
    aqh_case_pipeline(c, &j->pipeline, NULL);
    j->can_everyday =
        aqo_pair_usable() && (!j->by_plan || aqo_fast_plan_of(&j->pipeline, &j->plan));
    mpfr_inits2(AQO_PRECISION, j->x, j->o, j->s, j->value, j->error, (mpfr_ptr)0);
    if (j->by_plan)
        aqo_trace_init(&j->trace);
}

void aqh_judging_end(aqh_judging *j) {
    if (j->by_plan)
        aqo_trace_clear(&j->trace);
    mpfr_clears(j->x, j->o, j->s, j->value, j->error, (mpfr_ptr)0);
}

/* The whole opinion, by MPFR. */
aqh_opinion aqh_by_mpfr(aqh_judging *j, aqh_element *e) {
    const aq_call *call = j->call;
    const aq_format dst = call->dst.format;
    mpfr_srcptr o = j->offset ? j->o : NULL;
    aqo_decode(call->src.format, e->src, j->x);
    aqo_decode(call->scale.format, e->scale, j->s);
    if (j->offset)
        aqo_decode(call->offset.format, e->offset, j->o);
    aqo_exact(j->value, NULL, j->x, o, j->s);

    double tolerance = j->c->max_ulp;
    aqh_opinion opinion = {0};
    if (j->by_plan) {
        const aqo_plan *plan = aqo_plan_get(j->pipeline.plan);
        e->planned = aqo_pipeline_run(&j->pipeline, call->scale.format, j->x, o, j->s, &j->trace);
        opinion.planned = aqo_same_result(dst, e->planned, e->got);
        e->domain = aqo_domain_of(&j->trace, dst, j->x, o, j->s, j->value);
        const double bound = aqo_plan_bound(plan, call->scale.format, e->domain);
        tolerance = isfinite(bound) && bound > 0.5 ? bound : 0.5;
    } else { /* rounded to zero, a value is on the same side of every double */
        e->domain = aqh_domain(
            j, mpfr_number_p(j->x) && mpfr_number_p(j->s) && (!j->offset || mpfr_number_p(j->o)),
            false, mpfr_get_d(j->value, MPFR_RNDZ), 0);
    }
    const aqo_verdict verdict =
        aqo_accept(dst, call->overflow, j->value, e->got, tolerance, j->error);
    e->expected = aqo_round(dst, call->overflow, j->value);
    e->ulp = verdict.ulp;
    opinion.accepted = verdict.accepted || opinion.planned;
    opinion.exact = verdict.exact;
    return opinion;
}
