/* Where results go when the user names a file: "-" is standard output; a file is
 * never seen half written; a device, a pipe or what a link points to is written
 * to, not replaced. */
#ifndef AQ_HARNESS_OUTPUT_H
#define AQ_HARNESS_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

/* Can it be written, as far as one can tell beforehand? Ask before hours of work.
 * On failure returns false and one line in error. */
bool aqh_output_check(const char *path, char *error, size_t error_bytes);
bool aqh_output_write(const char *path, const char *text, size_t bytes, char *error,
                      size_t error_bytes);

#endif
