/* Every result of one scale at once: all sources against a block of offsets.
 *
 * The oracle of `aqcheck prove`, which looks at every (x, o, s) there is. As in
 * fast.h, s*x and s*o are held exactly and their sum is an error-free one, rounded
 * once; but s, and everything that it decides, is dealt with once per plane, and
 * half and most of bf16 need float only:
 *
 *     half   s*x has at most 19 bits, s*o 22, above 2^-48 and below 2^33
 *     bf16   s*x has 16 bits and s*o 16; where either, or the sum, is outside the
 *            range of float the block is done in double
 *
 * Only the sign of s is taken out first, so that a sum of zero gets it. A scale of
 * zero or infinity, where s does not distribute, goes through fast.h element by
 * element. No conversion instruction is used: results are rounded by integer
 * arithmetic. Needs arithmetic rounded to nearest (aqo_pair_usable) and no flushing of
 * subnormals.
 */
#ifndef AQ_ORACLE_PLANE_H
#define AQ_ORACLE_PLANE_H

#include "antiquant.h"

enum { AQO_PLANE_SOURCES = 256, AQO_PLANE_OFFSETS = 1024 };

/* How the sums of a block are made. */
typedef enum aqo_plane_path {
    AQO_PLANE_FLOAT,
    AQO_PLANE_DOUBLE,
    AQO_PLANE_ONE_BY_ONE
} aqo_plane_path;

/* The inner loops, one set per instruction set, chosen when the plane begins. Each
 * gives the codes of fixed + vector[i], rounded to the format in its name; negative
 * turns their sign, limit is the largest code. */
typedef struct aqo_plane_loops {
    const char *name;
    void (*half_of_floats)(const float *vector, unsigned count, float fixed, bool negative,
                           bool saturate, uint16_t *codes);
    void (*bf16_of_floats)(const float *vector, unsigned count, float fixed, bool negative,
                           bool saturate, uint16_t *codes);
    void (*half_of_doubles)(const double *vector, unsigned count, double fixed, bool negative,
                            bool saturate, uint16_t *codes);
    void (*bf16_of_doubles)(const double *vector, unsigned count, double fixed, bool negative,
                            bool saturate, uint16_t *codes);
} aqo_plane_loops;

/* Those that this processor can run, best first; null at the end. */
extern const aqo_plane_loops *aqo_plane_loops_here(unsigned index);

typedef struct aqo_plane {
    aq_format dst; /* half or bf16; also the format of scale and offset */
    aq_overflow overflow;
    const aqo_plane_loops *loops;
    unsigned sources, offsets;
    double x[AQO_PLANE_SOURCES], o[AQO_PLANE_OFFSETS];
    /* Of the scale. */
    double s, largest_product;
    bool distributes, products_are_floats;
    double sx[AQO_PLANE_SOURCES];
    float sx_float[AQO_PLANE_SOURCES];
    /* Of the block of offsets. */
    aqo_plane_path path;
    double so[AQO_PLANE_OFFSETS];
    float so_float[AQO_PLANE_OFFSETS];
} aqo_plane;

/* All codes of src, of at most 8 bits; format, of scale, offset and dst, is half or
 * bf16. loops as above, or null for the best. False where there is no such plane. */
bool aqo_plane_begin(aqo_plane *plane, aq_format src, aq_format format, aq_overflow overflow,
                     const aqo_plane_loops *loops);

/* Sets the scale, and then the offsets: count of them, at most AQO_PLANE_OFFSETS. */
void aqo_plane_scale(aqo_plane *plane, uint32_t code);
void aqo_plane_offsets(aqo_plane *plane, uint32_t first_code, unsigned count);

/* The correctly rounded codes of one source with every offset, of one offset with every
 * source; NaN is the canonical one of aqo_pair_round. */
void aqo_plane_row(const aqo_plane *plane, unsigned source, uint16_t *codes);
void aqo_plane_column(const aqo_plane *plane, unsigned offset, uint16_t *codes);

#endif
