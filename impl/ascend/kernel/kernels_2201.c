/* The kernels of 2201 (Atlas A2, A3): int8 and int4 to half, in half arithmetic, and
 * to bf16, in float arithmetic (semantics.md d.3: N1, N2; N3, N4). int4 and int8 are
 * exact in half. */
#include "ascend/kernel/frame.h"

/* Elements of 16 bits in a block of 32 bytes, and room for what asc_brcb spreads past
 * the end: at most 8 groups of at most 240 elements. */
enum { BLOCK = 16, ROOM = 2048 };

/* ---- Parameters: one to an element --------------------------------------------------- */

/* The value to s[from..to), and to what precedes it in the block. */
AQ_INLINE void aq_fill(__ubuf__ uint16_t *s, uint32_t from, uint32_t to, uint16_t value) {
    const uint32_t begin = from / BLOCK * BLOCK;
    asc_duplicate(s + begin, value, to - begin);
    AQ_UNLESS(no_fill_barrier, asc_sync_pipe(PIPE_V));
}

/* Whole blocks for every group, one block of each group at a time. Nothing is written
 * twice; what follows is behind the barrier of aq_take. */
AQ_INLINE void aq_spread_blocks(__ubuf__ uint16_t *s, __ubuf__ uint16_t *raw, uint32_t params,
                                uint32_t blocks) {
    const uint32_t repeats =
        AQ_FAULT(repeat_short, AQ_FAULT(repeat_over, (params + 7) / 8, 256 + (params + 7) / 8),
                 (params - 1) / 8);
    for (uint32_t j = 0; j < blocks; ++j) {
        asc_brcb(s + j * BLOCK, raw, (uint16_t)blocks, (uint16_t)(8 * blocks), repeats);
    }
}

/* raw: the parameters of the piece in UB; all: of the call, in device memory. Fills
 * begin at whole blocks, so they go from the last group to the first: each puts right
 * what the one before it wrote too early. */
AQ_INLINE void aq_spread(__ubuf__ uint16_t *s, __ubuf__ uint16_t *raw, __gm__ uint16_t *all,
                         const aq_tiling *t, const aq_piece *p) {
    if (p->pair) {
        aq_fill(s, 0, 2, AQ_GM(uint16_t, all, p->param_2));
        aq_fill(s, 0, 1, AQ_GM(uint16_t, all, p->param));
        return;
    }
    const uint64_t blocks = t->col_group / BLOCK;
    if (t->col_group % BLOCK == 0 && p->into == 0 && blocks < p->params) {
        aq_spread_blocks(s, raw, p->params, (uint32_t)blocks);
        return;
    }
    for (uint32_t g = p->params; g-- > 0;) {
        aq_fill(s, aq_group_begin(t, p, g), aq_group_end(t, p, g),
                AQ_GM(uint16_t, all, p->param + g));
    }
}

/* ---- Copies --------------------------------------------------------------------------- */

AQ_INLINE void aq_load_src(__ubuf__ uint8_t *x, __gm__ uint8_t *src, const aq_piece *p,
                           uint32_t is_int4) {
    __gm__ uint8_t *from = src + (is_int4 ? p->first / 2 : p->first);
    const uint32_t bytes = aq_load_bytes(is_int4 ? (p->count + 1) / 2 : p->count);
    if (AQ_HAS_FAULT(load_by_blocks)) {
        asc_copy_gm2ub(x, from, bytes);
    } else if (bytes > 0) {
        AQ_LOAD(x, from, bytes);
    }
}

/* A pair has its parameters from device memory. */
AQ_INLINE void aq_load_params(__ubuf__ uint16_t *raw, __gm__ uint16_t *all, const aq_piece *p) {
    if (!p->pair) {
        AQ_LOAD(raw, all + p->param, aq_param_bytes(p->params * 2));
    }
}

/* ---- Arithmetic --------------------------------------------------------------------------- */

AQ_INLINE void aq_take(__ubuf__ half *y, __ubuf__ uint8_t *x, uint32_t n, uint32_t is_int4) {
    if (is_int4) {
        asc_int42half(y, (__ubuf__ int4b_t *)x, AQ_FAULT(odd_count, n, n - 1));
    } else if (AQ_HAS_FAULT(in_place_off_by_one)) {
        asc_int82half(y, (__ubuf__ int8_t *)y + n, n);
    } else {
        asc_int82half(y, (__ubuf__ int8_t *)x, n);
    }
    AQ_UNLESS(no_convert_barrier, asc_sync_pipe(PIPE_V));
}

AQ_INLINE void aq_half_arithmetic(__ubuf__ half *y, __ubuf__ half *s, __ubuf__ half *o,
                                  uint32_t has_offset, uint32_t n) {
    if (has_offset) {
        asc_add(y, y, o, n);
        AQ_UNLESS(no_add_barrier, asc_sync_pipe(PIPE_V));
    }
    asc_mul(y, y, s, n);
}

