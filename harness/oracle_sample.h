/* On which inputs the exact paths (MPFR, double, integer) are compared: seeded,
 * without end, and mostly where rounding is hard. */
#ifndef AQ_HARNESS_ORACLE_SAMPLE_H
#define AQ_HARNESS_ORACLE_SAMPLE_H

#include "antiquant.h"
#include "random.h"

/* The combination classes: id, scale (and offset) format, offset or none, dst.
 * The sources of a class are those documented for its scale and dst. */
#define AQH_ORACLE_CLASS_LIST(X)                                                                   \
    X(half_scale_to_half, HALF, false, HALF)                                                       \
    X(half_scale_and_offset_to_half, HALF, true, HALF)                                             \
    X(bf16_scale_to_bf16, BF16, false, BF16)                                                       \
    X(bf16_scale_and_offset_to_bf16, BF16, true, BF16)                                             \
    X(float_scale_to_half, FLOAT, false, HALF)                                                     \
    X(float_scale_and_offset_to_half, FLOAT, true, HALF)                                           \
    X(float_scale_to_bf16, FLOAT, false, BF16)                                                     \
    X(float_scale_and_offset_to_bf16, FLOAT, true, BF16)                                           \
    X(float_scale_to_float, FLOAT, false, FLOAT)                                                   \
    X(float_scale_and_offset_to_float, FLOAT, true, FLOAT)                                         \
    X(e8m0_scale_to_half, E8M0, false, HALF)                                                       \
    X(e8m0_scale_to_bf16, E8M0, false, BF16)

#define AQH_X_(id, ...) AQH_ORACLE_##id,
typedef enum aqh_oracle_class_id {
    AQH_ORACLE_CLASS_LIST(AQH_X_) AQH_ORACLE_CLASS_COUNT
} aqh_oracle_class_id;
#undef AQH_X_

typedef struct aqh_oracle_class {
    const char *name;
    aq_format scale;
    bool has_offset;
    aq_format dst;
} aqh_oracle_class;

extern const aqh_oracle_class aqh_oracle_classes[AQH_ORACLE_CLASS_COUNT];

/* One element: codes of x, o (0 without offset) and s. */
typedef struct aqh_oracle_sample {
    aq_format src;
    aq_overflow overflow;
    uint32_t x, o, s;
} aqh_oracle_sample;

/* The state of one sequence. */
typedef struct aqh_oracle_sampler {
    const aqh_oracle_class *kind;
    aq_format sources[AQ_FORMAT_COUNT];
    uint32_t source_count;
    aqh_random random;
} aqh_oracle_sampler;

/* The same class and seed give the same sequence on every machine. */
void aqh_oracle_sampler_init(aqh_oracle_sampler *sampler, aqh_oracle_class_id id, uint64_t seed);

void aqh_oracle_next(aqh_oracle_sampler *sampler, aqh_oracle_sample *sample);

/* A result to be measured against the right one: that one, near it, or any. */
uint32_t aqh_oracle_candidate(aqh_oracle_sampler *sampler, uint32_t right);

#endif
