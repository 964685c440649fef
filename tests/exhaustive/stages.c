/* Which stages there are, and their calls. */
#include "stages.h"

#include "format.h"
#include "generate.h"
#include "legal.h"
#include "random.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 256, COLS_MULTIPLY = 65536, MOST = 65536 };

#define TOKEN(kind, src, param, dst, sweep)                                                        \
    {                                                                                              \
        STAGE_##kind, AQ_PRODUCT_950, AQ_PER_TOKEN, false, AQ_##src, AQ_##param, AQ_##dst,         \
            AQ_##sweep                                                                             \
    }
#define CHANNEL(kind, product, src, type)                                                          \
    {                                                                                              \
        STAGE_##kind, AQ_PRODUCT_##product, AQ_PER_CHANNEL, true, AQ_##src, AQ_##type, AQ_##type,  \
            AQ_##type                                                                              \
    }
#define WITH_OFFSET(MACRO, ...) MACRO(SUM, __VA_ARGS__), MACRO(PIPELINE, __VA_ARGS__)
#define EACH(MACRO, ...) WITH_OFFSET(MACRO, __VA_ARGS__), MACRO(PRODUCT, __VA_ARGS__)
#define FLOATS(src)                                                                                \
    EACH(TOKEN, src, FLOAT, FLOAT, HALF), EACH(TOKEN, src, FLOAT, FLOAT, BF16),                    \
        EACH(TOKEN, src, FLOAT, HALF, HALF), EACH(TOKEN, src, FLOAT, BF16, BF16)
#define SIXTEEN(src) EACH(TOKEN, src, HALF, HALF, HALF), EACH(TOKEN, src, BF16, BF16, BF16)
#define LEGACY(product, src) EACH(CHANNEL, product, src, HALF), EACH(CHANNEL, product, src, BF16)
#define FP4(prototype, transpose, src, dst)                                                        \
    {                                                                                              \
        STAGE_PRODUCT, AQ_PRODUCT_950, AQ_##prototype, transpose, AQ_##src, AQ_E8M0, AQ_##dst,     \
            AQ_E8M0                                                                                \
    }
#define FP4_ALL(src)                                                                               \
    FP4(PER_GROUP_LEGACY, true, src, HALF), FP4(PER_GROUP_LEGACY, true, src, BF16),                \
        FP4(PER_GROUP, false, src, HALF), FP4(PER_GROUP, false, src, BF16)
#define MULTIPLY(type)                                                                             \
    {                                                                                              \
        STAGE_MULTIPLY, AQ_PRODUCT_950, AQ_PER_CHANNEL, false, AQ_INT8, AQ_##type, AQ_##type,      \
            AQ_##type                                                                              \
    }

const stage stages[] = {
    SIXTEEN(INT8),
    SIXTEEN(HIF8),
    SIXTEEN(E4M3FN),
    SIXTEEN(E5M2),
    FLOATS(INT8),
    FLOATS(HIF8),
    FLOATS(E4M3FN),
    FLOATS(E5M2),
    LEGACY(950, INT8),
    LEGACY(950, HIF8),
    LEGACY(950, E4M3FN),
    LEGACY(950, E5M2),
    LEGACY(A2, INT8),
    LEGACY(A2, INT4),
    LEGACY(A3, INT8),
    LEGACY(A3, INT4),
    EACH(CHANNEL, 310P, INT8, HALF),
    EACH(CHANNEL, KIRIN_X90, INT8, HALF),
    EACH(CHANNEL, KIRIN_9030, INT8, HALF),
    FP4_ALL(E2M1),
    FP4_ALL(E1M2),
    MULTIPLY(HALF),
    MULTIPLY(BF16),
};
const unsigned stage_count = sizeof stages / sizeof stages[0];
const char *const stage_kind_names[] = {"sum", "pipeline", "product", "multiply"};

static uint32_t codes_of(aq_format format) {
    return (uint32_t)aqo_code_count(format);
}

/* A row has every code of the source, and is 32 bytes long at least. */
static uint32_t columns(const stage *s) {
    return s->kind == STAGE_MULTIPLY ? COLS_MULTIPLY : codes_of(s->src) == 16 ? 64 : 256;
}

static uint32_t rows(const stage *s) {
    return s->kind == STAGE_MULTIPLY ? 1 : ROWS;
}

uint32_t stage_blocks(const stage *s) {
    return codes_of(s->sweep) / rows(s);
}

uint32_t stage_block_elements(const stage *s) {
    return rows(s) * columns(s);
}