/* h: the source; f, fs, fo: room for a tile each. */
AQ_INLINE void aq_float_arithmetic(__ubuf__ bfloat16_t *y, __ubuf__ half *h, __ubuf__ bfloat16_t *s,
                                   __ubuf__ bfloat16_t *o, __ubuf__ float *f, __ubuf__ float *fs,
                                   __ubuf__ float *fo, uint32_t has_offset, uint32_t n) {
    asc_half2float(f, h, n);
    asc_bfloat162float(fs, s, n);
    if (has_offset) {
        asc_bfloat162float(fo, o, n);
    }
    AQ_UNLESS(no_widen_barrier, asc_sync_pipe(PIPE_V));
    if (has_offset) {
        asc_add(f, f, fo, n);
        AQ_UNLESS(no_float_add_barrier, asc_sync_pipe(PIPE_V));
    }
    asc_mul(f, f, fs, n);
    AQ_UNLESS(no_multiply_barrier, asc_sync_pipe(PIPE_V));
    if (AQ_HAS_FAULT(wrong_cast)) {
        asc_float2half_rn(h, f, n);
        asc_sync_pipe(PIPE_V);
        asc_half2float(f, h, n);
        asc_sync_pipe(PIPE_V);
    }
    asc_float2bfloat16_rn(y, f, n);
}

/* How many elements V is told that there are. */
AQ_INLINE uint32_t aq_count(uint32_t n) {
    return AQ_FAULT(count_long, AQ_FAULT(count_short, n, n > BLOCK ? n - BLOCK : n), n + 2);
}

/* ---- A block of a kernel ------------------------------------------------------------------ */

AQ_INLINE void aq_run(__gm__ uint8_t *src, __gm__ uint16_t *scale, __gm__ uint16_t *offset,
                      __gm__ uint16_t *dst, __gm__ uint64_t *params, uint32_t is_int4,
                      uint32_t is_bf16) {
    /* Twice a tile: what is copied. */
    AQ_UB(uint8_t, x, 2 * AQ_TILE_MAX);
    AQ_UB(uint16_t, raw_s, 2 * AQ_TILE_MAX);
    AQ_UB(uint16_t, raw_o, 2 * AQ_TILE_MAX);
    AQ_UB(uint16_t, y,
          AQ_FAULT(array_too_short, AQ_FAULT(arrays_too_large, 2, 20) * AQ_TILE_MAX, 64));
    AQ_UB(uint16_t, s, AQ_TILE_MAX + ROOM);
    AQ_UB(uint16_t, o, AQ_TILE_MAX + ROOM);
    AQ_UB(half, h, AQ_TILE_MAX);
    AQ_UB(float, f, AQ_TILE_MAX);
    AQ_UB(float, fs, AQ_TILE_MAX);
    AQ_UB(float, fo, AQ_TILE_MAX);
    aq_walk w;
    if (!aq_begin(&w, params)) {
        return;
    }
    while (aq_next(&w)) {
        const uint32_t at = w.at, n = aq_count(w.p.count), dense = aq_is_dense(&w.t, &w.p);
        aq_may_load(&w);
        aq_load_src(x + at, src, &w.p, is_int4);
        aq_load_params(raw_s + at, scale, &w.p);
        if (w.has_offset) {
            aq_load_params(raw_o + at, offset, &w.p);
        }
        aq_loaded(&w);
        AQ_UNLESS(no_tile_barrier, asc_sync_pipe(PIPE_V));
        if (!dense) {
            aq_spread(s, raw_s + at, scale, &w.t, &w.p);
            if (w.has_offset) {
                aq_spread(o, raw_o + at, offset, &w.t, &w.p);
            }
        }
        __ubuf__ uint16_t *each_s = dense ? raw_s + at : s;
        __ubuf__ uint16_t *each_o = dense ? raw_o + at : o;
        __ubuf__ half *taken = is_bf16 ? h : (__ubuf__ half *)(y + at);
        aq_take(taken, x + AQ_FAULT(stale_buffer, at, AQ_TILE_MAX - at), n, is_int4);
        if (is_bf16) {
            aq_float_arithmetic((__ubuf__ bfloat16_t *)(y + at), h, (__ubuf__ bfloat16_t *)each_s,
                                (__ubuf__ bfloat16_t *)each_o, f, fs, fo, w.has_offset, n);
        } else {
            aq_half_arithmetic(taken, (__ubuf__ half *)each_s, (__ubuf__ half *)each_o,
                               w.has_offset, n);
        }
        aq_computed(&w);
        AQ_STORE(dst + w.p.first, y + at, aq_store_bytes(w.p.count * 2));
        aq_stored(&w);
    }
    aq_end(&w);
}

/* ---- The kernels --------------------------------------------------------------------------- */

#define IS_int8 0
#define IS_int4 1
#define IS_half 0
#define IS_bf16 1
#define AQ_X(arch, from, param, to, work)                                                          \
    AQ_KERNEL AQ_KERNEL_NAME_(arch, from, param, to, work)(                                        \
        __gm__ uint8_t * src, __gm__ uint8_t * scale, __gm__ uint8_t * offset,                     \
        __gm__ uint8_t * dst, __gm__ uint64_t * params) {                                          \
        aq_run(src, (__gm__ uint16_t *)scale, (__gm__ uint16_t *)offset, (__gm__ uint16_t *)dst,   \
               params, IS_##from, IS_##to);                                                        \
    }
AQ_KERNELS_2201(AQ_X)

#include "ascend/kernel/try_2201.h"
