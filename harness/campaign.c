#include "campaign.h"

#include "campaign_cases.h"
#include "clock.h"
#include "format.h"
#include "names.h"
#include "plan_name.h"
#include "progress.h"
#include "supervise.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool take_rows(aqh_campaign *campaign, const aqh_options *options) {
    size_t count;
    aqh_variant *variants = aqh_variants(&count);
    if (!variants)
        return false;
    campaign->rows = calloc(count, sizeof *campaign->rows);
    for (size_t k = 0; campaign->rows && k < count; k++)
        if (aqh_campaign_takes(options, &variants[k]))
            campaign->rows[campaign->row_count++].variant = variants[k];
    free(variants);
    return campaign->rows != NULL;
}

static void file_name(const aqh_options *options, const aqh_variant *v, aqh_finding kind,
                      uint64_t seed, char *name, size_t bytes) {
    snprintf(name, bytes, "%s/%s-%s-%s-%s-%s-%s-%08" PRIx32 ".aqcase", options->directory,
             aqh_finding_name(kind), aqh_name(&aqh_product_names, v->types.product),
             aqh_name(&aqh_prototype_names, v->types.prototype), aqo_format_get(v->types.src)->name,
             aqo_format_get(v->types.scale)->name, aqo_format_get(v->types.dst)->name,
             (uint32_t)(seed >> 32));
}

static bool reported(const aqh_campaign *campaign, size_t row, aqh_finding kind) {
    for (size_t k = 0; k < campaign->report_count; k++)
        if (campaign->reports[k].row == row && campaign->reports[k].kind == kind)
            return true;
    return false;
}

/* A report without a file is still a report. */
static void write_reproducer(const aqh_case *c, aqh_report *r) {
    char error[512];
    if (!aqh_case_write(c, r->file, error, sizeof error)) {
        fprintf(stderr, "aqcheck: %s\n", error);
        r->file[0] = 0;
    }
}

static bool report(aqh_campaign *campaign, const aqh_options *options, size_t row, aqh_case *c,
                   const aqh_trial *trial, const uint8_t *dst, aqh_finding kind, uint64_t seed) {
    aqh_report *more =
        realloc(campaign->reports, (campaign->report_count + 1) * sizeof *campaign->reports);
    if (!more)
        return false;
    campaign->reports = more;
    aqh_report *r = &more[campaign->report_count++];
    *r = (aqh_report){.row = row, .kind = kind};
    aqh_trial_text(c, trial, kind, r->text, sizeof r->text);
    file_name(options, &campaign->rows[row].variant, kind, seed, r->file, sizeof r->file);

    snprintf(c->backend, sizeof c->backend, "%s", options->backend_name);
    snprintf(c->note, sizeof c->note, "%s: %.200s", aqh_finding_name(kind), r->text);
    if (!dst) { /* there is no result */
        write_reproducer(c, r);
        return true;
    }
    c->bytes[AQH_DST] = aqo_bytes(c->call.dst.format, (size_t)c->call.dst.rows * c->call.dst.cols);
    free(c->data[AQH_DST]);
    c->data[AQH_DST] = malloc(c->bytes[AQH_DST] + 1);
    if (!c->data[AQH_DST])
        return false;
    memcpy(c->data[AQH_DST], dst, c->bytes[AQH_DST]);
    write_reproducer(c, r);
    return true;
}

static uint64_t occurrences(const aqh_trial *trial, aqh_finding kind) {
    switch (kind) {
    case AQH_WRONG:
        return trial->judged.wrong;
    case AQH_OFF_PLAN:
        return trial->judged.off_plan;
    case AQH_NOT_WRITTEN:
        return trial->outcome.not_written;
    default:
        return 1;
    }
}

static bool run_one(aqh_campaign *campaign, const aqh_options *options, aqh_runner *runner,
                    size_t row_index, uint32_t index) {
    aqh_row *row = &campaign->rows[row_index];
    aqh_case c;
    aqh_trial trial;
    uint8_t *dst = NULL;
    uint64_t seed;
    bool good = aqh_campaign_case(&c, options, &row->variant, index, &seed);
    aqh_calling(row_index, index);
    good = good && aqh_try(runner, options->backend, &c, options->oracle, options->strict, seed,
                           &dst, &trial);
    aqh_called();
    if (good) {
        row->cases++;
        row->unsupported += trial.outcome.status == AQ_RUN_UNSUPPORTED;
        aqh_judgement_add(&row->judged, &trial.judged);
        good = !options->profiles ||
               aqh_profiles_add(options->profiles, row_index, &c, dst, &trial.judged);
        for (int kind = AQH_WRONG; good && kind < AQH_FINDING_COUNT; kind++) {
            if (!(trial.findings >> kind & 1))
                continue;
            row->findings[kind] += occurrences(&trial, (aqh_finding)kind);
            if (!reported(campaign, row_index, (aqh_finding)kind))
                good =
                    report(campaign, options, row_index, &c, &trial, dst, (aqh_finding)kind, seed);
        }
    }
    free(dst);
    aqh_case_free(&c);
    return good;
}

