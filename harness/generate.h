/* The generator: (variant, seed) -> a legal case, the same on every machine. */
#ifndef AQ_HARNESS_GENERATE_H
#define AQ_HARNESS_GENERATE_H

#include "case.h"
#include "random.h"
#include "variant.h"

/* What the values of a case are chosen to provoke: id, name. A campaign takes
 * them in turn. */
#define AQH_THEME_LIST(X)            \
    X(UNIFORM, "uniform-codes")      \
    X(SWEEP, "all-codes")            \
    X(SPECIALS, "specials")          \
    X(TIES, "ties")                  \
    X(NEAR_TIES, "near-ties")        \
    X(GAPS, "exponent-gaps")         \
    X(CANCELLATION, "cancellation")  \
    X(UNDERFLOW, "underflow-edge")   \
    X(OVERFLOW, "overflow-edge")     \
    X(WEIGHTS, "realistic-weights")

#define AQH_X_(id, name) AQH_THEME_##id,
typedef enum aqh_theme { AQH_THEME_LIST(AQH_X_) AQH_THEME_COUNT } aqh_theme;
#undef AQH_X_

const char *aqh_theme_name(aqh_theme theme);

/* Makes a case of about `elements` elements at most (alignment rules may ask for
 * more): shapes with tails and short groups, misaligned buffers, values by
 * theme. False when out of memory; c is then empty. */
bool aqh_generate(aqh_case *c, const aqh_variant *variant, aq_overflow overflow, aqh_theme theme,
                  uint64_t seed, uint32_t elements);

/* Draws the shapes of a legal call of the variant into c->call (formats, flags
 * and overflow included). */
void aqh_generate_call(aq_call *call, const aqh_variant *variant, aq_overflow overflow,
                       aqh_random *random, uint32_t elements);

/* Fills the operands of a case whose data is allocated. */
void aqh_generate_values(aqh_case *c, aqh_theme theme, aqh_random *random);

/* The temporary buffer that a call must or may have: none where the framework
 * can allocate, else its minimum. */
void aqh_set_tmp(aq_call *call);

#endif
