/* The backends "ascend" and "ascend-sim": what they take, what they say, and that they
 * work again after whatever went wrong. */
#include "host_fixture.h"

#include "aq_backend.h"
#include "impl/calls.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { ELEMENTS = 64 * 32, ONE = 0x3c00 };

/* The kernel of the tests for int8 and half writes 1.0; there is none for bf16. */
static aq_call call_for(aq_product product) {
    return WITH(per_channel(), c.product = product);
}

typedef struct data {
    int8_t src[ELEMENTS];
    uint16_t scale[64], offset[64], dst[ELEMENTS];
} data;

static aq_run_status run_into(const aq_backend *backend, const aq_call *call, data *d, void *dst,
                              aq_error *error) {
    const aq_buffers buffers = {.src = d->src,
                                .scale = d->scale,
                                .offset = d->offset,
                                .dst = dst,
                                .src_bytes = sizeof d->src,
                                .scale_bytes = sizeof d->scale,
                                .offset_bytes = sizeof d->offset,
                                .dst_bytes = sizeof d->dst};
    *error = (aq_error){0};
    return backend->run(backend->ctx, call, &buffers, error);
}

static void assert_runs(const aq_backend *backend, aq_product product) {
    const aq_call call = call_for(product);
    data d = {0};
    aq_error error;
    const aq_run_status status = run_into(backend, &call, &d, d.dst, &error);
    aq_assert_msg(status == AQ_RUN_OK, "status %d: %s", (int)status, error.text);
    for (size_t i = 0; i < ELEMENTS; i++) {
        aq_assert_code_msg(d.dst[i], ONE, "element %zu", i);
    }
}

static void assert_status(const aq_backend *backend, const aq_call *call, aq_run_status want,
                          const char *text) {
    data d = {0};
    aq_error error;
    const aq_run_status status = run_into(backend, call, &d, d.dst, &error);
    aq_assert_code_msg(status, want, "%s", error.text);
    aq_assert_contains(error.text, text);
    for (size_t i = 0; i < ELEMENTS; i++) {
        aq_assert_code_msg(d.dst[i], 0, "element %zu is written", i);
    }
}

static const aq_backend *open_sim(aq_product product) {
    char error[512] = "";
    setenv("AQ_ASCEND_KERNELS", AQ_TEST_KERNELS, 1);
    const aq_backend *backend = aq_backend_ascend_sim(product, error, sizeof error);
    if (backend == NULL) {
        aq_fail_msg("%s", error);
    }
    return backend;
}

static void without_a_runtime_it_is_unavailable(void **state) {
    (void)state;
    char error[512] = "";
    setenv("AQ_ACL_LIBRARY", "/nowhere/libascendcl.so", 1);
    assert_null(aq_backend_ascend(error, sizeof error));
    aq_assert_contains(error, "backend unavailable: /nowhere/libascendcl.so");
}

static void what_cannot_run_the_example_of_the_document_is_unavailable(void **state) {
    (void)state;
    static const struct {
        const char *fault, *text;
    } rows[] = {
        {"oom:3", "backend unavailable: in a trial run: aclrtMalloc: 207001"},
        {"launch", "backend unavailable: in a trial run: aclrtLaunchKernelWithConfig: 500003"},
        {"sync-timeout", "in a trial run: aclrtSynchronizeStreamWithTimeout: 507046"},
        {"kernel-exception", "507035 vector core exception: the kernel fails"},
    };
    side_door side;
    load_stand_in(AQ_SIM_LATER, &side);
    setenv("AQ_ASCEND_KERNELS", AQ_TEST_KERNELS, 1);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char error[512] = "";
        assert_true(side.aq_sim_set_fault(rows[i].fault));
        assert_null(aq_backend_ascend_sim(AQ_PRODUCT_A2, error, sizeof error));
        aq_assert_contains(error, rows[i].text);
        assert_true(side.aq_sim_set_fault(NULL));
        assert_nothing_left(&side, rows[i].fault);
    }
}

static void without_kernels_it_is_unavailable(void **state) {
    (void)state;
    char error[512] = "";
    setenv("AQ_ASCEND_KERNELS", "/nowhere", 1);
    assert_null(aq_backend_ascend_sim(AQ_PRODUCT_950, error, sizeof error));
    aq_assert_contains(error, "backend unavailable: no kernels for soc Ascend950PR_9589");
    aq_assert_contains(error, "/nowhere/aq-dav-3510.o");
}

