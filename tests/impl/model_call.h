/* Calls on [64,64] of one source code, one scale and one offset, for the tests of
 * the product models. */
#ifndef AQ_TESTS_IMPL_MODEL_CALL_H
#define AQ_TESTS_IMPL_MODEL_CALL_H

#include "aq_assert.h"
#include "aq_backend.h"

enum { SIDE = 64, ELEMENTS = SIDE * SIDE, TMP_BYTES = 1 << 16 };

static uint8_t src[ELEMENTS], scale[4 * ELEMENTS], offset[4 * ELEMENTS], dst[4 * ELEMENTS];
static uint8_t tmp[TMP_BYTES];

static unsigned bits_of(aq_format format) {
#define X(id, name, api_name, bits) bits,
    static const unsigned widths[] = {AQ_FORMAT_LIST(X)};
#undef X
    return widths[format];
}

static void fill(uint8_t *bytes, aq_format format, uint32_t code) {
    const unsigned bits = bits_of(format);
    for (size_t i = 0; i < (size_t)ELEMENTS * bits / 8; i++) {
        bytes[i] = (uint8_t)(bits == 4 ? code | code << 4 : code >> i % (bits / 8) * 8);
    }
}

static uint32_t get(aq_format format, size_t index) {
    uint32_t code = 0;
    for (unsigned b = 0; b < bits_of(format) / 8; b++) {
        code |= (uint32_t)dst[index * (bits_of(format) / 8) + b] << 8 * b;
    }
    return code;
}

/* A call on [64,64], all of one scale and offset. */
__attribute__((unused)) static aq_call square(aq_product product, aq_prototype prototype,
                                              bool transpose, aq_format x, aq_format param,
                                              aq_format y, bool has_offset, aq_overflow overflow) {
    aq_call call = {.product = product,
                    .prototype = prototype,
                    .transpose = transpose,
                    .has_offset = has_offset,
                    .k_dim = 1,
                    .overflow = overflow,
                    .src = {x, SIDE, SIDE},
                    .scale = {param, SIDE, 1},
                    .dst = {y, SIDE, SIDE},
                    .k = SIDE};
    if (prototype == AQ_PER_TENSOR) {
        call.scale = (aq_tensor){param, 1, 1};
    } else if (prototype == AQ_PER_CHANNEL && !transpose) {
        call.scale = (aq_tensor){param, 1, SIDE};
    } else if (prototype == AQ_PER_TOKEN || prototype == AQ_PER_GROUP) {
        if (transpose) {
            call.scale = (aq_tensor){param, 1, SIDE};
        }
        call.cal_count = ELEMENTS;
        call.group_size = prototype == AQ_PER_GROUP ? SIDE : 0;
    } else if (prototype == AQ_PER_GROUP_LEGACY) {
        call.scale = transpose ? (aq_tensor){param, SIDE, 2} : (aq_tensor){param, 2, SIDE};
    }
    call.offset = call.scale;
    if (prototype != AQ_PER_TOKEN && prototype != AQ_PER_GROUP) {
        const aq_tmp_query query = {.src_shape = (uint32_t[]){SIDE, SIDE},
                                    .src_dims = 2,
                                    .scale_shape = (uint32_t[]){call.scale.rows, call.scale.cols},
                                    .scale_dims = 2,
                                    .transpose = transpose,
                                    .src = x,
                                    .dst = y};
        size_t most;
        call.tmp_explicit = true;
        assert_int_equal(aq_tmp_size(&query, &most, &call.tmp_bytes), AQ_LEGAL);
        assert_true(call.tmp_bytes <= TMP_BYTES);
    }
    return call;
}

static aq_buffers square_buffers(void) {
    return (aq_buffers){.src = src,
                        .scale = scale,
                        .offset = offset,
                        .dst = dst,
                        .tmp = tmp,
                        .src_bytes = sizeof src,
                        .scale_bytes = sizeof scale,
                        .offset_bytes = sizeof offset,
                        .dst_bytes = sizeof dst};
}

__attribute__((unused)) static uint32_t run_on(const aq_backend *backend, const aq_call *call,
                                               uint32_t x, uint32_t o, uint32_t s) {
    fill(src, call->src.format, x);
    fill(scale, call->scale.format, s);
    fill(offset, call->scale.format, o);
    memset(dst, 0xa5, sizeof dst);
    const aq_buffers buffers = square_buffers();
    aq_error error = {.text = ""};
    const aq_run_status status = backend->run(backend->ctx, call, &buffers, &error);
    aq_assert_msg(status == AQ_RUN_OK, "%s", error.text);
    const uint32_t code = get(call->dst.format, 0);
    for (size_t i = 1; i < ELEMENTS; i++) {
        aq_assert_code(get(call->dst.format, i), code);
    }
    return code;
}

/* ---- Rows ---------------------------------------------------------------- */

#define ANY_NAN 0xffffffffu /* the class, not a code */

static bool is_nan(aq_format format, uint32_t code) {
    return format == AQ_HALF   ? (code & 0x7fff) > 0x7c00
           : format == AQ_BF16 ? (code & 0x7fff) > 0x7f80
                               : (code & 0x7fffffff) > 0x7f800000;
}

/* x, o, s and the results in inf_nan, sat and per_instruction. */
typedef struct row {
    const char *why;
    aq_product product;
    aq_prototype prototype;
    bool transpose;
    aq_format src, param, dst;
    bool has_offset;
    uint32_t x, o, s;
    uint32_t result[AQ_OVERFLOW_COUNT];
} row;

#define ALL(code)                                                                                  \
    { code, code, code }
#define P950 AQ_PRODUCT_950

/* 310P saturates always; per_instruction is of 950 only. */
static bool has_mode(aq_product product, aq_overflow overflow) {
    return product == AQ_PRODUCT_310P ? overflow == AQ_OVERFLOW_SAT
                                      : overflow != AQ_OVERFLOW_PER_INSTRUCTION || product == P950;
}

__attribute__((unused)) static void check(const row *rows, size_t count) {
    for (size_t r = 0; r < count; r++) {
        const row *w = &rows[r];
        const aq_backend *model = aq_backend_ascend_model(w->product);
        assert_non_null(model);
        for (int overflow = 0; overflow < AQ_OVERFLOW_COUNT; overflow++) {
            if (!has_mode(w->product, (aq_overflow)overflow)) {
                continue;
            }
            const aq_call call = square(w->product, w->prototype, w->transpose, w->src, w->param,
                                        w->dst, w->has_offset, (aq_overflow)overflow);
            const uint32_t got = run_on(model, &call, w->x, w->o, w->s);
            if (w->result[overflow] == ANY_NAN) {
                aq_assert_msg(is_nan(w->dst, got), "%s, mode %d: 0x%x is no NaN", w->why, overflow,
                              got);
            } else {
                aq_assert_code_msg(got, w->result[overflow], "%s, mode %d", w->why, overflow);
            }
        }
    }
}

#endif
