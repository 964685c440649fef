/* The device C API of 3510 for the device model: what the kernels use of it. */
#ifndef AQ_ASC_3510_H
#define AQ_ASC_3510_H

#include "ascend/sim/asc_common.h"
#include "ascend/sim/sim_register.h"

typedef struct hifloat8_t {
    uint8_t code;
} hifloat8_t;
typedef struct fp8_e4m3fn_t {
    uint8_t code;
} fp8_e4m3fn_t;
typedef struct fp8_e5m2_t {
    uint8_t code;
} fp8_e5m2_t;
/* Two elements each. */
typedef struct fp4x2_e2m1_t {
    uint8_t codes;
} fp4x2_e2m1_t;
typedef struct fp4x2_e1m2_t {
    uint8_t codes;
} fp4x2_e1m2_t;

/* A register; the second member is there for its type only. */
#define SIM_VECTOR(name, element)                                                                  \
    typedef struct name {                                                                          \
        sim_register r;                                                                            \
        element lane[0];                                                                           \
    } name;
SIM_VECTOR(vector_int8_t, int8_t)
SIM_VECTOR(vector_uint8_t, uint8_t)
SIM_VECTOR(vector_uint16_t, uint16_t)
SIM_VECTOR(vector_uint32_t, uint32_t)
SIM_VECTOR(vector_half, half)
SIM_VECTOR(vector_bfloat16_t, bfloat16_t)
SIM_VECTOR(vector_float, float)
SIM_VECTOR(vector_hifloat8_t, hifloat8_t)
SIM_VECTOR(vector_fp8_e4m3fn_t, fp8_e4m3fn_t)
SIM_VECTOR(vector_fp8_e5m2_t, fp8_e5m2_t)
SIM_VECTOR(vector_fp4x2_e2m1_t, fp4x2_e2m1_t)
SIM_VECTOR(vector_fp4x2_e1m2_t, fp4x2_e1m2_t)
typedef sim_mask vector_bool;

/* ---- Copies: bursts of any number of bytes; strides from head to head -------------- */

/* One burst and no padding is what the kernels use, and what the model does. */
static inline bool sim_is_single(uint64_t bursts, uint64_t left, uint64_t right, uint64_t from,
                                 uint64_t to) {
    if (bursts == 1 && left == 0 && right == 0 && from == 0 && to == 0) {
        return true;
    }
    sim_report(SIM_COPY_STRIDE, "%llu bursts", (unsigned long long)bursts);
    return false;
}

#define asc_copy_gm2ub_align(dst, src, bursts, bytes, left, right, constant, l2, from, to)         \
    (SIM_HERE, (void)SIM_SAME(dst, src), (void)(constant), (void)(l2),                             \
     (void)(sim_is_single(bursts, left, right, from, to) && (sim_gm_to_ub(dst, src, bytes), 1)))
#define asc_copy_ub2gm_align(dst, src, bursts, bytes, l2, to, from)                                \
    (SIM_HERE, (void)SIM_SAME(dst, src), (void)(l2),                                               \
     (void)(sim_is_single(bursts, 0, 0, from, to) && (sim_ub_to_gm(dst, src, bytes), 1)))

/* ---- Loads and stores ------------------------------------------------------------------ */

#define SIM_LANE(v) sizeof((v).lane[0])
#define SIM_ELEMENTS(v, p) ((void)SIM_SAME((v).lane + 0, p), p)

#define asc_loadalign(dst, src)                                                                    \
    (SIM_HERE, sim_register_load(&(dst).r, SIM_ELEMENTS(dst, src), SIM_LANE(dst), SIM_LANE(dst)))
#define asc_loadalign_unpack(dst, src)                                                             \
    (SIM_HERE,                                                                                     \
     sim_register_load(&(dst).r, SIM_ELEMENTS(dst, src), SIM_LANE(dst), 2 * SIM_LANE(dst)))
