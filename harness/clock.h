/* Seconds on a clock that only goes forward. */
#ifndef AQ_HARNESS_CLOCK_H
#define AQ_HARNESS_CLOCK_H

#include <time.h>

static inline double aqh_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

#endif
