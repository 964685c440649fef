/* The backends "ascend" and "ascend-sim": which calls they take, on which device, and
 * what a call is to a kernel. */
#include "aq_conformance.h"
#include "ascend/kernel/tiling.h"
#include "ascend/sim/acl_side.h"
#include "backend.h"
#include "names.h"
#include "soc.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 640 };

/* ---- Sessions ------------------------------------------------------------------- */

/* The one device of a runtime. Calls take turns on it. */
typedef struct session {
    const char *backend;
    const char *library_variable, *library; /* null: found, as acl_library.h says */
    const char *kernels;                    /* unless AQ_ASCEND_KERNELS says where */
    pthread_mutex_t lock;
    aqa_device device;
    aq_product product;           /* of a device that cannot be another one */
    aq_sim_set_soc_fn *set_soc;   /* of the stand-in, which can be any chip; else null */
    aq_sim_findings_fn *findings; /* the same */
    bool busy;                    /* in a call; seen by others: that call was left by a signal */
} session;

static session real_session = {
    .backend = "ascend", .kernels = AQA_NPU_KERNELS, .lock = PTHREAD_MUTEX_INITIALIZER};
static session sim_session = {.backend = "ascend-sim",
                              .library_variable = "AQ_SIM_LIBRARY",
                              .library = AQA_SIM_LIBRARY,
                              .kernels = AQA_SIM_KERNELS,
                              .lock = PTHREAD_MUTEX_INITIALIZER};

static _Thread_local session *held; /* by this thread */

/* A fault inside a call is caught by whoever made it, far from here: then the lock is
 * still this thread's. */
static void take(session *s) {
    if (held != s) {
        pthread_mutex_lock(&s->lock);
        held = s;
    }
    s->device.broken = s->device.broken || s->busy;
    s->busy = true;
}

static void give(session *s) {
    s->busy = false;
    held = NULL;
    pthread_mutex_unlock(&s->lock);
}

/* False and one line in error if something cannot be undone. */
static bool leave(session *s, char *error, size_t error_bytes) {
    /* Nothing was opened; or a signal left a call, and whatever is touched now may be half done. */
    if (s->device.acl == NULL || s->busy) {
        return true;
    }
    const bool was_broken = s->device.broken;
    char more[LINE_BYTES];
    const bool closed = aqa_device_close(&s->device, error, error_bytes) || was_broken;
    const bool finalised = closed ? aqa_acl_finalise(s->device.acl, error, error_bytes)
                                  : aqa_acl_finalise(s->device.acl, more, sizeof more);
    return closed && finalised;
}

static void leave_all(void) {
    char error[LINE_BYTES];
    leave(&real_session, error, sizeof error);
    leave(&sim_session, error, sizeof error);
}

static void register_leave(void) {
    atexit(leave_all);
}

/* The stand-in has a side door; a real runtime has none. */
static bool find_side_door(session *s, char *error, size_t error_bytes) {
    void *set_soc = dlsym(s->device.acl->library, "aq_sim_set_soc");
    void *findings = dlsym(s->device.acl->library, "aq_sim_findings");
    memcpy(&s->findings, &findings, sizeof findings);
    if (s->library == NULL) {
        return true; /* whatever it is, it stays the chip that it is */
    }
    memcpy(&s->set_soc, &set_soc, sizeof set_soc);
    if (set_soc == NULL) {
        snprintf(error, error_bytes, "%.300s is not the stand-in runtime", s->device.acl->path);
    }
    return set_soc != NULL;
}

/* Finds the runtime, once. */
static bool find_runtime(session *s, char *error, size_t error_bytes) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    const char *path = s->library_variable ? getenv(s->library_variable) : NULL;
    if (s->device.acl != NULL) {
        return true;
    }
    s->device.acl = aqa_acl_load(path ? path : s->library, error, error_bytes);
    if (s->device.acl == NULL || !find_side_door(s, error, error_bytes)) {
        s->device.acl = NULL;
        return false;
    }
    pthread_once(&once, register_leave);
    return true;
}

