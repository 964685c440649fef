/* What the device model of 2201 does, and what it finds: a kernel of a few lines for
 * each finding, and for what is right although it looks alike. */
#include "sim_bench.h"

#include "sim_2201_kernels.h"

const sim_arch sim_this_arch = {.id = 2201, .ub_bytes = 188160, .ctrl = 0, .registers = false};

/* ---- Tests -------------------------------------------------------------------------------- */

static void each_finding_has_its_name(void **state) {
    (void)state;
    static const struct {
        const char *name;
        void (*entry)(const uint64_t *);
        uint32_t blocks;
        const char *kind;
    } rows[] = {
#define ROW(kernel, blocks, kind) {#kernel, kernel, blocks, kind}
        ROW(right, 3, NULL),
        ROW(right_by_way_of_another_pipe, 1, NULL),
        ROW(right_by_barrier_of_all, 1, NULL),
        ROW(reads_too_early, 1, "missing-sync"),
        ROW(overwrites_too_early, 1, "missing-sync"),
        ROW(waits_for_the_wrong_pipe, 1, "missing-sync"),
        ROW(no_barrier, 1, "missing-barrier"),
        ROW(copies_overlap_without_barrier, 1, "missing-barrier"),
        ROW(sets_twice, 1, "event-set-twice"),
        ROW(never_set, 1, "event-not-set"),
        ROW(left_set, 1, "event-left-set"),
        ROW(reserved_event, 1, "event-id"),
        ROW(barrier_of_the_scalar_pipe, 1, "event-id"),
        ROW(past_the_end_of_an_array, 1, "ub-out-of-bounds"),
        ROW(outside_of_ub, 1, "ub-out-of-bounds"),
        ROW(misaligned, 1, "ub-misaligned"),
        ROW(too_many_arrays, 1, "ub-exhausted"),
        ROW(all_of_ub, 1, NULL),
        ROW(reads_junk, 1, "uninitialised-read"),
        ROW(reads_past_a_copy, 1, "uninitialised-read"),
        ROW(stores_junk, 1, "uninitialised-store"),
        ROW(overlaps_partly, 1, "partial-overlap"),
        ROW(past_the_end_of_an_allocation, 1, "gm-out-of-bounds"),
        ROW(in_no_allocation, 1, "gm-out-of-bounds"),
        ROW(blocks_share_a_byte, 3, "gm-two-blocks"),
        ROW(blocks_are_neighbours, 3, NULL),
        ROW(one_reads_what_another_writes, 2, "gm-two-blocks"),
        ROW(writes_twice, 1, "gm-written-twice"),
        ROW(misaligned_scalar, 1, "gm-scalar-misaligned"),
        ROW(copies_nothing, 1, "copy-size"),
        ROW(copies_too_much, 1, "copy-size"),
        ROW(drops_the_remainder, 1, "copy-remainder-dropped"),
        ROW(counts_to_zero, 1, "vector-count"),
        ROW(odd_int4, 1, "odd-int4-count"),
        ROW(repeats_256_times, 1, "repeat-count"),
        ROW(no_init, 1, "init-missing"),
        ROW(no_ctrl, 1, "ctrl-not-set"),
        ROW(float_needs_no_ctrl, 1, NULL),
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        bench_expect(rows[k].name, rows[k].entry, rows[k].blocks, rows[k].kind);
    }
}

static void a_launch_that_breaks_off_says_so(void **state) {
    (void)state;
    assert_false(bench_run(never_set, 1, 1, 1));
    assert_false(bench_run(in_no_allocation, 1, 1, 1));
    assert_true(bench_run(left_set, 1, 1, 1)); /* wrong, but it came to its end */
    assert_true(bench_run(right, 1, 1, 1));
}

static void a_finding_comes_once_for_all_blocks_and_threads(void **state) {
    (void)state;
    bench_run(left_set, 40, 5, 4);
    assert_int_equal(bench_count, 1);
}

static void kernels_compute(void **state) {
    (void)state;
    for (int i = 0; i < BENCH_BYTES; i++) {
        bench_gm.a[i] = (uint8_t)i;
    }
    memset(bench_gm.b, 0, BENCH_BYTES);
    assert_true(bench_run(right, 4, 9, 3));
    for (unsigned block = 0; block < 4; block++) {
        const uint8_t *got = bench_gm.b + block * 2 * N;
        aq_assert_code(got[2] | got[3] << 8, 0x4000);     /* 1 + 1 */
        aq_assert_code(got[6] | got[7] << 8, 0x4600);     /* 3 + 3 */
        aq_assert_code(got[126] | got[127] << 8, 0x57e0); /* 63 + 63 = 126 */
    }
    aq_assert_code(bench_gm.b[4 * 2 * N], 0);
}

/* ---- The order of the blocks ------------------------------------------------------------- */

static uint32_t order[64], ordered;

static void remembers_its_block(const uint64_t *args) {
    (void)args;
    order[ordered++] = (uint32_t)asc_get_block_idx();
}

static void the_seed_decides_the_order_of_the_blocks(void **state) {
    (void)state;
    uint32_t first[64];
    uint64_t seen = 0;
    ordered = 0;
    bench_run(remembers_its_block, 64, 1, 1);
    memcpy(first, order, sizeof first);
    ordered = 0;
    bench_run(remembers_its_block, 64, 1, 1);
    assert_memory_equal(first, order, sizeof first);
    ordered = 0;
    bench_run(remembers_its_block, 64, 2, 1);
    assert_memory_not_equal(first, order, sizeof first);
    for (int i = 0; i < 64; i++) {
        seen |= UINT64_C(1) << order[i];
    }
    assert_true(seen == UINT64_MAX);
}

/* Eight elements of 16 bits, each to a block. */
static void spreads(const uint64_t *args) {
    START;
    ARRAY(uint16_t, x, 16);
    ARRAY(uint16_t, y, 128);
    asc_copy_gm2ub_align(x, (uint16_t *)GM_A, 16);
    SYNC(PIPE_MTE2, PIPE_V);
    asc_brcb(y, x, 1, 8, 1);
    SYNC(PIPE_V, PIPE_MTE3);
    asc_copy_ub2gm_align((uint16_t *)GM_B, y, 256);
}

static void brcb_fills_a_block_with_each_element(void **state) {
    (void)state;
    for (int i = 0; i < BENCH_BYTES; i++) {
        bench_gm.a[i] = (uint8_t)(i + 1);
    }
    bench_expect("spreads", spreads, 1, NULL);
    for (int i = 0; i < 256; i++) {
        assert_int_equal(bench_gm.b[i], i / 32 * 2 + i % 2 + 1);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_finding_has_its_name),
    cmocka_unit_test(a_launch_that_breaks_off_says_so),
    cmocka_unit_test(a_finding_comes_once_for_all_blocks_and_threads),
    cmocka_unit_test(kernels_compute),
    cmocka_unit_test(the_seed_decides_the_order_of_the_blocks),
    cmocka_unit_test(brcb_fills_a_block_with_each_element),
};
AQ_TEST_MAIN(tests)
