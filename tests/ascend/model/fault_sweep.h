/* The planted kernel faults (impl/ascend/kernel/faults.h), one after another on the
 * same few cases. */
#ifndef AQ_TESTS_FAULT_SWEEP_H
#define AQ_TESTS_FAULT_SWEEP_H

#include "kernel_run.h"

typedef struct fault_result {
    const char *id, *expected, *text;
    unsigned arch;
    char kinds[256]; /* all findings that came up, by name, in alphabetical order */
    char place[320]; /* the first one of the kind expected, whole */
    bool wrong;      /* numbers were not as planned, or the launch was broken off */
    bool found;      /* as expected */
} fault_result;

typedef void fault_result_fn(void *context, const fault_result *result);

/* Calls fn for every fault planted in the kernels of arch. */
void fault_sweep(unsigned arch, fault_result_fn *fn, void *context);

/* The same without any fault: are all cases clean? text takes what is not. */
bool fault_free(unsigned arch, char *text, size_t bytes);

#endif
