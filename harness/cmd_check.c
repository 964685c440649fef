/* aqcheck check: tensors that somebody dumped elsewhere. */
#include "campaign.h"
#include "cli.h"
#include "format.h"
#include "legal.h"
#include "manifest.h"
#include "names.h"
#include "output.h"
#include "plan_name.h"
#include "result_store.h"
#include "summary.h"

#include <float.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* DIR/FOLDER-FILE.aqcase, after the folder and the name of the manifest, so that the
 * dumps of a whole set can be checked into one directory. */
static void reproducer_name(const char *manifest, const char *directory, char *name, size_t bytes) {
    char *real = realpath(manifest, NULL);
    char *folder = real ? strrchr(real, '/') : NULL, *base = folder;
    if (folder) { /* FOLDER / BASE, both within real */
        *folder = 0;
        base = folder + 1;
        folder = strrchr(real, '/');
        folder = folder ? folder + 1 : real;
    }
    char *dot = base ? strrchr(base, '.') : NULL;
    if (dot && dot != base)
        *dot = 0;
    snprintf(name, bytes, "%s/%.100s%s%.100s.aqcase", directory, folder ? folder : "",
             folder && *folder ? "-" : "", base ? base : "manifest");
    free(real);
}

/* Where results go. */
typedef struct outputs {
    const char *directory, *json, *report; /* null: none */
    bool stamp;
} outputs;

/* The one form that a dump is of. */
static aqh_filter filter_of(const aqh_case *c) {
    const aqh_variant v = aqh_variant_of(&c->call);
    return (aqh_filter){(int)v.types.product, (int)v.types.prototype,
                        (int)v.types.src,     (int)v.types.scale,
                        (int)v.types.dst,     v.has_offset,
                        v.transpose,          v.types.prototype == AQ_PER_GROUP ? v.k_dim : -1,
                        (int)c->call.overflow};
}

/* A dump is a campaign of one case that ran elsewhere. */
static int judge(aqh_case *c, const char *manifest, const outputs *to, bool strict) {
    aqh_row row = {.variant = aqh_variant_of(&c->call), .cases = 1};
    aqh_judge(c, c->data[AQH_DST], AQH_ORACLE_EVERYDAY, 1, &row.judged);
    row.findings[AQH_WRONG] = row.judged.wrong;
    row.findings[AQH_OFF_PLAN] = strict ? row.judged.off_plan : 0;
    const uint32_t findings = aqh_judged_findings(&row.judged, strict);
    aqh_report report = {.kind = row.judged.wrong ? AQH_WRONG : AQH_OFF_PLAN};
    aqh_campaign campaign = {.rows = &row,
                             .row_count = 1,
                             .cases = 1,
                             .elements = row.judged.elements,
                             .findings = aqh_row_findings(&row),
                             .disagreements = row.judged.disagreements,
                             .unseen = row.judged.elements == 0,
                             .unseen_special = row.judged.special == 0};
    aqh_profiles profiles = {0};
    const aqh_options options = {.backend_name = "dump",
                                 .filter = filter_of(c),
                                 .judge = c->judge,
                                 .max_ulp = c->max_ulp,
                                 .plan = c->plan,
                                 .strict = strict,
                                 .profiles = &profiles};
    const char *json = to->json;
    char error[512];
    int status = AQH_PASS;
    if (to->report && !aqh_profiles_add(&profiles, 0, c, c->data[AQH_DST], &row.judged))
        return aqh_usage(&aqh_cmd_check, "out of memory");
    if (findings) {
        const aqh_trial trial = {.judged = row.judged, .findings = findings};
        aqh_trial_text(c, &trial, report.kind, report.text, sizeof report.text);
        reproducer_name(manifest, to->directory, report.file, sizeof report.file);
        snprintf(c->backend, sizeof c->backend, "dump");
        snprintf(c->note, sizeof c->note, "%s: %.200s", aqh_finding_name(report.kind), report.text);
        if (!aqh_case_write(c, report.file, error, sizeof error)) {
            status = aqh_usage(&aqh_cmd_check, "%s", error);
            report.file[0] = 0;
        }
        campaign.reports = &report;
        campaign.report_count = 1;
    }
    aqh_summary_print(json && !strcmp(json, "-") ? stderr : stdout, &campaign, &options);
    if (json && !aqh_summary_json(json, &campaign, &options, error, sizeof error))
        status = aqh_usage(&aqh_cmd_check, "--json: %s", error);
    if (to->report && !aqr_report_campaign(&campaign, &options, "check", to->stamp, to->report,
                                           error, sizeof error))
        status = aqh_usage(&aqh_cmd_check, "--report: %s", error);
    aqh_profiles_free(&profiles);
    return status != AQH_PASS ? status : aqh_campaign_passed(&campaign) ? AQH_PASS : AQH_FINDINGS;
}

