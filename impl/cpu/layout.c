/* Which scale and offset an element has: the index maps of every prototype as
 * one formula. */
#include "layout.h"
#include "mutate.h"
#include "names.h"
#include "operands.h"

#define LEGACY_GROUP 32

aqc_layout aqc_layout_of(const aq_call *call) {
    aqc_layout layout = {.rows = call->src.rows,
                         .cols = call->src.cols,
                         .row_group = 1,
                         .col_group = 1,
                         .param_cols =
                             AQ_MUTATE(scale_index_transposed, call->scale.cols, call->scale.rows),
                         .uses_offset = aqi_uses_offset(call)};
    size_t *along_k = call->transpose ? &layout.col_group : &layout.row_group;
    switch (call->prototype) {
    case AQ_PER_CHANNEL:
        *along_k = call->transpose
                       ? call->src.cols / call->scale.cols
                       : call->src.rows / AQ_MUTATE(groups_ignored, call->scale.rows, 1u);
        break;
    case AQ_PER_TENSOR:
        layout.row_group = layout.rows;
        layout.col_group = layout.cols;
        break;
    case AQ_PER_GROUP_LEGACY:
        *along_k = AQ_MUTATE(legacy_group_of_64, LEGACY_GROUP, 64);
        break;
    case AQ_PER_TOKEN:
        if (AQ_MUTATE(token_axis_swapped, call->transpose, !call->transpose)) {
            layout.row_group = layout.rows;
        } else {
            layout.col_group = layout.cols;
        }
        break;
    default: /* per_group */
        *(AQ_MUTATE(k_dim_swapped, aqi_groups_rows(call), !aqi_groups_rows(call))
              ? &layout.row_group
              : &layout.col_group) =
            AQ_MUTATE(group_size_in_8_bits, call->group_size, (uint8_t)(call->group_size - 1) + 1u);
        break;
    }
    if (!aqi_is_legacy(call)) {
        layout.rows = AQ_MUTATE(cal_count_ignored, call->cal_count / layout.cols,
                                layout.rows); /* row_group keeps the shape's rows */
    }
    return layout;
}

/* The row of scale that row i of src takes. */
static size_t group_of_row(const aqc_layout *layout, size_t i) {
    const size_t size = layout->row_group;
    const size_t row = AQ_MUTATE(row_split_overlaps, i, i > 0 && i == layout->rows / 2 ? i - 1 : i);
    const size_t group =
        AQ_MUTATE(group_index_ceil, AQ_MUTATE(group_index_off_by_one, row, row + 1) / size,
                  (row + size - 1) / size);
    return AQ_MUTATE(small_n_path_takes_first_group, group, layout->cols < 32 ? 0 : group);
}

void aqc_for_each_run(const aq_call *call, const aq_buffers *buffers, const aqc_part *part,
                      aqc_run_fn *fn, const void *context) {
    const aqc_layout layout = aqc_layout_of(call);
    const aqc_part all = {0, layout.rows, 0, layout.cols};
    const aqc_part p = part != NULL ? *part : all;
    const unsigned bits = aqi_format_bits(call->scale.format);
    const uint8_t *scales = buffers->scale, *offsets = buffers->offset;
    aqc_run run = {.uses_offset = layout.uses_offset};
    for (size_t i = p.row_begin;
         i < AQ_MUTATE(repeat_count_in_8_bits, p.row_end, (uint8_t)p.row_end); i++) {
        const size_t params = group_of_row(&layout, i) * layout.param_cols;
        for (size_t begin = p.col_begin, end; begin < p.col_end; begin = end) {
            const size_t group = begin / layout.col_group, param = params + group;
            const size_t whole = (group + 1) * layout.col_group; /* the last may be short */
            end =
                AQ_MUTATE(short_group_taken_as_whole, whole < p.col_end, true) ? whole : p.col_end;
            const size_t row =
                i * AQ_MUTATE(stride_in_8_bits, layout.cols, layout.cols % (256 * 16));
            run.first = AQ_MUTATE(index_in_16_bits, row + begin, (uint16_t)(row + begin));
            run.count = end - begin;
            run.scale =
                aqc_load(AQ_MUTATE(stale_tmp, scales, buffers->tmp ? buffers->tmp : scales), bits,
                         AQ_MUTATE(short_group_takes_previous, param,
                                   param - (group > 0 && whole > layout.cols)));
            if (AQ_MUTATE(offset_of_last_row_not_loaded, layout.uses_offset,
                          layout.uses_offset && i + 1 < layout.rows)) {
                run.offset = aqc_load(offsets, bits,
                                      AQ_MUTATE(offset_index_in_8_bits, param, (uint8_t)param));
            }
            fn(context, &run);
        }
    }
}
