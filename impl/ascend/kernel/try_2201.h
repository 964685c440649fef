/* The instructions of 2201, one to a kernel. */
#define ELEMENT_int4 int4b_t
#define ELEMENT_int8 int8_t
#define ELEMENT_half half
#define ELEMENT_bf16 bfloat16_t
#define ELEMENT_float float
enum { BITS_int4 = 4, BITS_int8 = 8, BITS_half = 16, BITS_bf16 = 16, BITS_float = 32 };

#include "ascend/kernel/try.h"

#define TRY_CONVERT(name, from, to, y, x, z, n) asc_##name(y, x, n)
#define TRY_ADD(name, from, to, y, x, z, n) asc_add(y, x, z, n)
#define TRY_MULTIPLY(name, from, to, y, x, z, n) asc_mul(y, x, z, n)

AQ_INSTRUCTIONS_2201(TRY_KERNEL)