#define asc_loadalign_unpack4(dst, src)                                                            \
    (SIM_HERE,                                                                                     \
     sim_register_load(&(dst).r, SIM_ELEMENTS(dst, src), SIM_LANE(dst), 4 * SIM_LANE(dst)))
#define asc_loadalign_brc_elem(dst, src)                                                           \
    (SIM_HERE, sim_register_broadcast(&(dst).r, SIM_ELEMENTS(dst, src), SIM_LANE(dst)))
#define asc_storealign(dst, src, mask)                                                             \
    (SIM_HERE,                                                                                     \
     sim_register_store(SIM_ELEMENTS(src, dst), &(src).r, &(mask), SIM_LANE(src), SIM_LANE(src)))
#define asc_storealign_pack(dst, src, mask)                                                        \
    (SIM_HERE, sim_register_store(SIM_ELEMENTS(src, dst), &(src).r, &(mask), SIM_LANE(src),        \
                                  SIM_LANE(src) / 2))

/* ---- Masks ------------------------------------------------------------------------------- */

#define PAT_ALL 0
#define asc_create_mask_b16(pattern) (SIM_HERE, (void)(pattern), sim_full_mask(2))
#define asc_create_mask_b32(pattern) (SIM_HERE, (void)(pattern), sim_full_mask(4))
#define asc_update_mask_b8(left) (SIM_HERE, sim_update_mask(&(left), 1))
#define asc_update_mask_b16(left) (SIM_HERE, sim_update_mask(&(left), 2))
#define asc_update_mask_b32(left) (SIM_HERE, sim_update_mask(&(left), 4))

#define VST_VLD 0
#define asc_mem_bar(kind) (SIM_HERE, (void)(kind), sim_mem_bar())

/* ---- Arithmetic ---------------------------------------------------------------------------- */

#define SIM_REGISTER_FORMAT(v)                                                                     \
    _Generic((v), vector_half : AQ_HALF, vector_bfloat16_t : AQ_BF16, vector_float : AQ_FLOAT)
#define SIM_OPERAND(a, dst) (&SIM_SAME(&(a), &(dst))->r)
#define asc_add(dst, a, b, mask)                                                                   \
    (SIM_HERE, sim_register_compute(SIM_ADD, SIM_REGISTER_FORMAT(dst), &(dst).r,                   \
                                    SIM_OPERAND(a, dst), SIM_OPERAND(b, dst), &(mask)))
#define asc_mul(dst, a, b, mask)                                                                   \
    (SIM_HERE, sim_register_compute(SIM_MUL, SIM_REGISTER_FORMAT(dst), &(dst).r,                   \
                                    SIM_OPERAND(a, dst), SIM_OPERAND(b, dst), &(mask)))

/* ---- Conversions ------------------------------------------------------------------------------
 */

#define SIM_OF_TYPE(type, v) _Generic((v), type : &(v))
#define SIM_CONVERT(from, from_type, to, to_type, dst, src, mask, part, sat)                       \
    (SIM_HERE, sim_register_convert(from, to, &SIM_OF_TYPE(to_type, dst)->r,                       \
                                    &SIM_OF_TYPE(from_type, src)->r, &(mask), part, sat))

#define asc_int82half(d, s, m)                                                                     \
    SIM_CONVERT(AQ_INT8, vector_int8_t, AQ_HALF, vector_half, d, s, m, 0, false)
#define asc_hif82half(d, s, m)                                                                     \
    SIM_CONVERT(AQ_HIF8, vector_hifloat8_t, AQ_HALF, vector_half, d, s, m, 0, false)
#define asc_hif82float(d, s, m)                                                                    \
    SIM_CONVERT(AQ_HIF8, vector_hifloat8_t, AQ_FLOAT, vector_float, d, s, m, 0, false)
#define asc_e4m32float(d, s, m)                                                                    \
    SIM_CONVERT(AQ_E4M3FN, vector_fp8_e4m3fn_t, AQ_FLOAT, vector_float, d, s, m, 0, false)
