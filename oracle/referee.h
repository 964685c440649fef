/* The referee: the rounded result once more, in integers only.
 *
 * A third path that shares nothing with the other two, not even the decoder. It
 * decides between them when they disagree, and catches what MPFR and the double
 * arithmetic could get wrong together. Not fast, not needed in a run. */
#ifndef AQ_ORACLE_REFEREE_H
#define AQ_ORACLE_REFEREE_H

#include "antiquant.h"

/* The code of s * (x + o), or s * x without offset, rounded once as aqo_round
 * does. x is of a source format; o and s of e8m0, half, bf16 or float; dst of
 * half, bf16 or float. Without offset o_format and o_code are not looked at. */
uint32_t aqo_referee_round(aq_format dst, aq_overflow overflow, aq_format x_format, uint32_t x_code,
                           aq_format o_format, uint32_t o_code, aq_format s_format, uint32_t s_code,
                           bool has_offset);

#endif
