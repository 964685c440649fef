/* The instructions that the kernels compute with, each with a kernel of its own, so that
 * a device can be compared with what is documented of it. Not those that only move data.
 *
 * Such a kernel takes the arguments of any (tiling.h): src and, for two operands, scale;
 * element i of dst is made of element i of these. */
#ifndef AQ_ASCEND_KERNEL_INSTRUCTIONS_H
#define AQ_ASCEND_KERNEL_INSTRUCTIONS_H

/* X(architecture, name, operation, from, to, saturation). The operation is CONVERT, ADD or
 * MULTIPLY, each the instruction asc_NAME or asc_add, asc_mul; or SEQUENCE, a conversion
 * by several. Saturation: NEVER; GLOBAL, in the overflow mode sat; CAST, in
 * per_instruction too. */
#define AQ_INSTRUCTIONS_2201(X)                                                                    \
    X(2201, int42half, CONVERT, int4, half, NEVER)                                                 \
    X(2201, int82half, CONVERT, int8, half, NEVER)                                                 \
    X(2201, half2float, CONVERT, half, float, NEVER)                                               \
    X(2201, bfloat162float, CONVERT, bf16, float, NEVER)                                           \
    X(2201, float2bfloat16_rn, CONVERT, float, bf16, GLOBAL)                                       \
    X(2201, add_half, ADD, half, half, GLOBAL)                                                     \
    X(2201, mul_half, MULTIPLY, half, half, GLOBAL)                                                \
    X(2201, add_float, ADD, float, float, NEVER)                                                   \
    X(2201, mul_float, MULTIPLY, float, float, NEVER)

#define AQ_INSTRUCTIONS_3510(X)                                                                    \
    X(3510, int82half, CONVERT, int8, half, NEVER)                                                 \
    X(3510, hif82half, CONVERT, hif8, half, GLOBAL)                                                \
    X(3510, hif82float, CONVERT, hif8, float, NEVER)                                               \
    X(3510, e4m32float, CONVERT, e4m3fn, float, NEVER)                                             \
    X(3510, e5m22float, CONVERT, e5m2, float, NEVER)                                               \
    X(3510, e2m1x22bfloat16, CONVERT, e2m1, bf16, NEVER)                                           \
    X(3510, e1m2x22bfloat16, CONVERT, e1m2, bf16, NEVER)                                           \
    X(3510, e8m0_to_bf16, SEQUENCE, e8m0, bf16, NEVER)                                             \
    X(3510, half2float, CONVERT, half, float, NEVER)                                               \
    X(3510, half2bfloat16_rn, CONVERT, half, bf16, NEVER)                                          \
    X(3510, bfloat162float, CONVERT, bf16, float, NEVER)                                           \
    X(3510, bf16_to_half_by_parts, SEQUENCE, bf16, half, CAST)                                     \
    X(3510, float2half_rn_sat, CONVERT, float, half, CAST)                                         \
    X(3510, float2bfloat16_rn_sat, CONVERT, float, bf16, CAST)                                     \
    X(3510, add_half, ADD, half, half, GLOBAL)                                                     \
    X(3510, mul_half, MULTIPLY, half, half, GLOBAL)                                                \
    X(3510, add_bf16, ADD, bf16, bf16, NEVER)                                                      \
    X(3510, mul_bf16, MULTIPLY, bf16, bf16, NEVER)                                                 \
    X(3510, add_float, ADD, float, float, NEVER)                                                   \
    X(3510, mul_float, MULTIPLY, float, float, NEVER)

#define AQ_TRY_NAME_(arch, name, ...) aq_##arch##_try_##name

#endif
