/* The generator's shapes: legal by construction, with the lengths at which
 * kernels go wrong. */
#include "format.h"
#include "generate.h"

#include <stdlib.h>

/* Lengths that break kernels: one, around the vector widths, odd multiples. */
static uint32_t awkward(aqh_random *random, uint32_t limit) {
    static const uint32_t lengths[] = {1,  2,  3,  5,  7,  8,   9,   15,  16,  17,  31,  32,
                                       33, 47, 63, 64, 65, 100, 127, 128, 129, 255, 256, 257};
    uint32_t length;
    do
        length = aqh_one_in(random, 2)
                     ? lengths[aqh_below(random, sizeof lengths / sizeof *lengths)]
                     : 1 + aqh_below(random, limit);
    while (length > limit);
    return length;
}

/* The smallest count that makes count * bits whole 32-byte blocks. */
static uint32_t step_of(uint64_t bits) {
    uint32_t step = 1;
    while (step * bits % 256)
        step *= 2;
    return step;
}

static uint32_t max3(uint32_t a, uint32_t b, uint32_t c) {
    uint32_t ab = a > b ? a : b;
    return ab > c ? ab : c;
}

static uint32_t at_least_one(uint32_t count) {
    return count ? count : 1;
}

/* A multiple of step, so that other * length stays near the budget. */
static uint32_t fitting(aqh_random *random, uint32_t step, uint32_t other, uint32_t budget) {
    return step * awkward(random, at_least_one(budget / (at_least_one(other) * step)));
}

/* Of k, from 1 to 16: a small group, of an odd size too. */
static uint32_t small_divisor(aqh_random *random, uint32_t k) {
    uint32_t size;
    do
        size = 1 + aqh_below(random, 16);
    while (k % size);
    return size;
}

static void per_channel(aq_call *call, aqh_random *random, uint32_t budget, uint64_t src_bits,
                        uint64_t scale_bits) {
    uint32_t groups = aqh_one_in(random, 2) ? 1 : 1 + aqh_below(random, 5);
    uint32_t k, n;
    if (call->transpose) {
        k = groups * step_of(src_bits) * (1 + aqh_below(random, 3));
        if (aqh_one_in(random, 3))
            groups = k / small_divisor(random, k);
        n = fitting(random, step_of(groups * scale_bits), k, budget);
        call->src.rows = n, call->src.cols = k;
        call->scale.rows = n, call->scale.cols = groups;
    } else {
        k = groups * awkward(random, at_least_one(budget / (groups * 64)));
        uint32_t step = max3(step_of(k * src_bits), step_of(k * 16), step_of(groups * scale_bits));
        n = fitting(random, step, k, budget);
        call->src.rows = k, call->src.cols = n;
        call->scale.rows = groups, call->scale.cols = n;
    }
    call->k = k;
}

static void per_tensor(aq_call *call, aqh_random *random, uint32_t budget, uint64_t src_bits) {
    uint32_t rows = awkward(random, at_least_one(budget / 64));
    uint32_t step = call->transpose ? step_of(src_bits) : step_of(rows * src_bits);
    call->src.rows = rows;
    call->src.cols = fitting(random, step, rows, budget);
    call->scale.rows = call->scale.cols = 1;
    call->k = call->transpose ? call->src.cols : rows;
}

static void per_group_legacy(aq_call *call, aqh_random *random, uint32_t budget) {
    uint32_t k, n;
    if (call->transpose) {
        k = step_of(4) * (1 + aqh_below(random, 3));
        n = fitting(random, step_of((k + 31) / 32 * 8), k, budget);
        call->src.rows = n, call->src.cols = k;
    } else {
        k = awkward(random, at_least_one(budget / 64));
        uint32_t step = max3(step_of(k * 4), step_of((k + 31) / 32 * 8), step_of(k * 16));
        n = fitting(random, step, k, budget);
        call->src.rows = k, call->src.cols = n;
    }
    call->k = k;
    call->group_size = aqh_one_in(random, 2) ? 32 : 0;
}

