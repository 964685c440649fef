/* A campaign: many generated cases of every variant that a filter takes, on one
 * backend, judged and counted. */
#ifndef AQ_HARNESS_CAMPAIGN_H
#define AQ_HARNESS_CAMPAIGN_H

#include "aq_backend.h"
#include "judge.h"
#include "profile.h"
#include "runner.h"
#include "variant.h"

typedef struct aqh_options {
    const aq_backend *backend;
    const char *backend_name; /* as the user named it: for reproducers */
    aqh_filter filter;
    uint32_t cases;  /* of each variant; ignored when seconds > 0 */
    double seconds;  /* go round the variants until this much time is over */
    uint64_t seed;
    aqh_judge_by judge;
    double max_ulp;        /* judged by ulp */
    unsigned plan;         /* asked for in the place of the product's; 0: none (plan_name.h) */
    bool strict;           /* judged by plan: off the plan is a finding */
    aqh_oracle oracle;
    const char *directory; /* for reproducers */
    bool progress;         /* a bar on stderr */
    aqh_profiles *profiles; /* takes where the errors are; null: not wanted */
} aqh_options;

/* What was found for one variant. */
typedef struct aqh_row {
    aqh_variant variant;
    uint64_t cases;       /* run */
    uint64_t unsupported; /* cases that the backend does not take */
    aqh_judgement judged;
    uint64_t findings[AQH_FINDING_COUNT]; /* elements of WRONG, OFF_PLAN, NOT_WRITTEN; else cases */
} aqh_row;

/* The first finding of its kind in its variant; the others are counted only. */
typedef struct aqh_report {
    size_t row;
    aqh_finding kind;
    char text[400];
    char file[4096]; /* the reproducer; "" if it could not be written */
} aqh_report;

typedef struct aqh_campaign {
    aqh_row *rows;
    size_t row_count;
    aqh_report *reports;
    size_t report_count;
    /* Over all rows. */
    uint64_t cases, unsupported, elements, findings;
    uint64_t failed; /* of the findings: calls that the backend says it broke in */
    size_t unseen_special; /* rows compared without a special value among the operands */
    size_t unseen;         /* rows of which nothing was compared */
    uint64_t disagreements; /* of the two oracles: the tool is broken */
} aqh_campaign;

/* Runs it. False and one line in error when no variant passes the filter, or
 * when out of memory. The same options give the same result, but for a time
 * limit. */
bool aqh_campaign_run(aqh_campaign *campaign, const aqh_options *options, char *error,
                      size_t error_bytes);
void aqh_campaign_free(aqh_campaign *campaign);

/* What is left of a campaign whose process died in a call of the backend: one
 * finding, of the case it died in, with a reproducer. */
struct aqh_death;
bool aqh_campaign_died(aqh_campaign *campaign, const aqh_options *options,
                       const struct aqh_death *death, char *error, size_t error_bytes);

/* Runs one case on a backend and judges what it gave; seed as in aqh_judge. dst
 * (unless null) takes the result, of the size of the case's dst; free() it. False
 * when out of memory. */
typedef struct aqh_trial {
    aqh_outcome outcome;
    aqh_judgement judged;
    uint32_t findings; /* bits, as in the outcome; WRONG and (if strict) OFF_PLAN too */
} aqh_trial;
bool aqh_try(aqh_runner *runner, const aq_backend *backend, const aqh_case *c, aqh_oracle oracle,
             bool strict, uint64_t seed, uint8_t **dst, aqh_trial *trial);

/* The findings of a judgement, as bits. */
uint32_t aqh_judged_findings(const aqh_judgement *judged, bool strict);

/* One line about a finding of a trial: which element, by how much. */
void aqh_trial_text(const aqh_case *c, const aqh_trial *trial, aqh_finding kind, char *text,
                    size_t bytes);

/* All findings of a row. */
uint64_t aqh_row_findings(const aqh_row *row);

#endif
