/* The arithmetic of the device model, in integers. */
#include "ascend/sim/sim_numbers.h"
#include "ascend/model/rounding.h"

uint32_t sim_compute(sim_operation operation, aq_format format, uint32_t a, uint32_t b,
                     bool saturate) {
    const aqc_number x = aqc_decode(format, a), y = aqc_decode(format, b);
    const aqm_exact exact = operation == SIM_ADD ? aqm_add(x, y) : aqm_multiply(x, y);
    const aqc_target *target = aqc_target_of(format);
    if (format == AQ_BF16) {
        const aqc_number rounded = aqm_round(exact, &aqc_float_target, false);
        return aqm_encode(aqm_round(aqm_widen(rounded), target, saturate), target);
    }
    return aqm_encode(aqm_round(exact, target, saturate), target);
}

uint32_t sim_convert(aq_format from, aq_format to, uint32_t code, bool saturate) {
    const aqc_target *target = aqc_target_of(to);
    return aqm_encode(aqm_round(aqm_widen(aqc_decode(from, code)), target, saturate), target);
}
