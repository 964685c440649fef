/* The formula: s * (x + o), held exactly, and rounded once. */
#ifndef AQ_ORACLE_EXACT_H
#define AQ_ORACLE_EXACT_H

#include "format.h"

/* value = s * (x + o), or s * x when o is null; exact: asserts that MPFR's
 * ternary values are 0. Special values as in IEEE 754, round to nearest: Inf-Inf
 * and 0*Inf are NaN, x + -x is +0, -0 + -0 is -0, the sign of a product is the
 * product of the signs. value must have AQO_PRECISION bits. sum, unless null,
 * takes x + o. */
void aqo_exact(mpfr_ptr value, mpfr_ptr sum, mpfr_srcptr x, mpfr_srcptr o, mpfr_srcptr s);

/* Aborts unless MPFR's ternary value says exact; in every build, since an oracle that
 * rounded would be wrong silently. */
void aqo_must_be_exact(int ternary);

/* Does this overflow mode saturate the result of a call, in this format? */
bool aqo_saturates(aq_format dst, aq_overflow overflow);

/* The code that a correctly rounded call gives for this exact value. */
uint32_t aqo_round(aq_format dst, aq_overflow overflow, mpfr_srcptr value);

#endif
