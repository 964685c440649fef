/* Kernels of a few lines for 2201: each does one thing wrong, or something right that
 * looks alike. Which finding each of them gets is in the table of the test. */
#ifndef AQ_TESTS_SIM_2201_KERNELS_H
#define AQ_TESTS_SIM_2201_KERNELS_H

#include "ascend/sim/asc_2201.h"

enum { N = 64 };

/* ---- Kernels -------------------------------------------------------------------------- */

static void right(const uint64_t *args) {
    START;
    ARRAY(int8_t, x, N);
    ARRAY(half, y, N);
    asc_copy_gm2ub_align(x, (int8_t *)GM_A, N);
    SYNC(PIPE_MTE2, PIPE_V);
    asc_int82half(y, x, N);
    asc_sync_pipe(PIPE_V);
    asc_add(y, y, y, N);
    SYNC(PIPE_V, PIPE_MTE3);
    asc_copy_ub2gm_align((half *)GM_B + (uint64_t)asc_get_block_idx() * N, y, 2 * N);
}

/* MTE2 waits for MTE3, which had waited for V: V is done as well. */
static void right_by_way_of_another_pipe(const uint64_t *args) {
    START;
    ARRAY(uint16_t, x, N);
    asc_duplicate(x, 7, N);
    SYNC(PIPE_V, PIPE_MTE3);
    SYNC(PIPE_MTE3, PIPE_MTE2);
    asc_copy_gm2ub_align(x, (uint16_t *)GM_A, 2 * N);
}

static void right_by_barrier_of_all(const uint64_t *args) {
    START;
    ARRAY(uint16_t, x, N);
    asc_copy_gm2ub_align(x, (uint16_t *)GM_A, 2 * N);
    asc_sync_pipe(PIPE_ALL);
    asc_copy_ub2gm_align((uint16_t *)GM_B, x, 2 * N);
}

static void reads_too_early(const uint64_t *args) {
    START;
    ARRAY(uint16_t, x, N);
    asc_copy_gm2ub_align(x, (uint16_t *)GM_A, 2 * N);
    asc_copy_ub2gm_align((uint16_t *)GM_B, x, 2 * N);
}

static void overwrites_too_early(const uint64_t *args) {
    START;
    ARRAY(uint16_t, x, N);
    asc_duplicate(x, 7, N);
    SYNC(PIPE_V, PIPE_MTE3);
    asc_copy_ub2gm_align((uint16_t *)GM_B, x, 2 * N);
    asc_sync_pipe(PIPE_V);
    asc_duplicate(x, 8, N);
}

/* An event of other pipes is of no use. */
static void waits_for_the_wrong_pipe(const uint64_t *args) {
    START;
    ARRAY(uint16_t, x, N);
    asc_copy_gm2ub_align(x, (uint16_t *)GM_A, 2 * N);
    SYNC(PIPE_V, PIPE_MTE3);
    asc_copy_ub2gm_align((uint16_t *)GM_B, x, 2 * N);
}

static void no_barrier(const uint64_t *args) {
    (void)args;
    START;
    ARRAY(uint16_t, x, N);
    asc_duplicate(x, 7, N);
    asc_duplicate(x, 8, N);
}

static void copies_overlap_without_barrier(const uint64_t *args) {
    START;
    ARRAY(uint8_t, x, N);
    asc_copy_gm2ub_align(x, GM_A, N);
    asc_copy_gm2ub_align(x, GM_A, N / 2);
}

static void sets_twice(const uint64_t *args) {
    (void)args;
    START;
    asc_sync_notify(PIPE_V, PIPE_MTE3, EVENT_ID1);
    asc_sync_notify(PIPE_V, PIPE_MTE3, EVENT_ID1);
    asc_sync_wait(PIPE_V, PIPE_MTE3, EVENT_ID1);
}

static void never_set(const uint64_t *args) {
    (void)args;
    START;
    asc_sync_notify(PIPE_V, PIPE_MTE3, EVENT_ID1);
    asc_sync_wait(PIPE_V, PIPE_MTE3, EVENT_ID1);
    asc_sync_wait(PIPE_V, PIPE_MTE3, EVENT_ID1);
}

static void left_set(const uint64_t *args) {
    (void)args;
    START;
    asc_sync_notify(PIPE_V, PIPE_MTE3, EVENT_ID1);
}

static void reserved_event(const uint64_t *args) {
    (void)args;
    START;
    asc_sync_notify(PIPE_V, PIPE_MTE3, EVENT_ID6);
}

static void barrier_of_the_scalar_pipe(const uint64_t *args) {
    (void)args;
    START;
    asc_sync_pipe(PIPE_S);
}

static void past_the_end_of_an_array(const uint64_t *args) {
    (void)args;
    START;
    ARRAY(uint16_t, x, N);
    asc_duplicate(x, 7, N + 1);
}

static void outside_of_ub(const uint64_t *args) {
    START;
    asc_duplicate((uint16_t *)GM_A, 7, N);
}

static void misaligned(const uint64_t *args) {
    (void)args;
    START;
    ARRAY(uint16_t, x, 2 * N);
    asc_duplicate(x + 1, 7, N);
}

static void too_many_arrays(const uint64_t *args) {
    (void)args;
    START;
    ARRAY(uint16_t, x, 94080);
    ARRAY(uint16_t, y, 1);
    asc_duplicate(x, 7, N);
    asc_duplicate(y, 7, 1);
}

static void all_of_ub(const uint64_t *args) {
    (void)args;
    START;
    ARRAY(uint16_t, x, 94080);
    asc_duplicate(x, 7, 94080);
}

