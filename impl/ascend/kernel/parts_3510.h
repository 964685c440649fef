/* What the kernels of 3510 are put together from: for each way to compute, how many
 * elements a register has and of what type, how the source and the parameters get
 * there, and how the result leaves.
 *
 *     h    half          128 elements
 *     f    float          64, the source converted directly
 *     fh   float          64, the source through half (hif8 saturates there)
 *     b    bf16          128
 *     n12  half          128, fp4; the scale is rounded to half first
 *     n13  bf16          128, fp4; rounded to half at the end
 *
 * Conversions to half or bf16 that the plans let saturate have the suffix _sat: it
 * counts where CTRL[60] = 0. Of bf16 to half only the way through float rounds to
 * nearest (asc_bfloat162half_rn rounds up).
 */
#ifndef AQ_ASCEND_KERNEL_PARTS_3510_H
#define AQ_ASCEND_KERNEL_PARTS_3510_H

#include "ascend/kernel/frame.h"

/* ---- Registers ------------------------------------------------------------------------ */

enum {
    LANES_h = 128,
    LANES_f = 64,
    LANES_fh = 64,
    LANES_b = 128,
    LANES_n12 = 128,
    LANES_n13 = 128
};

#define REGISTER_h vector_half
#define REGISTER_f vector_float
#define REGISTER_fh vector_float
#define REGISTER_b vector_bfloat16_t
#define REGISTER_n12 vector_half
#define REGISTER_n13 vector_bfloat16_t

#define MASK_h(left) asc_update_mask_b16(left)
#define MASK_f(left) asc_update_mask_b32(left)
#define MASK_fh(left) asc_update_mask_b32(left)
#define MASK_b(left) asc_update_mask_b16(left)
#define MASK_n12(left) asc_update_mask_b16(left)
#define MASK_n13(left) asc_update_mask_b16(left)

/* ---- Formats in memory ------------------------------------------------------------------ */

#define ELEMENT_int8 int8_t
#define ELEMENT_hif8 hifloat8_t
#define ELEMENT_e4m3fn fp8_e4m3fn_t
#define ELEMENT_e5m2 fp8_e5m2_t
#define ELEMENT_e2m1 fp4x2_e2m1_t /* two */
#define ELEMENT_e1m2 fp4x2_e1m2_t /* two */
#define ELEMENT_e8m0 uint8_t      /* there are no instructions for it */
#define ELEMENT_half half
#define ELEMENT_bf16 bfloat16_t
#define ELEMENT_float float

enum {
    BITS_int8 = 8,
    BITS_hif8 = 8,
    BITS_e4m3fn = 8,
    BITS_e5m2 = 8,
    BITS_e2m1 = 4,
    BITS_e1m2 = 4,
    BITS_e8m0 = 8,
    BITS_half = 16,
    BITS_bf16 = 16,
    BITS_float = 32
};

/* Integers of the width, to copy and spread by. */
#define CODE_e8m0 uint8_t
#define CODE_half uint16_t
#define CODE_bf16 uint16_t
#define CODE_float uint32_t
#define CODES_e8m0 vector_uint8_t
#define CODES_half vector_uint16_t
#define CODES_bf16 vector_uint16_t
#define CODES_float vector_uint32_t
#define CODES_MASK_e8m0(left) asc_update_mask_b8(left)
#define CODES_MASK_half(left) asc_update_mask_b16(left)
#define CODES_MASK_bf16(left) asc_update_mask_b16(left)
#define CODES_MASK_float(left) asc_update_mask_b32(left)

/* ---- The source ---------------------------------------------------------------------------- */

/* A byte to a slot of 16 bits, or of 32. */
#define TAKE_int8_h(v, x, m)                                                                       \
    do {                                                                                           \
        vector_int8_t codes;                                                                       \
        asc_loadalign_unpack(codes, x);                                                            \
        asc_int82half(v, codes, m);                                                                \
    } while (0)
#define TAKE_hif8_h(v, x, m)                                                                       \
    do {                                                                                           \
        vector_hifloat8_t codes;                                                                   \
        asc_loadalign_unpack(codes, x);                                                            \
        asc_hif82half(v, codes, m);                                                                \
    } while (0)

#define TAKE_int8_f(v, x, m)                                                                       \
    do {                                                                                           \
        vector_int8_t codes;                                                                       \
        vector_half halves;                                                                        \
        asc_loadalign_unpack4(codes, x);                                                           \
        asc_int82half(halves, codes, m);                                                           \
        asc_half2float(v, halves, m);                                                              \
    } while (0)
