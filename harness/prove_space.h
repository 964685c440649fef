/* The space of a proof: every source code with every pair of offset and scale (every
 * scale, without offset), cut into blocks, each of which is one legal call.
 *
 * Pairs are numbered: pair p has the scale p >> 16 and the offset p & 0xffff, or just
 * the scale p. A block has `pairs` of them in a row. In dst they lie
 *
 *     per_channel, and per_token transposed
 *                      as columns: element (x, p) is source x with pair p
 *     everything else  as runs: `run` elements in a row share a pair, and hold all the
 *                      sources in order, more than once where the call must be longer
 */
#ifndef AQ_HARNESS_PROVE_SPACE_H
#define AQ_HARNESS_PROVE_SPACE_H

#include "antiquant.h"
#include "legal.h"

typedef struct aqh_space {
    aq_call call; /* of every block */
    unsigned sources;
    unsigned run; /* elements that share a pair; 0: columns */
    uint32_t pairs;
    uint64_t blocks;
} aqh_space;

/* What a user asks for. */
typedef struct aqh_space_wish {
    aq_format src, scale, dst;
    int product, prototype; /* -1: the first that the API document has */
    bool transpose, has_offset;
    aq_overflow overflow;
} aqh_space_wish;

/* False and one line in error where there is no such space, or no such call. */
bool aqh_space_make(aqh_space *space, const aqh_space_wish *wish, char *error, size_t error_bytes);

/* Elements of dst, and triples, in a block. */
size_t aqh_space_elements(const aqh_space *space);
uint64_t aqh_space_triples(const aqh_space *space);

/* The sources, the same in every block: aqo_bytes of its tensor. */
void aqh_space_sources(const aqh_space *space, uint8_t *src);

/* The scales and offsets of a block; offset may be null without. */
void aqh_space_pairs(const aqh_space *space, uint64_t block, uint8_t *scale, uint8_t *offset);

#endif
