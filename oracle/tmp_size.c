/* The size of the temporary buffer. Source: semantics.md f.1, in its order.
 *
 * Sizes are numbers first, whatever size_t can hold: they are compared as such,
 * and only narrowed where the API has to return one. */
#include "format.h"
#include "legal.h"

/* A product of dimensions that stops growing far above anything of use. */
static aqo_size product_of(const uint32_t *shape, size_t dims) {
    const aqo_size enough = (aqo_size)1 << 80;
    aqo_size product = 1;
    for (size_t k = 0; k < dims; k++)
        product = product > enough ? enough : product * shape[k];
    return product;
}

void aqo_tmp_range(const aq_tmp_query *query, aqo_size *max, aqo_size *min) {
    const aqo_size scales = product_of(query->scale_shape, query->scale_dims);
    const aqo_size elements = product_of(query->src_shape, query->src_dims);
    const bool fp4 = query->src == AQ_E2M1 || query->src == AQ_E1M2;
    if (fp4 && query->transpose) {
        *max = *min = 2 * ((scales + 31) / 32 * 32);
    } else if (fp4 || query->dst == AQ_HALF) {
        *max = *min = 0;
    } else if (scales == 1) {
        *max = 4 * elements;
        *min = 1024;
    } else if (query->transpose) {
        *max = *min = 320 * scales;
    } else {
        *max = *min = 8 * scales + (aqo_size)256 * query->src_shape[0];
    }
}

aq_rule aqo_tmp_size(const aq_tmp_query *query, size_t *max_bytes, size_t *min_bytes) {
    if (!query || !query->src_shape || !query->scale_shape || !max_bytes || !min_bytes)
        return AQ_RULE_POINTER;
    if ((unsigned)query->src >= AQ_FORMAT_COUNT || (unsigned)query->dst >= AQ_FORMAT_COUNT)
        return AQ_RULE_ENUMERATION;
    if (query->src_dims == 0 || query->scale_dims == 0)
        return AQ_RULE_EMPTY;
    for (size_t k = 0; k < query->src_dims; k++)
        if (query->src_shape[k] == 0)
            return AQ_RULE_EMPTY;
    for (size_t k = 0; k < query->scale_dims; k++)
        if (query->scale_shape[k] == 0)
            return AQ_RULE_EMPTY;

    aqo_size max, min;
    aqo_tmp_range(query, &max, &min);
    if (max > SIZE_MAX || min > SIZE_MAX)
        return AQ_RULE_SIZE;
    *max_bytes = (size_t)max;
    *min_bytes = (size_t)min;
    return AQ_LEGAL;
}
