/* Which search goes with a subject, and how its outcome and that of shards become
 * the statement of a certificate. */
#include "certify_search.h"

#include <string.h>

typedef enum kind { EVERY_INPUT, ODD_PARTS, ONE_ROUNDING, SUMS, DIRECTED } kind;

static kind kind_of(const aqo_subject *subject) {
    bool wide = subject->scale == AQ_FLOAT;
    if (subject->has_offset)
        return wide ? DIRECTED : SUMS;
    if (!wide)
        return EVERY_INPUT;
    return subject->dst == AQ_FLOAT ? ONE_ROUNDING : ODD_PARTS;
}

static const char *const reductions[] = {
    [EVERY_INPUT] = "none: every input",
    [ODD_PARTS] = "y = x*s decides: odd parts of |x| and significands of s at one exponent; below "
                  "the normal range the top binade; scales next to the limits for every x",
    [ONE_ROUNDING] = "one rounding of an exact product: half an ulp is argued, a witness is found",
    [SUMS] = "sums x+o in classes that round alike, of each the ends; significands of s at one "
             "exponent; every scale below the normal range and next to the limits",
    [DIRECTED] = "none: the upper bound is argued, a directed search finds the largest error known",
};

/* The exact |error| of a witness. */
static void error_of(const aqo_subject *subject, const aqo_extreme *extreme, mpfr_ptr error) {
    aqo_certify_point(subject, extreme->witness, error);
    mpfr_abs(error, error, MPFR_RNDN);
}

/* Evidence and boundedness follow from the maximum, so that joined shards say what
 * one search over everything says. */
static void conclude(const aqo_subject *subject, aqo_bounds *bounds) {
    kind how = kind_of(subject);
    mpfr_t error;
    mpfr_init2(error, AQO_PRECISION);
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++) {
        aqo_extreme *extreme = &bounds->domains[d];
        extreme->unbounded = false;
        extreme->seed = 0;
        if (!extreme->occurs) {
            extreme->evidence = AQO_EVIDENCE_NONE;
            continue;
        }
        error_of(subject, extreme, error);
        extreme->unbounded =
            mpfr_inf_p(error) || aqo_certify_condition(subject, (aqo_domain)d) != NULL;
        double bound = aqo_certify_upper_bound(subject, (aqo_domain)d);
        double rest = aqo_certify_rest(subject, (aqo_domain)d);
        bool proved = !isinf(bound) && mpfr_cmp_d(error, bound) == 0;
        if (how == EVERY_INPUT || d == AQO_DOMAIN_SPEC) {
            extreme->evidence = AQO_EVIDENCE_EXHAUSTIVE;
        } else if (proved) {
            extreme->evidence = AQO_EVIDENCE_PROVED;
        } else if (how == DIRECTED || how == ONE_ROUNDING || mpfr_cmp_d(error, rest) < 0) {
            extreme->evidence = AQO_EVIDENCE_SAMPLED;
            extreme->seed = how == DIRECTED ? AQO_DIRECTED_SEED : 0;
        } else {
            extreme->evidence = AQO_EVIDENCE_EXHAUSTIVE;
        }
    }
    mpfr_clear(error);
    bounds->reduction = reductions[how];
}

/* Half results of float sums and products: below 2^-16 the sum is off by at most
 * 2^-24 of y, the product by 2^-25, in all less than 2^-15 of the smallest
 * subnormal. Otherwise: below a quarter of the smallest subnormal the result is 0,
 * or y is no larger than that and what the sum is off. */
static bool float_to_half(const aqo_subject *subject) {
    return subject->pipeline.plan == AQO_N5;
}

double aqo_certify_least(const aqo_subject *subject) {
    const aqo_grid *g = aqo_grid_of(subject->dst);
    return float_to_half(subject) ? 0x1p-16
                                  : g->least_normal * 0x1p-1 / (double)(1 << g->precision);
}

double aqo_certify_rest(const aqo_subject *subject, aqo_domain domain) {
    bool below = domain == AQO_DOMAIN_SUB || domain == AQO_DOMAIN_IUF;
    if (domain == AQO_DOMAIN_NORM && kind_of(subject) == SUMS && float_to_half(subject))
        return 0.5 + 0x1p-14;
    if (!below)
        return 0.0;
    switch (kind_of(subject)) {
    case SUMS:
        return float_to_half(subject) ? 0.5 + 0x1p-15 : 0.2578125;
    case ODD_PARTS:
        if (domain == AQO_DOMAIN_IUF)
            return 0.0;
        return subject->dst == AQ_HALF ? 0.5 + 0x1p-16 : 0.5 + 0x1p-17;
    default:
        return 0.0;
    }
}

void aqo_search_init(aqo_search *search, const aqo_subject *subject, unsigned shard,
                     unsigned shards) {
    memset(search, 0, sizeof *search);
    search->shard = shard;
    search->shards = shards;
    aqo_evaluator_init(&search->evaluator, subject);
}

void aqo_search_conclude(const aqo_search *search, aqo_bounds *bounds) {
    memset(bounds, 0, sizeof *bounds);
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++) {
        const aqo_record *record = &search->records[d];
        aqo_extreme *extreme = &bounds->domains[d];
        extreme->occurs = record->occurs;
        extreme->witness = record->input;
        extreme->points = d == AQO_DOMAIN_SPEC ? search->special_points : search->points;
    }
    conclude(&search->evaluator.subject, bounds);
}

void aqo_certify(const aqo_subject *subject, unsigned shard, unsigned shards, aqo_bounds *bounds,
                 void (*progress)(void *context, double share), void *context) {
    aqo_search search;
    aqo_search_init(&search, subject, shard, shards);
    search.progress = progress;
    search.context = context;
    kind how = kind_of(subject);
    if (how == EVERY_INPUT)
        aqo_search_every_input(&search);
    else if (how == ODD_PARTS || how == ONE_ROUNDING)
        aqo_search_odd_parts(&search);
    else if (how == SUMS)
        aqo_search_sums(&search);
    else
        aqo_search_directed(&search);
    if (how != EVERY_INPUT && shard == 0)
        aqo_search_special(&search);
    aqo_search_conclude(&search, bounds);
    aqo_search_progress(&search, 1.0);
}

static bool before(aqo_input a, aqo_input b) {
    if (a.s != b.s)
        return a.s < b.s;
    return a.o != b.o ? a.o < b.o : a.x < b.x;
}

void aqo_certify_join(const aqo_subject *subject, aqo_bounds *into, const aqo_bounds *from) {
    mpfr_t mine, other;
    mpfr_inits2(AQO_PRECISION, mine, other, (mpfr_ptr)0);
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++) {
        aqo_extreme *to = &into->domains[d];
        const aqo_extreme *add = &from->domains[d];
        to->points += add->points;
        bool better = add->occurs && !to->occurs;
        if (add->occurs && to->occurs) {
            error_of(subject, to, mine);
            error_of(subject, add, other);
            int order = mpfr_cmp(other, mine);
            better = order > 0 || (order == 0 && before(add->witness, to->witness));
        }
        if (better) {
            to->occurs = true;
            to->witness = add->witness;
        }
    }
    mpfr_clears(mine, other, (mpfr_ptr)0);
    conclude(subject, into);
}
