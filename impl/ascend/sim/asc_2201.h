/* The device C API of 2201 for the device model: what the kernels use of it. */
#ifndef AQ_ASC_2201_H
#define AQ_ASC_2201_H

#include "ascend/sim/asc_common.h"
#include "ascend/sim/sim_vector.h"

/* ---- Copies: any number of bytes, or whole blocks ---------------------------------- */

#define asc_copy_gm2ub_align(dst, src, bytes)                                                      \
    (SIM_HERE, (void)SIM_SAME(dst, src), sim_gm_to_ub(dst, src, bytes))
#define asc_copy_ub2gm_align(dst, src, bytes)                                                      \
    (SIM_HERE, (void)SIM_SAME(dst, src), sim_ub_to_gm(dst, src, bytes))
#define asc_copy_gm2ub(dst, src, bytes) (SIM_HERE, sim_gm_to_ub_blocks(dst, src, bytes))

/* ---- Vectors: (dst, src..., count) --------------------------------------------------- */

static inline half *sim_half_p(half *p) {
    return p;
}
static inline bfloat16_t *sim_bf16_p(bfloat16_t *p) {
    return p;
}
static inline float *sim_float_p(float *p) {
    return p;
}
static inline int8_t *sim_int8_p(int8_t *p) {
    return p;
}
static inline int4b_t *sim_int4_p(int4b_t *p) {
    return p;
}
static inline uint16_t *sim_u16_p(uint16_t *p) {
    return p;
}

#define asc_int82half(dst, src, count)                                                             \
    (SIM_HERE, sim_vector_convert(AQ_INT8, AQ_HALF, sim_half_p(dst), sim_int8_p(src), count))
#define asc_int42half(dst, src, count)                                                             \
    (SIM_HERE, sim_vector_convert(AQ_INT4, AQ_HALF, sim_half_p(dst), sim_int4_p(src), count))
#define asc_half2float(dst, src, count)                                                            \
    (SIM_HERE, sim_vector_convert(AQ_HALF, AQ_FLOAT, sim_float_p(dst), sim_half_p(src), count))
#define asc_bfloat162float(dst, src, count)                                                        \
    (SIM_HERE, sim_vector_convert(AQ_BF16, AQ_FLOAT, sim_float_p(dst), sim_bf16_p(src), count))
#define asc_float2bfloat16_rn(dst, src, count)                                                     \
    (SIM_HERE, sim_vector_convert(AQ_FLOAT, AQ_BF16, sim_bf16_p(dst), sim_float_p(src), count))
#define asc_float2half_rn(dst, src, count)                                                         \
    (SIM_HERE, sim_vector_convert(AQ_FLOAT, AQ_HALF, sim_half_p(dst), sim_float_p(src), count))

/* There is no bf16 arithmetic. */
#define SIM_VECTOR_FORMAT(p) _Generic((p) + 0, half * : AQ_HALF, float * : AQ_FLOAT)
#define asc_add(dst, a, b, count)                                                                  \
    (SIM_HERE, sim_vector_compute(SIM_ADD, SIM_VECTOR_FORMAT(dst), dst, SIM_SAME(a, dst),          \
                                  SIM_SAME(b, dst), count))
#define asc_mul(dst, a, b, count)                                                                  \
    (SIM_HERE, sim_vector_compute(SIM_MUL, SIM_VECTOR_FORMAT(dst), dst, SIM_SAME(a, dst),          \
                                  SIM_SAME(b, dst), count))

#define asc_duplicate(dst, value, count)                                                           \
    (SIM_HERE, sim_vector_fill(sim_u16_p(dst), (uint16_t)(value), 2, count))
#define asc_brcb(dst, src, block_stride, repeat_stride, repeat)                                    \
    (SIM_HERE, sim_vector_spread(sim_u16_p(dst), sim_u16_p(src), 2, block_stride, repeat_stride,   \
                                 (uint64_t)(repeat)))

#endif
