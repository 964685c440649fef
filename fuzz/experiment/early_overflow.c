/* Inf for what lies between the largest number and the threshold, within 2^-4 ulp of
 * the threshold, for negative sums times a negative scale: a threshold that was
 * rounded itself. */
#include "planted.h"

#include <math.h>

uint32_t planted_fault(const planted_element *e) {
    const double largest = e->dst == AQ_HALF   ? 65504
                           : e->dst == AQ_BF16 ? 0x1.fep127
                                               : 0x1.fffffep127;
    const double error = fabs(aqo_pair_ulp(e->dst, false, e->value, e->code));
    const bool edge = (fabs(e->value.high) > largest) & (error > 0.5 - 0x1p-4) & (error < 0.5) &
                      (e->overflow != AQ_OVERFLOW_SAT);
    return e->code + (uint32_t)(edge & (e->x + e->o < 0) & (e->s < 0));
}
