/* What a format of dst looks like, to the CPU backend and to the product models, and the
 * results that need no rounding. */
#ifndef AQ_CPU_TARGET_H
#define AQ_CPU_TARGET_H

#include "antiquant.h"
#include "mutate.h"

/* Compiled once per set of constants that it is called with. */
#define AQC_SPECIALIZED __attribute__((always_inline)) static inline

typedef struct aqc_target {
    int precision;     /* bits of the significand, the hidden one too */
    int lowest;        /* exponent of the lowest bit of a subnormal */
    uint32_t infinity; /* code of +Inf; the one below is the largest finite */
    uint32_t nan;      /* code of the quiet NaN */
    uint32_t sign;     /* sign bit */
    bool may_saturate;
} aqc_target;

static const aqc_target aqc_half_target = {11, -24, 0x7c00, 0x7e00, 0x8000, true};
static const aqc_target aqc_bf16_target = {8, -133, 0x7f80, 0x7fc0, 0x8000, true};
static const aqc_target aqc_float_target = {24, -149, 0x7f800000, 0x7fc00000, 0x80000000, false};

static inline const aqc_target *aqc_target_of(aq_format format) {
    return format == AQ_HALF   ? &aqc_half_target
           : format == AQ_BF16 ? &aqc_bf16_target
                               : &aqc_float_target;
}

/* That of the results of a call to the CPU backend. */
static inline const aqc_target *aqc_dst_target(aq_format dst) {
    return aqc_target_of(AQ_MUTATE(half_bits_in_bf16, dst, dst == AQ_BF16 ? AQ_HALF : dst));
}

static inline bool aqc_saturates(const aqc_target *t, aq_overflow overflow) {
    return overflow == AQ_OVERFLOW_SAT && AQ_MUTATE(float_saturates, t->may_saturate, true);
}

static inline uint32_t aqc_infinity_code(const aqc_target *t, bool saturate) {
    return AQ_MUTATE(saturates_instead_of_inf, saturate, true) ? t->infinity - 1 : t->infinity;
}

/* The code of a rounded magnitude, which may have come out beyond the largest. */
AQC_SPECIALIZED uint32_t aqc_magnitude_code(uint64_t rounded, const aqc_target *t, bool saturate) {
    if (AQ_MUTATE(rounding_to_inf_not_saturated, rounded >= t->infinity, rounded > t->infinity)) {
        return aqc_infinity_code(t, AQ_MUTATE(inf_instead_of_saturation, saturate, false));
    }
    return AQ_MUTATE(subnormal_result_flushed, (uint32_t)rounded,
                     rounded >> (t->precision - 1) ? (uint32_t)rounded : 0);
}

/* An exact zero. */
static inline uint32_t aqc_zero_code(const aqc_target *t, bool negative) {
    return AQ_MUTATE(minus_zero_lost, negative, false) ? t->sign : 0;
}

/* The sign of x + -x, to nearest. */
static inline bool aqc_cancellation_is_negative(void) {
    return AQ_MUTATE(cancellation_gives_minus_zero, false, true);
}

#endif
