/* aqcheck shrink: the smallest case that fails in the same way. */
#include "backends.h"
#include "cli.h"
#include "plan_name.h"
#include "format.h"
#include "index.h"
#include "shrink.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void print_shape(const char *name, const aq_tensor *tensor) {
    printf(" %s %s [%" PRIu32 ", %" PRIu32 "]", name, aqo_format_get(tensor->format)->name,
           tensor->rows, tensor->cols);
}

static void print_shapes(const char *what, const aq_call *call) {
    printf("%s:", what);
    print_shape("src", &call->src);
    print_shape("scale", &call->scale);
    if (aqo_uses_offset(call))
        print_shape("offset", &call->offset);
    printf("\n");
}

/* As for repro: a file must not be able to name code that is then loaded and run. */
static bool is_built_in(const char *backend) {
    return backend[0] && !aqh_backend_is_library(backend) && strcmp(backend, "dump") != 0;
}

/* FILE.aqcase becomes FILE.min.aqcase. */
static void default_out(const char *path, char *out, size_t bytes) {
    static const char suffix[] = ".aqcase";
    size_t stem = strlen(path);
    if (stem >= sizeof suffix && !strcmp(path + stem - (sizeof suffix - 1), suffix))
        stem -= sizeof suffix - 1;
    snprintf(out, bytes, "%.*s.min.aqcase", (int)stem, path);
}

static int shrink(const char *path, const char *out, const char *backend_name, aqh_case *c) {
    char error[512];
    aqh_shrinking shrinking;
    const aq_call before = c->call;
    if (!backend_name && is_built_in(c->backend))
        backend_name = c->backend;
    if (!backend_name)
        return aqh_usage(&aqh_cmd_shrink, "%s: name the --backend that it fails on%s%s", path,
                         c->backend[0] ? "; it was found on " : "", c->backend);
    char name[sizeof c->backend];
    if (strlen(backend_name) >= sizeof name)
        return aqh_usage(&aqh_cmd_shrink, "--backend: must be shorter than %zu characters",
                         sizeof name);
    strcpy(name, backend_name); /* it may be in the case, which is about to change */
    const aq_backend *backend = aqh_backend_open_for(name, c->call.product, c->plan, error, sizeof error);
    if (!backend)
        return aqh_usage(&aqh_cmd_shrink, "--backend: %s", error);
    if (!aqh_shrink(c, backend, name, &shrinking, error, sizeof error)) {
        const int status = aqh_usage(&aqh_cmd_shrink, "%s: on %s: %s", path, name, error);
        return shrinking.unsupported ? AQH_SKIPPED : status;
    }
    strcpy(c->backend, name);
    snprintf(c->note, sizeof c->note, "%s: %.120s", shrinking.signature, shrinking.text);
    if (!aqh_case_write(c, out, error, sizeof error))
        return aqh_usage(&aqh_cmd_shrink, "%s", error);
    printf("%s\n", shrinking.signature);
    print_shapes("from", &before);
    print_shapes("to  ", &c->call);
    printf("%s\n", shrinking.text);
    printf("%" PRIu64 " elements of operands, %" PRIu64 " before; %" PRIu64 " steps of %" PRIu64
           " tried\n",
           shrinking.elements_after, shrinking.elements_before, shrinking.taken, shrinking.tried);
    printf("aqcheck repro %s%s%s\n", out, is_built_in(name) ? "" : " --backend ",
           is_built_in(name) ? "" : name);
    return AQH_PASS;
}

static int run(int argc, char **argv) {
    static const struct option options[] = {
        {"backend", required_argument, NULL, 'b'}, {"out", required_argument, NULL, 'o'}, {0}};
    const char *backend = NULL, *out = NULL;
    char name[4096], error[512];
    int answer;
    while ((answer = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        if (answer == 'b')
            backend = optarg;
        else if (answer == 'o')
            out = optarg;
        else
            return aqh_bad_option(&aqh_cmd_shrink, answer, argv);
    }
    if (optind + 1 != argc)
        return aqh_usage(&aqh_cmd_shrink, "one FILE.aqcase is required");
    const char *path = argv[optind];
    if (!out) {
        default_out(path, name, sizeof name);
        out = name;
    }
    aqh_case c;
    if (!aqh_case_read(&c, path, error, sizeof error))
        return aqh_usage(&aqh_cmd_shrink, "%s", error);
    const int status = aqh_case_has_plan(&c, error, sizeof error)
                           ? shrink(path, out, backend, &c)
                           : aqh_usage(&aqh_cmd_shrink, "%s: %s", path, error);
    aqh_case_free(&c);
    return status;
}

const aqh_command aqh_cmd_shrink = {
    .name = "shrink",
    .arguments = "FILE.aqcase [--backend B] [--out FILE]",
    .summary = "the smallest case that fails in the same way",
    .help = "  --backend B  the one it fails on (default: the built-in one it was found on)\n"
            "  --out FILE   the smallest case (default: FILE.min.aqcase)\n\n"
            "Shapes, groups and options are cut down first, then values, and every step is run\n"
            "and judged again: the finding stays the same. Exit code 2 if the case does not\n"
            "fail, 77 if the backend does not support it.\n\n"
            "Example: aqcheck shrink wrong-950-per_token-int8-half-half-1a2b3c4d.aqcase\n",
    .run = run,
};
