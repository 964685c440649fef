/* One scale and one offset with many sources: scale * (x + offset) as slope * x + addend
 * in 64-bit integers, wherever that is exact. */
#ifndef AQ_CPU_LINE_H
#define AQ_CPU_LINE_H

#include "number.h"
#include "target.h"

enum { AQC_SOURCE_CODES = 256 };

/* What the codes of a source of at most 8 bits mean. */
typedef struct aqc_sources {
    aqc_number number[AQC_SOURCE_CODES];
    int64_t value[AQC_SOURCE_CODES]; /* in units of 2^unit */
    /* Inf, NaN and -0 are no values: aqc_element takes them. */
    bool odd_one[AQC_SOURCE_CODES];
    int unit, bits; /* |value| < 2^bits */
} aqc_sources;

void aqc_sources_of(aq_format format, unsigned format_bits, aqc_sources *sources);

typedef struct aqc_line {
    int64_t slope, addend;
    int room;      /* see round_text.h */
    bool negative; /* the scale is */
} aqc_line;

/* False where it takes more than 64 bits, or is no finite value, or is a zero whose sign
 * is not that of the scale: aqc_element takes these. offset may be null. */
bool aqc_line_of(const aqc_sources *sources, const aqc_number *offset, aqc_number scale,
                 const aqc_target *t, aqc_line *line);

#define WORD uint64_t
#define BITS 64
#define CLZ(value) __builtin_clzll(value)
#define ROUND_SHIFT aqc_shift_right_rounded_64
#define ROUND aqc_round_64
#include "round_text.h"
#undef WORD
#undef BITS
#undef CLZ
#undef ROUND_SHIFT
#undef ROUND

/* The code of the element with source value x. */
AQC_SPECIALIZED uint32_t aqc_line_element(const aqc_line *line, int64_t x, const aqc_target *t,
                                          bool saturate) {
    const int64_t value = line->slope * x + line->addend;
    const bool below = value < 0 || (value == 0 && x != 0 && aqc_cancellation_is_negative());
    const uint64_t magnitude = value < 0 ? -(uint64_t)value : (uint64_t)value;
    const bool negative = below != line->negative;
    /* Rounds something where there is nothing to round, rather than to branch. */
    const uint32_t code =
        aqc_magnitude_code(aqc_round_64(magnitude | (magnitude == 0), line->room, t), t, saturate);
    return magnitude == 0 ? aqc_zero_code(t, negative) : code | (negative ? t->sign : 0);
}

#endif
