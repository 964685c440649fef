#include "accept.h"
#include "exact.h"
#include "ulp.h"

static double magnitude(mpfr_srcptr error) {
    double d = mpfr_get_d(error, MPFR_RNDA);
    return d < 0 ? -d : d;
}

static aqo_verdict judge_class(aqo_accept_rule rule, bool accepted, mpfr_srcptr error) {
    return (aqo_verdict){.accepted = accepted, .rule = rule, .ulp = magnitude(error)};
}

/* Finite value, result not NaN: by distance, then by the sign of a zero. */
static aqo_verdict judge_number(aq_format dst, bool saturate, mpfr_srcptr value, mpfr_srcptr got,
                                uint32_t code, double tolerance, mpfr_ptr error) {
    const bool overflows = aqo_overflows(dst, value);
    aqo_verdict v = {.rule = AQO_ACCEPT_ROUNDED};
    v.ulp = magnitude(error);
    v.accepted = v.ulp <= tolerance;

    if (saturate && (overflows || mpfr_inf_p(got)))
        v.rule = AQO_ACCEPT_SATURATE;
    else if (overflows)
        v.rule = AQO_ACCEPT_OVERFLOW;
    else if (mpfr_inf_p(got))
        v.rule = AQO_ACCEPT_EARLY_OVERFLOW;
    else if (mpfr_zero_p(value) && !mpfr_zero_p(got))
        v.rule = AQO_ACCEPT_ZERO_VALUE;
    else if (mpfr_zero_p(got) && mpfr_signbit(got) != mpfr_signbit(value))
        v.rule = AQO_ACCEPT_ZERO_SIGN, v.accepted = false;
    else if (mpfr_zero_p(got) && !mpfr_zero_p(value))
        v.rule = AQO_ACCEPT_SUBNORMAL;

    if (v.accepted && tolerance <= 0.5 &&
        code != aqo_encode(dst, value, AQO_NEAREST_EVEN, saturate)) {
        v.accepted = false;
        if (v.rule == AQO_ACCEPT_ROUNDED)
            v.rule = AQO_ACCEPT_TIES;
    }
    v.exact = v.accepted && mpfr_equal_p(got, value);
    return v;
}

aqo_verdict aqo_accept(aq_format dst, aq_overflow overflow, mpfr_srcptr value, uint32_t code,
                       double tolerance, mpfr_ptr error) {
    const bool saturate = aqo_saturates(dst, overflow);
    aqo_verdict v;
    mpfr_t got;
    mpfr_init2(got, aqo_format_get(dst)->precision);
    aqo_decode(dst, code, got);
    aqo_ulp_error(error, dst, saturate, value, code);

    if (saturate && mpfr_nan_p(value))
        v = judge_class(AQO_ACCEPT_SATURATE_NAN, mpfr_zero_p(got), error);
    else if (saturate && mpfr_inf_p(value))
        v = judge_class(AQO_ACCEPT_SATURATE,
                        code == aqo_encode(dst, value, AQO_NEAREST_EVEN, saturate), error);
    else if (mpfr_nan_p(value))
        v = judge_class(mpfr_nan_p(got) ? AQO_ACCEPT_NAN_BY_CLASS : AQO_ACCEPT_NAN_EXACT,
                        mpfr_nan_p(got), error);
    else if (mpfr_nan_p(got))
        v = judge_class(AQO_ACCEPT_NAN_EXACT, false, error);
    else if (mpfr_inf_p(value))
        v = judge_class(AQO_ACCEPT_INFINITY, mpfr_equal_p(value, got), error);
    else
        v = judge_number(dst, saturate, value, got, code, tolerance, error);
    mpfr_clear(got);
    return v;
}

const char *aqo_accept_text(aqo_accept_rule rule) {
    switch (rule) {
#define AQO_X_(number, id, text)                                                                   \
    case number:                                                                                   \
        return text;
        AQO_ACCEPT_LIST(AQO_X_)
#undef AQO_X_
    default:
        return "no rule";
    }
}
