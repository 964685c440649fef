/* What is derived from all certificates together. */
#ifndef AQ_HARNESS_CERTIFY_TABLES_H
#define AQ_HARNESS_CERTIFY_TABLES_H

#include <stdbool.h>
#include <stddef.h>

/* From directory/certificates: directory/tolerance.json and the README.md there; removes
 * certificates that no longer belong there. False and one line in error otherwise. */
bool aqh_certify_tables(const char *directory, char *error, size_t error_bytes);

#endif
