/* The table of plans, and their evaluator.
 *
 * Source: semantics.md d.3, bounds from ulp-bounds.md. */
#include "plan.h"
#include "exact.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NEVER AQO_SATURATE_NEVER
#define GLOBAL AQO_SATURATE_GLOBAL
#define CAST AQO_SATURATE_CAST

/* Steps as the table reads them. A bf16 operation is a float operation and a
 * conversion; neither saturates. Sources that go through half are exact there,
 * but for NaN and Inf of hif8 in SAT. */
#define VIA_HALF                                                                                   \
    { AQO_CONVERT, AQ_HALF, GLOBAL, true }
#define TO(format, saturation)                                                                     \
    { AQO_CONVERT, AQ_##format, saturation, false }
#define SCALE_TO(format, saturation)                                                               \
    { AQO_CONVERT_SCALE, AQ_##format, saturation, false }
#define ADD(format, saturation)                                                                    \
    { AQO_ADD_OFFSET, AQ_##format, saturation, false }
#define MUL(format, saturation)                                                                    \
    { AQO_MULTIPLY_SCALE, AQ_##format, saturation, false }

/* ULPs of bounds: written as in ulp-bounds.md. */
#define BOUND(norm, sub, norm_float, sub_float)                                                    \
    .norm_bound = norm, .sub_bound = sub, .norm_bound_float = norm_float,                          \
    .sub_bound_float = sub_float
#define TINY 0x1p-17

#define STEPS(count, ...) .step_count = count, .steps = {__VA_ARGS__}

static const aqo_plan plans[AQO_PLAN_COUNT] = {
    {AQO_N1, "N1", "R_h(R_h(x+o)*s)", true, AQ_HALF,
     STEPS(3, TO(HALF, GLOBAL), ADD(HALF, GLOBAL), MUL(HALF, GLOBAL)), BOUND(1.5, 1.0, 1.5, 1.0)},
    {AQO_N2, "N2", "R_h(x*s)", false, AQ_HALF, STEPS(2, TO(HALF, GLOBAL), MUL(HALF, GLOBAL)),
     BOUND(0.5, 0.5, 0.5, 0.5)},
    {AQO_N3, "N3", "R_b(R_f(R_f(x+o)*s))", true, AQ_BF16,
     STEPS(5, VIA_HALF, TO(FLOAT, NEVER), ADD(FLOAT, NEVER), MUL(FLOAT, NEVER), TO(BF16, CAST)),
     BOUND(0.5 + 3 * 0x1p-17, 0.5 + 0x1p-16, 0.5 + 3 * 0x1p-17, 0.5 + 0x1p-16)},
    {AQO_N4, "N4", "R_b(R_f(x*s))", false, AQ_BF16,
     STEPS(4, VIA_HALF, TO(FLOAT, NEVER), MUL(FLOAT, NEVER), TO(BF16, CAST)),
     BOUND(0.5, 0.5 + TINY, 0.5 + 0x1p-17, 0.5 + 0x1p-17)},
    {AQO_N5, "N5", "R_h(R_f(R_f(x+o)*s))", true, AQ_HALF,
     STEPS(5, VIA_HALF, TO(FLOAT, NEVER), ADD(FLOAT, NEVER), MUL(FLOAT, NEVER), TO(HALF, CAST)),
     BOUND(0.5 + 3 * 0x1p-14, 0.5 + 0x1p-13, 0.5 + 3 * 0x1p-14, 0.5 + 0x1p-13)},
    {AQO_N6, "N6", "R_h(R_f(x*s))", false, AQ_HALF,
     STEPS(4, VIA_HALF, TO(FLOAT, NEVER), MUL(FLOAT, NEVER), TO(HALF, CAST)),
     BOUND(0.5, 0.5, 0.5 + 0x1p-14, 0.5 + 0x1p-15)},
    {AQO_N7, "N7", "R_f(R_f(x+o)*s)", true, AQ_FLOAT,
     STEPS(3, TO(FLOAT, NEVER), ADD(FLOAT, NEVER), MUL(FLOAT, NEVER)), BOUND(1.5, 1.0, 1.5, 1.0)},
    {AQO_N8, "N8", "R_f(x*s)", false, AQ_FLOAT, STEPS(2, TO(FLOAT, NEVER), MUL(FLOAT, NEVER)),
     BOUND(0.5, 0.5, 0.5, 0.5)},
    {AQO_N9, "N9", "R_b(R_f(R_b(R_f(x+o))*s))", true, AQ_BF16,
     STEPS(6, TO(HALF, GLOBAL), TO(BF16, NEVER), ADD(FLOAT, NEVER), TO(BF16, NEVER),
           MUL(FLOAT, NEVER), TO(BF16, NEVER)),
     BOUND(1.5, 1.0 + TINY, 1.5, 1.0 + TINY)},
    {AQO_N10, "N10", "R_b(R_f(x*s))", false, AQ_BF16,
     STEPS(4, TO(HALF, GLOBAL), TO(BF16, NEVER), MUL(FLOAT, NEVER), TO(BF16, NEVER)),
     BOUND(0.5, 0.5 + TINY, 0.5, 0.5 + TINY)},
    {AQO_N11, "N11", "R_b(R_f(x*s))", false, AQ_BF16,
     STEPS(3, TO(BF16, NEVER), MUL(FLOAT, NEVER), TO(BF16, NEVER)), BOUND(0, 0, 0, 0)},
    {AQO_N12, "N12", "R_h(R_h(s)*x)", false, AQ_HALF,
     STEPS(4, TO(BF16, NEVER), TO(HALF, CAST), SCALE_TO(HALF, CAST), MUL(HALF, GLOBAL)),
     BOUND(HUGE_VAL, HUGE_VAL, HUGE_VAL, HUGE_VAL)},
    {AQO_N13, "N13", "R_h(R_b(R_f(x*s)))", false, AQ_HALF,
     STEPS(4, TO(BF16, NEVER), MUL(FLOAT, NEVER), TO(BF16, NEVER), TO(HALF, CAST)),
     BOUND(0.5, 0.5, 0.5, 0.5)},
};

const aqo_plan *aqo_plan_get(aqo_plan_id id) {
    if ((unsigned)id >= AQO_PLAN_COUNT)
        abort();
    return &plans[id];
}

aqo_plan_id aqo_plan_by_name(const char *name) {
    int id = 0;
    while (id < AQO_PLAN_COUNT && strcmp(plans[id].name, name) != 0)
        id++;
    return (aqo_plan_id)id;
}

double aqo_plan_bound(const aqo_plan *plan, aq_format scale, aqo_domain domain) {
    if (domain == AQO_DOMAIN_NORM)
        return scale == AQ_FLOAT ? plan->norm_bound_float : plan->norm_bound;
    if (domain == AQO_DOMAIN_SUB)
        return scale == AQ_FLOAT ? plan->sub_bound_float : plan->sub_bound;
    return HUGE_VAL;
}

bool aqo_step_saturates(const aqo_step *step, aq_overflow overflow) {
    switch (step->saturation) {
    case AQO_SATURATE_GLOBAL:
        return overflow == AQ_OVERFLOW_SAT;
    case AQO_SATURATE_CAST:
        return overflow != AQ_OVERFLOW_INF_NAN;
    default:
        return false;
    }
}

/* Replaces a subnormal of the format by a zero of its sign. */
static void flush(mpfr_ptr value, aq_format format) {
    if (mpfr_regular_p(value) && mpfr_get_exp(value) - 1 < aqo_format_get(format)->emin)
        mpfr_set_zero(value, mpfr_signbit(value) ? -1 : 1);
}

static uint32_t round_step(mpfr_ptr rounded, mpfr_srcptr exact, const aqo_step *step,
                           const aqo_pipeline *pipeline) {
    uint32_t code = aqo_encode(step->format, exact, AQO_NEAREST_EVEN,
                               aqo_step_saturates(step, pipeline->overflow));
    aqo_decode(step->format, code, rounded);
    if (pipeline->subnormals == AQO_FLUSH) {
        flush(rounded, step->format);
        code = aqo_encode(step->format, rounded, AQO_NEAREST_EVEN, false);
    }
    return code;
}

uint32_t aqo_pipeline_run(const aqo_pipeline *pipeline, aq_format param_format, mpfr_srcptr x,
                          mpfr_srcptr o, mpfr_srcptr s, aqo_trace *trace) {
    const aqo_plan *plan = aqo_plan_get(pipeline->plan);
    mpfr_t value, offset, scale, exact;
    mpfr_inits2(AQO_PRECISION, value, offset, scale, exact, (mpfr_ptr)0);
    mpfr_set(value, x, MPFR_RNDN);
    mpfr_set(scale, s, MPFR_RNDN);
    if (o)
        mpfr_set(offset, o, MPFR_RNDN);
    if (pipeline->subnormals == AQO_FLUSH) {
        flush(scale, param_format);
        flush(offset, param_format);
    }
    if (trace)
        trace->count = 0;

    uint32_t code = 0;
    for (unsigned k = 0; k < plan->step_count; k++) {
        const aqo_step *step = &plan->steps[k];
        if (step->if_via_half && !pipeline->via_half)
            continue;
        mpfr_ptr target = step->operation == AQO_CONVERT_SCALE ? scale : value;
        switch (step->operation) {
        case AQO_ADD_OFFSET:
            aqo_must_be_exact(mpfr_add(exact, value, offset, MPFR_RNDN));
            break;
        case AQO_MULTIPLY_SCALE:
            aqo_must_be_exact(mpfr_mul(exact, value, scale, MPFR_RNDN));
            break;
        default:
            mpfr_set(exact, target, MPFR_RNDN);
            break;
        }
        code = round_step(target, exact, step, pipeline);
        if (trace) {
            trace->steps[trace->count] = step;
            mpfr_set(trace->exact[trace->count], exact, MPFR_RNDN);
            mpfr_set(trace->rounded[trace->count], target, MPFR_RNDN);
            trace->count++;
        }
    }
    mpfr_clears(value, offset, scale, exact, (mpfr_ptr)0);
    return code;
}

void aqo_trace_init(aqo_trace *trace) {
    trace->count = 0;
    for (int k = 0; k < AQO_MAX_STEPS; k++)
        mpfr_inits2(AQO_PRECISION, trace->exact[k], trace->rounded[k], (mpfr_ptr)0);
}

void aqo_trace_clear(aqo_trace *trace) {
    for (int k = 0; k < AQO_MAX_STEPS; k++)
        mpfr_clears(trace->exact[k], trace->rounded[k], (mpfr_ptr)0);
}
