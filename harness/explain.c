#include "explain.h"

#include "exact.h"
#include "explain_plan.h"
#include "fast.h"
#include "index.h"
#include "number_text.h"
#include "ulp.h"

#include <inttypes.h>

static void print_value(FILE *out, const char *name, mpfr_srcptr value) {
    char text[256];
    aqh_both(value, text, sizeof text);
    fprintf(out, "  %-18s %s\n", name, text);
}

static void print_code(FILE *out, const char *name, aq_format format, uint32_t code) {
    mpfr_t value;
    char digits[16], text[256];
    mpfr_init2(value, AQO_PRECISION);
    aqo_decode(format, code, value);
    aqh_code_text(format, code, digits, sizeof digits);
    aqh_both(value, text, sizeof text);
    fprintf(out, "  %-18s %-7s %-10s %s\n", name, aqo_format_get(format)->name, digits, text);
    mpfr_clear(value);
}

/* The two results that the exact value lies between, and how near to the middle. */
static void print_bracket(FILE *out, aq_format dst, mpfr_srcptr value) {
    uint32_t below = aqo_encode(dst, value, AQO_DOWN, false);
    uint32_t above = aqo_encode(dst, value, AQO_UP, false);
    if (below == above) {
        fprintf(out, "  %-18s the value is a number of the format: no rounding\n", "rounding");
        return;
    }
    print_code(out, "next below", dst, below);
    print_code(out, "next above", dst, above);
    mpfr_t low, distance;
    mpfr_inits2(AQO_PRECISION, low, distance, (mpfr_ptr)0);
    aqo_decode(dst, below, low);
    if (mpfr_number_p(low)) {
        char text[80];
        mpfr_sub(distance, value, low, MPFR_RNDN);
        mpfr_mul_2si(distance, distance, -aqo_ulp_exponent(dst, value), MPFR_RNDN);
        aqh_decimal(distance, text, sizeof text);
        fprintf(out, "  %-18s %s ulp above the next below%s\n", "rounding", text,
                mpfr_cmp_d(distance, 0.5) == 0 ? ": a tie, to the even code" : "");
    }
    mpfr_clears(low, distance, (mpfr_ptr)0);
}

static void print_verdict(FILE *out, const aqh_case *c, mpfr_srcptr value, uint32_t got,
                          uint32_t expected, uint32_t planned) {
    const aq_format dst = c->call.dst.format;
    mpfr_t error;
    char text[80];
    mpfr_init2(error, AQO_PRECISION);
    aqo_verdict verdict = aqo_accept(dst, c->call.overflow, value, got, c->max_ulp, error);
    aqh_decimal(error, text, sizeof text);
    print_code(out, "got", dst, got);
    fprintf(out, "  %-18s %s ulp, %" PRId64 " codes from the correctly rounded one\n", "error",
            text, aqo_steps(dst, expected, got));
    if (c->judge == AQH_BY_ULP)
        fprintf(out, "  %-18s %s (tolerance %g ulp; rule %d: %s)\n", "verdict",
                verdict.accepted ? "accepted" : "wrong", c->max_ulp, (int)verdict.rule,
                aqo_accept_text(verdict.rule));
    fprintf(out, "  %-18s %s\n", "plan",
            aqo_same_result(dst, got, planned) ? "the bits of the plan"
                                               : "not the bits of the plan");
    mpfr_clear(error);
}

void aqh_explain(FILE *out, const aqh_case *c, const uint8_t *dst, size_t i, size_t j) {
    const aq_call *call = &c->call;
    const size_t index = i * call->src.cols + j;
    const size_t parameter = aqo_param_index(call, i, j);
    const bool offset = aqo_uses_offset(call);
    aqh_element e;
    aqh_element_at(c, dst, index, &e);

    mpfr_t x, o, s, sum, value;
    mpfr_inits2(AQO_PRECISION, x, o, s, sum, value, (mpfr_ptr)0);
    aqo_decode(call->src.format, e.src, x);
    aqo_decode(call->scale.format, e.scale, s);
    if (offset)
        aqo_decode(call->offset.format, e.offset, o);
    aqo_exact(value, sum, x, offset ? o : NULL, s);

    fprintf(out, "element %zu,%zu", i, j);
    if (aqo_elements(&call->scale) > 1)
        fprintf(out, ", scale %zu,%zu", parameter / call->scale.cols, parameter % call->scale.cols);
    fprintf(out, "\ntruth\n");
    print_code(out, "src", call->src.format, e.src);
    if (offset)
        print_code(out, "offset", call->offset.format, e.offset);
    print_code(out, "scale", call->scale.format, e.scale);
    if (offset)
        print_value(out, "src + offset", sum);
    print_value(out, "exact result", value);
    if (mpfr_number_p(value)) {
        mpfr_t ulp;
        mpfr_init2(ulp, 2);
        mpfr_set_ui_2exp(ulp, 1, aqo_ulp_exponent(call->dst.format, value), MPFR_RNDN);
        print_value(out, "ulp", ulp);
        mpfr_clear(ulp);
        print_bracket(out, call->dst.format, value);
    }
    uint32_t expected = aqo_round(call->dst.format, call->overflow, value);
    print_code(out, "correctly rounded", call->dst.format, expected);
    const uint32_t planned = aqh_explain_plan(out, c, x, offset ? o : NULL, s, value);
    fprintf(out, "result\n");
    if (!dst)
        fprintf(out, "  not recorded\n");
    else if (index < aqo_computed(call))
        print_verdict(out, c, value, e.got, expected, planned);
    else
        fprintf(out, "  not computed: past cal_count\n");
    mpfr_clears(x, o, s, sum, value, (mpfr_ptr)0);
}
