/* The stand-in runtime, inside: one lock, what is live, what went wrong. */
#ifndef AQ_ASCEND_SIM_ACL_STATE_H
#define AQ_ASCEND_SIM_ACL_STATE_H

#include "acl_side.h"
#include "ascend/host/acl_abi.h"
#include "module.h"

#define AQ_EXPORT __attribute__((visibility("default")))

/* All that is exported: the types are those of the ABI. */
#define AQ_X_(type, name, parameters) AQ_EXPORT type name parameters;
AQA_REQUIRED_LIST(AQ_X_)
AQA_UNUSED_LIST(AQ_X_)
#ifdef AQ_SIM_LATER
AQA_OPTIONAL_LIST(AQ_X_)
#endif
AQ_SIM_SIDE_LIST(AQ_X_)
#undef AQ_X_

/* ---- Every call ----------------------------------------------------------- */

/* What a function needs before it does anything. */
typedef enum sim_need {
    SIM_NOTHING,
    SIM_INIT,   /* aclInit */
    SIM_DEVICE, /* and a device, set in this thread */
    SIM_HEALTHY /* and no kernel exception since the device was set */
} sim_need;

/* Every exported function is between enter and leave. Enter takes the lock and
 * returns a code if the call must fail at once: a fault that was asked for, or
 * something missing. Leave gives the lock back and returns the code. */
aqa_code sim_enter(const char *function, sim_need need);
aqa_code sim_leave(const char *function, aqa_code code);

/* Sets the text of an error and returns its code. */
__attribute__((format(printf, 2, 3))) aqa_code sim_error(aqa_code code, const char *format, ...);

/* ---- Faults ---------------------------------------------------------------- */

bool sim_fault_set(const char *faults);
/* The code with which this call of `point` must fail; 0 if it must not. */
aqa_code sim_fault_at(const char *point);

/* ---- Settings -------------------------------------------------------------- */

typedef struct sim_settings {
    bool read; /* from the environment */
    bool bad_fault;
    char bad_number[160]; /* what is wrong with one of the below; empty: nothing */
    char soc[64];
    unsigned cores, threads;
    uint64_t seed;
} sim_settings;

const sim_settings *sim_settings_get(void);
uint32_t sim_arch(void); /* of the soc; 0 if its kernels cannot be run here */

/* ---- The device -------------------------------------------------------------- */

typedef struct sim_device {
    bool initialised, finalised;
    size_t set;     /* times */
    uint64_t epoch; /* of the context: a reset device has another */
    aqa_code broken;
    int overflow;
    size_t lost, launches;
} sim_device;

extern sim_device sim_dev;

/* Device and context are gone, and all that was in them. Returns how many objects. */
size_t sim_memory_drop(void);
size_t sim_streams_drop(void);
size_t sim_binaries_drop(void);
/* Launches that have not run will not. */
void sim_launches_forget(void);

/* ---- Memory ------------------------------------------------------------------ */

/* All allocations become accessible, for a kernel; and then inaccessible again,
 * false if bytes around one were written. */
void sim_memory_open(void);
bool sim_memory_close(void);
bool sim_memory_find(void *ctx, const void *address, const void **base, size_t *bytes);
void sim_memory_count(aq_sim_census *census);
void sim_streams_count(aq_sim_census *census);
void sim_binaries_count(aq_sim_census *census);

/* ---- Kernels ------------------------------------------------------------------- */

typedef struct sim_function {
    const aq_sim_module *module;
    const aq_sim_kernel *kernel;
} sim_function;

/* Null, with the error set, if there is no such function, or args are not those of
 * it, complete. Values are copied. */
const sim_function *sim_function_get(aqa_function handle);
aqa_code sim_args_take(aqa_args handle, const sim_function *function, uint64_t *values);

/* ---- Findings -------------------------------------------------------------------- */

void sim_finding(void *ctx, const char *kind, const char *text);
/* Of a launch: forgets those of the one before; how many; "kind: text" of the first,
 * false if there is none. */
void sim_findings_begin(void);
size_t sim_findings_count(void);
bool sim_findings_text(char *text, size_t bytes);

#endif
