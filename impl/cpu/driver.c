/* The walk of the vectorised variants over a call: which parameters are prepared
 * together, and which blocks of elements take them. */
#include "driver.h"
#include "kernels.h"
#include "mutate.h"
#include "names.h"
#include "scalar.h"

#include <string.h>

/* Groups of fewer columns are not worth a run of their own: their parameters are
 * written out, one for each column. */
#define SHORTEST_RUN 32
#define LINE 64

typedef struct walk {
    const aqc_kernels *kernels;
    const aq_call *call;
    const aq_buffers *buffers;
    aqc_layout layout;
    aqc_job job;
    unsigned param_bytes;
    aqc_panel panel;
    uint8_t scales[4 * AQC_PANEL], offsets[4 * AQC_PANEL]; /* written out */
} walk;

/* Elements of parameter param, each stride from the one before, exactly. */
static void compute_exactly(const walk *w, size_t param, size_t first, size_t stride,
                            size_t count) {
    const unsigned bits = 8 * w->param_bytes;
    const aqc_run run = {.first = first,
                         .count = count,
                         .scale = aqc_load(w->buffers->scale, bits, param),
                         .offset =
                             w->layout.uses_offset ? aqc_load(w->buffers->offset, bits, param) : 0,
                         .uses_offset = w->layout.uses_offset};
    aqc_scalar_elements(w->call, w->buffers, &run, stride);
}

static void prepare(walk *w, const uint8_t *scales, const uint8_t *offsets, size_t param,
                    size_t count) {
    w->kernels->prepare(&w->job, scales + param * w->param_bytes,
                        offsets != NULL ? offsets + param * w->param_bytes : NULL, count,
                        &w->panel);
}

static const uint8_t *offsets_of(const walk *w) {
    return w->layout.uses_offset ? w->buffers->offset : NULL;
}

/* ---- Columns ---------------------------------------------------------------------- */

/* Writes the parameters of columns [begin, begin + count) out. */
static void write_out(const walk *w, uint8_t *to, const uint8_t *from, size_t params, size_t begin,
                      size_t count) {
    const size_t group = w->layout.col_group, bytes = w->param_bytes;
    size_t param = params + begin / group;
    size_t left = group - begin % group + AQ_MUTATE(simd_small_group_late, 0, 1);
    for (size_t j = 0; j < count; j++) {
        memcpy(to + j * bytes, from + param * bytes, bytes);
        if (--left == 0) {
            param++;
            left = group;
        }
    }
}

/* Columns before the first at which dst is on a cache line. */
static size_t head_of(const walk *w, const aqc_part *part) {
    const uintptr_t at = (uintptr_t)(w->job.dst + w->job.dst_bytes * part->col_begin);
    const size_t head = (LINE - at % LINE) % LINE / w->job.dst_bytes;
    const size_t cols = part->col_end - part->col_begin;
    return head < cols ? head : cols;
}

/* Rows [begin, end), which share a row of parameters that begins at params. */
static void rows_of_columns(walk *w, const aqc_part *part, size_t params, size_t begin,
                            size_t end) {
    const size_t cols = w->layout.cols, group = w->layout.col_group;
    size_t count = w->job.stream ? head_of(w, part) : 0;
    for (size_t j = part->col_begin; j < part->col_end; j += count, count = 0) {
        const size_t left = part->col_end - j;
        if (count == 0) {
            count = left < AQC_PANEL ? left : AQC_PANEL;
        }
        if (group == 1) {
            prepare(w, w->buffers->scale, offsets_of(w), params + j, count);
        } else {
            write_out(w, w->scales, w->buffers->scale, params, j, count);
            if (w->layout.uses_offset) {
                write_out(w, w->offsets, w->buffers->offset, params, j, count);
            }
            prepare(w, w->scales, w->layout.uses_offset ? w->offsets : NULL, 0, count);
        }
        w->kernels->columns(&w->job, begin * cols + j, cols, end - begin, count, &w->panel);
        for (size_t i = 0; i < AQ_MUTATE(simd_special_left, w->panel.specials, 0); i++) {
            const size_t column = j + w->panel.special[i];
            compute_exactly(w, params + column / group, begin * cols + column, cols, end - begin);
        }
    }
}

static void columns(walk *w, const aqc_part *part) {
    const size_t size = w->layout.row_group;
    for (size_t i = part->row_begin, end; i < part->row_end; i = end) {
        end = (i / size + 1) * size;
        end += AQ_MUTATE(simd_block_crosses_group, 0, 1);
        end = end < part->row_end ? end : part->row_end;
        rows_of_columns(w, part, i / size * w->layout.param_cols, i, end);
    }
}

/* ---- Runs ------------------------------------------------------------------------- */

