/* aqcheck prove: is a backend right on every input there is of a 16-bit combination? */
#include "backends.h"
#include "clock.h"
#include "cli.h"
#include "format.h"
#include "names.h"
#include "number_text.h"
#include "prove.h"
#include "supervise.h"

#include "aq_cpu.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct job {
    aqh_space space;
    aqh_prove_options options;
    char backend[256];
} job;

static void print_space(const job *j) {
    const aqh_space *space = &j->space;
    const aq_call *call = &space->call;
    printf("%s: %s %s %s*%s->%s%s%s %s, src [%" PRIu32 ", %" PRIu32 "], %s\n",
           j->options.backend_name, aqh_name(&aqh_product_names, call->product),
           aqh_name(&aqh_prototype_names, call->prototype), aqo_format_get(call->src.format)->name,
           aqo_format_get(call->scale.format)->name, aqo_format_get(call->dst.format)->name,
           call->has_offset ? " +offset" : "", call->transpose ? " transposed" : "",
           aqh_name(&aqh_overflow_names, call->overflow), call->src.rows, call->src.cols,
           space->run ? "a run of all sources for each pair of parameters"
                      : "a row for each source, a column for each pair of parameters");
}

static void print_difference(const job *j, const aqh_proof *proof) {
    const aq_call *call = &j->space.call;
    char x[32], o[32] = "", s[32], got[32], expected[32];
    aqh_code_text(call->src.format, proof->src, x, sizeof x);
    if (call->has_offset)
        aqh_code_text(call->offset.format, proof->offset, o, sizeof o);
    aqh_code_text(call->scale.format, proof->scale, s, sizeof s);
    aqh_code_text(call->dst.format, proof->got, got, sizeof got);
    aqh_code_text(call->dst.format, proof->expected, expected, sizeof expected);
    printf("FINDING wrong: the first: (%s%s%s)*%s gave %s, correctly rounded %s\n", x,
           o[0] ? "+" : "", o, s, got, expected);
    if (proof->file[0])
        printf("  replay: aqcheck repro %s --at %zu,%zu --backend %s\n", proof->file,
               proof->element / call->dst.cols, proof->element % call->dst.cols,
               j->options.backend_name);
}

static int conclude(const job *j, const aqh_proof *proof, double seconds) {
    if (proof->end == AQH_PROOF_NO_MEMORY)
        return aqh_usage(&aqh_cmd_prove, "out of memory");
    if (proof->differences)
        print_difference(j, proof);
    if (proof->end == AQH_PROOF_UNSUPPORTED) {
        printf("skipped: %s\n", proof->text);
        return AQH_SKIPPED;
    }
    if (proof->end == AQH_PROOF_BROKEN)
        printf("FINDING failed: %s\n", proof->text);
    const bool good = proof->end == AQH_PROOF_COMPLETE && !proof->differences;
    printf("%s: %" PRIu64 " triples", good ? "PASS" : "FAIL", proof->triples);
    if (j->options.slices > 1)
        printf(" (slice %u/%u of %" PRIu64 ")", j->options.slice, j->options.slices,
               j->space.blocks * aqh_space_triples(&j->space));
    else if (good)
        printf(", all there are");
    printf(": %" PRIu64 " differences; %.1f s, %.3f ns per triple, %u jobs\n", proof->differences,
           seconds, proof->triples ? seconds * 1e9 / (double)proof->triples : 0.0, j->options.jobs);
    return good ? AQH_PASS : AQH_FINDINGS;
}

static int prove(void *context) {
    job *j = context;
    char error[512];
    aqh_proof proof;
    aqh_stdout_away();
    j->options.backend = aqh_backend_open(j->options.backend_name, error, sizeof error);
    aqh_stdout_back();
    if (!j->options.backend)
        return aqh_usage(&aqh_cmd_prove, "--backend: %s", error);
    const aq_backend *backend = j->options.backend;
    if (backend->supports &&
        backend->supports(backend->ctx, &j->space.call) == AQ_RUN_UNSUPPORTED) {
        printf("skipped: %s does not support this call\n", j->options.backend_name);
        return AQH_SKIPPED;
    }
    print_space(j);
    fflush(stdout);
    const double start = aqh_now();
    aqh_stdout_away();
    aqh_prove(&j->space, &j->options, &proof);
    aqh_stdout_back();
    return conclude(j, &proof, aqh_now() - start);
}

/* ---- Options */

