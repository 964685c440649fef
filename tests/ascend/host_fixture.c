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
