/* The kernels of the stand-in runtime: which binaries it takes, what a launch is, and
 * what a kernel may not do. */
#include "host_fixture.h"

#include <elf.h>
#include <stdlib.h>
#include <unistd.h>

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
    Elf64_Ehdr npu = {.e_type = ET_DYN, .e_machine = 0x1029};
    memcpy(npu.e_ident, ELFMAG, SELFMAG);
    npu.e_ident[EI_CLASS] = ELFCLASS64;
    Elf64_Ehdr program = npu;
    program.e_type = ET_EXEC;
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
        {path, &npu, sizeof npu, AQA_WRONG_SOC, "for machine 0x1029, type 3: the stand-in runs"},
        {path, &program, sizeof program, AQA_WRONG_SOC, "type 2: the stand-in runs"},
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up_device, tear_down_device)

static const struct CMUnitTest tests[] = {
    TEST(wrong_binaries_are_refused),
    TEST(a_binary_in_memory_is_one_too),
    TEST(who_does_not_wait_sees_what_was_there_before),
    TEST(arguments_are_checked),
    TEST(a_finding_is_an_exception_with_its_name_and_place),
    TEST(kernels_that_misbehave_are_exceptions),
    TEST(arguments_in_device_memory_do_too),
};

AQ_TEST_MAIN(tests)
