/* The portable variant. */
#ifndef AQ_CPU_SCALAR_H
#define AQ_CPU_SCALAR_H

#include "layout.h"

/* Computes a part of dst of a call that aq_check_buffers has found legal. */
void aqc_scalar_compute(const aq_call *call, const aq_buffers *buffers, const aqc_part *part);

/* The elements of a run, each stride from the one before. */
void aqc_scalar_elements(const aq_call *call, const aq_buffers *buffers, const aqc_run *run,
                         size_t stride);

#endif
