#include "summary.h"

#include "backends.h"
#include "format.h"
#include "names.h"
#include "number_text.h"
#include "plan_name.h"

#include <inttypes.h>
#include <string.h>

static bool same_types(const aqh_row *a, const aqh_row *b) {
    return !memcmp(&a->variant.types, &b->variant.types, sizeof a->variant.types);
}

static void worst_text(const aqh_row *row, char *text, size_t bytes) {
    const aqh_judgement *judged = &row->judged;
    if (!judged->any || (judged->worst.ulp == 0 && !judged->wrong)) {
        snprintf(text, bytes, "-");
        return;
    }
    const aqh_variant *v = &row->variant;
    char x[16], o[20] = "", s[16], got[16];
    aqh_code_text(v->types.src, judged->worst.src, x, sizeof x);
    if (v->has_offset) {
        strcpy(o, "+");
        aqh_code_text(v->types.scale, judged->worst.offset, o + 1, sizeof o - 1);
    }
    aqh_code_text(v->types.scale, judged->worst.scale, s, sizeof s);
    aqh_code_text(v->types.dst, judged->worst.got, got, sizeof got);
    snprintf(text, bytes, "(%s%s)*%s -> %s", x, o, s, got);
}

/* Rows of one combination are adjacent. */
static size_t merge(const aqh_campaign *campaign, size_t first, aqh_row *sum) {
    size_t next = first;
    *sum = campaign->rows[first];
    while (++next < campaign->row_count && same_types(sum, &campaign->rows[next])) {
        const aqh_row *row = &campaign->rows[next];
        const bool new_worst =
            row->judged.any &&
            (!sum->judged.any || (row->judged.wrong > 0) > (sum->judged.wrong > 0) ||
             ((row->judged.wrong > 0) == (sum->judged.wrong > 0) &&
              row->judged.worst.ulp > sum->judged.worst.ulp));
        if (new_worst)
            sum->variant = row->variant;
        sum->cases += row->cases;
        sum->unsupported += row->unsupported;
        aqh_judgement_add(&sum->judged, &row->judged);
        for (int kind = 0; kind < AQH_FINDING_COUNT; kind++)
            sum->findings[kind] += row->findings[kind];
    }
    return next;
}

static void print_row(FILE *out, const aqh_row *row, size_t forms, bool by_plan) {
    const aqo_combination *t = &row->variant.types;
    const aqh_judgement *j = &row->judged;
    char worst[80], types[32];
    worst_text(row, worst, sizeof worst);
    snprintf(types, sizeof types, "%s*%s->%s", aqo_format_get(t->src)->name,
             aqo_format_get(t->scale)->name, aqo_format_get(t->dst)->name);
    fprintf(out, "%-9s %-16s %-20s %5zu %9" PRIu64, aqh_name(&aqh_product_names, t->product),
            aqh_name(&aqh_prototype_names, t->prototype), types, forms, j->elements);
    if (!j->elements)
        fprintf(out, " %8s %7s %6s", "-", "-", "-");
    else
        fprintf(out, " %8.5g %7.4f %6.2f", j->wrong || j->any ? j->worst.ulp : 0.0,
                j->finite ? j->sum_ulp / (double)j->finite : 0.0,
                100.0 * (double)j->exact / (double)j->elements);
    if (by_plan && j->elements)
        fprintf(out, " %8.4f %8" PRIu64, 100.0 * (double)j->as_planned / (double)j->elements,
                j->off_plan);
    else if (by_plan)
        fprintf(out, " %8s %8s", "-", "-");
    fprintf(out, " %9" PRIu64 " %8" PRIu64 "  %s\n", j->special, aqh_row_findings(row), worst);
}

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
        fprintf(out, "\nFINDING %s: %s\n  %s\n", aqh_finding_name(r->kind), name, r->text);
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
    fprintf(out,
            "\n%s: backend %s%s, %s: %zu combinations in %zu forms, "
            "%" PRIu64 " cases, %" PRIu64 " elements compared, %" PRIu64 " findings\n",
            aqh_campaign_passed(campaign) ? "PASS" : "FAIL", options->backend_name, seed, rule,
            combinations, campaign->row_count, campaign->cases, campaign->elements,
            campaign->findings);
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
    const bool by_plan = options->judge == AQH_BY_PLAN;
    fprintf(out, "%-9s %-16s %-20s %5s %9s %8s %7s %6s", "product", "prototype", "src*scale->dst",
            "forms", "elements", "max ulp", "mean", "exact%");
    if (by_plan)
        fprintf(out, " %8s %8s", "planned%", "off-plan");
    fprintf(out, " %9s %8s  %s\n", "special", "findings", "worst input (src+offset)*scale -> got");
    size_t combinations = 0;
    for (size_t first = 0; first < campaign->row_count; combinations++) {
        aqh_row sum;
        size_t next = merge(campaign, first, &sum);
        print_row(out, &sum, next - first, by_plan);
        first = next;
    }
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
