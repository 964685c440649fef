/* Rounding plans: what a product computes, step by step, where the formula alone
 * would be rounded once.
 *
 * Source: semantics.md d.3 (the plans), d.2 (what saturates), g (who takes
 * which). A plan is data; the evaluator here is exact in MPFR and slow.
 */
#ifndef AQ_ORACLE_PLAN_H
#define AQ_ORACLE_PLAN_H

#include "format.h"

typedef enum aqo_plan_id {
    AQO_N1,
    AQO_N2,
    AQO_N3,
    AQO_N4,
    AQO_N5,
    AQO_N6,
    AQO_N7,
    AQO_N8,
    AQO_N9,
    AQO_N10,
    AQO_N11,
    AQO_N12,
    AQO_N13,
    AQO_PLAN_COUNT
} aqo_plan_id;

typedef enum aqo_operation {
    AQO_CONVERT,       /* the running value */
    AQO_CONVERT_SCALE, /* the scale, before it is used */
    AQO_ADD_OFFSET,    /* running value + offset */
    AQO_MULTIPLY_SCALE /* running value * scale */
} aqo_operation;

/* In which overflow modes the result of a step saturates (Inf and overflow to the
 * largest number, NaN to 0). */
typedef enum aqo_saturation {
    AQO_SATURATE_NEVER,
    AQO_SATURATE_GLOBAL, /* arithmetic and source conversions: in SAT */
    AQO_SATURATE_CAST    /* casts with the SAT trait: in SAT and PER_INSTRUCTION */
} aqo_saturation;

/* One step; its result is rounded to nearest, ties to even, into format. */
typedef struct aqo_step {
    aqo_operation operation;
    aq_format format;
    aqo_saturation saturation;
    bool if_via_half; /* only where the source goes through half */
} aqo_step;

/* Does the result of the step saturate in this overflow mode? */
bool aqo_step_saturates(const aqo_step *step, aq_overflow overflow);

enum { AQO_MAX_STEPS = 6 };

typedef struct aqo_plan {
    aqo_plan_id id;
    const char *name;    /* "N3" */
    const char *formula; /* "R_b(R_f(R_f(x+o)*s))" */
    bool has_offset;
    aq_format dst;
    unsigned step_count;
    aqo_step steps[AQO_MAX_STEPS];
    /* Proved upper bounds (ulp-bounds.md) of the error in ulps, in the domains NORM
     * and SUB, for scales of 16 bits or fewer and for float scales. */
    double norm_bound, sub_bound, norm_bound_float, sub_bound_float;
} aqo_plan;

const aqo_plan *aqo_plan_get(aqo_plan_id id);
/* "N3" -> AQO_N3; AQO_PLAN_COUNT if none. */
aqo_plan_id aqo_plan_by_name(const char *name);

/* What becomes of subnormal numbers. GRADUAL is every product's documented
 * default. FLUSH: offset and scale as read, and the result of every step, become
 * a zero of their sign where they are subnormal in their format. */
typedef enum aqo_subnormals { AQO_GRADUAL, AQO_FLUSH } aqo_subnormals;

/* A plan with all that it depends on besides the operands. */
typedef struct aqo_pipeline {
    aqo_plan_id plan;
    bool via_half; /* the source is converted through half: hif8 saturates there */
    aq_overflow overflow;
    aqo_subnormals subnormals;
} aqo_pipeline;

/* The decision procedure: which pipeline a product runs for a legal call, in the
 * call's overflow mode (the 310P saturates in all of them), gradual underflow. source,
 * unless null, takes where that is documented. */
aqo_pipeline aqo_pipeline_of(const aq_call *call, const char **source);

/* Plans that may stand in the place of a product's: on the same instructions, at no
 * cost, and nearer to the truth. */
typedef struct aqo_stand_in {
    aqo_plan_id own, other;
} aqo_stand_in;
const aqo_stand_in *aqo_stand_ins(size_t *count);

/* As aqo_pipeline_of, with the plan that a caller names: the product's own or one that
 * may stand in its place. Any other, or AQO_PLAN_COUNT, leaves the product's own; false
 * for any other. */
bool aqo_pipeline_with(const aq_call *call, aqo_plan_id plan, aqo_pipeline *pipeline,
                       const char **source);

/* The results of the steps, for explanations. exact is the step's exact result
 * from its rounded inputs, rounded is after rounding. Steps that do not apply
 * (if_via_half) are left out. */
typedef struct aqo_trace {
    unsigned count;
    const aqo_step *steps[AQO_MAX_STEPS];
    mpfr_t exact[AQO_MAX_STEPS], rounded[AQO_MAX_STEPS];
} aqo_trace;
void aqo_trace_init(aqo_trace *trace);
void aqo_trace_clear(aqo_trace *trace);

/* Runs the pipeline on exact operands; o is null where there is no offset. x, o
 * and s are values of the call's formats: param_format is that of scale and
 * offset. Returns the code in the plan's dst. trace may be null. */
uint32_t aqo_pipeline_run(const aqo_pipeline *pipeline, aq_format param_format, mpfr_srcptr x,
                          mpfr_srcptr o, mpfr_srcptr s, aqo_trace *trace);

/* The domains of ulp-bounds.md, in which errors are stated apart. */
#define AQO_DOMAIN_LIST(X) X(NORM) X(SUB) X(OVF) X(IOVF) X(IUF) X(SPEC)
#define AQO_X_(id) AQO_DOMAIN_##id,
typedef enum aqo_domain { AQO_DOMAIN_LIST(AQO_X_) AQO_DOMAIN_COUNT } aqo_domain;
#undef AQO_X_
const char *aqo_domain_name(aqo_domain domain);

/* The domain of an input under a pipeline (a trace of which is given), y its exact
 * value: SPEC if an operand is NaN or infinite; else OVF if |y| is at or above the
 * overflow threshold of dst; else IOVF if a step overflows (its exact result is at
 * or above the threshold of its format) although y does not; else SUB if
 * |y| < 2^emin of dst; else NORM. IUF is not among these: it cuts across them. */
aqo_domain aqo_domain_of(const aqo_trace *trace, aq_format dst, mpfr_srcptr x, mpfr_srcptr o,
                         mpfr_srcptr s, mpfr_srcptr y);

/* Is the input in IUF: NORM or SUB (as above), and the exact result of a step
 * before the last one is below the normal range of its format and inexact? Such
 * inputs count in IUF as well as in NORM or SUB. */
bool aqo_intermediate_underflow(const aqo_trace *trace);

/* The proved upper bound for the domain, Inf where there is none. */
double aqo_plan_bound(const aqo_plan *plan, aq_format scale, aqo_domain domain);

#endif
