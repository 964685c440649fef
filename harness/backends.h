/* Finds a backend by what the user typed: a built-in name or a shared library. */
#ifndef AQ_HARNESS_BACKENDS_H
#define AQ_HARNESS_BACKENDS_H

#include "aq_backend.h"

/* "cpu[:VARIANT][@THREADS]", "ascend-model:PRODUCT", "ascend", "ascend-sim[:PRODUCT]", or a path (anything with a
 * slash or ending in .so) of a shared library that exports aq_backend_open. Null and one line in
 * error when there is none, or when it does not fit this version. Loaded libraries stay loaded. */
const aq_backend *aqh_backend_open(const char *name, char *error, size_t error_bytes);

/* The same for a campaign or a case: of a product (AQ_PRODUCT_COUNT: any), with a plan in
 * the place of the product's (plan_name.h; 0: none). The kernels are told to run it, what
 * is not ours is only judged by it; a backend that runs another plan for certain is
 * refused, and so is one that has no kernels for the product. */
const aq_backend *aqh_backend_open_for(const char *name, aq_product product, unsigned plan,
                                       char *error, size_t error_bytes);

/* When the work is done: what the named backend, opened, has of a device is given back.
 * False and one line in error if that fails. */
bool aqh_backend_close(const char *name, const aq_backend *backend, char *error,
                       size_t error_bytes);

/* Does the name have the form of a shared library's? It need not exist. */
bool aqh_backend_is_library(const char *name);

#endif
