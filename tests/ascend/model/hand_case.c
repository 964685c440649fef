/* Cases of a shape that is chosen by hand. */
#include "hand_case.h"

#include "generate.h"
#include "legal.h"

#include <stdio.h>
#include <stdlib.h>

void hand_case(aqh_case *c, const hand_shape *shape, aq_overflow overflow, uint64_t seed) {
    aqh_case_init(c);
    aq_call *call = &c->call;
    *call = (aq_call){.product = shape->product,
                      .prototype = shape->prototype,
                      .transpose = shape->transpose,
                      .has_offset = shape->has_offset,
                      .k_dim = 1,
                      .overflow = overflow,
                      .src = {shape->src, shape->rows, shape->cols},
                      .dst = {shape->dst, shape->rows, shape->cols},
                      .k = shape->transpose ? shape->cols : shape->rows};
    if (shape->prototype == AQ_PER_TOKEN || shape->prototype == AQ_PER_GROUP) {
        call->cal_count = shape->rows * shape->cols;
        call->group_size = shape->groups;
    }
    call->scale.format = shape->scale;
    aqo_scale_shape(call, shape->groups, &call->scale.rows, &call->scale.cols);
    call->offset = call->scale;
    aqh_set_tmp(call);
    aq_error error;
    if (aqo_legal(call, &error) != AQ_LEGAL) {
        fprintf(stderr, "not a legal call: %s\n", error.text);
        abort();
    }
    if (!aqh_case_allocate(c)) {
        abort();
    }
    aqh_random random = {seed};
    aqh_generate_values(c, AQH_THEME_UNIFORM, &random);
}