#define TAKE_hif8_f(v, x, m)                                                                       \
    do {                                                                                           \
        vector_hifloat8_t codes;                                                                   \
        asc_loadalign_unpack4(codes, x);                                                           \
        asc_hif82float(v, codes, m);                                                               \
    } while (0)
#define TAKE_e4m3fn_f(v, x, m)                                                                     \
    do {                                                                                           \
        vector_fp8_e4m3fn_t codes;                                                                 \
        asc_loadalign_unpack4(codes, x);                                                           \
        asc_e4m32float(v, codes, m);                                                               \
    } while (0)
#define TAKE_e5m2_f(v, x, m)                                                                       \
    do {                                                                                           \
        vector_fp8_e5m2_t codes;                                                                   \
        asc_loadalign_unpack4(codes, x);                                                           \
        asc_e5m22float(v, codes, m);                                                               \
    } while (0)

#define TAKE_int8_fh(v, x, m) TAKE_int8_f(v, x, m)
#define TAKE_hif8_fh(v, x, m)                                                                      \
    do {                                                                                           \
        vector_hifloat8_t codes;                                                                   \
        vector_half halves;                                                                        \
        asc_loadalign_unpack4(codes, x);                                                           \
        asc_hif82half(halves, codes, m);                                                           \
        asc_half2float(v, halves, m);                                                              \
    } while (0)

#define TAKE_int8_b(v, x, m)                                                                       \
    do {                                                                                           \
        vector_half halves;                                                                        \
        TAKE_int8_h(halves, x, m);                                                                 \
        asc_half2bfloat16_rn(v, halves, m);                                                        \
    } while (0)
#define TAKE_hif8_b(v, x, m)                                                                       \
    do {                                                                                           \
        vector_half halves;                                                                        \
        TAKE_hif8_h(halves, x, m);                                                                 \
        asc_half2bfloat16_rn(v, halves, m);                                                        \
    } while (0)

/* A byte, two elements, to a slot of 32 bits. */
#define TAKE_e2m1_b(v, x, m)                                                                       \
    do {                                                                                           \
        vector_fp4x2_e2m1_t codes;                                                                 \
        asc_loadalign_unpack4(codes, x);                                                           \
        asc_e2m1x22bfloat16(v, codes, m);                                                          \
    } while (0)
#define TAKE_e1m2_b(v, x, m)                                                                       \
    do {                                                                                           \
        vector_fp4x2_e1m2_t codes;                                                                 \
        asc_loadalign_unpack4(codes, x);                                                           \
        asc_e1m2x22bfloat16(v, codes, m);                                                          \
    } while (0)
#define TAKE_e2m1_n13(v, x, m) TAKE_e2m1_b(v, x, m)
#define TAKE_e1m2_n13(v, x, m) TAKE_e1m2_b(v, x, m)

/* bf16 to half, the lanes with even and those with odd numbers apart. */
#define HALF_OF_BF16(v, wide, m)                                                                   \
    do {                                                                                           \
        vector_bool each = asc_create_mask_b32(PAT_ALL);                                           \
        vector_float even, odd;                                                                    \
        vector_half even_halves, odd_halves;                                                       \
        asc_bfloat162float(even, wide, each);                                                      \
        asc_bfloat162float_v2(odd, wide, each);                                                    \
        asc_float2half_rn_sat(even_halves, even, each);                                            \
        asc_float2half_rn_sat_v2(odd_halves, odd, each);                                           \
        asc_or(v, even_halves, odd_halves, m);                                                     \
    } while (0)
#define TAKE_e2m1_n12(v, x, m)                                                                     \
    do {                                                                                           \
        vector_bfloat16_t wide;                                                                    \
        TAKE_e2m1_b(wide, x, m);                                                                   \
        HALF_OF_BF16(v, wide, m);                                                                  \
    } while (0)
#define TAKE_e1m2_n12(v, x, m)                                                                     \
    do {                                                                                           \
        vector_bfloat16_t wide;                                                                    \
        TAKE_e1m2_b(wide, x, m);                                                                   \
        HALF_OF_BF16(v, wide, m);                                                                  \
    } while (0)

/* ---- Parameters --------------------------------------------------------------------------------
 */

