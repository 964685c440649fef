/* The everyday oracle for arrays: what oracle/fast.h does for one element, with the
 * same result in every bit but the payload of a NaN, several elements at a time.
 *
 * One algorithm (fast_batch_body.h), compiled once for each instruction set in a
 * file of its own; SCALAR is fast.h itself, element by element, and the reference.
 * As there, arithmetic must be rounded to nearest (aqo_pair_usable).
 */
#ifndef AQ_ORACLE_FAST_BATCH_H
#define AQ_ORACLE_FAST_BATCH_H

#include "antiquant.h"

#include <stddef.h>

/* id, name. In order of preference, the last that the processor has. */
#define AQO_ISA_LIST(X)                                                                            \
    X(SCALAR, "scalar")                                                                            \
    X(AVX2, "avx2")                                                                                \
    X(AVX512, "avx512")                                                                            \
    X(NEON, "neon")
#define AQO_X_(id, name) AQO_ISA_##id,
typedef enum aqo_isa { AQO_ISA_LIST(AQO_X_) AQO_ISA_COUNT } aqo_isa;
#undef AQO_X_

/* Arrays have `count` elements, which may be none; they need no more alignment than an
 * element, and outputs overlap nothing. */
typedef struct aqo_batch {
    const char *name;
    /* As aqo_decode_double, of any format. Bits above those of the format must be 0. */
    void (*decode)(aq_format format, size_t count, const uint32_t *codes, double *values);
    /* As aqo_pair_exact; o is null where there is no offset. */
    void (*exact)(size_t count, const double *x, const double *o, const double *s, double *high,
                  double *low);
    /* As aqo_pair_round: dst is half, bf16 or float. */
    void (*round)(aq_format dst, aq_overflow overflow, size_t count, const double *high,
                  const double *low, uint32_t *codes);
    /* As aqo_pair_ulp, the signed error of each code. */
    void (*ulp)(aq_format dst, bool saturate, size_t count, const double *high, const double *low,
                const uint32_t *codes, double *errors);
} aqo_batch;

/* Null where it is not built in or the processor has not got it. */
const aqo_batch *aqo_batch_of(aqo_isa isa);

/* The best that the processor has. */
const aqo_batch *aqo_batch_best(void);

#endif
