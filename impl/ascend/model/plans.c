/* The rounding plans N1..N13 and the routes of the source, as data. Source:
 * semantics.md d.3; d.2 for what saturates. */
#include "mutate.h"
#include "pipeline.h"

/* clang-format off */
/* Half arithmetic saturates in sat; float and bf16 arithmetic never does, and
 * bf16 arithmetic is float arithmetic, then a rounding to bf16. */
#define HALF_OP   {AQ_HALF, AQM_ARITHMETIC}
#define FLOAT_OP  {AQ_FLOAT, AQM_NEVER}
#define BF16_OP   FLOAT_OP, {AQ_BF16, AQM_NEVER}
#define CAST_HALF {AQ_HALF, AQM_CAST}
#define CAST_BF16 {AQ_BF16, AQM_CAST}

#define NOTHING    {0, {{0}}}
#define ONE(...)   {1, {__VA_ARGS__}}
#define TWO(...)   {2, {__VA_ARGS__}}
#define THREE(...) {3, {__VA_ARGS__}}

const aqm_plan aqm_plans[AQM_PLAN_COUNT] = {
    /*           name   offset scale           sum            product */
    [AQM_N1]  = {"N1",  true,  NOTHING,        ONE(HALF_OP),  ONE(HALF_OP)},
    [AQM_N2]  = {"N2",  false, NOTHING,        NOTHING,       ONE(HALF_OP)},
    [AQM_N3]  = {"N3",  true,  NOTHING,        ONE(FLOAT_OP), TWO(FLOAT_OP, CAST_BF16)},
    [AQM_N4]  = {"N4",  false, NOTHING,        NOTHING,       TWO(FLOAT_OP, CAST_BF16)},
    [AQM_N5]  = {"N5",  true,  NOTHING,        ONE(FLOAT_OP), TWO(FLOAT_OP, CAST_HALF)},
    [AQM_N6]  = {"N6",  false, NOTHING,        NOTHING,       TWO(FLOAT_OP, CAST_HALF)},
    [AQM_N7]  = {"N7",  true,  NOTHING,        ONE(FLOAT_OP), ONE(FLOAT_OP)},
    [AQM_N8]  = {"N8",  false, NOTHING,        NOTHING,       ONE(FLOAT_OP)},
    [AQM_N9]  = {"N9",  true,  NOTHING,        TWO(BF16_OP),  TWO(BF16_OP)},
    [AQM_N10] = {"N10", false, NOTHING,        NOTHING,       TWO(BF16_OP)},
    [AQM_N11] = {"N11", false, NOTHING,        NOTHING,       TWO(BF16_OP)},
    [AQM_N12] = {"N12", false, ONE(CAST_HALF), NOTHING,       ONE(HALF_OP)},
    [AQM_N13] = {"N13", false, NOTHING,        NOTHING,       THREE(BF16_OP, CAST_HALF)},
};
/* clang-format on */

/* half->bf16 is not a saturating cast: the 65504 that an infinity became is
 * rounded to 65536. */
const aqm_chain aqm_routes[AQM_ROUTE_COUNT] = {
    [AQM_DIRECT] = NOTHING,
    [AQM_VIA_HALF] = ONE({AQ_HALF, AQM_ARITHMETIC}),
    [AQM_VIA_HALF_BF16] = TWO({AQ_HALF, AQM_ARITHMETIC}, {AQ_BF16, AQM_NEVER}),
};

bool aqm_saturates(aqm_saturation saturation, aq_overflow overflow) {
    switch (overflow) {
    case AQ_OVERFLOW_SAT:
        return saturation != AQ_MUTATE(arithmetic_saturates_never, AQM_NEVER, AQM_ARITHMETIC);
    case AQ_OVERFLOW_PER_INSTRUCTION:
        return AQ_MUTATE(arithmetic_saturates_per_instruction, saturation == AQM_CAST,
                         saturation != AQM_NEVER);
    default:
        return false;
    }
}
