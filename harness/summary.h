/* What a campaign found, for people and for programs. */
#ifndef AQ_HARNESS_SUMMARY_H
#define AQ_HARNESS_SUMMARY_H

#include "campaign.h"

#include <stdio.h>

/* The table: a line per product and combination of types, its forms (offset,
 * transposition, k_dim) taken together; then the findings and how to replay
 * them; then one line that says it all. */
void aqh_summary_print(FILE *out, const aqh_campaign *campaign, const aqh_options *options);

/* The same as JSON, a row per variant. "-" is standard output. False and one
 * line in error when it cannot be written; nothing is left half written. */
bool aqh_summary_json(const char *path, const aqh_campaign *campaign, const aqh_options *options,
                      char *error, size_t error_bytes);

/* The command that replays a case found on a backend, to be pasted into a shell. */
void aqh_summary_replay(FILE *out, const char *file, const char *backend);

/* Did it pass: no finding, and every row of it compared, unless unsupported. */
bool aqh_campaign_passed(const aqh_campaign *campaign);

/* The exit code: AQH_PASS, AQH_FINDINGS; or AQH_BROKEN when all there is against the backend
 * is that it said of calls that it broke. */
int aqh_campaign_status(const aqh_campaign *campaign);

#endif
