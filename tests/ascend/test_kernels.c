/* A kernel library for the stand-in runtime, of kernels that need no device model:
 * each does one thing that the runtime must carry, or catch. Built once for each
 * architecture. */
#include "ascend/sim/module.h"

#include <string.h>

#define STRING_(text) #text
#define STRING(text) STRING_(text)

static _Thread_local const aq_sim_env *env;
static _Thread_local bool done;

static size_t bytes_at(uint64_t address) {
    const void *base;
    size_t bytes;
    return env->gm_find(env->ctx, (const void *)(uintptr_t)address, &base, &bytes) &&
                   base == (const void *)(uintptr_t)address
               ? bytes
               : 0;
}

static void *at(uint64_t address) {
    return (void *)(uintptr_t)address;
}

static void copy(const uint64_t *args) {
    memcpy(at(args[1]), at(args[0]), bytes_at(args[0]));
}

static void complains(const uint64_t *args) {
    copy(args);
    env->finding(env->ctx, "test-finding", "kernel.c:7: what a model would say");
    env->finding(env->ctx, "second-finding", "kernel.c:8: more of it");
}

static void breaks_off(const uint64_t *args) {
    (void)args;
    done = false;
}

static void writes_past_the_end(const uint64_t *args) {
    copy(args);
    const size_t bytes = bytes_at(args[1]);
    ((uint8_t *)at(args[1]))[bytes] ^= 1;
}

/* In the place of a real kernel: writes the half 1.0 (0x3c00) to all of dst. */
static void ones(const uint64_t *args) {
    uint8_t *dst = at(args[3]);
    for (size_t i = 0; i < bytes_at(args[3]); i++) {
        dst[i] = i % 2 ? 0x3c : 0;
    }
}

static const aq_sim_kernel kernels[] = {
    {"test_copy", 2, copy},
    {"test_complains", 2, complains},
    {"test_breaks_off", 2, breaks_off},
    {"test_writes_past_the_end", 2, writes_past_the_end},
    {"aq_" STRING(TEST_ARCH) "_int8_half_half_h", 5, ones},
};

static bool launch(const aq_sim_kernel *kernel, uint32_t blocks, const uint64_t *args,
                   const aq_sim_env *environment) {
    (void)blocks;
    env = environment;
    done = true;
    kernel->entry(args);
    return done;
}

const aq_sim_module *aq_sim_module_get(void);

const aq_sim_module *aq_sim_module_get(void) {
    static const aq_sim_module module = {AQ_SIM_MODULE_ABI, TEST_ARCH,
                                         sizeof kernels / sizeof kernels[0], kernels, launch};
    return &module;
}
