/* Decides which thread searches what. A subject is cut into as many parts as there
 * are threads, so that the last one, too, keeps them all busy. A shard is not cut
 * further: which inputs it has may not depend on the threads of a machine. */
#include "certificate_jobs.h"

#include "certificate_neighbours.h"
#include "progress.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct pool {
    pthread_mutex_t lock; /* of all below but what is constant */
    const aqo_subject *subjects;
    size_t tasks, next;
    unsigned shard, shards, parts;
    aqo_bounds *bounds; /* [task] */
    unsigned *left;     /* [subject]: parts that are not done */
    double *shares;     /* [task], 0..1 */
    double share;       /* their sum */
    uint64_t finished;  /* subjects */
    bool stopped;
    aqr_done *done;
    void *context;
    aqh_progress progress;
} pool;

typedef struct task {
    pool *pool;
    size_t index;
} task;

static void set_share(pool *p, size_t index, double share) {
    p->share += share - p->shares[index];
    p->shares[index] = share;
    aqh_progress_show(&p->progress, p->share / (double)p->tasks, p->finished, "certificates");
}

static void on_progress(void *context, double share) {
    const task *t = context;
    pthread_mutex_lock(&t->pool->lock);
    set_share(t->pool, t->index, share);
    pthread_mutex_unlock(&t->pool->lock);
}

/* The lock is held. */
static void finish(pool *p, size_t index) {
    const size_t subject = index / p->parts;
    set_share(p, index, 1);
    if (--p->left[subject] || p->stopped)
        return;
    aqo_bounds *whole = &p->bounds[subject * p->parts];
    for (unsigned k = 1; k < p->parts; k++)
        aqo_certify_join(&p->subjects[subject], whole, &whole[k]);
    if (p->shards == 1)
        aqr_climb(&p->subjects[subject], whole);
    p->finished++;
    if (p->progress.shown)
        fputs("\r\033[K", stderr); /* room for what done prints */
    if (!p->done(p->context, subject, whole))
        p->stopped = true;
}

static void *work(void *context) {
    pool *p = context;
    pthread_mutex_lock(&p->lock);
    while (!p->stopped && p->next < p->tasks) {
        task t = {p, p->next++};
        const unsigned part = (unsigned)(t.index % p->parts);
        pthread_mutex_unlock(&p->lock);
        aqo_certify(&p->subjects[t.index / p->parts], p->shard * p->parts + part,
                    p->shards * p->parts, &p->bounds[t.index], on_progress, &t);
        pthread_mutex_lock(&p->lock);
        finish(p, t.index);
    }
    pthread_mutex_unlock(&p->lock);
    mpfr_free_cache2(MPFR_FREE_LOCAL_CACHE);
    return NULL;
}

bool aqr_certify_all(const aqo_subject *subjects, size_t count, unsigned shard, unsigned shards,
                     unsigned jobs, aqr_done *done, void *context) {
    pool p = {.lock = PTHREAD_MUTEX_INITIALIZER,
              .subjects = subjects,
              .shard = shard,
              .shards = shards,
              .parts = shards > 1 ? 1 : jobs,
              .done = done,
              .context = context};
    p.tasks = count * p.parts;
    p.bounds = calloc(p.tasks, sizeof *p.bounds);
    p.left = calloc(count, sizeof *p.left);
    p.shares = calloc(p.tasks, sizeof *p.shares);
    pthread_t *threads = calloc(jobs, sizeof *threads);
    const bool ready = p.bounds && p.left && p.shares && threads;
    if (ready) {
        for (size_t k = 0; k < count; k++)
            p.left[k] = p.parts;
        aqh_progress_begin(&p.progress, true);
        unsigned started = 0; /* this thread is one of them; fewer will do, too */
        while (started + 1 < jobs && !pthread_create(&threads[started], NULL, work, &p))
            started++;
        work(&p);
        for (unsigned k = 0; k < started; k++)
            pthread_join(threads[k], NULL);
        aqh_progress_end(&p.progress);
    }
    free(p.bounds);
    free(p.left);
    free(p.shares);
    free(threads);
    return ready && !p.stopped;
}
