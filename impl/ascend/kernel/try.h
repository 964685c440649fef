/* The kernels of instructions.h, on either architecture: an instruction on all of src.
 * Whoever includes it defines ELEMENT_FORMAT and BITS_FORMAT, and
 * TRY_OPERATION(name, from, to, y, x, z, n) for n elements in UB. */
#include "ascend/kernel/frame.h"
#include "ascend/kernel/instructions.h"

#define TRY_BYTES(format, n) (((n)*BITS_##format + 7) / 8)
#define TRY_TWO_CONVERT 0
#define TRY_TWO_SEQUENCE 0
#define TRY_TWO_ADD 1
#define TRY_TWO_MULTIPLY 1

/* scale, offset: only for two operands, and not used. */
#define TRY_KERNEL(arch, name, operation, from, to, saturation)                                    \
    AQ_KERNEL AQ_TRY_NAME_(arch, name)(__gm__ uint8_t * src, __gm__ uint8_t * scale,               \
                                       __gm__ uint8_t * offset, __gm__ uint8_t * dst,              \
                                       __gm__ uint64_t * params) {                                 \
        AQ_UB(uint8_t, x, 2 * TRY_BYTES(from, AQ_TILE_MAX));                                       \
        AQ_UB(uint8_t, z, 2 * TRY_BYTES(from, AQ_TILE_MAX));                                       \
        AQ_UB(uint8_t, y, 2 * TRY_BYTES(to, AQ_TILE_MAX));                                         \
        aq_walk w;                                                                                 \
        (void)offset;                                                                              \
        if (!aq_begin(&w, params)) {                                                               \
            return;                                                                                \
        }                                                                                          \
        while (aq_next(&w)) {                                                                      \
            const uint32_t from_at = TRY_BYTES(from, w.at), to_at = TRY_BYTES(to, w.at);           \
            const uint64_t first = TRY_BYTES(from, w.p.first);                                     \
            const uint32_t bytes = TRY_BYTES(from, w.p.count);                                     \
            aq_may_load(&w);                                                                       \
            AQ_LOAD(x + from_at, src + first, bytes);                                              \
            if (TRY_TWO_##operation) {                                                             \
                AQ_LOAD(z + from_at, scale + first, bytes);                                        \
            }                                                                                      \
            aq_loaded(&w);                                                                         \
            TRY_##operation(name, from, to, (__ubuf__ ELEMENT_##to *)(y + to_at),                  \
                            (__ubuf__ ELEMENT_##from *)(x + from_at),                              \
                            (__ubuf__ ELEMENT_##from *)(z + from_at), w.p.count);                  \
            aq_computed(&w);                                                                       \
            AQ_STORE(dst + TRY_BYTES(to, w.p.first), y + to_at, TRY_BYTES(to, w.p.count));         \
            aq_stored(&w);                                                                         \
        }                                                                                          \
        aq_end(&w);                                                                                \
    }
