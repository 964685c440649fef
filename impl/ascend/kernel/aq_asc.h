/* One kernel source for two worlds: the vendor's compiler, for the device, and a C
 * compiler, for the device model. What they spell differently is here.
 *
 * AQ_ASC_MODEL: the architecture, for the model. Without it the vendor's headers are
 * used, and the architecture is that of the compiler.
 */
#ifndef AQ_ASCEND_KERNEL_AQ_ASC_H
#define AQ_ASCEND_KERNEL_AQ_ASC_H

#define AQ_KERNEL_SOURCE
#include "ascend/kernel/faults.h"
#include "ascend/kernel/tiling.h"

#ifdef AQ_ASC_MODEL
#define AQ_ARCH AQ_ASC_MODEL
#if AQ_ARCH == 2201
#include "ascend/sim/asc_2201.h"
#else
#include "ascend/sim/asc_3510.h"
#endif

#define AQ_KERNEL void
#define AQ_INLINE static inline
#define AQ_VF static inline void
/* A call of a VF. */
#define AQ_CALL(vf, ...) (SIM_HERE, sim_vf_begin(), vf(__VA_ARGS__), sim_vf_end())
/* An array in UB, at a multiple of 32 bytes. */
#define AQ_UB(type, name, count)                                                                   \
    type *name = (type *)(SIM_HERE, sim_ub_array(sizeof(type) * (count)))
/* A scalar in device memory. */
#define AQ_GM(type, p, index) ((type)(SIM_HERE, sim_gm_scalar(&(p)[index], sizeof(type))))
/* The same register, read as another type. */
#define AQ_AS(type, v) (*(type *)&(v))

#else
#ifdef AQ_ASC_ARCH /* a syntax check (ascend/syntax/): no memory is given out */
#define AQ_ARCH AQ_ASC_ARCH
#include "c_api/misc/misc.h"
#include "c_api/sync/sync.h"
#include "c_api/sys_var/sys_var.h"
#include "c_api/vector_datamove/vector_datamove.h"
#if AQ_ARCH == 2201
#include "c_api/vector_compute/vector_compute.h"
#else
#include "c_api/reg_compute/reg_convert.h"
#include "c_api/reg_compute/reg_load.h"
#include "c_api/reg_compute/reg_store.h"
#include "c_api/reg_compute/reg_vector.h"
#endif
#define AQ_UB(type, name, count) static __ubuf__ type name[count]
#else
#define AQ_ARCH __NPU_ARCH__
#include "c_api/asc_simd.h"
#define AQ_UB(type, name, count) __ubuf__ type name[count]
#endif

#define AQ_KERNEL extern "C" __global__ __vector__ void
#define AQ_INLINE __aicore__ inline
#define AQ_VF __simd_vf__ inline void
#define AQ_CALL(vf, ...) vf(__VA_ARGS__)
#define AQ_GM(type, p, index) ((p)[index])
#define AQ_AS(type, v) ((type &)(v))
#endif

/* ---- Copies of any number of bytes, from any address in device memory --------------- */

#if AQ_ARCH == 2201
#define AQ_LOAD(dst, src, bytes) asc_copy_gm2ub_align(dst, src, bytes)
#define AQ_STORE(dst, src, bytes) asc_copy_ub2gm_align(dst, src, bytes)
#else
/* One burst, no padding; (uint8_t)0 is the cache mode in both of its declarations. */
#define AQ_LOAD(dst, src, bytes)                                                                   \
    asc_copy_gm2ub_align(dst, src, 1, bytes, 0, 0, false, (uint8_t)0, 0, 0)
#define AQ_STORE(dst, src, bytes) asc_copy_ub2gm_align(dst, src, 1, bytes, (uint8_t)0, 0, 0)
#endif

/* ---- Two buffers take turns: event b for buffer b, which must be a constant ---------- */

#define AQ_NOTIFY(from, to, b)                                                                     \
    do {                                                                                           \
        if ((b) == 0) {                                                                            \
            asc_sync_notify(from, to, EVENT_ID0);                                                  \
        } else {                                                                                   \
            asc_sync_notify(from, to, EVENT_ID1);                                                  \
        }                                                                                          \
    } while (0)
#define AQ_WAIT(from, to, b)                                                                       \
    do {                                                                                           \
        if ((b) == 0) {                                                                            \
            asc_sync_wait(from, to, EVENT_ID0);                                                    \
        } else {                                                                                   \
            asc_sync_wait(from, to, EVENT_ID1);                                                    \
        }                                                                                          \
    } while (0)

#endif
