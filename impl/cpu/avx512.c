/* The AVX-512 variant: what it needs, and its kernels. */
#include "simd.h"

bool aqc_avx512_present(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512vbmi") &&
           __builtin_cpu_supports("avx512bf16") && aqc_x86_has_fma_and_f16c();
}

void aqc_avx512_compute(const aq_call *call, const aq_buffers *buffers, const aqc_part *part) {
    static const aqc_kernels kernels = {.enter = aqc_x86_enter,
                                        .leave = aqc_x86_leave,
                                        .prepare = aqc_avx512_prepare,
                                        .spread = aqc_avx512_spread,
                                        .columns = aqc_avx512_columns,
                                        .runs = aqc_avx512_runs,
                                        .product_columns = aqc_avx512_product_columns,
                                        .product_runs = aqc_avx512_product_runs,
                                        .e8m0_runs = aqc_avx512_e8m0_runs,
                                        .finish = aqc_x86_finish};
    aqc_drive(&kernels, call, buffers, part);
}
