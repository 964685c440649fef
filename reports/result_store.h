/* The result store: what one run or check found, as one JSON value, and all that is
 * made of it. Every rendering reads only this value, so that one that was stored
 * renders as it did when it was made. The schema is in schema/results-1.md. */
#ifndef AQ_REPORTS_RESULT_STORE_H
#define AQ_REPORTS_RESULT_STORE_H

#include "campaign.h"

#include <jansson.h>

#define AQR_RESULTS_SCHEMA "aqcheck-results-1"

/* ---- result_store.c */

/* command: "run" or "check"; stamp: null, or a time to be kept with it. Reads the
 * reproducers that the campaign wrote. Null when out of memory. */
json_t *aqr_results_json(const aqh_campaign *campaign, const aqh_options *options,
                         const char *command, const char *stamp);

/* The bytes of results.json; malloc'ed, null when out of memory. Does not take over. */
char *aqr_results_text(const json_t *results);

/* ---- result_finding.c: one finding, with what its reproducer says about it. */
json_t *aqr_finding_json(const aqh_campaign *campaign, const aqh_report *report,
                         const aqh_options *options);

/* ---- result_profile.c: for each row, in order, what is stored of its profile, or null.
 * Of a large campaign the worst 128 are stored. */
json_t *aqr_profiles_json(const aqh_profiles *profiles, size_t rows);

/* Is it what that makes, or null, or missing? Else what is wrong, from its own key on. */
const char *aqr_profile_refusal(const json_t *profile);

/* ---- result_read.c */

/* Reads results strictly: complete, of this schema, in agreement with themselves. Null
 * and one line in error otherwise. */
json_t *aqr_results_parse(const char *text, size_t bytes, char *error, size_t error_bytes);

/* Any JSON file with a schema: is it whole, and of that schema? */
json_t *aqr_document_parse(const char *text, size_t bytes, const char *schema, char *error,
                           size_t error_bytes);
/* Reads either; results as strictly as above. The error begins with the path. */
json_t *aqr_document_read(const char *path, const char *schema, char *error, size_t error_bytes);

/* ---- The renderings; malloc'ed, null when out of memory. */

/* Of a row: what a test report calls it. */
typedef enum aqr_state {
    AQR_PASSED,
    AQR_FAILED,  /* findings */
    AQR_BROKEN,  /* the harness: oracles that disagree, or nothing compared for no reason */
    AQR_SKIPPED, /* the backend does not take it */
} aqr_state;
aqr_state aqr_row_state(const json_t *row);

char *aqr_junit_text(const json_t *results);   /* result_junit.c */
char *aqr_sarif_text(const json_t *results);   /* result_sarif.c */
char *aqr_summary_text(const json_t *results); /* result_markdown.c */
char *aqr_html_text(const json_t *results);    /* result_html.c */

/* ---- result_report.c */

/* Writes them all: results.json, junit.xml, results.sarif, summary.md,
 * report.html. */
bool aqr_report_write(const json_t *results, const char *directory, char *error,
                      size_t error_bytes);

/* The above for a campaign; with_stamp: keeps the time. What --report does. */
bool aqr_report_campaign(const aqh_campaign *campaign, const aqh_options *options,
                         const char *command, bool with_stamp, const char *directory, char *error,
                         size_t error_bytes);

/* Can it be written there? Makes the directory. Ask before hours of work. */
bool aqr_report_check(const char *directory, char *error, size_t error_bytes);

#endif
