/* The search without offset and with a float scale: y = x * s is exact in double,
 * and the result depends on y alone. Reductions:
 *
 * - The sign of x or of s changes nothing but the sign of everything. In the normal
 *   range multiplying by 2^k shifts everything. So of |x| only the odd part counts,
 *   of s only the significand, at one exponent (normal range).
 * - Below the normal range the same holds at a given exponent of y. What float
 *   rounds away is at most 2^-25 of y, or 2^-150: in ulps of dst it is largest in
 *   the binade just below the normal range, and at most half of that in the others.
 *   That binade is looked at (subnormals); see aqo_certify_rest for the others.
 * - Near overflow results are monotone in s: a few scales on either side of the
 *   limits, for each x (limits). The largest float subnormal product that is
 *   inexact, likewise (deep).
 *
 * A plan that rounds once, to float, is correctly rounded; only a witness of half
 * an ulp is looked for. */
#include "certify_search.h"

enum { BLOCK = 512, SIGNIFICANDS = 1 << 23, NEAR = 8 };

typedef struct odd_part {
    double normalized; /* in [1, 2) */
    int exponent;      /* the smallest with this odd part */
    uint32_t code;
} odd_part;

/* The finite x > 0 with distinct significands, each at its smallest exponent. */
static size_t list_odd_parts(aq_format src, odd_part list[256]) {
    size_t count = 0;
    uint64_t codes = aqo_code_count(src);
    for (uint32_t code = 0; code < codes; code++) {
        double x = aqo_decode_double(src, code);
        if (!isfinite(x) || x == 0.0)
            continue;
        odd_part part = {.exponent = aqo_exponent(x), .code = code};
        part.normalized = fabs(x) * from_bits(power_of_two(-part.exponent));
        size_t k = 0;
        while (k < count && list[k].normalized != part.normalized)
            k++;
        if (k == count)
            list[count++] = part;
        else if (part.exponent < list[k].exponent)
            list[k] = part;
    }
    return count;
}

/* The code of 2^exponent * (1 + m / 2^23), subnormal or not; false if float has no
 * such number. */
static bool scale_code(int exponent, uint32_t m, uint32_t *code) {
    if (exponent >= -126) {
        *code = (uint32_t)(exponent + 127) << 23 | m;
        return exponent <= 127;
    }
    int shift = -126 - exponent;
    uint32_t significand = (UINT32_C(1) << 23) + m;
    if (shift > 23 || (significand & ((UINT32_C(1) << shift) - 1)) != 0)
        return false;
    *code = significand >> shift;
    return true;
}

/* |error| in ulps of each y = part * 2^shift * (1 + m / 2^23): in the normal range
 * that of its own binade, else 2^unit. */
AQO_SPECIALIZED void errors_of(double part, uint32_t m, double shift, bool normal, int precision,
                               int unit, double *restrict errors, double *restrict in_step) {
    double first = part * shift, step = first * 0x1p-23, per_ulp = from_bits(power_of_two(-unit));
    for (int k = 0; k < BLOCK; k++) {
        double y = first + step * (double)(int32_t)(m + (uint32_t)k);
        double narrow = (double)(float)y;
        double got = normal ? aqo_to_precision(narrow, precision) : aqo_to_unit(narrow, unit);
        uint64_t binade = bits_of(y) & AQO_EXPONENT_BITS;
        double scale =
            normal ? from_bits(((uint64_t)(2046 + precision - 1) << 52) - binade) : per_ulp;
        errors[k] = fabs(got - y) * scale;
        in_step[k] = narrow != y ? errors[k] : -1.0;
    }
}

static void block(const aqo_search *search, double part, uint32_t m, int exponent, bool normal,
                  double *errors, double *in_step) {
    double shift = from_bits(power_of_two(exponent));
    bool half = search->evaluator.dst->precision == 11;
    if (normal && half)
        errors_of(part, m, shift, true, 11, 0, errors, in_step);
    else if (normal)
        errors_of(part, m, shift, true, 8, 0, errors, in_step);
    else if (half)
        errors_of(part, m, shift, false, 11, -24, errors, in_step);
    else
        errors_of(part, m, shift, false, 8, -133, errors, in_step);
}

