/* The parts of report.html. */
#ifndef AQ_REPORTS_RESULT_HTML_H
#define AQ_REPORTS_RESULT_HTML_H

#include <jansson.h>
#include <stdio.h>

/* The style sheet; nothing in it is loaded from anywhere. */
extern const char aqr_html_style[];

/* ---- result_html_rows.c: a table per product. */
void aqr_html_rows(FILE *out, const json_t *results);

/* ---- result_html_plots.c: the figures of a row that has a profile. */
void aqr_html_profile(FILE *out, const json_t *row);

#endif
