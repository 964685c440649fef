/* aqcheck check: tensors that somebody dumped elsewhere. */
#include "campaign.h"
#include "cli.h"
#include "format.h"
#include "legal.h"
#include "manifest.h"
#include "summary.h"

#include <getopt.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* DIR/<name of the manifest's folder or file>.aqcase */
static void reproducer_name(const char *manifest, const char *directory, char *name, size_t bytes) {
    char copy[4096], *base, *dot;
    snprintf(copy, sizeof copy, "%s", manifest);
    base = basename(copy);
    dot = strrchr(base, '.');
    if (dot && dot != base)
        *dot = 0;
    snprintf(name, bytes, "%s/%.200s.aqcase", directory, base);
}

/* A dump is a campaign of one case that ran elsewhere. */
static int judge(aqh_case *c, const char *manifest, const char *directory, const char *json) {
    aqh_row row = {.variant = aqh_variant_of(&c->call), .cases = 1};
    aqh_judge(c, c->data[AQH_DST], NULL, &row.judged);
    row.findings[AQH_WRONG] = row.judged.wrong;
    aqh_report report = {.kind = AQH_WRONG};
    aqh_campaign campaign = {.rows = &row,
                             .row_count = 1,
                             .cases = 1,
                             .elements = row.judged.elements,
                             .findings = row.judged.wrong,
                             .unseen = row.judged.elements == 0,
                             .unseen_special = row.judged.special == 0};
    const aqh_options options = {.backend_name = "dump", .max_ulp = c->max_ulp};
    char error[512];
    int status = AQH_PASS;
    if (row.judged.wrong) {
        const aqh_trial trial = {.judged = row.judged, .findings = 1u << AQH_WRONG};
        aqh_trial_text(c, &trial, AQH_WRONG, report.text, sizeof report.text);
        reproducer_name(manifest, directory, report.file, sizeof report.file);
        snprintf(c->backend, sizeof c->backend, "dump");
        snprintf(c->note, sizeof c->note, "wrong: %.200s", report.text);
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
    return status != AQH_PASS ? status : aqh_campaign_passed(&campaign) ? AQH_PASS : AQH_FINDINGS;
}

static int run(int argc, char **argv) {
    static const struct option options[] = {{"manifest", required_argument, NULL, 'm'},
                                            {"max-ulp", required_argument, NULL, 'u'},
                                            {"json", required_argument, NULL, 'j'},
                                            {"out", required_argument, NULL, 'o'},
                                            {0}};
    const aqh_command *me = &aqh_cmd_check;
    const char *manifest = NULL, *json = NULL, *directory = ".";
    double max_ulp = 0;
    int answer;
    while ((answer = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        switch (answer) {
        case 'm':
            if (manifest)
                return aqh_usage(me, "--manifest: one at a time");
            manifest = optarg;
            break;
        case 'u':
            if (!aqh_parse_real(optarg, 0.5, 1e30, &max_ulp))
                return aqh_usage(me, "--max-ulp: must be 0.5 or more, got '%s'", optarg);
            break;
        case 'j':
            json = optarg;
            break;
        case 'o':
            directory = optarg;
            break;
        default:
            return aqh_bad_option(me, answer, argv);
        }
    }
    if (optind < argc)
        return aqh_usage(me, "what is '%s'? (--manifest FILE)", argv[optind]);
    if (!manifest)
        return aqh_usage(me, "--manifest FILE is required");
    if (access(directory, W_OK | X_OK) != 0)
        return aqh_usage(me, "--out: cannot write in '%s'", directory);

    aqh_case c;
    char error[512];
    if (!aqh_manifest_read(&c, manifest, error, sizeof error))
        return aqh_usage(me, "%s", error);
    if (max_ulp > 0)
        c.max_ulp = max_ulp;
    aq_error illegal;
    int status = aqo_legal(&c.call, &illegal)
                     ? aqh_usage(me, "%s: not a legal call: %s", manifest, illegal.text)
                     : judge(&c, manifest, directory, json);
    aqh_case_free(&c);
    return status;
}

const aqh_command aqh_cmd_check = {
    .name = "check",
    .arguments = "--manifest M.json [options]",
    .summary = "verify tensors that were dumped elsewhere (.npy or .bin, with a manifest)",
    .help = "  --manifest F  what the files are; the README has the schema\n"
            "  --max-ulp X   what counts as wrong (default: the manifest's, else 0.5)\n"
            "  --out DIR     where the reproducer goes (default: here)\n"
            "  --json FILE   results as JSON; - is standard output\n\n"
            "Example: aqcheck check --manifest corpus/examples/api-doc/manifest.json\n",
    .run = run,
};
