/* The kernels on shapes at which kernels go wrong: rows that begin in the middle of a
 * byte, groups of any length, tensors that 16 bits do not count, more blocks than
 * rows. Results as planned, nothing found by the model. */
#include "aq_assert.h"

#include "ascend/kernel/tiling.h"
#include "generate.h"
#include "hand_case.h"
#include "kernel_run.h"
#include "legal.h"
#include "plan.h"
#include "variant.h"

#include <stdlib.h>

static const uint32_t few_blocks[] = {1, 3, 7};

static kernel_library library_for(unsigned arch) {
    static kernel_library libraries[2];
    kernel_library *library = &libraries[arch == 3510];
    if (library->module == NULL) {
        *library = kernel_library_open(AQ_SIM_KERNELS, arch);
    }
    return *library;
}

static void expect_case_clean(const aqh_case *c, const kernel_setting *setting) {
    const kernel_library library = library_for(aq_kernel_arch(c->call.product));
    kernel_outcome outcome;
    kernel_run(&library, c, setting, &outcome);
    aq_assert_msg(outcome.findings == 0 && outcome.whole, "%ux%u, %u blocks: %s", c->call.src.rows,
                  c->call.src.cols, setting->blocks, outcome.texts[0]);
    aq_assert_msg(outcome.wrong == 0, "%ux%u, %u blocks: %zu of %zu: %s", c->call.src.rows,
                  c->call.src.cols, setting->blocks, outcome.wrong, outcome.elements,
                  outcome.first_wrong);
}

static void expect_clean(const hand_shape *shape) {
    for (size_t b = 0; b < sizeof few_blocks / sizeof few_blocks[0]; b++) {
        aqh_case c;
        hand_case(&c, shape, AQ_OVERFLOW_INF_NAN, 7 + b);
        const kernel_setting setting = {
            .blocks = few_blocks[b], .seed = b, .threads = 2, .plan = AQM_NO_PLAN};
        expect_case_clean(&c, &setting);
        aqh_case_free(&c);
    }
}

#define EXPECT_ALL(shapes)                                                                         \
    for (size_t k = 0; k < sizeof(shapes) / sizeof((shapes)[0]); k++)                              \
    expect_clean(&(shapes)[k])

#define A2 AQ_PRODUCT_A2
#define A3 AQ_PRODUCT_A3
#define P950 AQ_PRODUCT_950
#define CHANNEL AQ_PER_CHANNEL
#define TENSOR AQ_PER_TENSOR
#define LEGACY AQ_PER_GROUP_LEGACY
#define I8 AQ_INT8
#define I4 AQ_INT4
#define H AQ_HALF
#define B AQ_BF16

static void rows_of_an_odd_number_of_4_bit_elements(void **state) {
    (void)state;
    static const hand_shape shapes[] = {
        {A2, CHANNEL, false, true, I4, H, H, 64, 1, 16},
        {A2, CHANNEL, false, true, I4, B, B, 64, 1, 64},
        {A2, CHANNEL, false, false, I4, H, H, 64, 3, 16},
        {A2, CHANNEL, false, true, I4, B, B, 192, 5, 64},
        {A3, CHANNEL, false, true, I4, H, H, 64, 4097, 16},
        {A2, TENSOR, false, true, I4, H, H, 64, 7, 1},
        {P950, LEGACY, false, false, AQ_E2M1, AQ_E8M0, B, 1024, 1, 0},
        {P950, LEGACY, false, false, AQ_E1M2, AQ_E8M0, H, 1024, 3, 0},
        {P950, LEGACY, false, false, AQ_E2M1, AQ_E8M0, H, 64, 16 * 257, 0},
    };
    EXPECT_ALL(shapes);
}

static void groups_that_are_not_whole_blocks(void **state) {
    (void)state;
    static const hand_shape shapes[] = {
        {A2, CHANNEL, true, true, I8, H, H, 16, 96, 32},
        {A2, CHANNEL, true, true, I8, B, B, 16, 160, 32},
        {A2, CHANNEL, true, false, I4, H, H, 2, 192, 64},
        {A2, CHANNEL, true, true, I8, H, H, 16, 32, 32},
        {P950, CHANNEL, true, true, I8, H, H, 16, 96, 32},
        {P950, CHANNEL, true, true, AQ_E5M2, B, B, 16, 160, 32},
        {P950, CHANNEL, true, true, AQ_HIF8, B, B, 16, 224, 32},
    };
    EXPECT_ALL(shapes);
}

