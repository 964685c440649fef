/* Decides which inputs the exact paths are compared on (see oracle_sample.h). */
#include "oracle_sample.h"

#include "fast.h"
#include "format.h"
#include "legal.h"

#include <math.h>

#define AQH_X_(id, scale, has_offset, dst) {#id, AQ_##scale, has_offset, AQ_##dst},
const aqh_oracle_class aqh_oracle_classes[AQH_ORACLE_CLASS_COUNT] = {AQH_ORACLE_CLASS_LIST(AQH_X_)};
#undef AQH_X_

/* -reach..reach */
static int around(aqh_oracle_sampler *sampler, int reach) {
    return aqh_between(&sampler->random, -reach, reach);
}

/* ---- Codes -------------------------------------------------------------- */

static uint32_t any_code(aqh_oracle_sampler *sampler, aq_format format) {
    return (uint32_t)(aqh_next(&sampler->random) & (aqo_code_count(format) - 1));
}

/* Where a rule of the format changes, of either sign; any code of a format too
 * small to be in need of that. */
static uint32_t special_code(aqh_oracle_sampler *sampler, aq_format format) {
    const aqo_format *f = aqo_format_get(format);
    if (f->bits < 16) {
        return any_code(sampler, format);
    }
    uint32_t least_normal = 1u << f->fraction_bits;
    const uint32_t codes[] = {0,
                              1,
                              least_normal - 1,
                              least_normal,
                              (uint32_t)f->bias << f->fraction_bits, /* 1 */
                              f->max_code,
                              f->max_code + 1, /* Inf */
                              f->nan_code};
    uint32_t code = codes[aqh_below(&sampler->random, sizeof codes / sizeof codes[0])];
    return code | (uint32_t)(aqh_next(&sampler->random) & 1) << (f->bits - 1);
}

/* A code whose value has an exponent near 0; reach says how near. Rarely with
 * few significant bits, so that exact results and ties occur. */
static uint32_t tame_code(aqh_oracle_sampler *sampler, aq_format format, int reach) {
    const aqo_format *f = aqo_format_get(format);
    if (f->bits < 16) {
        return (uint32_t)(127 + around(sampler, reach < 127 ? reach : 127)); /* e8m0 */
    }
    int limit = f->bias - 1 < reach ? f->bias - 1 : reach;
    uint32_t exponent = (uint32_t)(f->bias + around(sampler, limit));
    uint32_t fraction = any_code(sampler, format) & ((1u << f->fraction_bits) - 1);
    if (aqh_below(&sampler->random, 4) == 0) {
        fraction &= ~0u << (f->fraction_bits - aqh_below(&sampler->random, 4));
    }
    uint32_t sign = (uint32_t)(aqh_next(&sampler->random) & 1) << (f->bits - 1);
    return sign | exponent << f->fraction_bits | fraction;
}

/* The nearest code, or a few codes from it. Only a way to aim: what is compared
 * does not depend on it. */
static uint32_t code_near(aqh_oracle_sampler *sampler, aq_format format, double value, int reach) {
    if (format == AQ_E8M0) {
        int exponent = value == 0.0 || !isfinite(value) ? 0 : ilogb(value);
        return (uint32_t)(exponent + 127 + around(sampler, reach)) & 255;
    }
    aqo_pair pair = {value, 0.0};
    uint32_t code = aqo_pair_round(format, AQ_OVERFLOW_INF_NAN, pair);
    return (code + (uint32_t)around(sampler, reach)) & (uint32_t)(aqo_code_count(format) - 1);
}

/* Halfway between two neighbouring results, of either sign; `edge`: where
 * results underflow or overflow. */
static double midpoint(aqh_oracle_sampler *sampler, aq_format dst, bool edge) {
    const aqo_format *f = aqo_format_get(dst);
    uint32_t code = aqh_below(&sampler->random, f->max_code);
    if (edge) {
        const uint32_t edges[] = {0, 1u << f->fraction_bits, f->max_code};
        code = edges[aqh_below(&sampler->random, 3)] + (uint32_t)around(sampler, 3);
        /* Below 0 and above the largest there is nothing to be halfway to. */
        code = code > f->max_code + 3 ? 0 : code > f->max_code ? f->max_code : code;
    }
    double value = aqo_decode_double(dst, code);
    double half_gap =
        code == 0 ? aqo_decode_double(dst, 1) / 2 : (value - aqo_decode_double(dst, code - 1)) / 2;
    /* Rarely the wrong gap, at a power of two: also worth a look. */
    return (aqh_next(&sampler->random) & 1) != 0 ? -(value + half_gap) : value + half_gap;
}

