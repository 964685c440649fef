/* The floating-point environment of x86, and what both its variants ask for. In a file of
 * its own, so that no compiler moves arithmetic across its change. */
#include "mutate.h"
#include "simd.h"

#include <cpuid.h>
#include <stdatomic.h>
#include <xmmintrin.h>

#define DEFAULT_MXCSR 0x1f80u

uint64_t aqc_x86_enter(void) {
    const unsigned state = _mm_getcsr();
    _mm_setcsr(DEFAULT_MXCSR);
    return state;
}

uint64_t aqc_x86_enter_down(void) {
    const unsigned state = _mm_getcsr();
    _mm_setcsr(DEFAULT_MXCSR | _MM_ROUND_DOWN);
    return state;
}

void aqc_x86_leave(uint64_t state) {
    _mm_setcsr(AQ_MUTATE(simd_mode_not_restored, (unsigned)state, _mm_getcsr()));
}

void aqc_x86_finish(void) {
    _mm_sfence();
}

/* clang has no name for F16C. The instruction is slow, more so in a virtual machine:
 * asked once. */
bool aqc_x86_has_fma_and_f16c(void) {
    enum { UNKNOWN, NO, YES };
    static _Atomic int known = UNKNOWN;
    int is = atomic_load_explicit(&known, memory_order_relaxed);
    if (is == UNKNOWN) {
        unsigned a, b, c, d;
        is = __get_cpuid(1, &a, &b, &c, &d) && (c & bit_F16C) != 0 ? YES : NO;
        atomic_store_explicit(&known, is, memory_order_relaxed);
    }
    return is == YES && __builtin_cpu_supports("fma");
}
