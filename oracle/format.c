/* The table of formats, and what follows from it. */
#include "format_table.h"

#include <stdlib.h>
#include <strings.h>

#define IEEE_ .is_float = true, .decode = aqo_decode_ieee, .encode = aqo_encode_ieee

/* Sources: semantics.md c.1 to c.7. */
#define TRAITS_INT4                                                                                \
    .precision = 4, .emin = 0, .emax = 2, .max_code = 0x7, .decode = aqo_decode_integer,           \
    .encode = aqo_encode_integer
#define TRAITS_INT8                                                                                \
    .precision = 8, .emin = 0, .emax = 6, .max_code = 0x7F, .decode = aqo_decode_integer,          \
    .encode = aqo_encode_integer
#define TRAITS_E4M3FN                                                                              \
    IEEE_, .exponent_bits = 4, .fraction_bits = 3, .bias = 7, .precision = 4, .emin = -6,          \
           .emax = 8, .has_nan = true, .has_negative_zero = true, .nan_code = 0x7F,                \
           .max_code = 0x7E
#define TRAITS_E5M2                                                                                \
    IEEE_, .exponent_bits = 5, .fraction_bits = 2, .bias = 15, .precision = 3, .emin = -14,        \
           .emax = 15, .has_inf = true, .has_nan = true, .has_negative_zero = true,                \
           .nan_code = 0x7E, .max_code = 0x7B
#define TRAITS_HIF8                                                                                \
    .precision = 4, .emin = -15, .emax = 15, .has_inf = true, .has_nan = true, .nan_code = 0x80,   \
    .max_code = 0x6E, .decode = aqo_decode_hif8, .encode = aqo_encode_hif8
#define TRAITS_E2M1                                                                                \
    IEEE_, .exponent_bits = 2, .fraction_bits = 1, .bias = 1, .precision = 2, .emin = 0,           \
           .emax = 2, .has_negative_zero = true, .max_code = 0x7
#define TRAITS_E1M2                                                                                \
    IEEE_, .exponent_bits = 1, .fraction_bits = 2, .bias = 1, .precision = 3, .emin = 0,           \
           .emax = 0, .has_negative_zero = true, .max_code = 0x7
#define TRAITS_E8M0                                                                                \
    .exponent_bits = 8, .bias = 127, .precision = 1, .emin = -127, .emax = 127, .has_nan = true,   \
    .nan_code = 0xFF, .max_code = 0xFE, .decode = aqo_decode_e8m0, .encode = aqo_encode_e8m0
#define TRAITS_HALF                                                                                \
    IEEE_, .exponent_bits = 5, .fraction_bits = 10, .bias = 15, .precision = 11, .emin = -14,      \
           .emax = 15, .has_inf = true, .has_nan = true, .has_negative_zero = true,                \
           .nan_code = 0x7E00, .max_code = 0x7BFF
#define TRAITS_BF16                                                                                \
    IEEE_, .exponent_bits = 8, .fraction_bits = 7, .bias = 127, .precision = 8, .emin = -126,      \
           .emax = 127, .has_inf = true, .has_nan = true, .has_negative_zero = true,               \
           .nan_code = 0x7FC0, .max_code = 0x7F7F
#define TRAITS_FLOAT                                                                               \
    IEEE_, .exponent_bits = 8, .fraction_bits = 23, .bias = 127, .precision = 24, .emin = -126,    \
           .emax = 127, .has_inf = true, .has_nan = true, .has_negative_zero = true,               \
           .nan_code = 0x7FC00000, .max_code = 0x7F7FFFFF

