/* The judge: the results of one call against the exact values and, where a
 * product's plan is asked for, against what the plan computes.
 */
#ifndef AQ_HARNESS_JUDGE_H
#define AQ_HARNESS_JUDGE_H

#include "accept.h"
#include "case.h"
#include "plan.h"

/* Which exact path is trusted. EVERYDAY: the double path for every element that is right,
 * i.e. correctly rounded or, judged by plan, as planned; MPFR for all others and for seeded
 * ones: at least 16 of a call, and one in 512 beyond. SPARING: the same with at least one of
 * a call, and the others that are right are in `elements` and `as_planned` and in no other
 * count, for thousands of small calls a second. MPFR: for every element. */
typedef enum aqh_oracle { AQH_ORACLE_EVERYDAY, AQH_ORACLE_SPARING, AQH_ORACLE_MPFR } aqh_oracle;

/* One element, in codes, with what the call should have given. */
typedef struct aqh_element {
    size_t index; /* flat, in src and dst */
    uint32_t src, scale, offset, got, expected;
    uint32_t planned; /* judged by plan only: by the plan */
    aqo_domain domain;
    double ulp; /* |error| */
} aqh_element;

/* Errors counted by size. Bucket 0: none; bucket k: up to aqh_bucket_limits[k] ulp, the
 * one before excluded; the last: no number of ulps (a NaN, an infinity). */
enum { AQH_BUCKETS = 16 };
extern const double aqh_bucket_limits[AQH_BUCKETS];
static inline int aqh_bucket_of(double ulp) {
    if (ulp <= 1) { /* in eighths */
        const int whole = (int)(ulp * 8);
        return whole + (whole < ulp * 8);
    }
    int bucket = 0;
    while (bucket < AQH_BUCKETS - 1 && !(ulp <= aqh_bucket_limits[bucket]))
        bucket++;
    return bucket;
}

typedef struct aqh_judgement {
    uint64_t elements; /* compared */
    uint64_t exact;    /* no error at all, a number */
    uint64_t special;  /* NaN, Inf, zero, subnormal, most negative integer among the operands */
    uint64_t wrong;
    double sum_ulp;  /* of those with a finite error */
    uint64_t finite; /* how many those are */
    /* Judged by plan: as planned, bit for bit; within the plan's bound, or
     * correctly rounded, but off the plan. The rest is wrong. */
    uint64_t as_planned, off_plan;
    /* Judged by plan: accepted, in a domain other than NORM and SUB. Errors there are
     * not of the kind that a bound is about: they are not in `worst` and `sum_ulp`. */
    uint64_t outside;
    /* All elements, accepted or not. Judged by ulp, no plan is run: there is no IOVF
     * then, and its inputs are in NORM and SUB. */
    uint64_t histogram[AQH_BUCKETS];
    uint64_t in_domain[AQO_DOMAIN_COUNT];
    double max_in[AQO_DOMAIN_COUNT]; /* largest error there */
    unsigned overflows;              /* bit (1 << mode): a case was in it */
    aqo_plan_id plan;                /* of the product, where elements > 0 */
    uint64_t by_mpfr;                /* elements that MPFR looked at */
    uint64_t disagreements;          /* of the two oracles: never, or the tool is broken */
    bool any;                        /* `worst` is set */
    aqh_element worst;               /* the largest error; a wrong one before one that is not */
    aqh_element first;               /* the first wrong one, where wrong > 0 */
    aqh_element first_off;           /* the first off the plan, where off_plan > 0 */
} aqh_judgement;

/* Judges the computed elements of dst as the case says: by its tolerance, or by
 * the plan of its product. seed chooses the elements that MPFR confirms. */
void aqh_judge(const aqh_case *c, const uint8_t *dst, aqh_oracle oracle, uint64_t seed,
               aqh_judgement *judgement);

/* Adds b to a. */
void aqh_judgement_add(aqh_judgement *a, const aqh_judgement *b);

/* The codes of one element, `got` from dst (0 when dst is null). */
void aqh_element_at(const aqh_case *c, const uint8_t *dst, size_t index, aqh_element *element);

#endif
