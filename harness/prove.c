/* Decides which block a thread does next, and which of two differences is the first. */
#include "prove.h"

#include "case.h"
#include "fast.h"
#include "fault.h"
#include "format.h"
#include "names.h"
#include "plane.h"
#include "progress.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 16, PREFILL = 0xa5 };

typedef struct shared {
    const aqh_space *space;
    const aqh_prove_options *options;
    uint64_t count; /* of the slice's blocks */
    _Atomic uint64_t next, done;
    atomic_bool stop;
} shared;

typedef struct worker {
    shared *all;
    pthread_t thread;
    aqh_proof proof;
    uint8_t *data[AQH_OPERANDS], *first_dst, *tmp;
    size_t bytes[AQH_OPERANDS];
    void *stack;
    aqo_plane plane;
    uint16_t expected[AQO_PLANE_OFFSETS];
    aq_run_status status; /* of the last call */
    aq_error error;
} worker;

/* ---- Memory */

static void worker_free(worker *w) {
    for (int k = 0; k < AQH_OPERANDS; k++)
        free(w->data[k]);
    free(w->first_dst);
    free(w->tmp);
    free(w->stack);
}

static bool worker_make(worker *w, shared *all) {
    const aq_call *call = &all->space->call;
    w->all = all;
    bool good = (w->stack = malloc(AQH_FAULT_STACK_BYTES)) != NULL;
    for (int k = 0; k < AQH_OPERANDS; k++) {
        const aq_tensor *tensor = aqh_tensor(call, k);
        w->bytes[k] = aqo_bytes(tensor->format, (size_t)tensor->rows * tensor->cols);
        good = good && (w->data[k] = aligned_alloc(64, (w->bytes[k] + 63) / 64 * 64));
    }
    good = good && (w->first_dst = malloc(w->bytes[AQH_DST])) &&
           (w->tmp = malloc(call->tmp_bytes + 1));
    if (!good)
        return false;
    aqh_space_sources(all->space, w->data[AQH_SRC]);
    /* Without an offset there is no plane, and the everyday oracle is fast enough. */
    return !call->has_offset ||
           aqo_plane_begin(&w->plane, call->src.format, call->scale.format, call->overflow, NULL);
}

/* ---- What is right */

static uint16_t one(const worker *w, unsigned x, uint32_t pair) {
    const aq_call *call = &w->all->space->call;
    const double s = aqo_decode_double(call->scale.format,
                                       aqo_load(call->scale.format, w->data[AQH_SCALE], pair));
    const aqo_pair v = aqo_pair_exact(aqo_decode_double(call->src.format, x), 0, s, false);
    return (uint16_t)aqo_pair_round(call->dst.format, call->overflow, v);
}

/* expected: source x with every pair of the block. */
static void expect_column_row(worker *w, unsigned x) {
    if (w->all->space->call.has_offset)
        aqo_plane_row(&w->plane, x, w->expected);
    else
        for (uint32_t pair = 0; pair < w->all->space->pairs; pair++)
            w->expected[pair] = one(w, x, pair);
}

/* expected: every source with one pair. */
static void expect_run(worker *w, uint32_t pair) {
    if (w->all->space->call.has_offset)
        aqo_plane_column(&w->plane, pair, w->expected);
    else
        for (unsigned x = 0; x < w->all->space->sources; x++)
            w->expected[x] = one(w, x, pair);
}

/* ---- Comparison */

/* An element whose bits are not the expected ones, NaN's aside, is a difference. */
static void compare_slowly(worker *w, uint64_t block, size_t start, unsigned count,
                           unsigned repeat) {
    const aq_format format = w->all->space->call.dst.format;
    for (unsigned i = 0; i < count; i++) {
        bool differs = false;
        for (unsigned r = 0; r < repeat; r++) {
            const size_t element = start + (size_t)r * count + i;
            const uint32_t got = aqo_load(format, w->data[AQH_DST], element);
            if (differs || aqo_same_result(format, got, w->expected[i]))
                continue;
            differs = true;
            if (w->proof.differences++)
                continue; /* a thread goes through its blocks in order */
            w->proof.block = block;
            w->proof.element = element;
            w->proof.got = got;
            w->proof.expected = w->expected[i];
        }
    }
}