#define PARAM_half_h(v, p, m) asc_loadalign(v, p)
#define PARAM_bf16_b(v, p, m) asc_loadalign(v, p)
#define PARAM_float_f(v, p, m) asc_loadalign(v, p)
#define PARAM_half_f(v, p, m)                                                                      \
    do {                                                                                           \
        vector_half narrow;                                                                        \
        asc_loadalign_unpack(narrow, p);                                                           \
        asc_half2float(v, narrow, m);                                                              \
    } while (0)
#define PARAM_bf16_f(v, p, m)                                                                      \
    do {                                                                                           \
        vector_bfloat16_t narrow;                                                                  \
        asc_loadalign_unpack(narrow, p);                                                           \
        asc_bfloat162float(v, narrow, m);                                                          \
    } while (0)
#define PARAM_bf16_fh(v, p, m) PARAM_bf16_f(v, p, m)

/* e8m0 is bf16's exponent field; 0 is its subnormal 2^-127, 255 is NaN. */
#define PARAM_e8m0_b(v, p, m)                                                                      \
    do {                                                                                           \
        vector_uint8_t codes;                                                                      \
        vector_uint16_t wide, other;                                                               \
        vector_bool is;                                                                            \
        asc_loadalign_unpack(codes, p);                                                            \
        asc_uint82uint16(wide, codes, m);                                                          \
        asc_shiftleft_scalar(wide, wide, 7, m);                                                    \
        asc_eq_scalar(is, wide, (uint16_t)0, m);                                                   \
        asc_duplicate_scalar(other, (uint16_t)0x0040, m);                                          \
        asc_select(wide, other, wide, is);                                                         \
        asc_eq_scalar(is, wide, (uint16_t)0x7f80, m);                                              \
        asc_duplicate_scalar(other, (uint16_t)0x7fc0, m);                                          \
        asc_select(wide, other, wide, is);                                                         \
        v = AQ_AS(vector_bfloat16_t, wide);                                                        \
    } while (0)
#define PARAM_e8m0_n13(v, p, m) PARAM_e8m0_b(v, p, m)
#define PARAM_e8m0_n12(v, p, m)                                                                    \
    do {                                                                                           \
        vector_bfloat16_t scale;                                                                   \
        PARAM_e8m0_b(scale, p, m);                                                                 \
        HALF_OF_BF16(v, scale, m);                                                                 \
    } while (0)

/* ---- The result
 * ------------------------------------------------------------------------------------ */

#define GIVE_h_half(y, v, m) asc_storealign(y, v, m)
#define GIVE_b_bf16(y, v, m) asc_storealign(y, v, m)
#define GIVE_n12_half(y, v, m) asc_storealign(y, v, m)
#define GIVE_f_float(y, v, m) asc_storealign(y, v, m)

/* A result of 16 bits is the low half of its slot of 32. */
#define GIVE_f_half(y, v, m)                                                                       \
    do {                                                                                           \
        vector_half narrow;                                                                        \
        if (AQ_HAS_FAULT(no_sat)) {                                                                \
            asc_float2half_rn(narrow, v, m);                                                       \
        } else {                                                                                   \
            asc_float2half_rn_sat(narrow, v, m);                                                   \
        }                                                                                          \
        asc_storealign_pack((__ubuf__ uint32_t *)(y), AQ_AS(vector_uint32_t, narrow), m);          \
    } while (0)
#define GIVE_f_bf16(y, v, m)                                                                       \
    do {                                                                                           \
        vector_bfloat16_t narrow;                                                                  \
        if (AQ_HAS_FAULT(wrong_cast)) {                                                            \
            vector_half halves;                                                                    \
            asc_float2half_rn(halves, v, m);                                                       \
            asc_half2float(v, halves, m);                                                          \
        }                                                                                          \
        asc_float2bfloat16_rn_sat(narrow, v, m);                                                   \
        asc_storealign_pack((__ubuf__ uint32_t *)(y), AQ_AS(vector_uint32_t, narrow), m);          \
    } while (0)
#define GIVE_fh_bf16(y, v, m) GIVE_f_bf16(y, v, m)
#define GIVE_n13_half(y, v, m)                                                                     \
    do {                                                                                           \
        vector_half narrow;                                                                        \
        HALF_OF_BF16(narrow, v, m);                                                                \
        asc_storealign(y, narrow, m);                                                              \
    } while (0)

#endif
