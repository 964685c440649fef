#include "index.h"

/* Source of each line: the shapes at aq_call in the public header, which are
 * those of semantics.md b.1. */
aqo_param_row aqo_param_row_of(const aq_call *call, size_t i) {
    const size_t width = call->scale.cols, whole = SIZE_MAX;
    const aqo_groups groups = aqo_group_layout(call);
    switch (call->prototype) {
    case AQ_PER_TENSOR:
        return (aqo_param_row){0, whole};
    case AQ_PER_TOKEN:
        return call->transpose ? (aqo_param_row){0, 1} : (aqo_param_row){i, whole};
    default:
        return groups.along_rows ? (aqo_param_row){i / groups.size * width, 1}
                                 : (aqo_param_row){i * width, groups.size};
    }
}

size_t aqo_param_index(const aq_call *call, size_t i, size_t j) {
    const aqo_param_row row = aqo_param_row_of(call, i);
    return row.first + j / row.run;
}

aqo_groups aqo_group_layout(const aq_call *call) {
    aqo_groups groups = {0};
    switch (call->prototype) {
    case AQ_PER_CHANNEL:
        groups.along_rows = !call->transpose;
        groups.count = groups.along_rows ? call->scale.rows : call->scale.cols;
        groups.size = (groups.along_rows ? call->src.rows : call->src.cols) / groups.count;
        break;
    case AQ_PER_GROUP_LEGACY:
        groups.along_rows = !call->transpose;
        groups.size = 32;
        break;
    case AQ_PER_GROUP:
        /* k is the direction of i: (kDim 0, not transposed), (kDim 1, transposed) */
        groups.along_rows = (call->k_dim == 1) == call->transpose;
        groups.size = call->group_size;
        break;
    default:
        return groups;
    }
    if (!groups.count) {
        size_t length = groups.along_rows ? call->src.rows : call->src.cols;
        groups.count = length / groups.size + (length % groups.size != 0);
    }
    return groups;
}

size_t aqo_elements(const aq_tensor *tensor) {
    return (size_t)tensor->rows * tensor->cols;
}

size_t aqo_computed(const aq_call *call) {
    if (call->prototype == AQ_PER_TOKEN || call->prototype == AQ_PER_GROUP)
        return call->cal_count;
    return aqo_elements(&call->src);
}

bool aqo_uses_offset(const aq_call *call) {
    bool fp4 = call->src.format == AQ_E2M1 || call->src.format == AQ_E1M2;
    return call->has_offset && !(call->prototype == AQ_PER_GROUP && fp4);
}
