/* Kernels on the device model, one launch at a time. */
#include "kernel_run.h"

#include "ascend/kernel/tiling.h"
#include "index.h"
#include "plan_reference.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UNTOUCHED = 0xa5, MPFR_EVERY = 61 };

kernel_library kernel_library_open(const char *directory, unsigned arch) {
    char path[4096];
    snprintf(path, sizeof path, "%s/aq-dav-%u.o", directory, arch);
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        exit(2);
    }
    aq_sim_module_get_fn *get;
    kernel_library library = {0};
    *(void **)&get = dlsym(handle, AQ_SIM_MODULE_SYMBOL);
    *(void **)&library.choose_fault = dlsym(handle, "aq_kernel_fault_choose");
    library.module = get != NULL ? get() : NULL;
    if (library.module == NULL || library.module->abi != AQ_SIM_MODULE_ABI ||
        library.module->arch != arch) {
        fprintf(stderr, "%s: not a kernel library for %u\n", path, arch);
        exit(2);
    }
    return library;
}

/* ---- A device ----------------------------------------------------------------------- */

typedef struct device {
    struct {
        uint8_t *base;
        size_t bytes;
    } areas[AQ_KERNEL_ARGS];
    kernel_outcome *outcome;
    pthread_mutex_t lock;
} device;

static bool gm_find(void *ctx, const void *address, const void **base, size_t *bytes) {
    const device *d = ctx;
    for (size_t k = 0; k < AQ_KERNEL_ARGS; k++) {
        const uintptr_t at = (uintptr_t)address, begin = (uintptr_t)d->areas[k].base;
        if (begin != 0 && at >= begin && at - begin < d->areas[k].bytes) {
            *base = d->areas[k].base;
            *bytes = d->areas[k].bytes;
            return true;
        }
    }
    return false;
}

static void finding(void *ctx, const char *kind, const char *text) {
    device *d = ctx;
    pthread_mutex_lock(&d->lock);
    if (d->outcome->findings < KERNEL_MOST_FINDINGS) {
        snprintf(d->outcome->kinds[d->outcome->findings], sizeof d->outcome->kinds[0], "%s", kind);
        snprintf(d->outcome->texts[d->outcome->findings], sizeof d->outcome->texts[0], "%s", text);
        d->outcome->findings++;
    }
    pthread_mutex_unlock(&d->lock);
}

static void allocate(device *d, size_t which, const void *data, size_t bytes) {
    d->areas[which].base = aligned_alloc(64, (bytes + 63) / 64 * 64);
    d->areas[which].bytes = bytes;
    if (d->areas[which].base == NULL) {
        abort();
    }
    if (data != NULL) {
        memcpy(d->areas[which].base, data, bytes);
    } else {
        memset(d->areas[which].base, UNTOUCHED, bytes);
    }
}

/* ---- The numbers ---------------------------------------------------------------------- */

static void check_element(const aqh_case *c, const uint8_t *dst, size_t e,
                          const plan_reference *plan, plan_mpfr *exact, kernel_outcome *outcome) {
    const aq_call *call = &c->call;
    const size_t p = aqo_param_index(call, e / call->src.cols, e % call->src.cols);
    const uint32_t x = aqo_load(call->src.format, c->data[AQH_SRC], e);
    const uint32_t s = aqo_load(call->scale.format, c->data[AQH_SCALE], p);
    const uint32_t o =
        aqo_uses_offset(call) ? aqo_load(call->scale.format, c->data[AQH_OFFSET], p) : 0;
    const uint32_t got = aqo_load(call->dst.format, dst, e);
    const uint32_t want =
        exact != NULL ? plan_mpfr_run(exact, x, o, s) : plan_reference_run(plan, x, o, s);
    outcome->elements++;
    if (!same_result(call->dst.format, got, want) && outcome->wrong++ == 0) {
        snprintf(outcome->first_wrong, sizeof outcome->first_wrong,
                 "element %zu: x 0x%x o 0x%x s 0x%x: kernel 0x%x, plan 0x%x", e, x, o, s, got,
                 want);
    }
}

