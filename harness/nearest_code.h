/* Which code a number rounds to, quickly: for making inputs, not for judging any. */
#ifndef AQ_HARNESS_NEAREST_CODE_H
#define AQ_HARNESS_NEAREST_CODE_H

#include "antiquant.h"

/* The code that aqo_encode gives for the number, to nearest and saturating. */
uint32_t aqh_nearest_code(aq_format format, double number);

#endif
