/* Is the harness any good? Chooses one planted fault after another and runs the
 * campaign of `aqcheck run`, with its default budget, until it finds something; then
 * asks today's usual judges about the same output.
 *
 *     mutation_score [--fuzzers DIR] [--seconds S] [--only ID] REPORT.md
 *
 * What run does not find is given to the fuzz target of its row, DIR/TARGET_fuzzer,
 * for S seconds (default 60). Exit code 1 if a mutant survives.
 */
#include "backends.h"
#include "campaign_cases.h"
#include "clock.h"
#include "generate.h"
#include "mutation_score.h"
#include "names.h"

#include "../../impl/mutate.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
    for (uint32_t index = 0; index < options.cases && s->killer == SURVIVED; index++)
        for (size_t v = 0; v < count && s->killer == SURVIVED; v++) {
            aqh_case c;
            aqh_trial trial;
            uint64_t seed;
            if (!aqh_campaign_takes(&options, &variants[v]))
                continue;
            if (!aqh_campaign_case(&c, &options, &variants[v], index, &seed) ||
                !aqh_try(runner, options.backend, &c, options.oracle, options.strict, seed, NULL,
                         &trial))
                fail("out of memory");
            s->cases++;
            if (trial.findings) {
                s->killer = KILLED_BY_RUN;
                s->seconds = aqh_now() - start;
                aqh_signature(m->backend, &c, &trial, s->finding, sizeof s->finding);
                judge_both(runner, &options, &c, m->id, s);
            }
            aqh_case_free(&c);
        }
    aqh_runner_free(runner);
    free(variants);
}

/* ---- By a fuzz target ------------------------------------------------------------ */

/* The number behind "text" in what the fuzzer printed; 0 if there is none. */
static uint64_t number_behind(const char *printed, const char *text) {
    const char *at = strstr(printed, text);
    return at ? strtoull(at + strlen(text), NULL, 10) : 0;
}

static void by_fuzzer(const aq_mutant *m, const char *directory, unsigned seconds, score *s) {
    char name[PATH_MAX], path[PATH_MAX], scratch[] = "/tmp/aq-mutant-XXXXXX", limit[64];
    snprintf(name, sizeof name, "%s/%s_fuzzer", directory, m->fuzzer);
    /* Absolute: it runs elsewhere. */
    if (!realpath(name, path) || access(path, X_OK) != 0)
        fail(name);
    if (!mkdtemp(scratch))
        fail(scratch);
    snprintf(limit, sizeof limit, "-max_total_time=%u", seconds);
    fflush(NULL);
    int ends[2];
    if (pipe(ends) != 0)
        fail("no pipe");
    const double start = aqh_now();
    const pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], 1);
        dup2(ends[1], 2);
        close(ends[0]);
        setenv("AQ_MUTANT", m->id, 1);
        setenv("AQ_BACKEND", m->backend, 1);
        setenv("AQ_FINDINGS", scratch, 1);
        if (chdir(scratch) == 0)
            execl(path, path, limit, "-seed=1", "-print_final_stats=1", (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    static char printed[1 << 20];
    size_t used = 0;
    ssize_t n;
    char spill[4096];
    while ((n = read(ends[0], used < sizeof printed - 1 ? printed + used : spill,
                     used < sizeof printed - 1 ? sizeof printed - 1 - used : sizeof spill)) > 0)
        used += used < sizeof printed - 1 ? (size_t)n : 0;
    printed[used] = 0;
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    const char *token = strstr(printed, "DEDUP_TOKEN: ");
    if (child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 77 && token) {
        s->killer = KILLED_BY_FUZZER;
        s->seconds = aqh_now() - start;
        s->cases = number_behind(printed, "stat::number_of_executed_units:");
        token += strlen("DEDUP_TOKEN: ");
        snprintf(s->finding, sizeof s->finding, "%.*s", (int)strcspn(token, "\n"), token);
    }
    char command[sizeof scratch + 16];
    snprintf(command, sizeof command, "rm -rf %s", scratch);
    if (system(command) != 0)
        fail("cannot remove a scratch directory");
}

int main(int argc, char **argv) {
    const char *fuzzers = NULL, *only = NULL, *report = NULL;
    unsigned seconds = 60;
    for (int k = 1; k < argc; k++) {
        const bool more = k + 1 < argc;
        if (!strcmp(argv[k], "--fuzzers") && more)
            fuzzers = argv[++k];
        else if (!strcmp(argv[k], "--only") && more)
            only = argv[++k];
        else if (!strcmp(argv[k], "--seconds") && more && atoi(argv[k + 1]) > 0)
            seconds = (unsigned)atoi(argv[++k]);
        else if (argv[k][0] != '-' && !report)
            report = argv[k];
        else
            fail("usage: mutation_score [--fuzzers DIR] [--seconds S] [--only ID] REPORT.md");
    }
    static score scores[MUTANTS];
    size_t tried = 0;
    bool survivor = false;
    for (size_t k = 0; k < MUTANTS; k++) {
        const aq_mutant *m = &aq_mutants[k];
        score *s = &scores[k];
        if (only && strcmp(only, m->id) != 0)
            continue;
        tried++;
        s->killing = s->realistic = no_verdicts();
        if (aqi_mutant_choose(m->id) == 0)
            fail(m->id);
        by_run(m, s);
        aqi_mutant_choose(NULL);
        if (s->killer == SURVIVED && fuzzers && m->fuzzer[0])
            by_fuzzer(m, fuzzers, seconds, s);
        survivor |= s->killer == SURVIVED;
        fprintf(stderr, "%-40s %-9s %8" PRIu64 " cases %7.2f s  %s\n", m->id,
                s->killer == SURVIVED        ? "SURVIVES"
                : s->killer == KILLED_BY_RUN ? "run"
                                             : "fuzzer",
                s->cases, s->seconds, s->finding);
    }
    if (tried == 0)
        fail("--only: no such mutant");
    if (report && !only)
        write_report(report, scores, seconds);
    return survivor ? 1 : 0;
}
