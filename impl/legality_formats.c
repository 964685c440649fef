/* The rules about what exists: products, prototypes, formats and the table of
 * documented combinations. */
#include "legality.h"
#include "mutate.h"
#include "names.h"
#include "operands.h"

/* ---- Enumerations --------------------------------------------------------- */

static bool in_range(const aqi_subject *subject, const char *field, unsigned value,
                     unsigned count) {
    return value < count ||
           aqi_refuse(subject, AQ_RULE_ENUMERATION, field, "%u, below %u is known", value, count);
}

bool aqi_judge_ENUMERATION(const aqi_subject *subject) {
    const aq_call *c = subject->call;
    return in_range(subject, "product", (unsigned)c->product, AQ_PRODUCT_COUNT) &&
           in_range(subject, "prototype", (unsigned)c->prototype, AQ_PROTOTYPE_COUNT) &&
           in_range(subject, "overflow", (unsigned)c->overflow, AQ_OVERFLOW_COUNT) &&
           in_range(subject, "src.format", (unsigned)c->src.format, AQ_FORMAT_COUNT) &&
           in_range(subject, "scale.format", (unsigned)c->scale.format, AQ_FORMAT_COUNT) &&
           in_range(subject, "dst.format", (unsigned)c->dst.format, AQ_FORMAT_COUNT) &&
           (!aqi_uses_offset(c) ||
            in_range(subject, "offset.format", (unsigned)c->offset.format, AQ_FORMAT_COUNT));
}

/* ---- Products and prototypes ---------------------------------------------- */

bool aqi_judge_PRODUCT(const aqi_subject *subject) {
    const aq_product product = subject->call->product;
    if (product == AQ_PRODUCT_310B || product == AQ_PRODUCT_310P_VECTOR ||
        product == AQ_PRODUCT_910) {
        return aqi_refuse(subject, AQ_RULE_PRODUCT, "product", "%s", aqi_product_name(product));
    }
    return true;
}

bool aqi_judge_POLICY(const aqi_subject *subject) {
    const aq_prototype prototype = subject->call->prototype;
    if (prototype == AQ_PER_CHANNEL_PER_GROUP || prototype == AQ_PER_TOKEN_PER_GROUP) {
        return aqi_refuse(subject, AQ_RULE_POLICY, "prototype", "%s",
                          aqi_prototype_name(prototype));
    }
    return true;
}

bool aqi_judge_PROTOTYPE(const aqi_subject *subject) {
    const aq_call *c = subject->call;
    if (c->product != AQ_PRODUCT_950 && c->prototype != AQ_PER_CHANNEL &&
        c->prototype != AQ_PER_TENSOR) {
        return aqi_refuse(subject, AQ_RULE_PROTOTYPE, "prototype", "%s on product %s",
                          aqi_prototype_name(c->prototype), aqi_product_name(c->product));
    }
    return true;
}

bool aqi_judge_K_DIM(const aqi_subject *subject) {
    const aq_call *c = subject->call;
    if (c->prototype == AQ_PER_GROUP && c->k_dim != 0 && c->k_dim != 1) {
        return aqi_refuse(subject, AQ_RULE_K_DIM, "k_dim", "%d", (int)c->k_dim);
    }
    return true;
}

bool aqi_judge_HAS_OFFSET(const aqi_subject *subject) {
    const aq_call *c = subject->call;
    if (c->prototype == AQ_PER_GROUP_LEGACY && c->has_offset) {
        return aqi_refuse(subject, AQ_RULE_HAS_OFFSET, "has_offset", "true");
    }
    return true;
}

bool aqi_judge_OVERFLOW_MODE(const aqi_subject *subject) {
    const aq_call *c = subject->call;
    if (c->overflow == AQ_OVERFLOW_PER_INSTRUCTION && c->product != AQ_PRODUCT_950) {
        return aqi_refuse(subject, AQ_RULE_OVERFLOW_MODE, "overflow", "%s on product %s",
                          aqi_overflow_name(c->overflow), aqi_product_name(c->product));
    }
    return true;
}

/* ---- Formats --------------------------------------------------------------- */

#define P(product) (1u << AQ_PRODUCT_##product)
#define F(format) (1u << AQ_##format)

/* Every combination of formats that the API document gives: its lists "dst/src/
 * offset/scale supported" for the legacy prototypes and its table 3 for the new
 * ones. A set in a row stands for one row for each member. */
