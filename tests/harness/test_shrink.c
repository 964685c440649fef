/* The reducer: it keeps the finding, ends with the smallest legal case, and always
 * with the same. */
#include "aq_assert.h"

#include "fast.h"
#include "format.h"
#include "generate.h"
#include "index.h"
#include "legal.h"
#include "shrink.h"

#include <stdlib.h>

/* ---- Backends with a fault ---------------------------------------------------- */

/* Bits of the result that are wrong at this element. */
typedef uint32_t fault_fn(const aq_call *call, const aq_buffers *buffers, size_t i, size_t j);

static aq_run_status run_with_fault(void *ctx, const aq_call *call, const aq_buffers *buffers,
                                    aq_error *error) {
    fault_fn *const *fault = ctx;
    const aq_backend *cpu = aq_backend_cpu();
    const aq_run_status status = cpu->run(cpu->ctx, call, buffers, error);
    const size_t count = status == AQ_RUN_OK ? aqo_computed(call) : 0;
    for (size_t e = 0; e < count; e++)
        aqo_store(call->dst.format, buffers->dst, e,
                  aqo_load(call->dst.format, buffers->dst, e) ^
                      (*fault)(call, buffers, e / call->src.cols, e % call->src.cols));
    return status;
}

static uint32_t src_at(const aq_call *call, const aq_buffers *buffers, size_t i, size_t j) {
    return aqo_load(call->src.format, buffers->src, i * call->src.cols + j);
}

static double scale_at(const aq_call *call, const aq_buffers *buffers, size_t i, size_t j) {
    return aqo_decode_double(call->scale.format, aqo_load(call->scale.format, buffers->scale,
                                                          aqo_param_index(call, i, j)));
}

/* A fault of value: -7 times a scale of 0.5 and more. */
static uint32_t at_minus_seven(const aq_call *call, const aq_buffers *buffers, size_t i, size_t j) {
    return src_at(call, buffers, i, j) == 0x9 && scale_at(call, buffers, i, j) >= 0.5;
}

/* A fault of groups: the first row of a group but the first one. */
static uint32_t where_a_group_begins(const aq_call *call, const aq_buffers *buffers, size_t i,
                                     size_t j) {
    return i > 0 && i % (call->src.rows / call->scale.rows) == 0 &&
           src_at(call, buffers, i, j) == 3;
}

/* A fault of shape: above 255 rows. */
static uint32_t above_255_rows(const aq_call *call, const aq_buffers *buffers, size_t i, size_t j) {
    (void)call, (void)buffers, (void)j;
    return i > 255;
}

static uint32_t nowhere(const aq_call *call, const aq_buffers *buffers, size_t i, size_t j) {
    (void)call, (void)buffers, (void)i, (void)j;
    return 0;
}

/* A fault of value where src is -7, and one of rounding wherever src is 3. */
static uint32_t two_faults(const aq_call *call, const aq_buffers *buffers, size_t i, size_t j) {
    const uint32_t src = src_at(call, buffers, i, j);
    return src == 0x9 ? 0x0200 : src == 3;
}

/* ---- The case of the issue: int4 in groups along K, 512 x 1,376 ------------------ */

static void fill(aqh_case *c) {
    aqh_random random = {7};
    const size_t elements = aqo_elements(&c->call.src), parameters = aqo_elements(&c->call.scale);
    for (size_t e = 0; e < elements; e++)
        aqo_store(AQ_INT4, c->data[AQH_SRC], e, aqh_below(&random, 16));
    for (size_t p = 0; p < parameters; p++) {
        /* 0.25 to 2, with all bits of the fraction in use; offsets of 1 to 2 */
        aqo_store(AQ_HALF, c->data[AQH_SCALE], p, 0x3400 + aqh_below(&random, 0x0c00));
        aqo_store(AQ_HALF, c->data[AQH_OFFSET], p, 0x3c00 + aqh_below(&random, 0x0400));
    }
}

static void make_case(aqh_case *c) {
    aqh_case_init(c);
    c->call = (aq_call){.product = AQ_PRODUCT_A2,
                        .prototype = AQ_PER_CHANNEL,
                        .has_offset = true,
                        .k_dim = 1,
                        .overflow = AQ_OVERFLOW_SAT,
                        .src = {AQ_INT4, 512, 1376},
                        .scale = {AQ_HALF, 4, 1376},
                        .offset = {AQ_HALF, 4, 1376},
                        .dst = {AQ_HALF, 512, 1376},
                        .k = 512};
    c->misalign[AQH_SRC] = 3;
    assert_true(aqh_case_allocate(c));
    fill(c);
    assert_int_equal(aqo_legal(&c->call, NULL), AQ_LEGAL);
}

static bool shrink(aqh_case *c, fault_fn *fault, aqh_shrinking *result, char error[256]) {
    const aq_backend backend = {AQ_BACKEND_ABI, sizeof(aq_backend), "faulty", &fault,
                                NULL,           run_with_fault};
    return aqh_shrink(c, &backend, "faulty", result, error, 256);
}

