/* The instructions of 3510, one to a kernel: every element in a slot as wide as the
 * wider one of what it is and what it becomes. */
#include "ascend/kernel/parts_3510.h"
#include "ascend/kernel/try.h"

#define VECTOR_int8 vector_int8_t
#define VECTOR_hif8 vector_hifloat8_t
#define VECTOR_e4m3fn vector_fp8_e4m3fn_t
#define VECTOR_e5m2 vector_fp8_e5m2_t
#define VECTOR_e2m1 vector_fp4x2_e2m1_t
#define VECTOR_e1m2 vector_fp4x2_e1m2_t
#define VECTOR_half vector_half
#define VECTOR_bf16 vector_bfloat16_t
#define VECTOR_float vector_float

#define WIDTH_int8 8
#define WIDTH_hif8 8
#define WIDTH_e4m3fn 8
#define WIDTH_e5m2 8
#define WIDTH_e8m0 8
#define WIDTH_e2m1 4
#define WIDTH_e1m2 4
#define WIDTH_half 16
#define WIDTH_bf16 16
#define WIDTH_float 32

#define BY_WIDTHS_(what, from, to) what##_##from##_##to
#define BY_WIDTHS(what, from, to) BY_WIDTHS_(what, from, to)
#define OF(what, from, to) BY_WIDTHS(what, WIDTH_##from, WIDTH_##to)

#define LOAD_4_16(v, p) asc_loadalign_unpack4(v, p)
#define LOAD_8_16(v, p) asc_loadalign_unpack(v, p)
#define LOAD_8_32(v, p) asc_loadalign_unpack4(v, p)
#define LOAD_16_16(v, p) asc_loadalign(v, p)
#define LOAD_16_32(v, p) asc_loadalign_unpack(v, p)
#define LOAD_32_16(v, p) asc_loadalign(v, p)
#define LOAD_32_32(v, p) asc_loadalign(v, p)

#define STORE_4_16(p, v, m) asc_storealign(p, v, m)
#define STORE_8_16(p, v, m) asc_storealign(p, v, m)
#define STORE_8_32(p, v, m) asc_storealign(p, v, m)
#define STORE_16_16(p, v, m) asc_storealign(p, v, m)
#define STORE_16_32(p, v, m) asc_storealign(p, v, m)
#define STORE_32_16(p, v, m)                                                                       \
    asc_storealign_pack((__ubuf__ uint32_t *)(p), AQ_AS(vector_uint32_t, v), m)
#define STORE_32_32(p, v, m) asc_storealign(p, v, m)

enum {
    SLOTS_4_16 = 128,
    SLOTS_8_16 = 128,
    SLOTS_16_16 = 128,
    SLOTS_8_32 = 64,
    SLOTS_16_32 = 64,
    SLOTS_32_16 = 64,
    SLOTS_32_32 = 64
};
#define SLOT_MASK_4_16(n) asc_update_mask_b16(n)
#define SLOT_MASK_8_16(n) asc_update_mask_b16(n)
#define SLOT_MASK_16_16(n) asc_update_mask_b16(n)
#define SLOT_MASK_8_32(n) asc_update_mask_b32(n)
#define SLOT_MASK_16_32(n) asc_update_mask_b32(n)
#define SLOT_MASK_32_16(n) asc_update_mask_b32(n)
#define SLOT_MASK_32_32(n) asc_update_mask_b32(n)

/* Two 4-bit elements are one in memory. */
#define STEP(from, to) (OF(SLOTS, from, to) * BITS_##from / (BITS_##from < 8 ? 8 : BITS_##from))

#define ONE_CONVERT(name, from, to, r, x, z, m)                                                    \
    do {                                                                                           \
        VECTOR_##from v;                                                                           \
        (void)(z);                                                                                 \
        OF(LOAD, from, to)(v, x);                                                                  \
        asc_##name(r, v, m);                                                                       \
    } while (0)
#define ONE_OF_TWO(instruction, from, r, x, z, m)                                                  \
    do {                                                                                           \
        VECTOR_##from v, u;                                                                        \
        asc_loadalign(v, x);                                                                       \
        asc_loadalign(u, z);                                                                       \
        instruction(r, v, u, m);                                                                   \
    } while (0)
#define ONE_ADD(name, from, to, r, x, z, m) ONE_OF_TWO(asc_add, from, r, x, z, m)
#define ONE_MULTIPLY(name, from, to, r, x, z, m) ONE_OF_TWO(asc_mul, from, r, x, z, m)
#define ONE_SEQUENCE(name, from, to, r, x, z, m)                                                   \
    do {                                                                                           \
        (void)(z);                                                                                 \
        SEQUENCE_##name(r, x, m);                                                                  \
    } while (0)

#define SEQUENCE_e8m0_to_bf16(r, x, m) PARAM_e8m0_b(r, x, m)
#define SEQUENCE_bf16_to_half_by_parts(r, x, m)                                                    \
    do {                                                                                           \
        vector_bfloat16_t both;                                                                    \
        asc_loadalign(both, x);                                                                    \
        HALF_OF_BF16(r, both, m);                                                                  \
    } while (0)

#define TRY_VF(arch, name, operation, from, to, saturation)                                        \
    AQ_VF aq_try_vf_##name(__ubuf__ ELEMENT_##to *y, __ubuf__ ELEMENT_##from *x,                   \
                           __ubuf__ ELEMENT_##from *z, uint32_t n, uint16_t loops) {               \
        VECTOR_##to r;                                                                             \
        vector_bool m;                                                                             \
        for (uint16_t i = 0; i < loops; ++i) {                                                     \
            m = OF(SLOT_MASK, from, to)(n);                                                        \
            ONE_##operation(name, from, to, r, x + i * STEP(from, to), z + i * STEP(from, to), m); \
            OF(STORE, from, to)(y + i * OF(SLOTS, from, to), r, m);                                \
        }                                                                                          \
    }
AQ_INSTRUCTIONS_3510(TRY_VF)

#define TRY_CALL(name, from, to, y, x, z, n)                                                       \
    AQ_CALL(aq_try_vf_##name, y, x, z, n,                                                          \
            (uint16_t)((n + OF(SLOTS, from, to) - 1) / OF(SLOTS, from, to)))
#define TRY_CONVERT(...) TRY_CALL(__VA_ARGS__)
#define TRY_ADD(...) TRY_CALL(__VA_ARGS__)
#define TRY_MULTIPLY(...) TRY_CALL(__VA_ARGS__)
#define TRY_SEQUENCE(...) TRY_CALL(__VA_ARGS__)

AQ_INSTRUCTIONS_3510(TRY_KERNEL)
