/* What the device model of 3510 does with registers, and what it finds. */
#include "sim_bench.h"

#include "ascend/sim/asc_3510.h"

const sim_arch sim_this_arch = {
    .id = 3510, .ub_bytes = 253952, .ctrl = UINT64_C(1) << 60 | 8, .registers = true};

#define LOAD(dst, bytes) asc_copy_gm2ub_align(dst, GM_A, 1, bytes, 0, 0, false, (uint8_t)0, 0, 0)
#define STORE(src, bytes) asc_copy_ub2gm_align(GM_B, src, 1, bytes, (uint8_t)0, 0, 0)

/* A kernel around a VF: GM_A to x, vf(y, x, n), y to GM_B. */
typedef void a_vf(uint8_t *y, uint8_t *x, uint32_t n);
static a_vf *the_vf;
static uint32_t the_count;
static size_t the_bytes;

static void run_vf(const uint64_t *args) {
    START;
    ARRAY(uint8_t, x, 1024);
    ARRAY(uint8_t, y, 1024);
    LOAD(x, 1024);
    SYNC(PIPE_MTE2, PIPE_V);
    sim_vf_begin();
    the_vf(y, x, the_count);
    sim_vf_end();
    SYNC(PIPE_V, PIPE_MTE3);
    STORE(y, the_bytes);
}

static void expect_vf(const char *name, a_vf *vf, uint32_t count, size_t bytes, const char *kind) {
    for (int i = 0; i < BENCH_BYTES; i++) {
        bench_gm.a[i] = (uint8_t)i;
    }
    memset(bench_gm.b, 0xee, BENCH_BYTES);
    the_vf = vf;
    the_count = count;
    the_bytes = bytes;
    bench_expect(name, run_vf, 1, kind);
}

static uint16_t got16(size_t index) {
    return (uint16_t)(bench_gm.b[2 * index] | bench_gm.b[2 * index + 1] << 8);
}

/* ---- What VFs compute -------------------------------------------------------------------- */

static void int8_to_half(uint8_t *y, uint8_t *x, uint32_t n) {
    vector_int8_t codes;
    vector_half v;
    vector_bool m = asc_update_mask_b16(n);
    asc_loadalign_unpack(codes, (int8_t *)x);
    asc_int82half(v, codes, m);
    asc_storealign((half *)y, v, m);
}

static void only_active_elements_are_stored(void **state) {
    (void)state;
    expect_vf("int8_to_half", int8_to_half, 3, 6, NULL);
    aq_assert_code(got16(0), 0x0000);
    aq_assert_code(got16(1), 0x3c00);
    aq_assert_code(got16(2), 0x4000);
    aq_assert_code(got16(3), 0xeeee); /* not copied */
    expect_vf("int8_to_half", int8_to_half, 3, 8, "uninitialised-store");
}

static void float_to_half_and_packed(uint8_t *y, uint8_t *x, uint32_t n) {
    vector_int8_t codes;
    vector_half halves, narrow;
    vector_float v;
    vector_bool m = asc_update_mask_b32(n);
    asc_loadalign_unpack4(codes, (int8_t *)x);
    asc_int82half(halves, codes, m);
    asc_half2float(v, halves, m);
    asc_float2half_rn_sat(narrow, v, m);
    asc_storealign_pack((uint32_t *)y, *(vector_uint32_t *)&narrow, m);
}

static void results_of_16_bits_are_packed(void **state) {
    (void)state;
    expect_vf("packed", float_to_half_and_packed, 64, 128, NULL);
    aq_assert_code(got16(1), 0x3c00);
    aq_assert_code(got16(63), 0x53e0); /* 63 */
    aq_assert_code(got16(64), 0xeeee);
}

/* Bytes 0x10, 0x32: elements 0, 1, 2, 3 of e2m1 are 0, 0.5, 1, 1.5. */
static void fp4_to_bf16(uint8_t *y, uint8_t *x, uint32_t n) {
    vector_fp4x2_e2m1_t codes;
    vector_bfloat16_t v;
    vector_bool m = asc_update_mask_b16(n);
    asc_loadalign_unpack4(codes, (fp4x2_e2m1_t *)x + 32);
    asc_e2m1x22bfloat16(v, codes, m);
    asc_storealign((bfloat16_t *)y, v, m);
}

