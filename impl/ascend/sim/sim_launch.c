/* A launch: blocks in an order that the seed decides, on as many threads as asked
 * for, and what came of it. */
#include "ascend/sim/sim_core.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

typedef struct launch {
    const aq_sim_kernel *kernel;
    const uint64_t *args;
    const uint32_t *order;
    uint32_t blocks;
    _Atomic uint32_t next;
} launch;

typedef struct worker {
    launch *launch;
    sim_core *core;
    pthread_t thread;
    bool started;
} worker;

static void run_block(const launch *l, sim_core *core, uint32_t block) {
    sim_core_start_block(core, block);
    if (setjmp(core->broken) == 0) {
        l->kernel->entry(l->args);
        sim_core_end_block();
    }
}

static void *work(void *context) {
    const worker *w = context;
    launch *l = w->launch;
    sim_self = w->core;
    for (;;) {
        const uint32_t index = atomic_fetch_add(&l->next, 1);
        if (index >= l->blocks) {
            break;
        }
        run_block(l, w->core, l->order[index]);
    }
    sim_self = NULL;
    return NULL;
}

/* Fisher and Yates, with a linear congruential generator. */
static uint32_t *shuffled(uint32_t blocks, uint64_t seed) {
    uint32_t *order = malloc(blocks * sizeof *order);
    if (order == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i < blocks; i++) {
        order[i] = i;
    }
    for (uint32_t i = blocks; i > 1; i--) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const uint32_t j = (uint32_t)((seed >> 33) % i), held = order[i - 1];
        order[i - 1] = order[j];
        order[j] = held;
    }
    return order;
}

/* ---- Findings ------------------------------------------------------------------------ */

static int by_place(const void *a, const void *b) {
    const sim_finding *left = *(const sim_finding *const *)a;
    const sim_finding *right = *(const sim_finding *const *)b;
    if (left->line != right->line) {
        return left->line < right->line ? -1 : 1;
    }
    if (left->kind != right->kind) {
        return left->kind < right->kind ? -1 : 1;
    }
    return strcmp(left->text, right->text);
}

/* Once for each kind and line, in order of lines, whichever core saw it. */
static void hand_over(const worker *workers, size_t count, const aq_sim_env *env) {
    const sim_finding **all = malloc(count * SIM_MAX_FINDINGS * sizeof(const sim_finding *));
    if (all == NULL) {
        abort();
    }
    size_t found = 0;
    for (size_t w = 0; w < count; w++) {
        for (size_t i = 0; i < workers[w].core->finding_count; i++) {
            all[found++] = &workers[w].core->findings[i];
        }
    }
    qsort(all, found, sizeof *all, by_place);
    for (size_t i = 0; i < found; i++) {
        if (i == 0 || all[i]->line != all[i - 1]->line || all[i]->kind != all[i - 1]->kind) {
            env->finding(env->ctx, sim_kind_names[all[i]->kind], all[i]->text);
        }
    }
    free(all);
}

/* ---- Launch ---------------------------------------------------------------------------- */

static bool run(worker *workers, size_t count, const aq_sim_env *env) {
    for (size_t w = 1; w < count; w++) {
        workers[w].started = pthread_create(&workers[w].thread, NULL, work, &workers[w]) == 0;
    }
    work(&workers[0]); /* does it all if no thread could be had */
    bool whole = true;
    sim_core **cores = malloc(count * sizeof *cores);
    if (cores == NULL) {
        abort();
    }
    for (size_t w = 0; w < count; w++) {
        if (workers[w].started) {
            pthread_join(workers[w].thread, NULL);
        }
        whole = whole && !workers[w].core->broke_off;
        cores[w] = workers[w].core;
    }
    sim_self = workers[0].core;
    sim_judge_gm(cores, count);
    sim_self = NULL;
    free(cores);
    hand_over(workers, count, env);
    return whole;
}

bool sim_launch(const aq_sim_kernel *kernel, uint32_t blocks, const uint64_t *args,
                const aq_sim_env *env) {
    if (blocks == 0) {
        return true;
    }
    const size_t count = env->threads < 1 ? 1 : env->threads > blocks ? blocks : env->threads;
    launch l = {.kernel = kernel, .args = args, .blocks = blocks};
    uint32_t *order = shuffled(blocks, env->seed);
    worker *workers = calloc(count, sizeof *workers);
    bool ready = order != NULL && workers != NULL;
    for (size_t w = 0; ready && w < count; w++) {
        workers[w].launch = &l;
        workers[w].core = sim_core_take(env, blocks);
        ready = workers[w].core != NULL;
    }
    l.order = order;
    bool whole = false;
    if (ready) {
        whole = run(workers, count, env);
    } else {
        env->finding(env->ctx, "out-of-memory", "the device model has no memory for its cores");
    }
    for (size_t w = 0; workers != NULL && w < count; w++) {
        sim_core_give_back(workers[w].core);
    }
    free(workers);
    free(order);
    return whole;
}
