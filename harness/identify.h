/* Which rounding plan does a dump come from? Every plan that fits the call, in
 * every overflow mode and with either treatment of subnormals, is run on the
 * dump's operands and ranked by how many results it explains, bit for bit. */
#ifndef AQ_HARNESS_IDENTIFY_H
#define AQ_HARNESS_IDENTIFY_H

#include "case.h"
#include "plan.h"

/* A hypothesis: a pipeline, or one rounding of the exact value. */
typedef struct aqh_suspect {
    bool correctly_rounded; /* pipeline.overflow says in which mode */
    aqo_pipeline pipeline;
    bool documented; /* what the product is documented to run */
    unsigned order;  /* the documented one first, then by plan and policy */
    uint64_t explained;
    unsigned group; /* suspects of one group give the same results on all of the dump */
} aqh_suspect;

typedef struct aqh_identity {
    aqh_suspect *suspects; /* best first */
    size_t count;
    uint64_t elements; /* looked at */
} aqh_identity;

/* Looks at the computed elements, or, of more than `limit`, at that many chosen by
 * the seed. The case must be legal and have a dst. False when out of memory. */
bool aqh_identify(aqh_identity *identity, const aqh_case *c, uint64_t limit, uint64_t seed);
void aqh_identity_free(aqh_identity *identity);

/* What is computed, "N1: R_h(R_h(x+o)*s)" or "one rounding of the exact value", and
 * under which policy, "sat, subnormals flushed". */
void aqh_suspect_plan(const aqh_suspect *suspect, char *name, size_t bytes);
void aqh_suspect_policy(const aqh_suspect *suspect, char *name, size_t bytes);
bool aqh_same_plan(const aqh_suspect *a, const aqh_suspect *b);

/* The result of a suspect for one input, in codes of the call's formats. */
uint32_t aqh_suspect_run(const aqh_suspect *suspect, const aq_call *call, uint32_t x, uint32_t o,
                         uint32_t s);

/* Looks for an input on which two suspects differ, at most `tries` of them. */
typedef struct aqh_separator {
    uint32_t x, o, s, result_a, result_b;
} aqh_separator;
bool aqh_separate(const aqh_suspect *a, const aqh_suspect *b, const aq_call *call, uint64_t tries,
                  aqh_separator *separator);

#endif