#define ROW_(id_, name_, api_name_, bits_)                                                         \
    [AQ_##id_] = {                                                                                 \
        .id = AQ_##id_, .name = name_, .api_name = api_name_, .bits = bits_, TRAITS_##id_},
static const aqo_format formats[AQ_FORMAT_COUNT] = {AQ_FORMAT_LIST(ROW_)};
#undef ROW_

const aqo_format *aqo_format_get(aq_format id) {
    if ((unsigned)id >= AQ_FORMAT_COUNT)
        abort(); /* a caller's mistake: data is validated before it gets here */
    return &formats[id];
}

aq_format aqo_format_by_name(const char *name) {
    static const struct {
        const char *name;
        aq_format id;
    } others[] = {
        {"int4", AQ_INT4},         {"int4b", AQ_INT4},
        {"fp8_e4m3fn", AQ_E4M3FN}, {"fp8_e4m3", AQ_E4M3FN},
        {"e4m3", AQ_E4M3FN},       {"float8_e4m3fn", AQ_E4M3FN},
        {"fp8_e5m2", AQ_E5M2},     {"float8_e5m2", AQ_E5M2},
        {"hifloat8", AQ_HIF8},     {"fp4_e2m1", AQ_E2M1},
        {"fp4x2_e2m1", AQ_E2M1},   {"float4_e2m1fn", AQ_E2M1},
        {"fp4_e1m2", AQ_E1M2},     {"fp4x2_e1m2", AQ_E1M2},
        {"fp8_e8m0", AQ_E8M0},     {"float8_e8m0fnu", AQ_E8M0},
        {"float16", AQ_HALF},      {"fp16", AQ_HALF},
        {"f16", AQ_HALF},          {"bfloat16", AQ_BF16},
        {"bf16_t", AQ_BF16},       {"float32", AQ_FLOAT},
        {"fp32", AQ_FLOAT},        {"f32", AQ_FLOAT},
    };
    for (int id = 0; id < AQ_FORMAT_COUNT; id++)
        if (!strcasecmp(name, formats[id].name) || !strcasecmp(name, formats[id].api_name))
            return (aq_format)id;
    for (size_t k = 0; k < sizeof others / sizeof *others; k++)
        if (!strcasecmp(name, others[k].name))
            return others[k].id;
    return AQ_FORMAT_COUNT;
}

void aqo_decode(aq_format id, uint32_t code, mpfr_ptr value) {
    const aqo_format *format = aqo_format_get(id);
    format->decode(format, code, value);
}

uint32_t aqo_encode(aq_format id, mpfr_srcptr value, aqo_rounding rounding, bool saturate) {
    const aqo_format *format = aqo_format_get(id);
    return format->encode(format, value, rounding, saturate);
}

uint64_t aqo_code_count(aq_format id) {
    return UINT64_C(1) << aqo_format_get(id)->bits;
}

/* A direction instead of a search: the neighbour is what the number rounds to
 * once it is moved by less than any spacing. */
bool aqo_neighbour(aq_format id, uint32_t code, bool up, uint32_t *neighbour) {
    mpfr_t value, moved;
    mpfr_inits2(AQO_PRECISION, value, moved, (mpfr_ptr)0);
    aqo_decode(id, code, value);
    bool found = false;
    if (mpfr_number_p(value)) {
        mpfr_set(moved, value, MPFR_RNDN);
        if (up)
            mpfr_nextabove(moved);
        else
            mpfr_nextbelow(moved);
        uint32_t next = aqo_encode(id, moved, up ? AQO_UP : AQO_DOWN, false);
        aqo_decode(id, next, moved);
        if (mpfr_number_p(moved) &&
            (up ? mpfr_greater_p(moved, value) : mpfr_less_p(moved, value))) {
            *neighbour = next;
            found = true;
        }
    }
    mpfr_clears(value, moved, (mpfr_ptr)0);
    return found;
}

/* The width is looked up once; with it known, the loop is a copy that widens. */
void aqo_load_run(aq_format id, const void *data, size_t first, size_t count, uint32_t *codes) {
    const uint8_t *bytes = data;
    switch (aqo_format_get(id)->bits) {
    case 4:
        for (size_t k = 0; k < count; k++)
            codes[k] = (uint32_t)(bytes[(first + k) / 2] >> ((first + k) % 2 * 4)) & 0xF;
        break;
    case 8:
        for (size_t k = 0; k < count; k++)
            codes[k] = bytes[first + k];
        break;
    case 16:
        bytes += 2 * first;
        for (size_t k = 0; k < count; k++)
            codes[k] = (uint32_t)bytes[2 * k] | (uint32_t)bytes[2 * k + 1] << 8;
        break;
    default:
        bytes += 4 * first;
        for (size_t k = 0; k < count; k++)
            codes[k] = (uint32_t)bytes[4 * k] | (uint32_t)bytes[4 * k + 1] << 8 |
                       (uint32_t)bytes[4 * k + 2] << 16 | (uint32_t)bytes[4 * k + 3] << 24;
    }
}

uint32_t aqo_load(aq_format id, const void *data, size_t index) {
    uint32_t code;
    aqo_load_run(id, data, index, 1, &code);
    return code;
}

void aqo_store(aq_format id, void *data, size_t index, uint32_t code) {
    uint8_t *bytes = data;
    unsigned bits = aqo_format_get(id)->bits;
    if (bits == 4) {
        unsigned shift = index % 2 * 4;
        bytes[index / 2] = (uint8_t)((bytes[index / 2] & ~(0xFu << shift)) | (code & 0xF) << shift);
        return;
    }
    for (unsigned byte = 0; byte < bits / 8; byte++)
        bytes[index * (bits / 8) + byte] = (uint8_t)(code >> 8 * byte);
}

size_t aqo_bytes(aq_format id, size_t count) {
    unsigned bits = aqo_format_get(id)->bits;
    return bits == 4 ? count / 2 + count % 2 : count * (bits / 8);
}
