/* The manifest of tensors that somebody dumped elsewhere (JSON; the README has
 * the schema), read into a case whose dst is the recorded result. */
#ifndef AQ_HARNESS_MANIFEST_H
#define AQ_HARNESS_MANIFEST_H

#include "case.h"

/* Reads the manifest and the files it names (relative to the manifest). On
 * failure returns false and one line in error that names the field and the rule;
 * c is then left empty. Unknown fields are refused. The call is not judged. */
bool aqh_manifest_read(aqh_case *c, const char *path, char *error, size_t error_bytes);

/* The same as if the manifest named this product. */
bool aqh_manifest_read_as(aqh_case *c, const char *path, aq_product product, char *error,
                          size_t error_bytes);

#endif
