/* The stand-in runtime is as strict as a device is, and stricter: what would go wrong
 * on one does not work here. */
#include "host_fixture.h"

#include <dlfcn.h>
#include <elf.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* The functions that the host side does not use. */
static struct unused {
#define X(type, name, parameters) type(*name) parameters;
    AQA_UNUSED_LIST(X)
#undef X
} more;

static side_door side;
static aqa_acl *acl;

static int set_up(void **state) {
    (void)state;
    acl = load_stand_in(AQ_SIM_8_1, &side);
    void *symbol;
#define X(type, name, parameters)                                                                  \
    symbol = dlsym(acl->library, #name);                                                           \
    assert_non_null(symbol);                                                                       \
    memcpy(&more.name, &symbol, sizeof symbol);
    AQA_UNUSED_LIST(X)
#undef X
    assert_true(side.aq_sim_set_soc("Ascend910B1"));
    assert_int_equal(acl->aclInit(NULL), AQA_OK);
    assert_int_equal(acl->aclrtSetDevice(0), AQA_OK);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    assert_int_equal(acl->aclrtResetDevice(0), AQA_OK);
    assert_int_equal(acl->aclFinalize(), AQA_OK);
    assert_nothing_left(&side, "the test");
    return 0;
}

/* The last error text has the part. */
static void assert_said(const char *part) {
    const char *said = acl->aclGetRecentErrMsg();
    assert_non_null(said);
    aq_assert_contains(said, part);
    assert_null(acl->aclGetRecentErrMsg()); /* told once */
}

static void *device_memory(size_t bytes) {
    void *memory = NULL;
    assert_int_equal(acl->aclrtMalloc(&memory, bytes, AQA_MALLOC_HUGE_FIRST), AQA_OK);
    return memory;
}

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

/* ---- Binaries ---------------------------------------------------------------------------- */

static void write_file(const char *path, const void *data, size_t bytes) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, bytes, file), bytes);
    fclose(file);
}

