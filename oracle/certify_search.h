/* What the searches share: the records they improve, the part of the space they
 * are to look at, and the searches themselves. Internal to certify*.c. */
#ifndef AQ_ORACLE_CERTIFY_SEARCH_H
#define AQ_ORACLE_CERTIFY_SEARCH_H

#include "certify_eval.h"
#include "fast.h"

#include <stdlib.h>

/* The largest error of a domain so far. */
typedef struct aqo_record {
    bool occurs;
    double error, error_low;
    aqo_input input;
} aqo_record;

typedef struct aqo_search {
    aqo_evaluator evaluator;
    aqo_record records[AQO_DOMAIN_COUNT];
    uint64_t points;         /* looked at outside SPEC, or left out by a reduction's argument */
    uint64_t special_points; /* looked at in SPEC */
    unsigned shard, shards;
    void (*progress)(void *context, double share);
    void *context;
} aqo_search;

/* Evaluates an input and lets it improve the record of its domain. Of equal errors
 * the smallest (s, o, x) stays: the outcome does not depend on the order. */
void aqo_search_offer(aqo_search *search, aqo_input input);
/* The same with the operands decoded already. */
void aqo_search_offer_values(aqo_search *search, aqo_input input, double x, double o, double s);
void aqo_search_consider(aqo_search *search, aqo_input input, const aqo_evaluation *evaluation);

void aqo_search_progress(const aqo_search *search, double share);

/* This shard's part of 0..count-1: contiguous, about equal. */
void aqo_search_part(const aqo_search *search, uint64_t count, uint64_t *from, uint64_t *to);

/* A search over nothing yet; the statement that follows from one. */
void aqo_search_init(aqo_search *search, const aqo_subject *subject, unsigned shard,
                     unsigned shards);
void aqo_search_conclude(const aqo_search *search, aqo_bounds *bounds);

/* malloc that does not fail. */
void *aqo_search_memory(size_t bytes);

/* No offset, scale of 16 bits or less: every input there is. */
void aqo_search_every_input(aqo_search *search);
/* No offset, float scale: by odd parts of |x|. */
void aqo_search_odd_parts(aqo_search *search);
/* Offset, scale of 16 bits: by classes of sums that round alike. */
void aqo_search_sums(aqo_search *search);
/* Offset, float scale: directed, seeded samples. */
void aqo_search_directed(aqo_search *search);
enum { AQO_DIRECTED_SEED = 20260 };
/* Operands that are NaN or Inf, where the other searches leave them out. */
void aqo_search_special(aqo_search *search);

/* What is left to argument: products of a rounded sum and a scale below `least` are
 * not looked at, nor, for N5, exact sums; `rest` is what the errors there can be. A
 * maximum below rest is not exhaustive. */
double aqo_certify_least(const aqo_subject *subject);
double aqo_certify_rest(const aqo_subject *subject, aqo_domain domain);

#endif
