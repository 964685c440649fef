/* What every kernel does around its pieces: the device set up and left as it was, one
 * piece after another, and the order of the pipes. A kernel is
 *
 *     if (!aq_begin(&w, params)) return;
 *     while (aq_next(&w)) {
 *         aq_may_load(&w);   copies to UB, into buffer w.b
 *         aq_loaded(&w);     vectors, out of buffer w.b and into it
 *         aq_computed(&w);   a copy out of buffer w.b
 *         aq_stored(&w);
 *     }
 *     aq_end(&w);
 *
 * There are two buffers for what is copied: one is loaded or stored while the other is
 * used. */
#ifndef AQ_ASCEND_KERNEL_FRAME_H
#define AQ_ASCEND_KERNEL_FRAME_H

#include "ascend/kernel/walk.h"

enum { AQ_CTRL_INF_NAN = 48, AQ_CTRL_GLOBAL = 60 };

/* A buffer is free again: for MTE2 when V has read it, for V when MTE3 has stored it.
 * `does`: AQ_NOTIFY or AQ_WAIT; not done: the fault of that place. */
#define AQ_FREE_INPUT(not_done, does, b)                                                           \
    AQ_UNLESS(no_input_reuse_sync, AQ_UNLESS(not_done, does(PIPE_V, PIPE_MTE2, b)))
#define AQ_FREE_OUTPUT(not_done, does, b)                                                          \
    AQ_UNLESS(no_output_reuse_sync, AQ_UNLESS(not_done, does(PIPE_MTE3, PIPE_V, b)))

typedef struct aq_walk {
    aq_tiling t;
    aq_piece p;    /* the one that is worked on */
    uint64_t unit; /* the next one */
    uint64_t ctrl; /* as it was found */
    uint32_t b;    /* buffer of the piece: 0, 1 */
    uint32_t at;   /* its first element; a buffer has AQ_TILE_MAX */
    uint32_t has_offset;
} aq_walk;

/* The overflow mode of the call, whatever the process has. */
AQ_INLINE void aq_set_overflow(const aq_tiling *t) {
    const uint64_t inf_nan = (uint64_t)1 << AQ_CTRL_INF_NAN;
    uint64_t ctrl = (uint64_t)asc_get_ctrl() | inf_nan;
    if (t->overflow == AQ_TILING_SAT) {
        ctrl &= ~inf_nan;
    }
#if AQ_ARCH == 3510
    const uint64_t global = (uint64_t)1 << AQ_CTRL_GLOBAL;
    ctrl = t->overflow == AQ_TILING_PER_INSTRUCTION ? ctrl & ~global : ctrl | global;
#endif
    ctrl = AQ_FAULT(wrong_ctrl, ctrl, ctrl ^ inf_nan);
    AQ_UNLESS(no_ctrl, asc_set_ctrl(ctrl));
}

/* 0: there is nothing to do, or a host of another version. All buffers are free. */
AQ_INLINE uint32_t aq_begin(aq_walk *w, __gm__ uint64_t *params) {
    AQ_UNLESS(no_init, asc_init());
    aq_read_tiling(&w->t, params);
    if (w->t.version != AQ_TILING_VERSION) {
        return 0;
    }
    w->has_offset = (uint32_t)w->t.has_offset;
    w->unit = (uint64_t)asc_get_block_idx();
    w->b = 0;
    w->ctrl = (uint64_t)asc_get_ctrl();
    aq_set_overflow(&w->t);
    if (!AQ_HAS_FAULT(no_prime)) {
        AQ_FREE_INPUT(no_input_prime, AQ_NOTIFY, 0);
        AQ_FREE_INPUT(no_input_prime, AQ_NOTIFY, 1);
        AQ_FREE_OUTPUT(no_output_prime, AQ_NOTIFY, 0);
        AQ_FREE_OUTPUT(no_output_prime, AQ_NOTIFY, 1);
    }
    return 1;
}

/* The next piece of this block that has elements; 0: there is none. */
AQ_INLINE uint32_t aq_next(aq_walk *w) {
    const uint64_t units = AQ_FAULT(split_gap, w->t.units, w->t.units - 1);
    while (w->unit < units) {
        aq_piece_of(&w->t, w->unit, &w->p);
        w->unit += (uint64_t)asc_get_block_num() - AQ_FAULT(split_overlaps, 0, 1);
        if (w->p.count > 0) {
            w->at = w->b * aq_second(AQ_TILE_MAX);
            return 1;
        }
    }
    return 0;
}

/* MTE2 may load: V has done with what was there. */
AQ_INLINE void aq_may_load(const aq_walk *w) {
    AQ_FREE_INPUT(no_input_reuse_wait, AQ_WAIT, w->b);
}

/* V may use what MTE2 has loaded, and write what MTE3 has stored. */
AQ_INLINE void aq_loaded(const aq_walk *w) {
    if (!AQ_HAS_FAULT(no_load_sync)) {
        AQ_IF(reserved_event, asc_sync_notify(PIPE_MTE2, PIPE_V, EVENT_ID6));
        if (AQ_HAS_FAULT(wrong_event_pipe)) {
            AQ_NOTIFY(PIPE_MTE2, PIPE_MTE3, w->b);
        } else {
            AQ_UNLESS(no_load_notify,
                      AQ_NOTIFY(PIPE_MTE2, PIPE_V, AQ_FAULT(wrong_event_id, w->b, 1 - w->b)));
        }
        AQ_UNLESS(no_load_wait, AQ_WAIT(PIPE_MTE2, PIPE_V, w->b));
    }
    AQ_FREE_OUTPUT(no_output_reuse_wait, AQ_WAIT, w->b);
}

/* MTE3 may store what V has computed; V has done with what was loaded. */
AQ_INLINE void aq_computed(const aq_walk *w) {
    AQ_FREE_INPUT(no_input_reuse_notify, AQ_NOTIFY, w->b);
    if (!AQ_HAS_FAULT(no_store_sync)) {
        AQ_IF(notified_twice, AQ_NOTIFY(PIPE_V, PIPE_MTE3, w->b));
        AQ_UNLESS(no_store_notify, AQ_NOTIFY(PIPE_V, PIPE_MTE3, w->b));
        AQ_UNLESS(no_store_wait, AQ_WAIT(PIPE_V, PIPE_MTE3, w->b));
    }
}

AQ_INLINE void aq_stored(aq_walk *w) {
    AQ_FREE_OUTPUT(no_output_reuse_notify, AQ_NOTIFY, w->b);
    w->b = 1 - w->b;
}

/* Nothing is left: no event, and CTRL as it was. */
AQ_INLINE void aq_end(const aq_walk *w) {
    if (!AQ_HAS_FAULT(no_drain)) {
        AQ_FREE_INPUT(no_input_drain, AQ_WAIT, 0);
        AQ_FREE_INPUT(no_input_drain, AQ_WAIT, 1);
        AQ_FREE_OUTPUT(no_output_drain, AQ_WAIT, 0);
        AQ_FREE_OUTPUT(no_output_drain, AQ_WAIT, 1);
    }
    AQ_UNLESS(no_ctrl, asc_set_ctrl(w->ctrl));
}

#endif
