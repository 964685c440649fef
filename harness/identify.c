#include "identify.h"

#include "exact.h"
#include "fast.h"
#include "generate.h"
#include "index.h"
#include "judge.h"
#include "legal.h"
#include "names.h"
#include "random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool converts_through_half(const aqo_plan *plan) {
    for (unsigned k = 0; k < plan->step_count; k++)
        if (plan->steps[k].if_via_half)
            return true;
    return false;
}

static void suspect(aqh_identity *identity, const aq_call *call, bool correctly_rounded,
                    aqo_pipeline pipeline) {
    const aqo_pipeline documented = aqo_pipeline_of(call, NULL);
    aqh_suspect *s = &identity->suspects[identity->count++];
    *s = (aqh_suspect){.correctly_rounded = correctly_rounded, .pipeline = pipeline};
    s->documented = !correctly_rounded && pipeline.plan == documented.plan &&
                    pipeline.overflow == documented.overflow &&
                    pipeline.subnormals == documented.subnormals &&
                    (call->src.format != AQ_HIF8 || pipeline.via_half == documented.via_half ||
                     !converts_through_half(aqo_plan_get(pipeline.plan)));
    s->order = 1 + (correctly_rounded ? AQO_PLAN_COUNT : pipeline.plan) * 100u +
               pipeline.overflow * 4u + pipeline.subnormals * 2u + pipeline.via_half;
    if (s->documented)
        s->order = 0;
}

static bool suspect_all(aqh_identity *identity, const aq_call *call) {
    const bool offset = aqo_uses_offset(call);
    identity->suspects =
        calloc((AQO_PLAN_COUNT * 2 + 1) * AQ_OVERFLOW_COUNT * 2, sizeof *identity->suspects);
    if (!identity->suspects)
        return false;
    for (int mode = 0; mode < AQ_OVERFLOW_COUNT; mode++) {
        const aq_overflow overflow = (aq_overflow)mode;
        if (!aqo_may_ask(call->product, overflow))
            continue;
        for (int id = 0; id < AQO_PLAN_COUNT; id++) {
            const aqo_plan *plan = aqo_plan_get((aqo_plan_id)id);
            if (plan->dst != call->dst.format || plan->has_offset != offset)
                continue;
            /* Only hif8 can tell which way it went: only it has NaN and Inf. */
            const bool either = converts_through_half(plan) && call->src.format == AQ_HIF8;
            for (int half = 0; half <= either; half++)
                for (int flush = 0; flush <= 1; flush++)
                    suspect(
                        identity, call, false,
                        (aqo_pipeline){plan->id, half, overflow, flush ? AQO_FLUSH : AQO_GRADUAL});
        }
        if (mode != AQ_OVERFLOW_PER_INSTRUCTION) /* one rounding is no sequence of instructions */
            suspect(identity, call, true, (aqo_pipeline){.overflow = overflow});
    }
    return true;
}

uint32_t aqh_suspect_run(const aqh_suspect *suspect, const aq_call *call, uint32_t x_code,
                         uint32_t o_code, uint32_t s_code) {
    const bool offset = aqo_uses_offset(call);
    uint32_t result;
    mpfr_t x, o, s, value;
    mpfr_inits2(AQO_PRECISION, x, o, s, value, (mpfr_ptr)0);
    aqo_decode(call->src.format, x_code, x);
    aqo_decode(call->scale.format, s_code, s);
    if (offset)
        aqo_decode(call->offset.format, o_code, o);
    if (suspect->correctly_rounded) {
        aqo_exact(value, NULL, x, offset ? o : NULL, s);
        result = aqo_round(call->dst.format, suspect->pipeline.overflow, value);
    } else {
        result =
            aqo_pipeline_run(&suspect->pipeline, call->scale.format, x, offset ? o : NULL, s, NULL);
    }
    mpfr_clears(x, o, s, value, (mpfr_ptr)0);
    return result;
}

/* Best first. */
static int by_explained(const void *a, const void *b) {
    const aqh_suspect *left = a, *right = b;
    if (left->explained != right->explained)
        return left->explained < right->explained ? 1 : -1;
    if (left->group != right->group)
        return left->group > right->group ? 1 : -1;
    return left->order > right->order ? 1 : -1;
}

