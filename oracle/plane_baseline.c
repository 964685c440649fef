/* The loops of plane.h, compiled for any processor of the kind.  */
#include "plane_loops.h"

extern const aqo_plane_loops aqo_plane_loops_baseline;
PLANE_LOOPS(baseline);
