#include "exact.h"

#include <stdlib.h>

void aqo_must_be_exact(int ternary) {
    if (ternary != 0)
        abort();
}

void aqo_exact(mpfr_ptr value, mpfr_ptr sum, mpfr_srcptr x, mpfr_srcptr o, mpfr_srcptr s) {
    mpfr_t t;
    mpfr_init2(t, AQO_PRECISION);
    if (o)
        aqo_must_be_exact(mpfr_add(t, x, o, MPFR_RNDN));
    else
        aqo_must_be_exact(mpfr_set(t, x, MPFR_RNDN));
    if (sum)
        aqo_must_be_exact(mpfr_set(sum, t, MPFR_RNDN));
    aqo_must_be_exact(mpfr_mul(value, t, s, MPFR_RNDN));
    mpfr_clear(t);
}

bool aqo_saturates(aq_format dst, aq_overflow overflow) {
    return overflow == AQ_OVERFLOW_SAT && (dst == AQ_HALF || dst == AQ_BF16);
}

uint32_t aqo_round(aq_format dst, aq_overflow overflow, mpfr_srcptr value) {
    return aqo_encode(dst, value, AQO_NEAREST_EVEN, aqo_saturates(dst, overflow));
}