static void per_token_or_group(aq_call *call, aqh_random *random, uint32_t budget,
                               uint64_t src_bits) {
    const bool along_rows = (call->k_dim == 0) != call->transpose;
    const bool grouped = call->prototype == AQ_PER_GROUP;
    uint32_t step = step_of(src_bits);
    if (grouped && aqh_one_in(random, 3)) { /* long along the groups, for several of them */
        call->src.cols = along_rows ? step : step * (2 + aqh_below(random, 6));
        call->src.rows = awkward(random, at_least_one(budget / call->src.cols));
    } else {
        call->src.rows = awkward(random, at_least_one(budget / (2 * step)));
        call->src.cols = fitting(random, step, call->src.rows, budget);
    }
    call->cal_count = call->src.rows * call->src.cols;
    if (aqh_one_in(random, 4))
        call->cal_count = call->src.cols * (1 + aqh_below(random, call->src.rows));
    if (grouped) {
        static const uint32_t sizes[] = {32, 32, 32, 64, 64, 96, 128, 160, 256, 4096};
        call->group_size = sizes[aqh_below(random, sizeof sizes / sizeof *sizes)];
    }
}

/* The legal sizes of a temporary buffer that is passed. */
static bool tmp_range(const aq_call *call, size_t *min, size_t *max) {
    const uint32_t src[] = {call->src.rows, call->src.cols};
    const uint32_t scale[] = {call->scale.rows, call->scale.cols};
    const aq_tmp_query query = {
        src, 2, scale, 2, call->transpose, call->src.format, call->dst.format};
    return aqo_tmp_size(&query, max, min) == AQ_LEGAL;
}

void aqh_set_tmp(aq_call *call) {
    size_t min, max;
    call->tmp_explicit = !call->has_offset &&
                         (call->prototype == AQ_PER_CHANNEL || call->prototype == AQ_PER_TENSOR);
    call->tmp_bytes = call->tmp_explicit && tmp_range(call, &min, &max) ? min : 0;
}

/* A buffer where it need not be passed, and larger than it need be: neither may
 * change a result. */
static void vary_tmp(aq_call *call, aqh_random *random) {
    size_t min, max;
    call->tmp_explicit = call->tmp_explicit || aqh_one_in(random, 4);
    if (!call->tmp_explicit || !tmp_range(call, &min, &max))
        return;
    call->tmp_bytes = min;
    if (max > min && aqh_one_in(random, 2))
        call->tmp_bytes += 1 + aqh_below(random, (uint32_t)(max - min));
}

static void draw_shape(aq_call *call, aqh_random *random, uint32_t elements) {
    const uint64_t src_bits = aqo_format_get(call->src.format)->bits;
    const uint64_t scale_bits = aqo_format_get(call->scale.format)->bits;
    switch (call->prototype) {
    case AQ_PER_CHANNEL:
        per_channel(call, random, elements, src_bits, scale_bits);
        break;
    case AQ_PER_TENSOR:
        per_tensor(call, random, elements, src_bits);
        break;
    case AQ_PER_GROUP_LEGACY:
        per_group_legacy(call, random, elements);
        break;
    default:
        per_token_or_group(call, random, elements, src_bits);
        break;
    }
}

void aqh_generate_call(aq_call *call, const aqh_variant *variant, aq_overflow overflow,
                       aqh_random *random, uint32_t elements) {
    *call = (aq_call){
        .product = variant->types.product,
        .prototype = variant->types.prototype,
        .transpose = variant->transpose,
        .has_offset = variant->has_offset,
        .k_dim = variant->k_dim,
        .overflow = overflow,
        .src.format = variant->types.src,
        .scale.format = variant->types.scale,
        .offset.format = variant->types.scale,
        .dst.format = variant->types.dst,
    };
    /* A budget above what 16 bits count is there to be used. */
    do
        draw_shape(call, random, elements);
    while (elements > UINT16_MAX && (uint64_t)call->src.rows * call->src.cols <= UINT16_MAX);
    if (call->prototype != AQ_PER_CHANNEL && call->prototype != AQ_PER_TENSOR)
        aqo_scale_shape(call, 1, &call->scale.rows, &call->scale.cols);
    call->offset.rows = call->scale.rows;
    call->offset.cols = call->scale.cols;
    call->dst.rows = call->src.rows;
    call->dst.cols = call->src.cols;
    aqh_set_tmp(call);
    vary_tmp(call, random);
}
