/* The domains in which the error of a plan is stated apart. */
#include "plan.h"
#include "ulp.h"

static const char *const names[AQO_DOMAIN_COUNT] = {
#define X_(id) [AQO_DOMAIN_##id] = #id,
    AQO_DOMAIN_LIST(X_)
#undef X_
};

const char *aqo_domain_name(aqo_domain domain) {
    return (unsigned)domain < AQO_DOMAIN_COUNT ? names[domain] : "no domain";
}

static bool below_normal(mpfr_srcptr value, aq_format format) {
    return mpfr_regular_p(value) && mpfr_get_exp(value) - 1 < aqo_format_get(format)->emin;
}

aqo_domain aqo_domain_of(const aqo_trace *trace, aq_format dst, mpfr_srcptr x, mpfr_srcptr o,
                         mpfr_srcptr s, mpfr_srcptr y) {
    if (!mpfr_number_p(x) || !mpfr_number_p(s) || (o && !mpfr_number_p(o)))
        return AQO_DOMAIN_SPEC;
    if (aqo_overflows(dst, y))
        return AQO_DOMAIN_OVF;
    for (unsigned k = 0; k < trace->count; k++)
        if (aqo_overflows(trace->steps[k]->format, trace->exact[k]))
            return AQO_DOMAIN_IOVF;
    return mpfr_zero_p(y) || below_normal(y, dst) ? AQO_DOMAIN_SUB : AQO_DOMAIN_NORM;
}

bool aqo_intermediate_underflow(const aqo_trace *trace) {
    for (unsigned k = 0; k + 1 < trace->count; k++)
        if (below_normal(trace->exact[k], trace->steps[k]->format) &&
            !mpfr_equal_p(trace->exact[k], trace->rounded[k]))
            return true;
    return false;
}
