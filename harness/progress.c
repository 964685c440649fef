#include "progress.h"

#include "clock.h"
#include "terminal.h"

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
    char text[128], bar[31];
    const int used = snprintf(text, sizeof text, "%3.0f%%  %" PRIu64 " %s, %.0f/s, %.0f s left",
                              fraction * 100, done, units, (double)done / elapsed,
                              fraction > 0 ? elapsed / fraction - elapsed : 0.0);
    /* The bar is what gives way: a line that wraps cannot be taken back. */
    const int width = aqh_terminal_width(stderr), room = width ? width - used - 4 : 30;
    const int length = room < 0 ? 0 : room > 30 ? 30 : room;
    for (int k = 0; k < length; k++)
        bar[k] = k < (int)(fraction * length) ? '#' : '.';
    bar[length] = 0;
    fprintf(stderr, "\r[%s] %.*s\033[K", bar, width > 4 ? width - 4 - length : used, text);
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
