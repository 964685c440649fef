/* aqcheck run: the campaign. */
#include "backends.h"
#include "campaign.h"
#include "cli.h"
#include "generate.h"
#include "names.h"
#include "output.h"
#include "plan_name.h"
#include "result_store.h"
#include "summary.h"
#include "supervise.h"

#include <float.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum { DEFAULT_CASES = 2 * AQH_THEME_COUNT };

typedef struct job {
    aqh_options options;
    const char *json;   /* null: none */
    const char *report; /* a directory; null: none */
    bool stamp;
    aqh_profiles profiles;
    double call_seconds;
} job;

static int parse(int argc, char **argv, job *j) {
    aqh_options *options = &j->options;
    static const struct option long_options[] = {{"backend", required_argument, NULL, 'b'},
                                                 {"product", required_argument, NULL, 'p'},
                                                 {"filter", required_argument, NULL, 'f'},
                                                 {"cases", required_argument, NULL, 'c'},
                                                 {"time", required_argument, NULL, 't'},
                                                 {"seed", required_argument, NULL, 's'},
                                                 {"max-ulp", required_argument, NULL, 'u'},
                                                 {"json", required_argument, NULL, 'j'},
                                                 {"out", required_argument, NULL, 'o'},
                                                 {"quiet", no_argument, NULL, 'q'},
                                                 {"call-time", required_argument, NULL, 'T'},
                                                 {"judge", required_argument, NULL, 'J'},
                                                 {"strict", no_argument, NULL, 'S'},
                                                 {"oracle", required_argument, NULL, 'O'},
                                                 {"report", required_argument, NULL, 'r'},
                                                 {"stamp", no_argument, NULL, 'm'},
                                                 {"plan", required_argument, NULL, 'P'},
                                                 {0}};
    const aqh_command *me = &aqh_cmd_run;
    char error[256], filter[96];
    uint64_t number;
    bool cases = false, judge = false, max_ulp = false;
    int answer;
    while ((answer = getopt_long(argc, argv, ":", long_options, NULL)) != -1) {
        switch (answer) {
        case 'b':
            options->backend_name = optarg;
            break;
        case 'p':
            snprintf(filter, sizeof filter, "product=%s", optarg);
            if (aqh_name_find(&aqh_product_names, optarg) == AQ_PRODUCT_COUNT)
                return aqh_usage(me, "--product: no product '%s' (aqcheck list products)", optarg);
            if (!aqh_filter_parse(&options->filter, filter, error, sizeof error))
                return aqh_usage(me, "%s", error);
            if (!aqo_product_supported((aq_product)options->filter.product))
                return aqh_usage(me, "--product: the API document lists %s as not supported",
                                 optarg);
            break;
        case 'f':
            if (!aqh_filter_parse(&options->filter, optarg, error, sizeof error))
                return aqh_usage(me, "--%s", error);
            break;
        case 'c':
            if (!aqh_parse_unsigned(optarg, 1, 1000000, &number))
                return aqh_usage(me, "--cases: must be 1..1000000, got '%s'", optarg);
            options->cases = (uint32_t)number;
            cases = true;
            break;
        case 't':
            if (!aqh_parse_real(optarg, 0.001, 1e7, &options->seconds))
                return aqh_usage(me, "--time: must be seconds above 0, got '%s'", optarg);
            break;
        case 's':
            if (!aqh_parse_unsigned(optarg, 0, UINT64_MAX, &options->seed))
                return aqh_usage(me, "--seed: must be a number of 64 bits, got '%s'", optarg);
            break;
        case 'u':
            if (!aqh_parse_real(optarg, 0.5, DBL_MAX, &options->max_ulp))
                return aqh_usage(me, "--max-ulp: must be 0.5 or more, got '%s'", optarg);
            max_ulp = true;
            break;
        case 'j':
            j->json = optarg;
            if (!aqh_output_check(optarg, error, sizeof error))
                return aqh_usage(me, "--json: %s", error);
            break;
        case 'o':
            options->directory = optarg;
            break;
        case 'q':
            options->progress = false;
            break;
        case 'T':
            if (!aqh_parse_real(optarg, 0.1, 1e6, &j->call_seconds))
                return aqh_usage(me, "--call-time: must be seconds, 0.1 or more, got '%s'", optarg);
            break;
        case 'J':
            options->judge = (aqh_judge_by)aqh_name_find(&aqh_judge_names, optarg);
            judge = true;
            if (options->judge == AQH_JUDGE_COUNT)
                return aqh_usage(me, "--judge: must be ulp or plan, got '%s'", optarg);
            break;
        case 'P':
            if (!aqh_plan_find(optarg, &options->plan)) {
                aqh_plan_names(error, sizeof error);
                return aqh_usage(me, "--plan: %s, got '%s'", error, optarg);
            }
            break;
        case 'S':
            options->strict = true;
            break;
        case 'O':
            if (strcmp(optarg, "mpfr") != 0 && strcmp(optarg, "everyday") != 0)
                return aqh_usage(me, "--oracle: must be everyday or mpfr, got '%s'", optarg);
            options->oracle = strcmp(optarg, "mpfr") ? AQH_ORACLE_EVERYDAY : AQH_ORACLE_MPFR;
            break;
        case 'r':
            j->report = optarg;
            options->profiles = &j->profiles;
            if (!aqr_report_check(optarg, error, sizeof error))
                return aqh_usage(me, "--report: %s", error);
            break;
        case 'm':
            j->stamp = true;
            break;
        default:
            return aqh_bad_option(me, answer, argv);
        }
    }
    if (optind < argc)
        return aqh_usage(me, "what is '%s'?", argv[optind]);
    if (cases && options->seconds > 0)
        return aqh_usage(me, "--cases and --time exclude each other");
    /* A backend of one product runs that product. */
    const char *of = strchr(options->backend_name, ':');
    const unsigned product = of ? aqh_name_find(&aqh_product_names, of + 1) : AQ_PRODUCT_COUNT;
    if (product != AQ_PRODUCT_COUNT && options->filter.product < 0)
        options->filter.product = (int)product;
    /* A backend that models or is a product is judged by what the product computes. */
    const bool ascend = !strncmp(options->backend_name, "ascend", strlen("ascend"));
    if (!judge && !max_ulp && (ascend || options->plan))
        options->judge = AQH_BY_PLAN;
    if (options->judge == AQH_BY_PLAN && max_ulp)
        return aqh_usage(me, "--max-ulp goes with --judge ulp");
    if (options->judge == AQH_BY_ULP && options->plan)
        return aqh_usage(me, "--plan goes with --judge plan");
    if (j->stamp && !j->report)
        return aqh_usage(me, "--stamp goes with --report");
    if (options->judge == AQH_BY_ULP && options->strict)
        return aqh_usage(me, "--strict goes with --judge plan");
    return aqh_check_directory(me, options->directory);
}

