/* The loops of plane.h, compiled with avx512.  */
#include "plane_loops.h"

extern const aqo_plane_loops aqo_plane_loops_avx512;
PLANE_LOOPS(avx512);
