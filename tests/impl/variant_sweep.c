/* Makes the calls and the data that CPU variants are compared on. */
#include "variant_sweep.h"
#include "aq_assert.h"

#include <stdlib.h>
#include <string.h>

static unsigned bits_of(aq_format format) {
#define X(id, name, api_name, bits) bits,
    static const unsigned widths[] = {AQ_FORMAT_LIST(X)};
#undef X
    return widths[format];
}

static size_t bytes_of(const aq_tensor *t) {
    return ((size_t)t->rows * t->cols * bits_of(t->format) + 7) / 8;
}

/* ---- Calls ------------------------------------------------------------------------ */

static uint32_t groups_in(uint32_t size, uint32_t group) {
    return (size + group - 1) / group;
}

bool sweep_call(const sweep_form *form, uint32_t rows, uint32_t cols, uint32_t group,
                aq_call *call) {
    aq_tensor scale = {form->param, 1, 1};
    const bool group_rows = (form->k_dim == 0) != form->transpose;
    switch (form->prototype) {
    case AQ_PER_CHANNEL:
    case AQ_PER_GROUP_LEGACY:
        group = form->prototype == AQ_PER_CHANNEL ? group : 32;
        scale.rows = form->transpose ? rows : groups_in(rows, group);
        scale.cols = form->transpose ? groups_in(cols, group) : cols;
        break;
    case AQ_PER_TOKEN:
        scale.rows = form->transpose ? 1 : rows;
        scale.cols = form->transpose ? cols : 1;
        break;
    case AQ_PER_GROUP:
        scale.rows = group_rows ? groups_in(rows, group) : rows;
        scale.cols = group_rows ? cols : groups_in(cols, group);
        break;
    default:
        break;
    }
    const bool legacy = form->prototype == AQ_PER_CHANNEL || form->prototype == AQ_PER_TENSOR ||
                        form->prototype == AQ_PER_GROUP_LEGACY;
    *call = (aq_call){.product = form->product,
                      .prototype = form->prototype,
                      .transpose = form->transpose,
                      .has_offset = form->has_offset,
                      .k_dim = form->k_dim,
                      .overflow = form->overflow,
                      .src = {form->src, rows, cols},
                      .scale = scale,
                      .offset = scale,
                      .dst = {form->dst, rows, cols},
                      .k = form->transpose ? cols : rows,
                      .cal_count = legacy ? 0 : rows * cols,
                      .group_size = form->prototype == AQ_PER_GROUP ? group : 0};
    if ((form->prototype == AQ_PER_CHANNEL || form->prototype == AQ_PER_TENSOR) &&
        !form->has_offset) { /* explicit temporary buffers only */
        const uint32_t src[2] = {rows, cols}, shape[2] = {scale.rows, scale.cols};
        const size_t dims = form->prototype == AQ_PER_TENSOR ? 1 : 2;
        const aq_tmp_query query = {src, 2, shape, dims, form->transpose, form->src, form->dst};
        size_t most, least;
        if (aq_tmp_size(&query, &most, &least) != AQ_LEGAL)
            return false;
        call->tmp_explicit = true;
        call->tmp_bytes = least;
    }
    return aq_check(call, NULL) == AQ_LEGAL;
}

void sweep_forms(void (*fn)(const sweep_form *form, void *context), void *context) {
    static const aq_product products[] = {AQ_PRODUCT_A2, AQ_PRODUCT_950};
    sweep_form f;
    for (size_t p = 0; p < 2; p++)
        for (int prototype = 0; prototype < AQ_PROTOTYPE_COUNT; prototype++)
            for (int src = 0; src < AQ_FORMAT_COUNT; src++)
                for (int param = AQ_E8M0; param < AQ_FORMAT_COUNT; param++)
                    for (int dst = AQ_HALF; dst < AQ_FORMAT_COUNT; dst++)
                        for (int bits = 0; bits < 8; bits++)
                            for (int o = 0; o < AQ_OVERFLOW_COUNT; o++) {
                                f = (sweep_form){.product = products[p],
                                                 .prototype = (aq_prototype)prototype,
                                                 .transpose = bits & 1,
                                                 .k_dim = bits >> 1 & 1,
                                                 .src = (aq_format)src,
                                                 .param = (aq_format)param,
                                                 .dst = (aq_format)dst,
                                                 .has_offset = bits >> 2 & 1,
                                                 .overflow = (aq_overflow)o};
                                /* int4 is of A2 only, the rest is of 950 too. */
                                const bool twice = p == 0 && src != AQ_INT4;
                                if (!twice && (f.prototype == AQ_PER_GROUP || f.k_dim == 0))
                                    fn(&f, context);
                            }
}

/* ---- Data ------------------------------------------------------------------------- */

