#include "progress.h"

#include "clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

void aqh_progress_begin(aqh_progress *progress, bool wanted) {
    *progress = (aqh_progress){.shown = wanted && isatty(STDERR_FILENO)};
    progress->start = progress->last = aqh_now();
}

void aqh_progress_show(aqh_progress *progress, double fraction, uint64_t done, const char *units) {
    if (!progress->shown)
        return;
    const double time = aqh_now();
    if (time - progress->last < 0.1)
        return;
    progress->last = time;
    const double elapsed = time - progress->start;
    if (fraction > 1)
        fraction = 1;
    char bar[31];
    for (int k = 0; k < 30; k++)
        bar[k] = k < (int)(fraction * 30) ? '#' : '.';
    bar[30] = 0;
    fprintf(stderr, "\r[%s] %3.0f%%  %" PRIu64 " %s, %.0f/s, %.0f s left \033[K", bar,
            fraction * 100, done, units, (double)done / elapsed,
            fraction > 0 ? elapsed / fraction - elapsed : 0.0);
    fflush(stderr);
}

void aqh_progress_clear(const aqh_progress *progress) {
    if (progress->shown)
        fprintf(stderr, "\r\033[K");
}

void aqh_progress_end(aqh_progress *progress) {
    aqh_progress_clear(progress);
    progress->shown = false;
}
