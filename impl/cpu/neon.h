/* NEON arithmetic on up to AQC_NEON_BLOCK elements, in passes over small arrays, each
 * pass in one rounding mode. ARMv8.0: no arithmetic in half or bf16.
 *
 * With |s| for the scale, value = |s|*x + c, c = |s|*o. That is exact, and so is |s|*x
 * inside a fused multiply-add, which rounds once. Rounded down and rounded up it gives
 * the two neighbours of the value (or the value itself); the one whose last bit is set
 * is the value rounded to odd, which can be rounded again, to nearest, as if it were the
 * value. The sign of the scale is applied last, and so is right for zeros too.
 *
 * In float where c is exact in float and nothing leaves its normal range, else in
 * double, where c always is exact (48 bits) and nothing ever does (exponents from -298
 * to 256). The addend of a panel is not used. */
#ifndef AQ_CPU_NEON_H
#define AQ_CPU_NEON_H

#include "kernels.h"
#include "neon_control.h"

/* A multiple of 16, to which passes go; AQC_PANEL is a multiple of it. */
#define AQC_NEON_BLOCK 256

/* Of the elements of a block, in arrays that have a multiple of 16 of them. */
typedef struct aqc_neon_params {
    const float *scale, *offset; /* magnitude; -0 for no offset */
    const uint16_t *sign;
    bool in_double;
} aqc_neon_params;

/* The codes of count results, at any address, from as many codes of src, which stand
 * one in each byte, in an array that has a multiple of 16 of them. */
void aqc_neon_block(const aqc_job *job, const aqc_neon_params *params, size_t count,
                    const uint8_t *codes, uint8_t *out);

void aqc_neon_prepare(const aqc_job *job, const uint8_t *scales, const uint8_t *offsets,
                      size_t count, bool quick, aqc_panel *panel);

/* Elements first, first + 1 ... of src, of 4 or 8 bits, one into each byte. Here and
 * below, first is even where they have 4. */
void aqc_neon_unpack(const aqc_job *job, size_t first, size_t count, uint8_t *codes);

/* Elements first ... of dst, which has two bytes for each, by a table of the results of
 * all codes of src. */
void aqc_neon_look_up(const aqc_job *job, const uint8_t *results, size_t first, size_t count);

#endif
