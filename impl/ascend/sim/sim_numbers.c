/* The arithmetic of the device model, in integers. */
#include "ascend/sim/sim_numbers.h"
#include "ascend/model/rounding.h"

static const aqm_target half_target = {11, -24, 0x7c00, 0x7e00, 0x8000};
static const aqm_target bf16_target = {8, -133, 0x7f80, 0x7fc0, 0x8000};
static const aqm_target float_target = {24, -149, 0x7f800000, 0x7fc00000, 0x80000000};

static const aqm_target *target_of(aq_format format) {
    return format == AQ_HALF ? &half_target : format == AQ_BF16 ? &bf16_target : &float_target;
}

uint32_t sim_compute(sim_operation operation, aq_format format, uint32_t a, uint32_t b,
                     bool saturate) {
    const aqc_number x = aqc_decode(format, a), y = aqc_decode(format, b);
    const aqm_exact exact = operation == SIM_ADD ? aqm_add(x, y) : aqm_multiply(x, y);
    const aqm_target *target = target_of(format);
    if (format == AQ_BF16) {
        const aqc_number rounded = aqm_round(exact, &float_target, false);
        return aqm_encode(aqm_round(aqm_widen(rounded), target, saturate), target);
    }
    return aqm_encode(aqm_round(exact, target, saturate), target);
}

uint32_t sim_convert(aq_format from, aq_format to, uint32_t code, bool saturate) {
    const aqm_target *target = target_of(to);
    return aqm_encode(aqm_round(aqm_widen(aqc_decode(from, code)), target, saturate), target);
}
