/* Times of several things to do, taken in turn: in every round each is done once, so that
 * what else the machine does meets all of them. What is reported is the median. The time is
 * that of the thread on its processor: what others take away in between does not count. */
#ifndef AQ_HARNESS_BENCH_TIME_H
#define AQ_HARNESS_BENCH_TIME_H

#include <stdbool.h>
#include <stddef.h>

enum { AQH_BENCH_SUBJECTS = 16 };

typedef struct aqh_subject {
    void (*run)(void *context);
    void *context;
    unsigned one_in; /* done in every so manieth round: for slow ones; 0 as 1 */
    bool threads;    /* it starts others: the time on the wall */
    double seconds;  /* the median, of one run */
} aqh_subject;

/* A subject that takes less than `least` seconds is repeated within a round until it takes
 * as long. False when out of memory. */
bool aqh_bench_time(aqh_subject *subjects, size_t count, unsigned rounds, double least);

#endif
