/* The runner: one case on one backend, watched.
 *
 * Every backend call is made twice, with two prefills of dst and two junk
 * fillings around every buffer, once with the buffers ending at a page that
 * cannot be touched and once with them beginning after one.
 */
#ifndef AQ_HARNESS_RUNNER_H
#define AQ_HARNESS_RUNNER_H

#include "aq_backend.h"
#include "case.h"

#define AQH_FINDING_LIST(X)                                                              \
    X(WRONG, "wrong", "a result outside the tolerance")                                  \
    X(OFF_PLAN, "off-plan", "a result that is not the plan's, though within its bound")     \
    X(NOT_WRITTEN, "not-written", "an element of dst kept its prefill, twice")           \
    X(WRITTEN_TOO_FAR, "written-too-far", "bytes outside the computed part of dst changed") \
    X(READ_TOO_FAR, "read-too-far", "memory outside an operand was read")                \
    X(INPUT_WRITTEN, "input-written", "an input operand was changed")                    \
    X(NOT_DETERMINISTIC, "not-deterministic", "the same call gave different bits")       \
    X(ENVIRONMENT, "environment", "the rounding mode or flushing to zero was left changed") \
    X(REFUSED, "refused", "a legal call was refused")                                    \
    X(ACCEPTED_ILLEGAL, "accepted-illegal", "an illegal call was run")                   \
    X(FAILED, "failed", "the backend reported a failure")                                \
    X(CRASHED, "crashed", "the backend raised a signal")

#define AQH_X_(id, ...) AQH_##id,
typedef enum aqh_finding { AQH_NO_FINDING, AQH_FINDING_LIST(AQH_X_) AQH_FINDING_COUNT } aqh_finding;
#undef AQH_X_
const char *aqh_finding_name(aqh_finding finding);
const char *aqh_finding_text(aqh_finding finding);

typedef struct aqh_outcome {
    /* Of the last call made; FAILED when it raised a signal. Only OK means that
     * dst holds a result. */
    aq_run_status status;
    /* Bit (1 << aqh_finding) for each finding of the run itself; WRONG is for
     * the judge, who looks at the numbers. */
    uint32_t findings;
    /* First element (flat) not written or not deterministic; SIZE_MAX if none. */
    size_t element;
    size_t not_written; /* count */
    char text[320];     /* one line about the first finding, or why unsupported */
} aqh_outcome;

typedef struct aqh_runner aqh_runner;

/* A runner holds its guarded memory and may be reused for any number of cases;
 * one per thread. Null when out of memory. */
aqh_runner *aqh_runner_new(void);
void aqh_runner_free(aqh_runner *runner);

/* Runs the case. dst receives what the first call left in its buffer, all the
 * bytes of the tensor; what it did not write holds the prefill. It is left alone,
 * and may be null, when the call is illegal or is not made. Faults inside the
 * backend are caught and reported as findings. There is no second call after a
 * finding that makes it pointless (a fault, a failure, a refusal). A case for
 * which there is not enough memory is UNSUPPORTED, and the text says so. */
void aqh_run(aqh_runner *runner, const aq_backend *backend, const aqh_case *c, uint8_t *dst,
             aqh_outcome *outcome);

#endif
