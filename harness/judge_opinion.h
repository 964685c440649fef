/* Opinions on elements, by either oracle. Internal to the judge. */
#ifndef AQ_HARNESS_JUDGE_OPINION_H
#define AQ_HARNESS_JUDGE_OPINION_H

#include "fast_plan.h"
#include "index.h"
#include "judge.h"

#include <math.h>

/* What stays the same over the elements of a call. */
typedef struct aqh_judging {
    const aqh_case *c;
    const aq_call *call;
    bool by_plan, offset, saturate;
    double least, threshold; /* of dst: normal numbers from here; overflow from here */
    aqo_pipeline pipeline;
    aqo_fast_plan plan;
    bool can_everyday; /* the everyday oracle can judge the call */
    mpfr_t x, o, s, value, error;
    aqo_trace trace;
} aqh_judging;
void aqh_judging_begin(aqh_judging *j, const aqh_case *c);
void aqh_judging_end(aqh_judging *j);

typedef struct aqh_opinion {
    bool accepted, exact, planned;
} aqh_opinion;

/* The whole opinion, by MPFR, of an element whose codes are given. */
aqh_opinion aqh_by_mpfr(aqh_judging *j, aqh_element *e);

/* The domain of an exact value high + low, |low| below half an ulp of high. finite: all
 * operands are; overflows: judged by plan, a step does. */
static inline aqo_domain aqh_domain(const aqh_judging *j, bool finite, bool overflows, double high,
                                    double low) {
    const double size = fabs(high), least = j->least, threshold = j->threshold;
    const bool less = high > 0 ? low < 0 : low > 0; /* than size, by a little */
    if (!finite)
        return AQO_DOMAIN_SPEC;
    if (size > threshold || (size == threshold && !less))
        return AQO_DOMAIN_OVF;
    if (overflows)
        return AQO_DOMAIN_IOVF;
    return size < least || (size == least && less) ? AQO_DOMAIN_SUB : AQO_DOMAIN_NORM;
}

/* Consecutive elements, in arrays. */
enum { AQH_CHUNK = 256 };
typedef struct aqh_chunk {
    size_t first, count; /* flat */
    uint32_t src[AQH_CHUNK], scale[AQH_CHUNK], offset[AQH_CHUNK], got[AQH_CHUNK];
    /* Decoded. */
    double x[AQH_CHUNK], s[AQH_CHUNK], o[AQH_CHUNK];
    /* By the everyday oracle. settled: the result is correctly rounded or, judged by plan, as
     * planned, so that it is accepted at any tolerance. */
    bool settled[AQH_CHUNK];
    uint32_t expected[AQH_CHUNK];
    /* Judged by plan only. */
    uint32_t planned[AQH_CHUNK];
    bool overflows[AQH_CHUNK]; /* a step does */
    double high[AQH_CHUNK], low[AQH_CHUNK];
    /* When measured; the last three hold of what is settled. */
    bool special[AQH_CHUNK]; /* an operand is */
    bool exact[AQH_CHUNK];
    double ulp[AQH_CHUNK];
    uint8_t domain[AQH_CHUNK];
} aqh_chunk;

/* The elements from `first` on, up to `end`; none is settled. */
void aqh_chunk_load(aqh_chunk *chunk, const aqh_judging *j, const uint8_t *dst, size_t first,
                    size_t end);

/* Which of them are special. */
void aqh_chunk_mark_special(aqh_chunk *chunk, const aqh_judging *j);

/* What the everyday oracle expects of all of them, and which are settled. */
void aqh_chunk_settle(aqh_chunk *chunk, const aqh_judging *j);

/* After that the rest of its opinion, of `count` elements from `from` on. */
void aqh_chunk_measure(aqh_chunk *chunk, const aqh_judging *j, size_t from, size_t count);

/* Element k of the chunk, as aqh_element_at gives it; where it is settled, as
 * measured. */
aqh_element aqh_chunk_element(const aqh_chunk *chunk, size_t k);

#endif
