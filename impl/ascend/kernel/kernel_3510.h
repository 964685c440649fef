/* One kernel of 3510: included once for each of them, with AQ_SRC, AQ_SCALE, AQ_DST
 * and AQ_WORK as in the list of tiling.h. */
#define PASTE2_(a, b) a##_##b
#define PASTE2(a, b) PASTE2_(a, b)
#define PASTE3(a, b, c) PASTE2(PASTE2(a, b), c)

#define KERNEL_(src, scale, dst, work) AQ_KERNEL_NAME_(3510, src, scale, dst, work)
#define KERNEL_NAME_(src, scale, dst, work) KERNEL_(src, scale, dst, work)
#define KERNEL KERNEL_NAME_(AQ_SRC, AQ_SCALE, AQ_DST, AQ_WORK)

#define LANES PASTE2(LANES, AQ_WORK)
#define MASK PASTE2(MASK, AQ_WORK)
#define REGISTER PASTE2(REGISTER, AQ_WORK)
#define TAKE PASTE3(TAKE, AQ_SRC, AQ_WORK)
#define PARAM PASTE3(PARAM, AQ_SCALE, AQ_WORK)
#define GIVE PASTE3(GIVE, AQ_WORK, AQ_DST)
#define SRC PASTE2(ELEMENT, AQ_SRC)
#define SRC_BITS PASTE2(BITS, AQ_SRC)
#define SCALE PASTE2(ELEMENT, AQ_SCALE)
#define SCALE_BYTES (PASTE2(BITS, AQ_SCALE) / 8)
#define SCALE_CODE PASTE2(CODE, AQ_SCALE)
#define SCALE_CODES PASTE2(CODES, AQ_SCALE)
#define SCALE_MASK PASTE2(CODES_MASK, AQ_SCALE)
#define DST PASTE2(ELEMENT, AQ_DST)
#define DST_BYTES (PASTE2(BITS, AQ_DST) / 8)

/* ---- On registers ---------------------------------------------------------------------- */

/* y = x * s */
AQ_VF PASTE2(KERNEL, scaled)(__ubuf__ DST *y, __ubuf__ SRC *x, __ubuf__ SCALE *s, uint32_t n,
                             uint16_t loops) {
    REGISTER v, p;
    vector_bool m;
    for (uint16_t i = 0; i < loops; ++i) {
        m = MASK(n);
        TAKE(v, x + i * (LANES * SRC_BITS / 8), m);
        PARAM(p, s + i * LANES, m);
        asc_mul(v, v, p, m);
        GIVE(y + i * LANES, v, m);
    }
}

/* y = (x + o) * s */
AQ_VF PASTE2(KERNEL, shifted)(__ubuf__ DST *y, __ubuf__ SRC *x, __ubuf__ SCALE *s,
                              __ubuf__ SCALE *o, uint32_t n, uint16_t loops) {
    REGISTER v, p;
    vector_bool m;
    for (uint16_t i = 0; i < loops; ++i) {
        m = MASK(n);
        TAKE(v, x + i * (LANES * SRC_BITS / 8), m);
        PARAM(p, o + i * LANES, m);
        asc_add(v, v, p, m);
        PARAM(p, s + i * LANES, m);
        asc_mul(v, v, p, m);
        GIVE(y + i * LANES, v, m);
    }
}

/* One code to all of s[0..n). */
AQ_VF PASTE2(KERNEL, fill)(__ubuf__ SCALE_CODE *s, __ubuf__ SCALE_CODE *code, uint32_t n,
                           uint16_t loops) {
    SCALE_CODES v;
    vector_bool m;
    asc_loadalign_brc_elem(v, code);
    for (uint16_t i = 0; i < loops; ++i) {
        m = SCALE_MASK(n);
        asc_storealign(s + i * (256 / SCALE_BYTES), v, m);
    }
    AQ_IF(no_mem_bar, asc_loadalign(v, s); m = SCALE_MASK(n); asc_storealign(s, v, m));
}

/* ---- Parameters: one to an element ---------------------------------------------------------- */

/* The code to s[from..to), and to what precedes it in the block of 32 bytes. */
AQ_INLINE void PASTE2(KERNEL, fill_to)(__ubuf__ SCALE_CODE *s, uint32_t from, uint32_t to,
                                       __ubuf__ SCALE_CODE *code) {
    const uint32_t block = 32 / SCALE_BYTES, vector = 256 / SCALE_BYTES;
    const uint32_t begin = from / block * block;
    AQ_CALL(PASTE2(KERNEL, fill), s + begin, code, to - begin,
            (uint16_t)((to - begin + vector - 1) / vector));
}

/* Stores begin at whole blocks, so they go from the last group to the first: each puts
 * right what the one before it wrote too early. */
AQ_INLINE void PASTE2(KERNEL, spread)(__ubuf__ SCALE_CODE *s, __ubuf__ SCALE_CODE *raw,
                                      const aq_tiling *t, const aq_piece *p) {
    if (p->pair) {
        PASTE2(KERNEL, fill_to)(s, 0, 2, raw + 32 / SCALE_BYTES);
        PASTE2(KERNEL, fill_to)(s, 0, 1, raw);
        return;
    }
    for (uint32_t g = p->params; g-- > 0;) {
        PASTE2(KERNEL, fill_to)(s, aq_group_begin(t, p, g), aq_group_end(t, p, g), raw + g);
    }
}

