/* The instructions of 2201: vectors in UB, the first `count` elements. */
#ifndef AQ_SIM_VECTOR_H
#define AQ_SIM_VECTOR_H

#include "ascend/sim/sim_core.h"
#include "ascend/sim/sim_numbers.h"

void sim_vector_convert(aq_format from, aq_format to, void *dst, const void *src, uint32_t count);
void sim_vector_compute(sim_operation operation, aq_format format, void *dst, const void *a,
                        const void *b, uint32_t count);
void sim_vector_fill(void *dst, uint64_t value, size_t size, uint32_t count);

/* Each of 8 elements a repeat to a block of 32 bytes. */
void sim_vector_spread(void *dst, const void *src, size_t size, uint32_t block_stride,
                       uint32_t repeat_stride, uint64_t repeats);

#endif