/* Runs from param on, of length elements each, behind each other. */
static void runs(walk *w, size_t param, size_t first, size_t length, size_t count) {
    while (count > 0) {
        const size_t now = count < AQC_PANEL ? count : AQC_PANEL;
        prepare(w, w->buffers->scale, offsets_of(w), param, now);
        w->kernels->runs(&w->job, first, length, now, &w->panel, 0);
        for (size_t i = 0; i < w->panel.specials; i++) {
            const size_t r = w->panel.special[i];
            compute_exactly(w, param + r, first + r * length, 1, length);
        }
        param += now;
        first += now * length;
        count -= now;
    }
}

/* The groups of row i that are in columns [begin, end): the first and the last may
 * be cut. */
static void runs_of_row(walk *w, size_t i, size_t begin, size_t end) {
    const size_t group = w->layout.col_group, row = i * w->layout.cols;
    const size_t params = i / w->layout.row_group * w->layout.param_cols;
    if (begin % group != 0) {
        const size_t whole = (begin / group + 1) * group;
        const size_t stop = whole < end ? whole : end;
        runs(w, params + begin / group, row + begin, stop - begin, 1);
        begin = stop;
    }
    const size_t whole = (end - begin) / group;
    runs(w, params + begin / group, row + begin, group, whole);
    begin += whole * group;
    if (begin < end) {
        runs(w,
             params + begin / group + AQ_MUTATE(simd_cut_run_takes_next, 0, i + 1 < w->layout.rows),
             row + begin, end - begin, 1);
    }
}

static void rows_of_runs(walk *w, const aqc_part *part) {
    const aqc_layout *l = &w->layout;
    const bool whole_rows = part->col_begin == 0 && part->col_end == l->cols;
    const size_t rows = part->row_end - part->row_begin, first = part->row_begin * l->cols;
    if (whole_rows && l->row_group == 1 && l->cols % l->col_group == 0) {
        const size_t per_row = l->cols / l->col_group;
        runs(w, part->row_begin * per_row, first, l->col_group, rows * per_row);
    } else if (whole_rows && l->col_group == l->cols && l->param_cols == 1 &&
               part->row_begin / l->row_group == (part->row_end - 1) / l->row_group) {
        runs(w, part->row_begin / l->row_group, first, rows * l->cols, 1);
    } else {
        for (size_t i = part->row_begin; i < part->row_end; i++) {
            runs_of_row(w, i, part->col_begin, part->col_end);
        }
    }
}

/* ---- The part --------------------------------------------------------------------- */

static bool streams(const walk *w, bool in_runs) {
    const size_t bytes = w->layout.rows * w->layout.cols * w->job.dst_bytes;
    if (bytes <= aqc_last_level_cache() || (uintptr_t)w->job.dst % w->job.dst_bytes != 0) {
        return false;
    }
    const size_t to_line = (LINE - (uintptr_t)w->job.dst % LINE) % LINE / w->job.dst_bytes;
    return (w->job.source.bits != 4 || to_line % 2 == 0) &&
           (in_runs || w->layout.cols * w->job.dst_bytes % LINE == 0);
}

void aqc_drive(const aqc_kernels *kernels, const aq_call *call, const aq_buffers *buffers,
               const aqc_part *part) {
    if (part->row_begin == part->row_end || part->col_begin == part->col_end) {
        return;
    }
    walk w; /* not all of it is used: not cleared */
    w.kernels = kernels;
    w.call = call;
    w.buffers = buffers;
    w.layout = aqc_layout_of(call);
    aqc_source_of(call->src.format, &w.job.source);
    w.job.src = buffers->src;
    w.job.dst = buffers->dst;
    w.job.dst_bytes = aqi_format_bits(call->dst.format) / 8;
    w.job.param_format = call->scale.format;
    w.job.dst_format = call->dst.format;
    w.job.saturate = call->overflow == AQ_OVERFLOW_SAT && call->dst.format != AQ_FLOAT;
    w.param_bytes = aqi_format_bits(call->scale.format) / 8;
    const bool nibbles = w.job.source.bits == 4;
    const bool in_runs = w.layout.col_group >= SHORTEST_RUN &&
                         !(nibbles && (w.layout.col_group % 2 != 0 || w.layout.cols % 2 != 0));
    if (nibbles && !in_runs && w.layout.cols % 2 != 0) {
        aqc_scalar_compute(call, buffers, part); /* rows that begin within a byte */
        return;
    }
    w.job.stream = streams(&w, in_runs);
    const uint64_t state = kernels->enter();
    if (in_runs) {
        rows_of_runs(&w, part);
    } else {
        columns(&w, part);
    }
    kernels->finish();
    kernels->leave(state);
}
