/* The search over operands that are NaN or Inf, for the plans whose other inputs
 * are not all looked at one by one.
 *
 * Where no step before the last one saturates, the result depends on the classes
 * of the operands only (zero, finite, Inf, NaN, and signs), and every combination
 * of classes is looked at. Where one does, a NaN goes on as 0 and Inf as the
 * largest number, and the error depends on numbers too; it is monotone in each of
 * the others, or as large as a saturated result can be. So each operand that is
 * special meets every number of one other operand of up to 16 bits, with the
 * extremes of the third. One NaN code stands for all. */
#include "certify_search.h"

enum { MOST = 300 };

typedef struct operands {
    uint32_t codes[MOST];
    size_t count;
} operands;

static void add(operands *list, uint32_t code) {
    for (size_t k = 0; k < list->count; k++)
        if (list->codes[k] == code)
            return;
    list->codes[list->count++] = code;
}

/* A parameter's classes: each kind of special, and extremes of the numbers. */
static void list_params(aq_format format, operands *specials, operands *all) {
    const aqo_format *f = aqo_format_get(format);
    uint32_t sign = UINT32_C(1) << (f->bits - 1), infinity = f->max_code + 1;
    uint32_t least_normal = UINT32_C(1) << f->fraction_bits;
    uint32_t one = (uint32_t)f->bias << f->fraction_bits;
    const uint32_t positive[] = {0, 1, least_normal, one, f->max_code, infinity};
    specials->count = all->count = 0;
    for (size_t k = 0; k < sizeof positive / sizeof *positive; k++) {
        add(all, positive[k]);
        add(all, positive[k] | sign);
    }
    add(all, f->nan_code);
    add(specials, infinity);
    add(specials, infinity | sign);
    add(specials, f->nan_code);
}

/* Of the source all codes are few enough; `few` are its specials, zero and the
 * extremes. */
static void list_sources(aq_format format, operands *specials, operands *few, operands *all) {
    uint32_t codes = (uint32_t)aqo_code_count(format), high = 0, low = 0, zero = 0;
    bool nan = false;
    specials->count = few->count = all->count = 0;
    for (uint32_t code = 0; code < codes; code++) {
        double x = aqo_decode_double(format, code);
        add(all, code);
        if (isinf(x) || (isnan(x) && !nan))
            add(specials, code);
        nan |= isnan(x);
        if (x > aqo_decode_double(format, high))
            high = code;
        if (x < aqo_decode_double(format, low))
            low = code;
        if (x == 0.0 && !signbit(x))
            zero = code;
    }
    *few = *specials;
    add(few, high);
    add(few, low);
    add(few, zero);
    add(few, zero + 1);
}

static void offer(aqo_search *search, uint32_t x, uint32_t o, uint32_t s) {
    const aqo_subject *subject = &search->evaluator.subject;
    double xv = aqo_decode_double(subject->src, x), sv = aqo_decode_double(subject->scale, s);
    double ov = subject->has_offset ? aqo_decode_double(subject->scale, o) : 0.0;
    if (isfinite(xv) && isfinite(ov) && isfinite(sv))
        return;
    search->special_points++;
    aqo_search_offer_values(search, (aqo_input){x, o, s}, xv, ov, sv);
}

static void offer_all(aqo_search *search, const operands *x, const operands *o, const operands *s) {
    for (size_t i = 0; i < x->count; i++)
        for (size_t j = 0; j < o->count; j++)
            for (size_t k = 0; k < s->count; k++)
                offer(search, x->codes[i], o->codes[j], s->codes[k]);
}

void aqo_search_special(aqo_search *search) {
    const aqo_subject *subject = &search->evaluator.subject;
    operands x_special, x_few, x_all, specials, params, none = {{0}, 1};
    list_sources(subject->src, &x_special, &x_few, &x_all);
    list_params(subject->scale, &specials, &params);
    const operands *offsets = subject->has_offset ? &params : &none;
    offer_all(search, &x_all, offsets, &params);
    if (!subject->has_offset || aqo_format_get(subject->scale)->bits > 16)
        return;
    for (uint32_t code = 0; code <= 0xffff; code++) {
        const operands one = {{code}, 1};
        offer_all(search, &x_few, &specials, &one);
        offer_all(search, &x_special, &params, &one);
        offer_all(search, &x_special, &one, &params);
        offer_all(search, &x_few, &one, &specials);
    }
}
