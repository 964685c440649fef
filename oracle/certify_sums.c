/* The search over sums with an offset and a scale of 16 bits. Every input but
 * NaN, Inf is covered, by these reductions (ulp-bounds.md):
 *
 * - Given the rounded sum and the scale, the result is fixed. While y stays in one
 *   binade and on one side of the largest number and of the overflow threshold,
 *   |result - y| is convex in x + o: only ends matter, those of the class and those
 *   at a limit that lies inside it.
 * - The sign of (x, o), or of s, changes nothing but the sign of everything.
 * - Where y and all steps are normal numbers that do not overflow, multiplying s by
 *   2^k shifts all of it: of s only the significands are looked at (shift).
 * - Below the normal range all scales are looked at, down to where errors are less
 *   than some found above (subnormals, aqo_certify_rest). So are those where class
 *   and scale are near a limit (limits).
 *
 * The loops only find what could be a new maximum, as cheaply as possible;
 * aqo_search_offer_class then looks at the ends, exactly. */
#include "certify_classes.h"

enum { BLOCK = 512 };

static void offer_sum(aqo_search *search, const aqo_sum *sum, uint32_t scale) {
    aqo_search_offer(search, (aqo_input){sum->xo & 0xff, sum->xo >> 8, scale});
}

/* The first sum of class k with s * E >= limit; all products here are exact. */
static uint32_t first_from(const aqo_classes *c, size_t k, double s, double limit) {
    double rest = limit - s * c->base[k];
    uint32_t low = c->first[k], high = c->first[k + 1];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (s * c->sums[middle].delta >= rest)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static void offer_split(aqo_search *search, const aqo_classes *c, size_t k, uint32_t scale,
                        double s, double limit) {
    uint32_t at = first_from(c, k, s, limit);
    if (at > c->first[k] && at < c->first[k + 1]) {
        offer_sum(search, &c->sums[at - 1], scale);
        offer_sum(search, &c->sums[at], scale);
    }
}

void aqo_search_offer_class(aqo_search *search, const aqo_classes *c, size_t k, uint32_t scale,
                            double s) {
    uint32_t first = c->first[k], last = c->first[k + 1] - 1;
    offer_sum(search, &c->sums[first], scale);
    if (last == first)
        return;
    offer_sum(search, &c->sums[last], scale);
    if (s == 0.0)
        return;
    double low = s * (c->base[k] + c->sums[first].delta) * (1.0 - 0x1p-40);
    double high = s * (c->base[k] + c->sums[last].delta) * (1.0 + 0x1p-40);
    for (int e = aqo_exponent(low) + 1; e <= aqo_exponent(high); e++)
        offer_split(search, c, k, scale, s, from_bits(power_of_two(e)));
    const aqo_grid *g = search->evaluator.dst;
    const double limits[] = {g->largest, g->threshold};
    for (int l = 0; l < 2; l++)
        if (low <= limits[l] && limits[l] <= high)
            offer_split(search, c, k, scale, s, limits[l]);
}

/* The largest |error| that the ends of each class can have with scale s, not less
 * than it is: the ulp is that of the smaller y, and a power of two counts as just
 * below itself. y normal, no overflow. */
AQO_SPECIALIZED void errors_of_normals(const double *base, const double *least, const double *most,
                                       double s, int precision, bool through_float,
                                       double *restrict errors, size_t count) {
    for (size_t k = 0; k < count; k++) {
        double product = s * base[k];
        double step = through_float ? (double)(float)product : product;
        double error = aqo_to_precision(step, precision) - product;
        double below = fabs(error - s * least[k]), above = fabs(error - s * most[k]);
        uint64_t binade = (bits_of(product + s * least[k]) - 1) & AQO_EXPONENT_BITS;
        uint64_t per_ulp = ((uint64_t)(2046 + precision - 1) << 52) - binade;
        errors[k] = (below > above ? below : above) * from_bits(per_ulp);
    }
}

/* The same below the normal range, where the ulp is 2^unit. in_step: only where
 * the float step rounds as well, else -1 (see IUF). */
AQO_SPECIALIZED void errors_of_subnormals(const double *base, const double *least,
                                          const double *most, double s, int unit,
                                          bool through_float, double *restrict errors,
                                          double *restrict in_step, size_t count) {
    double per_ulp = from_bits(power_of_two(-unit));
    for (size_t k = 0; k < count; k++) {
        double product = s * base[k];
        double step = through_float ? (double)(float)product : product;
        double error = aqo_to_unit(step, unit) - product;
        double below = fabs(error - s * least[k]), above = fabs(error - s * most[k]);
        errors[k] = (below > above ? below : above) * per_ulp;
        in_step[k] = through_float && step != product ? errors[k] : -1.0;
    }
}

static bool any_from(const double *values, double limit, size_t count) {
    int any = 0;
    for (size_t k = 0; k < count; k++)
        any |= values[k] >= limit;
    return any;
}

static double record_of(const aqo_search *search, aqo_domain domain) {
    return search->records[domain].occurs ? search->records[domain].error : 0.0;
}

/* Is there a step in float between the product and dst? */
static bool goes_through_float(const aqo_search *search) {
    const aqo_evaluator *e = &search->evaluator;
    return e->steps[e->step_count - 1].operation != AQO_MULTIPLY_SCALE;
}

/* The classes that the loops go through: all, or only those with inexact sums where
 * the others err less than some of these (aqo_certify_rest). */
typedef struct view {
    size_t count;
    double *base, *least, *most;
    size_t *index; /* in the classes */
} view;

static void view_init(view *v, const aqo_classes *c, bool inexact_only) {
    v->count = 0;
    v->base = aqo_search_memory((c->count + 1) * sizeof *v->base);
    v->least = aqo_search_memory((c->count + 1) * sizeof *v->least);
    v->most = aqo_search_memory((c->count + 1) * sizeof *v->most);
    v->index = aqo_search_memory((c->count + 1) * sizeof *v->index);
    for (size_t k = 0; k < c->count; k++) {
        bool exact = c->least[k] == 0.0 && c->most[k] == 0.0;
        if (c->base[k] == 0.0 || (exact && inexact_only))
            continue;
        v->base[v->count] = c->base[k];
        v->least[v->count] = c->least[k];
        v->most[v->count] = c->most[k];
        v->index[v->count++] = k;
    }
}

static void view_clear(view *v) {
    free(v->base);
    free(v->least);
    free(v->most);
    free(v->index);
}

static void normal_block(const aqo_search *search, const double *base, const double *least,
                         const double *most, double s, double *errors, size_t count) {
    if (!goes_through_float(search))
        errors_of_normals(base, least, most, s, 11, false, errors, count);
    else if (search->evaluator.dst->precision == 11)
        errors_of_normals(base, least, most, s, 11, true, errors, count);
    else
        errors_of_normals(base, least, most, s, 8, true, errors, count);
}

static void subnormal_block(const aqo_search *search, const view *c, size_t at, double s,
                            double *errors, double *in_step, size_t count) {
    const double *base = c->base + at, *least = c->least + at, *most = c->most + at;
    if (!goes_through_float(search))
        errors_of_subnormals(base, least, most, s, -24, false, errors, in_step, count);
    else if (search->evaluator.dst->precision == 11)
        errors_of_subnormals(base, least, most, s, -24, true, errors, in_step, count);
    else
        errors_of_subnormals(base, least, most, s, -133, true, errors, in_step, count);
}

/* The scale of the form 1.m that shift looks at, times the power of two that makes
 * its product with the base of class k about 1, as far as the format has it. */
static uint32_t shifted_scale(const aqo_classes *c, const aqo_format *f, size_t k, uint32_t m) {
    int exponent = -aqo_exponent(c->base[k]);
    exponent = exponent > f->emin ? exponent : f->emin;
    exponent = exponent < f->emax ? exponent : f->emax;
    return (uint32_t)(exponent + f->bias) << f->fraction_bits | m;
}

static void search_shift(aqo_search *search, const aqo_classes *c, const view *v) {
    const aqo_format *f = aqo_format_get(search->evaluator.subject.scale);
    const uint32_t significands = UINT32_C(1) << f->fraction_bits;
    uint64_t from, to;
    aqo_search_part(search, v->count, &from, &to);
    double base[BLOCK], least[BLOCK], most[BLOCK], errors[BLOCK];
    for (size_t at = from; at < to; at += BLOCK) {
        size_t count = to - at < BLOCK ? to - at : BLOCK;
        for (size_t k = 0; k < count; k++) {
            double scale = from_bits(power_of_two(-aqo_exponent(v->base[at + k])));
            base[k] = v->base[at + k] * scale;
            least[k] = v->least[at + k] * scale;
            most[k] = v->most[at + k] * scale;
        }
        for (uint32_t m = 0; m < significands; m++) {
            double s = 1.0 + (double)m / significands;
            normal_block(search, base, least, most, s, errors, count);
            if (!any_from(errors, record_of(search, AQO_DOMAIN_NORM), count))
                continue;
            for (size_t k = 0; k < count; k++)
                if (errors[k] >= record_of(search, AQO_DOMAIN_NORM)) {
                    uint32_t scale = shifted_scale(c, f, v->index[at + k], m);
                    aqo_search_offer_class(search, c, v->index[at + k], scale,
                                           aqo_decode_double(f->id, scale));
                }
        }
        search->points += (uint64_t)count * significands;
        aqo_search_progress(search, 0.4 * (double)(at - from) / (double)(to - from));
    }
}

/* The first class with s * base >= limit. */
static size_t first_class(const double *base, size_t count, double s, double limit) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s * base[middle] >= limit)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static void offer_classes(aqo_search *search, const aqo_classes *c, size_t from, size_t to,
                          uint32_t scale, double s) {
    for (size_t k = from; k < to; k++)
        aqo_search_offer_class(search, c, k, scale, s);
    search->points += to - from;
}