/* Runs every suspect on one element; splits groups where results differ. */
static void interrogate(aqh_identity *identity, const aq_call *call, const aqh_element *e,
                        uint32_t *results) {
    unsigned groups = 0;
    for (size_t k = 0; k < identity->count; k++) {
        aqh_suspect *suspect = &identity->suspects[k];
        results[k] = aqh_suspect_run(suspect, call, e->src, e->offset, e->scale);
        suspect->explained += aqo_same_result(call->dst.format, results[k], e->got);
    }
    /* Who was together and still agrees stays together. */
    unsigned *old = malloc(identity->count * sizeof *old);
    if (!old)
        abort(); /* a few dozen numbers */
    for (size_t k = 0; k < identity->count; k++)
        old[k] = identity->suspects[k].group;
    for (size_t k = 0; k < identity->count; k++) {
        size_t first = 0;
        while (old[first] != old[k] ||
               !aqo_same_result(call->dst.format, results[first], results[k]))
            first++;
        identity->suspects[k].group = first == k ? groups++ : identity->suspects[first].group;
    }
    free(old);
}

bool aqh_identify(aqh_identity *identity, const aqh_case *c, uint64_t limit, uint64_t seed) {
    *identity = (aqh_identity){0};
    if (!suspect_all(identity, &c->call))
        return false;
    uint32_t *results = malloc(identity->count * sizeof *results);
    if (!results) {
        aqh_identity_free(identity);
        return false;
    }
    aqh_random random = {seed};
    uint64_t wanted = limit;
    const size_t computed = aqo_computed(&c->call);
    for (size_t index = 0; index < computed; index++) {
        /* Each of the rest has the same chance, and `limit` are taken in all. */
        const uint64_t left = computed - index;
        if (wanted < left && aqh_next(&random) % left >= wanted)
            continue;
        wanted -= wanted > 0;
        aqh_element e;
        aqh_element_at(c, c->data[AQH_DST], index, &e);
        interrogate(identity, &c->call, &e, results);
        identity->elements++;
    }
    free(results);
    qsort(identity->suspects, identity->count, sizeof *identity->suspects, by_explained);
    return true;
}

void aqh_identity_free(aqh_identity *identity) {
    free(identity->suspects);
    *identity = (aqh_identity){0};
}

void aqh_suspect_plan(const aqh_suspect *suspect, char *name, size_t bytes) {
    if (suspect->correctly_rounded) {
        snprintf(name, bytes, "one rounding of the exact value");
        return;
    }
    const aqo_plan *plan = aqo_plan_get(suspect->pipeline.plan);
    snprintf(name, bytes, "%s: %s%s", plan->name, plan->formula,
             suspect->pipeline.via_half ? ", x through half" : "");
}

void aqh_suspect_policy(const aqh_suspect *suspect, char *name, size_t bytes) {
    snprintf(name, bytes, "%s%s", aqh_name(&aqh_overflow_names, suspect->pipeline.overflow),
             suspect->pipeline.subnormals == AQO_FLUSH ? ", subnormals flushed" : "");
}

bool aqh_same_plan(const aqh_suspect *a, const aqh_suspect *b) {
    return a->correctly_rounded == b->correctly_rounded &&
           (a->correctly_rounded ||
            (a->pipeline.plan == b->pipeline.plan && a->pipeline.via_half == b->pipeline.via_half));
}

bool aqh_separate(const aqh_suspect *a, const aqh_suspect *b, const aq_call *call, uint64_t tries,
                  aqh_separator *separator) {
    /* The generator's own cases, theme by theme, are where plans part. */
    aqh_variant variant = aqh_variant_of(call);
    for (uint64_t round = 0; tries > 0; round++) {
        aqh_case c;
        const aqh_theme theme = (aqh_theme)(round % AQH_THEME_COUNT);
        if (!aqh_generate(&c, &variant, call->overflow, theme, aqh_mix(1, 0, round), 256))
            return false;
        const size_t computed = aqo_computed(&c.call);
        for (size_t index = 0; index < computed && tries > 0; index++, tries--) {
            aqh_element e;
            aqh_element_at(&c, NULL, index, &e);
            const uint32_t result_a = aqh_suspect_run(a, call, e.src, e.offset, e.scale);
            const uint32_t result_b = aqh_suspect_run(b, call, e.src, e.offset, e.scale);
            if (!aqo_same_result(call->dst.format, result_a, result_b)) {
                *separator = (aqh_separator){e.src, e.offset, e.scale, result_a, result_b};
                aqh_case_free(&c);
                return true;
            }
        }
        aqh_case_free(&c);
    }
    return false;
}