static void nibbles_come_low_one_first(void **state) {
    (void)state;
    expect_vf("fp4", fp4_to_bf16, 128, 256, NULL);
    aq_assert_code(got16(0), 0x0000); /* byte 0x20: 0 */
    aq_assert_code(got16(1), 0x3f80); /*            1 */
    aq_assert_code(got16(2), 0x3f00); /* byte 0x21: 0.5 */
    aq_assert_code(got16(3), 0x3f80);
    aq_assert_code(got16(126), 0xc0c0); /* byte 0x5f: -6 */
    aq_assert_code(got16(127), 0x4040); /*            3 */
}

/* The odd lanes of bf16 through float to half, and where they were. */
static void odd_lanes(uint8_t *y, uint8_t *x, uint32_t n) {
    vector_bfloat16_t v;
    vector_float odd;
    vector_half narrow;
    vector_bool m = asc_update_mask_b16(n), all = asc_create_mask_b32(PAT_ALL);
    asc_loadalign(v, (bfloat16_t *)x);
    asc_bfloat162float_v2(odd, v, all);
    asc_float2half_rn_sat_v2(narrow, odd, all);
    asc_storealign((half *)y, narrow, m);
}

static void the_other_lanes_are_zero(void **state) {
    (void)state;
    expect_vf("odd lanes", odd_lanes, 128, 256, NULL);
    aq_assert_code(got16(30), 0);
    aq_assert_code(got16(31), 0x39f0); /* 0x3f3e: 1.484375 * 2^-1 */
}

/* ---- What is found ------------------------------------------------------------------------- */

static void loads_what_it_stored(uint8_t *y, uint8_t *x, uint32_t n) {
    vector_half v;
    vector_bool m = asc_update_mask_b16(n);
    asc_loadalign(v, (half *)x);
    asc_storealign((half *)y, v, m);
    asc_loadalign(v, (half *)y);
    asc_storealign((half *)y + 128, v, m);
}

static void loads_what_it_stored_behind_a_barrier(uint8_t *y, uint8_t *x, uint32_t n) {
    vector_half v;
    vector_bool m = asc_update_mask_b16(n);
    asc_loadalign(v, (half *)x);
    asc_storealign((half *)y, v, m);
    asc_mem_bar(VST_VLD);
    asc_loadalign(v, (half *)y);
    asc_storealign((half *)y + 128, v, m);
}

static void misaligned_store(uint8_t *y, uint8_t *x, uint32_t n) {
    vector_half v;
    vector_bool m = asc_update_mask_b16(n);
    asc_loadalign(v, (half *)x);
    asc_storealign((half *)y, v, m);
    asc_storealign((half *)(y + 512) + 1, v, m);
}

static void stores_past_the_end(uint8_t *y, uint8_t *x, uint32_t n) {
    vector_half v;
    vector_bool m = asc_update_mask_b16(n);
    asc_loadalign(v, (half *)x);
    asc_storealign((half *)y, v, m);
    asc_storealign((half *)(y + 992), v, m);
}

static void vf_in_vf(uint8_t *y, uint8_t *x, uint32_t n) {
    sim_vf_begin();
    int8_to_half(y, x, n);
}

static void junk_beyond_the_mask_is_no_matter(uint8_t *y, uint8_t *x, uint32_t n) {
    vector_half v, w;
    vector_bool m = asc_update_mask_b16(n);
    asc_loadalign(v, (half *)x);
    asc_loadalign(w, (half *)(y + 512)); /* nothing there */
    asc_add(w, v, w, m);
    asc_storealign((half *)y, v, m);
}

