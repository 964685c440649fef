/* Legality is written twice, by the oracle and by the implementation: the two say
 * the same rule for every combination of the enumerations, for random shapes, for
 * random buffers, and the same sizes of temporary buffers. */
#include "aq_assert.h"

#include "format.h"
#include "generate.h"
#include "legal.h"
#include <stdlib.h>

/* A call of the given enumerators whose shapes fit them. */
static aq_call shaped(aq_product product, aq_prototype prototype, aq_format src, aq_format scale,
                      aq_format dst, bool has_offset, bool transpose, int k_dim) {
    aq_call call = {
        .product = product,
        .prototype = prototype,
        .transpose = transpose,
        .has_offset = has_offset,
        .k_dim = k_dim,
        .src = {src, 128, 64},
        .scale.format = scale,
        .offset.format = scale,
        .dst = {dst, 128, 64},
        .k = transpose ? 64 : 128,
        .group_size = prototype == AQ_PER_GROUP ? 64 : 0,
        .cal_count = prototype == AQ_PER_TOKEN || prototype == AQ_PER_GROUP ? 128 * 64 : 0,
    };
    aqo_scale_shape(&call, 2, &call.scale.rows, &call.scale.cols);
    call.offset.rows = call.scale.rows;
    call.offset.cols = call.scale.cols;
    aqh_set_tmp(&call);
    return call;
}

static void agree(const aq_call *call) {
    const aq_rule ours = aqo_legal(call, NULL), theirs = aq_check(call, NULL);
    if (ours == theirs)
        return;
    aq_error a = {0}, b = {0};
    aqo_legal(call, &a);
    aq_check(call, &b);
    aq_fail_msg(
        "oracle %d \"%s\", implementation %d \"%s\" (product %d prototype %d src %d [%u,%u] "
        "scale %d [%u,%u] dst %d transpose %d offset %d)",
        ours, a.text, theirs, b.text, (int)call->product, (int)call->prototype,
        (int)call->src.format, call->src.rows, call->src.cols, (int)call->scale.format,
        call->scale.rows, call->scale.cols, (int)call->dst.format, call->transpose,
        call->has_offset);
}

static void every_combination_of_the_enumerations_has_one_verdict(void **state) {
    (void)state;
    unsigned long legal = 0;
    for (int product = 0; product < AQ_PRODUCT_COUNT; product++)
        for (int prototype = 0; prototype < AQ_PROTOTYPE_COUNT; prototype++)
            for (int src = 0; src < AQ_FORMAT_COUNT; src++)
                for (int scale = 0; scale < AQ_FORMAT_COUNT; scale++)
                    for (int dst = 0; dst < AQ_FORMAT_COUNT; dst++)
                        for (int flags = 0; flags < 4; flags++) {
                            aq_call call = shaped((aq_product)product, (aq_prototype)prototype,
                                                  (aq_format)src, (aq_format)scale, (aq_format)dst,
                                                  flags & 1, flags & 2, flags % 2);
                            for (int mode = 0; mode < AQ_OVERFLOW_COUNT; mode++) {
                                call.overflow = (aq_overflow)mode;
                                agree(&call);
                                legal += aqo_legal(&call, NULL) == AQ_LEGAL;
                            }
                            call.k_dim = 2;
                            agree(&call);
                            call.k_dim = -1;
                            agree(&call);
                            call.offset.format = (aq_format)((scale + 1) % AQ_FORMAT_COUNT);
                            agree(&call);
                        }
    /* The documented combinations: 86 rows, fp4 with either flag; 64 rows are of the
     * product with three overflow modes. Legal ones must be among those compared. */
    aq_assert_msg(legal > 86 * 2 * 2, "only %lu legal calls were compared", legal);
}

static void enumerators_out_of_range_are_refused_by_both(void **state) {
    (void)state;
    const aq_call good =
        shaped(AQ_PRODUCT_950, AQ_PER_TOKEN, AQ_INT8, AQ_HALF, AQ_HALF, true, false, 1);
    assert_int_equal(aqo_legal(&good, NULL), AQ_LEGAL);
    for (int value = -2; value < 40; value++)
        for (int field = 0; field < 7; field++) {
            aq_call call = good;
            int *const fields[] = {(int *)&call.product,      (int *)&call.prototype,
                                   (int *)&call.overflow,     (int *)&call.src.format,
                                   (int *)&call.scale.format, (int *)&call.dst.format,
                                   (int *)&call.offset.format};
            *fields[field] = value;
            agree(&call);
        }
}

