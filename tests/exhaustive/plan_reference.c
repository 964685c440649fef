#include "plan_reference.h"

#include "fast.h"
#include "index.h"

void plan_reference_init(plan_reference *reference, const aq_call *call) {
    const aqo_pipeline pipeline = aqo_pipeline_of(call, NULL);
    *reference = (plan_reference){.src = call->src.format, .param = call->scale.format};
    aqo_fast_plan_of(&pipeline, &reference->plan);
}

uint32_t plan_reference_run(const plan_reference *r, uint32_t x, uint32_t o, uint32_t s) {
    return aqo_fast_plan_run(&r->plan, aqo_decode_double(r->src, x), aqo_decode_double(r->param, o),
                             aqo_decode_double(r->param, s), NULL);
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
