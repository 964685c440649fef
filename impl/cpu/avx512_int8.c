/* AVX-512: the kernels of int8 sources. */
#include "avx512_kernels.h"

AQC_KERNELS(int8, AQC_INT8_CODES)
