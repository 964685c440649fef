/* A progress bar on stderr, with rate and time left; nothing but on a terminal. */
#ifndef AQ_HARNESS_PROGRESS_H
#define AQ_HARNESS_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct aqh_progress {
    bool shown;
    double start, last; /* seconds */
} aqh_progress;

/* wanted: false turns it off; it is off as well where stderr is no terminal. */
void aqh_progress_begin(aqh_progress *progress, bool wanted);
/* fraction: 0..1 of the work; done: how many `units` so far. Cheap to call often. */
void aqh_progress_show(aqh_progress *progress, double fraction, uint64_t done, const char *units);
/* Takes the bar away, so that a line can be printed; it comes back by itself. */
void aqh_progress_clear(const aqh_progress *progress);
void aqh_progress_end(aqh_progress *progress);

#endif
