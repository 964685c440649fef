/* Two JSON values: the same, or where they differ. */
#ifndef AQ_REPORTS_CERTIFICATE_COMPARE_H
#define AQ_REPORTS_CERTIFICATE_COMPARE_H

#include <jansson.h>
#include <stdbool.h>

/* Is `got` the same as `want`, all fields and types? If not, reason takes one line,
 * "domains.NORM.max_ulp: is 1, must be 2", for the first difference in the order
 * of want. */
bool aqr_json_same(const json_t *got, const json_t *want, char *reason, size_t reason_bytes);

#endif
