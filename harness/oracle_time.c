/* How fast the exact paths of the oracle are, side by side. */
#include "oracle_time.h"

#include "exact.h"
#include "oracle_batch.h"
#include "oracle_elements.h"

#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 3 };

/* Of the processor: others use the machine too. */
static double now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

typedef struct timed_sample {
    aqh_oracle_sample sample;
    uint32_t candidate; /* the result that is measured */
} timed_sample;

/* The same elements twice: one after the other, and as arrays. */
typedef struct workload {
    const aqh_oracle_class *kind;
    timed_sample *samples;
    uint32_t *x, *o, *s, *candidate; /* one allocation, of x */
    /* Where the elements of one source and mode end. */
    size_t ends[AQ_FORMAT_COUNT * AQ_OVERFLOW_COUNT], calls;
    const aqo_batch *batch; /* which batch form is timed */
} workload;

/* By what is the same for all elements of a call. */
static int by_call(const void *left, const void *right) {
    const aqh_oracle_sample *a = &((const timed_sample *)left)->sample;
    const aqh_oracle_sample *b = &((const timed_sample *)right)->sample;
    int formats = (a->src > b->src) - (a->src < b->src);
    return formats != 0 ? formats : (a->overflow > b->overflow) - (a->overflow < b->overflow);
}

static void draw(workload *w, aqh_oracle_class_id id, uint64_t seed, size_t count) {
    aqh_oracle_sampler sampler;
    aqh_oracle_sampler_init(&sampler, id, seed);
    for (size_t i = 0; i < count; i++) {
        timed_sample *t = &w->samples[i];
        aqh_oracle_next(&sampler, &t->sample);
        const aqo_pair v = aqh_fast_value(w->kind, &t->sample);
        const uint32_t right = aqo_pair_round(w->kind->dst, t->sample.overflow, v);
        t->candidate = aqh_oracle_candidate(&sampler, right);
    }
    qsort(w->samples, count, sizeof *w->samples, by_call);
    w->o = w->x + count;
    w->s = w->o + count;
    w->candidate = w->s + count;
    for (size_t i = 0; i < count; i++) {
        w->x[i] = w->samples[i].sample.x;
        w->o[i] = w->samples[i].sample.o;
        w->s[i] = w->samples[i].sample.s;
        w->candidate[i] = w->samples[i].candidate;
        if (i + 1 == count || by_call(&w->samples[i], &w->samples[i + 1]) != 0)
            w->ends[w->calls++] = i + 1;
    }
}

/* Each pass returns a sum of all it computed, so that nothing can be left out. */
static double mpfr_pass(const workload *w, size_t count) {
    const aqh_oracle_class *kind = w->kind;
    aqh_reference ref;
    aqh_reference_init(&ref);
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        const aqh_oracle_sample *sample = &w->samples[i].sample;
        uint32_t code = aqh_reference_round(&ref, kind, sample);
        bool saturate = aqo_saturates(kind->dst, sample->overflow);
        sum += code + aqh_reference_error(&ref, kind->dst, saturate, w->samples[i].candidate);
    }
    aqh_reference_clear(&ref);
    return sum;
}

static double scalar_pass(const workload *w, size_t count) {
    const aqh_oracle_class *kind = w->kind;
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        const aqh_oracle_sample *sample = &w->samples[i].sample;
        aqo_pair v = aqh_fast_value(kind, sample);
        uint32_t code = aqo_pair_round(kind->dst, sample->overflow, v);
        bool saturate = aqo_saturates(kind->dst, sample->overflow);
        sum += code + aqo_pair_ulp(kind->dst, saturate, v, w->samples[i].candidate);
    }
    return sum;
}

/* The batch form is in another file: nothing of it can be left out. */
static double batch_pass(const workload *w, size_t count) {
    double high[AQH_BATCH_MOST], low[AQH_BATCH_MOST], error[AQH_BATCH_MOST], sum = 0.0;
    uint32_t code[AQH_BATCH_MOST];
    (void)count;
    for (size_t call = 0, i = 0; call < w->calls; call++) {
        const aqh_oracle_sample *first = &w->samples[i].sample;
        while (i < w->ends[call]) {
            const size_t left = w->ends[call] - i;
            const size_t n = left < AQH_BATCH_MOST ? left : AQH_BATCH_MOST;
            const aqh_batch_arrays arrays = {.x = w->x + i,
                                             .o = w->o + i,
                                             .s = w->s + i,
                                             .candidate = w->candidate + i,
                                             .high = high,
                                             .low = low,
                                             .error = error,
                                             .code = code};
            aqh_batch_elements(w->batch, w->kind, first->src, first->overflow, n, &arrays);
            sum += code[0] + error[0];
            i += n;
        }
    }
    return sum;
}

/* The quickest of a few rounds: what the machine does besides only adds. */
static double time_pass(double (*pass)(const workload *, size_t), const workload *w, size_t count) {
    volatile double sink = pass(w, count); /* warm */
    const double start = now_ns();
    sink = pass(w, count);
    (void)sink;
    return (now_ns() - start) / (double)count;
}

static void keep_least(double *least, double ns) {
    if (*least == 0.0 || ns < *least)
        *least = ns;
}

bool aqh_oracle_time(aqh_oracle_class_id id, uint64_t seed, size_t count, aqh_oracle_times *times) {
    *times = (aqh_oracle_times){0};
    workload w = {.kind = &aqh_oracle_classes[id],
                  .samples = malloc((count + 1) * sizeof *w.samples),
                  .x = malloc(4 * (count + 1) * sizeof *w.x)};
    const bool good = w.samples && w.x;
    if (good) {
        draw(&w, id, seed, count);
        /* In alternation, so that a slower moment is one for all. */
        for (int round = 0; round < ROUNDS; round++) {
            keep_least(&times->mpfr, time_pass(mpfr_pass, &w, count));
            keep_least(&times->scalar, time_pass(scalar_pass, &w, count));
            for (int isa = 0; isa < AQO_ISA_COUNT; isa++) {
                w.batch = aqo_batch_of((aqo_isa)isa);
                if (w.batch)
                    keep_least(&times->batch[isa], time_pass(batch_pass, &w, count));
            }
        }
    }
    free(w.samples);
    free(w.x);
    return good;
}
