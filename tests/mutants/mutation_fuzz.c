/* One planted fault before its fuzz target, until the target finds it or the time is
 * over. */
#include "clock.h"
#include "mutation_score.h"

#include <ftw.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FOUND = 77 /* libFuzzer's exit code after a finding */ };

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *where) {
    (void)status;
    (void)kind;
    (void)where;
    return remove(path);
}

/* Runs in the scratch directory, its output in the file log there. The committed corpus
 * is read, as ./dev fuzz does. */
static _Noreturn void become(const char *path, const char *corpus, const aq_mutant *m,
                             const char *scratch, unsigned seconds) {
    char limit[64];
    snprintf(limit, sizeof limit, "-max_total_time=%u", seconds);
    setenv("AQ_MUTANT", m->id, 1);
    setenv("AQ_BACKEND", m->backend, 1);
    setenv("AQ_FINDINGS", scratch, 1);
    /* Nobody reads the trace; to name its lines takes longer than to find most faults. */
    setenv("ASAN_OPTIONS", "symbolize=0", 1);
    if (chdir(scratch) == 0 && mkdir("found", 0700) == 0 && freopen("log", "w", stdout) &&
        dup2(fileno(stdout), 2) == 2)
        execl(path, path, limit, "-seed=1", "-max_len=16384", "-entropic=0", "-reduce_inputs=0",
              "-print_final_stats=1", "found", corpus, (char *)NULL);
    _exit(127);
}

/* What stands behind the last `text` that begins a line of the log, up to the line's
 * end; false if there is none. */
static bool line_behind(const char *log, const char *text, char *rest, size_t bytes) {
    char line[4096];
    bool found = false;
    FILE *file = fopen(log, "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, text, strlen(text)) == 0) {
            found = true;
            line[strcspn(line, "\n")] = 0;
            snprintf(rest, bytes, "%s", line + strlen(text));
        }
    if (file)
        fclose(file);
    return found;
}

void by_fuzzer(const aq_mutant *m, const char *directory, const char *corpora, unsigned seconds,
               trial_of *t) {
    char name[PATH_MAX], path[PATH_MAX], corpus[PATH_MAX], scratch[] = "/tmp/aq-mutant-XXXXXX";
    snprintf(name, sizeof name, "%s/%s_fuzzer", directory, m->fuzzer);
    /* Absolute: it runs elsewhere. */
    if (!realpath(name, path) || access(path, X_OK) != 0)
        fail(name);
    snprintf(name, sizeof name, "%s/%s", corpora, m->fuzzer);
    if (!realpath(name, corpus))
        fail(name);
    if (!mkdtemp(scratch))
        fail(scratch);
    fflush(NULL);
    const double start = aqh_now();
    const pid_t child = fork();
    if (child == 0)
        become(path, corpus, m, scratch, seconds);
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child)
        fail("cannot start a fuzz target");
    t->seconds = aqh_now() - start;
    char log[PATH_MAX], number[64] = "0";
    snprintf(log, sizeof log, "%s/log", scratch);
    line_behind(log, "stat::number_of_executed_units:", number, sizeof number);
    t->cases = strtoull(number, NULL, 10);
    t->found = WIFEXITED(status) && WEXITSTATUS(status) == FOUND &&
               line_behind(log, "DEDUP_TOKEN: ", t->finding, sizeof t->finding);
    if (!t->found && !(WIFEXITED(status) && WEXITSTATUS(status) == 0)) {
        line_behind(log, "", name, sizeof name);
        fprintf(stderr, "%s: %s\n", m->id, name);
        fail("a fuzz target failed, without a finding");
    }
    if (nftw(scratch, remove_one, 8, FTW_DEPTH | FTW_PHYS) != 0)
        fail("cannot remove a scratch directory");
}
