/* The floating-point environment of the NEON variant: FPCR, or what a model of NEON on
 * x86 has for it. */
#ifndef AQ_CPU_NEON_CONTROL_H
#define AQ_CPU_NEON_CONTROL_H

#include <stdint.h>

/* Rounding modes. All else in the register is at rest: nothing is flushed to zero, no
 * traps.
 *
 * Compilers do not know that arithmetic depends on it. What is computed in a mode
 * reads and writes memory, in functions that are not inlined, and setting a mode is a
 * barrier to memory: so none of it moves to the other side. */
#ifdef __aarch64__

#define AQC_NEON_NEAREST UINT64_C(0)
#define AQC_NEON_DOWN (UINT64_C(2) << 22)

static inline void aqc_neon_set_control(uint64_t control) {
    __asm__ volatile("msr fpcr, %0" : : "r"(control) : "memory");
}

/* FPCR in the upper half, FPSR, with the flags, in the lower. */
static inline uint64_t aqc_neon_state(void) {
    uint64_t control, status;
    __asm__ volatile("mrs %0, fpcr\n\tmrs %1, fpsr" : "=r"(control), "=r"(status) : : "memory");
    return control << 32 | status;
}

static inline void aqc_neon_restore(uint64_t state) {
    __asm__ volatile("msr fpsr, %0" : : "r"(state & 0xffffffff) : "memory");
    aqc_neon_set_control(state >> 32);
}

/* Hides from compilers, which think of rounding to nearest, where a vector comes from. */
#define AQC_NEON_HIDE(vector) __asm__("" : "+w"(vector))

#else

#define AQC_NEON_NEAREST UINT64_C(0x1f80)
#define AQC_NEON_DOWN UINT64_C(0x3f80)

static inline void aqc_neon_set_control(uint64_t control) {
    const uint32_t mxcsr = (uint32_t)control;
    __asm__ volatile("ldmxcsr %0" : : "m"(mxcsr) : "memory");
}

static inline uint64_t aqc_neon_state(void) {
    uint32_t mxcsr;
    __asm__ volatile("stmxcsr %0" : "=m"(mxcsr) : : "memory");
    return mxcsr;
}

static inline void aqc_neon_restore(uint64_t state) {
    aqc_neon_set_control(state);
}

#define AQC_NEON_HIDE(vector) __asm__("" : "+x"(vector))

#endif
#endif
