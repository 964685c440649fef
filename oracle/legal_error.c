#include "legal_error.h"

#include <stdarg.h>
#include <stdio.h>

#define X_(id, text) [AQ_RULE_##id] = text,
static const char *const rules[AQ_RULE_COUNT] = {[AQ_LEGAL] = "legal", AQ_RULE_LIST(X_)};
#undef X_
#define X_(id, name, api_name) [AQ_PRODUCT_##id] = name,
static const char *const products[AQ_PRODUCT_COUNT] = {AQ_PRODUCT_LIST(X_)};
#undef X_
#define X_(id, name) [AQ_##id] = name,
static const char *const prototypes[AQ_PROTOTYPE_COUNT] = {AQ_PROTOTYPE_LIST(X_)};
#undef X_

const char *aqo_rule_text(aq_rule rule) {
    return (unsigned)rule < AQ_RULE_COUNT ? rules[rule] : "no rule";
}

const char *aqo_product_name(aq_product product) {
    return (unsigned)product < AQ_PRODUCT_COUNT ? products[product] : "no product";
}

const char *aqo_prototype_name(aq_prototype prototype) {
    return (unsigned)prototype < AQ_PROTOTYPE_COUNT ? prototypes[prototype] : "no prototype";
}

aq_rule aqo_broken(aq_error *error, aq_rule rule, const char *field, const char *values, ...) {
    if (error) {
        char detail[120];
        va_list args;
        va_start(args, values);
        vsnprintf(detail, sizeof detail, values, args);
        va_end(args);
        error->rule = rule;
        snprintf(error->text, sizeof error->text, "%s: %s (%s)", field, aqo_rule_text(rule),
                 detail);
    }
    return rule;
}
