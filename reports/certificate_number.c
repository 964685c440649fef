/* Decides how numbers of reports are written. */
#include "certificate_number.h"

#include <stdio.h>
#include <stdlib.h>

json_t *aqr_fraction(mpfr_srcptr value) {
    if (!mpfr_number_p(value))
        return json_string(mpfr_nan_p(value) ? "nan" : mpfr_signbit(value) ? "-inf" : "inf");
    /* At most 320 significant bits with an exponent of a few hundred. */
    char text[1024];
    mpq_t fraction;
    mpq_init(fraction);
    mpfr_get_q(fraction, value);
    gmp_snprintf(text, sizeof text, "%Qd", fraction);
    mpq_clear(fraction);
    return json_string(text);
}

double aqr_decimal_up(mpfr_srcptr value) {
    mpfr_t wanted;
    mpfr_init2(wanted, mpfr_get_prec(value));
    mpfr_set(wanted, value, MPFR_RNDU);
    double number;
    for (;;) {
        char text[64];
        mpfr_snprintf(text, sizeof text, "%.11RUe", wanted);
        number = strtod(text, NULL);
        if (mpfr_cmp_d(value, number) <= 0)
            break;
        /* The decimal is above the value, by so little that the double nearest to
         * it is below: take the next decimal. */
        mpfr_mul_d(wanted, wanted, 1 + 1e-12, MPFR_RNDU);
    }
    mpfr_clear(wanted);
    return number;
}

json_t *aqr_decimal(mpfr_srcptr value) {
    return mpfr_number_p(value) ? json_real(aqr_decimal_up(value)) : aqr_fraction(value);
}
