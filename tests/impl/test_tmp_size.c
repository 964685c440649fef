/* The temporary buffer: every row of the documented table, the judging order,
 * and sizes that do not fit. */
#include "antiquant.h"
#include "aq_assert.h"

static aq_tmp_query query_of(const uint32_t *src_shape, size_t src_dims,
                             const uint32_t *scale_shape, size_t scale_dims, bool transpose,
                             aq_format src, aq_format dst) {
    return (aq_tmp_query){.src_shape = src_shape,
                          .src_dims = src_dims,
                          .scale_shape = scale_shape,
                          .scale_dims = scale_dims,
                          .transpose = transpose,
                          .src = src,
                          .dst = dst};
}

static void every_row_of_the_table(void **state) {
    (void)state;
    static const struct {
        const char *name;
        aq_format src, dst;
        bool transpose;
        uint32_t src_shape[2], scale_shape[2];
        size_t max, min, extra;
        uint32_t nodes;
    } rows[] = {
        {"fp4 transposed, S = 33 is padded to 64",
         AQ_E2M1,
         AQ_BF16,
         true,
         {33, 32},
         {33, 1},
         128,
         128,
         128,
         0},
        {"fp4 transposed to half is fp4 first",
         AQ_E1M2,
         AQ_HALF,
         true,
         {64, 64},
         {64, 2},
         256,
         256,
         256,
         0},
        {"fp4 transposed, S = 1", AQ_E2M1, AQ_BF16, true, {1, 32}, {1, 1}, 64, 64, 64, 0},
        {"fp4", AQ_E1M2, AQ_BF16, false, {64, 64}, {2, 64}, 0, 0, 0, 0},
        {"to half", AQ_INT8, AQ_HALF, false, {64, 64}, {1, 64}, 0, 0, 0, 0},
        {"to half transposed", AQ_INT4, AQ_HALF, true, {64, 64}, {64, 1}, 0, 0, 0, 0},
        {"to half, S = 1", AQ_INT8, AQ_HALF, false, {64, 64}, {1, 1}, 0, 0, 0, 0},
        {"S = 1", AQ_INT8, AQ_BF16, false, {64, 64}, {1, 1}, 16384, 1024, 0, 1},
        {"S = 1 transposed", AQ_INT8, AQ_BF16, true, {64, 64}, {1, 1}, 16384, 1024, 0, 1},
        {"S = 1, max below min", AQ_INT8, AQ_BF16, false, {2, 64}, {1, 1}, 512, 1024, 0, 1},
        {"transposed", AQ_INT8, AQ_BF16, true, {10, 64}, {10, 2}, 6400, 6400, 6400, 0},
        {"neither", AQ_INT8, AQ_BF16, false, {10, 64}, {2, 64}, 3584, 3584, 3584, 0},
        {"int4 is no fp4", AQ_INT4, AQ_BF16, false, {10, 64}, {1, 64}, 3072, 3072, 3072, 0},
        {"to float", AQ_HIF8, AQ_FLOAT, false, {10, 64}, {1, 64}, 3072, 3072, 3072, 0},
        {"beyond 32 bits",
         AQ_INT8,
         AQ_BF16,
         false,
         {4294967295u, 1},
         {1, 4294967295u},
         (size_t)4294967295u * 264,
         (size_t)4294967295u * 264,
         (size_t)4294967295u * 264,
         0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const aq_tmp_query query = query_of(rows[i].src_shape, 2, rows[i].scale_shape, 2,
                                            rows[i].transpose, rows[i].src, rows[i].dst);
        size_t max = 77, min = 77, extra = 77;
        uint32_t nodes = 77;
        assert_int_equal(aq_tmp_size(&query, &max, &min), AQ_LEGAL);
        aq_assert_msg(max == rows[i].max && min == rows[i].min, "%s: %zu, %zu", rows[i].name, max,
                      min);
        assert_int_equal(aq_tmp_factor(&query, &nodes, &extra), AQ_LEGAL);
        aq_assert_msg(nodes == rows[i].nodes && extra == rows[i].extra, "%s: %u, %zu", rows[i].name,
                      (unsigned)nodes, extra);
    }
}

static void any_number_of_dimensions(void **state) {
    (void)state;
    const uint32_t flat[] = {128}, deep[] = {2, 3, 4, 5}, one[] = {1, 1, 1};
    size_t max, min;
    aq_tmp_query query = query_of(flat, 1, one, 3, false, AQ_INT8, AQ_BF16);
    assert_int_equal(aq_tmp_size(&query, &max, &min), AQ_LEGAL);
    assert_int_equal(max, 512);
    query = query_of(deep, 4, deep, 4, false, AQ_INT8, AQ_BF16);
    assert_int_equal(aq_tmp_size(&query, &max, &min), AQ_LEGAL);
    assert_int_equal(max, 8 * 120 + 256 * 2);
}

static void judge(const aq_tmp_query *query, aq_rule rule) {
    size_t max = 77, min = 78, extra = 79;
    uint32_t nodes = 80;
    assert_int_equal(aq_tmp_size(query, &max, &min), rule);
    assert_int_equal(aq_tmp_factor(query, &nodes, &extra), rule);
    assert_true(max == 77 && min == 78 && extra == 79 && nodes == 80);
}

static void bad_queries_are_refused_and_write_nothing(void **state) {
    (void)state;
    const uint32_t shape[] = {64, 64}, empty[] = {64, 0};
    const aq_tmp_query good = query_of(shape, 2, shape, 2, false, AQ_INT8, AQ_BF16);
    aq_tmp_query query = good;
    size_t size;
    uint32_t nodes;
    assert_int_equal(aq_tmp_size(&good, NULL, &size), AQ_RULE_POINTER);
    assert_int_equal(aq_tmp_size(&good, &size, NULL), AQ_RULE_POINTER);
    assert_int_equal(aq_tmp_factor(&good, NULL, &size), AQ_RULE_POINTER);
    assert_int_equal(aq_tmp_factor(&good, &nodes, NULL), AQ_RULE_POINTER);
    judge(NULL, AQ_RULE_POINTER);
    query.src_shape = NULL;
    judge(&query, AQ_RULE_POINTER);
    query = good, query.scale_shape = NULL;
    judge(&query, AQ_RULE_POINTER);
    query = good, query.src = AQ_FORMAT_COUNT;
    judge(&query, AQ_RULE_ENUMERATION);
    query = good, query.dst = (aq_format)-1;
    judge(&query, AQ_RULE_ENUMERATION);
    query = good, query.src_dims = 0;
    judge(&query, AQ_RULE_EMPTY);
    query = good, query.scale_shape = empty;
    judge(&query, AQ_RULE_EMPTY);
    query = good, query.src_shape = empty;
    judge(&query, AQ_RULE_EMPTY);
}

static void a_size_beyond_size_t_is_refused(void **state) {
    (void)state;
    /* Powers of two: a product that wraps around would be 0. */
    uint32_t huge[9];
    for (size_t i = 0; i < 9; i++) {
        huge[i] = 1u << 31;
    }
    const uint32_t one[] = {1};
    size_t max, min, extra;
    uint32_t nodes;
    for (size_t dims = 3; dims <= 9; dims++) {
        aq_tmp_query query = query_of(one, 1, huge, dims, true, AQ_INT8, AQ_BF16);
        judge(&query, AQ_RULE_SIZE);
        query.transpose = false;
        judge(&query, AQ_RULE_SIZE);
        query.transpose = true, query.src = AQ_E2M1;
        judge(&query, AQ_RULE_SIZE);
        query.transpose = false; /* nothing is needed, whatever the shape */
        assert_int_equal(aq_tmp_size(&query, &max, &min), AQ_LEGAL);
        assert_true(max == 0 && min == 0);
        /* Only max depends on E, so the factor form still has an answer. */
        query = query_of(huge, dims, one, 1, false, AQ_INT8, AQ_BF16);
        assert_int_equal(aq_tmp_size(&query, &max, &min), AQ_RULE_SIZE);
        assert_int_equal(aq_tmp_factor(&query, &nodes, &extra), AQ_LEGAL);
        assert_true(nodes == 1 && extra == 0);
    }
    /* 4 * E just fits, and just does not. */
    const uint32_t fits[] = {1u << 31, (1u << 31) - 1}, not [] = {1u << 31, 1u << 31};
    aq_tmp_query query = query_of(fits, 2, one, 1, false, AQ_INT8, AQ_BF16);
    assert_int_equal(aq_tmp_size(&query, &max, &min), AQ_LEGAL);
    assert_true(max == SIZE_MAX - ((size_t)1 << 33) + 1);
    query.src_shape = not ;
    assert_int_equal(aq_tmp_size(&query, &max, &min), AQ_RULE_SIZE);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_row_of_the_table),
    cmocka_unit_test(any_number_of_dimensions),
    cmocka_unit_test(bad_queries_are_refused_and_write_nothing),
    cmocka_unit_test(a_size_beyond_size_t_is_refused),
};

AQ_TEST_MAIN(tests)
