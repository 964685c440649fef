/* Text of reports: what may be shown of foreign text, escaped for where it goes. */
#ifndef AQ_REPORTS_RESULT_TEXT_H
#define AQ_REPORTS_RESULT_TEXT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* A JSON string of text that need not be printable or UTF-8: control characters (but
 * line ends, where `lines`) and stray bytes become \x1b and the like, in letters. */
json_t *aqr_text_json(const char *text, bool lines);

/* For an element or a quoted attribute of XML or HTML. What XML cannot hold comes out
 * as above; line ends stay. */
void aqr_text_xml(FILE *out, const char *text);

/* For a cell of a Markdown table or a line of prose: one line, nothing in it is markup. */
void aqr_text_markdown(FILE *out, const char *text);

/* The string, number or truth of a field; "", 0 and false where there is none. */
const char *aqr_field_text(const json_t *object, const char *key);
long long aqr_field_count(const json_t *object, const char *key);
bool aqr_field_true(const json_t *object, const char *key);

/* A number of ulps as results have them ("0x1p-1", "inf"), to 6 digits; "-" for null. */
const char *aqr_ulp_short(const json_t *value, char text[32]);

/* What a hex float or "inf" stands for; false if it is neither, or negative. */
bool aqr_ulp_value(const json_t *value, double *number);
json_t *aqr_ulp_json(double value);

/* What was looked at, in half a sentence: "20 cases, 88928 elements compared, ...". */
void aqr_text_counts(FILE *out, const json_t *results);

#endif
