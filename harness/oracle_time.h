/* How fast the exact paths of the oracle are, side by side. */
#ifndef AQ_HARNESS_ORACLE_TIME_H
#define AQ_HARNESS_ORACLE_TIME_H

#include "fast_batch.h"
#include "oracle_sample.h"

#include <stddef.h>

/* Nanoseconds per element to decode three operands, form the exact value, round it
 * and measure a result. batch: 0 where the processor has not got it. */
typedef struct aqh_oracle_times {
    double mpfr, scalar, batch[AQO_ISA_COUNT];
} aqh_oracle_times;

/* The first `count` samples (above 0) of the sequence by each path, in alternation.
 * False when out of memory. */
bool aqh_oracle_time(aqh_oracle_class_id id, uint64_t seed, size_t count, aqh_oracle_times *times);

#endif
