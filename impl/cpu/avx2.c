/* The AVX2 variant: what it needs, and its kernels. Results of 16 bits are computed with
 * the processor rounding down, so that one fma and its mirror image give both neighbours;
 * float results with the processor rounding to nearest. */
#include "simd.h"

bool aqc_avx2_present(void) {
    return __builtin_cpu_supports("avx2") && aqc_x86_has_fma_and_f16c();
}

void aqc_avx2_compute(const aq_call *call, const aq_buffers *buffers, const aqc_part *part) {
    static const aqc_kernels to_16_bits = {.enter = aqc_x86_enter_down,
                                           .leave = aqc_x86_leave,
                                           .prepare = aqc_avx2_prepare,
                                           .columns = aqc_avx2_columns,
                                           .runs = aqc_avx2_runs,
                                           .finish = aqc_x86_finish};
    static const aqc_kernels to_float = {.enter = aqc_x86_enter,
                                         .leave = aqc_x86_leave,
                                         .prepare = aqc_avx2_prepare,
                                         .columns = aqc_avx2_columns,
                                         .runs = aqc_avx2_runs,
                                         .finish = aqc_x86_finish};
    aqc_drive(call->dst.format == AQ_FLOAT ? &to_float : &to_16_bits, call, buffers, part);
}
