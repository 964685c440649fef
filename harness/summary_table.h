/* The table of a campaign. */
#ifndef AQ_HARNESS_SUMMARY_TABLE_H
#define AQ_HARNESS_SUMMARY_TABLE_H

#include "campaign.h"

#include <stdio.h>

/* A line per product and combination of types, its forms (offset, transposition,
 * k_dim) taken together; where the stream has not the width, columns are left out, the
 * least important first. Returns the number of combinations. */
size_t aqh_summary_table(FILE *out, const aqh_campaign *campaign, bool by_plan);

#endif
