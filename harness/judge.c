#include "judge.h"

#include "exact.h"
#include "fast.h"
#include "index.h"
#include "plan_name.h"
#include "random.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

void aqh_element_at(const aqh_case *c, const uint8_t *dst, size_t index, aqh_element *element) {
    const aq_call *call = &c->call;
    size_t parameter = aqo_param_index(call, index / call->src.cols, index % call->src.cols);
    *element = (aqh_element){
        .index = index,
        .src = aqo_load(call->src.format, c->data[AQH_SRC], index),
        .scale = aqo_load(call->scale.format, c->data[AQH_SCALE], parameter),
        .got = dst ? aqo_load(call->dst.format, dst, index) : 0,
    };
    if (aqo_uses_offset(call))
        element->offset = aqo_load(call->offset.format, c->data[AQH_OFFSET], parameter);
}

/* What stays the same over the elements of a call. */
typedef struct judging {
    const aqh_case *c;
    const aq_call *call;
    bool offset, saturate;
    aqo_pipeline pipeline;
    mpfr_t x, o, s, value, error;
    aqo_trace trace;
} judging;

const double aqh_bucket_limits[AQH_BUCKETS] = {
    0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1, 1.5, 2, 4, 16, 256, DBL_MAX, INFINITY,
};

int aqh_bucket_of(double ulp) {
    int bucket = 0;
    while (bucket < AQH_BUCKETS - 1 && !(ulp <= aqh_bucket_limits[bucket]))
        bucket++;
    return bucket;
}

/* The domain of an exact value high + low, |low| below half an ulp of high, when
 * nothing is known of a plan. */
static aqo_domain plain_domain(aq_format dst, bool finite, double high, double low) {
    const aqo_format *f = aqo_format_get(dst);
    const double size = fabs(high), least = ldexp(1, f->emin);
    const double threshold = ldexp(2 - ldexp(1, -f->precision), f->emax);
    const bool less = high > 0 ? low < 0 : low > 0; /* than size, by a little */
    if (!finite)
        return AQO_DOMAIN_SPEC;
    if (size > threshold || (size == threshold && !less))
        return AQO_DOMAIN_OVF;
    return size < least || (size == least && less) ? AQO_DOMAIN_SUB : AQO_DOMAIN_NORM;
}

typedef struct opinion {
    bool accepted, exact, planned;
} opinion;

/* The whole opinion, by MPFR. */
static opinion by_mpfr(judging *j, aqh_element *e) {
    const aq_call *call = j->call;
    const aq_format dst = call->dst.format;
    mpfr_srcptr o = j->offset ? j->o : NULL;
    aqo_decode(call->src.format, e->src, j->x);
    aqo_decode(call->scale.format, e->scale, j->s);
    if (j->offset)
        aqo_decode(call->offset.format, e->offset, j->o);
    aqo_exact(j->value, NULL, j->x, o, j->s);

    double tolerance = j->c->max_ulp;
    opinion opinion = {0};
    if (j->c->judge == AQH_BY_PLAN) {
        const aqo_plan *plan = aqo_plan_get(j->pipeline.plan);
        e->planned = aqo_pipeline_run(&j->pipeline, call->scale.format, j->x, o, j->s, &j->trace);
        opinion.planned = aqo_same_result(dst, e->planned, e->got);
        e->domain = aqo_domain_of(&j->trace, dst, j->x, o, j->s, j->value);
        const double bound = aqo_plan_bound(plan, call->scale.format, e->domain);
        tolerance = isfinite(bound) && bound > 0.5 ? bound : 0.5;
    } else { /* rounded to zero, a value is on the same side of every double */
        e->domain = plain_domain(
            dst, mpfr_number_p(j->x) && mpfr_number_p(j->s) && (!j->offset || mpfr_number_p(j->o)),
            mpfr_get_d(j->value, MPFR_RNDZ), 0);
    }
    const aqo_verdict verdict =
        aqo_accept(dst, call->overflow, j->value, e->got, tolerance, j->error);
    e->expected = aqo_round(dst, call->overflow, j->value);
    e->ulp = verdict.ulp;
    e->rule = verdict.rule;
    opinion.accepted = verdict.accepted || opinion.planned;
    opinion.exact = verdict.exact;
    return opinion;
}

/* An element whose bits are those of the correctly rounded value needs no more
 * than that: it is accepted at any tolerance. False for any other. */
static bool by_double(const judging *j, aqh_element *e, opinion *opinion) {
    const aq_call *call = j->call;
    const double x = aqo_decode_double(call->src.format, e->src);
    const double o = j->offset ? aqo_decode_double(call->offset.format, e->offset) : 0;
    const double s = aqo_decode_double(call->scale.format, e->scale);
    const aqo_pair value = aqo_pair_exact(x, o, s, j->offset);
    e->expected = aqo_pair_round(call->dst.format, call->overflow, value);
    if (!aqo_same_result(call->dst.format, e->got, e->expected))
        return false;
    e->ulp = fabs(aqo_pair_ulp(call->dst.format, j->saturate, value, e->got));
    e->rule = AQO_ACCEPT_ROUNDED;
    e->domain = plain_domain(call->dst.format, isfinite(x) && isfinite(o) && isfinite(s),
                             value.high, value.low);
    *opinion = (struct opinion){
        .accepted = true,
        .exact = value.low == 0 && aqo_decode_double(call->dst.format, e->got) == value.high &&
                 isfinite(value.high)};
    return true;
}