static uint64_t next(uint64_t *state) {
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static void put(uint8_t *to, unsigned bytes, uint32_t code) {
    for (unsigned b = 0; b < bytes; b++)
        to[b] = (uint8_t)(code >> (8 * b));
}

/* Sign, exponent (unbiased) and the top of the significand as a code. */
static uint32_t code_of(aq_format format, bool negative, int exponent, uint32_t fraction) {
    const unsigned kept = format == AQ_HALF ? 10 : format == AQ_BF16 ? 7 : 23;
    const int bias = format == AQ_HALF ? 15 : 127;
    if (format == AQ_E8M0)
        return (uint32_t)(exponent + 127);
    return (uint32_t)negative << (bits_of(format) - 1) | (uint32_t)(exponent + bias) << kept |
           fraction >> (32 - kept);
}

static uint32_t special_code(aq_format format, uint64_t r) {
    const uint32_t inf = format == AQ_HALF ? 0x7c00 : format == AQ_BF16 ? 0x7f80 : 0x7f800000;
    const uint32_t sign = r >> 8 & 1 ? 1u << (bits_of(format) - 1) : 0;
    const uint32_t codes[] = {0, 0, inf, inf + 1, inf | inf >> 1 | inf >> 3, 1, inf - 1, 3};
    const uint32_t scales[] = {0, 255, 1, 254};
    return format == AQ_E8M0 ? scales[r % 4] : codes[r % 8] | sign;
}

static uint32_t param_code(aq_format format, sweep_theme theme, bool is_scale, uint64_t *state) {
    const uint64_t r = next(state);
    const uint32_t fraction = (uint32_t)(r >> 32);
    const bool negative = r & 1;
    const int tiny = format == AQ_HALF ? -13 : -120;
    switch (theme) {
    case SWEEP_INTEGERS:
        return is_scale ? code_of(format, negative, (int)(r >> 1 & 7) - 4, fraction & 0xc0000000)
                        : code_of(format, negative, 5, fraction & 0xf8000000);
    case SWEEP_BITS:
        return fraction >> (32 - bits_of(format));
    case SWEEP_SPECIAL:
        if ((r >> 1 & 3) == 0)
            return special_code(format, r >> 8);
        return code_of(format, negative, (int)(r >> 4 & 15) - 8, fraction);
    case SWEEP_TINY:
        return code_of(format, negative, tiny + (int)(r >> 4 & 7), fraction);
    default:
        return code_of(format, negative, (int)(r >> 4 & 7) - (is_scale ? 10 : 2), fraction);
    }
}

static uint8_t *exact_bytes(sweep_data *data, size_t slot, size_t bytes, size_t shift) {
    data->memory[slot] = malloc(bytes + shift);
    aq_assert_msg(data->memory[slot] != NULL, "out of memory");
    return data->memory[slot] + shift;
}

void sweep_make(sweep_data *data, const aq_call *call, sweep_theme theme, uint64_t seed,
                size_t shift) {
    const size_t src_bytes = bytes_of(&call->src), params = bytes_of(&call->scale);
    const unsigned bytes = bits_of(call->scale.format) / 8;
    uint8_t *src = exact_bytes(data, 0, src_bytes, shift);
    uint8_t *scale = exact_bytes(data, 1, params, shift);
    uint8_t *offset = exact_bytes(data, 2, params, shift);
    uint64_t state = seed;
    for (size_t i = 0; i < src_bytes; i++)
        src[i] = (uint8_t)(next(&state) >> 40);
    for (size_t i = 0; i < params; i += bytes) {
        put(scale + i, bytes, param_code(call->scale.format, theme, true, &state));
        put(offset + i, bytes, param_code(call->scale.format, theme, false, &state));
    }
    exact_bytes(data, 3, call->tmp_bytes, 1);
    data->buffers = (aq_buffers){.src = src,
                                 .scale = scale,
                                 .offset = offset,
                                 .tmp = data->memory[3],
                                 .src_bytes = src_bytes,
                                 .scale_bytes = params,
                                 .offset_bytes = params,
                                 .dst_bytes = bytes_of(&call->dst)};
}

void sweep_free(sweep_data *data) {
    for (size_t i = 0; i < 4; i++)
        free(data->memory[i]);
}

uint8_t *sweep_run(const sweep_data *data, const aq_call *call, aq_cpu_variant variant,
                   unsigned threads) {
    aq_error error;
    aq_buffers buffers = data->buffers;
    uint8_t *dst = malloc(buffers.dst_bytes);
    aq_assert_msg(dst != NULL, "out of memory");
    memset(dst, 0xa5, buffers.dst_bytes);
    buffers.dst = dst;
    const aq_rule rule = aq_antiquant_on(variant, call, &buffers, threads, &error);
    aq_assert_msg(rule == AQ_LEGAL, "%s", error.text);
    return dst;
}

unsigned sweep_vectorised(void) {
    unsigned variants = 0;
    for (int v = 0; v < AQ_CPU_VARIANT_COUNT; v++)
        variants |= v != AQ_CPU_SCALAR && aq_cpu_has((aq_cpu_variant)v) ? 1u << v : 0;
    return variants;
}

static void compare(const sweep_data *data, const aq_call *call, const uint8_t *want,
                    aq_cpu_variant variant, unsigned threads, sweep_theme theme) {
    uint8_t *got = sweep_run(data, call, variant, threads);
    const size_t width = bits_of(call->dst.format) / 8;
    size_t i = 0;
    if (memcmp(got, want, data->buffers.dst_bytes) != 0)
        while (got[i] == want[i])
            i++;
    aq_assert_msg(got[i] == want[i],
                  "%s@%u: prototype %d, transpose %d, k_dim %d, formats %d %d %d, offset %d, "
                  "overflow %d, [%u,%u], scale [%u,%u], theme %d: element %zu is 0x%02x, "
                  "want 0x%02x",
                  aq_cpu_name(variant), threads, call->prototype, call->transpose, call->k_dim,
                  call->src.format, call->scale.format, call->dst.format, call->has_offset,
                  call->overflow, call->src.rows, call->src.cols, call->scale.rows,
                  call->scale.cols, theme, i / width, got[i], want[i]);
    free(got);
}

void sweep_compare(unsigned variants, const aq_call *call, sweep_theme theme, uint64_t seed,
                   size_t shift, unsigned threads) {
    sweep_data data;
    sweep_make(&data, call, theme, seed, shift);
    uint8_t *want = sweep_run(&data, call, AQ_CPU_SCALAR, 1);
    for (int v = 0; v < AQ_CPU_VARIANT_COUNT; v++)
        if (variants >> v & 1)
            compare(&data, call, want, (aq_cpu_variant)v, threads, theme);
    free(want);
    sweep_free(&data);
}
