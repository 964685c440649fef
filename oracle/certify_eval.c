/* Decides result, exact error and domain of one input of a plan, in double. */
#include "certify_eval.h"

#include "fast.h"
#include "format.h"

#include <float.h>
#include <stdlib.h>

_Static_assert(FLT_EVAL_METHOD == 0, "double expressions must have double precision");
#ifdef __FAST_MATH__
#error "error-free sums do not survive -ffast-math"
#endif

static const aqo_grid half_grid = {11, -14, 15, 0x1p-14, 0x1.ffcp15, 0x1.ffep15, 0x1p16};
static const aqo_grid bf16_grid = {8, -126, 127, 0x1p-126, 0x1.fep127, 0x1.ffp127, 0x1p128};
static const aqo_grid float_grid = {24,     -126, 127, 0x1p-126, 0x1.fffffep127, 0x1.ffffffp127,
                                    0x1p128};

const aqo_grid *aqo_grid_of(aq_format format) {
    switch (format) {
    case AQ_HALF:
        return &half_grid;
    case AQ_BF16:
        return &bf16_grid;
    case AQ_FLOAT:
        return &float_grid;
    default:
        abort();
    }
}

static bool step_saturates(aqo_saturation saturation, aq_overflow overflow) {
    return (saturation == AQO_SATURATE_GLOBAL && overflow == AQ_OVERFLOW_SAT) ||
           (saturation == AQO_SATURATE_CAST && overflow != AQ_OVERFLOW_INF_NAN);
}

void aqo_evaluator_init(aqo_evaluator *e, const aqo_subject *subject) {
    if (subject->pipeline.subnormals != AQO_GRADUAL || !aqo_pair_usable())
        abort();
    const aqo_plan *plan = aqo_plan_get(subject->pipeline.plan);
    e->subject = *subject;
    e->step_count = 0;
    for (unsigned k = 0; k < plan->step_count; k++) {
        const aqo_step *step = &plan->steps[k];
        if (step->if_via_half && !subject->pipeline.via_half)
            continue;
        e->steps[e->step_count++] = (aqo_eval_step){
            step->operation, step_saturates(step->saturation, subject->pipeline.overflow),
            aqo_grid_of(step->format)};
    }
    e->dst = aqo_grid_of(subject->dst);
    e->judge_saturates = aqo_certify_saturates(subject);
}

/* Is |high + low| below the bound, exactly? */
static inline bool below(double high, double low, double bound) {
    double magnitude = fabs(high);
    bool inward = (low < 0.0) != (high < 0.0);
    return magnitude < bound || (magnitude == bound && low != 0.0 && inward);
}

/* The error of two numbers as a sum of two doubles; the value is high + low. It is
 * exact when `got` is near the value; else its last bits do not matter. */
static void distance(const aqo_grid *g, double high, double low, double got, aqo_evaluation *out) {
    int exponent = aqo_exponent(aqo_to_odd(high, low));
    exponent = exponent > g->emin ? exponent : g->emin;
    exponent = exponent < g->emax ? exponent : g->emax;
    double per_ulp = from_bits(power_of_two(g->precision - 1 - exponent));
    double first, rest, tail, tail_low;
    aqo_two_sum(got, -high, &first, &rest);
    if (rest == 0.0) {
        aqo_two_sum(first, -low, &first, &rest);
    } else {
        aqo_two_sum(rest, -low, &tail, &tail_low);
        aqo_two_sum(first, tail, &first, &rest);
        aqo_two_sum(first, rest + tail_low, &first, &rest);
    }
    double sign = first < 0.0 ? -1.0 : 1.0;
    out->error = sign * first * per_ulp;
    out->error_low = sign * rest * per_ulp;
}

static void judge(const aqo_evaluator *e, double high, double low, aqo_evaluation *out) {
    const aqo_grid *g = e->dst;
    double got = out->got;
    if (e->judge_saturates) {
        if (isnan(high)) {
            high = low = 0.0;
        } else if (!below(high, low, g->largest)) {
            high = copysign(g->largest, high);
            low = 0.0;
        }
    }
    out->error = out->error_low = 0.0;
    if (isnan(high) || isinf(high) || isnan(got)) {
        bool same = isnan(high) ? isnan(got) : got == high;
        out->error = same ? 0.0 : INFINITY;
        return;
    }
    if (isinf(got)) {
        if (e->judge_saturates) {
            out->error = INFINITY;
            return;
        }
        if (signbit(got) == signbit(high) && !below(high, low, g->threshold))
            return;
        got = copysign(g->infinity, got);
    }
    distance(g, high, low, got, out);
}

aqo_evaluation aqo_evaluate(const aqo_evaluator *e, double x, double o, double s) {
    bool has_offset = e->subject.has_offset;
    aqo_pair y = aqo_pair_exact(x, o, s, has_offset);
    double value = x, scale = s;
    bool overflow = false, underflow = false;
    for (unsigned k = 0; k < e->step_count; k++) {
        const aqo_eval_step *step = &e->steps[k];
        double high = value, low = 0.0;
        switch (step->operation) {
        case AQO_ADD_OFFSET:
            high = value + o;
            if (isfinite(high))
                aqo_two_sum(value, o, &high, &low);
            break;
        case AQO_MULTIPLY_SCALE:
            high = value * scale; /* exact: 24 bits each at most */
            break;
        case AQO_CONVERT_SCALE:
            high = scale;
            break;
        default:
            break;
        }
        double rounded = aqo_to_grid(step->grid, step->saturate, high, low);
        overflow |= !isnan(high) && !below(high, low, step->grid->threshold);
        underflow |= k + 1 < e->step_count && high != 0.0 &&
                     below(high, low, step->grid->least_normal) && (rounded != high || low != 0.0);
        if (step->operation == AQO_CONVERT_SCALE)
            scale = rounded;
        else
            value = rounded;
    }

    aqo_evaluation out = {.got = value};
    judge(e, y.high, y.low, &out);
    if (!isfinite(x) || !isfinite(s) || (has_offset && !isfinite(o)))
        out.domain = AQO_DOMAIN_SPEC;
    else if (!below(y.high, y.low, e->dst->threshold))
        out.domain = AQO_DOMAIN_OVF;
    else if (overflow)
        out.domain = AQO_DOMAIN_IOVF;
    else if (below(y.high, y.low, e->dst->least_normal))
        out.domain = AQO_DOMAIN_SUB;
    else
        out.domain = AQO_DOMAIN_NORM;
    out.underflow = underflow && (out.domain == AQO_DOMAIN_NORM || out.domain == AQO_DOMAIN_SUB);
    return out;
}
