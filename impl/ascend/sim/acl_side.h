/* The side door of the stand-in runtime: what no ACL has. Found by dlsym in the
 * library, so that a program can tell whether it has the stand-in before it.
 *
 * The environment says the same at the first call:
 *
 *     AQ_SIM_SOC      the soc name (Ascend910B1)
 *     AQ_SIM_CORES    vector cores (as many as the soc has)
 *     AQ_SIM_THREADS  threads that run blocks (2)
 *     AQ_SIM_SEED     order of the blocks, junk in memory (1)
 *     AQ_SIM_FAULT    what goes wrong: fault[:N],...
 *
 * A fault is one of the list in acl_fault.c, or the name of an ACL function, which
 * then fails. With :N only its N-th call fails, else every one.
 */
#ifndef AQ_ASCEND_SIM_ACL_SIDE_H
#define AQ_ASCEND_SIM_ACL_SIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is there at the moment, and what went wrong unnoticed. */
typedef struct aq_sim_census {
    size_t memory, memory_bytes; /* device allocations */
    size_t host;                 /* of aclrtMallocHost */
    size_t streams, data, binaries, args;
    size_t devices;  /* times that a device was set and not reset */
    size_t lost;     /* objects that were there when their device was reset */
    size_t launches; /* kernels run so far */
    bool initialised;
} aq_sim_census;

#define AQ_SIM_SIDE_LIST(X)                                                                        \
    /* The soc of the next aclrtGetSocName. False while a device is set. */                        \
    X(bool, aq_sim_set_soc, (const char *soc))                                                     \
    /* Replaces the faults, and counts calls from 0; null for none. False: unknown. */             \
    X(bool, aq_sim_set_fault, (const char *faults))                                                \
    X(void, aq_sim_count, (aq_sim_census * census))                                                \
    /* How many findings of the model since the last call; kind and text of the first. */          \
    X(size_t, aq_sim_findings, (char *kind, size_t kind_bytes, char *text, size_t text_bytes))

#define AQ_X_(type, name, parameters) typedef type name##_fn parameters;
AQ_SIM_SIDE_LIST(AQ_X_)
#undef AQ_X_

#endif
