/* aqcheck conformance: does a device compute its instructions as they are documented? */
#include "backends.h"
#include "cli.h"
#include "conformance.h"
#include "fast.h"
#include "names.h"
#include "number_text.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SECONDS = 16, FLOATS = 1 << 20, ALL_SECONDS = 1 << 16 };

static int parse(int argc, char **argv, aqh_conformance_options *o, const char **backend,
                 const char **instruction) {
    static const struct option options[] = {{"backend", required_argument, NULL, 'b'},
                                            {"product", required_argument, NULL, 'p'},
                                            {"instruction", required_argument, NULL, 'i'},
                                            {"operands", required_argument, NULL, 'n'},
                                            {"floats", required_argument, NULL, 'f'},
                                            {"seed", required_argument, NULL, 's'},
                                            {"full", no_argument, NULL, 'F'},
                                            {0}};
    const aqh_command *me = &aqh_cmd_conformance;
    uint64_t number;
    int answer;
    while ((answer = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        switch (answer) {
        case 'b':
            *backend = optarg;
            break;
        case 'p':
            o->product = (aq_product)aqh_name_find(&aqh_product_names, optarg);
            if (o->product == AQ_PRODUCT_COUNT)
                return aqh_usage(me, "--product: no product '%s' (aqcheck list products)", optarg);
            break;
        case 'i':
            *instruction = optarg;
            break;
        case 'n':
            if (!aqh_parse_unsigned(optarg, 1, ALL_SECONDS, &number))
                return aqh_usage(me, "--operands: must be 1..65536, got '%s'", optarg);
            o->seconds = (uint32_t)number;
            break;
        case 'f':
            if (!aqh_parse_unsigned(optarg, 1, UINT64_C(1) << 40, &o->floats))
                return aqh_usage(me, "--floats: must be 1..2^40, got '%s'", optarg);
            break;
        case 's':
            if (!aqh_parse_unsigned(optarg, 0, UINT64_MAX, &o->seed))
                return aqh_usage(me, "--seed: must be a number of 64 bits, got '%s'", optarg);
            break;
        case 'F':
            o->seconds = ALL_SECONDS;
            break;
        default:
            return aqh_bad_option(me, answer, argv);
        }
    }
    if (optind < argc)
        return aqh_usage(me, "what is '%s'?", argv[optind]);
    if (strcmp(*backend, "ascend") != 0 && strcmp(*backend, "ascend-sim") != 0 &&
        strncmp(*backend, "ascend-sim:", strlen("ascend-sim:")) != 0)
        return aqh_usage(me, "--backend: must be ascend or ascend-sim, got '%s'", *backend);
    return AQH_PASS;
}

/* What there is under the name; all if there is none. */
static int check_name(const aqh_conformance_options *o, const char *name) {
    char known[512] = "";
    size_t count;
    const aq_instruction *all = aq_instructions(&count);
    for (size_t k = 0; k < count; k++) {
        const size_t used = strlen(known);
        if (!aq_instruction_of(&all[k], o->product))
            continue;
        if (!name || strcmp(all[k].name, name) == 0)
            return AQH_PASS;
        snprintf(known + used, sizeof known - used, " %s", all[k].name);
    }
    return aqh_usage(&aqh_cmd_conformance, "--instruction: '%s' is none of those of %s:%s", name,
                     aqh_name(&aqh_product_names, o->product), known);
}

static void print_result(const aq_instruction *i, aq_overflow overflow, const aqh_conformity *r) {
    char first[96] = "-";
    if (r->differences) {
        char a[16], b[20] = "", got[16], want[16];
        aqh_code_text(i->from, r->a, a, sizeof a);
        if (i->operation != AQ_CONVERT) {
            strcpy(b, ", ");
            aqh_code_text(i->from, r->b, b + 2, sizeof b - 2);
        }
        aqh_code_text(i->to, r->got, got, sizeof got);
        aqh_code_text(i->to, r->want, want, sizeof want);
        snprintf(first, sizeof first, "%s%s: %s, should be %s", a, b, got, want);
    }
    printf("%-21s %-16s %10" PRIu64 " %-7s %11" PRIu64 "  %s\n", i->name,
           i->saturation == AQ_SATURATES_NEVER ? "any" : aqh_name(&aqh_overflow_names, overflow),
           r->inputs, r->all ? "all" : "sampled", r->differences, first);
}

/* In every mode that makes a difference. */
static int sweep(const aqh_conformance_options *o, const char *name) {
    size_t count, rows = 0;
    uint64_t differences = 0;
    const aq_instruction *all = aq_instructions(&count);
    printf("%-21s %-16s %10s %-7s %11s  %s\n", "instruction", "overflow", "inputs", "",
           "differences", "first difference");
    for (size_t k = 0; k < count; k++) {
        const aq_instruction *i = &all[k];
        if (!aq_instruction_of(i, o->product) || (name && strcmp(i->name, name) != 0))
            continue;
        for (int mode = 0; mode < AQ_OVERFLOW_COUNT; mode++) {
            char error[512];
            aqh_conformity result;
            if ((mode != AQ_OVERFLOW_INF_NAN && i->saturation == AQ_SATURATES_NEVER) ||
                (mode == AQ_OVERFLOW_PER_INSTRUCTION && i->arch != 3510))
                continue;
            if (!aqh_conform(o, i, (aq_overflow)mode, &result, error, sizeof error))
                return aqh_usage(&aqh_cmd_conformance, "%s: %s", i->name, error);
            print_result(i, (aq_overflow)mode, &result);
            differences += result.differences;
            rows++;
        }
    }
    printf("\n%s: %s, %zu rows, %" PRIu64 " differences\n", differences ? "FAIL" : "PASS",
           aqh_name(&aqh_product_names, o->product), rows, differences);
    return differences ? AQH_FINDINGS : AQH_PASS;
}

static int run(int argc, char **argv) {
    aqh_conformance_options o = {
        .product = AQ_PRODUCT_COUNT, .seconds = SECONDS, .floats = FLOATS, .seed = 1};
    const char *backend = "ascend", *name = NULL;
    char error[512];
    int status = parse(argc, argv, &o, &backend, &name);
    if (status != AQH_PASS)
        return status;
    if (!aqo_pair_usable())
        return aqh_usage(&aqh_cmd_conformance, "doubles are not rounded to nearest here");
    o.backend = aqh_backend_open_for(backend, o.product, 0, error, sizeof error);
    if (!o.backend && strcmp(backend, "ascend") == 0 && strstr(error, "backend unavailable")) {
        printf("skipped: %s\n", error);
        return AQH_SKIPPED;
    }
    if (!o.backend)
        return aqh_usage(&aqh_cmd_conformance, "--backend: %s", error);
    const aq_product of = aq_backend_ascend_product(o.backend);
    if (of != AQ_PRODUCT_COUNT && o.product != AQ_PRODUCT_COUNT && o.product != of)
        return aqh_usage(&aqh_cmd_conformance, "--product: the backend is %s, got %s",
                         aqh_name(&aqh_product_names, of), aqh_name(&aqh_product_names, o.product));
    if (o.product == AQ_PRODUCT_COUNT)
        o.product = of;
    if (o.product == AQ_PRODUCT_COUNT)
        return aqh_usage(&aqh_cmd_conformance, "--product is required with ascend-sim");
    status = check_name(&o, name);
    status = status == AQH_PASS ? sweep(&o, name) : status;
    const bool closed = aqh_backend_close(backend, o.backend, error, sizeof error);
    return closed || status != AQH_PASS ? status
                                        : aqh_usage(&aqh_cmd_conformance, "--backend: %s", error);
}

const aqh_command aqh_cmd_conformance = {
    .name = "conformance",
    .arguments = "[options]",
    .summary = "does a device compute its instructions as documented, bit for bit?",
    .help = "  --backend B      ascend (the default): a device; or ascend-sim: the device model\n"
            "  --product P      A2 A3 950 (default: what the backend is)\n"
            "  --instruction I  only this one\n"
            "  --operands N     second operands of half and bf16 arithmetic (default 16)\n"
            "  --full           all 65536 of them: 2^32 inputs each\n"
            "  --floats N       inputs of float instructions, by seed (default 1048576)\n"
            "  --seed S         other samples (default 1)\n\n"
            "Every instruction that the kernels compute with, on all inputs of 16 bits or fewer\n"
            "and in every overflow mode that matters to it, against the oracle.\n"
            "Exit code 1 if anything differs, 77 if there is no device.\n\n"
            "Example: aqcheck conformance --backend ascend-sim --product 950\n",
    .run = run,
};
