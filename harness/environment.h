/* The part of the floating-point environment that changes results: as it computes here
 * and now, whatever registers hold it. */
#ifndef AQ_HARNESS_ENVIRONMENT_H
#define AQ_HARNESS_ENVIRONMENT_H

/* Compare them with ==. The exception flags are not in it, and may be raised. */
typedef unsigned aqh_environment;

aqh_environment aqh_environment_now(void);

/* "rounds up, flushes results to zero"; static. */
const char *aqh_environment_text(aqh_environment environment);

#endif
