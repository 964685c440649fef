/* A call cut into parts, one for each thread. */
#ifndef AQ_CPU_THREADS_H
#define AQ_CPU_THREADS_H

#include "variant.h"

/* Computes all of a legal call on so many threads: 1 is the caller's alone, 0 one for
 * each processor but none for less than AQC_THREAD_ELEMENTS. Elements do not depend on
 * each other: the bits are the same however many there are. A thread that cannot be
 * started is done without. */
void aqc_compute(const aqc_variant *variant, const aq_call *call, const aq_buffers *buffers,
                 unsigned threads);

#define AQC_THREAD_ELEMENTS 65536u

#endif
