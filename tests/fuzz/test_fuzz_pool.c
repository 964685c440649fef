/* Memory of cases: as large as asked for, poisoned around that and when given back. */
#include "aq_assert.h"
#include "fuzz_pool.h"

#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#define POISONED(at) (__asan_address_is_poisoned(at) != 0)
#else
#define POISONED(at) ((void)(at), true) /* nothing to look at: only where it must be */
#endif

static const size_t sizes[] = {1, 7, 8, 63, 64, 127, 128, 129, 4096, 4097, 1 << 18, 1 << 20};
enum { SIZES = sizeof sizes / sizeof *sizes };

static void every_byte_can_be_used(void **state) {
    (void)state;
    for (int i = 0; i < SIZES; i++) {
        uint8_t *data = aqf_take(sizes[i]), *other = aqf_take(sizes[i]);
        assert_non_null(data);
        assert_non_null(other);
        assert_int_equal((uintptr_t)data % 16, 0);
        memset(data, 0x55, sizes[i]);
        memset(other, 0xaa, sizes[i]);
        assert_int_equal(data[0], 0x55);
        assert_int_equal(data[sizes[i] - 1], 0x55);
        aqf_give(data, sizes[i]);
        aqf_give(other, sizes[i]);
    }
}

/* Twice, as the second time the blocks are old ones, of another size before. */
static void a_byte_further_is_poisoned(void **state) {
    (void)state;
    for (int i = 0; i < 2 * SIZES; i++) {
        const size_t bytes = sizes[i % SIZES];
        uint8_t *data = aqf_take(bytes);
        assert_non_null(data);
        assert_true(POISONED(data - 1));
        assert_true(POISONED(data + bytes));
        aqf_give(data, bytes);
    }
}

static void what_was_given_back_is_poisoned(void **state) {
    (void)state;
    for (int i = 0; i < SIZES; i++) {
        uint8_t *data = aqf_take(sizes[i]);
        assert_non_null(data);
        aqf_give(data, sizes[i]);
        assert_true(POISONED(data));
        assert_true(POISONED(data + sizes[i] - 1));
    }
}

static void no_bytes_are_a_place_too(void **state) {
    (void)state;
    uint8_t *data = aqf_take(0);
    assert_non_null(data);
    assert_true(POISONED(data));
    aqf_give(data, 0);
    aqf_give(NULL, 5);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_byte_can_be_used),
    cmocka_unit_test(a_byte_further_is_poisoned),
    cmocka_unit_test(what_was_given_back_is_poisoned),
    cmocka_unit_test(no_bytes_are_a_place_too),
};
AQ_TEST_MAIN(tests)