/* The device is open and sound, and on the stand-in is one of this product. */
static bool ready(session *s, aq_product product, char *error, size_t error_bytes) {
    if (!find_runtime(s, error, error_bytes)) {
        return false;
    }
    const bool other = s->library != NULL && s->device.product != product;
    if (s->device.open && !s->device.broken && !other) {
        return true;
    }
    if (s->device.broken) {
        aqa_device_abandon(&s->device);
    } else if (!aqa_device_close(&s->device, error, error_bytes)) {
        return false;
    }
    if (s->set_soc != NULL && !s->set_soc(aqa_soc_of(product))) {
        snprintf(error, error_bytes, "the stand-in runtime is in use");
        return false;
    }
    const char *kernels = getenv("AQ_ASCEND_KERNELS");
    return aqa_device_open(&s->device, s->device.acl, kernels ? kernels : s->kernels, error,
                           error_bytes);
}

/* ---- Calls ------------------------------------------------------------------------ */

typedef struct instance {
    session *session;
    aq_product product; /* that it takes; AQ_PRODUCT_COUNT: that of the call */
    aqm_plan_id plan;   /* that it runs; AQM_NO_PLAN: the product's own */
} instance;

static size_t tensor_bytes(const aq_tensor *tensor) {
    return ((size_t)tensor->rows * tensor->cols * aqi_format_bits(tensor->format) + 7) / 8;
}

/* Why a legal call is not taken; null if it is. */
static const char *obstacle(const instance *in, const aq_call *call, char *text, size_t bytes) {
    const char *product = aqi_product_name(call->product);
    aq_tiling tiling;
    const char *kernel;
    if (!aq_backend_ascend_has(call->product, text, bytes)) {
        return text;
    }
    if (in->product != AQ_PRODUCT_COUNT && call->product != in->product) {
        snprintf(text, bytes, "%s:%s takes calls of this product, got %s", in->session->backend,
                 aqi_product_name(in->product), product);
    } else if (in->session == &real_session && call->product != real_session.product) {
        snprintf(text, bytes, "%s: the device is of product %s, got a call for %s",
                 in->session->backend, aqi_product_name(real_session.product), product);
    } else if (!aq_tiling_make_plan(call, aq_kernel_arch(call->product), 1, in->plan, &tiling,
                                    &kernel)) {
        snprintf(text, bytes, "%s: no kernel for this call (%s, %s%s%s)", in->session->backend,
                 product, aqi_overflow_name(call->overflow),
                 in->plan == AQM_NO_PLAN ? "" : ", plan ",
                 in->plan == AQM_NO_PLAN ? "" : aqm_plans[in->plan].name);
    } else {
        return NULL;
    }
    return text;
}

static aq_run_status supports(void *ctx, const aq_call *call) {
    char text[LINE_BYTES];
    return aq_check(call, NULL) == AQ_LEGAL && obstacle(ctx, call, text, sizeof text) != NULL
               ? AQ_RUN_UNSUPPORTED
               : AQ_RUN_OK;
}

static bool compute(session *s, const aq_call *call, aqm_plan_id plan, const aq_buffers *buffers,
                    char *error, size_t error_bytes) {
    aqa_device *device = &s->device;
    aq_tiling tiling;
    const char *kernel;
    if (!ready(s, call->product, error, error_bytes)) {
        return false;
    }
    if (!aq_tiling_make_plan(call, device->arch, device->cores, plan, &tiling, &kernel)) {
        snprintf(error, error_bytes, "no kernel for this call on %s", device->soc);
        return false;
    }
    const aqa_operand operands[AQ_KERNEL_ARGS] = {
        [AQ_ARG_SRC] = {.in = buffers->src, .bytes = tensor_bytes(&call->src)},
        [AQ_ARG_SCALE] = {.in = buffers->scale, .bytes = tensor_bytes(&call->scale)},
        [AQ_ARG_OFFSET] = {.in = buffers->offset,
                           .bytes = tiling.has_offset ? tensor_bytes(&call->offset) : 0},
        /* In and out: what the kernel does not write stays as it is. */
        [AQ_ARG_DST] = {.in = buffers->dst, .out = buffers->dst, .bytes = tensor_bytes(&call->dst)},
        [AQ_ARG_PARAMS] = {.in = &tiling, .bytes = sizeof tiling},
    };
    return aqa_device_run(device, kernel, device->cores, operands, AQ_KERNEL_ARGS, error,
                          error_bytes);
}

