/* The instruction sets of the batch form, and what they share. Internal to it. */
#ifndef AQ_ORACLE_FAST_BATCH_TABLES_H
#define AQ_ORACLE_FAST_BATCH_TABLES_H

#include "fast_batch.h"

/* One table for each file of an instruction set; which of them are built is up to
 * the build. */
extern const aqo_batch aqo_batch_avx2, aqo_batch_avx512, aqo_batch_neon;

/* The values of all codes of a format of at most 8 bits; null for a larger one. */
const double *aqo_batch_table(aq_format format);

#endif