bool stage_call(const stage *s, aq_overflow overflow, aq_call *call) {
    const aq_product p = s->product;
    if (!aqo_has_overflow(p, overflow))
        return false;
    const uint32_t r = rows(s), c = columns(s);
    *call = (aq_call){.product = p,
                      .prototype = s->prototype,
                      .transpose = s->transpose,
                      .has_offset = s->kind != STAGE_PRODUCT,
                      .k_dim = 1,
                      .overflow = overflow,
                      .src = {s->src, r, c},
                      .scale = {s->param, r, 1},
                      .dst = {s->dst, r, c},
                      .k = s->transpose ? c : r,
                      .cal_count = r * c,
                      .group_size = s->prototype == AQ_PER_GROUP ? c : 0};
    if (s->prototype == AQ_PER_GROUP_LEGACY)
        call->scale.cols = c / 32;
    if (s->kind == STAGE_MULTIPLY)
        call->scale.cols = c;
    if (call->has_offset)
        call->offset = call->scale;
    aqh_set_tmp(call);
    return true;
}

bool stage_block_init(stage_block *b) {
    *b = (stage_block){.x = calloc(MOST, 4),
                       .o = calloc(MOST, 4),
                       .s = calloc(MOST, 4),
                       .src = calloc(MOST, 1),
                       .offset = calloc(MOST, 4),
                       .scale = calloc(MOST, 4),
                       .dst = calloc(MOST, 4),
                       .tmp = calloc(MOST, 16)};
    return b->x && b->o && b->s && b->src && b->offset && b->scale && b->dst && b->tmp;
}

void stage_block_free(stage_block *b) {
    free(b->x), free(b->o), free(b->s);
    free(b->src), free(b->offset), free(b->scale), free(b->dst), free(b->tmp);
}

/* A code of `sweep` as one of `param`. */
static uint32_t as_param(const stage *s, uint32_t code) {
    if (s->sweep == s->param)
        return code;
    mpfr_t value;
    mpfr_init2(value, AQO_PRECISION);
    aqo_decode(s->sweep, code, value);
    code = aqo_encode(s->param, value, AQO_NEAREST_EVEN, false);
    mpfr_clear(value);
    return code;
}

static uint32_t one(aq_format format) {
    return format == AQ_HALF ? 0x3c00 : format == AQ_BF16 ? 0x3f80 : 0x3f800000;
}

void stage_block_fill(stage_block *b, const stage *s, const aq_call *call, uint32_t index,
                      uint64_t seed) {
    const uint32_t r = rows(s), c = columns(s), per_row = call->scale.cols;
    const uint32_t mask = codes_of(s->src) - 1, param_mask = (uint32_t)(codes_of(s->param) - 1);
    const bool multiply = s->kind == STAGE_MULTIPLY;
    for (uint32_t i = 0; i < r; i++) {
        for (uint32_t p = 0; p < per_row; p++) {
            const uint32_t swept = as_param(s, multiply ? p : index * r + i);
            uint32_t scale = s->kind == STAGE_SUM ? one(s->param) : swept;
            if (s->kind == STAGE_PIPELINE)
                scale = (uint32_t)aqh_mix(seed, (uint64_t)(s - stages), index * r + i) & param_mask;
            if (multiply)
                scale = index;
            aqo_store(s->param, b->scale, (size_t)i * per_row + p, scale);
            aqo_store(s->param, b->offset, (size_t)i * per_row + p, swept);
        }
        for (uint32_t j = 0; j < c; j++) {
            const size_t e = (size_t)i * c + j;
            const size_t p = (size_t)i * per_row + j / (c / per_row);
            b->x[e] = multiply ? 0 : j & mask;
            b->o[e] = aqo_load(s->param, b->offset, p);
            b->s[e] = aqo_load(s->param, b->scale, p);
            aqo_store(s->src, b->src, e, b->x[e]);
        }
    }
    memset(b->dst, 0xa5, aqo_bytes(s->dst, (size_t)r * c));
    b->buffers = (aq_buffers){.src = b->src,
                              .scale = b->scale,
                              .offset = call->has_offset ? b->offset : NULL,
                              .dst = b->dst,
                              .tmp = call->tmp_bytes ? b->tmp : NULL,
                              .src_bytes = MOST,
                              .scale_bytes = 4 * (size_t)MOST,
                              .offset_bytes = 4 * (size_t)MOST,
                              .dst_bytes = 4 * (size_t)MOST};
}
