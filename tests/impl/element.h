/* One element through the public call: a legal call in which every element of
 * src, and the one scale and offset, are the given codes. */
#ifndef AQ_TESTS_IMPL_ELEMENT_H
#define AQ_TESTS_IMPL_ELEMENT_H

#include "antiquant.h"
#include "aq_assert.h"

typedef struct element_query {
    aq_format src, param, dst;
    aq_overflow overflow;
    uint32_t x, s;
    bool has_offset;
    uint32_t o;
} element_query;

static void put_codes(uint8_t *bytes, unsigned bits, uint32_t code, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (bits == 4) {
            bytes[i / 2] = (uint8_t)(i % 2 == 0 ? code : bytes[i / 2] | code << 4);
        }
        for (unsigned b = 0; b < bits / 8; b++) {
            bytes[i * (bits / 8) + b] = (uint8_t)(code >> (8 * b));
        }
    }
}

static unsigned bits_of(aq_format format) {
#define X(id, name, api_name, bits) bits,
    static const unsigned widths[] = {AQ_FORMAT_LIST(X)};
#undef X
    return widths[format];
}

static uint32_t get_code(const uint8_t *bytes, unsigned bits, size_t index) {
    uint32_t code = 0;
    for (unsigned b = 0; b < bits / 8; b++) {
        code |= (uint32_t)bytes[index * (bits / 8) + b] << (8 * b);
    }
    return code;
}

__attribute__((unused)) static uint32_t element(element_query q) {
    enum { N = 64 };
    const bool fp4 = q.src == AQ_E2M1 || q.src == AQ_E1M2;
    const aq_call call = {/* int4 is of A2 and per_tensor, the rest of 950. */
                          .product = q.src == AQ_INT4 ? AQ_PRODUCT_A2 : AQ_PRODUCT_950,
                          .prototype = q.src == AQ_INT4 ? AQ_PER_TENSOR
                                       : fp4            ? AQ_PER_GROUP
                                                        : AQ_PER_TOKEN,
                          .has_offset = q.has_offset,
                          .k_dim = 1,
                          .overflow = q.overflow,
                          .src = {q.src, 1, N},
                          .scale = {q.param, 1, 1},
                          .offset = {q.param, 1, 1},
                          .dst = {q.dst, 1, N},
                          .k = 1,
                          .cal_count = N,
                          .group_size = N,
                          .tmp_explicit = q.src == AQ_INT4,
                          .tmp_bytes = q.src == AQ_INT4 && q.dst != AQ_HALF ? 1024 : 0};
    uint8_t src[N], scale[4], offset[4], dst[4 * N], tmp[1024];
    put_codes(src, bits_of(q.src), q.x, N);
    put_codes(scale, bits_of(q.param), q.s, 1);
    put_codes(offset, bits_of(q.param), q.o, 1);
    memset(dst, 0xa5, sizeof dst);
    const aq_buffers buffers = {.src = src,
                                .scale = scale,
                                .offset = offset,
                                .dst = dst,
                                .tmp = tmp,
                                .src_bytes = sizeof src,
                                .scale_bytes = sizeof scale,
                                .offset_bytes = sizeof offset,
                                .dst_bytes = sizeof dst};
    aq_error error;
    const aq_rule rule = aq_antiquant(&call, &buffers, 1, &error);
    aq_assert_msg(rule == AQ_LEGAL, "%s", error.text);
    const uint32_t code = get_code(dst, bits_of(q.dst), 0);
    for (size_t i = 1; i < N; i++) {
        aq_assert_code(get_code(dst, bits_of(q.dst), i), code);
    }
    return code;
}

#endif
