/* Numbers as people read them: exact decimal, hex float, fields of a code. */
#ifndef AQ_HARNESS_NUMBER_TEXT_H
#define AQ_HARNESS_NUMBER_TEXT_H

#include "format.h"

/* Decimal: exact up to 40 significant digits, else to 17 with "..." behind. */
void aqh_decimal(mpfr_srcptr value, char *text, size_t bytes);

/* As printf's %a: 0x1.8p+3; nan, inf, -inf, 0x0p+0, -0x0p+0. Exact. */
void aqh_hex(mpfr_srcptr value, char *text, size_t bytes);

/* "0x1p+15 = 32768" */
void aqh_both(mpfr_srcptr value, char *text, size_t bytes);

/* The code in as many hex digits as the format has. */
void aqh_code_text(aq_format format, uint32_t code, char *text, size_t bytes);

/* The code's fields: "sign 0, exponent 01111, fraction 0000000000". */
void aqh_fields(aq_format format, uint32_t code, char *text, size_t bytes);

/* A number as the user typed it: decimal, hex float, nan, inf. Held exactly, or,
 * where a decimal has no exact binary form, so that it still rounds correctly to
 * every format. value must have AQH_TYPED_PRECISION bits. False if it is none. */
enum { AQH_TYPED_PRECISION = 4096 };
bool aqh_number_parse(const char *text, mpfr_ptr value);

#endif
