/* The decision procedure: which plan a product takes for a call. Source:
 * semantics.md g, and the paths of d.4 that it sums up. */
#include "mutate.h"
#include "pipeline.h"

#define P(product) (1u << AQ_PRODUCT_##product)
#define F(value) (1u << AQ_##value)

#define LEGACY (F(PER_CHANNEL) | F(PER_TENSOR))
#define NEW (F(PER_TOKEN) | F(PER_GROUP))
#define B8 (F(INT8) | F(HIF8) | F(E4M3FN) | F(E5M2))
#define FP8 (F(E4M3FN) | F(E5M2))
#define INT8_HIF8 (F(INT8) | F(HIF8))
#define FP4 (F(E2M1) | F(E1M2))
#define SCALE16 (F(HALF) | F(BF16))

/* Transposed or not: 1 no, 2 yes, 3 either. */
enum { PLAIN = 1, TRANSPOSED = 2, EITHER = 3 };

/* A set in a row stands for one row for each member. Rows do not overlap. */
struct row {
    uint16_t products, prototypes, transpose, srcs, scales, dst;
    uint8_t with_offset, without, route;
    const char *source;
};

/* clang-format off */
static const struct row rows[] = {
    /* Products before 950: half all the way, or float for bf16. */
    {P(A2) | P(A3), LEGACY, EITHER, F(INT8) | F(INT4), F(HALF), AQ_HALF,
     AQM_N1, AQM_N2, AQM_VIA_HALF, "d.4 A.PCN.h A.PC1.h A.PCT.h A.PCT.h0 A.PT.h"},
    {P(A2) | P(A3), LEGACY, EITHER, F(INT8) | F(INT4), F(BF16), AQ_BF16,
     AQM_N3, AQM_N4, AQM_VIA_HALF, "d.4 A.PCN.b A.PCN.b0 A.PC1.b A.PCT.b A.PCT.b0 A.PT.b"},
    {P(310P), LEGACY, EITHER, F(INT8), F(HALF), AQ_HALF,
     AQM_N1, AQM_N2, AQM_VIA_HALF, "d.4 2002"},
    {P(KIRIN_X90) | P(KIRIN_9030), LEGACY, EITHER, F(INT8), F(HALF), AQ_HALF,
     AQM_N1, AQM_N2, AQM_VIA_HALF, "d.4 3003/3113"},

    /* 950, per_channel and per_tensor. fp8 goes to float directly. What the vendor
     * code does for fp8 without offset is broken; this is the intended plan. */
    {P(950), LEGACY, EITHER, FP8, F(HALF), AQ_HALF,
     AQM_N5, AQM_N6, AQM_DIRECT, "d.4 D.PT.f8 D.PCN.f8 D.PCU.f8 D.PCT.f8 D.PC1.h D.PT1.h"},
    {P(950), LEGACY, EITHER, FP8, F(BF16), AQ_BF16,
     AQM_N3, AQM_N4, AQM_DIRECT, "d.4 D.PT.f8 D.PCN.f8 D.PCU.f8 D.PCT.f8 D.PC1.b D.PT1.b"},
    {P(950), LEGACY, EITHER, INT8_HIF8, F(HALF), AQ_HALF,
     AQM_N1, AQM_N2, AQM_VIA_HALF, "d.4 D.PT.h D.PCN.h D.PCU.h D.PCT.h D.PC1.h D.PT1.h"},
    {P(950), F(PER_TENSOR), EITHER, INT8_HIF8, F(BF16), AQ_BF16,
     AQM_N3, AQM_N4, AQM_VIA_HALF, "d.4 D.PT.b D.PT1.b"},
    {P(950), F(PER_CHANNEL), TRANSPOSED, INT8_HIF8, F(BF16), AQ_BF16,
     AQM_N3, AQM_N4, AQM_VIA_HALF, "d.4 D.PCT.b D.PC1.b"},
    /* The odd one out: with offset and not transposed, bf16 arithmetic. */
    {P(950), F(PER_CHANNEL), PLAIN, INT8_HIF8, F(BF16), AQ_BF16,
     AQM_N9, AQM_NO_PLAN, AQM_VIA_HALF_BF16, "d.4 D.PCN.b D.PCU.b"},
    {P(950), F(PER_CHANNEL), PLAIN, INT8_HIF8, F(BF16), AQ_BF16,
     AQM_NO_PLAN, AQM_N4, AQM_VIA_HALF, "d.4 D.PC1.b"},

    /* 950, per_token and per_group: fp8 in float whatever the scale, the others in
     * the type of the scale. */
    {P(950), NEW, EITHER, FP8, SCALE16 | F(FLOAT), AQ_HALF,
     AQM_N5, AQM_N6, AQM_DIRECT, "d.4 any scaleT, fp8"},
    {P(950), NEW, EITHER, FP8, SCALE16 | F(FLOAT), AQ_BF16,
     AQM_N3, AQM_N4, AQM_DIRECT, "d.4 any scaleT, fp8"},
    {P(950), NEW, EITHER, FP8, SCALE16 | F(FLOAT), AQ_FLOAT,
     AQM_N7, AQM_N8, AQM_DIRECT, "d.4 any scaleT, fp8"},
    {P(950), NEW, EITHER, INT8_HIF8, F(HALF), AQ_HALF,
     AQM_N1, AQM_N2, AQM_VIA_HALF, "d.4 D.TOK D.TOKT D.GRPJ D.GRPI with scaleT=half"},
    {P(950), NEW, EITHER, INT8_HIF8, F(BF16), AQ_BF16,
     AQM_N9, AQM_N10, AQM_VIA_HALF_BF16, "d.4 scaleT=bf16"},
    {P(950), NEW, EITHER, INT8_HIF8, F(FLOAT), AQ_HALF,
     AQM_N5, AQM_N6, AQM_DIRECT, "d.4 scaleT=float"},
    {P(950), NEW, EITHER, INT8_HIF8, F(FLOAT), AQ_BF16,
     AQM_N3, AQM_N4, AQM_DIRECT, "d.4 scaleT=float"},
    {P(950), NEW, EITHER, INT8_HIF8, F(FLOAT), AQ_FLOAT,
     AQM_N7, AQM_N8, AQM_DIRECT, "d.4 scaleT=float"},

    /* 950, fp4: no offset, or one that is not looked at. */
    {P(950), F(PER_GROUP_LEGACY) | F(PER_GROUP), EITHER, FP4, F(E8M0), AQ_BF16,
     AQM_N11, AQM_N11, AQM_DIRECT, "d.4 D.G4L.N.b D.G4L.T.b D.G4J D.G4I"},
    {P(950), F(PER_GROUP_LEGACY), EITHER, FP4, F(E8M0), AQ_HALF,
     AQM_NO_PLAN, AQM_N12, AQM_DIRECT, "d.4 D.G4L.N.h D.G4L.T.h"},
    {P(950), F(PER_GROUP), EITHER, FP4, F(E8M0), AQ_HALF,
     AQM_N13, AQM_N13, AQM_DIRECT, "d.4 D.G4J D.G4I"},
};
/* clang-format on */