static size_t not_zero(const aqh_case *c, int operand) {
    const aq_tensor *tensor = aqh_tensor(&c->call, operand);
    size_t count = 0;
    for (size_t e = 0; e < aqo_elements(tensor); e++)
        count += aqo_load(tensor->format, c->data[operand], e) != 0;
    return count;
}

/* Half needs 16 columns or rows for a scale of 32 bytes, and int4 64 elements for a
 * src of 32: 64 + 16 elements is the smallest there is. */
static void a_fault_of_value_is_left_in_one_element(void **state) {
    (void)state;
    aqh_case c;
    aqh_shrinking result;
    char error[256];
    make_case(&c);
    assert_true(shrink(&c, at_minus_seven, &result, error));
    assert_string_equal(result.signature, "faulty-per_channel-int4.half.half-wrong-rounding");
    assert_int_equal(result.elements_before, 512 * 1376 + 2 * 4 * 1376);
    assert_int_equal(result.elements_after, 64 + 16);
    assert_int_equal(aqo_legal(&c.call, NULL), AQ_LEGAL);
    assert_int_equal(c.call.src.rows * c.call.src.cols, 64);
    assert_int_equal(c.call.scale.rows, 1);
    assert_false(c.call.has_offset);
    assert_int_equal(c.call.overflow, AQ_OVERFLOW_INF_NAN);
    assert_int_equal(c.misalign[AQH_SRC], 0);
    assert_int_equal(not_zero(&c, AQH_SRC), 1);
    assert_int_equal(not_zero(&c, AQH_SCALE), 1);
    /* Its scale is 1, though 0.5 would have done: 1 is simpler. */
    for (size_t p = 0; p < 16; p++) {
        const uint32_t code = aqo_load(AQ_HALF, c.data[AQH_SCALE], p);
        assert_true(code == 0 || code == 0x3c00);
    }
    assert_non_null(c.data[AQH_DST]);
    aqh_case_free(&c);
}

static void a_smaller_fault_beside_it_does_not_take_its_place(void **state) {
    (void)state;
    aqh_case c;
    aqh_shrinking result;
    char error[256];
    make_case(&c);
    assert_true(shrink(&c, two_faults, &result, error));
    assert_string_equal(result.signature, "faulty-per_channel-int4.half.half-wrong-value");
    assert_int_equal(result.elements_after, 64 + 16);
    size_t minus_seven = 0;
    for (size_t e = 0; e < 64; e++)
        minus_seven += aqo_load(AQ_INT4, c.data[AQH_SRC], e) == 0x9;
    assert_int_equal(minus_seven, 1);
    assert_int_equal(not_zero(&c, AQH_SRC), 1);
    aqh_case_free(&c);
}

static void a_fault_at_a_group_keeps_two_groups(void **state) {
    (void)state;
    aqh_case c;
    aqh_shrinking result;
    char error[256];
    make_case(&c);
    assert_true(shrink(&c, where_a_group_begins, &result, error));
    /* 8 columns of 2 groups are 32 bytes of scale as well. */
    assert_int_equal(result.elements_after, 64 + 16);
    assert_true(c.call.scale.rows >= 2);
    assert_int_equal(not_zero(&c, AQH_SRC), 1);
    aqh_case_free(&c);
}

static void a_fault_of_shape_keeps_the_rows_it_needs(void **state) {
    (void)state;
    aqh_case c;
    aqh_shrinking result;
    char error[256];
    make_case(&c);
    assert_true(shrink(&c, above_255_rows, &result, error));
    /* 257 is prime to the block sizes: 64 columns; 260 rows take 16, 272 take 4. */
    assert_true(c.call.src.rows > 256 && c.call.src.rows <= 272);
    assert_true(c.call.src.cols <= 64);
    assert_true(not_zero(&c, AQH_SRC) <= 1);
    aqh_case_free(&c);
}

static void the_same_case_gives_the_same_smallest_one(void **state) {
    (void)state;
    aqh_case c[2];
    aqh_shrinking result[2];
    char error[256];
    for (int k = 0; k < 2; k++) {
        make_case(&c[k]);
        assert_true(shrink(&c[k], at_minus_seven, &result[k], error));
    }
    assert_int_equal(result[0].tried, result[1].tried);
    assert_string_equal(result[0].text, result[1].text);
    for (int operand = AQH_SRC; operand < AQH_OPERANDS; operand++) {
        assert_int_equal(c[0].bytes[operand], c[1].bytes[operand]);
        if (c[0].bytes[operand])
            aq_assert_bytes(c[0].data[operand], c[1].data[operand], c[0].bytes[operand]);
    }
    aqh_case_free(&c[0]);
    aqh_case_free(&c[1]);
}