/* Prints and writes what was found; the exit code. */
static int conclude(job *j, aqh_campaign *campaign) {
    /* With the JSON on standard output, the table must not be among it. */
    const bool to_stdout = j->json && !strcmp(j->json, "-");
    char error[512];
    aqh_summary_print(to_stdout ? stderr : stdout, campaign, &j->options);
    int status = aqh_campaign_status(campaign);
    if (j->json && !aqh_summary_json(j->json, campaign, &j->options, error, sizeof error))
        status = aqh_usage(&aqh_cmd_run, "--json: %s", error);
    if (j->report && !aqr_report_campaign(campaign, &j->options, "run", j->stamp, j->report, error,
                                          sizeof error))
        status = aqh_usage(&aqh_cmd_run, "--report: %s", error);
    aqh_campaign_free(campaign);
    aqh_profiles_free(&j->profiles);
    return status;
}

static int campaign_job(void *context) {
    job *j = context;
    char error[512];
    aqh_campaign campaign;
    aqh_stdout_away(); /* what a kernel prints is not among the results */
    const int product = j->options.filter.product;
    j->options.backend = aqh_backend_open_for(
        j->options.backend_name, product < 0 ? AQ_PRODUCT_COUNT : (aq_product)product,
        j->options.plan, error, sizeof error);
    const bool open = j->options.backend != NULL;
    const bool good = open && aqh_campaign_run(&campaign, &j->options, error, sizeof error);
    char left[512];
    const bool closed =
        !open || aqh_backend_close(j->options.backend_name, j->options.backend, left, sizeof left);
    aqh_stdout_back();
    if (!good) {
        aqh_profiles_free(&j->profiles);
        return aqh_usage(&aqh_cmd_run, "%s%s", open ? "" : "--backend: ", error);
    }
    const int status = conclude(j, &campaign);
    return closed || status != AQH_PASS ? status : aqh_usage(&aqh_cmd_run, "--backend: %s", left);
}

