/* aqcheck repro: a case again, and one element of it step by step. */
#include "backends.h"
#include "campaign.h"
#include "cli.h"
#include "explain.h"
#include "format.h"
#include "index.h"
#include "names.h"
#include "plan_name.h"
#include "printable.h"
#include "supervise.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_tensor(const char *name, const aq_tensor *tensor) {
    printf("  %-7s %s [%" PRIu32 ", %" PRIu32 "]\n", name, aqo_format_get(tensor->format)->name,
           tensor->rows, tensor->cols);
}

static void print_case(const char *path, const aqh_case *c) {
    char name[128];
    const aqh_variant variant = aqh_variant_of(&c->call);
    aqh_variant_name(&variant, name, sizeof name);
    printf("%s\n  %s, %s\n", path, name, aqh_name(&aqh_overflow_names, c->call.overflow));
    print_tensor("src", &c->call.src);
    print_tensor("scale", &c->call.scale);
    if (aqo_uses_offset(&c->call))
        print_tensor("offset", &c->call.offset);
    print_tensor("dst", &c->call.dst);
    char text[sizeof c->note];
    aqh_printable(text, sizeof text, c->backend, sizeof c->backend);
    if (text[0])
        printf("  found on %s\n", text);
    aqh_printable(text, sizeof text, c->note, sizeof c->note);
    if (text[0])
        printf("  %s\n", text);
    printf("\n");
}

/* Is the file's backend one of ours? A file must not be able to name code that
 * is then loaded and run: a shared library is replayed only when the user names
 * it. */
static bool is_built_in(const char *backend) {
    return backend[0] && !aqh_backend_is_library(backend) && strcmp(backend, "dump") != 0;
}

static int report_recorded(const aqh_case *c, aqh_trial *trial) {
    *trial = (aqh_trial){0};
    if (!c->data[AQH_DST])
        return aqh_usage(&aqh_cmd_repro, "the case holds no result; name a --backend");
    aq_error illegal;
    if (aqo_legal(&c->call, &illegal))
        return aqh_usage(&aqh_cmd_repro, "not a legal call: %s", illegal.text);
    aqh_judge(c, c->data[AQH_DST], AQH_ORACLE_MPFR, 1, &trial->judged);
    trial->findings = aqh_judged_findings(&trial->judged, true);
    return AQH_PASS;
}

static int replay(const char *backend_name, const aqh_case *c, uint8_t **dst, aqh_trial *trial) {
    char error[512];
    aqh_stdout_away(); /* what a kernel prints is not among what we print */
    const aq_backend *backend = aqh_backend_open_for(backend_name, c->call.product,
                                                     c->plan, error, sizeof error);
    aqh_stdout_back();
    if (!backend)
        return aqh_usage(&aqh_cmd_repro, "--backend: %s", error);
    aqh_runner *runner = aqh_runner_new();
    aqh_stdout_away();
    aqh_calling(0, 0);
    bool good = runner && aqh_try(runner, backend, c, AQH_ORACLE_MPFR, true, 1, dst, trial);
    aqh_called();
    aqh_runner_free(runner);
    const bool closed = aqh_backend_close(backend_name, backend, error, sizeof error);
    aqh_stdout_back();
    if (!good)
        return aqh_usage(&aqh_cmd_repro, "out of memory");
    return closed || trial->findings ? AQH_PASS
                                     : aqh_usage(&aqh_cmd_repro, "--backend: %s", error);
}

static void print_findings(const aqh_case *c, const aqh_trial *trial) {
    for (int kind = AQH_WRONG; kind < AQH_FINDING_COUNT; kind++) {
        char text[400];
        if (!(trial->findings >> kind & 1))
            continue;
        aqh_trial_text(c, trial, (aqh_finding)kind, text, sizeof text);
        printf("FINDING %s: %s\n", aqh_finding_name((aqh_finding)kind), text);
    }
    if (trial->findings)
        return;
    if (trial->outcome.status == AQ_RUN_REFUSED)
        printf("no finding: an illegal call was refused\n");
    else
        printf("no finding: %" PRIu64 " elements compared\n", trial->judged.elements);
}

static int at_element(const char *text, const aqh_case *c, size_t *i, size_t *j) {
    unsigned long long row, col;
    int used = 0;
    if (sscanf(text, "%llu,%llu%n", &row, &col, &used) != 2 || text[used] || text[0] == '-' ||
        strchr(text, '-'))
        return aqh_usage(&aqh_cmd_repro, "--at: must be ROW,COLUMN, got '%s'", text);
    if (row >= c->call.dst.rows || col >= c->call.dst.cols)
        return aqh_usage(&aqh_cmd_repro, "--at: dst is [%" PRIu32 ", %" PRIu32 "], got '%s'",
                         c->call.dst.rows, c->call.dst.cols, text);
    *i = row;
    *j = col;
    return AQH_PASS;
}