static int run(int argc, char **argv) {
    static const struct option options[] = {
        {"manifest", required_argument, NULL, 'm'}, {"max-ulp", required_argument, NULL, 'u'},
        {"json", required_argument, NULL, 'j'},     {"out", required_argument, NULL, 'o'},
        {"product", required_argument, NULL, 'p'},  {"judge", required_argument, NULL, 'J'},
        {"strict", no_argument, NULL, 'S'},         {"report", required_argument, NULL, 'r'},
        {"stamp", no_argument, NULL, 't'},          {"plan", required_argument, NULL, 'P'},
        {0}};
    const aqh_command *me = &aqh_cmd_check;
    const char *manifest = NULL;
    outputs to = {.directory = "."};
    double max_ulp = 0;
    unsigned product = AQ_PRODUCT_COUNT;
    aqh_judge_by by = AQH_JUDGE_COUNT; /* until the user says */
    bool strict = false;
    unsigned plan = AQH_PLAN_OWN;
    char error[512];
    int answer;
    while ((answer = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        switch (answer) {
        case 'm':
            if (manifest)
                return aqh_usage(me, "--manifest: one at a time");
            manifest = optarg;
            break;
        case 'u':
            if (!aqh_parse_real(optarg, 0.5, DBL_MAX, &max_ulp))
                return aqh_usage(me, "--max-ulp: must be 0.5 or more, got '%s'", optarg);
            break;
        case 'j':
            to.json = optarg;
            if (!aqh_output_check(optarg, error, sizeof error))
                return aqh_usage(me, "--json: %s", error);
            break;
        case 'o':
            to.directory = optarg;
            break;
        case 'p':
            product = aqh_name_find(&aqh_product_names, optarg);
            if (product == AQ_PRODUCT_COUNT)
                return aqh_usage(me, "--product: no product '%s' (aqcheck list products)", optarg);
            break;
        case 'J':
            by = (aqh_judge_by)aqh_name_find(&aqh_judge_names, optarg);
            if (by == AQH_JUDGE_COUNT)
                return aqh_usage(me, "--judge: must be ulp or plan, got '%s'", optarg);
            break;
        case 'P':
            if (!aqh_plan_find(optarg, &plan)) {
                aqh_plan_names(error, sizeof error);
                return aqh_usage(me, "--plan: %s, got '%s'", error, optarg);
            }
            break;
        case 'S':
            strict = true;
            break;
        case 'r':
            to.report = optarg;
            if (!aqr_report_check(optarg, error, sizeof error))
                return aqh_usage(me, "--report: %s", error);
            break;
        case 't':
            to.stamp = true;
            break;
        default:
            return aqh_bad_option(me, answer, argv);
        }
    }
    if (optind < argc)
        return aqh_usage(me, "what is '%s'? (--manifest FILE)", argv[optind]);
    if (!manifest)
        return aqh_usage(me, "--manifest FILE is required");
    /* Naming the product asks what that product would have computed. */
    if (by == AQH_JUDGE_COUNT)
        by = (product != AQ_PRODUCT_COUNT || plan) && !(max_ulp > 0) ? AQH_BY_PLAN : AQH_BY_ULP;
    if (by == AQH_BY_PLAN && max_ulp > 0)
        return aqh_usage(me, "--max-ulp goes with --judge ulp");
    if (by == AQH_BY_ULP && strict)
        return aqh_usage(me, "--strict goes with --judge plan");
    if (by == AQH_BY_ULP && plan)
        return aqh_usage(me, "--plan goes with --judge plan");
    if (to.stamp && !to.report)
        return aqh_usage(me, "--stamp goes with --report");
    if (aqh_check_directory(me, to.directory) != AQH_PASS)
        return AQH_USAGE;

    aqh_case c;
    if (product != AQ_PRODUCT_COUNT
            ? !aqh_manifest_read_as(&c, manifest, (aq_product)product, error, sizeof error)
            : !aqh_manifest_read(&c, manifest, error, sizeof error))
        return aqh_usage(me, "%s", error);
    c.judge = by;
    c.plan = plan;
    if (max_ulp > 0)
        c.max_ulp = max_ulp;
    aq_error illegal;
    int status = aqo_legal(&c.call, &illegal)
                     ? aqh_usage(me, "%s: not a legal call: %s", manifest, illegal.text)
                 : !aqh_case_has_plan(&c, error, sizeof error)
                     ? aqh_usage(me, "--plan: %s: %s", manifest, error)
                     : judge(&c, manifest, &to, strict);
    aqh_case_free(&c);
    return status;
}

const aqh_command aqh_cmd_check = {
    .name = "check",
    .arguments = "--manifest M.json [options]",
    .summary = "verify tensors that were dumped elsewhere (.npy or .bin, with a manifest)",
    .help = "  --manifest F  what the files are; the README has the schema\n"
            "  --max-ulp X   what counts as wrong (default: the manifest's, else 0.5)\n"
            "  --product P   judge by what this product computes, bit for bit, whatever product\n"
            "                the manifest names\n"
            "  --judge J     ulp (the default) or plan (the default with --product)\n"
            "  --plan N      judge by this plan in the place of the product's: N3 (for N9), N4\n"
            "                (for N10), N13 (for N12)\n"
            "  --strict      judged by plan, a result off the plan is a finding even within\n"
            "                the plan's bound\n"
            "  --out DIR     where the reproducer goes (default: here)\n"
            "  --json FILE   results as JSON; - is standard output\n"
            "  --report DIR  report.html, results.json, junit.xml, results.sarif, summary.md\n"
            "  --stamp       with --report: keep the time (else: same results, same bytes)\n\n"
            "Example: aqcheck check --manifest corpus/examples/api-doc/manifest.json\n",
    .run = run,
};
