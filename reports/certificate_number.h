/* Numbers of reports: exact fractions, and decimals that are upper bounds. */
#ifndef AQ_REPORTS_CERTIFICATE_NUMBER_H
#define AQ_REPORTS_CERTIFICATE_NUMBER_H

#include <jansson.h>
#include <mpfr.h>

/* "3/4", "-1/2", "0", "inf". A new string value. */
json_t *aqr_fraction(mpfr_srcptr value);

/* The smallest decimal of 12 significant digits that is not below the value, as a
 * number that reads back as no less than it, too. value >= 0, finite. */
double aqr_decimal_up(mpfr_srcptr value);

/* That as a JSON number, or the string "inf". */
json_t *aqr_decimal(mpfr_srcptr value);

#endif