static uint32_t any_size(aqh_random *random) {
    static const uint32_t sizes[] = {0,     1,          2,          16,         31,        32,
                                     33,    48,         64,         96,         128,       65535,
                                     65536, 0x7FFFFFFF, 0x80000000, 0xFFFFFFE0, 0xFFFFFFFF};
    if (aqh_one_in(random, 2))
        return sizes[aqh_below(random, sizeof sizes / sizeof *sizes)];
    return 1 + aqh_below(random, 300);
}

static void random_shapes_have_one_verdict(void **state) {
    (void)state;
    size_t count;
    aqh_variant *variants = aqh_variants(&count);
    assert_non_null(variants);
    aqh_random random = {20};
    unsigned long rules[AQ_RULE_COUNT] = {0};
    for (int round = 0; round < 400000; round++) {
        aq_call call;
        aqh_generate_call(&call, &variants[aqh_below(&random, (uint32_t)count)],
                          (aq_overflow)aqh_below(&random, 2), &random, 512);
        agree(&call);
        assert_int_equal(aqo_legal(&call, NULL), AQ_LEGAL); /* what the generator promises */
        uint32_t *const sizes[] = {&call.src.rows,   &call.src.cols,    &call.scale.rows,
                                   &call.scale.cols, &call.offset.rows, &call.offset.cols,
                                   &call.dst.rows,   &call.dst.cols,    &call.k,
                                   &call.cal_count,  &call.group_size};
        /* One to three fields astray; sometimes src and dst together. */
        for (int k = aqh_between(&random, 1, 3); k > 0; k--)
            *sizes[aqh_below(&random, 11)] = any_size(&random);
        if (aqh_one_in(&random, 4)) {
            call.dst.rows = call.src.rows;
            call.dst.cols = call.src.cols;
            call.k = call.transpose ? call.src.cols : call.src.rows;
            if (aqh_one_in(&random, 2) && call.group_size)
                aqo_scale_shape(&call, 1, &call.scale.rows, &call.scale.cols);
            call.offset.rows = call.scale.rows;
            call.offset.cols = call.scale.cols;
        }
        if (aqh_one_in(&random, 4)) {
            call.tmp_explicit = !call.tmp_explicit;
            call.tmp_bytes = any_size(&random) * (size_t)any_size(&random);
        }
        agree(&call);
        rules[aqo_legal(&call, NULL)]++;
    }
    free(variants);
    const aq_rule reached[] = {AQ_LEGAL,         AQ_RULE_EMPTY,       AQ_RULE_DST_SHAPE,
                               AQ_RULE_K,        AQ_RULE_GROUP_SIZE,  AQ_RULE_SCALE_SHAPE,
                               AQ_RULE_GROUPS,   AQ_RULE_CAL_COUNT,   AQ_RULE_ALIGN_LENGTH,
                               AQ_RULE_ALIGN_K,  AQ_RULE_ALIGN_N,     AQ_RULE_TMP_REQUIRED,
                               AQ_RULE_TMP_SIZE, AQ_RULE_OFFSET_SHAPE};
    for (size_t k = 0; k < sizeof reached / sizeof *reached; k++)
        aq_assert_msg(rules[reached[k]] > 0, "rule %d was never the verdict", (int)reached[k]);
}

static void huge_shapes_are_refused_by_both(void **state) {
    (void)state;
    aqh_random random = {21};
    unsigned long too_large = 0;
    size_t count;
    aqh_variant *variants = aqh_variants(&count);
    assert_non_null(variants);
    for (int round = 0; round < 100000; round++) {
        const aqh_variant *v = &variants[aqh_below(&random, (uint32_t)count)];
        aq_call call = shaped(v->types.product, v->types.prototype, v->types.src, v->types.scale,
                              v->types.dst, v->has_offset, v->transpose, v->k_dim);
        call.src.rows = 32 * (1 + aqh_below(&random, 0x7FFFFFF));
        call.src.cols = 32 * (1 + aqh_below(&random, 0x7FFFFFF));
        if (aqh_one_in(&random, 2))
            call.src.rows = call.src.cols = 0xFFFFFFC0u;
        call.dst.rows = call.src.rows;
        call.dst.cols = call.src.cols;
        call.k = call.transpose ? call.src.cols : call.src.rows;
        aqo_scale_shape(&call, 1, &call.scale.rows, &call.scale.cols);
        call.offset.rows = call.scale.rows;
        call.offset.cols = call.scale.cols;
        call.cal_count = call.cal_count ? call.src.cols : 0;
        aqh_set_tmp(&call);
        agree(&call);
        too_large += aqo_legal(&call, NULL) == AQ_RULE_SIZE;
    }
    free(variants);
    aq_assert_msg(too_large > 0, "no byte count was beyond size_t");
}

