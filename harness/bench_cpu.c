/* aqcheck bench cpu: the CPU backend beside a memory copy and the loop that a user would
 * write, every form of call. */
#include "bench.h"
#include "bench_cpu.h"
#include "bench_plain.h"
#include "bench_work.h"
#include "cli.h"
#include "format.h"
#include "machine.h"
#include "names.h"
#include "output.h"
#include "progress.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES = 128 };

typedef struct result {
    char name[NAME_BYTES];
    const aqh_form *form;
    aqh_speed speeds[AQH_PLACE_COUNT];
} result;

static double ratio(double of, double to) {
    return of > 0 && to > 0 ? of / to : 0;
}

/* ---- The tables */

static void print_machine(const aqh_machine *m, const aqh_bench_sizes *sizes) {
    printf("- %s, %ld processors, L2 %zu KiB, last-level cache %zu MiB, of which %zu are counted "
           "on; %s; %s, the plain loop with `%s`\n",
           m->processor, m->processors, m->l2_bytes >> 10, m->last_bytes >> 20,
           aq_cpu_last_level_cache() >> 20, m->kernel, m->compiler, aqh_bench_plain_flags);
    printf(
        "- medians of %u rounds, in each of which everything in a row is run in turn, in time of "
        "the thread's processor (two threads: on the wall); in cache: "
        "%zu KiB are read and written per call, in memory: %zu MiB\n"
        "- copy: memcpy of half of the bytes that the call reads and writes, i.e. the same "
        "traffic, or the same with stores around the caches where that is faster; higher is "
        "better\n"
        "- plain: the loop that a user would write, in float, one thread, not correctly "
        "rounded\n\n",
        sizes->rounds, sizes->cache >> 10, sizes->memory >> 20);
}

