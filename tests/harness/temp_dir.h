/* A directory of the test's own, and files in it. */
#ifndef AQ_TESTS_TEMP_DIR_H
#define AQ_TESTS_TEMP_DIR_H

#include <stdbool.h>
#include <stddef.h>

/* cmocka set-up and tear-down: makes the directory, removes it with all files. */
int temp_dir_make(void **state);
int temp_dir_remove(void **state);

/* The path of a file in it; good until the eighth call after this one. */
const char *temp_path(const char *name);

/* Writes a file there and returns its path. */
const char *temp_file(const char *name, const void *data, size_t bytes);

/* How many files there are. */
size_t temp_count(void);

#endif