/* Members may be out of range: a backend is asked about any call. */
static bool has(unsigned set, unsigned member) {
    return member < 32 && (set >> member & 1u) != 0;
}

aqm_choice aqm_choose(const aq_call *call) {
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *r = &rows[i];
        const unsigned plan = call->has_offset ? r->with_offset : r->without;
        if (plan != AQM_NO_PLAN && has(r->products, call->product) &&
            has(r->prototypes, call->prototype) &&
            has(r->transpose, AQ_MUTATE(plain_takes_transposed_plan, call->transpose, true)) &&
            has(r->srcs, call->src.format) && has(r->scales, call->scale.format) &&
            r->dst == (unsigned)call->dst.format) {
            return (aqm_choice){
                (aqm_plan_id)AQ_MUTATE(bf16_arithmetic_in_float, plan,
                                       plan == AQM_N9 ? AQM_N3 : plan),
                (aqm_route)AQ_MUTATE(hif8_bf16_step_missing, r->route,
                                     r->route == AQM_VIA_HALF_BF16 ? AQM_VIA_HALF : r->route),
                r->source};
        }
    }
    return (aqm_choice){AQM_NO_PLAN, AQM_DIRECT, ""};
}

/* d.2: 310P's AI Core saturates, always; CTRL[60] is of 950 only. */
bool aqm_has_overflow(aq_product product, aq_overflow overflow) {
    if (product == AQ_PRODUCT_310P) {
        return overflow == AQ_OVERFLOW_SAT;
    }
    return overflow != AQ_OVERFLOW_PER_INSTRUCTION || product == AQ_PRODUCT_950;
}
