/* One operand of a manifest: its description in JSON, its file, its data. */
#ifndef AQ_HARNESS_MANIFEST_TENSOR_H
#define AQ_HARNESS_MANIFEST_TENSOR_H

#include "case.h"

#include <jansson.h>

/* Reads operand `operand` of the case from {"file", "dtype", "shape"}: sets its
 * tensor in the call and its data. Prototype and transpose of the call must be
 * set, as they say what a shape of fewer dimensions stands for. Files are
 * relative to directory. On failure returns false and, in error, the field and
 * the rule. */
bool aqh_manifest_tensor(aqh_case *c, int operand, const json_t *json, const char *directory,
                         char *error, size_t error_bytes);

#endif
