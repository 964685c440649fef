/* The portable variant. */
#ifndef AQ_CPU_SCALAR_H
#define AQ_CPU_SCALAR_H

#include "antiquant.h"

/* Computes dst of a call that aq_check_buffers has found legal. */
void aqc_scalar_run(const aq_call *call, const aq_buffers *buffers);

#endif
