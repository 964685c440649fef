/* The backend door: the one C ABI through which every implementation is run,
 * ours and anybody's shared library (`aqcheck run --backend ./mykernel.so`).
 *
 * A shared library exports
 *
 *     const aq_backend *aq_backend_open(void);
 *
 * which returns a pointer that stays valid until the library is unloaded, or
 * null if the backend cannot work here.
 */
#ifndef AQ_BACKEND_H
#define AQ_BACKEND_H

#include "antiquant.h"

#ifdef __cplusplus
extern "C" {
#endif

#define AQ_BACKEND_ABI 1u

typedef enum aq_run_status {
    AQ_RUN_OK = 0,
    AQ_RUN_UNSUPPORTED, /* a legal answer: counted and shown, not a finding */
    AQ_RUN_REFUSED,     /* the call is illegal; error says why */
    AQ_RUN_FAILED       /* the backend broke; error says how */
} aq_run_status;

/* abi and bytes come first in every version, so that a host can tell what it
 * was given; a host refuses another abi, and takes a larger struct for one with
 * more at its end. Functions get ctx as their first argument. */
typedef struct aq_backend {
    uint32_t abi;   /* AQ_BACKEND_ABI */
    uint32_t bytes; /* sizeof(aq_backend) where the backend was built */
    const char *name;
    void *ctx;
    /* Would run() take this call? AQ_RUN_OK or AQ_RUN_UNSUPPORTED. Null: all. */
    aq_run_status (*supports)(void *ctx, const aq_call *call);
    /* Computes dst. error->text (never null) is read when not AQ_RUN_OK. */
    aq_run_status (*run)(void *ctx, const aq_call *call, const aq_buffers *buffers,
                         aq_error *error);
} aq_backend;

typedef const aq_backend *aq_backend_open_fn(void);
#define AQ_BACKEND_SYMBOL "aq_backend_open"

/* The built-in correctly rounded CPU backend ("cpu"). */
const aq_backend *aq_backend_cpu(void);

/* The model of a product ("ascend-model:A2"): what the product computes, rounding
 * for rounding, bit by bit. It takes legal calls of that product, in the overflow
 * modes that the product has. Null for a product without AscendAntiQuant. */
const aq_backend *aq_backend_ascend_model(aq_product product);

/* The kernels on a device ("ascend"), through the ACL runtime of this machine. It
 * takes the legal calls of the product that the device is. Null and one line in error
 * ("backend unavailable: why") where there is no runtime, no device or no kernels for
 * it. Opened once for the process; closed when it exits, or before. */
const aq_backend *aq_backend_ascend(char *error, size_t error_bytes);

/* The same host side and kernels on the stand-in runtime and the device model
 * ("ascend-sim:A2"). AQ_PRODUCT_COUNT: whatever product the call has ("ascend-sim"). */
const aq_backend *aq_backend_ascend_sim(aq_product product, char *error, size_t error_bytes);

/* Gives back all that one of the two above has of its runtime. False and one line in error
 * if the runtime fails in that: what ran so far is not in doubt. Not during a call; a call
 * after it opens the device again. */
bool aq_backend_ascend_close(const aq_backend *backend, char *error, size_t error_bytes);

/* Whether products have kernels at all: false, and one line in error that names what
 * models the product, where there is no device C API for it. */
bool aq_backend_ascend_has(aq_product product, char *error, size_t error_bytes);

/* From now on the backend, one of the above, runs the plan of that name ("N3") in the
 * place of the product's own, and takes only calls that have it; null: the product's
 * own, as at first. False for a name that no kernel has. Not during a call. */
bool aq_backend_ascend_set_plan(const aq_backend *backend, const char *name);

#ifdef __cplusplus
}
#endif
#endif
