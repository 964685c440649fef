/* Runs a kernel library of the device model on a case, without the ACL layer, and
 * says what the model found and whether the numbers are as planned. */
#ifndef AQ_TESTS_KERNEL_RUN_H
#define AQ_TESTS_KERNEL_RUN_H

#include "ascend/model/pipeline.h"
#include "ascend/sim/module.h"
#include "case.h"

/* The library for an architecture; ends the program if it cannot be loaded. */
typedef struct kernel_library {
    const aq_sim_module *module;
    bool (*choose_fault)(const char *name); /* null in one without faults */
} kernel_library;

kernel_library kernel_library_open(const char *directory, unsigned arch);

typedef struct kernel_setting {
    uint32_t blocks;
    uint64_t seed;
    unsigned threads;
    bool saturate;    /* what the process has; the call decides nevertheless */
    aqm_plan_id plan; /* AQM_NO_PLAN: the product's own */
} kernel_setting;

enum { KERNEL_MOST_FINDINGS = 32 };

typedef struct kernel_outcome {
    bool whole; /* the launch was not broken off */
    size_t findings;
    char kinds[KERNEL_MOST_FINDINGS][32];
    char texts[KERNEL_MOST_FINDINGS][320];
    size_t elements, wrong; /* compared; not as planned, or written and not to be */
    char first_wrong[160];
} kernel_outcome;

void kernel_run(const kernel_library *library, const aqh_case *c, const kernel_setting *setting,
                kernel_outcome *outcome);

#endif
