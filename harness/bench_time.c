#include "bench_time.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double now(const aqh_subject *subject) {
    struct timespec t;
    clock_gettime(subject->threads ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double once(const aqh_subject *subject, unsigned repeat) {
    const double start = now(subject);
    for (unsigned k = 0; k < repeat; k++)
        subject->run(subject->context);
    return (now(subject) - start) / repeat;
}

/* The first run brings code, data and memory pages in; the second is a first estimate. Where
 * the first is long, that is not much of it: *first keeps it as a result, else 0. */
static unsigned repetitions(const aqh_subject *subject, double least, double *first) {
    double time = once(subject, 1);
    *first = 0;
    if (time >= 100 * least)
        *first = time;
    else
        time = once(subject, 1);
    return time >= least ? 1 : (unsigned)fmin(ceil(least / fmax(time, 1e-7)), 1e6);
}

bool aqh_bench_time(aqh_subject *subjects, size_t count, unsigned rounds, double least) {
    double *times = malloc(count * rounds * sizeof *times);
    unsigned *repeat = malloc(count * sizeof *repeat);
    if (!times || !repeat) {
        free(times);
        free(repeat);
        return false;
    }
    for (size_t k = 0; k < count; k++)
        repeat[k] = repetitions(&subjects[k], least, &times[k * rounds]);
    for (unsigned round = 0; round < rounds; round++)
        for (size_t k = 0; k < count; k++)
            if (round == 0 && times[k * rounds] > 0)
                continue;
            else if (!subjects[k].one_in || round % subjects[k].one_in == 0)
                times[k * rounds + round] = once(&subjects[k], repeat[k]);
            else
                times[k * rounds + round] = INFINITY; /* none: sorted to the end */
    for (size_t k = 0; k < count; k++) {
        const unsigned step = subjects[k].one_in ? subjects[k].one_in : 1;
        qsort(times + k * rounds, rounds, sizeof *times, ascending);
        subjects[k].seconds = times[k * rounds + ((rounds + step - 1) / step - 1) / 2];
    }
    free(times);
    free(repeat);
    return true;
}
