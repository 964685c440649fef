/* What a product computes for a call: a rounding plan, a way for the source to
 * get there, and what saturates. Source: semantics.md d.2, d.3, g. */
#ifndef AQ_ASCEND_MODEL_PIPELINE_H
#define AQ_ASCEND_MODEL_PIPELINE_H

#include "antiquant.h"

typedef enum aqm_plan_id {
    AQM_N1,
    AQM_N2,
    AQM_N3,
    AQM_N4,
    AQM_N5,
    AQM_N6,
    AQM_N7,
    AQM_N8,
    AQM_N9,
    AQM_N10,
    AQM_N11,
    AQM_N12,
    AQM_N13,
    AQM_PLAN_COUNT,
    AQM_NO_PLAN = AQM_PLAN_COUNT
} aqm_plan_id;

/* In which overflow modes the result of an instruction saturates. */
typedef enum aqm_saturation {
    AQM_NEVER,
    AQM_ARITHMETIC, /* sat: half arithmetic, and conversions of the source to half */
    AQM_CAST        /* sat and per_instruction: casts that carry the SAT trait */
} aqm_saturation;

/* One rounding to nearest, ties to even, of what comes before it. */
typedef struct aqm_rounding {
    aq_format to;
    aqm_saturation saturation;
} aqm_rounding;

/* Roundings done one after another. */
enum { AQM_MAX_ROUNDINGS = 3 };
typedef struct aqm_chain {
    uint8_t count;
    aqm_rounding step[AQM_MAX_ROUNDINGS];
} aqm_chain;

/* dst = product(sum(x + offset) * scale(s)), each chain applied to what is in its
 * brackets; without an offset there is no sum. */
typedef struct aqm_plan {
    const char *name;
    bool has_offset;
    aqm_chain scale, sum, product;
} aqm_plan;

extern const aqm_plan aqm_plans[AQM_PLAN_COUNT];

/* How the source becomes the x of a plan. Exact for every finite number; what
 * matters is hif8's NaN and infinities, which saturate in half. */
typedef enum aqm_route { AQM_DIRECT, AQM_VIA_HALF, AQM_VIA_HALF_BF16, AQM_ROUTE_COUNT } aqm_route;
extern const aqm_chain aqm_routes[AQM_ROUTE_COUNT];

typedef struct aqm_choice {
    aqm_plan_id plan; /* AQM_NO_PLAN: the product does not have this call */
    aqm_route route;
    const char *source; /* where it is documented */
} aqm_choice;

/* The decision procedure, for a legal call. */
aqm_choice aqm_choose(const aq_call *call);

/* Does the product have the overflow mode of the call? */
bool aqm_has_overflow(aq_product product, aq_overflow overflow);

bool aqm_saturates(aqm_saturation saturation, aq_overflow overflow);

#endif
