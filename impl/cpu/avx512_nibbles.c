/* AVX-512: the kernels of sources of 4 bits. */
#include "avx512_kernels.h"

AQC_KERNELS(nibbles, AQC_NIBBLE_CODES)
