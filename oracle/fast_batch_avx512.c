/* The batch form of the everyday oracle for AVX-512 (F, BW, DQ, VL); built with these. */
#define AQO_LANES 8
#define AQO_BATCH aqo_batch_avx512
#define AQO_NAME "avx512"
#include "fast_batch_body.h"
