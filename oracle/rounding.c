/* The five rounding directions, once for all formats: on integers. */
#include "format_table.h"

#include <stdlib.h>

bool aqo_overflow_is_infinite(aqo_rounding rounding, bool negative) {
    switch (rounding) {
    case AQO_NEAREST_EVEN:
    case AQO_NEAREST_AWAY:
        return true;
    case AQO_UP:
        return !negative;
    case AQO_DOWN:
        return negative;
    default:
        return false;
    }
}

void aqo_round_to_unit(mpz_ptr integer, mpfr_srcptr value, mpfr_exp_t unit, aqo_rounding rounding) {
    bool negative = mpfr_signbit(value);
    mpfr_t scaled, floor, rest;
    mpfr_prec_t precision = mpfr_get_prec(value);
    mpfr_inits2(precision, scaled, floor, rest, (mpfr_ptr)0);
    mpfr_abs(scaled, value, MPFR_RNDN);
    mpfr_mul_2si(scaled, scaled, -unit, MPFR_RNDN);
    mpfr_floor(floor, scaled);
    mpfr_sub(rest, scaled, floor, MPFR_RNDN); /* exact: a part of scaled's own bits */
    mpfr_get_z(integer, floor, MPFR_RNDN);

    int half = mpfr_cmp_d(rest, 0.5);
    bool inexact = !mpfr_zero_p(rest), up = false;
    switch (rounding) {
    case AQO_NEAREST_EVEN:
        up = half > 0 || (half == 0 && mpz_odd_p(integer));
        break;
    case AQO_NEAREST_AWAY:
        up = half >= 0;
        break;
    case AQO_TOWARD_ZERO:
        break;
    case AQO_UP:
        up = inexact && !negative;
        break;
    case AQO_DOWN:
        up = inexact && negative;
        break;
    default:
        abort();
    }
    if (up)
        mpz_add_ui(integer, integer, 1);
    mpfr_clears(scaled, floor, rest, (mpfr_ptr)0);
}
