/* Product models against the oracle's plans, on every input of every stage.
 *
 *     model_stages [--slice D] [--full] [--seed S] [--jobs J] [--mpfr D] [--stage TEXT]
 *
 * --slice D: one call in D, chosen by the seed (default 1: all); --full: also all
 * 2^32 pairs of the multiply stages, of which one call in 16 is made otherwise;
 * --mpfr D: the MPFR evaluator as well on one point in D (default 4096); --stage:
 * only stages whose name contains the text. Exit code 0 passed, 1 failed, 2 usage. */
#include "aq_backend.h"
#include "fast.h"
#include "format.h"
#include "names.h"
#include "plan_reference.h"
#include "random.h"
#include "stages.h"

#include <getopt.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MULTIPLY_SLICE = 16, MOST_JOBS = 64 };

typedef struct options {
    uint64_t slice, seed, jobs, mpfr;
    bool full;
    const char *stage;
} options;

/* One stage in one overflow mode. */
typedef struct sweep {
    const options *options;
    const stage *stage;
    aq_call call;
    const aq_backend *backend;
    atomic_uint next;
    pthread_mutex_t lock; /* of what follows */
    uint64_t points, mpfr_points, wrong;
    double model_seconds;
    char first[256]; /* one line about the first wrong one */
} sweep;

/* Processor time of this thread: that of others is not the model's. */
static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void say(sweep *w, const char *by, const stage_block *b, size_t e, uint32_t want) {
    if (w->first[0])
        return;
    snprintf(w->first, sizeof w->first,
             "x 0x%02" PRIx32 " o 0x%" PRIx32 " s 0x%" PRIx32 ": model 0x%" PRIx32
             ", %s 0x%" PRIx32,
             b->x[e], b->o[e], b->s[e], aqo_load(w->call.dst.format, b->dst, e), by, want);
}

static void compare(sweep *w, const stage_block *b, const plan_reference *reference,
                    plan_mpfr *exact, uint32_t index, double seconds) {
    const aq_format dst = w->call.dst.format;
    const size_t count = stage_block_elements(w->stage);
    aqh_random random = {aqh_mix(w->options->seed, 1, index)};
    /* A stage of one call is small enough for MPFR. */
    const uint32_t mpfr = stage_blocks(w->stage) == 1 ? 1 : (uint32_t)w->options->mpfr;
    uint64_t mpfr_points = 0, wrong = 0;
    for (size_t e = 0; e < count; e++) {
        const uint32_t got = aqo_load(dst, b->dst, e);
        const uint32_t want = plan_reference_run(reference, b->x[e], b->o[e], b->s[e]);
        uint32_t want_mpfr = want;
        if (aqh_one_in(&random, mpfr)) {
            want_mpfr = plan_mpfr_run(exact, b->x[e], b->o[e], b->s[e]);
            mpfr_points++;
        }
        if (same_result(dst, got, want) && same_result(dst, got, want_mpfr))
            continue;
        wrong++;
        pthread_mutex_lock(&w->lock);
        say(w, same_result(dst, got, want) ? "MPFR plan" : "plan", b, e,
            same_result(dst, got, want) ? want_mpfr : want);
        pthread_mutex_unlock(&w->lock);
    }
    pthread_mutex_lock(&w->lock);
    w->points += count;
    w->mpfr_points += mpfr_points;
    w->wrong += wrong;
    w->model_seconds += seconds;
    pthread_mutex_unlock(&w->lock);
}

static bool taken(const sweep *w, uint32_t index) {
    uint64_t slice = w->options->slice;
    if (w->stage->kind == STAGE_MULTIPLY && !w->options->full)
        slice *= MULTIPLY_SLICE;
    /* Of a stage of few calls one at least. */
    const uint32_t blocks = stage_blocks(w->stage);
    if (slice > blocks)
        slice = blocks;
    const uint64_t stream = (uint64_t)(w->stage - stages) * AQ_OVERFLOW_COUNT + w->call.overflow;
    return (index + aqh_mix(w->options->seed, stream, index / slice)) % slice == 0;
}

static void *work(void *argument) {
    sweep *w = argument;
    stage_block block;
    plan_reference reference;
    plan_mpfr exact;
    if (!aqo_pair_usable() || !stage_block_init(&block)) {
        fputs("model_stages: out of memory, or arithmetic is not rounded to nearest\n", stderr);
        exit(2);
    }
    plan_reference_init(&reference, &w->call);
    plan_mpfr_init(&exact, &w->call);
    uint32_t index;
    while ((index = atomic_fetch_add(&w->next, 1)) < stage_blocks(w->stage)) {
        if (!taken(w, index))
            continue;
        stage_block_fill(&block, w->stage, &w->call, index, w->options->seed);
        aq_error error;
        const double start = now();
        const aq_run_status status =
            w->backend->run(w->backend->ctx, &w->call, &block.buffers, &error);
        const double seconds = now() - start;
        if (status != AQ_RUN_OK) {
            pthread_mutex_lock(&w->lock);
            w->wrong++;
            snprintf(w->first, sizeof w->first, "not run: %.200s", error.text);
            pthread_mutex_unlock(&w->lock);
            break;
        }
        compare(w, &block, &reference, &exact, index, seconds);
    }
    plan_mpfr_clear(&exact);
    mpfr_free_cache();
    stage_block_free(&block);
    return NULL;
}

