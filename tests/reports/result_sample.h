/* Results to render and to judge: of a short campaign on the CPU backend, and the
 * same with findings. */
#ifndef AQ_TESTS_RESULT_SAMPLE_H
#define AQ_TESTS_RESULT_SAMPLE_H

#include <jansson.h>

/* Rows: A2 per_tensor. The caller's; json_decref it. */
json_t *sample_results(void);

/* A finding of the first row, with control characters and markup in its text. */
void sample_add_finding(json_t *results, const char *kind, const char *text);

/* Parsed again from its own bytes; why it was refused, or "" if it was not. */
const char *sample_refusal(const json_t *results);

#endif
