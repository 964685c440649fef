/* Single instructions of a device: which ones the Ascend kernels compute with, and one
 * of them run on as many elements as one likes. For `aqcheck conformance`. */
#ifndef AQ_CONFORMANCE_H
#define AQ_CONFORMANCE_H

#include "aq_backend.h"

/* What an instruction computes, once rounded: a conversion of a, a + b, a * b. bf16
 * arithmetic is float arithmetic, then a rounding to bf16. */
typedef enum aq_operation { AQ_CONVERT, AQ_ADD, AQ_MULTIPLY } aq_operation;

/* In which overflow modes its result saturates. */
typedef enum aq_saturation {
    AQ_SATURATES_NEVER,
    AQ_SATURATES_GLOBAL, /* in sat */
    AQ_SATURATES_CAST    /* in sat and per_instruction */
} aq_saturation;

typedef struct aq_instruction {
    const char *name;
    aq_operation operation;
    aq_format from, to; /* both operands are of `from` */
    aq_saturation saturation;
    uint32_t arch; /* 2201, 3510 */
} aq_instruction;

/* All of them; *count of them. */
const aq_instruction *aq_instructions(size_t *count);

/* Has the product this instruction? */
bool aq_instruction_of(const aq_instruction *instruction, aq_product product);

/* The product of an opened backend "ascend" or "ascend-sim:PRODUCT"; AQ_PRODUCT_COUNT if
 * it is any. */
aq_product aq_backend_ascend_product(const aq_backend *backend);

/* dst[i] = instruction(a[i], b[i]) for count elements, packed, in the overflow mode; b may
 * be null for a conversion. backend is one of the two above. False and one line in error
 * if it fails, or if the device model finds something. */
bool aq_instruction_run(const aq_backend *backend, aq_product product,
                        const aq_instruction *instruction, aq_overflow overflow, const void *a,
                        const void *b, void *dst, uint32_t count, char *error, size_t error_bytes);

#endif
