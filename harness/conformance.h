/* One instruction of a device against what the oracle says of it, over all its inputs or
 * a stated part of them. */
#ifndef AQ_HARNESS_CONFORMANCE_H
#define AQ_HARNESS_CONFORMANCE_H

#include "aq_conformance.h"

/* How much of what cannot all be tried. Operands of 16 bits or fewer are all tried, as
 * first operands with this many second ones. */
typedef struct aqh_conformance_options {
    const aq_backend *backend;
    aq_product product;
    uint32_t seconds; /* second operands of 16 bits; 65536: all */
    uint64_t floats;  /* inputs of float */
    uint64_t seed;
} aqh_conformance_options;

typedef struct aqh_conformity {
    uint64_t inputs, differences;
    bool all;                 /* every input that there is */
    uint32_t a, b, got, want; /* of the first difference */
} aqh_conformity;

/* False and one line in error if the device could not run it. */
bool aqh_conform(const aqh_conformance_options *options, const aq_instruction *instruction,
                 aq_overflow overflow, aqh_conformity *result, char *error, size_t error_bytes);

#endif
