/* A small set of tensors and the manifest that goes with it, in the test's own
 * directory. */
#ifndef AQ_TESTS_MANIFEST_FILES_H
#define AQ_TESTS_MANIFEST_FILES_H

#include "case.h"

/* 1 2 3 ... 16, then zeros. */
extern const uint8_t bytes_from_1[128];

/* Writes an .npy file of version 1 whose data is 1 2 3 ... */
void npy_file(const char *name, const char *descr, const char *shape, size_t data_bytes);

/* Writes src.npy [2,4] int8, scale.npy [1,4] half, dst.npy [2,4] half as u2, and
 * raw.bin of 8 bytes. */
void make_files(void);

/* A manifest in pieces; head is the fields that are not operands, without
 * braces. A null piece is that of the files above (no offset), "" leaves it out. */
typedef struct parts {
    const char *head, *src, *scale, *offset, *dst;
} parts;
extern const parts plain_parts;

/* Writes m.json and reads it. */
bool read_parts(const parts *p, aqh_case *c, char error[512]);

/* The same; asserts that it is taken, or refused with this in the message. */
void read_well(const parts *p, aqh_case *c);
void assert_refused(const parts *p, const char *part);

#endif
