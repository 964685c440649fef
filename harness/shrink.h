/* The reducer: the smallest legal case that fails in the same way.
 *
 * It knows what a case is made of, so it cuts shapes and groups and not bytes, and
 * every step is run and judged again: a step is taken only if the signature of the
 * finding is what it was (backend, prototype, types, class, step; see signature.h).
 * The same case on the same backend always gives the same smallest case.
 */
#ifndef AQ_HARNESS_SHRINK_H
#define AQ_HARNESS_SHRINK_H

#include "signature.h"

typedef struct aqh_shrinking {
    char signature[AQH_SIGNATURE_BYTES];
    char text[400];           /* one line about the finding that is left */
    uint64_t tried, taken;    /* steps */
    uint64_t elements_before; /* of all operands but dst */
    uint64_t elements_after;
    bool unsupported; /* the backend does not take the case: nothing was done */
} aqh_shrinking;

/* Shrinks c in place; its dst becomes the result of the smallest case. In this order:
 * rows, columns and groups, options (offset, transposition, temporary buffer,
 * misalignment, overflow mode), then values to 0, 1, powers of two, fewer bits.
 * False and one line in error when the call is not legal, when nothing is found on
 * this backend, or when out of memory; c is then as it was, or empty when out of
 * memory. */
bool aqh_shrink(aqh_case *c, const aq_backend *backend, const char *backend_name,
                aqh_shrinking *shrinking, char *error, size_t error_bytes);

#endif
