#include "judge.h"

#include "exact.h"
#include "index.h"
#include "ulp.h"

#include <math.h>

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

static bool is_special(aq_format format, mpfr_srcptr value) {
    const aqo_format *f = aqo_format_get(format);
    return !mpfr_regular_p(value) || mpfr_get_exp(value) - 1 < f->emin;
}

/* A larger error, or the same and wrong where the other is not. */
static bool worse(const aqh_element *a, bool a_wrong, const aqh_element *b, bool b_wrong) {
    if (a_wrong != b_wrong)
        return a_wrong;
    return a->ulp > b->ulp;
}

void aqh_judge(const aqh_case *c, const uint8_t *dst, const uint8_t *skip,
               aqh_judgement *judgement) {
    const aq_call *call = &c->call;
    const bool offset = aqo_uses_offset(call);
    const size_t count = aqo_computed(call);
    mpfr_t x, o, s, value, error;
    mpfr_inits2(AQO_PRECISION, x, o, s, value, error, (mpfr_ptr)0);
    *judgement = (aqh_judgement){0};

    for (size_t index = 0; index < count; index++) {
        if (skip && skip[index])
            continue;
        aqh_element element;
        aqh_element_at(c, dst, index, &element);
        aqo_decode(call->src.format, element.src, x);
        aqo_decode(call->scale.format, element.scale, s);
        if (offset)
            aqo_decode(call->offset.format, element.offset, o);
        aqo_exact(value, NULL, x, offset ? o : NULL, s);
        aqo_verdict verdict =
            aqo_accept(call->dst.format, call->overflow, value, element.got, c->max_ulp, error);
        element.expected = aqo_round(call->dst.format, call->overflow, value);
        element.ulp = verdict.ulp;
        element.rule = verdict.rule;

        judgement->elements++;
        judgement->exact += verdict.exact;
        judgement->special += is_special(call->src.format, x) ||
                              is_special(call->scale.format, s) ||
                              (offset && is_special(call->offset.format, o));
        if (isfinite(element.ulp)) {
            judgement->finite++;
            judgement->sum_ulp += element.ulp;
        }
        if (!judgement->any ||
            worse(&element, !verdict.accepted, &judgement->worst, judgement->wrong > 0))
            judgement->worst = element;
        if (!verdict.accepted && judgement->wrong++ == 0)
            judgement->first = element;
        judgement->any = true;
    }
    mpfr_clears(x, o, s, value, error, (mpfr_ptr)0);
}

void aqh_judgement_add(aqh_judgement *a, const aqh_judgement *b) {
    if (b->any && (!a->any || worse(&b->worst, b->wrong > 0, &a->worst, a->wrong > 0)))
        a->worst = b->worst;
    if (b->wrong && !a->wrong)
        a->first = b->first;
    a->any |= b->any;
    a->elements += b->elements;
    a->exact += b->exact;
    a->special += b->special;
    a->wrong += b->wrong;
    a->sum_ulp += b->sum_ulp;
    a->finite += b->finite;
}