/* The parameters of a piece; the second one of a pair a block later. */
AQ_INLINE void PASTE2(KERNEL, load_params)(__ubuf__ SCALE_CODE *raw, __gm__ SCALE_CODE *all,
                                           const aq_piece *p) {
    AQ_LOAD(raw, all + p->param, aq_param_bytes(p->params * SCALE_BYTES));
    if (p->pair) {
        AQ_LOAD(raw + 32 / SCALE_BYTES, all + p->param_2, aq_param_bytes(SCALE_BYTES));
    }
}

/* ---- The kernel -------------------------------------------------------------------------------
 */

AQ_KERNEL KERNEL(__gm__ uint8_t *src, __gm__ uint8_t *scale, __gm__ uint8_t *offset,
                 __gm__ uint8_t *dst, __gm__ uint64_t *params) {
    /* Twice a tile: what is copied. */
    AQ_UB(uint8_t, x, 2 * AQ_TILE_MAX);
    AQ_UB(SCALE_CODE, raw_s, 2 * AQ_TILE_MAX);
    AQ_UB(SCALE_CODE, raw_o, 2 * AQ_TILE_MAX);
    AQ_UB(DST, y, AQ_FAULT(array_too_short, AQ_FAULT(arrays_too_large, 2, 40) * AQ_TILE_MAX, 64));
    AQ_UB(SCALE_CODE, spread_s, AQ_TILE_MAX);
    AQ_UB(SCALE_CODE, spread_o, AQ_TILE_MAX);
    aq_walk w;
    if (!aq_begin(&w, params)) {
        return;
    }
    while (aq_next(&w)) {
        const uint32_t at = w.at;
        const uint32_t n = AQ_FAULT(count_long, w.p.count, w.p.count + LANES);
        const uint16_t loops =
            (uint16_t)(AQ_FAULT(count_short, n + LANES - 1, n > LANES ? n - 1 : LANES) / LANES);
        aq_may_load(&w);
        const uint32_t bytes = aq_load_bytes((w.p.count * SRC_BITS + 7) / 8);
        if (AQ_HAS_FAULT(padded_copy)) {
            asc_copy_gm2ub_align(x + at, src + w.p.first * SRC_BITS / 8, 1, bytes, 0, 0, false,
                                 (uint8_t)0, 0, 5000);
        } else if (bytes > 0) {
            AQ_LOAD(x + at, src + w.p.first * SRC_BITS / 8, bytes);
        }
        PASTE2(KERNEL, load_params)(raw_s + at, (__gm__ SCALE_CODE *)scale, &w.p);
        if (w.has_offset) {
            PASTE2(KERNEL, load_params)(raw_o + at, (__gm__ SCALE_CODE *)offset, &w.p);
        }
        aq_loaded(&w);
        __ubuf__ SCALE_CODE *s = raw_s + at;
        __ubuf__ SCALE_CODE *o = raw_o + at;
        if (!aq_is_dense(&w.t, &w.p)) {
            PASTE2(KERNEL, spread)(spread_s, s, &w.t, &w.p);
            s = spread_s;
            if (w.has_offset) {
                PASTE2(KERNEL, spread)(spread_o, o, &w.t, &w.p);
                o = spread_o;
            }
        }
        __ubuf__ SRC *taken = (__ubuf__ SRC *)(x + AQ_FAULT(stale_buffer, at, AQ_TILE_MAX - at));
        if (AQ_HAS_FAULT(outside_of_vf)) {
            PASTE2(KERNEL, scaled)(y + at, taken, (__ubuf__ SCALE *)s, n, loops);
        } else if (w.has_offset) {
            AQ_CALL(PASTE2(KERNEL, shifted), y + at, taken, (__ubuf__ SCALE *)s,
                    (__ubuf__ SCALE *)o, n, loops);
        } else {
            AQ_CALL(PASTE2(KERNEL, scaled), y + at, taken, (__ubuf__ SCALE *)s, n, loops);
        }
        aq_computed(&w);
        AQ_STORE((__gm__ DST *)dst + w.p.first, y + at, aq_store_bytes(w.p.count * DST_BYTES));
        aq_stored(&w);
    }
    aq_end(&w);
}

#undef PASTE2_
#undef PASTE2
#undef PASTE3
#undef KERNEL_
#undef KERNEL_NAME_
#undef KERNEL
#undef LANES
#undef MASK
#undef REGISTER
#undef TAKE
#undef PARAM
#undef GIVE
#undef SRC
#undef SRC_BITS
#undef SCALE
#undef SCALE_BYTES
#undef SCALE_CODE
#undef SCALE_CODES
#undef SCALE_MASK
#undef DST
#undef DST_BYTES
#undef AQ_SRC
#undef AQ_SCALE
#undef AQ_DST
#undef AQ_WORK