static void wrong_binaries_are_refused(void **state) {
    (void)state;
    /* What is sure of a binary for a device: it is no program of this machine. */
    Elf64_Ehdr npu = {.e_type = ET_EXEC, .e_machine = 0x1029};
    memcpy(npu.e_ident, ELFMAG, SELFMAG);
    npu.e_ident[EI_CLASS] = ELFCLASS64;
    char path[] = "/tmp/aqcheck-binary-XXXXXX";
    const int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    const struct {
        const char *path;
        const void *data;
        size_t bytes;
        aqa_code code;
        const char *text;
    } rows[] = {
        {path, &npu, sizeof npu, AQA_WRONG_SOC, "for machine 0x1029, type 2: the stand-in runs"},
        {path, "hello", 5, AQA_INVALID_FILE, "not a kernel binary"},
        {path, "", 0, AQA_INVALID_FILE, "not a kernel binary"},
        {"/nowhere/a.o", NULL, 0, AQA_INVALID_FILE, "/nowhere/a.o: no such file"},
        {AQ_NO_RUNTIME, NULL, 0, AQA_WRONG_SOC, "not built for this device model"},
        {AQ_TEST_KERNELS "/aq-dav-3510.o", NULL, 0, AQA_WRONG_SOC,
         "kernels for 3510, the soc Ascend910B1 is 2201"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        aqa_binary binary = NULL;
        if (rows[i].data != NULL) {
            write_file(path, rows[i].data, rows[i].bytes);
        }
        assert_int_equal(acl->aclrtBinaryLoadFromFile(rows[i].path, NULL, &binary), rows[i].code);
        assert_null(binary);
        assert_said(rows[i].text);
    }
    unlink(path);
}

static void a_binary_in_memory_is_one_too(void **state) {
    (void)state;
    FILE *file = fopen(AQ_TEST_KERNELS "/aq-dav-2201.o", "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    const size_t bytes = (size_t)ftell(file);
    rewind(file);
    void *copy = malloc(bytes);
    assert_non_null(copy);
    assert_int_equal(fread(copy, 1, bytes, file), bytes);
    fclose(file);
    aqa_binary binary = NULL;
    aqa_function function = NULL;
    aqa_binary_data data = more.aclrtCreateBinary(copy, bytes);
    free(copy);
    assert_non_null(data);
    assert_int_equal(more.aclrtBinaryLoad(data, &binary), AQA_OK);
    assert_int_equal(more.aclrtDestroyBinary(data), AQA_OK);
    assert_int_equal(acl->aclrtBinaryGetFunction(binary, "test_copy", &function), AQA_OK);
    assert_int_equal(acl->aclrtBinaryGetFunction(binary, "no_such", &function), AQA_LOOKUP);
    assert_int_equal(acl->aclrtBinaryUnLoad(binary), AQA_OK);
    /* Handles of what is gone are no handles. */
    aqa_args args = NULL;
    assert_int_equal(acl->aclrtBinaryUnLoad(binary), AQA_INVALID_HANDLE);
    assert_int_equal(acl->aclrtKernelArgsInit(function, &args), AQA_INVALID_HANDLE);
    assert_int_equal(more.aclrtBinaryLoad(data, &binary), AQA_INVALID_HANDLE);
}

/* ---- Launches ------------------------------------------------------------------------------ */

typedef struct launched {
    aqa_stream stream;
    aqa_binary binary;
    aqa_function function;
    aqa_args args;
    uint8_t *in, *out; /* TEST_BYTES each, in holds 0x11 */
} launched;

static launched prepare(const char *kernel, size_t arguments) {
    launched l = {.in = device_memory(TEST_BYTES), .out = device_memory(TEST_BYTES)};
    assert_int_equal(more.aclrtMemset(l.in, TEST_BYTES, 0x11, TEST_BYTES), AQA_OK);
    assert_int_equal(more.aclrtMemset(l.out, TEST_BYTES, 0x22, TEST_BYTES), AQA_OK);
    assert_int_equal(acl->aclrtCreateStream(&l.stream), AQA_OK);
    assert_int_equal(
        acl->aclrtBinaryLoadFromFile(AQ_TEST_KERNELS "/aq-dav-2201.o", NULL, &l.binary), AQA_OK);
    assert_int_equal(acl->aclrtBinaryGetFunction(l.binary, kernel, &l.function), AQA_OK);
    assert_int_equal(acl->aclrtKernelArgsInit(l.function, &l.args), AQA_OK);
    for (size_t i = 0; i < arguments; i++) {
        uint64_t address = (uintptr_t)(i ? l.out : l.in);
        aqa_parameter parameter;
        assert_int_equal(acl->aclrtKernelArgsAppend(l.args, &address, 8, &parameter), AQA_OK);
    }
    return l;
}

static aqa_code launch(const launched *l, uint32_t blocks) {
    return acl->aclrtLaunchKernelWithConfig(l->function, blocks, l->stream, NULL, l->args, NULL);
}

static uint8_t first_out(const launched *l) {
    uint8_t byte = 0;
    assert_int_equal(acl->aclrtMemcpy(&byte, 1, l->out, 1, AQA_COPY_OUT), AQA_OK);
    return byte;
}

static void put_away(launched *l) {
    assert_int_equal(acl->aclrtBinaryUnLoad(l->binary), AQA_OK);
    assert_int_equal(acl->aclrtDestroyStream(l->stream), AQA_OK);
    assert_int_equal(acl->aclrtFree(l->in), AQA_OK);
    assert_int_equal(acl->aclrtFree(l->out), AQA_OK);
}

static void who_does_not_wait_sees_what_was_there_before(void **state) {
    (void)state;
    launched l = prepare("test_copy", 2);
    assert_int_equal(acl->aclrtKernelArgsFinalize(l.args), AQA_OK);
    assert_int_equal(launch(&l, 4), AQA_OK);
    aq_assert_code(first_out(&l), 0x22);
    assert_int_equal(more.aclrtSynchronizeStream(l.stream), AQA_OK);
    aq_assert_code(first_out(&l), 0x11);
    /* The arguments are used up. */
    assert_int_equal(launch(&l, 4), AQA_INVALID_HANDLE);
    put_away(&l);
}

static void arguments_are_checked(void **state) {
    (void)state;
    launched l = prepare("test_copy", 1);
    uint64_t address = (uintptr_t)l.out;
    uint32_t narrow = 0;
    aqa_parameter parameter;
    assert_int_equal(launch(&l, 1), AQA_RT_INVALID_PARAM);
    assert_said("test_copy takes 2 arguments, got 1, not final");
    assert_int_equal(acl->aclrtKernelArgsAppend(l.args, &narrow, 4, &parameter),
                     AQA_RT_INVALID_PARAM);
    assert_int_equal(acl->aclrtKernelArgsAppend(l.args, &address, 8, NULL), AQA_RT_INVALID_PARAM);
    assert_int_equal(acl->aclrtKernelArgsAppend(l.args, &address, 8, &parameter), AQA_OK);
    assert_int_equal(acl->aclrtKernelArgsAppend(l.args, &address, 8, &parameter),
                     AQA_RT_INVALID_PARAM);
    assert_int_equal(acl->aclrtKernelArgsFinalize(l.args), AQA_OK);
    assert_int_equal(acl->aclrtKernelArgsAppend(l.args, &address, 8, &parameter),
                     AQA_RT_INVALID_PARAM);
    assert_int_equal(launch(&l, 0), AQA_RT_INVALID_PARAM);
    assert_int_equal(launch(&l, 65536), AQA_RT_INVALID_PARAM);
    assert_int_equal(launch(&l, 65535), AQA_OK);
    put_away(&l);
}

static void a_finding_is_an_exception_with_its_name_and_place(void **state) {
    (void)state;
    char kind[64], text[128];
    side.aq_sim_findings(kind, sizeof kind, text, sizeof text);
    launched l = prepare("test_complains", 2);
    assert_int_equal(acl->aclrtKernelArgsFinalize(l.args), AQA_OK);
    assert_int_equal(launch(&l, 1), AQA_OK);
    assert_int_equal(acl->aclrtSynchronizeStreamWithTimeout(l.stream, 1000), AQA_VECTOR_EXCEPTION);
    assert_said("test-finding: kernel.c:7: what a model would say");
    assert_int_equal(side.aq_sim_findings(kind, sizeof kind, text, sizeof text), 2);
    assert_string_equal(kind, "test-finding");
    assert_string_equal(text, "kernel.c:7: what a model would say");
    assert_int_equal(side.aq_sim_findings(kind, sizeof kind, text, sizeof text), 0);
    /* The device is of no more use until it is reset; what is undone is undone. */
    void *memory;
    assert_int_equal(acl->aclrtMalloc(&memory, 64, 0), AQA_VECTOR_EXCEPTION);
    put_away(&l);
    assert_int_equal(acl->aclrtResetDevice(0), AQA_OK);
    assert_int_equal(acl->aclrtSetDevice(0), AQA_OK);
    memory = device_memory(64);
    assert_int_equal(acl->aclrtFree(memory), AQA_OK);
}

static void kernels_that_misbehave_are_exceptions(void **state) {
    (void)state;
    static const struct {
        const char *kernel, *text;
    } rows[] = {
        {"test_breaks_off", "the kernel broke off"},
        {"test_writes_past_the_end", "gm-red-zone: bytes beside an allocation were written"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        launched l = prepare(rows[i].kernel, 2);
        assert_int_equal(acl->aclrtKernelArgsFinalize(l.args), AQA_OK);
        assert_int_equal(launch(&l, 1), AQA_OK);
        assert_int_equal(more.aclrtSynchronizeDevice(), AQA_VECTOR_EXCEPTION);
        assert_said(rows[i].text);
        put_away(&l);
        assert_int_equal(acl->aclrtResetDevice(0), AQA_OK);
        assert_int_equal(acl->aclrtSetDevice(0), AQA_OK);
    }
}

static void arguments_in_device_memory_do_too(void **state) {
    (void)state;
    launched l = prepare("test_copy", 0);
    const uint64_t args[2] = {(uintptr_t)l.in, (uintptr_t)l.out};
    void *memory = device_memory(sizeof args);
    assert_int_equal(acl->aclrtMemcpy(memory, sizeof args, args, sizeof args, AQA_COPY_IN), AQA_OK);
    assert_int_equal(more.aclrtLaunchKernel(l.function, 1, memory, 8, l.stream),
                     AQA_RT_INVALID_PARAM);
    assert_int_equal(more.aclrtLaunchKernel(l.function, 1, args, 16, l.stream),
                     AQA_RT_INVALID_PARAM);
    assert_int_equal(more.aclrtLaunchKernel(l.function, 1, memory, 16, l.stream), AQA_OK);
    assert_int_equal(more.aclrtSynchronizeStream(l.stream), AQA_OK);
    aq_assert_code(first_out(&l), 0x11);
    assert_int_equal(acl->aclrtFree(memory), AQA_OK);
    put_away(&l);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(nothing_works_before_init_and_device),
    TEST(a_thread_needs_its_own_device),
    TEST(the_chip_is_not_exchanged_while_it_is_set),
    TEST(fresh_memory_is_aligned_and_full_of_junk),
    TEST(bad_copies_are_refused),
    TEST(the_host_cannot_touch_device_memory),
    TEST(memory_that_was_freed_is_not_the_next_one),
    TEST(wrong_binaries_are_refused),
    TEST(a_binary_in_memory_is_one_too),
    TEST(who_does_not_wait_sees_what_was_there_before),
    TEST(arguments_are_checked),
    TEST(a_finding_is_an_exception_with_its_name_and_place),
    TEST(kernels_that_misbehave_are_exceptions),
    TEST(arguments_in_device_memory_do_too),
};

AQ_TEST_MAIN(tests)
