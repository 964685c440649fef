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
    return seconds < 0.1 ? "< 0.1" : seconds < 1 ? "< 1" : seconds < 10 ? "< 10" : "< 60";
}

static int compare_doubles(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median_seconds(const score *scores) {
    double seconds[MUTANTS];
    size_t count = 0;
    for (size_t k = 0; k < MUTANTS; k++)
        if (scores[k].killer != SURVIVED)
            seconds[count++] = scores[k].seconds;
    if (count == 0)
        return NAN;
    qsort(seconds, count, sizeof *seconds, compare_doubles);
    return seconds[count / 2];
}

static size_t count_of(const score *scores, killer killer) {
    size_t count = 0;
    for (size_t k = 0; k < MUTANTS; k++)
        count += scores[k].killer == killer;
    return count;
}

static size_t letters(const score *scores, bool realistic, int judge, char letter) {
    size_t count = 0;
    for (size_t k = 0; k < MUTANTS; k++)
        if (scores[k].killer == KILLED_BY_RUN)
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

static void add_rows(text *t, const score *scores) {
    add(t, "| id | fault | seen before | backend | found by | cases | seconds | finding |");
    for (int j = 0; j < AQH_FOREIGN_COUNT; j++)
        add(t, " %s |", aqh_foreign_name((aqh_foreign)j));
    add(t, "\n|---|---|---|---|---|---|---|---|%s\n", "---|---|---|---|---|");
    for (size_t k = 0; k < MUTANTS; k++) {
        const aq_mutant *m = &aq_mutants[k];
        const score *s = &scores[k];
        if (s->killer == SURVIVED) {
            add(t, "| `%s` | %s | %s | %s | **survives** | %" PRIu64 " | | | | | | | |\n", m->id,
                m->fault, m->precedent, m->backend, s->cases);
            continue;
        }
        /* The signature without the backend, which has its own column. */
        const char *finding = strchr(s->finding, '-');
        finding = finding ? finding + 1 : s->finding;
        const bool run = s->killer == KILLED_BY_RUN;
        add(t, "| `%s` | %s | %s | %s | %s | ", m->id, m->fault, m->precedent, m->backend,
            run ? "run" : m->fuzzer);
        if (run) /* the fuzzer's number depends on the machine */
            add(t, "%" PRIu64, s->cases);
        add(t, " | %s | %s |", time_text(s->seconds), finding);
        for (int j = 0; j < AQH_FOREIGN_COUNT; j++)
            add(t, " %c %c |", s->killing.letter[j], s->realistic.letter[j]);
        add(t, "\n");
    }
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
    const double median = median_seconds(scores);
    add(&t, "# Mutation score: is the harness any good?\n\n"
            "Written by `./dev mutants`. Every fault is one line in the code under test, behind\n"
            "a switch that normal builds do not have (`impl/mutate.h`, `tests/mutants/mutants.h`)."
            "\n\n");
    add(&t,
        "- %d faults. Found by `aqcheck run` with its default budget: %zu (%.1f %%). Found by "
        "the fuzz\n  target named in their row within %u s, and not by run: %zu. "
        "Survivors: %zu.\n",
        (int)MUTANTS, count_of(scores, KILLED_BY_RUN),
        100.0 * (double)count_of(scores, KILLED_BY_RUN) / MUTANTS, seconds,
        count_of(scores, KILLED_BY_FUZZER), count_of(scores, SURVIVED));
    add(&t,
        "- Median time to find one: %s s, on one core (%s; times are the only thing here\n"
        "  that depends on the machine).\n",
        time_text(median), name);
    add(&t, "- `cpu` is judged by ulp, models by plan, strictly. `cases` is how many were run up "
            "to the one\n  that found the fault.\n\n");
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
