/* Decides what a subject is called, and which documented calls run it. */
#include "certificate.h"

#include "legal.h"
#include "names.h"
#include "variant.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool same_pipeline(const aqo_pipeline *a, const aqo_pipeline *b) {
    return a->plan == b->plan && a->via_half == b->via_half && a->overflow == b->overflow &&
           a->subnormals == b->subnormals;
}

static bool same_formats(const aqo_subject *a, const aqo_subject *b) {
    return a->src == b->src && a->scale == b->scale && a->dst == b->dst &&
           a->has_offset == b->has_offset;
}

bool aqr_same_subject(const aqo_subject *a, const aqo_subject *b) {
    return same_pipeline(&a->pipeline, &b->pipeline) && same_formats(a, b);
}

void aqr_subject_name(const aqo_subject *s, const aqo_subject *all, size_t count,
                      char name[AQR_NAME_BYTES]) {
    bool ambiguous = false;
    for (size_t k = 0; k < count && !ambiguous; k++) {
        aqo_pipeline other = all[k].pipeline;
        ambiguous = other.via_half != s->pipeline.via_half && same_formats(&all[k], s);
        other.via_half = s->pipeline.via_half;
        ambiguous = ambiguous && same_pipeline(&other, &s->pipeline);
    }
    snprintf(name, AQR_NAME_BYTES, "%s-%s-%s-%s-%s%s", aqo_plan_get(s->pipeline.plan)->name,
             aqo_format_get(s->src)->name, aqo_format_get(s->scale)->name,
             aqo_format_get(s->dst)->name, aqh_name(&aqh_overflow_names, s->pipeline.overflow),
             !ambiguous             ? ""
             : s->pipeline.via_half ? "-via_half"
                                    : "-direct");
}

/* in_place: as a stand-in, not as the product's own. */
static bool runs(const aqh_variant *v, const aqo_subject *subject, bool in_place) {
    const aq_call call = {.product = v->types.product,
                          .prototype = v->types.prototype,
                          .transpose = v->transpose,
                          .has_offset = v->has_offset,
                          .k_dim = v->k_dim,
                          .overflow = subject->pipeline.overflow,
                          .src.format = v->types.src,
                          .scale.format = v->types.scale,
                          .offset.format = v->types.scale,
                          .dst.format = v->types.dst};
    aqo_subject run = {aqo_pipeline_of(&call, NULL), v->types.src, v->types.scale, v->types.dst,
                       v->has_offset};
    const bool is_own = run.pipeline.plan == subject->pipeline.plan;
    return aqo_has_overflow(v->types.product, subject->pipeline.overflow) && is_own != in_place &&
           aqo_pipeline_with(&call, subject->pipeline.plan, &run.pipeline, NULL) &&
           aqr_same_subject(&run, subject);
}

static aqr_call *calls_of(const aqo_subject *subject, bool in_place, size_t *count) {
    size_t variants;
    aqh_variant *all = aqh_variants(&variants);
    aqr_call *calls = all ? malloc((variants + 1) * sizeof *calls) : NULL;
    *count = 0;
    for (size_t k = 0; calls && k < variants; k++) {
        if (!runs(&all[k], subject, in_place))
            continue;
        const aqh_variant *v = &all[k];
        size_t at = 0;
        while (at < *count &&
               (calls[at].product != v->types.product || calls[at].prototype != v->types.prototype))
            at++;
        if (at == *count)
            calls[(*count)++] = (aqr_call){v->types.product, v->types.prototype, v->transpose};
        else if (calls[at].transpose != v->transpose)
            calls[at].transpose = -1;
    }
    free(all);
    return calls;
}

aqr_call *aqr_calls(const aqo_subject *subject, size_t *count) {
    return calls_of(subject, false, count);
}

aqr_call *aqr_stand_in_calls(const aqo_subject *subject, size_t *count) {
    return calls_of(subject, true, count);
}