static void print_header(void) {
    printf("| call | variant | cache Gel/s | GB/s | of copy | x scalar | x plain | memory Gel/s | "
           "GB/s | of copy | x scalar | x plain | 2 threads GB/s | of copy |\n"
           "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    fflush(stdout);
}

static void print_speed(const aqh_speed *s, unsigned v) {
    const double seconds = s->cpu[v];
    printf(" %.2f | %.1f | %.2f | %.1f | %.1f |", (double)s->elements / seconds * 1e-9,
           (double)s->traffic / seconds * 1e-9, ratio(s->copy, seconds),
           ratio(s->cpu[AQ_CPU_SCALAR], seconds), ratio(s->plain, seconds));
}

static void print_row(const result *r, unsigned v) {
    const aqh_speed *two = &r->speeds[AQH_PLACE_MEMORY_2];
    printf("| %s | %s |", r->name, aq_cpu_name((aq_cpu_variant)v));
    print_speed(&r->speeds[AQH_PLACE_CACHE], v);
    print_speed(&r->speeds[AQH_PLACE_MEMORY], v);
    if (two->cpu[v] > 0)
        printf(" %.1f | %.2f |\n", (double)two->traffic / two->cpu[v] * 1e-9,
               ratio(two->copy, two->cpu[v]));
    else
        printf(" | |\n");
    fflush(stdout);
}

/* ---- What was asked for */

typedef struct goal {
    const char *filter;
    int grouped; /* -1: either */
    aq_cpu_variant variant;
    aqh_place place;
    bool plain; /* how many times the plain loop; else the share of the copy */
    double least;
} goal;

static const goal goals[] = {
#define OF_COPY(filter, grouped)                                                                   \
    {filter, grouped, AQ_CPU_AVX512, AQH_PLACE_MEMORY, false, 0.9}, {                              \
        filter, grouped, AQ_CPU_AVX2, AQH_PLACE_MEMORY, false, 0.4                                 \
    }
    OF_COPY("prototype=per_channel,transpose=0,offset=1,src=int8,dst=half", 0),
    OF_COPY("prototype=per_channel,transpose=0,offset=1,src=int8,dst=bf16,scale=bf16", 0),
    OF_COPY("prototype=per_channel,transpose=0,offset=1,src=e4m3fn,dst=bf16", 0),
    OF_COPY("prototype=per_channel,transpose=0,offset=1,src=e5m2,dst=bf16", 0),
    OF_COPY("prototype=per_token,transpose=0,offset=1,src=e4m3fn,scale=bf16,dst=bf16", 0),
    OF_COPY("prototype=per_token,transpose=0,offset=1,src=e5m2,scale=bf16,dst=bf16", 0),
    OF_COPY("prototype=per_group,transpose=0,k_dim=1,src=e2m1,dst=bf16", 0),
    OF_COPY("prototype=per_channel,transpose=1,offset=1,src=int4,dst=half", 1),
#undef OF_COPY
    {"prototype=per_channel,transpose=0,offset=1,src=int8,dst=half", 0, AQ_CPU_AVX512,
     AQH_PLACE_CACHE, true, 8},
    {"prototype=per_channel,transpose=0,offset=1,src=int8,dst=half", 0, AQ_CPU_AVX512,
     AQH_PLACE_MEMORY_2, false, 0.9},
    {"prototype=per_channel,transpose=0,offset=1,src=int8,dst=bf16,scale=bf16", 0, AQ_CPU_AVX512,
     AQH_PLACE_MEMORY_2, false, 0.9},
};

static double reached(const goal *g, const result *r) {
    const aqh_speed *s = &r->speeds[g->place];
    return ratio(g->plain ? s->plain : s->copy, s->cpu[g->variant]);
}

static void print_goal(const goal *g, const result *results, size_t count) {
    aqh_filter filter = aqh_filter_any;
    char error[200];
    if (!aqh_filter_parse(&filter, g->filter, error, sizeof error))
        return;
    for (size_t k = 0; k < count; k++) {
        const aqh_form *form = results[k].form;
        const double is = reached(g, &results[k]);
        if (!aqh_filter_takes(&filter, &form->variant) || form->grouped != (g->grouped == 1) ||
            is <= 0)
            continue;
        printf("| %s, %s | %s | %s | %.2f | %.2f | %s |\n", results[k].name,
               aqh_place_names[g->place], aq_cpu_name(g->variant), g->plain ? "x plain" : "of copy",
               g->least, is, is >= g->least ? "yes" : "no");
        return;
    }
}

/* Of all that was measured, on the best variant. */
static void print_slowest(const result *results, size_t count, unsigned best) {
    const double least = 0.25;
    size_t slowest = count, below = 0;
    for (size_t k = 0; k < count; k++) {
        const aqh_speed *s = &results[k].speeds[AQH_PLACE_MEMORY];
        const double is = ratio(s->copy, s->cpu[best]);
        below += is < least;
        if (slowest == count || is < ratio(results[slowest].speeds[AQH_PLACE_MEMORY].copy,
                                           results[slowest].speeds[AQH_PLACE_MEMORY].cpu[best]))
            slowest = k;
    }
    const aqh_speed *s = &results[slowest].speeds[AQH_PLACE_MEMORY];
    const double is = ratio(s->copy, s->cpu[best]);
    printf("| the slowest of %zu: %s, memory (%zu below) | %s | of copy | %.2f | %.2f | %s |\n",
           count, results[slowest].name, below, aq_cpu_name((aq_cpu_variant)best), least, is,
           is >= least ? "yes" : "no");
}

static unsigned best_variant(void) {
    static const aq_cpu_variant order[] = {AQ_CPU_AVX512, AQ_CPU_AVX2, AQ_CPU_NEON};
    for (size_t k = 0; k < sizeof order / sizeof *order; k++)
        if (aq_cpu_has(order[k]))
            return order[k];
    return AQ_CPU_SCALAR;
}

static void print_goals(const result *results, size_t count) {
    printf("\n| goal | variant | measured as | at least | is | reached |\n"
           "|---|---|---|--:|--:|---|\n");
    for (size_t k = 0; k < sizeof goals / sizeof *goals; k++)
        print_goal(&goals[k], results, count);
    print_slowest(results, count, best_variant());
}

/* ---- JSON */

static json_t *speed_json(const aqh_speed *s) {
    json_t *variants = json_object();
    for (unsigned v = 0; v < AQ_CPU_VARIANT_COUNT; v++)
        if (s->cpu[v] > 0)
            json_object_set_new(variants, aq_cpu_name((aq_cpu_variant)v), json_real(s->cpu[v]));
    return json_pack("{s:I, s:I, s:f, s:f, s:o}", "elements", (json_int_t)s->elements,
                     "traffic_bytes", (json_int_t)s->traffic, "copy_seconds", s->copy,
                     "plain_seconds", s->plain, "seconds", variants);
}

static int write_json(const char *path, const aqh_machine *m, const aqh_bench_sizes *sizes,
                      const result *results, size_t count) {
    json_t *calls = json_array();
    for (size_t k = 0; k < count; k++) {
        json_t *call = json_pack("{s:s}", "call", results[k].name);
        for (int place = 0; place < AQH_PLACE_COUNT; place++)
            json_object_set_new(call, aqh_place_names[place],
                                speed_json(&results[k].speeds[place]));
        json_array_append_new(calls, call);
    }
    json_t *all = json_pack(
        "{s:s, s:I, s:I, s:I, s:s, s:s, s:I, s:o}", "processor", m->processor, "processors",
        (json_int_t)m->processors, "l2_bytes", (json_int_t)m->l2_bytes, "last_level_cache_bytes",
        (json_int_t)m->last_bytes, "compiler", m->compiler, "plain_flags", aqh_bench_plain_flags,
        "rounds", (json_int_t)sizes->rounds, "calls", calls);
    char *text = all ? json_dumps(all, JSON_INDENT(1) | JSON_REAL_PRECISION(6)) : NULL;
    json_decref(all);
    if (!text)
        return aqh_usage(&aqh_cmd_bench, "out of memory");
    char error[512];
    size_t bytes = strlen(text);
    text[bytes++] = '\n'; /* in the place of the zero */
    const bool good = aqh_output_write(path, text, bytes, error, sizeof error);
    free(text);
    return good ? AQH_PASS : aqh_usage(&aqh_cmd_bench, "--json: %s", error);
}

/* ---- The whole */

static int measure(const aqh_form *forms, size_t count, const aqh_bench_sizes *sizes, bool table,
                   result *results) {
    aqh_progress progress;
    char error[300];
    aqh_progress_begin(&progress, true);
    for (size_t k = 0; k < count; k++) {
        result *r = &results[k];
        r->form = &forms[k];
        aqh_form_name(&forms[k], r->name, sizeof r->name);
        if (!aqh_bench_form(&forms[k], sizes, r->speeds, error, sizeof error)) {
            aqh_progress_end(&progress);
            return aqh_usage(&aqh_cmd_bench, "%s: %s", r->name, error);
        }
        aqh_progress_clear(&progress);
        for (unsigned v = 0; table && v < AQ_CPU_VARIANT_COUNT; v++)
            if (aq_cpu_has((aq_cpu_variant)v))
                print_row(r, v);
        aqh_progress_show(&progress, (double)(k + 1) / (double)count, k + 1, "calls");
    }
    aqh_progress_end(&progress);
    return AQH_PASS;
}

int aqh_bench_cpu(const aqh_bench_options *options) {
    aqh_machine machine;
    char error[512];
    size_t count;
    if (options->json && !aqh_output_check(options->json, error, sizeof error))
        return aqh_usage(&aqh_cmd_bench, "--json: %s", error);
    aqh_machine_get(&machine);
    const aqh_bench_sizes sizes = {.cache = aqh_work_cache_bytes(),
                                   .memory =
                                       options->memory ? options->memory : aqh_work_memory_bytes(),
                                   .rounds = options->rounds,
                                   .least = options->least};
    aqh_form *forms = aqh_bench_forms(&options->filter, &count);
    if (forms && !count) {
        free(forms);
        return aqh_usage(&aqh_cmd_bench, "--filter: no call passes it");
    }
    result *results = forms ? calloc(count, sizeof *results) : NULL;
    if (!results) {
        free(forms);
        return aqh_usage(&aqh_cmd_bench, "out of memory");
    }
    const bool table = !options->json || strcmp(options->json, "-") != 0;
    if (table) {
        print_machine(&machine, &sizes);
        print_header();
    }
    int status = measure(forms, count, &sizes, table, results);
    if (status == AQH_PASS && table)
        print_goals(results, count);
    if (status == AQH_PASS && options->json)
        status = write_json(options->json, &machine, &sizes, results, count);
    free(results);
    free(forms);
    return status;
}
