/* Backends for the runner's tests: one that does its work and many that each do
 * one thing wrong. */
#ifndef AQ_TESTS_BAD_BACKENDS_H
#define AQ_TESTS_BAD_BACKENDS_H

#include "aq_backend.h"

/* What is touched besides the work: a byte of a buffer (AQH_... or AQH_TMP), `at`
 * bytes from its start, or past its end for at >= 0 when from_end. */
typedef struct touch {
    int region;
    bool from_end, write, use; /* use: what was read goes into the result */
    ptrdiff_t at;
    bool second; /* in every second call only */
    unsigned calls;
} touch;

/* The good one. Not a dequantization, but it uses every byte of every input, and
 * tmp as scratch. */
aq_run_status good_run(void *ctx, const aq_call *call, const aq_buffers *buffers, aq_error *error);

/* The same, and a touch (ctx). */
aq_run_status touching_run(void *ctx, const aq_call *call, const aq_buffers *buffers,
                           aq_error *error);

/* Wrong in one way each: the id is the run function, bad_<id>. */
#define BAD_LIST(X)                                                                                \
    X(skip_last)                                                                                   \
    X(skip_last_three)                                                                             \
    X(write_nothing)                                                                               \
    X(write_past_count)                                                                            \
    X(count_calls)                                                                                 \
    X(write_first_time_only)                                                                       \
    X(add_to_dst)                                                                                  \
    X(use_stale_tmp)                                                                               \
    X(change_src)                                                                                  \
    X(change_scale)                                                                                \
    X(change_offset)                                                                               \
    X(read_null)                                                                                   \
    X(write_near_null)                                                                             \
    X(overflow_stack)                                                                              \
    X(abort)                                                                                       \
    X(raise_ill)                                                                                   \
    X(raise_fpe)                                                                                   \
    X(raise_bus)                                                                                   \
    X(fail)                                                                                        \
    X(fail_second_time)                                                                            \
    X(fail_with_wild_text)                                                                         \
    X(unsupported)                                                                                 \
    X(unknown_status)                                                                              \
    X(refuse)                                                                                      \
    X(write_and_refuse)                                                                            \
    X(round_upward)

#define BAD_X_(id)                                                                                 \
    aq_run_status bad_##id(void *ctx, const aq_call *call, const aq_buffers *buffers,              \
                           aq_error *error);
BAD_LIST(BAD_X_)
#undef BAD_X_

#endif