/* asc_brcb, with groups of 1 to 15 blocks. */
static void groups_of_whole_blocks(void **state) {
    (void)state;
    static const hand_shape shapes[] = {
        {A2, CHANNEL, true, true, I8, H, H, 5, 16 * 64, 64},
        {A2, CHANNEL, true, true, I8, B, B, 4, 48 * 20, 20},
        {A2, CHANNEL, true, false, I8, B, B, 16, 240 * 18, 18},
        {A2, CHANNEL, true, true, I4, H, H, 1, 64 * 64, 64},
    };
    EXPECT_ALL(shapes);
}

static void groups_longer_than_a_tile(void **state) {
    (void)state;
    static const hand_shape shapes[] = {
        {A2, CHANNEL, true, true, I8, H, H, 16, 4128, 1},
        {A2, CHANNEL, true, true, I8, B, B, 8, 2 * 4848, 2},
        {P950, CHANNEL, true, true, I8, H, H, 8, 2 * 4848, 2},
        {P950, AQ_PER_GROUP, false, true, I8, H, H, 3, 9216, 4128},
    };
    EXPECT_ALL(shapes);
}

static void short_last_groups(void **state) {
    (void)state;
    static const hand_shape shapes[] = {
        {P950, AQ_PER_GROUP, false, true, I8, AQ_FLOAT, AQ_FLOAT, 5, 96, 64},
        {P950, AQ_PER_GROUP, true, true, AQ_E4M3FN, H, H, 70, 64, 32},
        {P950, AQ_PER_GROUP, false, false, AQ_E2M1, AQ_E8M0, H, 6, 192, 128},
    };
    EXPECT_ALL(shapes);
}

static void tensors_that_16_bits_do_not_count(void **state) {
    (void)state;
    static const hand_shape shapes[] = {
        {A2, CHANNEL, false, true, I8, H, H, 1, 70016, 1},
        {A2, TENSOR, false, true, I8, B, B, 2, 33024, 1},
        {P950, CHANNEL, false, true, I8, B, B, 1, 70016, 1},
        {P950, CHANNEL, false, true, I8, H, H, 70016, 1, 547 * 16},
    };
    EXPECT_ALL(shapes);
}

static void more_blocks_than_there_is_work(void **state) {
    (void)state;
    static const hand_shape shapes[] = {
        {A2, CHANNEL, false, true, I8, H, H, 2, 16, 1},
        {P950, AQ_PER_TOKEN, false, true, I8, H, H, 3, 32, 0},
    };
    for (size_t k = 0; k < sizeof shapes / sizeof shapes[0]; k++) {
        for (uint32_t blocks = 1; blocks <= 64; blocks += 21) {
            aqh_case c;
            hand_case(&c, &shapes[k], AQ_OVERFLOW_SAT, blocks);
            const kernel_setting setting = {
                .blocks = blocks, .seed = blocks, .threads = 3, .plan = AQM_NO_PLAN};
            expect_case_clean(&c, &setting);
            aqh_case_free(&c);
        }
    }
}

/* From the smallest to the largest, in steps that are no multiple of anything. */
static void any_size_of_the_temporary_buffer_gives_the_same_bits(void **state) {
    (void)state;
    static const hand_shape shapes[] = {
        {A2, TENSOR, false, false, I8, B, B, 4, 2048, 1},
        {P950, TENSOR, false, false, I8, B, B, 4, 2048, 1},
    };
    for (size_t k = 0; k < sizeof shapes / sizeof shapes[0]; k++) {
        aqh_case c;
        hand_case(&c, &shapes[k], AQ_OVERFLOW_INF_NAN, 3);
        const uint32_t src[] = {c.call.src.rows, c.call.src.cols}, scale[] = {1, 1};
        const aq_tmp_query query = {src, 2, scale, 2, false, c.call.src.format, c.call.dst.format};
        size_t max, min;
        assert_int_equal(aqo_tmp_size(&query, &max, &min), AQ_LEGAL);
        assert_true(max > min);
        for (size_t bytes = min; bytes <= max; bytes += 3001) {
            c.call.tmp_bytes = bytes;
            const kernel_setting setting = {.blocks = 2, .threads = 1, .plan = AQM_NO_PLAN};
            expect_case_clean(&c, &setting);
        }
        aqh_case_free(&c);
    }
}

