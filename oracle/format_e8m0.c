/* fp8_e8m0: powers of two from 2^-127 (code 0, not zero) to 2^127, and NaN. It
 * has no sign and no zero: a negative value gives NaN, and zero or anything too
 * small gives the smallest power. */
#include "format_table.h"

void aqo_decode_e8m0(const aqo_format *format, uint32_t code, mpfr_ptr value) {
    if (code == format->nan_code)
        mpfr_set_nan(value);
    else
        mpfr_set_ui_2exp(value, 1, (int)code - format->bias, MPFR_RNDN);
}

uint32_t aqo_encode_e8m0(const aqo_format *format, mpfr_srcptr value, aqo_rounding rounding,
                         bool saturate) {
    if (mpfr_nan_p(value))
        return saturate ? 0 : format->nan_code;
    if (mpfr_zero_p(value))
        return 0;
    if (mpfr_signbit(value))
        return format->nan_code;
    uint32_t overflow = saturate ? format->max_code : format->nan_code;
    if (mpfr_inf_p(value))
        return overflow;

    mpfr_exp_t exponent = mpfr_get_exp(value) - 1; /* 2^exponent <= value */
    if (exponent < format->emin)
        return 0;
    if (exponent > format->emax)
        return aqo_overflow_is_infinite(rounding, false) ? overflow : format->max_code;
    uint32_t below = (uint32_t)(exponent + format->bias);

    mpfr_t middle;
    mpfr_init2(middle, 2);
    mpfr_set_ui_2exp(middle, 3, exponent - 1, MPFR_RNDN);
    int half = mpfr_cmp(value, middle);
    bool exact = mpfr_cmp_ui_2exp(value, 1, exponent) == 0;
    mpfr_clear(middle);

    bool up = false;
    switch (rounding) {
    case AQO_NEAREST_EVEN:
        up = half > 0 || (half == 0 && below % 2 == 1);
        break;
    case AQO_NEAREST_AWAY:
        up = half >= 0;
        break;
    case AQO_UP:
        up = !exact;
        break;
    default:
        break;
    }
    if (up && below == format->max_code)
        return overflow;
    return below + up;
}
