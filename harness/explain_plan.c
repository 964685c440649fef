#include "explain_plan.h"

#include "exact.h"
#include "names.h"
#include "number_text.h"
#include "plan_name.h"
#include "ulp.h"

#include <stdlib.h>
#include <string.h>

/* Ulps of y that the rounding of step k moves the result by: what is lost before
 * the multiplication is multiplied too. */
static void contribution(mpfr_ptr lost, const aqo_trace *trace, unsigned k, aq_format dst,
                         mpfr_srcptr x, mpfr_srcptr s, mpfr_srcptr y) {
    mpfr_sub(lost, trace->rounded[k], trace->exact[k], MPFR_RNDN);
    if (trace->steps[k]->operation == AQO_CONVERT_SCALE) {
        mpfr_mul(lost, lost, x, MPFR_RNDN);
    } else {
        bool multiplied = false;
        for (unsigned before = 0; before <= k; before++)
            multiplied |= trace->steps[before]->operation == AQO_MULTIPLY_SCALE;
        if (!multiplied)
            mpfr_mul(lost, lost, s, MPFR_RNDN);
    }
    mpfr_mul_2si(lost, lost, -aqo_ulp_exponent(dst, y), MPFR_RNDN);
}

static void step_name(const aqo_step *step, char *name, size_t bytes) {
    static const char *const operations[] = {
        [AQO_CONVERT] = "convert",
        [AQO_CONVERT_SCALE] = "convert scale",
        [AQO_ADD_OFFSET] = "+ offset",
        [AQO_MULTIPLY_SCALE] = "* scale",
    };
    snprintf(name, bytes, "%s, %s", operations[step->operation],
             aqo_format_get(step->format)->name);
}

static void print_step(FILE *out, const aqo_trace *trace, unsigned k, const char *lost, bool most) {
    char name[40], exact[160], rounded[160];
    step_name(trace->steps[k], name, sizeof name);
    aqh_hex(trace->exact[k], exact, sizeof exact);
    aqh_hex(trace->rounded[k], rounded, sizeof rounded);
    if (mpfr_equal_p(trace->exact[k], trace->rounded[k]) ||
        (mpfr_nan_p(trace->exact[k]) && mpfr_nan_p(trace->rounded[k])))
        fprintf(out, "  %-20s %s\n", name, exact);
    else
        fprintf(out, "  %-20s %s -> %s  (%s)%s\n", name, exact, rounded, lost,
                most ? "  <- lost most" : "");
}

static void print_steps(FILE *out, const aqo_trace *trace, aq_format dst, mpfr_srcptr x,
                        mpfr_srcptr s, mpfr_srcptr y) {
    const bool numbers = mpfr_number_p(y);
    mpfr_t lost, most;
    unsigned worst = trace->count;
    mpfr_inits2(AQO_PRECISION, lost, most, (mpfr_ptr)0);
    mpfr_set_zero(most, 1);
    for (unsigned k = 0; k < trace->count; k++) {
        contribution(lost, trace, k, dst, x, s, y);
        /* A step that loses the number altogether loses most. */
        if (mpfr_number_p(trace->exact[k]) &&
            (!mpfr_number_p(lost) || mpfr_cmpabs(lost, most) > 0)) {
            mpfr_set(most, lost, MPFR_RNDN);
            worst = k;
            if (!mpfr_number_p(lost))
                break;
        }
    }
    for (unsigned k = 0; k < trace->count; k++) {
        char text[96], moved[64];
        contribution(lost, trace, k, dst, x, s, y);
        if (numbers && mpfr_number_p(lost)) {
            mpfr_snprintf(moved, sizeof moved, "%.6Rg", lost);
            snprintf(text, sizeof text, "moves the result by %s%s ulp",
                     mpfr_sgn(lost) > 0 ? "+" : "", moved);
        } else {
            snprintf(text, sizeof text, "the number is lost");
        }
        print_step(out, trace, k, text, k == worst);
    }
    mpfr_clears(lost, most, (mpfr_ptr)0);
}

uint32_t aqh_explain_plan(FILE *out, const aqh_case *c, mpfr_srcptr x, mpfr_srcptr o, mpfr_srcptr s,
                          mpfr_srcptr y) {
    const aq_call *call = &c->call;
    const char *source;
    aqo_pipeline pipeline;
    aqh_case_pipeline(c, &pipeline, &source);
    const aqo_plan *own = aqo_plan_get(aqo_pipeline_of(call, NULL).plan);
    const aqo_plan *plan = aqo_plan_get(pipeline.plan);
    const aq_format dst = call->dst.format;
    aqo_trace trace;
    aqo_trace_init(&trace);
    const uint32_t planned = aqo_pipeline_run(&pipeline, call->scale.format, x, o, s, &trace);
    const aqo_domain domain = aqo_domain_of(&trace, dst, x, o, s, y);
    const bool iuf = (domain == AQO_DOMAIN_NORM || domain == AQO_DOMAIN_SUB) &&
                     aqo_intermediate_underflow(&trace);

    fprintf(out, "plan %s%s%s of %s in %s: %s (%s)\n", plan->name,
            plan == own ? "" : " in the place of ", plan == own ? "" : own->name,
            aqh_name(&aqh_product_names, call->product),
            aqh_name(&aqh_overflow_names, call->overflow), plan->formula, source);
    print_steps(out, &trace, dst, x, s, y);

    mpfr_t value, error;
    char digits[16], text[256], ulps[96];
    mpfr_inits2(AQO_PRECISION, value, error, (mpfr_ptr)0);
    aqo_decode(dst, planned, value);
    aqo_ulp_error(error, dst, aqo_saturates(dst, call->overflow), y, planned);
    aqh_code_text(dst, planned, digits, sizeof digits);
    aqh_both(value, text, sizeof text);
    aqh_decimal(error, ulps, sizeof ulps);
    fprintf(out, "  %-20s %s %s  %s, error %s ulp, domain %s%s\n", "planned",
            aqo_format_get(dst)->name, digits, text, ulps, aqo_domain_name(domain),
            iuf ? " (intermediate underflow)" : "");
    mpfr_clears(value, error, (mpfr_ptr)0);
    aqo_trace_clear(&trace);
    return planned;
}
