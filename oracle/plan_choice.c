/* Which pipeline a product runs for a call: the decision procedure of
 * semantics.md section g, as a table. */
#include "plan.h"
#include "index.h"
#include "legal.h"

#include <stdlib.h>

enum { ANY = -1 };
enum source { INT, HIF8, FP8, FP4 };

static enum source source_of(aq_format format) {
    switch (format) {
    case AQ_INT4:
    case AQ_INT8:
        return INT;
    case AQ_HIF8:
        return HIF8;
    case AQ_E4M3FN:
    case AQ_E5M2:
        return FP8;
    default:
        return FP4;
    }
}

/* Masks of products that share an architecture, of prototypes, of sources. */
#define P(id) (1u << AQ_PRODUCT_##id)
#define ARCH_2201 (P(A2) | P(A3))
#define ARCH_2002 P(310P)
#define ARCH_L300 (P(KIRIN_X90) | P(KIRIN_9030))
#define ARCH_3510 P(950)
#define T(id) (1u << AQ_PER_##id)
#define LEGACY_8 (T(CHANNEL) | T(TENSOR))
#define NEW_8 (T(TOKEN) | T(GROUP))
#define S(id) (1u << (id))
#define THROUGH_HALF (S(INT) | S(HIF8))

typedef struct choice {
    unsigned products, prototypes, sources;
    int transpose, has_offset; /* ANY, 0, 1 */
    int scale, dst;            /* ANY or a format */
    aqo_plan_id plan;
    bool via_half;
    const char *source;
} choice;

/* The first row that fits. */
static const choice choices[] = {
    {ARCH_2201 | ARCH_2002 | ARCH_L300, LEGACY_8, S(INT), ANY, 1, ANY, AQ_HALF, AQO_N1, true,
     "semantics.md d.4 2201 A.PCN.h A.PCT.h A.PT.h, 2002, 3003/3113"},
    {ARCH_2201 | ARCH_2002 | ARCH_L300, LEGACY_8, S(INT), ANY, 0, ANY, AQ_HALF, AQO_N2, true,
     "semantics.md d.4 2201 A.PC1.h A.PT.h, 2002, 3003/3113 generic"},
    {ARCH_2201, LEGACY_8, S(INT), ANY, 1, ANY, AQ_BF16, AQO_N3, true,
     "semantics.md d.4 2201 A.PCN.b A.PCT.b A.PT.b; API document figure 2"},
    {ARCH_2201, LEGACY_8, S(INT), ANY, 0, ANY, AQ_BF16, AQO_N4, true,
     "semantics.md d.4 2201 A.PC1.b A.PT.b"},

    {ARCH_3510, T(GROUP_LEGACY), S(FP4), ANY, ANY, ANY, AQ_BF16, AQO_N11, false,
     "semantics.md d.4 3510 D.G4L.N.b D.G4L.T.b"},
    {ARCH_3510, T(GROUP_LEGACY), S(FP4), ANY, ANY, ANY, AQ_HALF, AQO_N12, false,
     "semantics.md d.4 3510 D.G4L.N.h D.G4L.T.h"},
    {ARCH_3510, T(GROUP), S(FP4), ANY, ANY, ANY, AQ_BF16, AQO_N11, false,
     "semantics.md d.4 3510 D.G4J D.G4I"},
    {ARCH_3510, T(GROUP), S(FP4), ANY, ANY, ANY, AQ_HALF, AQO_N13, false,
     "semantics.md d.4 3510 D.G4J D.G4I"},

    {ARCH_3510, LEGACY_8, S(FP8), ANY, 1, ANY, AQ_HALF, AQO_N5, false,
     "semantics.md d.4 3510 D.PT.f8 D.PCN.f8 D.PCU.f8 D.PCT.f8"},
    {ARCH_3510, LEGACY_8, S(FP8), ANY, 1, ANY, AQ_BF16, AQO_N3, false,
     "semantics.md d.4 3510 D.PT.f8 D.PCN.f8 D.PCU.f8 D.PCT.f8"},
    {ARCH_3510, LEGACY_8, S(FP8), ANY, 0, ANY, AQ_HALF, AQO_N6, false,
     "semantics.md a.3 3510 PC.1 PT.1: the intended numerics"},
    {ARCH_3510, LEGACY_8, S(FP8), ANY, 0, ANY, AQ_BF16, AQO_N4, false,
     "semantics.md a.3 3510 PC.1 PT.1: the intended numerics"},
    {ARCH_3510, LEGACY_8, THROUGH_HALF, ANY, 1, ANY, AQ_HALF, AQO_N1, true,
     "semantics.md d.4 3510 D.PT.h D.PCN.h D.PCU.h D.PCT.h"},
    {ARCH_3510, T(TENSOR), THROUGH_HALF, ANY, 1, ANY, AQ_BF16, AQO_N3, true,
     "semantics.md d.4 3510 D.PT.b"},
    {ARCH_3510, T(CHANNEL), THROUGH_HALF, 1, 1, ANY, AQ_BF16, AQO_N3, true,
     "semantics.md d.4 3510 D.PCT.b"},
    {ARCH_3510, T(CHANNEL), THROUGH_HALF, 0, 1, ANY, AQ_BF16, AQO_N9, true,
     "semantics.md d.4 3510 D.PCN.b D.PCU.b"},
    {ARCH_3510, LEGACY_8, THROUGH_HALF, ANY, 0, ANY, AQ_HALF, AQO_N2, true,
     "semantics.md d.4 3510 D.PC1.h D.PT1.h"},
    {ARCH_3510, LEGACY_8, THROUGH_HALF, ANY, 0, ANY, AQ_BF16, AQO_N4, true,
     "semantics.md d.4 3510 D.PC1.b D.PT1.b"},

    {ARCH_3510, NEW_8, THROUGH_HALF, ANY, 1, AQ_HALF, AQ_HALF, AQO_N1, true,
     "semantics.md d.4 3510 D.TOK D.GRP scaleT=half"},
    {ARCH_3510, NEW_8, THROUGH_HALF, ANY, 0, AQ_HALF, AQ_HALF, AQO_N2, true,
     "semantics.md d.4 3510 D.TOK D.GRP scaleT=half"},
    {ARCH_3510, NEW_8, THROUGH_HALF, ANY, 1, AQ_BF16, AQ_BF16, AQO_N9, true,
     "semantics.md d.4 3510 D.TOK D.GRP scaleT=bf16"},
    {ARCH_3510, NEW_8, THROUGH_HALF, ANY, 0, AQ_BF16, AQ_BF16, AQO_N10, true,
     "semantics.md d.4 3510 D.TOK D.GRP scaleT=bf16"},
    /* What is left: float scales, and fp8 with any; the source goes to float. */
    {ARCH_3510, NEW_8, S(INT) | S(HIF8) | S(FP8), ANY, 1, ANY, AQ_FLOAT, AQO_N7, false,
     "semantics.md d.4 3510 D.TOK D.GRP scaleT=float, any scaleT for fp8"},
    {ARCH_3510, NEW_8, S(INT) | S(HIF8) | S(FP8), ANY, 1, ANY, AQ_HALF, AQO_N5, false,
     "semantics.md d.4 3510 D.TOK D.GRP scaleT=float, any scaleT for fp8"},
    {ARCH_3510, NEW_8, S(INT) | S(HIF8) | S(FP8), ANY, 1, ANY, AQ_BF16, AQO_N3, false,
     "semantics.md d.4 3510 D.TOK D.GRP scaleT=float, any scaleT for fp8"},
    {ARCH_3510, NEW_8, S(INT) | S(HIF8) | S(FP8), ANY, 0, ANY, AQ_FLOAT, AQO_N8, false,
     "semantics.md d.4 3510 D.TOK D.GRP scaleT=float, any scaleT for fp8"},
    {ARCH_3510, NEW_8, S(INT) | S(HIF8) | S(FP8), ANY, 0, ANY, AQ_HALF, AQO_N6, false,
     "semantics.md d.4 3510 D.TOK D.GRP scaleT=float, any scaleT for fp8"},
    {ARCH_3510, NEW_8, S(INT) | S(HIF8) | S(FP8), ANY, 0, ANY, AQ_BF16, AQO_N4, false,
     "semantics.md d.4 3510 D.TOK D.GRP scaleT=float, any scaleT for fp8"},
};

