/* For a check of the kernels by an ordinary C++ compiler against the vendor's real
 * declarations: what the vendor's compiler has built in, so far as the declarations
 * and our kernels name it. Nothing here computes; address spaces and types are what
 * is checked.
 */
#ifndef AQ_ASCEND_SYNTAX_PRELUDE_H
#define AQ_ASCEND_SYNTAX_PRELUDE_H

#include <cstddef>
#include <cstdint>

/* On a device these are attributes of the compiler's. */
#define __global__
#define __vector__
#define __aicore__
#define __simd_vf__
#define __simd_callee__

/* A pointer into one memory is not one into another. */
#define __gm__ __attribute__((address_space(1)))
#define __ubuf__ __attribute__((address_space(6)))
#define __cbuf__ __attribute__((address_space(2)))
#define __ca__ __attribute__((address_space(3)))
#define __cb__ __attribute__((address_space(4)))
#define __cc__ __attribute__((address_space(5)))
#define __fbuf__ __attribute__((address_space(7)))

/* Distinct scalar types, without arithmetic. Not classes: there are none of these in
 * an address space. */
enum class half : uint16_t {};
enum class bfloat16_t : uint16_t {};
enum class hifloat8_t : uint8_t {};
enum class float8_e4m3_t : uint8_t {};
enum class float8_e5m2_t : uint8_t {};
enum class float8_e8m0_t : uint8_t {};
enum class float4_e2m1x2_t : uint8_t {};
enum class float4_e1m2x2_t : uint8_t {};

/* Registers, as the compiler calls them. */
#define AQ_REGISTERS(X)                                                                            \
    X(vector_bool)                                                                                 \
    X(vector_s8)                                                                                   \
    X(vector_s16) X(vector_s32) X(vector_s64) X(vector_u8) X(vector_u16) X(vector_u32)             \
        X(vector_u64) X(vector_s4x2) X(vector_f16) X(vector_bf16) X(vector_f32) X(vector_hif8)     \
            X(vector_f8e4m3) X(vector_f8e5m2) X(vector_f8e8m0) X(vector_f4e2m1x2)                  \
                X(vector_f4e1m2x2) X(vector_align) X(vector_address)
#define AQ_X_(name)                                                                                \
    struct name {                                                                                  \
        unsigned char bytes[256];                                                                  \
    };
AQ_REGISTERS(AQ_X_)
#undef AQ_X_

/* An address in UB as some declarations take it. */
enum class ub_addr8_t : uint64_t {};

enum pipe_t { PIPE_S, PIPE_V, PIPE_M, PIPE_MTE1, PIPE_MTE2, PIPE_MTE3, PIPE_ALL, PIPE_FIX };
enum event_t { EVENT_ID0, EVENT_ID1, EVENT_ID2, EVENT_ID3, EVENT_ID4, EVENT_ID5, EVENT_ID6 };
enum class Order_t : uint8_t {};

/* Masks: macros of the declarations end here. */
enum pattern_t { PAT_ALL };
vector_bool pset_b8(pattern_t);
vector_bool pset_b16(pattern_t);
vector_bool pset_b32(pattern_t);

/* Macros of the declarations end in names that only an architecture's own headers
 * define. */
static inline void aq_check_sync(pipe_t, pipe_t, event_t) {
}
#define asc_sync_notify_impl(from, to, id) aq_check_sync(from, to, id)
#define asc_sync_wait_impl(from, to, id) aq_check_sync(from, to, id)
#define asc_sync_pipe_impl(pipe) aq_check_sync(pipe, pipe, EVENT_ID0)

/* Intrinsics that inline functions of the declarations call. */
void set_mask_count();
void set_mask_norm();
void set_vector_mask(uint64_t, uint64_t);
void pipe_barrier(pipe_t);

#endif