static void subnormals(aqo_search *search, const aqo_classes *c, const view *v, size_t from,
                       size_t to, uint32_t scale, double s) {
    double errors[BLOCK], in_step[BLOCK];
    /* Products with half results are far from where float underflows. */
    bool float_underflows = search->evaluator.dst->emin == -126;
    for (size_t at = from; at < to; at += BLOCK) {
        size_t count = to - at < BLOCK ? to - at : BLOCK;
        subnormal_block(search, v, at, s, errors, in_step, count);
        double limit = record_of(search, AQO_DOMAIN_SUB);
        double step_limit = float_underflows ? record_of(search, AQO_DOMAIN_IUF) : HUGE_VAL;
        if (any_from(errors, limit, count) || any_from(in_step, step_limit, count))
            for (size_t k = 0; k < count; k++)
                if (errors[k] >= record_of(search, AQO_DOMAIN_SUB) ||
                    (float_underflows && in_step[k] >= record_of(search, AQO_DOMAIN_IUF)))
                    aqo_search_offer_class(search, c, v->index[at + k], scale, s);
    }
    search->points += to - from;
}

static void search_limits(aqo_search *search, const aqo_classes *c, const view *v, uint32_t scale,
                          double s) {
    const aqo_grid *g = search->evaluator.dst;
    /* Twice what a rounded sum, and half an ulp of the result, can be off. */
    double sum_margin = from_bits(power_of_two(1 - c->precision));
    int precision = c->precision < g->precision ? c->precision : g->precision;
    double top_margin = from_bits(power_of_two(2 - precision));
    double below = g->least_normal * (1.0 - sum_margin);
    double above = g->least_normal * (1.0 + sum_margin);
    double least = aqo_certify_least(&search->evaluator.subject);

    size_t first = first_class(v->base, v->count, s, least);
    size_t last = first_class(v->base, v->count, s, below);
    subnormals(search, c, v, first, last, scale, s);

    size_t tiny = first_class(c->base, c->count, s, least);
    size_t from = first_class(c->base, c->count, s, below);
    size_t normal = first_class(c->base, c->count, s, above);
    size_t top = first_class(c->base, c->count, s, g->largest * (1.0 - top_margin));
    size_t beyond = first_class(c->base, c->count, s, g->threshold * (1.0 + top_margin));
    offer_classes(search, c, tiny ? tiny - 1 : 0, tiny, scale, s);
    offer_classes(search, c, from, normal, scale, s);
    offer_classes(search, c, top, beyond, scale, s);
    /* Beyond, all is as overflow has it: any class shows how. */
    if (beyond < c->count)
        offer_classes(search, c, c->count - 1, c->count, scale, s);
    if (c->overflow)
        offer_classes(search, c, c->count, c->count + 1, scale, s);
}

void aqo_search_classes(aqo_search *search, const aqo_classes *classes) {
    view v;
    view_init(&v, classes, search->evaluator.subject.pipeline.plan == AQO_N5);
    search_shift(search, classes, &v);
    aq_format format = search->evaluator.subject.scale;
    uint32_t scales = aqo_finite_codes(format);
    for (uint32_t scale = search->shard; scale < scales; scale += search->shards) {
        search_limits(search, classes, &v, scale, aqo_decode_double(format, scale));
        if ((scale / search->shards & 0x3f) == 0)
            aqo_search_progress(search, 0.4 + 0.6 * scale / scales);
    }
    view_clear(&v);
}

void aqo_search_sums(aqo_search *search) {
    aqo_classes classes;
    aqo_classes_init(&classes, &search->evaluator, 0,
                     aqo_finite_codes(search->evaluator.subject.scale));
    aqo_search_classes(search, &classes);
    aqo_classes_clear(&classes);
}
