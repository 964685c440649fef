/* What can be read off a call about its operands. */
#include "operands.h"
#include "names.h"

bool aqi_is_legacy(const aq_call *call) {
    return call->prototype == AQ_PER_CHANNEL || call->prototype == AQ_PER_TENSOR ||
           call->prototype == AQ_PER_GROUP_LEGACY;
}

bool aqi_uses_offset(const aq_call *call) {
    const bool fp4 = call->src.format == AQ_E2M1 || call->src.format == AQ_E1M2;
    return call->has_offset && !(call->prototype == AQ_PER_GROUP && fp4);
}

bool aqi_groups_rows(const aq_call *call) {
    return (call->k_dim == 0) != call->transpose;
}

bool aqi_tensor_bytes(const aq_tensor *tensor, size_t *bytes) {
    const uint64_t elements = aqi_elements(tensor);
    const unsigned bits = aqi_format_bits(tensor->format);
    uint64_t total;
    if (bits == 4) {
        total = elements / 2 + elements % 2;
    } else if (__builtin_mul_overflow(elements, (uint64_t)(bits / 8), &total)) {
        return false;
    }
    if (total > SIZE_MAX) {
        return false;
    }
    *bytes = (size_t)total;
    return true;
}

size_t aqi_operands(const aq_call *call, aqi_operand operands[AQI_MAX_OPERANDS]) {
    operands[0] = (aqi_operand){AQI_SRC, "src", &call->src};
    operands[1] = (aqi_operand){AQI_SCALE, "scale", &call->scale};
    operands[2] = (aqi_operand){AQI_DST, "dst", &call->dst};
    operands[3] = (aqi_operand){AQI_OFFSET, "offset", &call->offset};
    return aqi_uses_offset(call) ? 4 : 3;
}
