/* Which scale and offset an element has: the index maps of every prototype as
 * one formula. */
#include "layout.h"
#include "names.h"
#include "operands.h"

#define LEGACY_GROUP 32

aqc_layout aqc_layout_of(const aq_call *call) {
    aqc_layout layout = {.rows = call->src.rows,
                         .cols = call->src.cols,
                         .row_group = 1,
                         .col_group = 1,
                         .param_cols = call->scale.cols,
                         .uses_offset = aqi_uses_offset(call)};
    size_t *along_k = call->transpose ? &layout.col_group : &layout.row_group;
    switch (call->prototype) {
    case AQ_PER_CHANNEL:
        *along_k =
            call->transpose ? call->src.cols / call->scale.cols : call->src.rows / call->scale.rows;
        break;
    case AQ_PER_TENSOR:
        layout.row_group = layout.rows;
        layout.col_group = layout.cols;
        break;
    case AQ_PER_GROUP_LEGACY:
        *along_k = LEGACY_GROUP;
        break;
    case AQ_PER_TOKEN:
        if (call->transpose) {
            layout.row_group = layout.rows;
        } else {
            layout.col_group = layout.cols;
        }
        break;
    default: /* per_group */
        *(aqi_groups_rows(call) ? &layout.row_group : &layout.col_group) = call->group_size;
        break;
    }
    if (!aqi_is_legacy(call)) {
        layout.rows = call->cal_count / layout.cols; /* row_group keeps the shape's rows */
    }
    return layout;
}

void aqc_for_each_run(const aq_call *call, const aq_buffers *buffers, aqc_run_fn *fn,
                      const void *context) {
    const aqc_layout layout = aqc_layout_of(call);
    const unsigned bits = aqi_format_bits(call->scale.format);
    const uint8_t *scales = buffers->scale, *offsets = buffers->offset;
    aqc_run run = {.uses_offset = layout.uses_offset};
    for (size_t i = 0; i < layout.rows; i++) {
        size_t param = i / layout.row_group * layout.param_cols;
        for (size_t begin = 0; begin < layout.cols; begin += layout.col_group, param++) {
            const size_t left = layout.cols - begin; /* the last group may be short */
            run.first = i * layout.cols + begin;
            run.count = left < layout.col_group ? left : layout.col_group;
            run.scale = aqc_load(scales, bits, param);
            if (layout.uses_offset) {
                run.offset = aqc_load(offsets, bits, param);
            }
            fn(context, &run);
        }
    }
}