/* NaN, Inf, zero or subnormal; of an integer the most negative one, which has no
 * positive partner. */
static bool is_special(aq_format format, uint32_t code) {
    const double value = aqo_decode_double(format, code);
    if (format == AQ_INT4 || format == AQ_INT8)
        return code == aqo_format_get(format)->max_code + 1;
    return !isfinite(value) || value == 0 || ilogb(value) < aqo_format_get(format)->emin;
}

/* A larger error, or the same and wrong where the other is not. */
static bool worse(const aqh_element *a, bool a_wrong, const aqh_element *b, bool b_wrong) {
    if (a_wrong != b_wrong)
        return a_wrong;
    return a->ulp > b->ulp;
}

static void count(aqh_judgement *judgement, const aqh_element *e, const opinion *opinion,
                  bool by_plan) {
    judgement->elements++;
    judgement->exact += opinion->exact;
    judgement->histogram[aqh_bucket_of(e->ulp)]++;
    judgement->in_domain[e->domain]++;
    if (!(e->ulp <= judgement->max_in[e->domain]))
        judgement->max_in[e->domain] = e->ulp;
    const bool outside =
        by_plan && opinion->accepted && e->domain != AQO_DOMAIN_NORM && e->domain != AQO_DOMAIN_SUB;
    judgement->outside += outside;
    if (!outside && isfinite(e->ulp)) {
        judgement->finite++;
        judgement->sum_ulp += e->ulp;
    }
    if (!outside && (!judgement->any ||
                     worse(e, !opinion->accepted, &judgement->worst, judgement->wrong > 0))) {
        judgement->worst = *e;
        judgement->any = true;
    }
    if (!opinion->accepted) {
        if (judgement->wrong++ == 0)
            judgement->first = *e;
    } else if (by_plan && opinion->planned) {
        judgement->as_planned++;
    } else if (by_plan) {
        if (judgement->off_plan++ == 0)
            judgement->first_off = *e;
    }
}

void aqh_judge(const aqh_case *c, const uint8_t *dst, aqh_oracle oracle, uint64_t seed,
               aqh_judgement *judgement) {
    const aq_call *call = &c->call;
    judging j = {.c = c,
                 .call = call,
                 .offset = aqo_uses_offset(call),
                 .saturate = aqo_saturates(call->dst.format, call->overflow)};
    const bool by_plan = c->judge == AQH_BY_PLAN;
    const bool everyday = oracle == AQH_ORACLE_EVERYDAY && !by_plan && aqo_pair_usable();
    aqh_case_pipeline(c, &j.pipeline, NULL);
    mpfr_inits2(AQO_PRECISION, j.x, j.o, j.s, j.value, j.error, (mpfr_ptr)0);
    aqo_trace_init(&j.trace);
    aqh_random random = {seed};
    *judgement = (aqh_judgement){.overflows = 1u << call->overflow, .plan = j.pipeline.plan};

    const size_t elements = aqo_computed(call);
    for (size_t index = 0; index < elements; index++) {
        aqh_element e;
        opinion opinion;
        aqh_element_at(c, dst, index, &e);
        judgement->special += is_special(call->src.format, e.src) ||
                              is_special(call->scale.format, e.scale) ||
                              (j.offset && is_special(call->offset.format, e.offset));
        const bool settled = everyday && by_double(&j, &e, &opinion);
        if (!settled || aqh_one_in(&random, 64)) {
            const aqh_element fast = e;
            opinion = by_mpfr(&j, &e);
            judgement->by_mpfr++;
            judgement->disagreements +=
                everyday && (!aqo_same_result(call->dst.format, fast.expected, e.expected) ||
                             (settled && (!opinion.accepted || fast.ulp != e.ulp)));
        }
        count(judgement, &e, &opinion, by_plan);
    }
    aqo_trace_clear(&j.trace);
    mpfr_clears(j.x, j.o, j.s, j.value, j.error, (mpfr_ptr)0);
}

void aqh_judgement_add(aqh_judgement *a, const aqh_judgement *b) {
    if (b->any && (!a->any || worse(&b->worst, b->wrong > 0, &a->worst, a->wrong > 0)))
        a->worst = b->worst;
    if (b->wrong && !a->wrong)
        a->first = b->first;
    if (b->off_plan && !a->off_plan)
        a->first_off = b->first_off;
    for (int k = 0; k < AQH_BUCKETS; k++)
        a->histogram[k] += b->histogram[k];
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++) {
        a->in_domain[d] += b->in_domain[d];
        if (b->max_in[d] > a->max_in[d])
            a->max_in[d] = b->max_in[d];
    }
    if (b->elements)
        a->plan = b->plan;
    a->overflows |= b->overflows;
    a->any |= b->any;
    a->elements += b->elements;
    a->exact += b->exact;
    a->special += b->special;
    a->wrong += b->wrong;
    a->sum_ulp += b->sum_ulp;
    a->finite += b->finite;
    a->as_planned += b->as_planned;
    a->off_plan += b->off_plan;
    a->outside += b->outside;
    a->by_mpfr += b->by_mpfr;
    a->disagreements += b->disagreements;
}