static void better_plans_are_offered_by_name(void **state) {
    (void)state;
    static const struct {
        hand_shape shape;
        aqm_plan_id plan;
    } offers[] = {
        {{P950, CHANNEL, false, true, I8, B, B, 32, 48, 2}, AQM_N3},
        {{P950, AQ_PER_TOKEN, false, true, AQ_HIF8, B, B, 9, 96, 0}, AQM_N3},
        {{P950, AQ_PER_TOKEN, false, false, I8, B, B, 9, 96, 0}, AQM_N4},
        {{P950, LEGACY, false, false, AQ_E2M1, AQ_E8M0, H, 64, 64, 0}, AQM_N13},
    };
    for (size_t k = 0; k < sizeof offers / sizeof offers[0]; k++) {
        for (int overflow = 0; overflow < AQ_OVERFLOW_COUNT; overflow++) {
            aqh_case c;
            hand_case(&c, &offers[k].shape, (aq_overflow)overflow, 11);
            assert_true(aq_kernel_has_plan(&c.call, offers[k].plan));
            const kernel_setting setting = {.blocks = 2, .threads = 1, .plan = offers[k].plan};
            expect_case_clean(&c, &setting);
            aqh_case_free(&c);
        }
    }
}

/* Written twice: what the kernels offer, and what the oracle judges by. */
static void what_the_kernels_offer_is_what_can_be_asked_for(void **state) {
    (void)state;
    size_t count, offered = 0;
    aqh_variant *all = aqh_variants(&count);
    assert_non_null(all);
    for (size_t k = 0; k < count; k++) {
        aqh_case c;
        if (aq_kernel_arch(all[k].types.product) == 0) {
            continue;
        }
        assert_true(aqh_generate(&c, &all[k], AQ_OVERFLOW_INF_NAN, (aqh_theme)0, 1, 256));
        for (int plan = 0; plan < AQM_PLAN_COUNT; plan++) {
            aqo_pipeline pipeline;
            const char *name = aqm_plans[plan].name;
            const bool fits = aqo_pipeline_with(&c.call, aqo_plan_by_name(name), &pipeline, NULL);
            aq_assert_msg(aq_kernel_has_plan(&c.call, (aqm_plan_id)plan) == fits, "variant %zu, %s",
                          k, name);
            const bool in_place = fits && pipeline.plan != aqo_pipeline_of(&c.call, NULL).plan;
            assert_true(!in_place || aq_kernel_plan(name) == (aqm_plan_id)plan);
            offered += in_place;
        }
        aqh_case_free(&c);
    }
    free(all);
    assert_true(offered > 0);
    assert_int_equal(aq_kernel_plan("N9"), AQM_NO_PLAN);
}

static void other_plans_are_refused(void **state) {
    (void)state;
    static const hand_shape shape = {P950, CHANNEL, false, true, I8, B, B, 32, 48, 2};
    aqh_case c;
    hand_case(&c, &shape, AQ_OVERFLOW_INF_NAN, 1);
    aq_tiling tiling = {.version = 77};
    const char *name = "untouched";
    assert_false(aq_kernel_has_plan(&c.call, AQM_N1));
    assert_false(aq_tiling_make_plan(&c.call, 3510, 2, AQM_N1, &tiling, &name));
    assert_false(aq_tiling_make(&c.call, 2201, 2, &tiling, &name)); /* not its architecture */
    assert_false(aq_tiling_make(&c.call, 3510, 0, &tiling, &name));
    c.call.product = AQ_PRODUCT_310P;
    assert_false(aq_tiling_make(&c.call, 2201, 2, &tiling, &name));
    assert_int_equal(tiling.version, 77);
    assert_string_equal(name, "untouched");
    aqh_case_free(&c);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(rows_of_an_odd_number_of_4_bit_elements),
    cmocka_unit_test(groups_that_are_not_whole_blocks),
    cmocka_unit_test(groups_of_whole_blocks),
    cmocka_unit_test(groups_longer_than_a_tile),
    cmocka_unit_test(short_last_groups),
    cmocka_unit_test(tensors_that_16_bits_do_not_count),
    cmocka_unit_test(more_blocks_than_there_is_work),
    cmocka_unit_test(any_size_of_the_temporary_buffer_gives_the_same_bits),
    cmocka_unit_test(better_plans_are_offered_by_name),
    cmocka_unit_test(what_the_kernels_offer_is_what_can_be_asked_for),
    cmocka_unit_test(other_plans_are_refused),
};
AQ_TEST_MAIN(tests)
