/* Property: with NaN, infinities, zeros, subnormals and numbers at both ends of the
 * range as operands the result is right in every overflow mode; where results
 * saturate there is no NaN and no infinity, and where they do not a NaN stays one.
 *
 * Every code of the case chooses one of the codes at which something changes. */
#include "fuzz_target.h"

#include "fast.h"
#include "format.h"
#include "index.h"

#include <math.h>
#include <stdlib.h>

static const aqf_options options = {.elements = 64, .takes = aqf_backend_takes};

/* One in eight stays what it is. */
static uint32_t special(const aqo_format *f, uint32_t code) {
    const uint32_t sign = UINT32_C(1) << (f->bits - 1);
    const uint32_t one = f->is_float ? (uint32_t)f->bias << f->fraction_bits : f->max_code / 2 + 1;
    const uint32_t codes[] = {0,
                              1,
                              (UINT32_C(1) << f->fraction_bits) - 1,
                              UINT32_C(1) << f->fraction_bits,
                              (UINT32_C(1) << f->fraction_bits) + 1,
                              one,
                              one + 1,
                              one - 1,
                              f->max_code - 1,
                              f->max_code,
                              f->max_code + 1, /* Inf, NaN, or another sign */
                              f->max_code + 2, /* a NaN with a payload, where there are some */
                              f->nan_code,
                              sign - 1};
    const uint32_t count = sizeof codes / sizeof *codes, choice = code % (count + 2);
    if (choice >= count)
        return code;
    const uint32_t mask = sign | (sign - 1);
    return (codes[choice] ^ (code / (count + 2) % 2 ? sign : 0)) & mask;
}

static void make_special(aqh_case *c) {
    for (int operand = AQH_SRC; operand <= AQH_OFFSET; operand++) {
        const aq_tensor *tensor = aqh_tensor(&c->call, operand);
        const aqo_format *format = aqo_format_get(tensor->format);
        if (!c->data[operand])
            continue;
        for (size_t i = 0; i < aqo_elements(tensor); i++) {
            const uint32_t code = aqo_load(tensor->format, c->data[operand], i);
            aqo_store(tensor->format, c->data[operand], i, special(format, code));
        }
    }
}

static bool is_nan_operand(const aqh_element *e, const aq_call *call) {
    return isnan(aqo_decode_double(call->src.format, e->src)) ||
           isnan(aqo_decode_double(call->scale.format, e->scale)) ||
           (aqo_uses_offset(call) && isnan(aqo_decode_double(call->offset.format, e->offset)));
}

/* Of results only, without a look at what is right. */
static void check_classes(const aqh_case *c, const uint8_t *dst) {
    const aq_call *call = &c->call;
    const bool saturates = call->overflow == AQ_OVERFLOW_SAT && call->dst.format != AQ_FLOAT;
    if (!saturates && call->overflow != AQ_OVERFLOW_INF_NAN)
        return;
    for (size_t i = 0; i < aqo_computed(call); i++) {
        const double got = aqo_decode_double(call->dst.format, aqo_load(call->dst.format, dst, i));
        if (saturates && !isfinite(got))
            aqf_finding("specials-saturated-to-no-number", c, "element %zu", i);
        if (saturates || isnan(got))
            continue;
        aqh_element e;
        aqh_element_at(c, dst, i, &e);
        if (is_nan_operand(&e, call))
            aqf_finding("specials-nan-lost", c, "element %zu", i);
    }
}

static void check(aqf_case *f) {
    uint8_t *dst;
    make_special(&f->c);
    if (aqf_check(f, &dst) && aqf_subject_here()->judge == AQH_BY_ULP)
        check_classes(&f->c, dst);
    free(dst);
}

const aqf_target aqf_target_here = {
    .name = "specials_and_overflow", .options = &options, .check_case = check, .seed_step = 17};
