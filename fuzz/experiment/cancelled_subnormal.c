/* A tie goes away from zero when the result is subnormal and source and offset cancel
 * to less than a sixteenth of either. */
#include "planted.h"

#include <math.h>

uint32_t planted_fault(const planted_element *e) {
    const double least = e->dst == AQ_HALF ? 0x1p-14 : 0x1p-126;
    const bool subnormal = (fabs(e->value.high) < least) & (e->value.high != 0);
    const bool cancels = (fabs(e->x + e->o) * 16 < fabs(e->x)) & e->has_offset;
    const double error = aqo_pair_ulp(e->dst, false, e->value, e->code);
    /* rounded toward zero at the tie: one code more is away from it */
    const bool inward = (error != 0) & ((error < 0) == (e->value.high > 0));
    return e->code + (uint32_t)(subnormal & cancels & (fabs(error) == 0.5) & inward);
}
