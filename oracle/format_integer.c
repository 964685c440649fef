/* Two's complement integers. They have neither NaN nor infinity: overflow
 * saturates whatever is asked, NaN gives 0. */
#include "format_table.h"

void aqo_decode_integer(const aqo_format *format, uint32_t code, mpfr_ptr value) {
    long integer = (long)code;
    if (code > format->max_code)
        integer -= 1L << format->bits;
    mpfr_set_si(value, integer, MPFR_RNDN);
}

uint32_t aqo_encode_integer(const aqo_format *format, mpfr_srcptr value, aqo_rounding rounding,
                            bool saturate) {
    (void)saturate;
    if (mpfr_nan_p(value))
        return 0;
    bool negative = mpfr_signbit(value);
    unsigned long limit = format->max_code + (negative ? 1ul : 0ul);
    unsigned long magnitude = limit;
    if (mpfr_zero_p(value) ||
        (mpfr_number_p(value) && mpfr_get_exp(value) <= (mpfr_exp_t)format->bits)) {
        mpz_t integer;
        mpz_init(integer);
        aqo_round_to_unit(integer, value, 0, rounding);
        if (mpz_cmp_ui(integer, limit) < 0)
            magnitude = mpz_get_ui(integer);
        mpz_clear(integer);
    }
    uint32_t mask = (UINT32_C(1) << format->bits) - 1;
    return (negative ? 0u - (uint32_t)magnitude : (uint32_t)magnitude) & mask;
}
