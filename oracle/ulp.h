/* The error in ulps. Source: ulp-bounds.md, "The unit".
 *
 *     error = (got - y) / ulp(y)        y = s*(x+o), the exact real value
 *     ulp(y) = 2^(max(floor(log2|y|), emin) - (p-1)), at most that of emax
 */
#ifndef AQ_ORACLE_ULP_H
#define AQ_ORACLE_ULP_H

#include "format.h"

/* log2 of ulp(value) in a floating-point format; value finite. For 0 it is that
 * of the smallest subnormal. */
mpfr_exp_t aqo_ulp_exponent(aq_format format, mpfr_srcptr value);

/* error = the signed error of the result `code` for the exact value, exactly.
 * Both finite: the definition above. Both NaN, or both the same infinity: 0.
 * Result infinite, value finite: 0 if the value is at or above the overflow
 * threshold on that side, else the infinity counts as 2^(emax+1), the number it
 * stands in the place of. Saturating: the value is first clamped to the largest
 * finite numbers and NaN counts as 0. What remains (a number for NaN, a NaN for
 * a number, the wrong infinity, a number for an infinity, Inf where results
 * saturate) is +Inf, larger than any tolerance. error must have AQO_PRECISION
 * bits. */
void aqo_ulp_error(mpfr_ptr error, aq_format format, bool saturate, mpfr_srcptr value,
                   uint32_t code);

/* Is |value| at or above the overflow threshold, i.e. does it round to Inf? */
bool aqo_overflows(aq_format format, mpfr_srcptr value);

/* Signed distance from code a to code b in codes of a floating-point format with a
 * sign, an exponent and a fraction (is_float), -0 and +0 being the same; 0 when
 * either is NaN. */
int64_t aqo_steps(aq_format format, uint32_t a, uint32_t b);

#endif
