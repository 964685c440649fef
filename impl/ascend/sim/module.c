/* What a kernel library for the device model exports, in the place of a device
 * binary's symbol table. Built once for each architecture. */
#include "ascend/sim/module.h"
#include "ascend/kernel/faults.h"
#define AQ_KERNEL_SOURCE
#include "ascend/kernel/instructions.h"
#include "ascend/kernel/tiling.h"
#include "ascend/sim/sim_core.h"

#include <string.h>

#if AQ_ASC_MODEL == 2201
#define KERNELS AQ_KERNELS_2201
#define INSTRUCTIONS AQ_INSTRUCTIONS_2201
/* 192 KiB, less what the toolkit reserves by default. */
const sim_arch sim_this_arch = {.id = 2201, .ub_bytes = 188160, .ctrl = 0, .registers = false};
#else
#define KERNELS AQ_KERNELS_3510
#define INSTRUCTIONS AQ_INSTRUCTIONS_3510
const sim_arch sim_this_arch = {
    .id = 3510, .ub_bytes = 253952, .ctrl = UINT64_C(1) << 60 | 8, .registers = true};
#endif

/* The kernels' parameters are pointers; an entry takes them from a list. */
#define ENTRY_(name) ENTRY_OF_(name)
#define ENTRY_OF_(name) enter_##name
#define ENTER(kernel)                                                                              \
    void kernel(uint8_t *, uint8_t *, uint8_t *, uint8_t *, uint64_t *);                           \
    static void ENTRY_(kernel)(const uint64_t *args) {                                             \
        kernel((uint8_t *)args[AQ_ARG_SRC], (uint8_t *)args[AQ_ARG_SCALE],                         \
               (uint8_t *)args[AQ_ARG_OFFSET], (uint8_t *)args[AQ_ARG_DST],                        \
               (uint64_t *)args[AQ_ARG_PARAMS]);                                                   \
    }
#define X(...) ENTER(AQ_KERNEL_NAME_(__VA_ARGS__))
KERNELS(X)
#undef X
#define X(...) ENTER(AQ_TRY_NAME_(__VA_ARGS__))
INSTRUCTIONS(X)
#undef X

#define TEXT_(text) #text
#define TEXT(text) TEXT_(text)
#define ROW(kernel) {TEXT(kernel), AQ_KERNEL_ARGS, ENTRY_(kernel)},
static const aq_sim_kernel kernels[] = {
#define X(...) ROW(AQ_KERNEL_NAME_(__VA_ARGS__))
    KERNELS(X)
#undef X
#define X(...) ROW(AQ_TRY_NAME_(__VA_ARGS__))
        INSTRUCTIONS(X)
#undef X
};

static const aq_sim_module module = {.abi = AQ_SIM_MODULE_ABI,
                                     .arch = AQ_ASC_MODEL,
                                     .kernel_count = sizeof kernels / sizeof kernels[0],
                                     .kernels = kernels,
                                     .launch = sim_launch};

__attribute__((visibility("default"))) aq_sim_module_get_fn aq_sim_module_get;

const aq_sim_module *aq_sim_module_get(void) {
    return &module;
}

#ifdef AQ_KERNEL_FAULTS
int aq_kernel_fault;

/* Turns a fault on by its name, or all off for null. False if there is no such
 * fault. */
__attribute__((visibility("default"))) bool aq_kernel_fault_choose(const char *name);

bool aq_kernel_fault_choose(const char *name) {
    static const char *const names[AQ_FAULT_COUNT] = {[AQ_FAULT_none] = NULL,
#define X(id, arch, finding, text) [AQ_FAULT_##id] = #id,
                                                      AQ_KERNEL_FAULT_LIST(X)
#undef X
    };
    aq_kernel_fault = AQ_FAULT_none;
    for (int i = AQ_FAULT_none + 1; name != NULL && i < AQ_FAULT_COUNT; i++) {
        if (strcmp(names[i], name) == 0) {
            aq_kernel_fault = i;
        }
    }
    return name == NULL || aq_kernel_fault != AQ_FAULT_none;
}
#endif
