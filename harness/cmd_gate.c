/* aqcheck gate: may these results be merged? */
#include "cli.h"
#include "gate.h"
#include "printable.h"
#include "terminal.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct job {
    const char *tolerance, *baseline, *known; /* paths */
    char today[16];
    bool prove;
    json_t *tolerance_json, *baseline_json, *known_json;
    json_t **results;
    size_t count;
} job;

static bool read_optional(const char *path, const char *schema, json_t **json, char *error,
                          size_t error_bytes) {
    if (path)
        *json = aqr_document_read(path, schema, error, error_bytes);
    return !path || *json;
}

static bool read_all(job *j, char **files, char *error, size_t error_bytes) {
    bool good =
        read_optional(j->tolerance, AQR_TOLERANCE_SCHEMA, &j->tolerance_json, error, error_bytes) &&
        read_optional(j->baseline, AQR_RESULTS_SCHEMA, &j->baseline_json, error, error_bytes) &&
        read_optional(j->known, AQR_KNOWN_SCHEMA, &j->known_json, error, error_bytes);
    for (size_t k = 0; good && k < j->count; k++) {
        j->results[k] = aqr_document_read(files[k], AQR_RESULTS_SCHEMA, error, error_bytes);
        good = j->results[k] != NULL;
    }
    return good;
}

/* A proof of nothing is none. */
static int prove(aqr_gate *gate, const job *j) {
    char error[256];
    aqr_proof proof;
    if (!aqr_gate_prove(gate, j->results, j->count, &proof, stdout, error, sizeof error))
        return aqh_usage(&aqh_cmd_gate, "%s", error);
    const bool good = proof.planted && proof.caught == proof.planted;
    aqh_tinted(stdout, good ? AQH_GOOD : AQH_BAD, good ? "PROVED" : "NOT PROVED");
    printf(": %zu faults planted, %zu caught (%.4g %%)", proof.planted, proof.caught,
           proof.planted ? 100.0 * (double)proof.caught / (double)proof.planted : 0.0);
    if (proof.excused)
        printf("; %zu not planted: they fail already, or are known", proof.excused);
    printf("\n");
    return good ? AQH_PASS : AQH_FINDINGS;
}

static void print(const aqr_gate *gate) {
    const size_t failures = aqr_gate_failures(gate);
    for (size_t k = 0; k < gate->count; k++) {
        const bool known = gate->problems[k].known;
        aqh_tinted(stdout, known ? AQH_ODD : AQH_BAD, known ? "known" : "FAIL");
        const aqr_problem *p = &gate->problems[k];
        char key[sizeof p->key], text[sizeof p->text];
        aqh_printable(key, sizeof key, p->key, sizeof p->key);
        aqh_printable(text, sizeof text, p->text, sizeof p->text);
        printf(" %s\n  %s\n", key, text);
    }
    if (gate->slack)
        printf("warning: slack: in %zu of %zu domains of forms the largest error is below half of "
               "what is certified\n",
               gate->slack, gate->compared);
    aqh_tinted(stdout, failures ? AQH_BAD : AQH_GOOD, failures ? "GATE CLOSED" : "GATE OPEN");
    printf(": %zu problems, %zu of them known\n", gate->count, gate->count - failures);
}

static int judge(const job *j) {
    char error[512];
    aqr_gate gate;
    if (!aqr_gate_open(&gate, j->tolerance_json, j->baseline_json, j->known_json, j->today, error,
                       sizeof error)) {
        const bool known = !strncmp(error, "issues", strlen("issues"));
        return aqh_usage(&aqh_cmd_gate, "%s: %s", known ? j->known : j->tolerance, error);
    }
    int status = j->prove ? prove(&gate, j) : AQH_PASS;
    if (status != AQH_USAGE) {
        if (!aqr_gate_judge(&gate, j->results, j->count, error, sizeof error)) {
            status = aqh_usage(&aqh_cmd_gate, "%s", error);
        } else {
            print(&gate);
            status = aqr_gate_failures(&gate) ? AQH_FINDINGS : status;
        }
    }
    aqr_gate_close(&gate);
    return status;
}

static int parse(int argc, char **argv, job *j) {
    static const struct option options[] = {
        {"tolerance", required_argument, NULL, 't'}, {"baseline", required_argument, NULL, 'b'},
        {"known", required_argument, NULL, 'k'},     {"today", required_argument, NULL, 'd'},
        {"prove", no_argument, NULL, 'p'},           {0}};
    const aqh_command *me = &aqh_cmd_gate;
    int answer;
    while ((answer = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        switch (answer) {
        case 't':
            j->tolerance = optarg;
            break;
        case 'b':
            j->baseline = optarg;
            break;
        case 'k':
            j->known = optarg;
            break;
        case 'd':
            if (!aqr_is_date(optarg))
                return aqh_usage(me, "--today: must be a date, YYYY-MM-DD, got '%s'", optarg);
            snprintf(j->today, sizeof j->today, "%s", optarg);
            break;
        case 'p':
            j->prove = true;
            break;
        default:
            return aqh_bad_option(me, answer, argv);
        }
    }
    if (!j->tolerance)
        return aqh_usage(me, "--tolerance FILE is required (reports/tolerance.json)");
    if (optind == argc)
        return aqh_usage(me, "which results? (aqcheck run --report DIR writes DIR/results.json)");
    return AQH_PASS;
}

static int run(int argc, char **argv) {
    job j = {0};
    char error[512];
    struct tm utc;
    const time_t now = time(NULL);
    strftime(j.today, sizeof j.today, "%Y-%m-%d", gmtime_r(&now, &utc));
    int status = parse(argc, argv, &j);
    if (status != AQH_PASS)
        return status;
    j.count = (size_t)(argc - optind);
    j.results = calloc(j.count, sizeof(json_t *));
    if (!j.results)
        status = aqh_usage(&aqh_cmd_gate, "out of memory");
    else if (!read_all(&j, argv + optind, error, sizeof error))
        status = aqh_usage(&aqh_cmd_gate, "%s", error);
    else
        status = judge(&j);
    for (size_t k = 0; j.results && k < j.count; k++)
        json_decref(j.results[k]);
    free(j.results);
    json_decref(j.tolerance_json);
    json_decref(j.baseline_json);
    json_decref(j.known_json);
    return status;
}

const aqh_command aqh_cmd_gate = {
    .name = "gate",
    .arguments = "--tolerance FILE [options] RESULTS.json...",
    .summary = "fails on results worse than certified or than before, and on what is missing",
    .help = "  --tolerance F  what is certified (reports/tolerance.json)\n"
            "  --baseline F   an earlier results.json: nothing may be worse, nothing vanish\n"
            "  --known F      known issues, each with key, reason and expires; one that is\n"
            "                 expired, or not failing any more, fails the gate\n"
            "  --prove        first plants faults in the results, one at a time, and fails if\n"
            "                 the gate would have passed one\n"
            "  --today DATE   for expiry dates (default: today, UTC)\n\n"
            "The results must have every form that their own filter takes.\n\n"
            "Example: aqcheck gate --tolerance reports/tolerance.json --prove out/results.json\n",
    .run = run,
};
