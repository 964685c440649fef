/* Cases for the runner's tests, and running them. */
#ifndef AQ_TESTS_WATCHED_H
#define AQ_TESTS_WATCHED_H

#include "bad_backends.h"
#include "observe.h"

#define BIT(id) (1u << AQH_##id)

enum { ROWS = 4, COLUMNS = 32, ELEMENTS = ROWS * COLUMNS, DST_BYTES = 2 * ELEMENTS };

/* A legal call with all five buffers. */
void full_case(aqh_case *c);

/* A legal call that computes the first half of dst only, of zeros. */
void half_case(aqh_case *c);

typedef aq_run_status run_fn(void *ctx, const aq_call *call, const aq_buffers *buffers,
                             aq_error *error);

aqh_outcome run_with(aqh_runner *runner, run_fn *run, void *ctx, const aqh_case *c);

/* With a runner of its own. */
aqh_outcome run_once(run_fn *run, void *ctx, const aqh_case *c);

#endif