static void what_was_shrunk_cannot_be_shrunk_further(void **state) {
    (void)state;
    aqh_case c;
    aqh_shrinking first, again;
    char error[256];
    make_case(&c);
    assert_true(shrink(&c, at_minus_seven, &first, error));
    assert_true(shrink(&c, at_minus_seven, &again, error));
    assert_int_equal(again.taken, 0);
    assert_string_equal(again.signature, first.signature);
    aqh_case_free(&c);
}

static void what_does_not_fail_is_refused_and_left_alone(void **state) {
    (void)state;
    aqh_case c;
    aqh_shrinking result;
    char error[256];
    make_case(&c);
    assert_false(shrink(&c, nowhere, &result, error));
    aq_assert_contains(error, "the case does not fail");
    assert_int_equal(c.call.src.rows, 512);
    c.call.k = 511;
    assert_false(shrink(&c, at_minus_seven, &result, error));
    aq_assert_contains(error, "only legal calls are shrunk: k:");
    aqh_case_free(&c);
}

/* ---- Every prototype ------------------------------------------------------------ */

/* Writes one element too many. */
static aq_run_status write_too_far(void *ctx, const aq_call *call, const aq_buffers *buffers,
                                   aq_error *error) {
    (void)ctx;
    const aq_backend *cpu = aq_backend_cpu();
    const aq_run_status status = cpu->run(cpu->ctx, call, buffers, error);
    if (status == AQ_RUN_OK && aqo_computed(call) < aqo_elements(&call->dst))
        aqo_store(call->dst.format, buffers->dst, aqo_computed(call), 1);
    return status;
}

static void a_row_past_the_count_stays_where_it_is_what_is_written(void **state) {
    (void)state;
    const aq_backend backend = {AQ_BACKEND_ABI, sizeof(aq_backend), "far", NULL,
                                NULL,           write_too_far};
    const aqh_variant variant = {
        {AQ_PRODUCT_950, AQ_PER_TOKEN, AQ_INT8, AQ_HALF, AQ_HALF}, true, false, 1};
    aqh_case c;
    aqh_shrinking result;
    char error[256];
    uint64_t seed = 0;
    do {
        assert_true(aqh_generate(&c, &variant, AQ_OVERFLOW_INF_NAN, AQH_THEME_SWEEP, ++seed, 640));
        if (aqo_computed(&c.call) < aqo_elements(&c.call.dst))
            break;
        aqh_case_free(&c);
    } while (seed < 100);
    assert_true(aqh_shrink(&c, &backend, "far", &result, error, sizeof error));
    assert_string_equal(result.signature, "far-per_token-int8.half.half-written-too-far-none");
    /* Two rows of 32 bytes of int8, one of them to compute. */
    assert_int_equal(c.call.src.rows, 2);
    assert_int_equal(c.call.src.cols, 32);
    assert_int_equal(c.call.cal_count, 32);
    assert_false(c.call.has_offset);
    aqh_case_free(&c);
}

/* The last element of a call is off. */
static uint32_t at_the_end(const aq_call *call, const aq_buffers *buffers, size_t i, size_t j) {
    (void)buffers;
    return i * call->src.cols + j + 1 == aqo_computed(call);
}

static void cases_of_every_variant_shrink_to_legal_ones_with_the_signature(void **state) {
    (void)state;
    size_t count;
    aqh_variant *variants = aqh_variants(&count);
    assert_non_null(variants);
    for (size_t v = 0; v < count; v += 7) {
        aqh_case c;
        aqh_shrinking result;
        char error[256];
        assert_true(aqh_generate(&c, &variants[v], AQ_OVERFLOW_SAT, AQH_THEME_TIES, v, 640));
        const uint64_t before = aqo_elements(&c.call.src);
        aq_assert_msg(shrink(&c, at_the_end, &result, error), "%s", error);
        assert_int_equal(aqo_legal(&c.call, NULL), AQ_LEGAL);
        assert_true(aqo_elements(&c.call.src) <= before && aqo_elements(&c.call.src) <= 64);
        assert_true(not_zero(&c, AQH_SRC) <= 1);
        aqh_case_free(&c);
    }
    free(variants);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_fault_of_value_is_left_in_one_element),
    cmocka_unit_test(a_smaller_fault_beside_it_does_not_take_its_place),
    cmocka_unit_test(a_fault_at_a_group_keeps_two_groups),
    cmocka_unit_test(a_fault_of_shape_keeps_the_rows_it_needs),
    cmocka_unit_test(the_same_case_gives_the_same_smallest_one),
    cmocka_unit_test(what_was_shrunk_cannot_be_shrunk_further),
    cmocka_unit_test(what_does_not_fail_is_refused_and_left_alone),
    cmocka_unit_test(a_row_past_the_count_stays_where_it_is_what_is_written),
    cmocka_unit_test(cases_of_every_variant_shrink_to_legal_ones_with_the_signature),
};

AQ_TEST_MAIN(tests)