#define asc_e5m22float(d, s, m)                                                                    \
    SIM_CONVERT(AQ_E5M2, vector_fp8_e5m2_t, AQ_FLOAT, vector_float, d, s, m, 0, false)
#define asc_e2m1x22bfloat16(d, s, m)                                                               \
    SIM_CONVERT(AQ_E2M1, vector_fp4x2_e2m1_t, AQ_BF16, vector_bfloat16_t, d, s, m, 0, false)
#define asc_e1m2x22bfloat16(d, s, m)                                                               \
    SIM_CONVERT(AQ_E1M2, vector_fp4x2_e1m2_t, AQ_BF16, vector_bfloat16_t, d, s, m, 0, false)
#define asc_half2float(d, s, m)                                                                    \
    SIM_CONVERT(AQ_HALF, vector_half, AQ_FLOAT, vector_float, d, s, m, 0, false)
#define asc_half2bfloat16_rn(d, s, m)                                                              \
    SIM_CONVERT(AQ_HALF, vector_half, AQ_BF16, vector_bfloat16_t, d, s, m, 0, false)
#define asc_bfloat162float(d, s, m)                                                                \
    SIM_CONVERT(AQ_BF16, vector_bfloat16_t, AQ_FLOAT, vector_float, d, s, m, 0, false)
#define asc_bfloat162float_v2(d, s, m)                                                             \
    SIM_CONVERT(AQ_BF16, vector_bfloat16_t, AQ_FLOAT, vector_float, d, s, m, 1, false)
#define asc_float2half_rn(d, s, m)                                                                 \
    SIM_CONVERT(AQ_FLOAT, vector_float, AQ_HALF, vector_half, d, s, m, 0, false)
#define asc_float2half_rn_sat(d, s, m)                                                             \
    SIM_CONVERT(AQ_FLOAT, vector_float, AQ_HALF, vector_half, d, s, m, 0, true)
#define asc_float2half_rn_sat_v2(d, s, m)                                                          \
    SIM_CONVERT(AQ_FLOAT, vector_float, AQ_HALF, vector_half, d, s, m, 1, true)
#define asc_float2bfloat16_rn_sat(d, s, m)                                                         \
    SIM_CONVERT(AQ_FLOAT, vector_float, AQ_BF16, vector_bfloat16_t, d, s, m, 0, true)

/* ---- Integers
 * ------------------------------------------------------------------------------------ */

#define asc_uint82uint16(d, s, m)                                                                  \
    (SIM_HERE, sim_register_widen_u8(&SIM_OF_TYPE(vector_uint16_t, d)->r,                          \
                                     &SIM_OF_TYPE(vector_uint8_t, s)->r, &(m)))
#define asc_shiftleft_scalar(d, s, by, m)                                                          \
    (SIM_HERE,                                                                                     \
     sim_register_shift_left(&SIM_OF_TYPE(vector_uint16_t, d)->r, SIM_OPERAND(s, d), by, &(m)))
#define asc_eq_scalar(d, s, value, m)                                                              \
    (SIM_HERE, sim_register_equal(&(d), &SIM_OF_TYPE(vector_uint16_t, s)->r, value, &(m)))
#define asc_duplicate_scalar(d, value, m)                                                          \
    (SIM_HERE, sim_register_fill(&SIM_OF_TYPE(vector_uint16_t, d)->r, value, &(m)))
#define asc_select(d, a, b, m)                                                                     \
    (SIM_HERE, sim_register_select(&SIM_OF_TYPE(vector_uint16_t, d)->r, SIM_OPERAND(a, d),         \
                                   SIM_OPERAND(b, d), &(m)))
#define asc_or(d, a, b, m)                                                                         \
    (SIM_HERE,                                                                                     \
     sim_register_or(&SIM_OF_TYPE(vector_half, d)->r, SIM_OPERAND(a, d), SIM_OPERAND(b, d), &(m)))

#endif
