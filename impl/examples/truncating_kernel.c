/* A plug-in with a mistake that is easily made: per_token, int8 to half, computed
 * in float, with the low bits of the float cut off instead of rounded. Built as
 * truncating_kernel.so; try `aqcheck run --backend ./truncating_kernel.so`. */
#include "aq_backend.h"

typedef union bits {
    float value;
    uint32_t code;
} bits;

static float half_to_float(const uint8_t *p) {
    const uint32_t code = p[0] | (uint32_t)p[1] << 8, magnitude = code & 0x7fffu;
    bits b = {.code = magnitude << 13};
    if (magnitude >= 0x7c00u) {
        b.code += 0x70000000u; /* Inf and NaN: all ones in the wider exponent */
    } else {
        b.value *= 0x1p112f; /* the difference of the biases; subnormals come out right */
    }
    b.code |= (code & 0x8000u) << 16;
    return b.value;
}

static uint32_t float_to_half(float value, bool saturate) {
    bits b = {.value = value};
    const uint32_t sign = b.code >> 16 & 0x8000u, magnitude = b.code & 0x7fffffffu;
    if (magnitude > 0x7f800000u) {
        return saturate ? 0 : 0x7e00u;
    }
    if (magnitude >= 0x47800000u) { /* 2^16 and more */
        return sign | (saturate ? 0x7bffu : 0x7c00u);
    }
    if (magnitude < 0x38800000u) { /* below 2^-14: counted in units of 2^-24 */
        b.code = magnitude;
        return sign | (uint32_t)(b.value * 0x1p24f);
    }
    return sign | (magnitude - 0x38000000u) >> 13; /* the bug: cuts 13 bits off */
}

static aq_run_status supports(void *ctx, const aq_call *call) {
    (void)ctx;
    return call->prototype == AQ_PER_TOKEN && call->src.format == AQ_INT8 &&
                   call->scale.format == AQ_HALF && call->dst.format == AQ_HALF
               ? AQ_RUN_OK
               : AQ_RUN_UNSUPPORTED;
}

static aq_run_status run(void *ctx, const aq_call *call, const aq_buffers *buffers,
                         aq_error *error) {
    (void)error;
    if (supports(ctx, call) != AQ_RUN_OK) {
        return AQ_RUN_UNSUPPORTED;
    }
    const int8_t *src = buffers->src;
    const uint8_t *scale = buffers->scale, *offset = buffers->offset;
    uint8_t *dst = buffers->dst;
    for (size_t e = 0; e < call->cal_count; e++) {
        const size_t param = call->transpose ? e % call->src.cols : e / call->src.cols;
        float x = src[e];
        if (call->has_offset) {
            x += half_to_float(offset + 2 * param);
        }
        const uint32_t code =
            float_to_half(x * half_to_float(scale + 2 * param), call->overflow == AQ_OVERFLOW_SAT);
        dst[2 * e] = (uint8_t)code;
        dst[2 * e + 1] = (uint8_t)(code >> 8);
    }
    return AQ_RUN_OK;
}

const aq_backend *aq_backend_open(void) {
    static const aq_backend backend = {AQ_BACKEND_ABI, sizeof(aq_backend), "truncating",
                                       NULL,           supports,           run};
    return &backend;
}