static void random_buffers_have_one_verdict(void **state) {
    (void)state;
    static uint8_t arena[8192];
    aqh_random random = {22};
    unsigned long rules[AQ_RULE_COUNT] = {0};
    const aq_call good =
        shaped(AQ_PRODUCT_950, AQ_PER_CHANNEL, AQ_INT8, AQ_BF16, AQ_BF16, true, false, 1);
    for (int round = 0; round < 200000; round++) {
        aq_call call = good;
        call.src.rows = call.dst.rows = call.k = 2;
        call.src.cols = call.dst.cols = 32;
        call.scale.rows = call.offset.rows = aqh_one_in(&random, 2) ? 1 : 2;
        call.scale.cols = call.offset.cols = 32;
        call.has_offset = !aqh_one_in(&random, 4);
        call.tmp_explicit = !call.has_offset || aqh_one_in(&random, 2);
        aqh_set_tmp(&call);
        if (call.has_offset && aqh_one_in(&random, 2)) {
            call.tmp_explicit = true;
            call.tmp_bytes = 8 * call.scale.rows * 32 + 256 * 2;
        }
        uint8_t *places[5];
        for (int k = 0; k < 5; k++)
            places[k] = aqh_one_in(&random, 40)  ? NULL
                        : aqh_one_in(&random, 3) ? arena + aqh_below(&random, 2048)
                                                 : arena + 2048 + 1024 * k + aqh_below(&random, 32);
        const size_t spare = aqh_one_in(&random, 8) ? (size_t)-1 : 0; /* one byte short */
        aq_buffers buffers = {places[0],
                              places[1],
                              places[2],
                              places[3],
                              places[4],
                              64 + spare,
                              64u * call.scale.rows,
                              64u * call.scale.rows + spare,
                              128 + aqh_below(&random, 3)};
        aq_error ours, theirs;
        const aq_rule rule = aqo_legal_buffers(&call, &buffers, &ours);
        aq_assert_msg(rule == aq_check_buffers(&call, &buffers, &theirs),
                      "oracle \"%s\", implementation \"%s\"", rule ? ours.text : "legal",
                      theirs.text);
        rules[rule]++;
    }
    const aq_rule reached[] = {AQ_LEGAL, AQ_RULE_POINTER, AQ_RULE_BUFFER_BYTES, AQ_RULE_OVERLAP};
    for (size_t k = 0; k < sizeof reached / sizeof *reached; k++)
        aq_assert_msg(rules[reached[k]] > 0, "rule %d was never the verdict", (int)reached[k]);
}

static void temporary_sizes_are_the_same(void **state) {
    (void)state;
    aqh_random random = {23};
    unsigned long too_large = 0;
    for (int round = 0; round < 300000; round++) {
        uint32_t src[3], scale[3];
        for (int k = 0; k < 3; k++) {
            src[k] = any_size(&random);
            scale[k] = any_size(&random);
        }
        const aq_tmp_query query = {aqh_one_in(&random, 50) ? NULL : src,
                                    aqh_below(&random, 4),
                                    scale,
                                    aqh_below(&random, 4),
                                    aqh_one_in(&random, 2),
                                    (aq_format)aqh_below(&random, AQ_FORMAT_COUNT + 1),
                                    (aq_format)aqh_below(&random, AQ_FORMAT_COUNT + 1)};
        size_t max_a = 1, min_a = 2, max_b = 1, min_b = 2;
        const aq_rule ours = aqo_tmp_size(&query, &max_a, &min_a);
        const aq_rule theirs = aq_tmp_size(&query, &max_b, &min_b);
        aq_assert_msg(ours == theirs, "oracle %d, implementation %d", (int)ours, (int)theirs);
        assert_true(max_a == max_b && min_a == min_b);
        too_large += ours == AQ_RULE_SIZE;
    }
    aq_assert_msg(too_large > 0, "no size was beyond size_t");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_combination_of_the_enumerations_has_one_verdict),
    cmocka_unit_test(enumerators_out_of_range_are_refused_by_both),
    cmocka_unit_test(random_shapes_have_one_verdict),
    cmocka_unit_test(huge_shapes_are_refused_by_both),
    cmocka_unit_test(random_buffers_have_one_verdict),
    cmocka_unit_test(temporary_sizes_are_the_same),
};

AQ_TEST_MAIN(tests)