static double record_of(const aqo_search *search, aqo_domain domain) {
    return search->records[domain].occurs ? search->records[domain].error : 0.0;
}

/* All significands at one exponent of |x| * s before carry. */
static void search_binade(aqo_search *search, const odd_part *part, int exponent, bool normal) {
    uint64_t from, to;
    aqo_search_part(search, SIGNIFICANDS / BLOCK, &from, &to);
    aqo_domain domain = normal ? AQO_DOMAIN_NORM : AQO_DOMAIN_SUB;
    bool float_underflows = !normal && search->evaluator.dst->emin == -126;
    double errors[BLOCK], in_step[BLOCK];
    for (uint64_t at = from; at < to; at++) {
        uint32_t m = (uint32_t)at * BLOCK;
        block(search, part->normalized, m, exponent, normal, errors, in_step);
        int any = 0;
        double limit = record_of(search, domain);
        double step_limit = float_underflows ? record_of(search, AQO_DOMAIN_IUF) : HUGE_VAL;
        for (int k = 0; k < BLOCK; k++)
            any |= (errors[k] >= limit) | (in_step[k] >= step_limit);
        for (int k = 0; any && k < BLOCK; k++) {
            uint32_t scale;
            bool wanted = errors[k] >= record_of(search, domain) ||
                          (float_underflows && in_step[k] >= record_of(search, AQO_DOMAIN_IUF));
            if (wanted && scale_code(exponent - part->exponent, m + (uint32_t)k, &scale))
                aqo_search_offer(search, (aqo_input){part->code, 0, scale});
        }
    }
    search->points += (to - from) * BLOCK;
}

/* The float code of the largest s with |x| * s < limit, or that of the largest. */
static uint32_t scale_below(double x, double limit) {
    uint32_t low = 0, high = aqo_format_get(AQ_FLOAT)->max_code;
    while (low < high) {
        uint32_t middle = low + (high - low + 1) / 2;
        if (fabs(x) * aqo_decode_double(AQ_FLOAT, middle) < limit)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

static void offer_near(aqo_search *search, uint32_t x, uint32_t scale) {
    uint32_t largest = aqo_format_get(AQ_FLOAT)->max_code;
    for (uint32_t s = scale > NEAR ? scale - NEAR : 0; s <= scale + NEAR && s <= largest; s++) {
        aqo_search_offer(search, (aqo_input){x, 0, s});
        search->points++;
    }
}

/* The largest y < 2^-126 with an inexact float product, for each x. */
static void offer_deep(aqo_search *search, uint32_t code, double x) {
    uint32_t scale = scale_below(x, 0x1p-126);
    for (int step = 0; step < 64 && scale > 0; step++, scale--) {
        aqo_evaluation e =
            aqo_evaluate(&search->evaluator, x, 0.0, aqo_decode_double(AQ_FLOAT, scale));
        search->points++;
        if (e.underflow) {
            aqo_search_consider(search, (aqo_input){code, 0, scale}, &e);
            return;
        }
    }
}

static void search_limits(aqo_search *search) {
    const aqo_subject *subject = &search->evaluator.subject;
    const aqo_grid *g = search->evaluator.dst;
    uint64_t codes = aqo_code_count(subject->src);
    for (uint32_t code = 0; code < codes; code++) {
        double x = aqo_decode_double(subject->src, code);
        if (!isfinite(x))
            continue;
        const double limits[] = {0x1p-149,   g->least_normal, 1.0,
                                 g->largest, g->threshold,    HUGE_VAL};
        for (size_t k = 0; k < sizeof limits / sizeof *limits; k++)
            offer_near(search, code, scale_below(x, limits[k]));
        offer_deep(search, code, x);
    }
}

void aqo_search_odd_parts(aqo_search *search) {
    if (search->shard == 0)
        search_limits(search);
    const aqo_grid *g = search->evaluator.dst;
    if (g->precision == 24)
        return;
    odd_part parts[256];
    size_t count = list_odd_parts(search->evaluator.subject.src, parts);
    for (size_t k = 0; k < count; k++) {
        search_binade(search, &parts[k], 0, true);
        search_binade(search, &parts[k], g->emin - 1, false);
        search_binade(search, &parts[k], g->emin - 2, false);
        aqo_search_progress(search, (double)(k + 1) / (double)count);
    }
}
