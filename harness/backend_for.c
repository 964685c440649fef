/* Decides whether a backend is the one to ask: for a product, and for a plan in the
 * place of the product's; and whether it has a device to give back. */
#include "backends.h"
#include "plan_name.h"

#include <stdio.h>
#include <string.h>

static bool is(const char *name, const char *builtin) {
    const size_t length = strlen(builtin);
    return strncmp(name, builtin, length) == 0 && (name[length] == '\0' || name[length] == ':');
}

static bool has_device(const char *name) {
    return is(name, "ascend") || is(name, "ascend-sim");
}

bool aqh_backend_close(const char *name, const aq_backend *backend, char *error,
                       size_t error_bytes) {
    char why[400];
    const bool closed = !has_device(name) || aq_backend_ascend_close(backend, why, sizeof why);
    if (!closed) {
        snprintf(error, error_bytes, "%.100s: done, but: %s", name, why);
    }
    return closed;
}

const aq_backend *aqh_backend_open_for(const char *name, aq_product product, unsigned plan,
                                       char *error, size_t error_bytes) {
    const bool kernels = has_device(name);
    char why[400];
    if (kernels && product != AQ_PRODUCT_COUNT &&
        !aq_backend_ascend_has(product, why, sizeof why)) {
        snprintf(error, error_bytes, "%.100s: %s", name, why);
        return NULL;
    }
    if (plan != AQH_PLAN_OWN && is(name, "ascend-model")) {
        snprintf(error, error_bytes,
                 "%.100s computes the product's own plan, not %s; the kernels have it: ascend-sim",
                 name, aqh_plan_name(plan));
        return NULL;
    }
    const aq_backend *backend = aqh_backend_open(name, error, error_bytes);
    if (backend && kernels &&
        !aq_backend_ascend_set_plan(backend, plan ? aqh_plan_name(plan) : NULL)) {
        snprintf(error, error_bytes, "%.100s: no kernel has the plan %s", name,
                 aqh_plan_name(plan));
        return NULL;
    }
    return backend;
}
