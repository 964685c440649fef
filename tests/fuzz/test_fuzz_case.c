/* The codec of fuzzed cases, its mutator and its crossover: any bytes are a legal
 * case, and every case has one spelling. */
#include "aq_assert.h"
#include "fuzz_case.h"
#include "index.h"
#include "legal.h"

#include <stdlib.h>

static const aqf_options small = {.elements = 256};
static const aqf_options large = {
    .elements = 512, .big_elements = 70000, .any_tmp = true, .places = true};
static const aqf_options grouped = {
    .prototypes = 1u << AQ_PER_GROUP | 1u << AQ_PER_GROUP_LEGACY, .elements = 256, .any_tmp = true};
static const aqf_options *const all_options[] = {&small, &large, &grouped};
enum { OPTIONS = 3, ROUNDS = 3000, MAX = 1 << 16 };

static uint8_t bytes[MAX], once[MAX], again[MAX];

/* Random bytes of random length; heads that are in range more often than not, and
 * calls whose temporary buffer may have many sizes. */
static size_t any_bytes(aqh_random *random) {
    const size_t size = aqh_below(random, aqh_one_in(random, 4) ? 40 : 600);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)aqh_below(random, i < AQF_HEAD && aqh_one_in(random, 2) ? 12 : 256);
    if (size >= AQF_HEAD && aqh_one_in(random, 8)) {
        bytes[AQF_PRODUCT] = AQ_PRODUCT_A2;
        bytes[AQF_PROTOTYPE] = AQ_PER_TENSOR;
        bytes[AQF_DST] = AQ_BF16;
        bytes[AQF_Y] = 200;
        bytes[AQF_SIZE] = 255;
    }
    return size;
}

static void assert_legal(const aqf_case *f) {
    aq_error error = {0};
    aq_rule rule = aqo_legal(&f->c.call, &error);
    aq_assert_msg(rule == AQ_LEGAL, "%s", error.text);
    for (int i = AQH_SRC; i <= AQH_OFFSET; i++) {
        if (i == AQH_OFFSET && !aqo_uses_offset(&f->c.call))
            continue;
        assert_non_null(f->c.data[i]);
    }
}

/* Encoded, decoded and encoded again it is the same; so is the case. */
static size_t assert_canonical(const aqf_case *f) {
    aqf_case copy;
    const size_t size = aqf_encode(f, once, MAX);
    assert_true(size >= AQF_HEAD);
    assert_true(aqf_decode(&copy, f->options, once, size));
    assert_int_equal(aqf_encode(&copy, again, MAX), size);
    aq_assert_bytes(again, once, size);
    for (int i = AQH_SRC; i <= AQH_OFFSET; i++) {
        assert_int_equal(copy.c.bytes[i], f->c.bytes[i]);
        if (f->c.bytes[i] && f->c.bytes[i] <= AQF_MAX_DATA)
            aq_assert_bytes(copy.c.data[i], f->c.data[i], f->c.bytes[i]);
    }
    for (int i = 0; i < AQH_OPERANDS; i++) {
        const aq_tensor *a = aqh_tensor(&copy.c.call, i), *b = aqh_tensor(&f->c.call, i);
        assert_int_equal(a->format, b->format);
        assert_int_equal(a->rows, b->rows);
        assert_int_equal(a->cols, b->cols);
    }
    assert_int_equal(copy.c.call.group_size, f->c.call.group_size);
    assert_int_equal(copy.c.call.cal_count, f->c.call.cal_count);
    assert_int_equal(copy.c.call.overflow, f->c.call.overflow);
    assert_int_equal(copy.c.call.tmp_bytes, f->c.call.tmp_bytes);
    assert_memory_equal(copy.c.misalign, f->c.misalign, sizeof copy.c.misalign);
    aqf_free(&copy);
    return size;
}

static void any_bytes_are_a_legal_case_with_one_spelling(void **state) {
    (void)state;
    aqh_random random = {1};
    for (int round = 0; round < ROUNDS; round++) {
        aqf_case f;
        const size_t size = any_bytes(&random);
        assert_true(aqf_decode(&f, all_options[round % OPTIONS], bytes, size));
        assert_legal(&f);
        assert_canonical(&f);
        aqf_free(&f);
    }
}

static void no_bytes_are_a_case_too(void **state) {
    (void)state;
    aqf_case f;
    assert_true(aqf_decode(&f, &small, NULL, 0));
    assert_legal(&f);
    assert_int_equal(assert_canonical(&f), AQF_HEAD); /* data of zeros takes no bytes */
    aqf_free(&f);
}

