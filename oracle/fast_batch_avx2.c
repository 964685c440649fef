/* The batch form of the everyday oracle for AVX2; built with -mavx2. */
#define AQO_LANES 4
#define AQO_BATCH aqo_batch_avx2
#define AQO_NAME "avx2"
#include "fast_batch_body.h"
