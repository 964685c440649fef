/* aqcheck diff: two results, what became of each form. */
#include "cli.h"
#include "gate.h"

#include <stdio.h>
#include <stdlib.h>

static int run(int argc, char **argv) {
    const aqh_command *me = &aqh_cmd_diff;
    char error[512];
    if (argc > 1 && argv[1][0] == '-')
        return aqh_usage(me, "unknown option %s (try: aqcheck help diff)", argv[1]);
    if (argc != 3)
        return aqh_usage(me, "two files are required: OLD.json NEW.json");
    json_t *before = aqr_document_read(argv[1], AQR_RESULTS_SCHEMA, error, sizeof error);
    json_t *after =
        before ? aqr_document_read(argv[2], AQR_RESULTS_SCHEMA, error, sizeof error) : NULL;
    bool worse = false;
    char *text = after ? aqr_diff_text(before, after, &worse) : NULL;
    int status = worse ? AQH_FINDINGS : AQH_PASS;
    if (text)
        fputs(text, stdout);
    else
        status = aqh_usage(me, "%s", after ? "out of memory" : error);
    free(text);
    json_decref(before);
    json_decref(after);
    return status;
}

const aqh_command aqh_cmd_diff = {
    .name = "diff",
    .arguments = "OLD.json NEW.json",
    .summary = "what got better, worse, appeared or vanished between two results.json",
    .help =
        "Prints Markdown. Worse: a larger error in a domain, more findings, or nothing compared\n"
        "any more. Exit code 1 if a form is worse or vanished.\n\n"
        "Example: aqcheck diff main/results.json branch/results.json\n",
    .run = run,
};
