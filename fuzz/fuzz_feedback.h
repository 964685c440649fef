/* What the fuzzer is told of a case besides the branches that it took: kernels
 * have next to none. */
#ifndef AQ_FUZZ_FEEDBACK_H
#define AQ_FUZZ_FEEDBACK_H

#include "case.h"

/* libFuzzer takes each of these that is not zero for a feature of the input. */
enum { AQF_COUNTERS = 10240 };
extern uint8_t aqf_counters[AQF_COUNTERS];

/* Marks the features of the case and of its result; nothing with AQ_FEEDBACK=0 in
 * the environment. */
void aqf_feedback(const aqh_case *c, const uint8_t *dst);

/* Marks feature `index` of a target that has its own (not together with the above). */
void aqf_feature(unsigned index);

#endif