static void compare(worker *w, uint64_t block, size_t start, unsigned count, unsigned repeat) {
    for (unsigned r = 0; r < repeat; r++)
        if (memcmp(w->data[AQH_DST] + 2 * (start + (size_t)r * count), w->expected,
                   2 * (size_t)count)) {
            compare_slowly(w, block, start, count, repeat);
            return;
        }
}

static void compare_block(worker *w, uint64_t block) {
    const aqh_space *space = w->all->space;
    const uint64_t before = w->proof.differences;
    if (space->call.has_offset) {
        aqo_plane_scale(&w->plane, aqo_load(space->call.scale.format, w->data[AQH_SCALE], 0));
        aqo_plane_offsets(&w->plane, (uint32_t)(block * space->pairs & 0xffff), space->pairs);
    }
    for (unsigned x = 0; !space->run && x < space->sources; x++) {
        expect_column_row(w, x);
        compare(w, block, (size_t)x * space->pairs, space->pairs, 1);
    }
    for (uint32_t pair = 0; space->run && pair < space->pairs; pair++) {
        expect_run(w, pair);
        compare(w, block, (size_t)pair * space->run, space->sources, space->run / space->sources);
    }
    if (w->proof.differences && !before)
        memcpy(w->first_dst, w->data[AQH_DST], w->bytes[AQH_DST]);
}

/* ---- Blocks */

static void call_backend(void *argument) {
    worker *w = argument;
    const aq_backend *backend = w->all->options->backend;
    const bool with = w->all->space->call.has_offset;
    const aq_buffers buffers = {.src = w->data[AQH_SRC],
                                .scale = w->data[AQH_SCALE],
                                .offset = with ? w->data[AQH_OFFSET] : NULL,
                                .dst = w->data[AQH_DST],
                                .tmp = w->tmp,
                                .src_bytes = w->bytes[AQH_SRC],
                                .scale_bytes = w->bytes[AQH_SCALE],
                                .offset_bytes = with ? w->bytes[AQH_OFFSET] : 0,
                                .dst_bytes = w->bytes[AQH_DST]};
    w->status = backend->run(backend->ctx, &w->all->space->call, &buffers, &w->error);
}

/* False when the backend gave no result; the proof says why. */
static bool run_block(worker *w, uint64_t block) {
    aqh_fault fault;
    aqh_space_pairs(w->all->space, block, w->data[AQH_SCALE], w->data[AQH_OFFSET]);
    memset(w->data[AQH_DST], PREFILL, w->bytes[AQH_DST]);
    w->error = (aq_error){0};
    if (!aqh_fault_call(call_backend, w, &fault)) {
        w->proof.end = AQH_PROOF_BROKEN;
        snprintf(w->proof.text, sizeof w->proof.text, "the backend raised %s",
                 aqh_fault_name(fault.signal));
    } else if (w->status != AQ_RUN_OK) {
        w->proof.end = w->status == AQ_RUN_UNSUPPORTED ? AQH_PROOF_UNSUPPORTED : AQH_PROOF_BROKEN;
        snprintf(w->proof.text, sizeof w->proof.text, "%s: %s",
                 w->status == AQ_RUN_UNSUPPORTED ? "not supported"
                 : w->status == AQ_RUN_REFUSED   ? "a legal call was refused"
                                                 : "the backend reported a failure",
                 w->error.text);
    } else {
        return true;
    }
    return false;
}

static void show(worker *w, aqh_progress *progress) {
    const uint64_t done = w->all->done;
    aqh_progress_show(progress, (double)done / (double)w->all->count,
                      done * aqh_space_triples(w->all->space), "triples");
}

static void work(worker *w, aqh_progress *progress) {
    shared *all = w->all;
    aqh_fault_scope scope;
    aqh_fault_enter(&scope, w->stack);
    while (!all->stop) {
        const uint64_t from = atomic_fetch_add(&all->next, BATCH);
        const uint64_t to = from + BATCH < all->count ? from + BATCH : all->count;
        if (from >= to)
            break;
        for (uint64_t k = from; k < to && !all->stop; k++) {
            const uint64_t block = k * all->options->slices + all->options->slice - 1;
            if (!run_block(w, block)) {
                all->stop = true;
                break;
            }
            compare_block(w, block);
            w->proof.triples += aqh_space_triples(all->space);
            all->done++;
        }
        if (progress)
            show(w, progress);
    }
    aqh_fault_leave(&scope);
}

static void *thread_main(void *argument) {
    work(argument, NULL);
    return NULL;
}

