/* The judge: what is counted, and which elements MPFR looks at. */
#include "judge.h"

#include "fast.h"
#include "index.h"
#include "judge_opinion.h"
#include "random.h"

#include <float.h>
#include <math.h>

void aqh_element_at(const aqh_case *c, const uint8_t *dst, size_t index, aqh_element *element) {
    const aq_call *call = &c->call;
    size_t parameter = aqo_param_index(call, index / call->src.cols, index % call->src.cols);
    *element = (aqh_element){
        .index = index,
        .src = aqo_load(call->src.format, c->data[AQH_SRC], index),
        .scale = aqo_load(call->scale.format, c->data[AQH_SCALE], parameter),
        .got = dst ? aqo_load(call->dst.format, dst, index) : 0,
    };
    if (aqo_uses_offset(call))
        element->offset = aqo_load(call->offset.format, c->data[AQH_OFFSET], parameter);
}

const double aqh_bucket_limits[AQH_BUCKETS] = {
    0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1, 1.5, 2, 4, 16, 256, DBL_MAX, INFINITY,
};

/* A larger error, or the same and wrong where the other is not. */
static bool worse(const aqh_element *a, bool a_wrong, const aqh_element *b, bool b_wrong) {
    if (a_wrong != b_wrong)
        return a_wrong;
    return a->ulp > b->ulp;
}

static void count(aqh_judgement *judgement, const aqh_element *e, const aqh_opinion *opinion,
                  bool by_plan) {
    judgement->elements++;
    judgement->exact += opinion->exact;
    judgement->histogram[aqh_bucket_of(e->ulp)]++;
    judgement->in_domain[e->domain]++;
    if (!(e->ulp <= judgement->max_in[e->domain]))
        judgement->max_in[e->domain] = e->ulp;
    const bool outside =
        by_plan && opinion->accepted && e->domain != AQO_DOMAIN_NORM && e->domain != AQO_DOMAIN_SUB;
    judgement->outside += outside;
    if (!outside && isfinite(e->ulp)) {
        judgement->finite++;
        judgement->sum_ulp += e->ulp;
    }
    if (!outside && (!judgement->any ||
                     worse(e, !opinion->accepted, &judgement->worst, judgement->wrong > 0))) {
        judgement->worst = *e;
        judgement->any = true;
    }
    if (!opinion->accepted) {
        if (judgement->wrong++ == 0)
            judgement->first = *e;
    } else if (by_plan && opinion->planned) {
        judgement->as_planned++;
    } else if (by_plan) {
        if (judgement->off_plan++ == 0)
            judgement->first_off = *e;
    }
}

/* Which settled elements MPFR confirms: one, seeded, in each stretch of a call. At least
 * this many of a call, and one in so many of a large one. */
enum { CONFIRMED_LEAST = 16, CONFIRMED_SPARINGLY = 1, CONFIRMED_ONE_IN = 512 };

typedef struct confirmation {
    aqh_random random;
    size_t stretch, start, next;
} confirmation;

static void draw_next(confirmation *c) {
    c->next = c->start + aqh_below(&c->random, (uint32_t)c->stretch);
    c->start += c->stretch;
}

static confirmation confirmation_of(size_t elements, aqh_oracle oracle, uint64_t seed) {
    const size_t least = oracle == AQH_ORACLE_SPARING ? CONFIRMED_SPARINGLY : CONFIRMED_LEAST;
    confirmation c = {.random = {seed}};
    c.stretch = elements / (least + elements / CONFIRMED_ONE_IN);
    c.stretch += c.stretch == 0;
    draw_next(&c);
    return c;
}

/* Correctly rounded, as nearly all of a good backend are: what count() does, when there
 * is no plan, with little work. */
static void count_settled(aqh_judgement *judgement, const aqh_chunk *chunk, size_t k) {
    const double ulp = chunk->ulp[k];
    const aqo_domain domain = (aqo_domain)chunk->domain[k];
    judgement->elements++;
    judgement->exact += chunk->exact[k];
    judgement->histogram[aqh_bucket_of(ulp)]++;
    judgement->in_domain[domain]++;
    if (ulp > judgement->max_in[domain])
        judgement->max_in[domain] = ulp;
    judgement->finite++;
    judgement->sum_ulp += ulp;
    if (!judgement->any || (judgement->wrong == 0 && ulp > judgement->worst.ulp)) {
        judgement->worst = aqh_chunk_element(chunk, k);
        judgement->any = true;
    }
}