/* "int8-half-half". */
static bool parse_combo(const char *text, aqh_space_wish *wish) {
    char src[16], scale[16], dst[16], end;
    if (sscanf(text, "%15[^-]-%15[^-]-%15[^-]%c", src, scale, dst, &end) != 3)
        return false;
    wish->src = aqo_format_by_name(src);
    wish->scale = aqo_format_by_name(scale);
    wish->dst = aqo_format_by_name(dst);
    return wish->src < AQ_FORMAT_COUNT && wish->scale < AQ_FORMAT_COUNT &&
           wish->dst < AQ_FORMAT_COUNT;
}

static bool parse_name(const aqh_names *names, const char *text, int *value) {
    *value = (int)aqh_name_find(names, text);
    return *value < (int)names->count;
}

static bool parse_slice(const char *text, aqh_prove_options *options) {
    char end;
    return *text >= '0' && *text <= '9' &&
           sscanf(text, "%9u/%9u%c", &options->slice, &options->slices, &end) == 2 &&
           options->slice >= 1 && options->slice <= options->slices;
}

enum {
    BACKEND = 1,
    CPU,
    COMBO,
    PRODUCT,
    PROTOTYPE,
    TRANSPOSE,
    NO_OFFSET,
    OVERFLOW_MODE,
    JOBS,
    SLICE,
    OUT
};

static const struct option options[] = {{"backend", required_argument, NULL, BACKEND},
                                        {"cpu", required_argument, NULL, CPU},
                                        {"combo", required_argument, NULL, COMBO},
                                        {"product", required_argument, NULL, PRODUCT},
                                        {"prototype", required_argument, NULL, PROTOTYPE},
                                        {"transpose", no_argument, NULL, TRANSPOSE},
                                        {"no-offset", no_argument, NULL, NO_OFFSET},
                                        {"overflow", required_argument, NULL, OVERFLOW_MODE},
                                        {"jobs", required_argument, NULL, JOBS},
                                        {"slice", required_argument, NULL, SLICE},
                                        {"out", required_argument, NULL, OUT},
                                        {0}};

typedef struct request {
    const char *backend, *cpu;
    bool has_combo;
    int overflow;
    aqh_space_wish wish;
} request;

static int option_value(int option, request *r, job *j) {
    const aqh_command *me = &aqh_cmd_prove;
    uint64_t number;
    switch (option) {
    case BACKEND:
        r->backend = optarg;
        return AQH_PASS;
    case CPU:
        r->cpu = optarg;
        return AQH_PASS;
    case COMBO:
        r->has_combo = true;
        return parse_combo(optarg, &r->wish)
                   ? AQH_PASS
                   : aqh_usage(me, "--combo: must be SRC-SCALE-DST, formats, got '%s'", optarg);
    case PRODUCT:
        return parse_name(&aqh_product_names, optarg, &r->wish.product)
                   ? AQH_PASS
                   : aqh_usage(me, "--product: no product '%s' (aqcheck list products)", optarg);
    case PROTOTYPE:
        return parse_name(&aqh_prototype_names, optarg, &r->wish.prototype)
                   ? AQH_PASS
                   : aqh_usage(me, "--prototype: no prototype '%s' (aqcheck list prototypes)",
                               optarg);
    case TRANSPOSE:
        r->wish.transpose = true;
        return AQH_PASS;
    case NO_OFFSET:
        r->wish.has_offset = false;
        return AQH_PASS;
    case OVERFLOW_MODE:
        return parse_name(&aqh_overflow_names, optarg, &r->overflow)
                   ? AQH_PASS
                   : aqh_usage(me, "--overflow: no mode '%s' (inf_nan sat per_instruction)",
                               optarg);
    case JOBS:
        if (!aqh_parse_unsigned(optarg, 1, 1024, &number))
            return aqh_usage(me, "--jobs: must be 1..1024, got '%s'", optarg);
        j->options.jobs = (unsigned)number;
        return AQH_PASS;
    case SLICE:
        return parse_slice(optarg, &j->options)
                   ? AQH_PASS
                   : aqh_usage(me, "--slice: must be I/N with 1 <= I <= N, got '%s'", optarg);
    default:
        j->options.directory = optarg;
        return AQH_PASS;
    }
}

/* --backend cpu --cpu avx512 is the backend cpu:avx512. One that is not on this
 * processor is skipped, as there is nothing to be found. */
