/* Between host and kernel: which kernel a call takes, its arguments, and the block
 * of numbers in device memory that tells it how to walk the tensors.
 *
 * Every kernel takes AQ_KERNEL_ARGS addresses in device memory, each 8 bytes:
 *
 *     src, scale, offset, dst, params
 *
 * with the data packed as aq_buffers has it. offset is not looked at where
 * params.has_offset is 0; params points to an aq_tiling. A kernel works with any
 * number of blocks; more than params.units stay idle.
 */
#ifndef AQ_ASCEND_KERNEL_TILING_H
#define AQ_ASCEND_KERNEL_TILING_H

#include <stdbool.h>
#include <stdint.h>

enum { AQ_ARG_SRC, AQ_ARG_SCALE, AQ_ARG_OFFSET, AQ_ARG_DST, AQ_ARG_PARAMS, AQ_KERNEL_ARGS };

#define AQ_TILING_VERSION 1

/* Elements of a tile, and what a tile is a multiple of: whole vector registers,
 * and 32-byte blocks, of every format. */
enum { AQ_TILE_MAX = 4096, AQ_TILE_STEP = 128 };

/* Values of the field overflow: as aq_overflow. */
enum { AQ_TILING_INF_NAN, AQ_TILING_SAT, AQ_TILING_PER_INSTRUCTION };

/* The fields, all 64 bits wide: name, meaning. A line is a run of elements that is
 * contiguous in memory, cut into tiles; tiles are dealt to blocks in turn. Element
 * [i][j] has the parameter i / row_group * param_cols + j / col_group.
 *
 * Where a row of 4-bit elements is of odd length, every other row starts in the
 * middle of a byte. Then each pair of rows has three lines: the first row without
 * its last element, that element with the first one of the second row, and the
 * rest of the second row. */
#define AQ_TILING_FIELDS(X)                                                                        \
    X(version, "AQ_TILING_VERSION")                                                                \
    X(overflow, "an AQ_TILING_... of the above")                                                   \
    X(has_offset, "0 or 1")                                                                        \
    X(odd_rows, "1: three lines to a pair of rows")                                                \
    X(lines, "lines of src")                                                                       \
    X(cols, "elements from row to row")                                                            \
    X(row_group, "rows that share parameters")                                                     \
    X(col_group, "columns that share a parameter")                                                 \
    X(param_cols, "parameters from group of rows to group of rows")                                \
    X(tile, "elements of a tile, at most AQ_TILE_MAX")                                             \
    X(tiles, "tiles of a line")                                                                    \
    X(units, "lines * tiles: what blocks are given")

typedef struct aq_tiling {
#define AQ_X_(name, meaning) uint64_t name;
    AQ_TILING_FIELDS(AQ_X_)
#undef AQ_X_
} aq_tiling;

/* The fields' places, for a kernel. */
enum {
#define AQ_X_(name, meaning) AQ_TILING_##name,
    AQ_TILING_FIELDS(AQ_X_)
#undef AQ_X_
        AQ_TILING_WORDS
};

/* What a kernel computes in: half; float, from a source converted directly or
 * through half; bf16; fp4 to half with the scale rounded first (N12) or not (N13). */
#define AQ_WORK_LIST(X) X(H, h) X(F, f) X(FH, fh) X(B, b) X(N12, n12) X(N13, n13)

/* The kernels: X(architecture, src, scale, dst, work), formats by their names in
 * this tool. The symbol is aq_<architecture>_<src>_<scale>_<dst>_<work>. */
#define AQ_KERNELS_2201(X)                                                                         \
    X(2201, int8, half, half, h)                                                                   \
    X(2201, int4, half, half, h)                                                                   \
    X(2201, int8, bf16, bf16, fh)                                                                  \
    X(2201, int4, bf16, bf16, fh)

#define AQ_KERNELS_3510(X)                                                                         \
    X(3510, int8, half, half, h)                                                                   \
    X(3510, hif8, half, half, h)                                                                   \
    X(3510, e4m3fn, half, half, f)                                                                 \
    X(3510, e5m2, half, half, f)                                                                   \
    X(3510, e4m3fn, bf16, bf16, f)                                                                 \
    X(3510, e5m2, bf16, bf16, f)                                                                   \
    X(3510, int8, float, half, f)                                                                  \
    X(3510, hif8, float, half, f)                                                                  \
    X(3510, e4m3fn, float, half, f)                                                                \
    X(3510, e5m2, float, half, f)                                                                  \
    X(3510, int8, float, bf16, f)                                                                  \
    X(3510, hif8, float, bf16, f)                                                                  \
    X(3510, e4m3fn, float, bf16, f)                                                                \
    X(3510, e5m2, float, bf16, f)                                                                  \
    X(3510, int8, float, float, f)                                                                 \
    X(3510, hif8, float, float, f)                                                                 \
    X(3510, e4m3fn, float, float, f)                                                               \
    X(3510, e5m2, float, float, f)                                                                 \
    X(3510, int8, bf16, bf16, fh)                                                                  \
    X(3510, hif8, bf16, bf16, fh)                                                                  \
    X(3510, int8, bf16, bf16, b)                                                                   \
    X(3510, hif8, bf16, bf16, b)                                                                   \
    X(3510, e2m1, e8m0, bf16, b)                                                                   \
    X(3510, e1m2, e8m0, bf16, b)                                                                   \
    X(3510, e2m1, e8m0, half, n12)                                                                 \
    X(3510, e1m2, e8m0, half, n12)                                                                 \
    X(3510, e2m1, e8m0, half, n13)                                                                 \
    X(3510, e1m2, e8m0, half, n13)

#define AQ_KERNEL_NAME_(arch, src, scale, dst, work) aq_##arch##_##src##_##scale##_##dst##_##work

/* The host side; a kernel sees only what is above. */
#ifndef AQ_KERNEL_SOURCE

#include "antiquant.h"
#include "ascend/model/pipeline.h"

/* The architecture of a product: 2201, 3510, or 0 where there is no device C API. */
uint32_t aq_kernel_arch(aq_product product);

/* Is the plan one that a kernel offers for the call: the product's own
 * (aqm_choose), or a better one at no cost: N3 for N9, N4 for N10, N13 for N12? */
bool aq_kernel_has_plan(const aq_call *call, aqm_plan_id plan);

/* A plan that may stand in for a product's, by its name; AQM_NO_PLAN if there is none. */
aqm_plan_id aq_kernel_plan(const char *name);

/* Which kernel a legal call takes, and its params, for this number of blocks (at
 * least 1): the tiles are made small enough to keep the blocks busy, and within a
 * temporary buffer that is passed. plan: AQM_NO_PLAN for the product's own. False
 * where this architecture has no kernel for it; nothing is written then. */
bool aq_tiling_make_plan(const aq_call *call, uint32_t arch, uint32_t blocks, aqm_plan_id plan,
                         aq_tiling *out, const char **kernel_name);

/* The same with the product's own plan. */
bool aq_tiling_make(const aq_call *call, uint32_t arch, uint32_t blocks, aq_tiling *out,
                    const char **kernel_name);

#endif
#endif