static void each_finding_has_its_name(void **state) {
    (void)state;
    expect_vf("mem bar", loads_what_it_stored, 64, 128, "missing-mem-bar");
    expect_vf("with mem bar", loads_what_it_stored_behind_a_barrier, 64, 128, NULL);
    expect_vf("misaligned", misaligned_store, 64, 2, "ub-misaligned");
    expect_vf("past the end", stores_past_the_end, 64, 2, "ub-out-of-bounds");
    expect_vf("vf in vf", vf_in_vf, 64, 128, "not-in-vf");
    expect_vf("junk", junk_beyond_the_mask_is_no_matter, 64, 128, NULL);
}

static void copies_in_bursts(const uint64_t *args) {
    START;
    ARRAY(uint8_t, x, 1024);
    asc_copy_gm2ub_align(x, GM_A, 2, 32, 0, 0, false, (uint8_t)0, 64, 64);
}

static void strides_that_the_model_does_not_do_are_found(void **state) {
    (void)state;
    bench_expect("bursts", copies_in_bursts, 1, "copy-stride");
}

/* ---- CTRL --------------------------------------------------------------------------------------
 */

static uint64_t the_ctrl;

/* 65504 + 65504 in half, and 131008 in float to half, with and without _sat. */
static void overflows(const uint64_t *args) {
    asc_init();
    asc_set_ctrl(the_ctrl);
    ARRAY(half, x, 128);
    ARRAY(half, y, 128);
    asc_copy_gm2ub_align((uint8_t *)x, GM_A, 1, 256, 0, 0, false, (uint8_t)0, 0, 0);
    SYNC(PIPE_MTE2, PIPE_V);
    sim_vf_begin();
    vector_half v, sum, sat, plain;
    vector_float f;
    vector_bool all = asc_create_mask_b16(PAT_ALL), wide = asc_create_mask_b32(PAT_ALL);
    asc_loadalign(v, x);
    asc_add(sum, v, v, all);
    asc_half2float(f, v, wide);
    asc_add(f, f, f, wide);
    asc_float2half_rn_sat(sat, f, wide);
    asc_float2half_rn(plain, f, wide);
    asc_storealign(y, sum, all);
    uint32_t one = 1;
    vector_bool first = asc_update_mask_b16(one);
    asc_mem_bar(VST_VLD);
    asc_storealign(y + 16, sat, first);
    asc_mem_bar(VST_VLD);
    asc_storealign(y + 32, plain, first);
    sim_vf_end();
    SYNC(PIPE_V, PIPE_MTE3);
    asc_copy_ub2gm_align(GM_B, (uint8_t *)y, 1, 256, (uint8_t)0, 0, 0);
}

static void ctrl_decides_what_saturates(void **state) {
    (void)state;
    const uint64_t global = UINT64_C(1) << 60, inf_nan = UINT64_C(1) << 48;
    const struct {
        uint64_t ctrl;
        uint16_t sum, sat, plain;
    } rows[] = {
        {global | inf_nan, 0x7c00, 0x7c00, 0x7c00}, /* INF_NAN */
        {global, 0x7bff, 0x7bff, 0x7bff},           /* SAT */
        {inf_nan, 0x7c00, 0x7bff, 0x7c00},          /* per instruction */
    };
    for (int i = 0; i < BENCH_BYTES; i += 2) {
        bench_gm.a[i] = 0xff;
        bench_gm.a[i + 1] = 0x7b;
    }
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        the_ctrl = rows[k].ctrl;
        bench_expect("overflows", overflows, 1, NULL);
        aq_assert_code_msg(got16(0), rows[k].sum, "row %zu", k);
        aq_assert_code_msg(got16(16), rows[k].sat, "row %zu", k);
        aq_assert_code_msg(got16(32), rows[k].plain, "row %zu", k);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(only_active_elements_are_stored),
    cmocka_unit_test(results_of_16_bits_are_packed),
    cmocka_unit_test(nibbles_come_low_one_first),
    cmocka_unit_test(the_other_lanes_are_zero),
    cmocka_unit_test(each_finding_has_its_name),
    cmocka_unit_test(strides_that_the_model_does_not_do_are_found),
    cmocka_unit_test(ctrl_decides_what_saturates),
};
AQ_TEST_MAIN(tests)