static void every_variant_can_be_named(void **state) {
    (void)state;
    size_t count;
    aqh_variant *variants = aqh_variants(&count);
    assert_non_null(variants);
    assert_int_equal(aqf_variant_count(&small), count);
    for (size_t i = 0; i < count; i++) {
        uint8_t head[AQF_HEAD] = {0};
        aq_call call;
        aqf_variant_head(&small, i, head);
        aqf_call_of(&call, &small, head);
        const aqh_variant got = aqh_variant_of(&call);
        aq_assert_msg(got.types.product == variants[i].types.product &&
                          got.types.prototype == variants[i].types.prototype &&
                          got.types.src == variants[i].types.src &&
                          got.types.scale == variants[i].types.scale &&
                          got.types.dst == variants[i].types.dst &&
                          got.has_offset == variants[i].has_offset &&
                          got.transpose == variants[i].transpose && got.k_dim == variants[i].k_dim,
                      "variant %zu is another one when decoded", i);
    }
    free(variants);
}

static void prototypes_of_the_options_are_the_only_ones(void **state) {
    (void)state;
    aqh_random random = {2};
    for (int round = 0; round < ROUNDS; round++) {
        aqf_case f;
        const size_t size = any_bytes(&random);
        assert_true(aqf_decode(&f, &grouped, bytes, size));
        assert_true(f.c.call.prototype == AQ_PER_GROUP ||
                    f.c.call.prototype == AQ_PER_GROUP_LEGACY);
        aqf_free(&f);
    }
}

static void data_repeats_and_its_period_is_what_is_kept(void **state) {
    (void)state;
    uint8_t head[AQF_HEAD + 3] = {0};
    aqf_case f;
    aqf_variant_head(&small, 0, head);
    aqf_put16(head + AQF_LENGTHS + 4, 3); /* of src */
    head[AQF_HEAD] = 1, head[AQF_HEAD + 1] = 2, head[AQF_HEAD + 2] = 3;
    assert_true(aqf_decode(&f, &small, head, sizeof head));
    for (size_t i = 0; i < f.c.bytes[AQH_SRC]; i++)
        assert_int_equal(f.c.data[AQH_SRC][i], 1 + i % 3);
    assert_int_equal(aqf_encode(&f, once, MAX), AQF_HEAD + 3);
    assert_int_equal(aqf_encode(&f, once, AQF_HEAD + 2), 0); /* does not fit */
    f.c.data[AQH_SRC][f.c.bytes[AQH_SRC] - 1] ^= 1;          /* now all of it is needed */
    assert_int_equal(aqf_encode(&f, once, MAX), AQF_HEAD + f.c.bytes[AQH_SRC]);
    aqf_free(&f);
}

static void mutated_and_crossed_cases_are_legal_and_differ(void **state) {
    (void)state;
    aqh_random random = {3};
    unsigned changed = 0, crossed = 0;
    for (int round = 0; round < ROUNDS; round++) {
        aqf_case f, other;
        size_t size = any_bytes(&random);
        assert_true(aqf_decode(&f, all_options[round % OPTIONS], bytes, size));
        size = aqf_encode(&f, bytes, MAX);
        aqf_mutate(&f, &random);
        assert_legal(&f);
        size_t mutated = assert_canonical(&f);
        changed += mutated != size || memcmp(once, bytes, size) != 0;

        memcpy(bytes, once, mutated);
        assert_true(aqf_decode(&other, f.options, (const uint8_t[]){2, 3, 1, 2, 3, 7}, 6));
        aqf_cross(&f, &other, &random);
        assert_legal(&f);
        size = assert_canonical(&f);
        crossed += mutated != size || memcmp(once, bytes, size) != 0;
        aqf_free(&f);
        aqf_free(&other);
    }
    aq_assert_msg(changed > ROUNDS * 2 / 3, "only %u of %d mutations changed anything", changed,
                  (int)ROUNDS);
    aq_assert_msg(crossed > ROUNDS / 2, "only %u of %d crossovers changed anything", crossed,
                  (int)ROUNDS);
}

static void the_same_seed_gives_the_same_mutation(void **state) {
    (void)state;
    for (unsigned seed = 0; seed < 300; seed++) {
        size_t size[2];
        for (int i = 0; i < 2; i++) {
            aqh_random random = {seed};
            aqf_case f;
            assert_true(aqf_decode(&f, &large, (const uint8_t[]){1, 2, 3, 4, 5, 6, 7, 8}, 8));
            aqf_mutate(&f, &random);
            size[i] = aqf_encode(&f, i ? again : once, MAX);
            aqf_free(&f);
        }
        assert_int_equal(size[0], size[1]);
        aq_assert_bytes(again, once, size[0]);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(any_bytes_are_a_legal_case_with_one_spelling),
    cmocka_unit_test(no_bytes_are_a_case_too),
    cmocka_unit_test(every_variant_can_be_named),
    cmocka_unit_test(prototypes_of_the_options_are_the_only_ones),
    cmocka_unit_test(data_repeats_and_its_period_is_what_is_kept),
    cmocka_unit_test(mutated_and_crossed_cases_are_legal_and_differ),
    cmocka_unit_test(the_same_seed_gives_the_same_mutation),
};
AQ_TEST_MAIN(tests)
