/* Where a call is cut, and the threads that compute the parts. */
#include "threads.h"
#include "mutate.h"

#include <pthread.h>
#include <unistd.h>

/* Parts begin at multiples of this many columns: whole bytes of 4-bit formats, whole
 * cache lines of dst. */
#define COLUMN_STEP 64

typedef struct worker {
    const aqc_variant *variant;
    const aq_call *call;
    const aq_buffers *buffers;
    aqc_part part;
    pthread_t thread;
    bool started;
} worker;

static void *work(void *context) {
    const worker *w = context;
    w->variant->compute(w->call, w->buffers, &w->part);
    return NULL;
}

static unsigned count_of(unsigned threads, const aqc_layout *layout) {
    if (threads == 0) {
        const long processors = sysconf(_SC_NPROCESSORS_ONLN);
        const size_t useful = layout->rows * layout->cols / AQC_THREAD_ELEMENTS + 1;
        threads = processors > 0 ? (unsigned)processors : 1;
        threads = threads < useful ? threads : (unsigned)useful;
    }
    return threads < AQ_CPU_MAX_THREADS ? threads : AQ_CPU_MAX_THREADS;
}

/* Part i of n of [0, size), in steps. */
static size_t cut(size_t size, size_t step, size_t i, size_t n) {
    const size_t steps = (size + step - 1) / step,
                 at = steps / n * i + AQ_MUTATE(thread_remainder_lost, steps % n * i / n, 0);
    return at * step < size ? at * step : size;
}

/* By rows where there are enough of them: these are contiguous. */
static aqc_part part_of(const aqc_layout *layout, size_t i, size_t n) {
    aqc_part part = {0, layout->rows, 0, layout->cols};
    if (layout->rows >= n) {
        part.row_begin = cut(layout->rows, 1, i, n) + AQ_MUTATE(thread_parts_leave_a_gap, 0, i > 0);
        part.row_end = cut(layout->rows, 1, i + 1, n);
    } else {
        part.col_begin = cut(layout->cols, COLUMN_STEP, i, n);
        part.col_end = cut(layout->cols, COLUMN_STEP, i + 1, n);
    }
    return part;
}

void aqc_compute(const aqc_variant *variant, const aq_call *call, const aq_buffers *buffers,
                 unsigned threads) {
    const aqc_layout layout = aqc_layout_of(call);
    const unsigned n = count_of(threads, &layout);
    if (n <= 1) {
        const aqc_part all = {0, layout.rows, 0, layout.cols};
        variant->compute(call, buffers, &all);
        return;
    }
    worker workers[AQ_CPU_MAX_THREADS];
    for (unsigned i = 0; i < n; i++) {
        workers[i] = (worker){variant, call, buffers, part_of(&layout, i, n), 0, false};
        /* The last part is the caller's. */
        workers[i].started =
            i + 1 < n && pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0;
    }
    for (unsigned i = 0; i < n; i++) {
        if (!workers[i].started) {
            work(&workers[i]);
        }
    }
    for (unsigned i = 0; i < n; i++) {
        if (workers[i].started) {
            pthread_join(workers[i].thread, NULL);
        }
    }
}
