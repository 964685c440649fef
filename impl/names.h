/* Names and widths of what antiquant.h lists. Values must be in range. */
#ifndef AQ_IMPL_NAMES_H
#define AQ_IMPL_NAMES_H

#include "antiquant.h"

const char *aqi_format_name(aq_format format);
unsigned aqi_format_bits(aq_format format);
const char *aqi_product_name(aq_product product);
const char *aqi_prototype_name(aq_prototype prototype);
const char *aqi_overflow_name(aq_overflow overflow);
const char *aqi_rule_text(aq_rule rule);

#endif
