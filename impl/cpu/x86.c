/* The floating-point environment of x86. In a file of its own, so that no compiler
 * moves arithmetic across its change. */
#include "simd.h"

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
    _mm_setcsr((unsigned)state);
}

void aqc_x86_finish(void) {
    _mm_sfence();
}
