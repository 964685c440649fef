/* What there is to certify: the pipelines that products run, with their formats. */
#include "certify.h"

#include "index.h"
#include "legal.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b) {
    const aqo_subject *p = a, *q = b;
    const int left[] = {(int)p->pipeline.plan,     (int)p->src,          (int)p->scale, (int)p->dst,
                        (int)p->pipeline.overflow, p->pipeline.via_half, p->has_offset};
    const int right[] = {
        (int)q->pipeline.plan,     (int)q->src,          (int)q->scale, (int)q->dst,
        (int)q->pipeline.overflow, q->pipeline.via_half, q->has_offset};
    for (size_t k = 0; k < sizeof left / sizeof *left; k++)
        if (left[k] != right[k])
            return left[k] < right[k] ? -1 : 1;
    return 0;
}

/* Which pipeline it is depends on no more of a call than this. */
static aqo_subject subject_of(const aqo_combination *row, bool transpose, bool has_offset,
                              aq_overflow overflow) {
    aq_call call = {.product = row->product,
                    .prototype = row->prototype,
                    .transpose = transpose,
                    .has_offset = has_offset,
                    .overflow = overflow,
                    .src = {.format = row->src},
                    .scale = {.format = row->scale},
                    .offset = {.format = row->scale},
                    .dst = {.format = row->dst}};
    return (aqo_subject){.pipeline = aqo_pipeline_of(&call, NULL),
                         .src = row->src,
                         .scale = row->scale,
                         .dst = row->dst,
                         .has_offset = aqo_uses_offset(&call)};
}

aqo_subject *aqo_subjects(size_t *count) {
    size_t rows, used = 0;
    const aqo_combination *table = aqo_combinations(&rows);
    aqo_subject *all = calloc(rows * 4 * AQ_OVERFLOW_COUNT, sizeof *all);
    *count = 0;
    if (!all)
        return NULL;
    for (size_t row = 0; row < rows; row++)
        for (int form = 0; form < 4; form++)
            for (int mode = 0; mode < AQ_OVERFLOW_COUNT; mode++) {
                bool has_offset = form & 1;
                if (has_offset && table[row].prototype == AQ_PER_GROUP_LEGACY)
                    continue;
                if (!aqo_may_ask(table[row].product, (aq_overflow)mode))
                    continue;
                all[used++] = subject_of(&table[row], form & 2, has_offset, (aq_overflow)mode);
            }
    qsort(all, used, sizeof *all, compare);
    for (size_t k = 0; k < used; k++)
        if (*count == 0 || compare(&all[*count - 1], &all[k]) != 0)
            all[(*count)++] = all[k];
    return all;
}
