/* The formats: what each code means, and which code a value rounds to.
 *
 * A value is an MPFR number, which carries all that is needed: NaN, the
 * infinities and both zeros besides the finite numbers. Values are exact; a
 * format of aqcheck never needs more than AQO_PRECISION bits.
 *
 * Source: semantics.md section c.
 */
#ifndef AQ_ORACLE_FORMAT_H
#define AQ_ORACLE_FORMAT_H

#include "antiquant.h"

#include <mpfr.h>

/* Enough for s*(x+o) in every combination: the sum spans at most 2^128 (float
 * offset) down to 2^-149, i.e. 278 bits, times 24 bits of scale: 302. */
enum { AQO_PRECISION = 320 };

typedef enum aqo_rounding {
    AQO_NEAREST_EVEN,
    AQO_NEAREST_AWAY,
    AQO_TOWARD_ZERO,
    AQO_UP,
    AQO_DOWN,
    AQO_ROUNDING_COUNT
} aqo_rounding;

typedef struct aqo_format aqo_format;

/* One record per format. For a format of tapered precision (hif8) and for
 * integers, precision is that of the widest binade. */
struct aqo_format {
    aq_format id;
    const char *name;     /* as in this tool: "e4m3fn" */
    const char *api_name; /* as in the API document: "fp8_e4m3fn_t" */
    unsigned bits;        /* per code */
    bool is_float;        /* sign, exponent, trailing significand; gradual underflow */
    unsigned exponent_bits;
    unsigned fraction_bits;
    int bias;
    int precision;       /* significand bits, the hidden one included */
    int emin;            /* exponent of the smallest normal number */
    int emax;            /* exponent of the largest finite number */
    bool has_inf, has_nan, has_negative_zero;
    uint32_t nan_code;     /* the one that encode gives, where has_nan */
    uint32_t max_code;     /* the largest finite value */
    /* code -> value; code < 2^bits */
    void (*decode)(const aqo_format *format, uint32_t code, mpfr_ptr value);
    /* value -> code. Saturating: what overflows, the infinities included, gives
     * the largest finite number of its sign, and NaN gives 0. Otherwise overflow
     * gives Inf, or NaN in a format without Inf, or saturates in a format with
     * neither; what is "overflow" depends on the direction, as in IEEE 754. NaN
     * gives nan_code, or 0 in a format without one. e8m0, which has no sign and no
     * zero, gives NaN for what is negative, and its smallest power for zero. */
    uint32_t (*encode)(const aqo_format *format, mpfr_srcptr value, aqo_rounding rounding,
                       bool saturate);
};

/* The record of a format; never null for an enumerator. */
const aqo_format *aqo_format_get(aq_format id);

/* Its name, as in this tool or as in the API document, any case; common
 * spellings too ("fp16", "bfloat16", "fp8_e4m3fn"). AQ_FORMAT_COUNT if none. */
aq_format aqo_format_by_name(const char *name);

/* The exact value of a code. value must have AQO_PRECISION bits. */
void aqo_decode(aq_format id, uint32_t code, mpfr_ptr value);

/* The code that value rounds to. */
uint32_t aqo_encode(aq_format id, mpfr_srcptr value, aqo_rounding rounding, bool saturate);

/* Number of codes, 2^bits. */
uint64_t aqo_code_count(aq_format id);

/* The neighbouring finite value above (up) or below, as a code; false at the
 * ends, for NaN and for the infinities. Skips the other zero. */
bool aqo_neighbour(aq_format id, uint32_t code, bool up, uint32_t *neighbour);

/* Element `index` of packed data, and the reverse. Bounds are the caller's. */
uint32_t aqo_load(aq_format id, const void *data, size_t index);
void aqo_load_run(aq_format id, const void *data, size_t first, size_t count, uint32_t *codes);
void aqo_store(aq_format id, void *data, size_t index, uint32_t code);

/* Bytes that `count` elements occupy. */
size_t aqo_bytes(aq_format id, size_t count);

#endif
