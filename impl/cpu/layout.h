/* Which scale and offset an element has, and the walk over all elements. */
#ifndef AQ_CPU_LAYOUT_H
#define AQ_CPU_LAYOUT_H

#include "antiquant.h"
#include "mutate.h"

/* Element [i][j] of the rows x cols that are computed has the scale and the
 * offset with flat index i / row_group * param_cols + j / col_group. */
typedef struct aqc_layout {
    size_t rows, cols;
    size_t row_group, col_group;
    size_t param_cols;
    bool uses_offset;
} aqc_layout;

/* Of a legal call. */
aqc_layout aqc_layout_of(const aq_call *call);

/* Elements of src and dst, by flat index, that share a scale and an offset, given
 * as codes. */
typedef struct aqc_run {
    size_t first, count;
    uint32_t scale, offset;
    bool uses_offset; /* else offset is 0 */
} aqc_run;

/* Rows and columns [begin, end) of what is computed. */
typedef struct aqc_part {
    size_t row_begin, row_end, col_begin, col_end;
} aqc_part;

typedef void aqc_run_fn(const void *context, const aqc_run *run);

/* Calls fn for all the elements of a part of a call (null: all that is computed), in
 * order. The call must have been found legal by aq_check_buffers. */
void aqc_for_each_run(const aq_call *call, const aq_buffers *buffers, const aqc_part *part,
                      aqc_run_fn *fn, const void *context);

/* Element index of a tensor with bits 4, 8, 16 or 32 per element; any address.
 * 4-bit elements: the one with the even index is in the low nibble. */
static inline uint32_t aqc_load(const uint8_t *data, unsigned bits, size_t index) {
    if (bits == 4) {
        return data[AQ_MUTATE(packed_bytes_permuted, index / 2, index / 2 ^ 1)] >>
                   AQ_MUTATE(nibbles_swapped, index, index + 1) % 2 * 4 &
               0xfu;
    }
    if (bits == 8) {
        return data[index];
    }
    if (bits == 16) {
        const uint8_t *p = data + 2 * index;
        return p[0] | (uint32_t)p[1] << 8;
    }
    const uint8_t *p = data + 4 * index;
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* The same for the widths of dst: 16 and 32. */
static inline void aqc_store(uint8_t *data, unsigned bits, size_t index, uint32_t code) {
    uint8_t *p = data + bits / 8 * index;
    p[0] = (uint8_t)code;
    p[1] = (uint8_t)(code >> 8);
    if (bits == 32) {
        p[2] = (uint8_t)(code >> 16);
        p[3] = (uint8_t)(code >> 24);
    }
}

#endif
