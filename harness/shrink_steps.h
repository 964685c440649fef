/* The steps of the reducer, and what they have in common. */
#ifndef AQ_HARNESS_SHRINK_STEPS_H
#define AQ_HARNESS_SHRINK_STEPS_H

#include "shrink.h"

typedef struct aqh_shrinker {
    aqh_case *c; /* the smallest so far */
    const aq_backend *backend;
    const char *backend_name;
    aqh_runner *runner;
    aqh_shrinking *result;
    size_t focus;   /* the element of c that the finding is at, or is thought to be */
    uint64_t work;  /* elements run and judged so far */
    bool exhausted; /* out of work or of memory: take no further step */
    bool no_memory;
} aqh_shrinker;

/* Does `candidate`, whose call is legal, fail with the same signature? Then its focus
 * is the shrinker's. */
bool aqh_shrink_keeps(aqh_shrinker *s, const aqh_case *candidate);

/* The same for a case that is cut out of the shrinker's: an element (i, j) of src is
 * the one at (row + i, col + j), and its scale and offset are those it had. Takes it
 * if its call is legal and it keeps the signature. */
bool aqh_shrink_cut(aqh_shrinker *s, const aq_call *call, size_t row, size_t col);

/* Each returns whether it took a step. */
bool aqh_shrink_shape(aqh_shrinker *s);
bool aqh_shrink_options(aqh_shrinker *s);
bool aqh_shrink_values(aqh_shrinker *s);

/* Elements of src, scale and, if used, offset. */
uint64_t aqh_call_elements(const aq_call *call);

#endif
