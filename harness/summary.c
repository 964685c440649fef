#include "summary.h"

#include "backends.h"
#include "cli.h"
#include "names.h"
#include "plan_name.h"
#include "summary_table.h"
#include "terminal.h"

#include <inttypes.h>
#include <string.h>

/* A word for the shell: quoted where it must be. */
static void print_word(FILE *out, const char *word) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./:=,+@%";
    if (*word && strspn(word, plain) == strlen(word)) {
        fputs(word, out);
        return;
    }
    fputc('\'', out);
    for (; *word; word++)
        fprintf(out, *word == '\'' ? "'\\''" : "%c", *word);
    fputc('\'', out);
}

/* A library is named: it is not loaded because a file says so. */
void aqh_summary_replay(FILE *out, const char *file, const char *backend) {
    fprintf(out, "aqcheck repro ");
    print_word(out, file);
    if (aqh_backend_is_library(backend)) {
        fprintf(out, " --backend ");
        print_word(out, backend);
    }
}

static void print_reports(FILE *out, const aqh_campaign *campaign, const aqh_options *options) {
    for (size_t k = 0; k < campaign->report_count; k++) {
        const aqh_report *r = &campaign->reports[k];
        char name[128];
        aqh_variant_name(&campaign->rows[r->row].variant, name, sizeof name);
        fputc('\n', out);
        aqh_tinted(out, AQH_BAD, "FINDING");
        fprintf(out, " %s: %s\n  %s\n", aqh_finding_name(r->kind), name, r->text);
        if (r->file[0]) {
            fputs("  replay: ", out);
            aqh_summary_replay(out, r->file, options->backend_name);
            fputc('\n', out);
        }
    }
}

static void print_verdict(FILE *out, const aqh_campaign *campaign, const aqh_options *options,
                          size_t combinations) {
    const bool by_plan = options->judge == AQH_BY_PLAN;
    char rule[64], seed[40] = "";
    if (strcmp(options->backend_name, "dump") != 0) /* that has none */
        snprintf(seed, sizeof seed, ", seed %" PRIu64, options->seed);
    if (by_plan)
        snprintf(rule, sizeof rule, "judged by plan%s%s%s", options->plan ? " " : "",
                 aqh_plan_name(options->plan), options->strict ? ", strictly" : "");
    else
        snprintf(rule, sizeof rule, "tolerance %g ulp", options->max_ulp);
    const bool passed = aqh_campaign_passed(campaign);
    fputc('\n', out);
    aqh_tinted(out, passed ? AQH_GOOD : AQH_BAD, passed ? "PASS" : "FAIL");
    fprintf(out,
            ": backend %s%s, %s: %zu combinations in %zu forms, "
            "%" PRIu64 " cases, %" PRIu64 " elements compared, %" PRIu64 " findings\n",
            options->backend_name, seed, rule, combinations, campaign->row_count, campaign->cases,
            campaign->elements, campaign->findings);
    uint64_t planned = 0, off_plan = 0, outside = 0;
    for (size_t k = 0; k < campaign->row_count; k++) {
        planned += campaign->rows[k].judged.as_planned;
        off_plan += campaign->rows[k].judged.off_plan;
        outside += campaign->rows[k].judged.outside;
    }
    if (by_plan)
        fprintf(out,
                "max and mean ulp are of the domains NORM and SUB; %" PRIu64
                " elements are in others (overflow, NaN, Inf)\n"
                "as planned, bit for bit: %" PRIu64 "; within the bound but off the plan: %" PRIu64
                "; wrong: %" PRIu64 "\n",
                outside, planned, off_plan, campaign->elements - planned - off_plan);
    if (campaign->disagreements)
        fprintf(out, "THE TOOL IS BROKEN: its two oracles disagree on %" PRIu64 " elements\n",
                campaign->disagreements);
    if (campaign->failed)
        fprintf(out, "calls in which the backend broke, of which nothing is known: %" PRIu64 "\n",
                campaign->failed);
    if (campaign->unsupported)
        fprintf(out, "unsupported by the backend, not compared: %" PRIu64 " cases\n",
                campaign->unsupported);
    if (campaign->unseen)
        fprintf(out, "nothing compared: %zu of %zu forms\n", campaign->unseen, campaign->row_count);
    if (campaign->unseen_special)
        fprintf(out, "compared without a special value among the operands: %zu of %zu forms\n",
                campaign->unseen_special, campaign->row_count);
}

void aqh_summary_print(FILE *out, const aqh_campaign *campaign, const aqh_options *options) {
    const size_t combinations = aqh_summary_table(out, campaign, options->judge == AQH_BY_PLAN);
    print_reports(out, campaign, options);
    print_verdict(out, campaign, options, combinations);
}

/* A form that the backend does not take is a legal answer; one that it takes and
 * of which nothing was compared is not, nor is a campaign that compared nothing. */
bool aqh_campaign_passed(const aqh_campaign *campaign) {
    if (campaign->findings || campaign->elements == 0 || campaign->disagreements)
        return false;
    for (size_t k = 0; k < campaign->row_count; k++) {
        const aqh_row *row = &campaign->rows[k];
        if (row->judged.elements == 0 && row->unsupported < row->cases)
            return false;
        if (row->cases == 0)
            return false;
    }
    return true;
}

int aqh_campaign_status(const aqh_campaign *campaign) {
    if (aqh_campaign_passed(campaign))
        return AQH_PASS;
    const bool only_broke = campaign->failed && campaign->failed == campaign->findings;
    return only_broke && !campaign->disagreements ? AQH_BROKEN : AQH_FINDINGS;
}
