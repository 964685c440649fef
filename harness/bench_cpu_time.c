/* Decides what is timed beside what: every variant of the CPU backend that is here, the
 * copy and the plain loop, in turn. */
#include "bench_cpu.h"

#include "bench_plain.h"
#include "bench_time.h"
#include "bench_work.h"
#include "format.h"
#include "names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AQH_X_(id, name, ...) name,
const char *const aqh_place_names[AQH_PLACE_COUNT] = {AQH_PLACE_LIST(AQH_X_)};
#undef AQH_X_

static bool same_form(const aqh_variant *a, const aqh_variant *b) {
    return a->types.prototype == b->types.prototype && a->types.src == b->types.src &&
           a->types.scale == b->types.scale && a->types.dst == b->types.dst &&
           a->has_offset == b->has_offset && a->transpose == b->transpose && a->k_dim == b->k_dim;
}

static bool known(const aqh_form *forms, size_t count, const aqh_variant *variant) {
    for (size_t k = 0; k < count; k++)
        if (same_form(&forms[k].variant, variant))
            return true;
    return false;
}

aqh_form *aqh_bench_forms(const aqh_filter *filter, size_t *count) {
    size_t all;
    aqh_variant *variants = aqh_variants(&all);
    aqh_form *forms = variants ? calloc(2 * all + 1, sizeof *forms) : NULL;
    *count = 0;
    for (size_t k = 0; forms && k < all; k++) {
        const aqh_variant *v = &variants[k];
        /* A single parameter: the layout is nothing to it. */
        if ((v->types.prototype == AQ_PER_TENSOR && v->transpose) || !aqh_filter_takes(filter, v) ||
            known(forms, *count, v))
            continue;
        forms[(*count)++] = (aqh_form){*v, false};
        if (v->types.prototype == AQ_PER_CHANNEL && v->transpose)
            forms[(*count)++] = (aqh_form){*v, true};
    }
    free(variants);
    return forms;
}

void aqh_form_name(const aqh_form *form, char *name, size_t bytes) {
    const aqh_variant *v = &form->variant;
    snprintf(name, bytes, "%s %s*%s->%s%s%s%s%s",
             aqh_name(&aqh_prototype_names, v->types.prototype), aqo_format_get(v->types.src)->name,
             aqo_format_get(v->types.scale)->name, aqo_format_get(v->types.dst)->name,
             v->has_offset ? " +offset" : "", v->transpose ? " transposed" : "",
             v->k_dim == 0 ? " k_dim=0" : "", form->grouped ? " groups of 128" : "");
}

typedef struct cpu_run {
    const aqh_work *work;
    aq_cpu_variant variant;
    unsigned threads;
    bool failed;
} cpu_run;

static aq_buffers buffers_of(const aqh_work *work) {
    const aqh_case *c = &work->c;
    return (aq_buffers){.src = c->data[AQH_SRC],
                        .scale = c->data[AQH_SCALE],
                        .offset = c->data[AQH_OFFSET],
                        .dst = c->data[AQH_DST],
                        .tmp = work->tmp,
                        .src_bytes = c->bytes[AQH_SRC],
                        .scale_bytes = c->bytes[AQH_SCALE],
                        .offset_bytes = c->bytes[AQH_OFFSET],
                        .dst_bytes = c->bytes[AQH_DST]};
}

static void run_cpu(void *context) {
    cpu_run *r = context;
    const aq_buffers buffers = buffers_of(r->work);
    aq_error error;
    r->failed = r->failed || aq_antiquant_on(r->variant, &r->work->c.call, &buffers, r->threads,
                                             &error) != AQ_LEGAL;
}

static void run_plain(void *context) {
    const aqh_work *work = context;
    const aq_buffers buffers = buffers_of(work);
    aqh_bench_plain(&work->c.call, &buffers);
}

/* The scalar variant and the plain loop are slow, and not what a copy is compared with:
 * of the rounds beyond the caches they need few. */
static bool time_place(aqh_work *work, aqh_place place, const aqh_bench_sizes *sizes,
                       aqh_speed *speed) {
    static const bool beyond[] = {
#define AQH_X_(id, name, memory, threads) memory,
        AQH_PLACE_LIST(AQH_X_)};
#undef AQH_X_
    static const unsigned threads_of[] = {
#define AQH_X_(id, name, memory, threads) threads,
        AQH_PLACE_LIST(AQH_X_)};
#undef AQH_X_
    const unsigned threads = threads_of[place], few = beyond[place] ? sizes->rounds : 1;
    aqh_subject subjects[AQH_BENCH_SUBJECTS];
    cpu_run runs[AQ_CPU_VARIANT_COUNT];
    size_t count = 0, copy, around = 0, plain = 0, at[AQ_CPU_VARIANT_COUNT] = {0};
    work->copy_threads = threads;
    subjects[copy = count++] =
        (aqh_subject){.run = aqh_work_copy, .context = work, .threads = threads > 1};
    if (beyond[place] && aqh_work_copy_around)
        subjects[around = count++] =
            (aqh_subject){.run = aqh_work_copy_around, .context = work, .threads = threads > 1};
    if (threads == 1)
        subjects[plain = count++] = (aqh_subject){.run = run_plain, .context = work, .one_in = few};
    for (unsigned v = 0; v < AQ_CPU_VARIANT_COUNT; v++) {
        if (!aq_cpu_has((aq_cpu_variant)v) || (v == AQ_CPU_SCALAR && threads > 1))
            continue;
        runs[v] = (cpu_run){work, (aq_cpu_variant)v, threads, false};
        subjects[at[v] = count++] = (aqh_subject){
            .run = run_cpu, .context = &runs[v], .one_in = v == AQ_CPU_SCALAR ? few : 1};
    }
    if (!aqh_bench_time(subjects, count, sizes->rounds, sizes->least))
        return false;
    *speed = (aqh_speed){.elements = work->elements,
                         .traffic = work->traffic,
                         .copy = subjects[copy].seconds,
                         .plain = plain ? subjects[plain].seconds : 0};
    if (around && subjects[around].seconds < speed->copy)
        speed->copy = subjects[around].seconds;
    bool good = true;
    for (unsigned v = 0; v < AQ_CPU_VARIANT_COUNT; v++)
        if (at[v]) {
            speed->cpu[v] = subjects[at[v]].seconds;
            good = good && !runs[v].failed;
        }
    return good;
}

bool aqh_bench_form(const aqh_form *form, const aqh_bench_sizes *sizes, aqh_speed *speeds,
                    char *error, size_t error_bytes) {
    const double bytes = aqh_work_bytes_per_element(&form->variant);
    aqh_work work;
    snprintf(error, error_bytes, "a call failed");
    if (!aqh_work_make(&work, &form->variant, form->grouped, (size_t)((double)sizes->cache / bytes),
                       error, error_bytes))
        return false;
    bool good = time_place(&work, AQH_PLACE_CACHE, sizes, &speeds[AQH_PLACE_CACHE]);
    aqh_work_free(&work);
    good = good && aqh_work_make(&work, &form->variant, form->grouped,
                                 (size_t)((double)sizes->memory / bytes), error, error_bytes);
    if (!good)
        return false;
    good = time_place(&work, AQH_PLACE_MEMORY, sizes, &speeds[AQH_PLACE_MEMORY]) &&
           time_place(&work, AQH_PLACE_MEMORY_2, sizes, &speeds[AQH_PLACE_MEMORY_2]);
    aqh_work_free(&work);
    return good;
}
