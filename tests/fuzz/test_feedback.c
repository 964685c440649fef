/* What counts as news for the fuzzer: numbers in other positions, no more. */
#include "aq_assert.h"
#include "format.h"
#include "fuzz_feedback.h"
#include "index.h"
#include "legal.h"

#include <stdlib.h>

static uint8_t first[AQF_COUNTERS];

/* per_tensor, int8 * half -> half without an offset: [1, 32] of one source, one scale. */
static void mark(uint8_t src, uint32_t scale, uint32_t dst_code) {
    aqh_case c;
    aqh_case_init(&c);
    c.call = (aq_call){.product = AQ_PRODUCT_A2,
                       .prototype = AQ_PER_TENSOR,
                       .src = {AQ_INT8, 1, 32},
                       .scale = {AQ_HALF, 1, 1},
                       .offset = {AQ_HALF, 1, 1},
                       .dst = {AQ_HALF, 1, 32},
                       .k = 1,
                       .tmp_explicit = true};
    assert_int_equal(aqo_legal(&c.call, NULL), AQ_LEGAL);
    assert_true(aqh_case_allocate(&c));
    uint8_t dst[64];
    for (size_t i = 0; i < 32; i++) {
        aqo_store(AQ_INT8, c.data[AQH_SRC], i, src);
        aqo_store(AQ_HALF, dst, i, dst_code);
    }
    aqo_store(AQ_HALF, c.data[AQH_SCALE], 0, scale);
    memset(aqf_counters, 0, sizeof aqf_counters);
    aqf_feedback(&c, dst);
    aqh_case_free(&c);
}

static unsigned differences(void) {
    unsigned count = 0;
    for (int i = 0; i < AQF_COUNTERS; i++)
        count += first[i] != aqf_counters[i];
    return count;
}

static void the_same_numbers_are_no_news(void **state) {
    (void)state;
    mark(3, 0x3c00, 0x4200); /* 3 * 1 = 3 */
    memcpy(first, aqf_counters, sizeof first);
    mark(3, 0x3c00, 0x4200);
    assert_int_equal(differences(), 0);
}

static void a_tie_is_news_beside_an_exact_value(void **state) {
    (void)state;
    mark(3, 0x3c00, 0x4200); /* 3 * 1: exact */
    memcpy(first, aqf_counters, sizeof first);
    mark(3, 0x3c01, 0x4202); /* 3 * (1 + 2^-10) = 3 + 1.5 ulp: a tie */
    assert_true(differences() >= 2);
}

static void the_side_of_a_tie_is_news(void **state) {
    (void)state;
    mark(3, 0x3c01, 0x4202); /* 3 + 1.5 ulp goes up to an even one */
    memcpy(first, aqf_counters, sizeof first);
    mark(3, 0x3c03, 0x4204); /* 3 + 4.5 ulp goes down to an even one */
    assert_true(differences() >= 2);
}

static void a_wrong_result_is_news(void **state) {
    (void)state;
    mark(3, 0x3c00, 0x4200);
    memcpy(first, aqf_counters, sizeof first);
    mark(3, 0x3c00, 0x4201);
    assert_int_equal(differences(), 1);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_same_numbers_are_no_news),
    cmocka_unit_test(a_tie_is_news_beside_an_exact_value),
    cmocka_unit_test(the_side_of_a_tie_is_news),
    cmocka_unit_test(a_wrong_result_is_news),
};
AQ_TEST_MAIN(tests)
