/* AVX-512: the kernels of sources of 8 bits whose values are looked up. */
#include "avx512_kernels.h"

AQC_KERNELS(bytes, AQC_BYTE_CODES)
