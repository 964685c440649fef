/* Which cases a campaign is made of. */
#include "campaign_cases.h"

#include "generate.h"
#include "legal.h"
#include "plan_name.h"

/* Ordinary cases are small: faults of shape and value show in them, and there can be
 * many. Some are not: */
enum {
    ELEMENTS = 640,
    SLICE_ELEMENTS = 16384, /* of a real layer, once in a round of themes */
    LARGE_ELEMENTS = 98304, /* where counters of 8 and 16 bits wrap, once in two rounds */
    LARGE_INDEX = AQH_THEME_COUNT + AQH_THEME_SWEEP
};

/* The modes that a campaign goes through for a product: the legal ones, but judged
 * by plan only those the product computes in. */
static bool goes_through(const aqh_options *options, aq_product product, aq_overflow overflow) {
    if (options->filter.overflow >= 0 && (int)overflow != options->filter.overflow)
        return false;
    return options->judge == AQH_BY_PLAN ? aqo_has_overflow(product, overflow)
                                         : aqo_may_ask(product, overflow);
}

static unsigned overflow_modes(const aqh_options *options, aq_product product) {
    unsigned modes = 0;
    for (int overflow = 0; overflow < AQ_OVERFLOW_COUNT; overflow++)
        modes += goes_through(options, product, (aq_overflow)overflow);
    return modes;
}

/* Every mode in turn, and with each theme in time. */
static aq_overflow overflow_of(const aqh_options *options, const aqh_variant *variant,
                               uint32_t index) {
    const aq_product product = variant->types.product;
    unsigned turn = (index + index / AQH_THEME_COUNT) % overflow_modes(options, product);
    int overflow = 0;
    while (!goes_through(options, product, (aq_overflow)overflow) || turn-- > 0)
        overflow++;
    return (aq_overflow)overflow;
}

bool aqh_campaign_takes(const aqh_options *options, const aqh_variant *variant) {
    return aqh_filter_takes(&options->filter, variant) && aqh_plan_fits(options->plan, variant) &&
           overflow_modes(options, variant->types.product) > 0;
}

bool aqh_campaign_case(aqh_case *c, const aqh_options *options, const aqh_variant *v,
                       uint32_t index, uint64_t *seed) {
    const aq_overflow overflow = overflow_of(options, v, index);
    const aqh_theme theme = (aqh_theme)(index % AQH_THEME_COUNT);
    /* The stream is the variant's place in the whole table, not in the filtered
     * one, so that a case keeps its seed under another filter. */
    const uint64_t stream =
        ((((uint64_t)v->types.product * AQ_PROTOTYPE_COUNT + v->types.prototype) * AQ_FORMAT_COUNT +
          v->types.src) *
             AQ_FORMAT_COUNT +
         v->types.scale) *
            AQ_FORMAT_COUNT * 8 +
        v->types.dst * 8u + v->has_offset * 4u + v->transpose * 2u + (uint64_t)v->k_dim;
    *seed = aqh_mix(options->seed, stream, index);

    uint32_t elements = ELEMENTS;
    if (theme == AQH_THEME_WEIGHTS)
        elements = SLICE_ELEMENTS;
    /* Plans are evaluated by MPFR only: one variant in eight must do. */
    else if (index % (2 * AQH_THEME_COUNT) == LARGE_INDEX &&
             (options->judge == AQH_BY_ULP || *seed % 8 == 0))
        elements = LARGE_ELEMENTS;

    const bool good = aqh_generate(c, v, overflow, theme, *seed, elements);
    c->judge = options->judge;
    c->plan = options->plan;
    c->max_ulp = options->max_ulp;
    return good;
}
