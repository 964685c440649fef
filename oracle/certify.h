/* The largest error of a plan, found by enumeration or proved: what a certificate
 * states. Source: ulp-bounds.md.
 *
 * The search is in codes and says which input attains the maximum; how large it
 * is follows from the input, exactly, by the definition in ulp.h. */
#ifndef AQ_ORACLE_CERTIFY_H
#define AQ_ORACLE_CERTIFY_H

#include "plan.h"

/* What a certificate is about. overflow is in the pipeline; scale is also the
 * format of offset. */
typedef struct aqo_subject {
    aqo_pipeline pipeline;
    aq_format src, scale, dst;
    bool has_offset;
} aqo_subject;

/* How well a statement is known, best first. */
typedef enum aqo_evidence {
    AQO_EVIDENCE_PROVED,     /* the maximum is an argued upper bound that the witness attains */
    AQO_EVIDENCE_EXHAUSTIVE, /* every point, or every point that an exact reduction leaves */
    AQO_EVIDENCE_SAMPLED,    /* the largest found; the upper bound is argued */
    AQO_EVIDENCE_NONE        /* no input is in the domain (exhaustive or argued) */
} aqo_evidence;

typedef struct aqo_input {
    uint32_t x, o, s; /* codes; o is 0 without offset */
} aqo_input;

/* The result for one domain. */
typedef struct aqo_extreme {
    bool occurs;       /* some input is in the domain; witness is set */
    bool unbounded;    /* the error is limited by the range of the format only, or is of class */
    aqo_input witness; /* attains the maximum; of several looked at the smallest (s, o, x) */
    aqo_evidence evidence;
    uint64_t points; /* looked at, after reduction */
    uint64_t seed;   /* of a sampled search */
} aqo_extreme;

typedef struct aqo_bounds {
    aqo_extreme domains[AQO_DOMAIN_COUNT];
    const char *reduction; /* which one, in a sentence */
} aqo_bounds;

/* All subjects: every distinct (pipeline, src, scale, dst, has_offset) that a
 * product runs for a documented combination, in every overflow mode of the
 * product, gradual underflow. In a fixed order (plan, src, scale, dst, overflow).
 * Null when out of memory; free() it. */
aqo_subject *aqo_subjects(size_t *count);

/* Subnormals must be gradual, and double arithmetic be rounded to nearest.
 *
 * Searches shard `shard` of `shards` (0-based) of the subject's space. The parts
 * are disjoint and together the whole; each has about the same work. progress
 * (may be null) is called now and then with the share done, 0..1, from the calling
 * thread. */
void aqo_certify(const aqo_subject *subject, unsigned shard, unsigned shards, aqo_bounds *bounds,
                 void (*progress)(void *context, double share), void *context);

/* Joins the results of two shards of one subject: the same whatever the order. */
void aqo_certify_join(const aqo_subject *subject, aqo_bounds *into, const aqo_bounds *from);

/* In which sense errors of a subject are meant (see ulp.h): whether the call's
 * results saturate. PER_INSTRUCTION: where the plan's last step does. */
bool aqo_certify_saturates(const aqo_subject *subject);

/* Exactly, by MPFR: the pipeline's result, the signed error (of AQO_PRECISION
 * bits), the domain, and whether it is in IUF, for one input. */
typedef struct aqo_point {
    uint32_t got, rounded; /* codes: of the pipeline, and correctly rounded */
    aqo_domain domain;
    bool intermediate_underflow;
} aqo_point;
aqo_point aqo_certify_point(const aqo_subject *subject, aqo_input input, mpfr_ptr error);

/* For inputs in an unbounded domain: the condition on them, in a sentence; null
 * where the domain is bounded. */
const char *aqo_certify_condition(const aqo_subject *subject, aqo_domain domain);

/* The argued upper bound of |error| in a domain for this subject, Inf if none. */
double aqo_certify_upper_bound(const aqo_subject *subject, aqo_domain domain);

#endif
