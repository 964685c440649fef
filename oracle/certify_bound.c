/* What can be said of a domain without searching: upper bounds by argument, and the
 * conditions on inputs where there is none. */
#include "certify_eval.h"

#include "fast.h"

#include <math.h>

/* Can the source be NaN or Inf? */
static bool has_specials(aq_format format) {
    return aqo_format_get(format)->has_inf || aqo_format_get(format)->has_nan;
}

/* Is there a step before the last one that makes numbers of NaN and Inf that can
 * reach it? Of an e8m0 scale that is only NaN, which becomes 0, and so does the
 * result: right where results saturate. */
static bool hides_specials(const aqo_evaluator *e) {
    bool reached = has_specials(e->subject.src);
    for (unsigned k = 0; k + 1 < e->step_count; k++) {
        reached |= e->steps[k].operation == AQO_ADD_OFFSET ||
                   e->steps[k].operation == AQO_MULTIPLY_SCALE ||
                   (e->steps[k].operation == AQO_CONVERT_SCALE && !e->judge_saturates);
        if (reached && e->steps[k].saturate)
            return true;
    }
    return false;
}

/* Is the result Inf where the call's results are to saturate? */
static bool misses_saturation(const aqo_evaluator *e) {
    return e->judge_saturates && !e->steps[e->step_count - 1].saturate;
}

static double largest_source(aq_format src) {
    double largest = 0.0;
    uint64_t codes = aqo_code_count(src);
    for (uint32_t code = 0; code < codes; code++) {
        double x = fabs(aqo_decode_double(src, code));
        if (isfinite(x) && x > largest)
            largest = x;
    }
    return largest;
}

/* Is x*s a multiple of the smallest float, i.e. exact wherever float is subnormal? */
static bool integer_source(aq_format src) {
    return src == AQ_INT4 || src == AQ_INT8;
}

static double below_normal(const aqo_plan *plan, const aqo_subject *subject) {
    if (plan->id == AQO_N12)
        return largest_source(subject->src) * 0.5; /* codes up to 102, 2^-25, become 0 */
    if ((plan->id == AQO_N4 || plan->id == AQO_N8) && subject->scale == AQ_FLOAT &&
        integer_source(subject->src))
        return plan->id == AQO_N4 ? 0.5 : 0.0;
    return aqo_plan_bound(plan, subject->scale, AQO_DOMAIN_SUB);
}

/* Can x + o overflow in half? */
static bool sum_overflows(const aqo_evaluator *e) {
    return e->subject.pipeline.plan == AQO_N1 &&
           largest_source(e->subject.src) + e->dst->largest >= e->dst->threshold;
}

/* At and above the threshold, and below it where a step overflows: a result that
 * overflows in its last roundings only is what rounding with unlimited exponents
 * gives, 2^(emax+1) at most, which Inf counts as. So the bound of NORM holds. To
 * clamp result and value alike does not add to it. */
static double at_overflow(const aqo_evaluator *e, aqo_domain domain) {
    const aqo_plan *plan = aqo_plan_get(e->subject.pipeline.plan);
    double norm = aqo_plan_bound(plan, e->subject.scale, AQO_DOMAIN_NORM);
    if (misses_saturation(e))
        return HUGE_VAL;
    /* Without offset y is rounded by steps that are monotone, to formats that have
     * the threshold or to which it is exact: it overflows where it should. */
    if (domain == AQO_DOMAIN_OVF && !plan->has_offset && plan->id != AQO_N12)
        return 0.0;
    /* Float steps move y by less than 2^-22 of itself, so that where it or they reach
     * the threshold both are nearest to the largest number or beyond it. */
    if (e->judge_saturates && plan->id >= AQO_N3 && plan->id <= AQO_N6)
        return 0.0;
    if (sum_overflows(e)) {
        if (e->judge_saturates) {
            /* A sum of up to 65504 + |x| becomes 65504, then 1.5 ulps come on top;
             * and there are at most 2^11 ulps in a binade. */
            double most = e->dst->largest + largest_source(e->subject.src);
            return (1.0 - e->dst->largest / most) * 0x1p11 + norm;
        }
        return domain == AQO_DOMAIN_OVF ? norm : HUGE_VAL;
    }
    return plan->id == AQO_N12 ? HUGE_VAL : norm;
}

double aqo_certify_upper_bound(const aqo_subject *subject, aqo_domain domain) {
    aqo_evaluator e;
    aqo_evaluator_init(&e, subject);
    const aqo_plan *plan = aqo_plan_get(subject->pipeline.plan);
    switch (domain) {
    case AQO_DOMAIN_NORM:
        /* N12: a product of a normal size has a scale of 2^-16 to 2^15, exact in half. */
        return plan->id == AQO_N12 ? 0.5 : aqo_plan_bound(plan, subject->scale, domain);
    case AQO_DOMAIN_SUB:
        return below_normal(plan, subject);
    case AQO_DOMAIN_IUF:
        if (plan->dst == AQ_HALF && plan->id != AQO_N12)
            return 0x1.000004p-102; /* y is a float subnormal: less than 2^-126 */
        return below_normal(plan, subject);
    case AQO_DOMAIN_SPEC:
        return hides_specials(&e) || misses_saturation(&e) ? HUGE_VAL : 0.0;
    default:
        return at_overflow(&e, domain);
    }
}

const char *aqo_certify_condition(const aqo_subject *subject, aqo_domain domain) {
    aqo_evaluator e;
    aqo_evaluator_init(&e, subject);
    aqo_plan_id plan = subject->pipeline.plan;
    switch (domain) {
    case AQO_DOMAIN_SPEC:
        if (misses_saturation(&e))
            return "an operand is NaN or infinite, and so is the result: bf16 arithmetic does "
                   "not saturate";
        if (hides_specials(&e))
            return "an operand is NaN or infinite: an intermediate saturates, so that a number "
                   "goes on in its place";
        return NULL;
    case AQO_DOMAIN_OVF:
        if (misses_saturation(&e))
            return "|y| >= (2 - 2^-8) * 2^127, and so is the result: bf16 arithmetic does not "
                   "saturate";
        if (plan == AQO_N12 && subject->pipeline.overflow == AQ_OVERFLOW_PER_INSTRUCTION)
            return "scale >= 2^16 (e8m0 codes 143..254): it becomes 65504, and the result a "
                   "number in the place of Inf";
        return NULL;
    case AQO_DOMAIN_IOVF:
        if (misses_saturation(&e))
            return "the result overflows although y does not: bf16 arithmetic does not saturate";
        if (sum_overflows(&e) && !e.judge_saturates)
            return "|x + o| >= 65520: the sum overflows to Inf in half";
        if (plan == AQO_N12 && subject->pipeline.overflow == AQ_OVERFLOW_INF_NAN)
            return "scale >= 2^16 (e8m0 codes 143..254): it overflows to Inf in half";
        return NULL;
    default:
        return NULL;
    }
}
