#include "ulp.h"

mpfr_exp_t aqo_ulp_exponent(aq_format format, mpfr_srcptr value) {
    const aqo_format *f = aqo_format_get(format);
    mpfr_exp_t exponent = f->emin;
    if (mpfr_regular_p(value)) {
        mpfr_exp_t own = mpfr_get_exp(value) - 1; /* floor(log2|value|) */
        if (own > exponent)
            exponent = own < f->emax ? own : f->emax;
    }
    return exponent - (f->precision - 1);
}

bool aqo_overflows(aq_format format, mpfr_srcptr value) {
    /* Half an ulp above the largest number: (2 - 2^-p) * 2^emax. */
    const aqo_format *f = aqo_format_get(format);
    mpfr_t threshold;
    mpfr_init2(threshold, f->precision + 2);
    mpfr_set_ui_2exp(threshold, (1ul << (f->precision + 1)) - 1, f->emax - f->precision, MPFR_RNDN);
    bool overflows = !mpfr_nan_p(value) && mpfr_cmpabs(value, threshold) >= 0;
    mpfr_clear(threshold);
    return overflows;
}

void aqo_ulp_error(mpfr_ptr error, aq_format format, bool saturate, mpfr_srcptr value,
                   uint32_t code) {
    const aqo_format *f = aqo_format_get(format);
    mpfr_t got, truth;
    mpfr_inits2(AQO_PRECISION, got, truth, (mpfr_ptr)0);
    mpfr_set(truth, value, MPFR_RNDN);
    aqo_decode(format, code, got);

    if (saturate) {
        mpfr_t max;
        mpfr_init2(max, f->precision);
        aqo_decode(format, f->max_code, max);
        if (mpfr_nan_p(truth))
            mpfr_set_zero(truth, 1);
        else if (mpfr_cmpabs(truth, max) > 0)
            mpfr_copysign(truth, max, truth, MPFR_RNDN);
        mpfr_clear(max);
    }

    bool judged = false; /* by class, not by distance */
    if (mpfr_nan_p(truth) || mpfr_nan_p(got)) {
        mpfr_set_inf(error, 1);
        judged = true;
        if (mpfr_nan_p(truth) && mpfr_nan_p(got))
            mpfr_set_zero(error, 1);
    } else if (mpfr_inf_p(truth)) {
        judged = true;
        if (mpfr_equal_p(truth, got))
            mpfr_set_zero(error, 1);
        else
            mpfr_set_inf(error, 1);
    } else if (mpfr_inf_p(got)) {
        bool same_sign = mpfr_signbit(got) == mpfr_signbit(truth);
        if (saturate) {
            mpfr_set_inf(error, 1);
            judged = true;
        } else if (same_sign && aqo_overflows(format, truth)) {
            mpfr_set_zero(error, 1);
            judged = true;
        } else {
            int sign = mpfr_signbit(got) ? -1 : 1;
            mpfr_set_si_2exp(got, sign, f->emax + 1, MPFR_RNDN);
        }
    }
    if (!judged) {
        /* Exact in AQO_PRECISION bits but for results far from the value, where
         * the last of 320 bits does not matter. */
        mpfr_sub(error, got, truth, MPFR_RNDN);
        mpfr_mul_2si(error, error, -aqo_ulp_exponent(format, truth), MPFR_RNDN);
    }
    mpfr_clears(got, truth, (mpfr_ptr)0);
}

/* Codes of one sign are in the order of their values: fold the sign away. */
static int64_t ordered(const aqo_format *format, uint32_t code) {
    uint32_t sign = UINT32_C(1) << (format->bits - 1);
    return code & sign ? -(int64_t)(code & (sign - 1)) : (int64_t)code;
}

int64_t aqo_steps(aq_format format, uint32_t a, uint32_t b) {
    const aqo_format *f = aqo_format_get(format);
    mpfr_t va, vb;
    mpfr_inits2(AQO_PRECISION, va, vb, (mpfr_ptr)0);
    aqo_decode(format, a, va);
    aqo_decode(format, b, vb);
    bool nan = mpfr_nan_p(va) || mpfr_nan_p(vb);
    mpfr_clears(va, vb, (mpfr_ptr)0);
    return nan ? 0 : ordered(f, b) - ordered(f, a);
}
