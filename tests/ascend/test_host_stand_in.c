/* The stand-in runtime is as strict as a device is, and stricter: what would go wrong
 * on one does not work here. */
#include "host_fixture.h"

#include <pthread.h>
#include <signal.h>

/* ---- Order, threads -------------------------------------------------------------- */

static void nothing_works_before_init_and_device(void **state) {
    (void)state;
    void *memory;
    acl = load_stand_in(AQ_SIM_8_1, &side);
    assert_int_equal(acl->aclrtSetDevice(0), AQA_UNINITIALISED);
    assert_int_equal(acl->aclrtMalloc(&memory, 64, 0), AQA_UNINITIALISED);
    assert_non_null(acl->aclrtGetSocName());
    assert_int_equal(acl->aclInit(NULL), AQA_OK);
    assert_int_equal(acl->aclInit(NULL), AQA_REPEATED_INIT);
    assert_int_equal(acl->aclrtMalloc(&memory, 64, 0), AQA_NO_CONTEXT);
    assert_int_equal(acl->aclrtSetDevice(1), AQA_INVALID_DEVICE);
    assert_int_equal(acl->aclFinalize(), AQA_OK);
    assert_int_equal(acl->aclrtSetDevice(0), AQA_FINALISED);
}

static void *allocate_in_thread(void *code) {
    void *memory;
    *(aqa_code *)code = acl->aclrtMalloc(&memory, 64, 0);
    return NULL;
}

static void a_thread_needs_its_own_device(void **state) {
    (void)state;
    pthread_t thread;
    aqa_code code = AQA_OK;
    assert_int_equal(pthread_create(&thread, NULL, allocate_in_thread, &code), 0);
    pthread_join(thread, NULL);
    assert_int_equal(code, AQA_NO_CONTEXT);
}

static void the_chip_is_not_exchanged_while_it_is_set(void **state) {
    (void)state;
    assert_false(side.aq_sim_set_soc("Ascend950PR_9589"));
    assert_string_equal(acl->aclrtGetSocName(), "Ascend910B1");
}

/* ---- Memory ------------------------------------------------------------------------- */

static void fresh_memory_is_aligned_and_full_of_junk(void **state) {
    (void)state;
    uint8_t host[4096], zero[4096] = {0};
    for (size_t bytes = 1; bytes <= 4096; bytes = bytes * 3 + 1) {
        void *memory = device_memory(bytes);
        assert_int_equal((uintptr_t)memory % 64, 0);
        assert_int_equal(acl->aclrtMemcpy(host, bytes, memory, bytes, AQA_COPY_OUT), AQA_OK);
        assert_true(bytes < 8 || memcmp(host, zero, bytes) != 0);
        assert_int_equal(acl->aclrtFree(memory), AQA_OK);
    }
}

static void bad_copies_are_refused(void **state) {
    (void)state;
    uint8_t host[256] = {0};
    uint8_t *memory = device_memory(100);
    const struct {
        void *to;
        size_t to_bytes;
        const void *from;
        size_t bytes;
        int direction;
        const char *text;
    } rows[] = {
        {memory, 100, host, 101, AQA_COPY_IN, "101 bytes to 100 bytes"},
        {memory, 200, host, 101, AQA_COPY_IN, "past the allocation"},
        {memory + 50, 200, host, 51, AQA_COPY_IN, "past the allocation"},
        {host, 256, memory + 99, 2, AQA_COPY_OUT, "past the allocation"},
        {memory, 100, host, 100, AQA_COPY_OUT, "kind is 2, the memory is of kind 1"},
        {host, 100, memory, 100, AQA_COPY_IN, "kind is 1, the memory is of kind 2"},
        {memory, 100, host, 0, AQA_COPY_IN, "0 bytes"},
        {memory, 100, NULL, 10, AQA_COPY_IN, "10 bytes"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(acl->aclrtMemcpy(rows[i].to, rows[i].to_bytes, rows[i].from, rows[i].bytes,
                                          rows[i].direction),
                         AQA_RT_INVALID_PARAM);
        assert_said(rows[i].text);
    }
    assert_int_equal(acl->aclrtFree(memory + 64), AQA_RT_INVALID_PARAM);
    assert_int_equal(acl->aclrtFree(memory), AQA_OK);
    assert_int_equal(acl->aclrtFree(memory), AQA_RT_INVALID_PARAM);
    void *none = NULL;
    assert_int_equal(acl->aclrtMalloc(&none, 0, 0), AQA_INVALID_PARAM);
    assert_int_equal(acl->aclrtMalloc(&none, (size_t)1 << 40, 0), AQA_NO_MEMORY);
    assert_int_equal(acl->aclrtMalloc(&none, SIZE_MAX, 0), AQA_NO_MEMORY);
}

static sigjmp_buf way_back;

static void on_fault(int signal) {
    (void)signal;
    siglongjmp(way_back, 1);
}

/* Does the host's read of this byte trap? */
static bool traps(const volatile uint8_t *at) {
    struct sigaction action = {.sa_handler = on_fault}, before;
    sigaction(SIGSEGV, &action, &before);
    const bool trapped = sigsetjmp(way_back, 1) != 0;
    if (!trapped) {
        (void)*at;
    }
    sigaction(SIGSEGV, &before, NULL);
    return trapped;
}

static void the_host_cannot_touch_device_memory(void **state) {
    (void)state;
    uint8_t host[100] = {0};
    uint8_t *memory = device_memory(100);
    assert_true(traps(memory));
    assert_int_equal(acl->aclrtMemcpy(memory, 100, host, 100, AQA_COPY_IN), AQA_OK);
    assert_true(traps(memory + 99));
    assert_int_equal(more.aclrtMemset(memory, 100, 1, 100), AQA_OK);
    assert_true(traps(memory));
    assert_int_equal(acl->aclrtFree(memory), AQA_OK);
    assert_true(traps(memory));
    assert_false(traps(host));
}

static void memory_that_was_freed_is_not_the_next_one(void **state) {
    (void)state;
    void *before = device_memory(100);
    assert_int_equal(acl->aclrtFree(before), AQA_OK);
    void *after = device_memory(100);
    assert_ptr_not_equal(before, after);
    assert_int_equal(acl->aclrtFree(after), AQA_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up_device, tear_down_device)

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(nothing_works_before_init_and_device),
    TEST(a_thread_needs_its_own_device),
    TEST(the_chip_is_not_exchanged_while_it_is_set),
    TEST(fresh_memory_is_aligned_and_full_of_junk),
    TEST(bad_copies_are_refused),
    TEST(the_host_cannot_touch_device_memory),
    TEST(memory_that_was_freed_is_not_the_next_one),
};

AQ_TEST_MAIN(tests)