/* Does MPFR say of element k what the everyday oracle says? */
static bool disagree(const aqh_judging *j, const aqh_chunk *chunk, size_t k, const aqh_element *e,
                     const aqh_opinion *opinion) {
    const aq_format dst = j->call->dst.format;
    if (!aqo_same_result(dst, chunk->expected[k], e->expected) ||
        (j->by_plan && !aqo_same_result(dst, chunk->planned[k], e->planned)))
        return true;
    return chunk->settled[k] &&
           (!opinion->accepted || opinion->exact != chunk->exact[k] || e->ulp != chunk->ulp[k] ||
            e->domain != (aqo_domain)chunk->domain[k]);
}

void aqh_judge(const aqh_case *c, const uint8_t *dst, aqh_oracle oracle, uint64_t seed,
               aqh_judgement *judgement) {
    const aq_call *call = &c->call;
    const size_t elements = aqo_computed(call);
    confirmation confirmed = confirmation_of(elements, oracle, seed);
    aqh_judging j;
    aqh_chunk chunk;
    aqh_judging_begin(&j, c);
    const bool everyday = oracle != AQH_ORACLE_MPFR && j.can_everyday;
    const bool sparing = everyday && oracle == AQH_ORACLE_SPARING;
    *judgement = (aqh_judgement){.overflows = 1u << call->overflow, .plan = j.pipeline.plan};

    for (size_t first = 0; first < elements; first += chunk.count) {
        aqh_chunk_load(&chunk, &j, dst, first, elements);
        if (everyday)
            aqh_chunk_settle(&chunk, &j);
        if (!sparing)
            aqh_chunk_mark_special(&chunk, &j);
        if (everyday && !sparing)
            aqh_chunk_measure(&chunk, &j, 0, chunk.count);
        for (size_t k = 0; k < chunk.count; k++) {
            const bool chosen = first + k == confirmed.next;
            if (sparing && chunk.settled[k] && !chosen) {
                judgement->elements++;
                judgement->as_planned += j.by_plan;
                continue;
            }
            if (sparing)
                aqh_chunk_measure(&chunk, &j, k, 1);
            else
                judgement->special += chunk.special[k];
            if (chosen)
                draw_next(&confirmed);
            if (chunk.settled[k] && !chosen && !j.by_plan) {
                count_settled(judgement, &chunk, k);
                continue;
            }
            aqh_element e = aqh_chunk_element(&chunk, k);
            if (chunk.settled[k] && !chosen) {
                e.planned = chunk.planned[k];
                const aqh_opinion right = {
                    .accepted = true, .exact = chunk.exact[k], .planned = true};
                count(judgement, &e, &right, true);
            } else {
                const aqh_opinion opinion = aqh_by_mpfr(&j, &e);
                judgement->by_mpfr++;
                judgement->disagreements += everyday && disagree(&j, &chunk, k, &e, &opinion);
                count(judgement, &e, &opinion, j.by_plan);
            }
        }
    }
    aqh_judging_end(&j);
}

void aqh_judgement_add(aqh_judgement *a, const aqh_judgement *b) {
    if (b->any && (!a->any || worse(&b->worst, b->wrong > 0, &a->worst, a->wrong > 0)))
        a->worst = b->worst;
    if (b->wrong && !a->wrong)
        a->first = b->first;
    if (b->off_plan && !a->off_plan)
        a->first_off = b->first_off;
    for (int k = 0; k < AQH_BUCKETS; k++)
        a->histogram[k] += b->histogram[k];
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++) {
        a->in_domain[d] += b->in_domain[d];
        if (b->max_in[d] > a->max_in[d])
            a->max_in[d] = b->max_in[d];
    }
    if (b->elements)
        a->plan = b->plan;
    a->overflows |= b->overflows;
    a->any |= b->any;
    a->elements += b->elements;
    a->exact += b->exact;
    a->special += b->special;
    a->wrong += b->wrong;
    a->sum_ulp += b->sum_ulp;
    a->finite += b->finite;
    a->as_planned += b->as_planned;
    a->off_plan += b->off_plan;
    a->outside += b->outside;
    a->by_mpfr += b->by_mpfr;
    a->disagreements += b->disagreements;
}