static int choose_backend(const request *r, job *j) {
    const aqh_command *me = &aqh_cmd_prove;
    snprintf(j->backend, sizeof j->backend, "%s", r->backend);
    if (strlen(r->backend) >= sizeof j->backend)
        return aqh_usage(me, "--backend: must be shorter than %zu characters", sizeof j->backend);
    if (r->cpu) {
        if (strcmp(r->backend, "cpu") != 0)
            return aqh_usage(me, "--cpu goes with --backend cpu, got '%s'", r->backend);
        snprintf(j->backend, sizeof j->backend, "cpu:%.64s", r->cpu);
    }
    j->options.backend_name = j->backend;
    for (unsigned v = 0; v < AQ_CPU_VARIANT_COUNT; v++) {
        char name[64];
        snprintf(name, sizeof name, "cpu:%s", aq_cpu_name((aq_cpu_variant)v));
        if (!strncmp(j->backend, name, strlen(name)) && !aq_cpu_has((aq_cpu_variant)v)) {
            printf("skipped: %s is not on this processor, or not built in\n", name);
            return AQH_SKIPPED;
        }
    }
    return AQH_PASS;
}

static int run(int argc, char **argv) {
    const aqh_command *me = &aqh_cmd_prove;
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    request r = {.backend = "cpu",
                 .overflow = -1,
                 .wish = {.product = -1, .prototype = -1, .has_offset = true}};
    job j = {.options = {.jobs = cores > 0 && cores <= 1024 ? (unsigned)cores : 1,
                         .slice = 1,
                         .slices = 1,
                         .directory = ".",
                         .progress = true}};
    int answer, status;
    char error[400];
    while ((answer = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        if (answer == '?' || answer == ':')
            return aqh_bad_option(me, answer, argv);
        status = option_value(answer, &r, &j);
        if (status != AQH_PASS)
            return status;
    }
    if (optind < argc)
        return aqh_usage(me, "what is '%s'?", argv[optind]);
    if (!r.has_combo)
        return aqh_usage(me, "--combo SRC-SCALE-DST is required");
    /* There is no offset to a scale of e8m0. */
    r.wish.has_offset = r.wish.has_offset && r.wish.scale != AQ_E8M0;
    r.wish.overflow = r.overflow >= 0
                          ? (aq_overflow)r.overflow
                          : aqh_default_overflow(r.wish.product >= 0 ? (aq_product)r.wish.product
                                                                     : AQ_PRODUCT_A2);
    if (!aqh_space_make(&j.space, &r.wish, error, sizeof error))
        return aqh_usage(me, "--combo: %s", error);
    status = aqh_check_directory(me, j.options.directory);
    if (status == AQH_PASS)
        status = choose_backend(&r, &j);
    if (status != AQH_PASS)
        return status;
    if (!aqh_backend_is_library(j.backend))
        return prove(&j);
    aqh_death death;
    status = aqh_supervise(prove, &j, AQH_CALL_SECONDS, &death);
    if (status >= 0)
        return status;
    printf("FINDING crashed: the backend %s\n", death.text);
    return AQH_FINDINGS;
}

const aqh_command aqh_cmd_prove = {
    .name = "prove",
    .arguments = "--combo SRC-SCALE-DST [options]",
    .summary = "every input of a 16-bit combination, all bits compared",
    .help =
        "  --combo C       e.g. int8-half-half, hif8-bf16-bf16, e2m1-e8m0-half: every source,\n"
        "                  offset and scale code there is, 2^40 triples for 8-bit sources\n"
        "  --backend B     as for run (default: cpu)\n"
        "  --cpu V         scalar, avx2, avx512 or neon: --backend cpu:V. Exit code 77 where\n"
        "                  this processor does not have it\n"
        "  --prototype P   per_channel (a column for each pair of scale and offset), or another:\n"
        "                  a run of all sources for each pair (default: the first documented)\n"
        "  --transpose     per_channel as runs, per_token as columns\n"
        "  --product P     default: the first that has the combination\n"
        "  --no-offset     every source with every scale\n"
        "  --overflow M    inf_nan, sat, per_instruction (default: that of the product)\n"
        "  --jobs J        threads (default: all cores); the result is the same\n"
        "  --slice I/N     part I of N of the calls, 1..N, interleaved\n"
        "  --out DIR       where the reproducer of the first difference goes (default: .)\n\n"
        "The backend is called through its public function. NaN is one result; the sign of\n"
        "zero counts. A scale of float cannot be exhausted: that would be 2^72.\n\n"
        "Example: aqcheck prove --backend cpu --cpu avx512 --combo int8-half-half --jobs 2\n",
    .run = run,
};
