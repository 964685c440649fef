/* The everyday oracle's opinion, many elements at a time. */
#include "judge_opinion.h"

#include "fast.h"
#include "fast_batch.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* ---- Codes -------------------------------------------------------------- */

/* Of consecutive elements of a row: those of one parameter are one stretch. */
static void load_parameters(aqh_chunk *chunk, const aqh_judging *j, size_t at, size_t index,
                            size_t count) {
    const aq_call *call = j->call;
    const aqo_param_row row = aqo_param_row_of(call, index / call->src.cols);
    size_t column = index % call->src.cols;
    if (row.run == 1) { /* a parameter for each column */
        const size_t first = row.first + column;
        aqo_load_run(call->scale.format, j->c->data[AQH_SCALE], first, count, chunk->scale + at);
        if (j->offset)
            aqo_load_run(call->offset.format, j->c->data[AQH_OFFSET], first, count,
                         chunk->offset + at);
        else
            memset(chunk->offset + at, 0, count * sizeof *chunk->offset);
        return;
    }
    while (count > 0) {
        const size_t parameter = row.first + column / row.run;
        const size_t left = row.run - column % row.run, stretch = left < count ? left : count;
        const uint32_t scale = aqo_load(call->scale.format, j->c->data[AQH_SCALE], parameter);
        const uint32_t offset =
            j->offset ? aqo_load(call->offset.format, j->c->data[AQH_OFFSET], parameter) : 0;
        for (size_t k = at; k < at + stretch; k++) {
            chunk->scale[k] = scale;
            chunk->offset[k] = offset;
        }
        at += stretch;
        column += stretch;
        count -= stretch;
    }
}

void aqh_chunk_load(aqh_chunk *chunk, const aqh_judging *j, const uint8_t *dst, size_t first,
                    size_t end) {
    const aq_call *call = j->call;
    const aqo_batch *batch = aqo_batch_best();
    const size_t count = end - first < AQH_CHUNK ? end - first : AQH_CHUNK;
    chunk->first = first;
    chunk->count = count;
    aqo_load_run(call->src.format, j->c->data[AQH_SRC], first, count, chunk->src);
    aqo_load_run(call->dst.format, dst, first, count, chunk->got);
    for (size_t at = 0; at < count;) {
        const size_t in_row = call->src.cols - (first + at) % call->src.cols;
        const size_t stretch = in_row < count - at ? in_row : count - at;
        load_parameters(chunk, j, at, first + at, stretch);
        at += stretch;
    }
    batch->decode(call->src.format, count, chunk->src, chunk->x);
    batch->decode(call->scale.format, count, chunk->scale, chunk->s);
    if (j->offset)
        batch->decode(call->offset.format, count, chunk->offset, chunk->o);
    else
        memset(chunk->o, 0, count * sizeof *chunk->o); /* a plan is given some number */
    memset(chunk->settled, 0, count * sizeof *chunk->settled);
}

/* ---- Special values ----------------------------------------------------- */

/* NaN, Inf, zero or subnormal; of an integer the most negative one, which has no
 * positive partner. */
static void mark_special(aq_format format, size_t count, const double *values, bool *special) {
    const aqo_format *f = aqo_format_get(format);
    const double least = ldexp(1, f->emin), lowest = -(double)f->max_code - 1;
    if (format == AQ_INT4 || format == AQ_INT8)
        for (size_t k = 0; k < count; k++)
            special[k] |= values[k] == lowest;
    else
        for (size_t k = 0; k < count; k++)
            special[k] |= !(fabs(values[k]) >= least) | !(fabs(values[k]) <= DBL_MAX);
}

void aqh_chunk_mark_special(aqh_chunk *chunk, const aqh_judging *j) {
    const aq_call *call = j->call;
    memset(chunk->special, 0, chunk->count * sizeof *chunk->special);
    mark_special(call->src.format, chunk->count, chunk->x, chunk->special);
    mark_special(call->scale.format, chunk->count, chunk->s, chunk->special);
    if (j->offset)
        mark_special(call->offset.format, chunk->count, chunk->o, chunk->special);
}

/* ---- The opinion -------------------------------------------------------- */

void aqh_chunk_settle(aqh_chunk *chunk, const aqh_judging *j) {
    const aq_format dst = j->call->dst.format;
    const aqo_batch *batch = aqo_batch_best();
    const size_t count = chunk->count;
    batch->exact(count, chunk->x, j->offset ? chunk->o : NULL, chunk->s, chunk->high, chunk->low);
    batch->round(dst, j->call->overflow, count, chunk->high, chunk->low, chunk->expected);
    for (size_t k = 0; j->by_plan && k < count; k++)
        chunk->planned[k] = aqo_fast_plan_run(&j->plan, chunk->x[k], chunk->o[k], chunk->s[k],
                                              &chunk->overflows[k]);
    const uint32_t *right = j->by_plan ? chunk->planned : chunk->expected;
    for (size_t k = 0; k < count; k++)
        chunk->settled[k] =
            chunk->got[k] == right[k] || aqo_same_result(dst, chunk->got[k], right[k]);
}

void aqh_chunk_measure(aqh_chunk *chunk, const aqh_judging *j, size_t from, size_t count) {
    const aq_format dst = j->call->dst.format;
    const aqo_batch *batch = aqo_batch_best();
    double results[AQH_CHUNK];
    batch->decode(dst, count, chunk->got + from, results);
    batch->ulp(dst, j->saturate, count, chunk->high + from, chunk->low + from, chunk->got + from,
               chunk->ulp + from);
    for (size_t k = from; k < from + count; k++) {
        const double result = results[k - from], high = chunk->high[k];
        chunk->exact[k] = (chunk->low[k] == 0) & (result == high) & (fabs(high) <= DBL_MAX);
        chunk->ulp[k] = fabs(chunk->ulp[k]);
        const bool finite = (fabs(chunk->x[k]) <= DBL_MAX) & (fabs(chunk->s[k]) <= DBL_MAX) &
                            (!j->offset || fabs(chunk->o[k]) <= DBL_MAX);
        chunk->domain[k] =
            (uint8_t)aqh_domain(j, finite, j->by_plan && chunk->overflows[k], high, chunk->low[k]);
    }
}

aqh_element aqh_chunk_element(const aqh_chunk *chunk, size_t k) {
    aqh_element e = {.index = chunk->first + k,
                     .src = chunk->src[k],
                     .scale = chunk->scale[k],
                     .offset = chunk->offset[k],
                     .got = chunk->got[k]};
    if (chunk->settled[k]) {
        e.expected = chunk->expected[k];
        e.ulp = chunk->ulp[k];
        e.domain = (aqo_domain)chunk->domain[k];
    }
    return e;
}
