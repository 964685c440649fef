/* What a block does of a call: the pieces it is given, and where they have their
 * elements and parameters. The same on both architectures. */
#ifndef AQ_ASCEND_KERNEL_WALK_H
#define AQ_ASCEND_KERNEL_WALK_H

#include "ascend/kernel/aq_asc.h"

/* A tile, or what is left for one. */
typedef struct aq_piece {
    uint64_t first;  /* element of src and dst; even */
    uint32_t count;  /* of elements; may be 0 */
    uint64_t param;  /* of the first element */
    uint32_t params; /* how many, one after another in memory */
    uint64_t into;   /* elements of the first parameter's group before this piece */
    uint32_t pair;   /* 1: two elements, of two rows: the second one has param_2 */
    uint64_t param_2;
} aq_piece;

/* Parameters are one to an element, and need not be spread. */
AQ_INLINE uint32_t aq_is_dense(const aq_tiling *t, const aq_piece *p) {
    return t->col_group == 1 && !p->pair;
}

/* Each field by itself: structures cannot be copied between address spaces. */
AQ_INLINE void aq_read_tiling(aq_tiling *t, __gm__ uint64_t *params) {
#define AQ_X_(name, meaning) t->name = AQ_GM(uint64_t, params, AQ_TILING_##name);
    AQ_TILING_FIELDS(AQ_X_)
#undef AQ_X_
}

AQ_INLINE void aq_piece_of(const aq_tiling *t, uint64_t unit, aq_piece *p) {
    const uint64_t line = unit / t->tiles;
    uint64_t row = line, begin = unit % t->tiles * t->tile, end = t->cols;
    p->pair = 0;
    if (t->odd_rows) { /* see tiling.h */
        const uint64_t part = line % 3;
        row = line / 3 * 2 + (part == 2 ? 1 : 0);
        p->pair = part == 1 ? 1 : 0;
        begin += part == 0 ? 0 : part == 1 ? t->cols - 1 : 1;
        end = part == 0 ? t->cols - 1 : part == 1 ? t->cols + 1 : t->cols;
    }
    const uint64_t left = begin < end ? end - begin : 0;
    p->count = (uint32_t)(left < t->tile ? left : t->tile);
    p->first = row * t->cols + begin;
    const uint64_t group = AQ_FAULT(group_ignored, row / t->row_group, 0);
    p->param = group * t->param_cols + begin / t->col_group;
    p->into = (uint32_t)(begin % t->col_group);
    p->params = p->count == 0 ? 0 : (uint32_t)((p->into + p->count - 1) / t->col_group) + 1;
    p->param_2 = (row + 1) / t->row_group * t->param_cols;
    if (p->pair) {
        p->params = 1;
    }
    AQ_IF(group_offset, p->param -= p->param >= t->param_cols ? t->param_cols : 0);
}

/* Where the g-th parameter of a piece begins to count, and where it stops. */
AQ_INLINE uint32_t aq_group_begin(const aq_tiling *t, const aq_piece *p, uint32_t g) {
    return g == 0 ? 0 : (uint32_t)(g * t->col_group - p->into);
}
AQ_INLINE uint32_t aq_group_end(const aq_tiling *t, const aq_piece *p, uint32_t g) {
    const uint64_t end = (g + 1) * t->col_group - p->into + AQ_FAULT(group_boundary, 0, 1);
    return end < p->count ? (uint32_t)end : p->count;
}

/* Sizes of copies, which faults get wrong. */
AQ_INLINE uint32_t aq_load_bytes(uint32_t bytes) {
    return AQ_FAULT(load_tail_short, bytes, bytes / 32 * 32);
}
AQ_INLINE uint32_t aq_param_bytes(uint32_t bytes) {
    return AQ_FAULT(param_tail_long, AQ_FAULT(copy_nothing, bytes, 0), (bytes + 31) / 32 * 32);
}
AQ_INLINE uint32_t aq_store_bytes(uint32_t bytes) {
    return AQ_FAULT(
        store_tail_long,
        AQ_FAULT(store_tail_short, AQ_FAULT(store_long, bytes, bytes + 32), bytes / 32 * 32),
        (bytes + 31) / 32 * 32);
}

/* The second buffer of `size` bytes begins here. */
AQ_INLINE uint32_t aq_second(uint32_t size) {
    return AQ_FAULT(misaligned_buffer, AQ_FAULT(buffers_overlap, size, 128), size - 8);
}

#endif
