/* One element, step by step: decode, sum, product, rounding, with exact values. */
#ifndef AQ_HARNESS_EXPLAIN_H
#define AQ_HARNESS_EXPLAIN_H

#include "judge.h"

#include <stdio.h>

/* Prints the walk for element (i, j) of the case, with the result in dst (null:
 * there is none). */
void aqh_explain(FILE *out, const aqh_case *c, const uint8_t *dst, size_t i, size_t j);

#endif