static void reads_junk(const uint64_t *args) {
    (void)args;
    START;
    ARRAY(int8_t, x, N);
    ARRAY(half, y, N);
    asc_int82half(y, x, N);
}

/* The copy writes whole blocks: what follows its last byte is junk now. */
static void reads_past_a_copy(const uint64_t *args) {
    START;
    ARRAY(uint16_t, x, N);
    asc_duplicate(x, 7, N);
    SYNC(PIPE_V, PIPE_MTE2);
    asc_copy_gm2ub_align(x, (uint16_t *)GM_A, 6);
    SYNC(PIPE_MTE2, PIPE_V);
    ARRAY(half, y, N);
    asc_add(y, (half *)x, (half *)x, 4);
}

static void stores_junk(const uint64_t *args) {
    START;
    ARRAY(uint16_t, x, N);
    asc_copy_ub2gm_align((uint16_t *)GM_B, x, 2);
}

static void overlaps_partly(const uint64_t *args) {
    (void)args;
    START;
    ARRAY(uint16_t, x, 2 * N);
    asc_duplicate(x, 7, 2 * N);
    asc_sync_pipe(PIPE_V);
    asc_add((half *)x + 16, (half *)x, (half *)x, N);
}

static void past_the_end_of_an_allocation(const uint64_t *args) {
    START;
    ARRAY(uint8_t, x, N);
    asc_copy_gm2ub_align(x, GM_A + BENCH_BYTES - N + 1, N);
}

static void in_no_allocation(const uint64_t *args) {
    START;
    ARRAY(uint8_t, x, N);
    asc_copy_gm2ub_align(x, GM_A + BENCH_BYTES, 1);
}

static void store_bytes(uint64_t *args_, uint64_t from, uint64_t bytes) {
    const uint64_t *args = args_;
    ARRAY(uint16_t, x, N);
    asc_duplicate(x, 7, N);
    SYNC(PIPE_V, PIPE_MTE3);
    asc_copy_ub2gm_align(GM_B + from, (uint8_t *)x, bytes);
}

static void blocks_share_a_byte(const uint64_t *args) {
    START;
    store_bytes((uint64_t *)(uintptr_t)args, (uint64_t)asc_get_block_idx() * 63, 64);
}

static void blocks_are_neighbours(const uint64_t *args) {
    START;
    store_bytes((uint64_t *)(uintptr_t)args, (uint64_t)asc_get_block_idx() * 63, 63);
}

static void one_reads_what_another_writes(const uint64_t *args) {
    START;
    if (asc_get_block_idx() == 0) {
        store_bytes((uint64_t *)(uintptr_t)args, 0, 64);
    } else {
        ARRAY(uint8_t, x, N);
        asc_copy_gm2ub_align(x, GM_B + 63, 1);
    }
}

static void writes_twice(const uint64_t *args) {
    START;
    ARRAY(uint16_t, x, N);
    asc_duplicate(x, 7, N);
    SYNC(PIPE_V, PIPE_MTE3);
    asc_copy_ub2gm_align(GM_B, (uint8_t *)x, 64);
    asc_copy_ub2gm_align(GM_B + 63, (uint8_t *)x, 64);
}

static void misaligned_scalar(const uint64_t *args) {
    START;
    SIM_HERE;
    sim_gm_scalar(GM_A + 1, 2);
}

static void copies_nothing(const uint64_t *args) {
    START;
    ARRAY(uint8_t, x, N);
    asc_copy_gm2ub_align(x, GM_A, 0);
}

static void copies_too_much(const uint64_t *args) {
    START;
    ARRAY(uint8_t, x, N);
    asc_copy_gm2ub_align(x, GM_A, 2097152);
}

static void drops_the_remainder(const uint64_t *args) {
    START;
    ARRAY(uint8_t, x, 2 * N);
    asc_copy_gm2ub(x, GM_A, N + 1);
}

static void counts_to_zero(const uint64_t *args) {
    (void)args;
    START;
    ARRAY(uint16_t, x, N);
    asc_duplicate(x, 7, 0);
}

static void odd_int4(const uint64_t *args) {
    START;
    ARRAY(uint8_t, x, N);
    ARRAY(half, y, N);
    asc_copy_gm2ub_align(x, GM_A, 32);
    SYNC(PIPE_MTE2, PIPE_V);
    asc_int42half(y, (int4b_t *)x, 63);
}

static void repeats_256_times(const uint64_t *args) {
    (void)args;
    START;
    ARRAY(uint16_t, x, 2048);
    ARRAY(uint16_t, y, 64);
    asc_duplicate(x, 7, 2048);
    asc_sync_pipe(PIPE_V);
    asc_brcb(y, x, 1, 8, 256);
}

static void no_init(const uint64_t *args) {
    (void)args;
    ARRAY(uint16_t, x, N);
    asc_duplicate(x, 7, N);
}

static void no_ctrl(const uint64_t *args) {
    (void)args;
    asc_init();
    ARRAY(uint16_t, x, N);
    asc_duplicate(x, 7, N);
    asc_sync_pipe(PIPE_V);
    asc_mul((half *)x, (half *)x, (half *)x, N);
}

static void float_needs_no_ctrl(const uint64_t *args) {
    asc_init();
    ARRAY(float, x, N);
    asc_copy_gm2ub_align(x, (float *)GM_A, 4 * N);
    SYNC(PIPE_MTE2, PIPE_V);
    asc_mul(x, x, x, N);
}

#endif
