/* The loops of plane.h, compiled with avx2.  */
#include "plane_loops.h"

extern const aqo_plane_loops aqo_plane_loops_avx2;
PLANE_LOOPS(avx2);