static bool fits(int wanted, int value) {
    return wanted == ANY || wanted == value;
}

aqo_pipeline aqo_pipeline_of(const aq_call *call, const char **source) {
    for (size_t k = 0; k < sizeof choices / sizeof *choices; k++) {
        const choice *c = &choices[k];
        if ((c->products >> call->product & 1) && (c->prototypes >> call->prototype & 1) &&
            (c->sources >> source_of(call->src.format) & 1) &&
            fits(c->transpose, call->transpose) && fits(c->has_offset, aqo_uses_offset(call)) &&
            fits(c->scale, (int)call->scale.format) && fits(c->dst, (int)call->dst.format)) {
            if (source)
                *source = c->source;
            return (aqo_pipeline){c->plan, c->via_half,
                                  aqo_overflow_in(call->product, call->overflow), AQO_GRADUAL};
        }
    }
    abort(); /* every legal call has a row: a test goes through all of them */
}

static const aqo_stand_in stand_ins[] = {{AQO_N9, AQO_N3}, {AQO_N10, AQO_N4}, {AQO_N12, AQO_N13}};

const aqo_stand_in *aqo_stand_ins(size_t *count) {
    *count = sizeof stand_ins / sizeof *stand_ins;
    return stand_ins;
}

bool aqo_pipeline_with(const aq_call *call, aqo_plan_id plan, aqo_pipeline *pipeline,
                       const char **source) {
    *pipeline = aqo_pipeline_of(call, source);
    if (plan == AQO_PLAN_COUNT || plan == pipeline->plan)
        return true;
    for (size_t k = 0; k < sizeof stand_ins / sizeof *stand_ins; k++)
        if (stand_ins[k].own == pipeline->plan && stand_ins[k].other == plan) {
            pipeline->plan = plan; /* the source goes the same way */
            return true;
        }
    return false;
}
