/* The sums x + o of a plan in classes that round alike. Internal to certify*.c.
 *
 * A sum is E = base + delta, exactly, base being what its class rounds to (for
 * those that overflow: the largest number). Classes are by |base|: an input (x, o)
 * and its negative err alike, so that each sum is kept with the sign that makes
 * base positive. */
#ifndef AQ_ORACLE_CERTIFY_CLASSES_H
#define AQ_ORACLE_CERTIFY_CLASSES_H

#include "certify_search.h"

typedef struct aqo_sum {
    double delta;
    uint32_t key; /* of the class: |base| as a float, Inf for the one that overflows */
    uint32_t xo;  /* codes: o << 8 | x */
} aqo_sum;

/* Classes in the order of base; the sums of one are sums[first[k]] up to before
 * sums[first[k + 1]], in the order of delta, each value once. */
typedef struct aqo_classes {
    size_t count;         /* the one that overflows aside */
    bool overflow;        /* is there one? It is class number `count`. */
    double *base;         /* > 0, but for class 0 that may be 0 */
    double *least, *most; /* delta */
    uint32_t *first;
    aqo_sum *sums;
    int precision; /* of base: |delta| <= base * 2^-precision * (1 + 2^-16) */
} aqo_classes;

/* All sums of the subject, or only those with the offsets of codes
 * offset_from..offset_to-1 (of one sign: below the sign bit). */
void aqo_classes_init(aqo_classes *classes, const aqo_evaluator *evaluator, uint32_t offset_from,
                      uint32_t offset_to);
void aqo_classes_clear(aqo_classes *classes);

/* Codes of finite numbers that are not negative: 0 up to before this. */
uint32_t aqo_finite_codes(aq_format format);

/* Looks at every sum of class k that can be the worst one with this scale, of value
 * s >= 0. */
void aqo_search_offer_class(aqo_search *search, const aqo_classes *classes, size_t k,
                            uint32_t scale, double s);

/* The search over given classes (see aqo_search_sums). */
void aqo_search_classes(aqo_search *search, const aqo_classes *classes);

#endif
