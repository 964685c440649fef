/* Reading NumPy's .npy files, versions 1 and 2, C order, little-endian.
 *
 * Only what a dump needs: the element size and kind, the shape, the data. Void
 * types ("V1", "V2": what numpy makes of fp8 and bf16) are taken as raw codes,
 * but only where the caller names the format. */
#ifndef AQ_HARNESS_NPY_H
#define AQ_HARNESS_NPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { AQH_NPY_MAX_DIMS = 8 };

typedef struct aqh_npy {
    char kind;         /* 'i', 'u', 'f', 'V', 'b' */
    size_t item_bytes; /* 1, 2, 4, 8 */
    size_t dims;
    size_t shape[AQH_NPY_MAX_DIMS];
    size_t elements;
    const uint8_t *data; /* inside the bytes parsed */
    size_t data_bytes;
} aqh_npy;

/* Parses a whole file in memory; data points into it. On failure returns false
 * and one line in error that names what is wrong. */
bool aqh_npy_parse(aqh_npy *npy, const uint8_t *file, size_t bytes, char *error,
                   size_t error_bytes);

#endif
