/* The error line of a broken rule, and the names in it. */
#ifndef AQ_ORACLE_LEGAL_ERROR_H
#define AQ_ORACLE_LEGAL_ERROR_H

#include "antiquant.h"

/* Fills error (unless null) with "field: rule (values)" and returns the rule. */
__attribute__((format(printf, 4, 5))) aq_rule aqo_broken(aq_error *error, aq_rule rule,
                                                         const char *field, const char *values,
                                                         ...);

const char *aqo_rule_text(aq_rule rule);
const char *aqo_product_name(aq_product product);
const char *aqo_prototype_name(aq_prototype prototype);

#endif