/* Before one is found: that is then the one. */
static void another_runtime_is_not_taken_for_the_stand_in(void **state) {
    (void)state;
    char error[512] = "";
    setenv("AQ_SIM_LIBRARY", AQ_NO_RUNTIME, 1);
    assert_null(aq_backend_ascend_sim(AQ_PRODUCT_A2, error, sizeof error));
    unsetenv("AQ_SIM_LIBRARY");
    aq_assert_contains(error, "backend unavailable: " AQ_NO_RUNTIME ": no function aclFinalize");
}

static void a_device_takes_calls_of_its_product(void **state) {
    (void)state;
    char error[512] = "";
    setenv("AQ_ASCEND_KERNELS", AQ_TEST_KERNELS, 1);
    setenv("AQ_ACL_LIBRARY", AQ_SIM_8_1, 1);
    setenv("AQ_SIM_SOC", "Ascend910_9391", 1);
    const aq_backend *backend = aq_backend_ascend(error, sizeof error);
    unsetenv("AQ_SIM_SOC");
    if (backend == NULL) {
        aq_fail_msg("%s", error);
    }
    assert_string_equal(backend->name, "ascend");
    assert_runs(backend, AQ_PRODUCT_A3);
    const aq_call other = call_for(AQ_PRODUCT_A2);
    assert_int_equal(backend->supports(backend->ctx, &other), AQ_RUN_UNSUPPORTED);
    assert_status(backend, &other, AQ_RUN_UNSUPPORTED,
                  "ascend: the device is of product A3, got a call for A2");
}

static void the_stand_in_is_the_chip_of_each_call(void **state) {
    (void)state;
    static const aq_product products[] = {AQ_PRODUCT_A2, AQ_PRODUCT_950, AQ_PRODUCT_A3,
                                          AQ_PRODUCT_A2, AQ_PRODUCT_A3,  AQ_PRODUCT_950};
    const aq_backend *any = open_sim(AQ_PRODUCT_COUNT);
    side_door side;
    const aqa_acl *acl = load_stand_in(AQ_SIM_LATER, &side);
    assert_string_equal(any->name, "ascend-sim");
    for (size_t i = 0; i < sizeof products / sizeof products[0]; i++) {
        static const char *const socs[] = {[AQ_PRODUCT_A2] = "Ascend910B1",
                                           [AQ_PRODUCT_A3] = "Ascend910_9391",
                                           [AQ_PRODUCT_950] = "Ascend950PR_9589"};
        const aq_call call = call_for(products[i]);
        assert_int_equal(any->supports(any->ctx, &call), AQ_RUN_OK);
        assert_runs(any, products[i]);
        assert_string_equal(acl->aclrtGetSocName(), socs[products[i]]);
    }
    aq_sim_census census;
    side.aq_sim_count(&census);
    assert_int_equal(census.lost, 0);
    assert_int_equal(census.memory + census.args, 0);
}

static void one_of_a_product_takes_that_product(void **state) {
    (void)state;
    const aq_backend *a2 = open_sim(AQ_PRODUCT_A2);
    assert_string_equal(a2->name, "ascend-sim:A2");
    assert_runs(a2, AQ_PRODUCT_A2);
    const aq_call other = call_for(AQ_PRODUCT_A3);
    assert_int_equal(a2->supports(a2->ctx, &other), AQ_RUN_UNSUPPORTED);
    assert_status(a2, &other, AQ_RUN_UNSUPPORTED, "ascend-sim:A2 takes calls of this product");
}

static void products_without_the_device_api_name_their_model(void **state) {
    (void)state;
    static const struct {
        aq_product product;
        const char *text;
    } rows[] = {
        {AQ_PRODUCT_310P,
         "310P has no device C API, and so no kernels; what it computes: ascend-model:310P"},
        {AQ_PRODUCT_KIRIN_X90, "ascend-model:KirinX90"},
        {AQ_PRODUCT_KIRIN_9030, "ascend-model:Kirin9030"}};
    const aq_backend *any = open_sim(AQ_PRODUCT_COUNT);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char error[512] = "";
        const aq_call call = WITH(call_for(rows[i].product), c.overflow = AQ_OVERFLOW_SAT);
        assert_null(aq_backend_ascend_sim(rows[i].product, error, sizeof error));
        aq_assert_contains(error, "backend unavailable: ");
        aq_assert_contains(error, rows[i].text);
        assert_int_equal(any->supports(any->ctx, &call), AQ_RUN_UNSUPPORTED);
        assert_status(any, &call, AQ_RUN_UNSUPPORTED, rows[i].text);
    }
}