static aq_run_status run(void *ctx, const aq_call *call, const aq_buffers *buffers,
                         aq_error *error) {
    const instance *in = ctx;
    char text[LINE_BYTES];
    if (aq_check_buffers(call, buffers, error) != AQ_LEGAL) {
        return AQ_RUN_REFUSED;
    }
    aq_run_status status = AQ_RUN_UNSUPPORTED;
    take(in->session);
    if (obstacle(in, call, text, sizeof text) == NULL) {
        const bool done = compute(in->session, call, in->plan, buffers, text, sizeof text);
        status = done ? AQ_RUN_OK : AQ_RUN_FAILED;
    }
    give(in->session);
    if (status != AQ_RUN_OK && error != NULL) {
        snprintf(error->text, sizeof error->text, "%.*s", (int)sizeof error->text - 1, text);
    }
    return status;
}

/* ---- Any kernel ----------------------------------------------------------------------- */

bool aqa_backend_launch(const aq_backend *backend, aq_product product, const char *kernel,
                        aqa_make_operands_fn *make, void *ctx, char *error, size_t error_bytes) {
    const instance *in = backend->ctx;
    session *s = in->session;
    aqa_operand operands[AQ_KERNEL_ARGS];
    take(s);
    bool done = ready(s, product, error, error_bytes);
    if (done) {
        make(ctx, s->device.cores, operands);
        done = aqa_device_run(&s->device, kernel, s->device.cores, operands, AQ_KERNEL_ARGS, error,
                              error_bytes);
    }
    give(s);
    return done;
}

aq_product aq_backend_ascend_product(const aq_backend *backend) {
    const instance *in = backend->ctx;
    return in->session == &real_session ? in->session->product : in->product;
}

/* ---- The backends ------------------------------------------------------------------- */

/* The example of the API document: 3 * (1 + 2). A runtime, or a device, that cannot run
 * it is not there for us. Which numbers come out is not looked at here; and what the
 * device model finds in a kernel is for the run that looks for it. */
static bool trial(session *s, char *error, size_t error_bytes) {
    enum { ROWS = 2, COLS = 64 };
    int8_t src[ROWS * COLS];
    uint16_t scale = 0x4200, offset = 0x4000, dst[ROWS * COLS] = {0};
    memset(src, 1, sizeof src);
    const aq_tensor one = {AQ_HALF, 1, 1};
    const aq_call call = {.product = s->device.product,
                          .prototype = AQ_PER_TENSOR,
                          .has_offset = true,
                          .src = {AQ_INT8, ROWS, COLS},
                          .scale = one,
                          .offset = one,
                          .dst = {AQ_HALF, ROWS, COLS},
                          .k = ROWS};
    const aq_buffers buffers = {.src = src,
                                .scale = &scale,
                                .offset = &offset,
                                .dst = dst,
                                .src_bytes = sizeof src,
                                .scale_bytes = sizeof scale,
                                .offset_bytes = sizeof offset,
                                .dst_bytes = sizeof dst};
    char kind[64], text[64];
    return compute(s, &call, AQM_NO_PLAN, &buffers, error, error_bytes) ||
           (s->findings && s->findings(kind, sizeof kind, text, sizeof text) > 0);
}

