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
    uint8_t odd_one_code[AQC_SOURCE_CODES];
    unsigned odd_ones;
    unsigned codes;
    int unit, bits; /* |value| < 2^bits */
} aqc_sources;

void aqc_sources_of(aq_format format, unsigned format_bits, aqc_sources *sources);

typedef struct aqc_line {
    int64_t slope, addend;
    int normal;    /* see round_text.h */
    uint32_t sign; /* of the scale */
} aqc_line;

/* False where it takes more than 64 bits, or is no finite value, or is a zero whose sign
 * is not that of the scale: aqc_element takes these. offset may be null. */
bool aqc_line_of(const aqc_sources *sources, const aqc_number *offset, aqc_number scale,
                 const aqc_target *t, aqc_line *line);

#define WORD uint64_t
#define BITS 64
#define CLZ(value) __builtin_clzll(value)
#define ROUND_SHIFT aqc_shift_right_rounded_64
#define LEAD aqc_lead_64
#define FIELD aqc_field_64
#define ROUND aqc_round_64
#include "round_text.h"
#undef WORD
#undef BITS
#undef CLZ
#undef ROUND_SHIFT
#undef LEAD
#undef FIELD
#undef ROUND

/* Is a sum or product that comes to value below zero? x is the source. */
AQC_SPECIALIZED bool aqc_line_below(int64_t value, int64_t x) {
    return value < 0 || (value == 0 && x != 0 && aqc_cancellation_is_negative());
}

/* The code of the element with source value x. Without a branch on it. */
AQC_SPECIALIZED uint32_t aqc_line_element(const aqc_line *line, int64_t x, const aqc_target *t,
                                          bool saturate) {
    const int64_t value = line->slope * x + line->addend;
    const uint64_t minus = -(uint64_t)(value < 0);
    const uint64_t magnitude = ((uint64_t)value ^ minus) - minus;
    const uint32_t sign = (-(uint32_t)aqc_line_below(value, x) & t->sign) ^ line->sign;
    const int lead = aqc_lead_64(magnitude, line->normal);
    const uint64_t field = aqc_field_64(lead, line->normal, t);
    const uint32_t code =
        aqc_magnitude_code(aqc_round_64(magnitude, 62 - lead, field, t), t, saturate);
    return magnitude != 0 ? code | sign : aqc_zero_code(t, sign != 0);
}

/* The same for every code of the source; for those that are no values, anything. */
void aqc_line_results(const aqc_line *line, const aqc_sources *sources, const aqc_target *t,
                      bool saturate, uint32_t *results);

#endif