static const struct combination {
    uint16_t products, prototypes, srcs;
    uint8_t scale, dst;
} combinations[] = {
    {P(A2) | P(A3), F(PER_CHANNEL) | F(PER_TENSOR), F(INT8) | F(INT4), AQ_HALF, AQ_HALF},
    {P(A2) | P(A3), F(PER_CHANNEL) | F(PER_TENSOR), F(INT8) | F(INT4), AQ_BF16, AQ_BF16},
    {P(310P) | P(KIRIN_X90) | P(KIRIN_9030), F(PER_CHANNEL) | F(PER_TENSOR), F(INT8), AQ_HALF,
     AQ_HALF},
#define B8 (F(INT8) | F(HIF8) | F(E5M2) | F(E4M3FN))
#define FP4 (F(E2M1) | F(E1M2))
    {P(950), F(PER_CHANNEL) | F(PER_TENSOR), B8, AQ_HALF, AQ_HALF},
    {P(950), F(PER_CHANNEL) | F(PER_TENSOR), B8, AQ_BF16, AQ_BF16},
    {P(950), F(PER_TOKEN) | F(PER_GROUP), B8, AQ_HALF, AQ_HALF},
    {P(950), F(PER_TOKEN) | F(PER_GROUP), B8, AQ_BF16, AQ_BF16},
    {P(950), F(PER_TOKEN) | F(PER_GROUP), B8, AQ_FLOAT, AQ_FLOAT},
    {P(950), F(PER_TOKEN) | F(PER_GROUP), B8, AQ_FLOAT, AQ_HALF},
    {P(950), F(PER_TOKEN) | F(PER_GROUP), B8, AQ_FLOAT, AQ_BF16},
    {P(950), F(PER_GROUP) | F(PER_GROUP_LEGACY), FP4, AQ_E8M0, AQ_HALF},
    {P(950), F(PER_GROUP) | F(PER_GROUP_LEGACY), FP4, AQ_E8M0, AQ_BF16},
#undef B8
#undef FP4
};

/* Is there a row with this src, and, as asked, this scale and this dst? */
static bool documented(const aq_call *c, bool with_scale, bool with_dst) {
    for (size_t i = 0; i < sizeof combinations / sizeof combinations[0]; i++) {
        const struct combination *row = &combinations[i];
        if ((AQ_MUTATE(product_missing_in_the_table, row->products,
                       row->products & ~P(KIRIN_9030)) >>
                 c->product &
             1u) &&
            (row->prototypes >> c->prototype & 1u) &&
            (AQ_MUTATE(int4_taken_everywhere, row->srcs, row->srcs | F(INT4)) >> c->src.format &
             1u) &&
            (!with_scale || row->scale == c->scale.format) &&
            (!with_dst || row->dst == c->dst.format)) {
            return true;
        }
    }
    return false;
}

bool aqi_judge_SRC_FORMAT(const aqi_subject *subject) {
    const aq_call *c = subject->call;
    return documented(c, false, false) ||
           aqi_refuse(subject, AQ_RULE_SRC_FORMAT, "src.format", "%s for %s on product %s",
                      aqi_format_name(c->src.format), aqi_prototype_name(c->prototype),
                      aqi_product_name(c->product));
}

bool aqi_judge_SCALE_FORMAT(const aqi_subject *subject) {
    const aq_call *c = subject->call;
    return documented(c, true, false) ||
           aqi_refuse(subject, AQ_RULE_SCALE_FORMAT, "scale.format", "%s with src %s",
                      aqi_format_name(c->scale.format), aqi_format_name(c->src.format));
}

bool aqi_judge_DST_FORMAT(const aqi_subject *subject) {
    const aq_call *c = subject->call;
    return documented(c, true, true) ||
           aqi_refuse(subject, AQ_RULE_DST_FORMAT, "dst.format", "%s with src %s and scale %s",
                      aqi_format_name(c->dst.format), aqi_format_name(c->src.format),
                      aqi_format_name(c->scale.format));
}

bool aqi_judge_OFFSET_FORMAT(const aqi_subject *subject) {
    const aq_call *c = subject->call;
    return !aqi_uses_offset(c) || c->offset.format == c->scale.format ||
           aqi_refuse(subject, AQ_RULE_OFFSET_FORMAT, "offset.format", "%s with scale %s",
                      aqi_format_name(c->offset.format), aqi_format_name(c->scale.format));
}
