/* The reducer's steps on values: first many elements to the simplest value at once,
 * then each to the simplest that will do. */
#include "shrink_steps.h"

#include "fast.h"
#include "format.h"
#include "index.h"
#include "nearest_code.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* 0, or 1 in a format without a zero. */
static uint32_t simplest(aq_format format) {
    return format == AQ_E8M0 ? aqh_nearest_code(format, 1) : 0;
}

/* Elements [from, to) of an operand become the simplest value. */
static bool simplify(aqh_shrinker *s, int operand, size_t from, size_t to) {
    aqh_case *c = s->c;
    const aq_format format = aqh_tensor(&c->call, operand)->format;
    uint8_t *data = c->data[operand], *before = malloc(c->bytes[operand] + 1);
    if (!before) {
        s->no_memory = s->exhausted = true;
        return false;
    }
    memcpy(before, data, c->bytes[operand]);
    for (size_t i = from; i < to; i++)
        aqo_store(format, data, i, simplest(format));
    const bool changed = memcmp(before, data, c->bytes[operand]) != 0;
    const bool taken = changed && aqh_shrink_keeps(s, c);
    if (!taken)
        memcpy(data, before, c->bytes[operand]);
    free(before);
    return taken;
}

/* In ever smaller pieces. */
static bool simplify_all(aqh_shrinker *s, int operand) {
    const size_t count = aqo_elements(aqh_tensor(&s->c->call, operand));
    bool taken = false;
    for (size_t piece = count; piece > 0 && !s->exhausted; piece /= 2)
        for (size_t from = 0; from < count; from += piece)
            taken |= simplify(s, operand, from, from + piece < count ? from + piece : count);
    return taken;
}

/* Codes for an element, the simplest first: 0, 1, the power of two below it, its
 * absolute value, then ever more of its leading bits. `code` itself ends the list. */
enum { MOST_CODES = 64 };
static size_t simpler_codes(aq_format format, uint32_t code, uint32_t codes[MOST_CODES]) {
    const double value = aqo_decode_double(format, code);
    size_t count = 0;
    codes[count++] = simplest(format);
    codes[count++] = aqh_nearest_code(format, 1);
    if (isfinite(value) && value != 0) {
        const double power = ldexp(1, ilogb(value));
        codes[count++] = aqh_nearest_code(format, power);
        codes[count++] = aqh_nearest_code(format, copysign(power, value));
        for (int bits = 1; bits < aqo_format_get(format)->precision; bits++) {
            const double unit = ldexp(power, -bits);
            const double shorter = copysign(trunc(fabs(value) / unit) * unit, value);
            codes[count++] = aqh_nearest_code(format, fabs(shorter));
            codes[count++] = aqh_nearest_code(format, shorter);
        }
    } else if (isnan(value)) {
        codes[count++] = aqo_format_get(format)->nan_code;
    } else if (value < 0) {
        codes[count++] = aqh_nearest_code(format, INFINITY);
    }
    codes[count++] = code;
    return count;
}

static bool simplify_element(aqh_shrinker *s, int operand, size_t index) {
    const aq_format format = aqh_tensor(&s->c->call, operand)->format;
    uint8_t *data = s->c->data[operand];
    const uint32_t code = aqo_load(format, data, index);
    uint32_t codes[MOST_CODES];
    const size_t count = simpler_codes(format, code, codes);
    for (size_t k = 0; k < count && codes[k] != code; k++) {
        aqo_store(format, data, index, codes[k]);
        if (aqh_shrink_keeps(s, s->c))
            return true;
    }
    aqo_store(format, data, index, code);
    return false;
}

bool aqh_shrink_values(aqh_shrinker *s) {
    bool taken = false;
    for (int operand = AQH_SRC; operand <= AQH_OFFSET; operand++) {
        if (!s->c->data[operand])
            continue;
        taken |= simplify_all(s, operand);
        const aq_tensor *tensor = aqh_tensor(&s->c->call, operand);
        const size_t count = aqo_elements(tensor);
        for (size_t i = 0; i < count && !s->exhausted; i++)
            if (aqo_load(tensor->format, s->c->data[operand], i) != simplest(tensor->format))
                taken |= simplify_element(s, operand, i);
    }
    return taken;
}
