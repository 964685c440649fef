/* Whole files: read with a limit, written so that no half of one is ever seen. */
#ifndef AQ_HARNESS_FILE_H
#define AQ_HARNESS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The largest file of tensor data that is read or written. */
#define AQH_FILE_LIMIT ((size_t)1 << 30)

/* Reads a regular file of at most `limit` bytes; *data is the caller's to free
 * and never null. On failure returns false and one line in error that begins
 * with the path. */
bool aqh_file_read(const char *path, size_t limit, uint8_t **data, size_t *bytes, char *error,
                   size_t error_bytes);

typedef struct aqh_part {
    const void *data;
    size_t bytes;
} aqh_part;

/* Writes the parts one after the other to a temporary name beside the path, then
 * renames it. On failure the path is as it was, the temporary file is removed,
 * and error has one line that begins with the path. */
bool aqh_file_write(const char *path, const aqh_part *parts, size_t count, char *error,
                    size_t error_bytes);

#endif
