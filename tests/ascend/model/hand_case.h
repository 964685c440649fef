/* Cases of a shape that is chosen by hand. */
#ifndef AQ_TESTS_HAND_CASE_H
#define AQ_TESTS_HAND_CASE_H

#include "case.h"

/* A per_channel or legacy per_group call is asked for by its groups along K. */
typedef struct hand_shape {
    aq_product product;
    aq_prototype prototype;
    bool transpose, has_offset;
    aq_format src, scale, dst;
    uint32_t rows, cols, groups; /* groups: of per_channel; group size: of per_group */
} hand_shape;

/* A legal case with generated values; ends the program if it is not legal. */
void hand_case(aqh_case *c, const hand_shape *shape, aq_overflow overflow, uint64_t seed);

#endif
