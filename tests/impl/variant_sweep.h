/* Calls for the CPU variants to be compared on: every combination that is legal, with
 * parameters that lead into every class of the kernels. */
#ifndef AQ_TESTS_IMPL_VARIANT_SWEEP_H
#define AQ_TESTS_IMPL_VARIANT_SWEEP_H

#include "aq_cpu.h"

/* What the parameters of a call are like. */
typedef enum sweep_theme {
    SWEEP_INTEGERS, /* scales and offsets with few bits: everything fits a float */
    SWEEP_WEIGHTS,  /* all bits of the significand, usual exponents */
    SWEEP_BITS,     /* any code */
    SWEEP_SPECIAL,  /* one in four is zero, Inf, NaN, subnormal or the largest */
    SWEEP_TINY,     /* results about where subnormals begin */
    SWEEP_THEMES
} sweep_theme;

/* The data of a call, in buffers of exactly its bytes at odd addresses. */
typedef struct sweep_data {
    aq_buffers buffers;
    uint8_t *memory[4];
} sweep_data;

/* A call with this shape and these formats, scale in groups (rows per group, where the
 * prototype has them). False if it is not legal. */
typedef struct sweep_form {
    aq_product product;
    aq_prototype prototype;
    bool transpose;
    int32_t k_dim;
    aq_format src, param, dst;
    bool has_offset;
    aq_overflow overflow;
} sweep_form;

bool sweep_call(const sweep_form *form, uint32_t rows, uint32_t cols, uint32_t group,
                aq_call *call);

/* Calls fn for each form; products that compute the same are taken once. */
void sweep_forms(void (*fn)(const sweep_form *form, void *context), void *context);

void sweep_make(sweep_data *data, const aq_call *call, sweep_theme theme, uint64_t seed,
                size_t shift);
void sweep_free(sweep_data *data);

/* Runs the call on a variant: its dst, of buffers.dst_bytes, to be freed. */
uint8_t *sweep_run(const sweep_data *data, const aq_call *call, aq_cpu_variant variant,
                   unsigned threads);

/* The vectorised variants that are here, a bit (1 << variant) each. */
unsigned sweep_vectorised(void);

/* These variants have the bits of the scalar one, on one thread, on this call. */
void sweep_compare(unsigned variants, const aq_call *call, sweep_theme theme, uint64_t seed,
                   size_t shift, unsigned threads);

#endif
