/* Formats of a sign, a biased exponent and a fraction, with gradual underflow.
 *
 * Codes of one sign are in the order of their values, so a significand rounded
 * up past the end of its binade carries into the exponent by itself, and the
 * code after the largest number is the one overflow would have. */
#include "format_table.h"

void aqo_decode_ieee(const aqo_format *format, uint32_t code, mpfr_ptr value) {
    uint32_t fraction_mask = (UINT32_C(1) << format->fraction_bits) - 1;
    uint32_t magnitude = code & ((UINT32_C(1) << (format->bits - 1)) - 1);
    uint32_t exponent = magnitude >> format->fraction_bits;
    uint32_t fraction = magnitude & fraction_mask;
    bool negative = code >> (format->bits - 1);

    if (magnitude > format->max_code) {
        if (format->has_inf && magnitude == format->max_code + 1)
            mpfr_set_inf(value, 1);
        else
            mpfr_set_nan(value);
    } else if (exponent == 0) {
        mpfr_set_ui_2exp(value, fraction, format->emin - (int)format->fraction_bits, MPFR_RNDN);
    } else {
        mpfr_set_ui_2exp(value, fraction_mask + 1 + fraction,
                         (int)exponent - format->bias - (int)format->fraction_bits, MPFR_RNDN);
    }
    if (negative)
        mpfr_setsign(value, value, 1, MPFR_RNDN);
}

uint32_t aqo_encode_ieee(const aqo_format *format, mpfr_srcptr value, aqo_rounding rounding,
                         bool saturate) {
    bool nan_or_inf = format->has_nan || format->has_inf;
    if (mpfr_nan_p(value))
        return saturate || !format->has_nan ? 0 : format->nan_code;

    bool negative = mpfr_signbit(value);
    uint32_t sign = negative ? UINT32_C(1) << (format->bits - 1) : 0;
    uint32_t past_max = format->has_inf ? format->max_code + 1 : format->nan_code;
    uint32_t overflow = saturate || !nan_or_inf ? format->max_code : past_max;
    if (mpfr_inf_p(value))
        return sign | overflow;
    if (mpfr_zero_p(value))
        return sign;

    mpfr_exp_t exponent = mpfr_get_exp(value) - 1;
    uint64_t magnitude = UINT64_MAX; /* beyond the top binade */
    if (exponent <= format->emax) {
        /* The spacing of the value's binade, floored at that of the subnormals. */
        if (exponent < format->emin)
            exponent = format->emin;
        mpz_t significand;
        mpz_init(significand);
        aqo_round_to_unit(significand, value, exponent - (mpfr_exp_t)format->fraction_bits,
                          rounding);
        magnitude = ((uint64_t)(exponent - format->emin) << format->fraction_bits) +
                    mpz_get_ui(significand);
        mpz_clear(significand);
    }
    if (magnitude > format->max_code)
        magnitude = aqo_overflow_is_infinite(rounding, negative) ? overflow : format->max_code;
    return sign | (uint32_t)magnitude;
}