bool aq_backend_ascend_has(aq_product product, char *error, size_t error_bytes) {
    if (aq_kernel_arch(product) != 0) {
        return true;
    }
    const char *name = aqi_product_name(product);
    if (aq_backend_ascend_model(product) != NULL) {
        snprintf(error, error_bytes,
                 "%s has no device C API, and so no kernels; what it computes: ascend-model:%s",
                 name, name);
    } else {
        snprintf(error, error_bytes, "%s has no AscendAntiQuant", name);
    }
    return false;
}

bool aq_backend_ascend_set_plan(const aq_backend *backend, const char *name) {
    instance *in = backend->ctx;
    const aqm_plan_id plan = name ? aq_kernel_plan(name) : AQM_NO_PLAN;
    if (name != NULL && plan == AQM_NO_PLAN) {
        return false;
    }
    take(in->session);
    in->plan = plan;
    give(in->session);
    return true;
}

bool aq_backend_ascend_close(const aq_backend *backend, char *error, size_t error_bytes) {
    const instance *in = backend->ctx;
    return leave(in->session, error, error_bytes);
}

static bool open_session(session *s, aq_product product, char *error, size_t error_bytes) {
    char why[LINE_BYTES];
    take(s);
    bool good = true;
    if (!s->device.open) {
        const char *when = "";
        good = ready(s, product, why, sizeof why);
        if (good && !trial(s, why, sizeof why)) {
            aqa_device_abandon(&s->device);
            when = "in a trial run: ";
            good = false;
        }
        s->product = s->device.product;
        if (!good) {
            snprintf(error, error_bytes, "backend unavailable: %s%s", when, why);
        }
    }
    give(s);
    return good;
}

const aq_backend *aq_backend_ascend(char *error, size_t error_bytes) {
    static instance any = {&real_session, AQ_PRODUCT_COUNT, AQM_NO_PLAN};
    static const aq_backend backend = {.abi = AQ_BACKEND_ABI,
                                       .bytes = sizeof backend,
                                       .name = "ascend",
                                       .ctx = &any,
                                       .supports = supports,
                                       .run = run};
    return open_session(&real_session, AQ_PRODUCT_COUNT, error, error_bytes) ? &backend : NULL;
}

const aq_backend *aq_backend_ascend_sim(aq_product product, char *error, size_t error_bytes) {
#define PRODUCTS(X) X(A2, "A2") X(A3, "A3") X(950, "950")
#define X(id, name) [AQ_PRODUCT_##id] = {&sim_session, AQ_PRODUCT_##id, AQM_NO_PLAN},
    static instance instances[AQ_PRODUCT_COUNT + 1] = {
        PRODUCTS(X)[AQ_PRODUCT_COUNT] = {&sim_session, AQ_PRODUCT_COUNT, AQM_NO_PLAN}};
#undef X
#define BACKEND(index, text)                                                                       \
    [index] = {.abi = AQ_BACKEND_ABI,                                                              \
               .bytes = sizeof(aq_backend),                                                        \
               .name = text,                                                                       \
               .ctx = &instances[index],                                                           \
               .supports = supports,                                                               \
               .run = run},
#define X(id, name) BACKEND(AQ_PRODUCT_##id, "ascend-sim:" name)
    static const aq_backend backends[AQ_PRODUCT_COUNT + 1] = {
        PRODUCTS(X) BACKEND(AQ_PRODUCT_COUNT, "ascend-sim")};
#undef X
    if ((unsigned)product > AQ_PRODUCT_COUNT || backends[product].name == NULL) {
        char why[LINE_BYTES];
        aq_backend_ascend_has(product, why, sizeof why);
        snprintf(error, error_bytes, "backend unavailable: %s", why);
        return NULL;
    }
    const aq_product first = product == AQ_PRODUCT_COUNT ? AQ_PRODUCT_A2 : product;
    return open_session(&sim_session, first, error, error_bytes) ? &backends[product] : NULL;
}
