/* Between the stand-in runtime and the kernels built for the device model: what a
 * kernel library for the model exports, and what it is given to run.
 *
 * On a device a kernel binary is an NPU executable; for the model it is a host
 * shared library built from the same kernel source, with this in the place of the
 * binary's symbol table. */
#ifndef AQ_ASCEND_SIM_MODULE_H
#define AQ_ASCEND_SIM_MODULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AQ_SIM_MODULE_ABI 1u
#define AQ_SIM_MODULE_SYMBOL "aq_sim_module_get"

/* What a launch runs in. Functions get ctx first; findings and gm_find may be
 * called from several threads at once. */
typedef struct aq_sim_env {
    void *ctx;
    /* The device allocation that holds this address; false if none does. */
    bool (*gm_find)(void *ctx, const void *address, const void **base, size_t *bytes);
    /* The model caught the kernel at something: kind is the finding's name
     * ("uninitialised-read"), text one line with the kernel's file and line. */
    void (*finding)(void *ctx, const char *kind, const char *text);
    uint64_t seed;    /* of the order of the blocks, and of the junk in UB */
    unsigned threads; /* that run blocks, at least 1 */
    bool saturate;    /* the process's overflow mode: CTRL[48] as a kernel inherits it */
} aq_sim_env;

typedef struct aq_sim_kernel {
    const char *name; /* as the device binary would export it */
    size_t args;      /* parameters, each 8 bytes: addresses in device memory */
    void (*entry)(const uint64_t *args);
} aq_sim_kernel;

typedef struct aq_sim_module {
    uint32_t abi;
    uint32_t arch; /* 2201, 3510 */
    size_t kernel_count;
    const aq_sim_kernel *kernels;
    /* Runs `blocks` blocks of the kernel. False if the kernel broke off (a finding
     * says why): the runtime reports a kernel exception. */
    bool (*launch)(const aq_sim_kernel *kernel, uint32_t blocks, const uint64_t *args,
                   const aq_sim_env *env);
} aq_sim_module;

typedef const aq_sim_module *aq_sim_module_get_fn(void);

#endif
