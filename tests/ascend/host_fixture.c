#include "host_fixture.h"

#include <dlfcn.h>

aqa_acl *load_stand_in(const char *path, side_door *side) {
    char error[512] = "";
    aqa_acl *acl = aqa_acl_load(path, error, sizeof error);
    if (acl == NULL) {
        aq_fail_msg("%s", error);
    }
    void *symbol;
#define X(type, name, parameters)                                                                  \
    symbol = dlsym(acl->library, #name);                                                           \
    assert_non_null(symbol);                                                                       \
    memcpy(&side->name, &symbol, sizeof symbol);
    AQ_SIM_SIDE_LIST(X)
#undef X
    return acl;
}

bool open_as(aqa_device *device, aqa_acl *acl, const side_door *side, const char *soc, char *error,
             size_t error_bytes) {
    assert_true(side->aq_sim_set_soc(soc));
    return aqa_device_open(device, acl, AQ_TEST_KERNELS, error, error_bytes);
}

static uint8_t input(size_t i) {
    return (uint8_t)(i * 7 + 3);
}

bool run_two(aqa_device *device, const char *kernel, uint8_t *out, char *error,
             size_t error_bytes) {
    uint8_t in[TEST_BYTES];
    for (size_t i = 0; i < TEST_BYTES; i++) {
        in[i] = input(i);
        out[i] = 0xEE;
    }
    const aqa_operand operands[] = {{in, NULL, TEST_BYTES}, {out, out, TEST_BYTES}};
    return aqa_device_run(device, kernel, 3, operands, 2, error, error_bytes);
}

void assert_copied(const uint8_t *out) {
    for (size_t i = 0; i < TEST_BYTES; i++) {
        aq_assert_code_msg(out[i], input(i), "byte %zu", i);
    }
}

void assert_nothing_left(const side_door *side, const char *after) {
    aq_sim_census c;
    side->aq_sim_count(&c);
    aq_assert_msg(c.memory == 0 && c.memory_bytes == 0 && c.host == 0,
                  "%s: %zu device allocations, %zu of the host", after, c.memory, c.host);
    aq_assert_msg(c.streams == 0 && c.binaries == 0 && c.data == 0 && c.args == 0,
                  "%s: %zu streams, %zu binaries, %zu data, %zu arguments", after, c.streams,
                  c.binaries, c.data, c.args);
    aq_assert_msg(c.devices == 0, "%s: the device is set %zu times", after, c.devices);
    aq_assert_msg(c.lost == 0, "%s: %zu objects lost with their device", after, c.lost);
}

aqa_acl *acl;
unused_functions more;
side_door side;

int set_up_device(void **state) {
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

int tear_down_device(void **state) {
    (void)state;
    assert_int_equal(acl->aclrtResetDevice(0), AQA_OK);
    assert_int_equal(acl->aclFinalize(), AQA_OK);
    assert_nothing_left(&side, "the test");
    return 0;
}

void assert_said(const char *part) {
    const char *said = acl->aclGetRecentErrMsg();
    assert_non_null(said);
    aq_assert_contains(said, part);
    assert_null(acl->aclGetRecentErrMsg());
}

void *device_memory(size_t bytes) {
    void *memory = NULL;
    assert_int_equal(acl->aclrtMalloc(&memory, bytes, AQA_MALLOC_HUGE_FIRST), AQA_OK);
    return memory;
}
