/* How a format plugs into the table: one file per kind defines the two
 * functions, format.c has the row. */
#ifndef AQ_ORACLE_FORMAT_TABLE_H
#define AQ_ORACLE_FORMAT_TABLE_H

#include "format.h"

typedef void aqo_decode_fn(const aqo_format *format, uint32_t code, mpfr_ptr value);
typedef uint32_t aqo_encode_fn(const aqo_format *format, mpfr_srcptr value, aqo_rounding rounding,
                               bool saturate);

aqo_decode_fn aqo_decode_ieee, aqo_decode_integer, aqo_decode_hif8, aqo_decode_e8m0;
aqo_encode_fn aqo_encode_ieee, aqo_encode_integer, aqo_encode_hif8, aqo_encode_e8m0;

/* Rounds |value| to an integer number of 2^unit, in the direction that
 * `rounding` has for a number of this sign. Ties go to the even integer. */
void aqo_round_to_unit(mpz_ptr integer, mpfr_srcptr value, mpfr_exp_t unit,
                       aqo_rounding rounding);

/* May a finite value of this sign overflow to infinity in this direction? */
bool aqo_overflow_is_infinite(aqo_rounding rounding, bool negative);

#endif
