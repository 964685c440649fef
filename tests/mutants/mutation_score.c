/* Is the harness any good? Chooses one planted fault after another and runs the
 * campaign of `aqcheck run`, with its default budget, until it finds something; asks
 * today's usual judges about the same output; and gives the fault to its fuzz target.
 *
 *     mutation_score [--fuzzers DIR --corpora DIR] [--seconds S] [--only ID] [--jobs N] REPORT.md
 *
 * The fuzz target of its row, DIR/TARGET_fuzzer, gets S seconds (default 60). N faults
 * are tried at a time (default: one per processor). Exit code 1 if a mutant survives
 * both.
 */
#include "backends.h"
#include "campaign_cases.h"
#include "clock.h"
#include "generate.h"
#include "mutation_score.h"
#include "names.h"

#include "../../impl/mutate.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DEFAULT_CASES = 2 * AQH_THEME_COUNT, REALISTIC_ELEMENTS = 16384 };

const aq_mutant aq_mutants[MUTANTS] = {
#define X(id, file, backend, fuzzer, fault, precedent)                                             \
    {#id, file, backend, fuzzer, fault, precedent},
    AQ_MUTANT_LIST(X)
#undef X
};

_Noreturn void fail(const char *what) {
    fprintf(stderr, "mutation_score: %s\n", what);
    exit(2);
}

/* ---- By run -------------------------------------------------------------------- */

/* The output of the backend for the case; null if there is none. */
static uint8_t *output(aqh_runner *runner, const aqh_options *options, const aqh_case *c) {
    aqh_trial trial;
    uint8_t *dst;
    if (!aqh_try(runner, options->backend, c, options->oracle, false, 1, &dst, &trial))
        fail("out of memory");
    if (trial.outcome.status == AQ_RUN_OK)
        return dst;
    free(dst);
    return NULL;
}

/* With and without the fault. */
static verdicts judge(aqh_runner *runner, const aqh_options *options, const aqh_case *c,
                      const char *id) {
    aqi_mutant_choose(id);
    uint8_t *dst = output(runner, options, c);
    aqi_mutant_choose(NULL);
    uint8_t *sound = output(runner, options, c);
    const verdicts v = dst ? verdicts_on(c, dst, sound) : no_verdicts();
    free(dst);
    free(sound);
    return v;
}

static void judge_both(aqh_runner *runner, const aqh_options *options, const aqh_case *c,
                       const char *id, score *s) {
    s->killing = judge(runner, options, c, id);
    aqh_case real;
    const aqh_variant variant = aqh_variant_of(&c->call);
    if (!aqh_generate(&real, &variant, c->call.overflow, AQH_THEME_WEIGHTS, 1, REALISTIC_ELEMENTS))
        fail("out of memory");
    real.judge = options->judge;
    s->realistic = judge(runner, options, &real, id);
    aqh_case_free(&real);
}

static aqh_options options_for(const aq_mutant *m) {
    char error[512];
    aqh_options options = {.backend = aqh_backend_open(m->backend, error, sizeof error),
                           .backend_name = m->backend,
                           .filter = aqh_filter_any,
                           .cases = DEFAULT_CASES,
                           .seed = 1,
                           .max_ulp = 0.5};
    if (!options.backend)
        fail(error);
    static const char model[] = "ascend-model:";
    if (strncmp(m->backend, model, strlen(model)) == 0) {
        const char *product = m->backend + strlen(model);
        options.filter.product = (int)aqh_name_find(&aqh_product_names, product);
        options.judge = AQH_BY_PLAN;
        options.strict = true;
    }
    return options;
}

/* As aqh_campaign_run, up to the first finding. */
static void by_run(const aq_mutant *m, score *s) {
    const aqh_options options = options_for(m);
    size_t count;
    aqh_variant *variants = aqh_variants(&count);
    aqh_runner *runner = aqh_runner_new();
    if (!variants || !runner)
        fail("out of memory");
    const double start = aqh_now();
    s->run.tried = true;
    for (uint32_t index = 0; index < options.cases && !s->run.found; index++)
        for (size_t v = 0; v < count && !s->run.found; v++) {
            aqh_case c;
            aqh_trial trial;
            uint64_t seed;
            if (!aqh_campaign_takes(&options, &variants[v]))
                continue;
            if (!aqh_campaign_case(&c, &options, &variants[v], index, &seed) ||
                !aqh_try(runner, options.backend, &c, options.oracle, options.strict, seed, NULL,
                         &trial))
                fail("out of memory");
            s->run.cases++;
            s->run.found = trial.findings != 0;
            s->run.seconds = aqh_now() - start;
            if (s->run.found) {
                aqh_signature(m->backend, &c, &trial, s->run.finding, sizeof s->run.finding);
                judge_both(runner, &options, &c, m->id, s);
            }
            aqh_case_free(&c);
        }
    aqh_runner_free(runner);
    free(variants);
}

/* ---- All of them ----------------------------------------------------------------- */

typedef struct wishes {
    const char *fuzzers, *corpora, *only, *report;
    unsigned seconds, jobs;
} wishes;

static void print_trial(const char *name, const char *unit, const trial_of *t) {
    if (t->tried)
        fprintf(stderr, "  %s %8" PRIu64 " %s %6.2f s%s", name, t->cases, unit, t->seconds,
                t->found ? "" : " NOT FOUND");
}

static void try_one(const wishes *w, const aq_mutant *m, score *s) {
    s->killing = s->realistic = no_verdicts();
    if (aqi_mutant_choose(m->id) == 0)
        fail(m->id);
    by_run(m, s);
    aqi_mutant_choose(NULL);
    if (w->fuzzers && m->fuzzer[0]) {
        s->fuzz.tried = true;
        by_fuzzer(m, w->fuzzers, w->corpora, w->seconds, &s->fuzz);
    }
    flockfile(stderr);
    fprintf(stderr, "%-36s", m->id);
    print_trial("run", "cases", &s->run);
    print_trial(m->fuzzer, "executions", &s->fuzz);
    fprintf(stderr, "\n");
    funlockfile(stderr);
}

/* What the processes share. */
typedef struct shared {
    atomic_size_t next;
    score scores[MUTANTS];
} shared;

static void work(const wishes *w, shared *all) {
    for (size_t k; (k = atomic_fetch_add(&all->next, 1)) < MUTANTS;)
        if (!w->only || strcmp(w->only, aq_mutants[k].id) == 0)
            try_one(w, &aq_mutants[k], &all->scores[k]);
}

/* Processes, as a fault is chosen for all of one. */
static void work_side_by_side(const wishes *w, shared *all) {
    for (unsigned k = 0; k < w->jobs; k++) {
        const pid_t child = fork();
        if (child < 0)
            fail("cannot start a process");
        if (child == 0) {
            work(w, all);
            exit(0);
        }
    }
    int status;
    bool failed = false;
    while (wait(&status) > 0)
        failed |= status != 0;
    if (failed)
        exit(2);
}

static const char usage[] = "usage: mutation_score [--fuzzers DIR --corpora DIR] [--seconds S] "
                            "[--only ID] [--jobs N] REPORT.md";

/* 1..limit, or the program ends. */
static unsigned count_of(const char *text, unsigned limit) {
    char *end;
    const unsigned long number = strtoul(text, &end, 10);
    if (*end || number < 1 || number > limit)
        fail(usage);
    return (unsigned)number;
}

static wishes read_arguments(int argc, char **argv) {
    wishes w = {.seconds = 60, .jobs = (unsigned)sysconf(_SC_NPROCESSORS_ONLN)};
    for (int k = 1; k < argc; k++) {
        const bool more = k + 1 < argc;
        if (!strcmp(argv[k], "--fuzzers") && more)
            w.fuzzers = argv[++k];
        else if (!strcmp(argv[k], "--corpora") && more)
            w.corpora = argv[++k];
        else if (!strcmp(argv[k], "--only") && more)
            w.only = argv[++k];
        else if (!strcmp(argv[k], "--seconds") && more)
            w.seconds = count_of(argv[++k], 86400);
        else if (!strcmp(argv[k], "--jobs") && more)
            w.jobs = count_of(argv[++k], 64);
        else if (argv[k][0] != '-' && !w.report)
            w.report = argv[k];
        else
            fail(usage);
    }
    if (!w.fuzzers != !w.corpora)
        fail(usage);
    return w;
}

int main(int argc, char **argv) {
    const wishes w = read_arguments(argc, argv);
    shared *all =
        mmap(NULL, sizeof *all, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED)
        fail("out of memory");
    work_side_by_side(&w, all);
    size_t tried = 0, survivors = 0;
    for (size_t k = 0; k < MUTANTS; k++) {
        tried += all->scores[k].run.tried;
        survivors +=
            all->scores[k].run.tried && !all->scores[k].run.found && !all->scores[k].fuzz.found;
    }
    if (tried == 0)
        fail("--only: no such mutant");
    if (w.report && !w.only)
        write_report(w.report, all->scores, w.seconds);
    return survivors ? 1 : 0;
}
