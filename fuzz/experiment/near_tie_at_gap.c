/* One code too high when the exact value is within 2^-9 ulp of a tie (but is none),
 * the right result has an odd significand and is subnormal or in the two binades
 * above, and the offset is 2^9 to 2^14 times smaller than the source: as a sum kept
 * with too few bits would give. */
#include "planted.h"

#include <math.h>

uint32_t planted_fault(const planted_element *e) {
    const double limit = e->dst == AQ_HALF ? 0x1p-12 : 0x1p-124;
    const double away =
        0.5 - fabs(aqo_pair_ulp(e->dst, false, e->value,
                                aqo_pair_round(e->dst, AQ_OVERFLOW_INF_NAN, e->value)));
    const bool near = (away > 0) & (away < 0x1p-9);
    const bool low = (fabs(e->value.high) < limit) & (e->value.high != 0);
    const bool gap = (fabs(e->x) > fabs(e->o) * 512) & (fabs(e->x) < fabs(e->o) * 16384);
    return e->code + (uint32_t)(near & low & gap & (e->code & 1));
}
