/* The batch form of the everyday oracle for NEON, which every aarch64 has. */
#define AQO_LANES 2
#define AQO_BATCH aqo_batch_neon
#define AQO_NAME "neon"
#include "fast_batch_body.h"