static int repro(const char *path, const aqh_case *c, const char *at, const char *backend) {
    size_t i = 0, j = 0;
    int status = at ? at_element(at, c, &i, &j) : AQH_PASS;
    if (status != AQH_PASS)
        return status;
    print_case(path, c);

    aqh_trial trial;
    uint8_t *replayed = NULL;
    if (!backend && is_built_in(c->backend))
        backend = c->backend;
    if (!backend) {
        const bool library = aqh_backend_is_library(c->backend);
        printf("judging the recorded result%s\n", library ? " (pass --backend to replay)" : "");
        fflush(stdout);
        status = report_recorded(c, &trial);
        if (status == AQH_PASS && !trial.findings && library)
            return aqh_usage(&aqh_cmd_repro,
                             "the recorded numbers are right: what was found is how the backend "
                             "ran; pass --backend to replay");
    } else {
        status = replay(backend, c, &replayed, &trial);
        if (status == AQH_PASS && trial.outcome.status == AQ_RUN_UNSUPPORTED) {
            printf("%s does not support this call: %s\n", backend, trial.outcome.text);
            status = AQH_SKIPPED;
        }
        const bool recorded = c->data[AQH_DST] && trial.outcome.status == AQ_RUN_OK;
        if (status == AQH_PASS && recorded)
            printf("replayed on %s: %s\n", backend,
                   memcmp(c->data[AQH_DST], replayed, c->bytes[AQH_DST])
                       ? "not the bits that were recorded"
                       : "the bits that were recorded");
    }
    if (status == AQH_PASS) {
        const uint8_t *dst = replayed ? replayed : c->data[AQH_DST];
        print_findings(c, &trial);
        aq_error illegal;
        bool legal = aqo_legal(&c->call, &illegal) == AQ_LEGAL;
        if (!legal)
            printf("the call is not legal: %s\n", illegal.text);
        const bool element = trial.judged.wrong || trial.judged.off_plan;
        if (!at && element) {
            const aqh_element *e =
                trial.judged.wrong ? &trial.judged.first : &trial.judged.first_off;
            i = e->index / c->call.src.cols;
            j = e->index % c->call.src.cols;
        }
        if (legal && (at || element)) {
            printf("\n");
            aqh_explain(stdout, c, dst, i, j);
        }
        status = trial.findings == 1u << AQH_FAILED ? AQH_BROKEN
                 : trial.findings                   ? AQH_FINDINGS
                                                    : AQH_PASS;
    }
    free(replayed);
    return status;
}

typedef struct job {
    const char *path, *at, *backend;
    const aqh_case *c;
} job;

static int repro_job(void *context) {
    const job *j = context;
    return repro(j->path, j->c, j->at, j->backend);
}

static int supervised(job *j) {
    if (!j->backend || !aqh_backend_is_library(j->backend))
        return repro_job(j);
    aqh_death death;
    int status = aqh_supervise(repro_job, j, AQH_CALL_SECONDS, &death);
    if (status >= 0)
        return status;
    if (!death.died || !death.in_call)
        return aqh_usage(&aqh_cmd_repro, "--backend: %s: %s", j->backend, death.text);
    printf("FINDING %s: the backend %s\n", aqh_finding_name(AQH_CRASHED), death.text);
    return AQH_FINDINGS;
}

static int run(int argc, char **argv) {
    static const struct option options[] = {
        {"at", required_argument, NULL, 'a'}, {"backend", required_argument, NULL, 'b'}, {0}};
    const char *at = NULL, *backend = NULL;
    int answer;
    while ((answer = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        if (answer == 'a')
            at = optarg;
        else if (answer == 'b')
            backend = optarg;
        else
            return aqh_bad_option(&aqh_cmd_repro, answer, argv);
    }
    if (optind + 1 != argc)
        return aqh_usage(&aqh_cmd_repro, "one FILE.aqcase is required");
    aqh_case c;
    char error[512];
    if (!aqh_case_read(&c, argv[optind], error, sizeof error))
        return aqh_usage(&aqh_cmd_repro, "%s", error);
    if (!aqh_case_has_plan(&c, error, sizeof error)) {
        aqh_case_free(&c);
        return aqh_usage(&aqh_cmd_repro, "%s: %s", argv[optind], error);
    }
    job j = {argv[optind], at, backend, &c};
    int status = supervised(&j);
    aqh_case_free(&c);
    return status;
}

const aqh_command aqh_cmd_repro = {
    .name = "repro",
    .arguments = "FILE.aqcase [--at ROW,COLUMN] [--backend B]",
    .summary = "replay a case, and walk through one element of it",
    .help = "  --at I,J     the element to explain (default: the first wrong one)\n"
            "  --backend B  replay on this one (default: the built-in one it was found on;\n"
            "               else the recorded result is judged)\n\n"
            "Example: aqcheck repro wrong-950-per_token-int8-half-half-1a2b3c4d.aqcase --at 0,5\n",
    .run = run,
};
