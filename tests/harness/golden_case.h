/* A case of two elements and the file that it is, both by hand. */
#ifndef AQ_TESTS_GOLDEN_CASE_H
#define AQ_TESTS_GOLDEN_CASE_H

#include "case.h"

/* The head alone is text; GOLDEN_BYTES are head and data. */
enum { GOLDEN_HEAD = 380, GOLDEN_DATA = 14, GOLDEN_BYTES = GOLDEN_HEAD + GOLDEN_DATA };
extern const char golden_head[GOLDEN_HEAD + 1];
extern const uint8_t golden_data[GOLDEN_DATA];

void golden_file(uint8_t file[GOLDEN_BYTES]);
void golden_case(aqh_case *c);

/* Replaces the data of an operand. */
void set_data(aqh_case *c, int operand, const void *data, size_t bytes);

/* Asserts that the file has exactly these bytes; that the case is empty. */
void assert_file(const char *path, const void *want, size_t bytes);
void assert_empty(const aqh_case *c);

#endif
