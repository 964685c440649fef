/* The oracle's plans by the everyday oracle's arithmetic. */
#include "plan_reference.h"

#include "fast.h"
#include "index.h"

static bool saturates(aqo_saturation saturation, aq_overflow overflow) {
    switch (saturation) {
    case AQO_SATURATE_GLOBAL:
        return overflow == AQ_OVERFLOW_SAT;
    case AQO_SATURATE_CAST:
        return overflow != AQ_OVERFLOW_INF_NAN;
    default:
        return false;
    }
}

void plan_reference_init(plan_reference *reference, const aq_call *call) {
    const aqo_pipeline pipeline = aqo_pipeline_of(call, NULL);
    const aqo_plan *plan = aqo_plan_get(pipeline.plan);
    *reference = (plan_reference){
        .src = call->src.format, .param = call->scale.format, .dst = call->dst.format};
    for (unsigned k = 0; k < plan->step_count; k++) {
        const aqo_step *step = &plan->steps[k];
        if (step->if_via_half && !pipeline.via_half)
            continue;
        const unsigned n = reference->count++;
        reference->steps[n].operation = step->operation;
        reference->steps[n].format = step->format;
        reference->steps[n].overflow =
            saturates(step->saturation, pipeline.overflow) ? AQ_OVERFLOW_SAT : AQ_OVERFLOW_INF_NAN;
    }
}

uint32_t plan_reference_run(const plan_reference *r, uint32_t x, uint32_t o, uint32_t s) {
    double value = aqo_decode_double(r->src, x), scale = aqo_decode_double(r->param, s);
    uint32_t code = 0;
    for (unsigned k = 0; k < r->count; k++) {
        const aqo_operation operation = r->steps[k].operation;
        const aq_format format = r->steps[k].format;
        aqo_pair exact = {operation == AQO_CONVERT_SCALE ? scale : value, 0};
        if (operation == AQO_ADD_OFFSET)
            exact = aqo_pair_exact(value, aqo_decode_double(r->param, o), 1, true);
        else if (operation == AQO_MULTIPLY_SCALE)
            exact = aqo_pair_exact(value, 0, scale, false);
        code = aqo_pair_round(format, r->steps[k].overflow, exact);
        *(operation == AQO_CONVERT_SCALE ? &scale : &value) = aqo_decode_double(format, code);
    }
    return code; /* the last step gives dst */
}

static bool is_nan(aq_format dst, uint32_t code) {
    return dst == AQ_HALF   ? (code & 0x7fff) > 0x7c00
           : dst == AQ_BF16 ? (code & 0x7fff) > 0x7f80
                            : (code & 0x7fffffff) > 0x7f800000;
}

bool same_result(aq_format dst, uint32_t a, uint32_t b) {
    return a == b || (is_nan(dst, a) && is_nan(dst, b));
}

void plan_mpfr_init(plan_mpfr *r, const aq_call *call) {
    r->pipeline = aqo_pipeline_of(call, NULL);
    r->has_offset = aqo_uses_offset(call);
    r->src = call->src.format;
    r->param = call->scale.format;
    mpfr_inits2(AQO_PRECISION, r->x, r->o, r->s, (mpfr_ptr)0);
}

void plan_mpfr_clear(plan_mpfr *r) {
    mpfr_clears(r->x, r->o, r->s, (mpfr_ptr)0);
}

uint32_t plan_mpfr_run(plan_mpfr *r, uint32_t x, uint32_t o, uint32_t s) {
    aqo_decode(r->src, x, r->x);
    aqo_decode(r->param, s, r->s);
    if (r->has_offset)
        aqo_decode(r->param, o, r->o);
    return aqo_pipeline_run(&r->pipeline, r->param, r->x, r->has_offset ? r->o : NULL, r->s, NULL);
}
