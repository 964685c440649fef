/* The kernels of 3510 (Ascend 950): all the formats that its prototypes take. Which
 * there are is listed in tiling.h. A kernel knows nothing of prototypes: they differ
 * in the index map, which is in the params. */
#include "ascend/kernel/parts_3510.h"

#define AQ_SRC int8
#define AQ_SCALE half
#define AQ_DST half
#define AQ_WORK h
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC hif8
#define AQ_SCALE half
#define AQ_DST half
#define AQ_WORK h
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC e4m3fn
#define AQ_SCALE half
#define AQ_DST half
#define AQ_WORK f
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC e5m2
#define AQ_SCALE half
#define AQ_DST half
#define AQ_WORK f
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC e4m3fn
#define AQ_SCALE bf16
#define AQ_DST bf16
#define AQ_WORK f
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC e5m2
#define AQ_SCALE bf16
#define AQ_DST bf16
#define AQ_WORK f
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC int8
#define AQ_SCALE float
#define AQ_DST half
#define AQ_WORK f
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC hif8
#define AQ_SCALE float
#define AQ_DST half
#define AQ_WORK f
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC e4m3fn
#define AQ_SCALE float
#define AQ_DST half
#define AQ_WORK f
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC e5m2
#define AQ_SCALE float
#define AQ_DST half
#define AQ_WORK f
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC int8
#define AQ_SCALE float
#define AQ_DST bf16
#define AQ_WORK f
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC hif8
#define AQ_SCALE float
#define AQ_DST bf16
#define AQ_WORK f
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC e4m3fn
#define AQ_SCALE float
#define AQ_DST bf16
#define AQ_WORK f
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC e5m2
#define AQ_SCALE float
#define AQ_DST bf16
#define AQ_WORK f
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC int8
#define AQ_SCALE float
#define AQ_DST float
#define AQ_WORK f
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC hif8
#define AQ_SCALE float
#define AQ_DST float
#define AQ_WORK f
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC e4m3fn
#define AQ_SCALE float
#define AQ_DST float
#define AQ_WORK f
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC e5m2
#define AQ_SCALE float
#define AQ_DST float
#define AQ_WORK f
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC int8
#define AQ_SCALE bf16
#define AQ_DST bf16
#define AQ_WORK fh
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC hif8
#define AQ_SCALE bf16
#define AQ_DST bf16
#define AQ_WORK fh
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC int8
#define AQ_SCALE bf16
#define AQ_DST bf16
#define AQ_WORK b
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC hif8
#define AQ_SCALE bf16
#define AQ_DST bf16
#define AQ_WORK b
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC e2m1
#define AQ_SCALE e8m0
#define AQ_DST bf16
#define AQ_WORK b
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC e1m2
#define AQ_SCALE e8m0
#define AQ_DST bf16
#define AQ_WORK b
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC e2m1
#define AQ_SCALE e8m0
#define AQ_DST half
#define AQ_WORK n12
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC e1m2
#define AQ_SCALE e8m0
#define AQ_DST half
#define AQ_WORK n12
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC e2m1
#define AQ_SCALE e8m0
#define AQ_DST half
#define AQ_WORK n13
#include "ascend/kernel/kernel_3510.h"

#define AQ_SRC e1m2
#define AQ_SCALE e8m0
#define AQ_DST half
#define AQ_WORK n13
#include "ascend/kernel/kernel_3510.h"

#include "ascend/kernel/try_3510.h"
