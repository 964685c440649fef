/* The stages of the product models that can be tried on every input, as calls
 * through the backend door. */
#ifndef AQ_TESTS_STAGES_H
#define AQ_TESTS_STAGES_H

#include "antiquant.h"

typedef enum stage_kind {
    STAGE_SUM,      /* every source code and offset, scale 1: the rounded sum */
    STAGE_PIPELINE, /* the same, with a random scale for every offset */
    STAGE_PRODUCT,  /* every source code and scale, no offset */
    STAGE_MULTIPLY  /* source 0, every offset and scale: the product of any two */
} stage_kind;

/* The parameter that goes through all values: those of `sweep`, written as codes
 * of `param` (the same, or float). */
typedef struct stage {
    stage_kind kind;
    aq_product product;
    aq_prototype prototype;
    bool transpose;
    aq_format src, param, dst, sweep;
} stage;

extern const stage stages[];
extern const unsigned stage_count;
extern const char *const stage_kind_names[];

/* A block is one call. Blocks of a stage, and elements of one. */
uint32_t stage_blocks(const stage *s);
uint32_t stage_block_elements(const stage *s);

/* The call of a stage. False where its product lacks the overflow mode. */
bool stage_call(const stage *s, aq_overflow overflow, aq_call *call);

/* The operands of one block: codes by element, as the tests compare them. */
typedef struct stage_block {
    uint32_t *x, *o, *s;                       /* stage_block_elements() of each */
    uint8_t *src, *offset, *scale, *dst, *tmp; /* as the call has them */
    aq_buffers buffers;
} stage_block;

/* Memory enough for any stage. False when out of memory. */
bool stage_block_init(stage_block *block);
void stage_block_free(stage_block *block);

void stage_block_fill(stage_block *block, const stage *s, const aq_call *call, uint32_t index,
                      uint64_t seed);

#endif
