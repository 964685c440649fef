/* The loop that a user would write: decode to float, add, multiply, convert; no thought of
 * correct rounding or of speed. Compiled with -O3 -march=native where that exists. */
#ifndef AQ_HARNESS_BENCH_PLAIN_H
#define AQ_HARNESS_BENCH_PLAIN_H

#include "antiquant.h"

/* A legal call, on one thread. */
void aqh_bench_plain(const aq_call *call, const aq_buffers *buffers);

/* How its file was compiled: "-O3 -march=native". */
extern const char *const aqh_bench_plain_flags;

#endif