/* ---- Samples ------------------------------------------------------------ */

/* Aims the result at `target` by the last operand that can still be chosen. */
static void aim(aqh_oracle_sampler *sampler, aqh_oracle_sample *sample, double target) {
    const aqh_oracle_class *kind = sampler->kind;
    double x = aqo_decode_double(sample->src, sample->x);
    if (!kind->has_offset) {
        sample->s =
            code_near(sampler, kind->scale, target / x, (int)aqh_below(&sampler->random, 2));
        return;
    }
    sample->s = aqh_below(&sampler->random, 4) == 0 ? any_code(sampler, kind->scale)
                                                    : tame_code(sampler, kind->scale, 12);
    if (aqh_below(&sampler->random, 2) == 0) {
        /* A power of two: the midpoint itself can be reached. */
        sample->s &= ~0u << aqo_format_get(kind->scale)->fraction_bits;
    }
    double s = aqo_decode_double(kind->scale, sample->s);
    sample->o =
        code_near(sampler, kind->scale, target / s - x, (int)aqh_below(&sampler->random, 2));
}

void aqh_oracle_next(aqh_oracle_sampler *sampler, aqh_oracle_sample *sample) {
    const aqh_oracle_class *kind = sampler->kind;
    sample->src = sampler->sources[aqh_below(&sampler->random, sampler->source_count)];
    sample->overflow = (aq_overflow)aqh_below(&sampler->random, AQ_OVERFLOW_COUNT);
    sample->x = any_code(sampler, sample->src);
    sample->o = any_code(sampler, kind->scale);
    sample->s = any_code(sampler, kind->scale);
    uint32_t pattern = aqh_below(&sampler->random, 8);
    switch (pattern) {
    case 0: /* all of it */
        break;
    case 1: /* special values */
        if (aqh_below(&sampler->random, 2) == 0) {
            sample->o = special_code(sampler, kind->scale);
        }
        if (aqh_below(&sampler->random, 2) == 0) {
            sample->s = special_code(sampler, kind->scale);
        }
        break;
    case 2: { /* cancellation, complete or nearly so */
        double x = aqo_decode_double(sample->src, sample->x);
        sample->o = code_near(sampler, kind->scale, -x, 3);
        break;
    }
    case 3: /* near a tie */
    case 4:
        aim(sampler, sample, midpoint(sampler, kind->dst, false));
        break;
    case 5: /* underflow and overflow */
        aim(sampler, sample, midpoint(sampler, kind->dst, true));
        break;
    default: { /* operands of like size, and exponents further and further apart */
        int reach = 4 << 2 * aqh_below(&sampler->random, 3);
        sample->o = tame_code(sampler, kind->scale, reach);
        sample->s = tame_code(sampler, kind->scale, reach);
        break;
    }
    }
    if (!kind->has_offset) {
        sample->o = 0;
    }
}

uint32_t aqh_oracle_candidate(aqh_oracle_sampler *sampler, uint32_t right) {
    aq_format dst = sampler->kind->dst;
    uint32_t mask = (uint32_t)(aqo_code_count(dst) - 1);
    switch (aqh_below(&sampler->random, 8)) {
    case 0:
    case 1:
        return (right + (uint32_t)around(sampler, 4)) & mask;
    case 2:
        return special_code(sampler, dst);
    case 3:
        return any_code(sampler, dst);
    default:
        return right;
    }
}

void aqh_oracle_sampler_init(aqh_oracle_sampler *sampler, aqh_oracle_class_id id, uint64_t seed) {
    *sampler = (aqh_oracle_sampler){.kind = &aqh_oracle_classes[id]};
    bool listed[AQ_FORMAT_COUNT] = {false};
    size_t count;
    const aqo_combination *combinations = aqo_combinations(&count);
    for (size_t i = 0; i < count; i++) {
        if (combinations[i].scale == sampler->kind->scale &&
            combinations[i].dst == sampler->kind->dst) {
            listed[combinations[i].src] = true;
        }
    }
    for (int format = 0; format < AQ_FORMAT_COUNT; format++) {
        if (listed[format]) {
            sampler->sources[sampler->source_count++] = (aq_format)format;
        }
    }
    /* Classes draw different sequences from one seed. */
    sampler->random.state = aqh_mix(seed, id, 0);
}