static void illegal_calls_are_refused(void **state) {
    (void)state;
    const aq_backend *any = open_sim(AQ_PRODUCT_COUNT);
    const aq_call call = WITH(call_for(AQ_PRODUCT_A2), c.k = 63);
    assert_int_equal(any->supports(any->ctx, &call), AQ_RUN_OK);
    assert_status(any, &call, AQ_RUN_REFUSED, "k");
    const aq_call reserved = call_for(AQ_PRODUCT_910);
    assert_status(any, &reserved, AQ_RUN_REFUSED, "product");
}

static void what_fails_is_told_and_the_next_run_works(void **state) {
    (void)state;
    static const struct {
        const char *fault, *text;
    } rows[] = {
        {"oom:4", "aclrtMalloc: 207001 memory exhausted"},
        {"copy:2", "aclrtMemcpy: 500003"},
        {"launch", "aclrtLaunchKernelWithConfig: 500003"},
        {"sync-timeout", "aclrtSynchronizeStreamWithTimeout: 507046"},
        {"kernel-exception", "507035 vector core exception: the kernel fails"},
        {"set-device", "aclrtSetDevice: 107001"},
    };
    const aq_backend *any = open_sim(AQ_PRODUCT_COUNT);
    side_door side;
    load_stand_in(AQ_SIM_LATER, &side);
    const aq_call call = call_for(AQ_PRODUCT_A2), no_kernel = per_tensor();
    assert_runs(any, AQ_PRODUCT_A2);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_true(side.aq_sim_set_fault(rows[i].fault));
        assert_status(any, &call, AQ_RUN_FAILED, rows[i].text);
        assert_true(side.aq_sim_set_fault(NULL));
        assert_runs(any, AQ_PRODUCT_A2);
    }
    data d = {0};
    aq_error error;
    assert_int_equal(run_into(any, &no_kernel, &d, d.dst, &error), AQ_RUN_FAILED);
    aq_assert_contains(error.text, "aclrtBinaryGetFunction: 507027 kernel lookup failed");
    aq_assert_contains(error.text, "aq_2201_int8_bf16_bf16_fh");
    assert_runs(any, AQ_PRODUCT_A2);
}

static sigjmp_buf way_back;

static void on_fault(int signal) {
    (void)signal;
    siglongjmp(way_back, 1);
}

static void *run_in_thread(void *backend) {
    assert_runs(backend, AQ_PRODUCT_A2);
    return NULL;
}

static void it_works_after_a_call_that_a_signal_ended(void **state) {
    (void)state;
    const aq_backend *any = open_sim(AQ_PRODUCT_COUNT);
    const aq_call call = call_for(AQ_PRODUCT_A2);
    static data d;
    void *nowhere = mmap(NULL, sizeof d.dst, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(nowhere, MAP_FAILED);
    struct sigaction action = {.sa_handler = on_fault}, before;
    sigaction(SIGSEGV, &action, &before);
    aq_error error;
    const bool ended = sigsetjmp(way_back, 1) != 0;
    if (!ended) {
        run_into(any, &call, &d, nowhere, &error);
    }
    sigaction(SIGSEGV, &before, NULL);
    munmap(nowhere, sizeof d.dst);
    assert_true(ended);
    assert_runs(any, AQ_PRODUCT_A2);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, run_in_thread, (void *)(uintptr_t)any), 0);
    pthread_join(thread, NULL);
}

static void threads_take_turns(void **state) {
    (void)state;
    pthread_t threads[4];
    const aq_backend *any = open_sim(AQ_PRODUCT_COUNT);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, run_in_thread, (void *)(uintptr_t)any),
                         0);
    }
    for (size_t i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(without_a_runtime_it_is_unavailable),
    cmocka_unit_test(another_runtime_is_not_taken_for_the_stand_in),
    cmocka_unit_test(without_kernels_it_is_unavailable),
    cmocka_unit_test(what_cannot_run_the_example_of_the_document_is_unavailable),
    cmocka_unit_test(a_device_takes_calls_of_its_product),
    cmocka_unit_test(the_stand_in_is_the_chip_of_each_call),
    cmocka_unit_test(one_of_a_product_takes_that_product),
    cmocka_unit_test(products_without_the_device_api_name_their_model),
    cmocka_unit_test(illegal_calls_are_refused),
    cmocka_unit_test(what_fails_is_told_and_the_next_run_works),
    cmocka_unit_test(threads_take_turns),
    cmocka_unit_test(it_works_after_a_call_that_a_signal_ended),
};

AQ_TEST_MAIN(tests)