/* ---- The whole */

static void write_reproducer(const aqh_prove_options *options, const worker *w, aqh_proof *proof) {
    const aq_call *call = &w->all->space->call;
    aqh_case c;
    aqh_case_init(&c);
    c.call = *call;
    for (int k = AQH_SRC; k < (call->has_offset ? AQH_DST : AQH_OFFSET); k++) {
        c.data[k] = w->data[k];
        c.bytes[k] = w->bytes[k];
    }
    c.data[AQH_DST] = w->first_dst;
    c.bytes[AQH_DST] = w->bytes[AQH_DST];
    snprintf(c.backend, sizeof c.backend, "%s", options->backend_name);
    snprintf(c.note, sizeof c.note, "aqcheck prove, block %llu", (unsigned long long)proof->block);
    snprintf(proof->file, sizeof proof->file, "%s/prove-%s-%s-%s-%s-%s.aqcase", options->directory,
             aqh_name(&aqh_product_names, call->product),
             aqh_name(&aqh_prototype_names, call->prototype),
             aqo_format_get(call->src.format)->name, aqo_format_get(call->scale.format)->name,
             aqo_format_get(call->dst.format)->name);
    char error[512];
    if (!aqh_case_write(&c, proof->file, error, sizeof error)) {
        fprintf(stderr, "aqcheck: %s\n", error);
        proof->file[0] = 0;
    }
}

/* The operands of the first difference, again: the thread has had other blocks since. */
static void describe(const aqh_space *space, worker *w, aqh_proof *proof) {
    const aq_call *call = &space->call;
    aqh_space_pairs(space, proof->block, w->data[AQH_SCALE], w->data[AQH_OFFSET]);
    const size_t pair = space->run ? proof->element / space->run : proof->element % space->pairs;
    proof->src = aqo_load(call->src.format, w->data[AQH_SRC], proof->element);
    proof->scale = aqo_load(call->scale.format, w->data[AQH_SCALE], pair);
    if (call->has_offset)
        proof->offset = aqo_load(call->offset.format, w->data[AQH_OFFSET], pair);
}

static void add(aqh_proof *sum, const aqh_proof *part) {
    const bool first = part->differences && (!sum->differences || part->block < sum->block);
    sum->triples += part->triples;
    sum->differences += part->differences;
    if (part->end > sum->end) {
        sum->end = part->end;
        memcpy(sum->text, part->text, sizeof sum->text);
    }
    if (!first)
        return;
    sum->block = part->block;
    sum->element = part->element;
    sum->got = part->got;
    sum->expected = part->expected;
}

static void join(shared *all, worker *workers, unsigned count, aqh_proof *proof) {
    for (unsigned k = 0; k < count; k++)
        add(proof, &workers[k].proof);
    for (unsigned k = 0; proof->differences && k < count; k++)
        if (workers[k].proof.differences && workers[k].proof.block == proof->block) {
            describe(all->space, &workers[k], proof);
            write_reproducer(all->options, &workers[k], proof);
            return;
        }
}

void aqh_prove(const aqh_space *space, const aqh_prove_options *options, aqh_proof *proof) {
    *proof = (aqh_proof){.end = AQH_PROOF_COMPLETE};
    shared all = {.space = space, .options = options};
    all.count = (space->blocks + options->slices - options->slice) / options->slices;
    unsigned jobs = options->jobs < all.count ? options->jobs : (unsigned)all.count;
    jobs = jobs ? jobs : 1;
    worker *workers = calloc(jobs, sizeof *workers);
    bool good = workers != NULL && aqo_pair_usable();
    for (unsigned k = 0; good && k < jobs; k++)
        good = worker_make(&workers[k], &all);
    if (good) {
        unsigned started = 1;
        aqh_progress progress;
        aqh_progress_begin(&progress, options->progress);
        while (started < jobs &&
               pthread_create(&workers[started].thread, NULL, thread_main, &workers[started]) == 0)
            started++;
        work(&workers[0], &progress);
        for (unsigned k = 1; k < started; k++)
            pthread_join(workers[k].thread, NULL);
        aqh_progress_end(&progress);
        join(&all, workers, started, proof);
    } else {
        proof->end = AQH_PROOF_NO_MEMORY;
    }
    for (unsigned k = 0; workers && k < jobs; k++)
        worker_free(&workers[k]);
    free(workers);
}