static void check_numbers(const aqh_case *c, const device *d, aqm_plan_id plan_id,
                          kernel_outcome *outcome) {
    const uint8_t *dst = d->areas[AQ_ARG_DST].base;
    const size_t count = aqo_computed(&c->call);
    plan_reference plan;
    plan_mpfr exact;
    plan_reference_init(&plan, &c->call);
    plan_mpfr_init(&exact, &c->call);
    const bool own = plan_id == AQM_NO_PLAN;
    if (!own) { /* ids are in one order in both tables */
        exact.pipeline.plan = (aqo_plan_id)plan_id;
    }
    for (size_t e = 0; e < count; e++) {
        const bool by_mpfr = !own || e % MPFR_EVERY == 0;
        check_element(c, dst, e, &plan, by_mpfr ? &exact : NULL, outcome);
    }
    plan_mpfr_clear(&exact);
    for (size_t at = aqo_bytes(c->call.dst.format, count); at < d->areas[AQ_ARG_DST].bytes; at++) {
        if (dst[at] != UNTOUCHED && outcome->wrong++ == 0) {
            snprintf(outcome->first_wrong, sizeof outcome->first_wrong,
                     "byte %zu, past the elements computed, is written to", at);
        }
    }
}

/* ---- A launch ---------------------------------------------------------------------------- */

static const aq_sim_kernel *kernel_named(const aq_sim_module *module, const char *name) {
    for (size_t k = 0; k < module->kernel_count; k++) {
        if (strcmp(module->kernels[k].name, name) == 0) {
            return &module->kernels[k];
        }
    }
    fprintf(stderr, "no kernel %s\n", name);
    abort();
}

void kernel_run(const kernel_library *library, const aqh_case *c, const kernel_setting *setting,
                kernel_outcome *outcome) {
    const aq_sim_module *module = library->module;
    aq_tiling tiling;
    const char *name;
    if (!aq_tiling_make_plan(&c->call, module->arch, setting->blocks, setting->plan, &tiling,
                             &name)) {
        fprintf(stderr, "no kernel for the call\n");
        abort();
    }
    memset(outcome, 0, sizeof *outcome);
    device d = {.outcome = outcome, .lock = PTHREAD_MUTEX_INITIALIZER};
    allocate(&d, AQ_ARG_SRC, c->data[AQH_SRC], c->bytes[AQH_SRC]);
    allocate(&d, AQ_ARG_SCALE, c->data[AQH_SCALE], c->bytes[AQH_SCALE]);
    if (c->data[AQH_OFFSET] != NULL) {
        allocate(&d, AQ_ARG_OFFSET, c->data[AQH_OFFSET], c->bytes[AQH_OFFSET]);
    }
    allocate(&d, AQ_ARG_DST, NULL, aqo_bytes(c->call.dst.format, aqo_elements(&c->call.dst)));
    allocate(&d, AQ_ARG_PARAMS, &tiling, sizeof tiling);
    uint64_t args[AQ_KERNEL_ARGS];
    for (size_t k = 0; k < AQ_KERNEL_ARGS; k++) {
        args[k] = (uint64_t)(uintptr_t)d.areas[k].base;
    }
    const aq_sim_env env = {.ctx = &d,
                            .gm_find = gm_find,
                            .finding = finding,
                            .seed = setting->seed,
                            .threads = setting->threads,
                            .saturate = setting->saturate};
    const aq_sim_kernel *kernel = kernel_named(module, name);
    outcome->whole = module->launch(kernel, setting->blocks, args, &env);
    check_numbers(c, &d, setting->plan, outcome);
    for (size_t k = 0; k < AQ_KERNEL_ARGS; k++) {
        free(d.areas[k].base);
    }
}
