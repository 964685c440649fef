/* The steps of a plan, in doubles. */
#include "fast_plan.h"

#include "fast.h"

bool aqo_fast_plan_of(const aqo_pipeline *pipeline, aqo_fast_plan *plan) {
    const aqo_plan *steps = aqo_plan_get(pipeline->plan);
    bool can = pipeline->subnormals == AQO_GRADUAL;
    plan->count = 0;
    for (unsigned k = 0; k < steps->step_count; k++) {
        const aqo_step *step = &steps->steps[k];
        if (step->if_via_half && !pipeline->via_half)
            continue;
        const unsigned n = plan->count++;
        plan->steps[n].operation = step->operation;
        plan->steps[n].format = step->format;
        plan->steps[n].overflow =
            aqo_step_saturates(step, pipeline->overflow) ? AQ_OVERFLOW_SAT : AQ_OVERFLOW_INF_NAN;
        can &= step->format != AQ_FLOAT || plan->steps[n].overflow == AQ_OVERFLOW_INF_NAN;
    }
    return can;
}

uint32_t aqo_fast_plan_run(const aqo_fast_plan *plan, double x, double o, double s,
                           bool *overflows) {
    double value = x, scale = s;
    uint32_t code = 0;
    bool any = false;
    for (unsigned k = 0; k < plan->count; k++) {
        const aqo_operation operation = plan->steps[k].operation;
        const aq_format format = plan->steps[k].format;
        aqo_pair exact = {operation == AQO_CONVERT_SCALE ? scale : value, 0};
        if (operation == AQO_ADD_OFFSET)
            exact = aqo_pair_exact(value, o, 1, true);
        else if (operation == AQO_MULTIPLY_SCALE)
            exact = aqo_pair_exact(value, 0, scale, false);
        any |= overflows && aqo_pair_overflows(format, exact);
        code = aqo_pair_round(format, plan->steps[k].overflow, exact);
        *(operation == AQO_CONVERT_SCALE ? &scale : &value) = aqo_decode_double(format, code);
    }
    if (overflows)
        *overflows = any;
    return code; /* the last step gives dst */
}