static void name_of(const stage *s, const aq_call *call, char *name, size_t bytes) {
    char sweep_text[32] = "";
    if (s->sweep != s->param)
        snprintf(sweep_text, sizeof sweep_text, " of %s", aqo_format_get(s->sweep)->name);
    snprintf(name, bytes, "%s %s %s %s%s %s*%s%s->%s %s",
             aqo_plan_get(aqo_pipeline_of(call, NULL).plan)->name, stage_kind_names[s->kind],
             aqh_name(&aqh_product_names, s->product), aqh_name(&aqh_prototype_names, s->prototype),
             s->transpose ? " T" : "", aqo_format_get(s->src)->name, aqo_format_get(s->param)->name,
             sweep_text, aqo_format_get(s->dst)->name,
             aqh_name(&aqh_overflow_names, call->overflow));
}

/* Runs a sweep and adds it to the totals; whether it passed. */
static bool run_sweep(sweep *w, const char *name) {
    pthread_t threads[MOST_JOBS];
    uint64_t started = 0;
    pthread_mutex_init(&w->lock, NULL);
    while (started + 1 < w->options->jobs && pthread_create(&threads[started], NULL, work, w) == 0)
        started++;
    work(w);
    while (started > 0)
        pthread_join(threads[--started], NULL);
    pthread_mutex_destroy(&w->lock);
    const bool passed = w->wrong == 0 && w->points != 0;
    printf("%-4s %-72s %11" PRIu64 " points, %8" PRIu64 " by MPFR, %5.1f ns",
           passed ? "ok" : "FAIL", name, w->points, w->mpfr_points,
           w->points ? 1e9 * w->model_seconds / (double)w->points : 0.0);
    if (!passed)
        printf(", %" PRIu64 " wrong: %s", w->wrong, w->first);
    putchar('\n');
    fflush(stdout);
    return passed;
}

static int run_all(const options *options) {
    uint64_t passed = 0, failed = 0, points = 0, mpfr_points = 0;
    double seconds = 0;
    for (unsigned k = 0; k < stage_count; k++) {
        for (int overflow = 0; overflow < AQ_OVERFLOW_COUNT; overflow++) {
            sweep w = {.options = options,
                       .stage = &stages[k],
                       .backend = aq_backend_ascend_model(stages[k].product)};
            char name[160];
            if (!stage_call(&stages[k], (aq_overflow)overflow, &w.call))
                continue;
            name_of(&stages[k], &w.call, name, sizeof name);
            if (!strstr(name, options->stage))
                continue;
            *(run_sweep(&w, name) ? &passed : &failed) += 1;
            points += w.points;
            mpfr_points += w.mpfr_points;
            seconds += w.model_seconds;
        }
    }
    printf("%" PRIu64 " points compared, %" PRIu64 " of them by MPFR too; model %.1f ns/element\n",
           points, mpfr_points, points ? 1e9 * seconds / (double)points : 0.0);
    printf("%" PRIu64 " passed, %" PRIu64 " failed\n", passed, failed);
    return failed != 0 || passed == 0;
}

static bool number(const char *text, uint64_t least, uint64_t most, uint64_t *value) {
    char *end;
    if (*text < '0' || *text > '9')
        return false;
    *value = strtoull(text, &end, 10);
    return *end == 0 && *value >= least && *value <= most;
}

int main(int argc, char **argv) {
    static const struct option names[] = {{"slice", required_argument, NULL, 'd'},
                                          {"full", no_argument, NULL, 'f'},
                                          {"seed", required_argument, NULL, 's'},
                                          {"jobs", required_argument, NULL, 'j'},
                                          {"mpfr", required_argument, NULL, 'm'},
                                          {"stage", required_argument, NULL, 't'},
                                          {0}};
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    options o = {.slice = 1,
                 .seed = 1,
                 .jobs = cores < 1           ? 1
                         : cores > MOST_JOBS ? MOST_JOBS
                                             : (uint64_t)cores,
                 .mpfr = 4096,
                 .stage = ""};
    bool good = true;
    int option;
    while (good && (option = getopt_long(argc, argv, "", names, NULL)) != -1) {
        switch (option) {
        case 'd':
            good = number(optarg, 1, 65536, &o.slice);
            break;
        case 'f':
            o.full = true;
            break;
        case 's':
            good = number(optarg, 0, UINT64_MAX, &o.seed);
            break;
        case 'j':
            good = number(optarg, 1, MOST_JOBS, &o.jobs);
            break;
        case 'm':
            good = number(optarg, 1, 1u << 31, &o.mpfr);
            break;
        case 't':
            o.stage = optarg;
            break;
        default:
            good = false;
        }
    }
    if (!good || optind != argc) {
        fputs("usage: model_stages [--slice 1..65536] [--full] [--seed S] [--jobs 1..64] "
              "[--mpfr D] [--stage TEXT]\n",
              stderr);
        return 2;
    }
    return run_all(&o);
}
