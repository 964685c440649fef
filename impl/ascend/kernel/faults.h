/* Planted kernel faults, to measure the device model with: is this one found, and
 * under which name? They exist only in a build with AQ_KERNEL_FAULTS; in any other
 * nothing is left of them.
 */
#ifndef AQ_ASCEND_KERNEL_FAULTS_H
#define AQ_ASCEND_KERNEL_FAULTS_H

/* Id, where it is planted (2201, 3510 or 0: both), the finding expected of the model
 * ("wrong-result": none, the numbers show it), what was done wrong. */
#define AQ_KERNEL_FAULT_LIST(X)                                                                    \
    X(no_load_sync, 0, "missing-sync", "V does not wait for MTE2's copies")                        \
    X(no_load_wait, 0, "event-set-twice", "notified by MTE2, not waited for by V")                 \
    X(no_load_notify, 0, "event-not-set", "V waits for MTE2, which does not notify")               \
    X(no_store_wait, 0, "event-set-twice", "notified by V, not waited for by MTE3")                \
    X(no_store_notify, 0, "event-not-set", "MTE3 waits for V, which does not notify")              \
    X(no_store_sync, 0, "missing-sync", "MTE3 does not wait for V's results")                      \
    X(no_input_reuse_sync, 0, "missing-sync", "MTE2 does not wait until V has used a buffer")      \
    X(no_output_reuse_sync, 0, "missing-sync", "V does not wait until MTE3 has stored a buffer")   \
    X(no_input_reuse_wait, 0, "event-set-twice", "MTE2 is told of a free buffer, does not wait")   \
    X(no_input_reuse_notify, 0, "event-not-set", "MTE2 waits for V, which tells of no buffer")     \
    X(no_output_reuse_wait, 0, "event-set-twice", "V is told of a free buffer, does not wait")     \
    X(no_output_reuse_notify, 0, "event-not-set", "V waits for MTE3, which tells of no buffer")    \
    X(no_input_prime, 0, "event-not-set", "inputs are not declared free at the start")             \
    X(no_output_prime, 0, "event-not-set", "outputs are not declared free at the start")           \
    X(no_input_drain, 0, "event-left-set", "the last events of inputs are not waited for")         \
    X(no_output_drain, 0, "event-left-set", "the last events of outputs are not waited for")       \
    X(no_drain, 0, "event-left-set", "the last events are not waited for")                         \
    X(no_prime, 0, "event-not-set", "the buffers are not declared free at the start")              \
    X(wrong_event_id, 0, "event-not-set", "MTE2 notifies the event of the other buffer")           \
    X(wrong_event_pipe, 0, "event-not-set", "MTE2 notifies MTE3 in place of V")                    \
    X(reserved_event, 0, "event-id", "event 6, which is reserved")                                 \
    X(notified_twice, 0, "event-set-twice", "V notifies MTE3 twice")                               \
    X(no_tile_barrier, 2201, "missing-barrier", "no barrier of V between tiles")                   \
    X(no_convert_barrier, 2201, "missing-barrier", "no barrier of V after the source's cast")      \
    X(no_widen_barrier, 2201, "missing-barrier", "no barrier of V after casts to float")           \
    X(no_add_barrier, 2201, "missing-barrier", "no barrier of V between add and multiply")         \
    X(no_float_add_barrier, 2201, "missing-barrier", "the same in float")                          \
    X(no_multiply_barrier, 2201, "missing-barrier", "no barrier of V before the last cast")        \
    X(no_fill_barrier, 2201, "missing-barrier", "no barrier of V between fills")                   \
    X(no_mem_bar, 3510, "missing-mem-bar", "stores and loads it in one VF, no asc_mem_bar")        \
    X(store_tail_long, 0, "uninitialised-store", "the last copy rounded up to 32 bytes")           \
    X(store_tail_short, 0, "wrong-result", "the last copy rounded down to 32 bytes")               \
    X(store_long, 0, "gm-two-blocks", "a tile stored with its successor's first elements")         \
    X(load_tail_short, 0, "uninitialised", "the last copy of src rounded down to 32 bytes")        \
    X(load_by_blocks, 2201, "copy-remainder-dropped", "asc_copy_gm2ub in place of ..._align")      \
    X(param_tail_long, 0, "gm-out-of-bounds", "the copy of the scale rounded up to 32 bytes")      \
    X(copy_nothing, 0, "copy-size", "a copy of 0 bytes")                                           \
    X(padded_copy, 3510, "copy-stride", "a copy with a stride that one burst does not have")       \
    X(misaligned_buffer, 0, "ub-misaligned", "the second buffer 8 bytes early")                    \
    X(buffers_overlap, 0, "missing-sync", "the second buffer 128 bytes after the first")           \
    X(array_too_short, 0, "ub-out-of-bounds", "an array of half a tile")                           \
    X(arrays_too_large, 0, "ub-exhausted", "more arrays than UB has room for")                     \
    X(stale_buffer, 0, "uninitialised", "V takes the buffer that is not loaded yet")               \
    X(count_long, 0, "uninitialised", "one vector more than there is")                             \
    X(count_short, 0, "uninitialised", "the last vector left out")                                 \
    X(odd_count, 2201, "odd-int4-count", "an odd count of int4")                                   \
    X(in_place_off_by_one, 2201, "partial-overlap", "a cast onto the end of its own source")       \
    X(repeat_short, 2201, "uninitialised", "asc_brcb with a repeat less")                          \
    X(repeat_over, 2201, "repeat-count", "asc_brcb with 256 repeats more")                         \
    X(split_overlaps, 0, "gm-two-blocks", "blocks take every (n-1)-th tile")                       \
    X(split_gap, 0, "wrong-result", "the last tile is given to nobody")                            \
    X(no_init, 0, "init-missing", "asc_init is not called")                                        \
    X(no_ctrl, 0, "ctrl-not-set", "CTRL[48] is left as found")                                     \
    X(wrong_ctrl, 0, "wrong-result", "CTRL[48] the other way round")                               \
    X(wrong_cast, 0, "wrong-result", "through half on the way to the result")                      \
    X(no_sat, 3510, "wrong-result", "a cast without the suffix _sat")                              \
    X(group_offset, 0, "wrong-result", "the parameters of the group before")                       \
    X(group_ignored, 0, "wrong-result", "the parameters of the first group for all rows")          \
    X(group_boundary, 0, "wrong-result", "a group one element long of its end")                    \
    X(outside_of_vf, 3510, "not-in-vf", "register instructions outside of a VF")

enum {
    AQ_FAULT_none,
#define AQ_X_(id, arch, finding, text) AQ_FAULT_##id,
    AQ_KERNEL_FAULT_LIST(AQ_X_)
#undef AQ_X_
        AQ_FAULT_COUNT
};

#ifdef AQ_KERNEL_FAULTS
/* The one that is on. Not to be changed during a launch. */
extern int aq_kernel_fault;
#define AQ_HAS_FAULT(id) (aq_kernel_fault == AQ_FAULT_##id)
#else
#define AQ_HAS_FAULT(id) 0
#endif

#define AQ_FAULT(id, good, bad) (AQ_HAS_FAULT(id) ? (bad) : (good))
#define AQ_UNLESS(id, ...)                                                                         \
    do {                                                                                           \
        if (!AQ_HAS_FAULT(id)) {                                                                   \
            __VA_ARGS__;                                                                           \
        }                                                                                          \
    } while (0)
#define AQ_IF(id, ...)                                                                             \
    do {                                                                                           \
        if (AQ_HAS_FAULT(id)) {                                                                    \
            __VA_ARGS__;                                                                           \
        }                                                                                          \
    } while (0)

#endif
