/* The loops of plane.h for one instruction set: each file that includes this is compiled
 * with its own, and names them by PLANE_NAME. */
#include "plane.h"

#include "fast_bits.h"

#include <float.h>
#include <string.h>

_Static_assert(FLT_EVAL_METHOD == 0, "float expressions must have float precision");
#ifdef __FAST_MATH__
#error "error-free sums do not survive -ffast-math"
#endif

#define REAL float
#define WORD uint32_t
#define FRACTION 23
#define BIAS 127
#define LANES float_lanes
#include "plane_lanes.h"
#undef REAL
#undef WORD
#undef FRACTION
#undef BIAS
#undef LANES

#define REAL double
#define WORD uint64_t
#define FRACTION 52
#define BIAS 1023
#define LANES double_lanes
#include "plane_lanes.h"
#undef REAL
#undef WORD
#undef FRACTION
#undef BIAS
#undef LANES

#define PLANE_LOOP(name, real, lanes, precision, emin)                                             \
    static void name(const real *vector, unsigned count, real fixed, bool negative, bool saturate, \
                     uint16_t *codes) {                                                            \
        if (saturate)                                                                              \
            lanes(vector, count, fixed, negative, true, precision, emin, codes);                   \
        else                                                                                       \
            lanes(vector, count, fixed, negative, false, precision, emin, codes);                  \
    }
PLANE_LOOP(half_of_floats, float, float_lanes, 11, -14)
PLANE_LOOP(bf16_of_floats, float, float_lanes, 8, -126)
PLANE_LOOP(half_of_doubles, double, double_lanes, 11, -14)
PLANE_LOOP(bf16_of_doubles, double, double_lanes, 8, -126)

#define PLANE_LOOPS(isa)                                                                           \
    const aqo_plane_loops aqo_plane_loops_##isa = {#isa, half_of_floats, bf16_of_floats,           \
                                                   half_of_doubles, bf16_of_doubles}
