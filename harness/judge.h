/* The judge: the results of one call against the exact values. */
#ifndef AQ_HARNESS_JUDGE_H
#define AQ_HARNESS_JUDGE_H

#include "accept.h"
#include "case.h"

/* One element, in codes, with what the call should have given. */
typedef struct aqh_element {
    size_t index; /* flat, in src and dst */
    uint32_t src, scale, offset, got, expected;
    double ulp; /* |error| */
    aqo_accept_rule rule;
} aqh_element;

typedef struct aqh_judgement {
    uint64_t elements; /* compared */
    uint64_t exact;    /* no error at all, a number */
    uint64_t special;  /* a NaN, an infinity, a zero or a subnormal among the operands */
    uint64_t wrong;
    double sum_ulp;    /* of those with a finite error */
    uint64_t finite;   /* how many those are */
    bool any;          /* `worst` and, if wrong, `first` are set */
    aqh_element worst; /* the largest error; a wrong one before one that is not */
    aqh_element first; /* the first wrong one */
} aqh_judgement;

/* Judges the computed elements of dst by the case's tolerance, except those for
 * which skip (unless null) has a nonzero byte. */
void aqh_judge(const aqh_case *c, const uint8_t *dst, const uint8_t *skip,
               aqh_judgement *judgement);

/* Adds b to a. */
void aqh_judgement_add(aqh_judgement *a, const aqh_judgement *b);

/* The codes of one element, `got` from dst (0 when dst is null). */
void aqh_element_at(const aqh_case *c, const uint8_t *dst, size_t index, aqh_element *element);

#endif
