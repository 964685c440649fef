/* The report of the mutation score: reports/mutation.md. */
#include "mutation_score.h"

#include "file.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

typedef struct text {
    char *data;
    size_t used, room;
} text;

__attribute__((format(printf, 2, 3))) static void add(text *t, const char *format, ...) {
    va_list list;
    for (;;) {
        va_start(list, format);
        const size_t left = t->room - t->used;
        const int n = vsnprintf(t->data ? t->data + t->used : NULL, left, format, list);
        va_end(list);
        if (n >= 0 && (size_t)n < left) {
            t->used += (size_t)n;
            return;
        }
        t->room = 2 * t->room + 4096;
        t->data = realloc(t->data, t->room);
        if (!t->data)
            fail("out of memory");
    }
}

/* Coarse, so that a report changes only when something did. */
static const char *time_text(double seconds) {
    return seconds < 0.1 ? "< 0.1" : seconds < 1 ? "< 1" : seconds < 10 ? "< 10" : "< 100";
}

static int compare_doubles(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

typedef const trial_of *chosen(const score *s);

static const trial_of *run_of(const score *s) {
    return &s->run;
}

static const trial_of *fuzz_of(const score *s) {
    return &s->fuzz;
}

/* Of what was found. */
static double median_seconds(const score *scores, chosen *which) {
    double seconds[MUTANTS];
    size_t count = 0;
    for (size_t k = 0; k < MUTANTS; k++)
        if (which(&scores[k])->found)
            seconds[count++] = which(&scores[k])->seconds;
    if (count == 0)
        return NAN;
    qsort(seconds, count, sizeof *seconds, compare_doubles);
    return seconds[count / 2];
}

/* How many were found by run (or not, or 2: whatever), and the same for fuzzing. */
static size_t count_of(const score *scores, int run, int fuzz) {
    size_t count = 0;
    for (size_t k = 0; k < MUTANTS; k++)
        count +=
            (run == 2 || run == scores[k].run.found) && (fuzz == 2 || fuzz == scores[k].fuzz.found);
    return count;
}

static size_t letters(const score *scores, bool realistic, int judge, char letter) {
    size_t count = 0;
    for (size_t k = 0; k < MUTANTS; k++)
        if (scores[k].run.found)
            count += (realistic ? scores[k].realistic : scores[k].killing).letter[judge] == letter;
    return count;
}

static void add_judges(text *t, const score *scores) {
    add(t, "| judge | passes the output in which the fault was found | fails it for the fault | "
           "fails it with and without the fault | passes realistic weights | fails them for the "
           "fault | fails them with and without |\n|---|---|---|---|---|---|---|\n");
    for (int j = 0; j < AQH_FOREIGN_COUNT; j++) {
        add(t, "| %s |", aqh_foreign_name((aqh_foreign)j));
        for (int realistic = 0; realistic <= 1; realistic++)
            add(t, " %zu | %zu | %zu |", letters(scores, realistic, j, 'P'),
                letters(scores, realistic, j, 'F'), letters(scores, realistic, j, 'f'));
        add(t, "\n");
    }
}

static void add_trial(text *t, const trial_of *trial) {
    if (!trial->tried)
        add(t, " - | - |");
    else if (!trial->found)
        add(t, " **not in %" PRIu64 "** | %.0f |", trial->cases, trial->seconds);
    else
        add(t, " %" PRIu64 " | %s |", trial->cases, time_text(trial->seconds));
}

static void add_rows(text *t, const score *scores) {
    add(t, "| id | fault | seen before | backend | run: cases | seconds | fuzz target | executions "
           "| seconds | finding |");
    for (int j = 0; j < AQH_FOREIGN_COUNT; j++)
        add(t, " %s |", aqh_foreign_name((aqh_foreign)j));
    add(t, "\n|---|---|---|---|---:|---|---|---:|---|---|%s\n", "---|---|---|---|---|");
    for (size_t k = 0; k < MUTANTS; k++) {
        const aq_mutant *m = &aq_mutants[k];
        const score *s = &scores[k];
        /* The signature without the backend, which has its own column. */
        const char *whole = s->run.found ? s->run.finding : s->fuzz.finding;
        const char *finding = strchr(whole, '-');
        add(t, "| `%s` | %s | %s | %s |", m->id, m->fault, m->precedent, m->backend);
        add_trial(t, &s->run);
        add(t, " %s |", m->fuzzer);
        add_trial(t, &s->fuzz);
        add(t, " %s |", finding ? finding + 1 : whole);
        for (int j = 0; j < AQH_FOREIGN_COUNT; j++)
            add(t, " %c %c |", s->killing.letter[j], s->realistic.letter[j]);
        add(t, "\n");
    }
}

/* The ids that the fuzz targets did not find, or that run did not. */
static void add_missed(text *t, const char *title, const score *scores, chosen *which) {
    const char *separator = "";
    add(t, "%s: ", title);
    for (size_t k = 0; k < MUTANTS; k++)
        if (which(&scores[k])->tried && !which(&scores[k])->found) {
            add(t, "%s`%s`", separator, aq_mutants[k].id);
            separator = ",\n";
        }
    add(t, "%s.\n\n", *separator ? "" : "none");
}

static void machine(char *name, size_t bytes) {
    struct utsname system;
    char line[256], *model = NULL;
    FILE *file = fopen("/proc/cpuinfo", "r");
    while (file && !model && fgets(line, sizeof line, file))
        if (strncmp(line, "model name", 10) == 0 && (model = strchr(line, ':')))
            model += 2;
    if (file)
        fclose(file);
    if (model)
        model[strcspn(model, "\n")] = 0;
    uname(&system);
    snprintf(name, bytes, "%s, %s", model ? model : "unknown processor", system.machine);
}

void write_report(const char *path, const score scores[MUTANTS], unsigned seconds) {
    text t = {0};
    char name[512], error[512];
    machine(name, sizeof name);
    add(&t, "# Mutation score: is the harness any good?\n\n"
            "Written by `./dev mutants`. Every fault is one line in the code under test, behind\n"
            "a switch that normal builds do not have (`impl/mutate.h`, `tests/mutants/mutants.h`)."
            "\n\n");
    const size_t run = count_of(scores, 1, 2), fuzz = count_of(scores, 2, 1);
    add(&t, "| %d faults | found | median time to find |\n|---|---:|---:|\n", (int)MUTANTS);
    add(&t, "| by `aqcheck run`, default budget | %zu (%.1f %%) | %s s |\n", run,
        100.0 * (double)run / MUTANTS, time_text(median_seconds(scores, run_of)));
    add(&t, "| by the fuzz target of their row, %u s | %zu (%.1f %%) | %s s |\n", seconds, fuzz,
        100.0 * (double)fuzz / MUTANTS, time_text(median_seconds(scores, fuzz_of)));
    add(&t, "| by both | %zu | |\n| by run alone | %zu | |\n| by fuzzing alone | %zu | |\n",
        count_of(scores, 1, 1), count_of(scores, 1, 0), count_of(scores, 0, 1));
    add(&t, "| survivors | %zu | |\n\n", count_of(scores, 0, 0));
    add(&t,
        "One core each (%s); times and executions depend on the machine. The CPU variants are\n"
        "judged by ulp, models by plan, strictly. `cases` and `executions` are how many were "
        "run up to\nthe one that found the fault. Fuzz targets start from the committed corpus "
        "(its inputs are\namong the executions), with seed 1, sanitizers on; their seconds "
        "include the start of the process.\n\n",
        name);
    add_missed(&t, "Not found by run", scores, run_of);
    add_missed(&t, "Not found by their fuzz target", scores, fuzz_of);
    add(&t, "Today's usual judges (`harness/foreign_judges.h`) were given the same output, beside "
            "the correctly\nrounded one:\n\n");
    add_judges(&t, scores);
    add(&t, "\nTwo letters for each in the table below: the output in which the fault was found, "
            "and that for\nrealistic weights (absmax-quantized gaussians) of the same combination. "
            "P: passes. F: fails.\nf: fails, but does so without the fault. -: there was no "
            "output.\n\n");
    add_rows(&t, scores);
    if (!aqh_file_write(path, &(aqh_part){t.data, t.used}, 1, error, sizeof error))
        fail(error);
    free(t.data);
}
