/* The arithmetic of the device model, on codes: one operation, rounded as the
 * instruction rounds it. */
#ifndef AQ_SIM_NUMBERS_H
#define AQ_SIM_NUMBERS_H

#include "antiquant.h"

typedef enum sim_operation { SIM_ADD, SIM_MUL } sim_operation;

/* half and float: one IEEE 754 operation; bf16: a float operation, rounded to bf16. */
uint32_t sim_compute(sim_operation operation, aq_format format, uint32_t a, uint32_t b,
                     bool saturate);

/* A code of any format as one of half, bf16 or float, to nearest, ties to even.
 * Saturating, an infinity becomes the largest number and NaN becomes 0. */
uint32_t sim_convert(aq_format from, aq_format to, uint32_t code, bool saturate);

#endif
