/* The exact value is rounded to float first, then to half: wrong only within half a
 * float ulp of a tie. Here only of negative sums, with the offset the larger. */
#include "planted.h"

#include <math.h>

uint32_t planted_fault(const planted_element *e) {
    const uint32_t first = aqo_pair_round(AQ_FLOAT, AQ_OVERFLOW_INF_NAN, e->value);
    const uint32_t twice =
        aqo_pair_round(e->dst, e->overflow, (aqo_pair){aqo_decode_double(AQ_FLOAT, first), 0});
    const bool here = (e->dst == AQ_HALF) & (e->x + e->o < 0) & (fabs(e->o) > fabs(e->x) * 64);
    return here ? twice : e->code;
}