static int run(int argc, char **argv) {
    job j = {.options = {.backend_name = "cpu",
                         .filter = aqh_filter_any,
                         .cases = DEFAULT_CASES,
                         .seed = 1,
                         .max_ulp = 0.5,
                         .directory = ".",
                         .progress = true},
             .call_seconds = AQH_CALL_SECONDS};
    int status = parse(argc, argv, &j);
    if (status != AQH_PASS)
        return status;
    if (!aqh_backend_is_library(j.options.backend_name))
        return campaign_job(&j);

    aqh_death death;
    status = aqh_supervise(campaign_job, &j, j.call_seconds, &death);
    if (status >= 0)
        return status;
    if (!death.died || !death.in_call)
        return aqh_usage(&aqh_cmd_run, "--backend: %s: %s", j.options.backend_name, death.text);
    aqh_campaign campaign;
    char error[512];
    if (!aqh_campaign_died(&campaign, &j.options, &death, error, sizeof error))
        return aqh_usage(&aqh_cmd_run, "%s", error);
    return conclude(&j, &campaign);
}

const aqh_command aqh_cmd_run = {
    .name = "run",
    .arguments = "[options]",
    .summary = "the campaign: generated cases of every documented combination",
    .help = "  --backend B      cpu (the default; cpu:VARIANT, cpu@THREADS), ascend-model:PRODUCT,\n"
            "                   or a shared library (./mykernel.so); ascend-sim[:PRODUCT]: the\n"
            "                   device kernels on the device model; ascend: on a device, through\n"
            "                   the ACL runtime\n"
            "  --product P      A2 A3 950 310P KirinX90 Kirin9030\n"
            "  --filter F       key=value,...: product prototype src scale dst offset transpose\n"
            "                   k_dim overflow\n"
            "  --cases N        cases of each form (default 20)\n"
            "  --time S         instead of --cases: go on for S seconds\n"
            "  --seed S         another campaign (default 1); the same seed, the same cases\n"
            "  --max-ulp X      what counts as wrong (default 0.5: not correctly rounded)\n"
            "  --judge J        ulp: by distance from the exact value (the default), or plan: by\n"
            "                   what the product computes, bit for bit (the default for\n"
            "                   ascend backends)\n"
            "  --plan N         a better plan in the place of the product's, of the forms that have\n"
            "                   it: N3 (for N9), N4 (for N10), N13 (for N12); the device kernels\n"
            "                   run it, and all is judged by it\n"
            "  --strict         judged by plan, a result off the plan is a finding even within\n"
            "                   the plan's bound\n"
            "  --oracle O       everyday (the default: exact in double; MPFR for at least 16\n"
            "                   elements of a call, one in 512 of a large one, and for all that\n"
            "                   are not correctly rounded or, by plan, as planned) or mpfr\n"
            "  --out DIR        where reproducers go (default: here)\n"
            "  --json FILE      results as JSON; - is standard output\n"
            "  --report DIR     report.html, results.json, junit.xml, results.sarif, summary.md\n"
            "  --stamp          with --report: keep the time (else: same results, same bytes)\n"
            "  --call-time S    seconds that one call of a shared library may take (default 60)\n"
            "  --quiet          no progress bar\n\n"
            "Example: aqcheck run --product 950 --filter prototype=per_group,src=hif8 --seed 7\n",
    .run = run,
};
