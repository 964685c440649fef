/* How large the temporary buffer has to be: the documented host functions
 * GetAscendAntiQuantMaxMinTmpSize and GetAscendAntiQuantTmpBufferFactorSize,
 * without their 32-bit wrap-around. */
#include "mutate.h"
#include "tmp_size.h"

#define ALIGNMENT 32
#define PER_TENSOR_MIN 1024
/* Transposed per-channel: scale and offset broadcast to 8 floats each, and 64
 * floats of work, for every element of scale. */
#define TRANSPOSED_BYTES_PER_SCALE ((8 + 8 + 64) * 4)
/* Per-channel: scale and offset as float, and 64 floats of work per row of src. */
#define BYTES_PER_SCALE (2 * 4)
#define BYTES_PER_ROW (64 * 4)

/* The product of the dimensions, or 2^96 when it is larger: both are then too
 * large for size_t, and 320 times it still fits in 128 bits. */
static aqi_wide product_of(const uint32_t *shape, size_t dims) {
    const aqi_wide limit = (aqi_wide)1 << 96;
    aqi_wide product = 1;
    for (size_t i = 0; i < dims; i++) {
        product *= shape[i]; /* below 2^96 * 2^32 */
        if (product >= limit) {
            return limit;
        }
    }
    return product;
}

aqi_tmp_need aqi_tmp_need_of(const aq_tmp_query *query) {
    const aqi_wide scale = product_of(query->scale_shape, query->scale_dims);
    aqi_wide bytes;
    if (query->src == AQ_E2M1 || query->src == AQ_E1M2) {
        const aqi_wide padded = (scale + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        bytes = query->transpose ? 2 * padded : 0;
    } else if (query->dst == AQ_HALF) {
        bytes = 0;
    } else if (scale == 1) {
        const aqi_wide elements = product_of(query->src_shape, query->src_dims);
        return (aqi_tmp_need){
            .max = 4 * elements, .min = PER_TENSOR_MIN, .extra = 0, .live_nodes = 1};
    } else if (query->transpose) {
        bytes =
            AQ_MUTATE(tmp_without_offset_part, TRANSPOSED_BYTES_PER_SCALE, (8 + 64) * 4) * scale;
    } else {
        bytes = BYTES_PER_SCALE * scale +
                (aqi_wide)BYTES_PER_ROW * query->src_shape[AQ_MUTATE(tmp_by_columns, 0, 1)];
    }
    return (aqi_tmp_need){.max = bytes, .min = bytes, .extra = bytes, .live_nodes = 0};
}

static bool has_zero(const uint32_t *shape, size_t dims) {
    for (size_t i = 0; i < dims; i++) {
        if (shape[i] == 0) {
            return true;
        }
    }
    return dims == 0;
}

static aq_rule judge(const aq_tmp_query *query) {
    if (query == NULL || query->src_shape == NULL || query->scale_shape == NULL) {
        return AQ_RULE_POINTER;
    }
    if ((unsigned)query->src >= AQ_FORMAT_COUNT || (unsigned)query->dst >= AQ_FORMAT_COUNT) {
        return AQ_RULE_ENUMERATION;
    }
    if (has_zero(query->src_shape, query->src_dims) ||
        has_zero(query->scale_shape, query->scale_dims)) {
        return AQ_RULE_EMPTY;
    }
    return AQ_LEGAL;
}

aq_rule aq_tmp_size(const aq_tmp_query *query, size_t *max_bytes, size_t *min_bytes) {
    const aq_rule rule = max_bytes == NULL || min_bytes == NULL ? AQ_RULE_POINTER : judge(query);
    if (rule != AQ_LEGAL) {
        return rule;
    }
    const aqi_tmp_need need = aqi_tmp_need_of(query);
    if (need.max > SIZE_MAX || need.min > SIZE_MAX) {
        return AQ_RULE_SIZE;
    }
    *max_bytes = (size_t)need.max;
    *min_bytes = (size_t)need.min;
    return AQ_LEGAL;
}

aq_rule aq_tmp_factor(const aq_tmp_query *query, uint32_t *max_live_nodes, size_t *extra_bytes) {
    const aq_rule rule =
        max_live_nodes == NULL || extra_bytes == NULL ? AQ_RULE_POINTER : judge(query);
    if (rule != AQ_LEGAL) {
        return rule;
    }
    const aqi_tmp_need need = aqi_tmp_need_of(query);
    if (need.extra > SIZE_MAX) {
        return AQ_RULE_SIZE;
    }
    *max_live_nodes = need.live_nodes;
    *extra_bytes = (size_t)need.extra;
    return AQ_LEGAL;
}
