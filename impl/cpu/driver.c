/* The walk of the vectorised variants over a call: which parameters are prepared
 * together, and which blocks of elements take them. */
#include "aq_cpu.h"
#include "kernels.h"
#include "mutate.h"
#include "names.h"
#include "scalar.h"

/* Groups of fewer columns are not worth a run of their own: their parameters are
 * written out, one for each column. So are those that are no multiple of half a step, up
 * to where 8-bit elements get a table of results. */
#define SHORTEST_RUN 32
#define RUN_OF_BYTES 512
/* Parameters of fewer elements are prepared quickly. */
#define FEW_USES 8
#define LINE 64

typedef struct walk {
    const aqc_kernels *kernels;
    const aq_call *call;
    const aq_buffers *buffers;
    aqc_layout layout;
    aqc_job job;
    unsigned param_bytes;
    bool products; /* columns are: nothing has to be prepared */
    void (*unprepared_runs)(const aqc_job *job, size_t first, size_t length, size_t runs,
                            const uint8_t *scales); /* or null */
    aqc_panel few, panel;                           /* of groups, of columns */
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

static void prepare(walk *w, size_t param, size_t count, size_t uses, aqc_panel *panel) {
    const uint8_t *scales = w->buffers->scale, *offsets = w->buffers->offset;
    const size_t at = param * w->param_bytes;
    w->kernels->prepare(&w->job, scales + at, w->layout.uses_offset ? offsets + at : NULL, count,
                        uses < FEW_USES, panel);
}

/* ---- Columns ---------------------------------------------------------------------- */

/* Rows that share a row of parameters. Column j is element first + j in the first of
 * them, and takes parameter param + j / col_group. */
typedef struct band {
    size_t param, first, rows;
} band;

/* Columns before the first at which dst is on a cache line. */
static size_t head_of(const walk *w, size_t first, size_t count) {
    const uintptr_t at = (uintptr_t)(w->job.dst + w->job.dst_bytes * first);
    const size_t head = (LINE - at % LINE) % LINE / w->job.dst_bytes;
    return head < count ? head : count;
}

/* A parameter for each column. */
static void single_columns(walk *w, const band *b, size_t j, size_t count) {
    const size_t cols = w->layout.cols;
    if (w->products) {
        const uint8_t *scales = w->buffers->scale;
        w->kernels->product_columns(&w->job, b->first + j, cols, b->rows, count,
                                    scales + (b->param + j) * w->param_bytes);
        return;
    }
    prepare(w, b->param + j, count, b->rows, &w->panel);
    w->kernels->columns(&w->job, b->first + j, cols, b->rows, count, &w->panel);
    for (size_t i = 0; i < AQ_MUTATE(simd_special_left, w->panel.specials, 0); i++) {
        const size_t column = j + w->panel.special[i];
        compute_exactly(w, b->param + column, b->first + column, cols, b->rows);
    }
}

/* A parameter for each group of columns; the first and the last may be cut. */
static void grouped_columns(walk *w, const band *b, size_t j, size_t count) {
    const size_t cols = w->layout.cols, group = w->layout.col_group;
    const size_t g = j / group, groups = (j + count - 1) / group - g + 1;
    prepare(w, b->param + g, groups, b->rows * group, &w->few);
    (w->kernels->spread != NULL ? w->kernels->spread : aqc_spread)(
        &w->few, group, AQ_MUTATE(simd_small_group_late, j, j + 1), count, &w->panel);
    w->kernels->columns(&w->job, b->first + j, cols, b->rows, count, &w->panel);
    for (size_t i = 0; i < w->few.specials; i++) {
        const size_t p = g + w->few.special[i];
        const size_t begin = p * group > j ? p * group : j;
        const size_t end = (p + 1) * group < j + count ? (p + 1) * group : j + count;
        for (size_t r = 0; r < b->rows; r++) {
            compute_exactly(w, b->param + p, b->first + r * cols + begin, 1, end - begin);
        }
    }
}

static void columns_of_band(walk *w, const band *b, size_t begin, size_t end) {
    size_t count = w->job.stream ? head_of(w, b->first + begin, end - begin) : 0;
    for (size_t j = begin; j < end; j += count, count = 0) {
        if (count == 0) {
            count = end - j < AQC_PANEL ? end - j : AQC_PANEL;
        }
        (w->layout.col_group == 1 ? single_columns : grouped_columns)(w, b, j, count);
    }
}

/* Without a gap: rows of whole groups with parameters of their own are one long row. */
static bool one_long_row(const walk *w, const aqc_part *part) {
    const aqc_layout *l = &w->layout;
    return part->col_begin == 0 && part->col_end == l->cols && l->row_group == 1 &&
           l->cols % l->col_group == 0;
}

static void columns(walk *w, const aqc_part *part) {
    const size_t size = w->layout.row_group, cols = w->layout.cols;
    const size_t rows = part->row_end - part->row_begin;
    if (one_long_row(w, part)) {
        const size_t param = part->row_begin * (cols / w->layout.col_group);
        const band b = {param, part->row_begin * cols, 1};
        columns_of_band(w, &b, 0, rows * cols);
        return;
    }
    for (size_t i = part->row_begin, end; i < part->row_end; i = end) {
        end = (i / size + 1) * size;
        end += AQ_MUTATE(simd_block_crosses_group, 0, 1);
        end = end < part->row_end ? end : part->row_end;
        const band b = {i / size * w->layout.param_cols, i * cols, end - i};
        columns_of_band(w, &b, part->col_begin, part->col_end);
    }
}

/* ---- Runs ------------------------------------------------------------------------- */

/* Runs from param on, of length elements each, behind each other. */
static void runs(walk *w, size_t param, size_t first, size_t length, size_t count) {
    if (w->unprepared_runs != NULL) {
        const uint8_t *scales = w->buffers->scale;
        w->unprepared_runs(&w->job, first, length, count, scales + param * w->param_bytes);
        return;
    }
    while (count > 0) {
        const size_t now = count < AQC_PANEL ? count : AQC_PANEL;
        prepare(w, param, now, length, &w->panel);
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
    if (one_long_row(w, part)) {
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

static bool takes_runs(const walk *w) {
    const size_t group = w->layout.col_group;
    const bool one = group == w->layout.cols && w->layout.row_group > 1; /* per tensor */
    return w->job.source.bits == 4 ? group >= SHORTEST_RUN && group % 2 == 0
                                   : one || group % SHORTEST_RUN == 0 || group >= RUN_OF_BYTES;
}

static bool streams(const walk *w, bool in_runs) {
    const size_t bytes = w->layout.rows * w->layout.cols * w->job.dst_bytes;
    if (bytes <= aq_cpu_last_level_cache() || (uintptr_t)w->job.dst % w->job.dst_bytes != 0) {
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
    w.products = kernels->product_columns != NULL && call->scale.format == AQ_FLOAT &&
                 call->dst.format == AQ_FLOAT && !w.layout.uses_offset;
    w.unprepared_runs = w.products                      ? kernels->product_runs
                        : call->scale.format == AQ_E8M0 ? kernels->e8m0_runs
                                                        : NULL;
    if (w.job.source.bits == 4 && w.layout.cols % 2 != 0) {
        aqc_scalar_compute(call, buffers, part); /* rows that begin within a byte */
        return;
    }
    const bool in_runs = takes_runs(&w);
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