static void sum_up(aqh_campaign *campaign) {
    for (size_t k = 0; k < campaign->row_count; k++) {
        const aqh_row *row = &campaign->rows[k];
        campaign->cases += row->cases;
        campaign->unsupported += row->unsupported;
        campaign->elements += row->judged.elements;
        campaign->findings += aqh_row_findings(row);
        campaign->failed += row->findings[AQH_FAILED];
        campaign->unseen += row->judged.elements == 0;
        campaign->disagreements += row->judged.disagreements;
        campaign->unseen_special += row->judged.elements != 0 && row->judged.special == 0;
    }
}

/* Which plans the filter's forms have. */
static void no_plan(const aqh_options *options, char *error, size_t error_bytes) {
    char names[160] = "";
    size_t count;
    const aqo_stand_in *all = aqo_stand_ins(&count);
    for (size_t k = 0; k < count; k++) {
        aqh_options other = *options;
        aqh_campaign campaign = {0};
        other.plan = 1 + (unsigned)all[k].other;
        if (take_rows(&campaign, &other) && campaign.row_count > 0) {
            const size_t used = strlen(names);
            snprintf(names + used, sizeof names - used, "%s%s", used ? ", " : "",
                     aqh_plan_name(other.plan));
        }
        aqh_campaign_free(&campaign);
    }
    snprintf(error, error_bytes,
             "--plan: no form that passes the filter has %s; what can be asked for there: %s",
             aqh_plan_name(options->plan), names[0] ? names : "nothing");
}

bool aqh_campaign_run(aqh_campaign *campaign, const aqh_options *options, char *error,
                      size_t error_bytes) {
    *campaign = (aqh_campaign){0};
    aqh_runner *runner = aqh_runner_new();
    bool good = runner && take_rows(campaign, options);
    if (good && campaign->row_count == 0) {
        if (options->plan == AQH_PLAN_OWN)
            snprintf(error, error_bytes, "filter: no documented combination passes it");
        else
            no_plan(options, error, error_bytes);
        aqh_runner_free(runner);
        aqh_campaign_free(campaign);
        return false;
    }

    aqh_progress progress;
    aqh_progress_begin(&progress, options->progress);
    const double start = aqh_now();
    const uint64_t total = (uint64_t)options->cases * campaign->row_count;
    uint64_t done = 0;
    /* Case by case round all variants, so that a time limit cuts all of them
     * alike; every variant has its first case whatever the limit. */
    for (uint32_t index = 0; good; index++) {
        if (options->seconds > 0 ? index > 0 && aqh_now() - start >= options->seconds
                                 : index >= options->cases)
            break;
        for (size_t row = 0; good && row < campaign->row_count; row++) {
            good = run_one(campaign, options, runner, row, index);
            done++;
            const double elapsed = aqh_now() - start;
            if (options->seconds > 0 && index > 0 && elapsed >= options->seconds)
                break;
            aqh_progress_show(&progress,
                              options->seconds > 0 ? elapsed / options->seconds
                                                   : (double)done / (double)total,
                              done, "cases");
        }
    }
    aqh_progress_end(&progress);
    aqh_runner_free(runner);
    if (!good) {
        snprintf(error, error_bytes, "out of memory");
        aqh_campaign_free(campaign);
        return false;
    }
    sum_up(campaign);
    return true;
}

bool aqh_campaign_died(aqh_campaign *campaign, const aqh_options *options,
                       const struct aqh_death *death, char *error, size_t error_bytes) {
    *campaign = (aqh_campaign){0};
    aqh_case c;
    uint64_t seed;
    bool good = take_rows(campaign, options) && death->row < campaign->row_count &&
                aqh_campaign_case(&c, options, &campaign->rows[death->row].variant,
                                  (uint32_t)death->index, &seed);
    if (good) {
        aqh_trial trial = {.findings = 1u << AQH_CRASHED};
        snprintf(trial.outcome.text, sizeof trial.outcome.text, "the backend %s", death->text);
        campaign->rows[death->row].cases = 1;
        campaign->rows[death->row].findings[AQH_CRASHED] = 1;
        good = report(campaign, options, death->row, &c, &trial, NULL, AQH_CRASHED, seed);
        sum_up(campaign);
        aqh_case_free(&c);
    }
    if (!good) {
        snprintf(error, error_bytes, "the backend %s; its case cannot be written", death->text);
        aqh_campaign_free(campaign);
    }
    return good;
}

uint64_t aqh_row_findings(const aqh_row *row) {
    uint64_t sum = 0;
    for (int kind = AQH_WRONG; kind < AQH_FINDING_COUNT; kind++)
        sum += row->findings[kind];
    return sum;
}

void aqh_campaign_free(aqh_campaign *campaign) {
    free(campaign->rows);
    free(campaign->reports);
    *campaign = (aqh_campaign){0};
}
