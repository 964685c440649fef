/* A whole case from (variant, overflow, theme, seed). */
#include "generate.h"

static const char *const theme_names[AQH_THEME_COUNT] = {
#define X_(id, name) [AQH_THEME_##id] = name,
    AQH_THEME_LIST(X_)
#undef X_
};

const char *aqh_theme_name(aqh_theme theme) {
    return (unsigned)theme < AQH_THEME_COUNT ? theme_names[theme] : "no theme";
}

bool aqh_generate(aqh_case *c, const aqh_variant *variant, aq_overflow overflow, aqh_theme theme,
                  uint64_t seed, uint32_t elements) {
    aqh_random random = {seed};
    aqh_case_init(c);
    aqh_generate_call(&c->call, variant, overflow, &random, elements);
    if (!aqh_case_allocate(c))
        return false;
    for (int operand = 0; operand < AQH_OPERANDS; operand++)
        c->misalign[operand] = (uint8_t)(aqh_one_in(&random, 2) ? aqh_below(&random, 32) : 0);
    aqh_generate_values(c, theme, &random);
    return true;
}
