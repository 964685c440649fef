/* Names and widths, from the lists of antiquant.h. */
#include "names.h"

const char *aqi_format_name(aq_format format) {
#define X(id, name, api_name, bits) [AQ_##id] = name,
    static const char *const names[] = {AQ_FORMAT_LIST(X)};
#undef X
    return names[format];
}

unsigned aqi_format_bits(aq_format format) {
#define X(id, name, api_name, bits) [AQ_##id] = bits,
    static const uint8_t widths[] = {AQ_FORMAT_LIST(X)};
#undef X
    return widths[format];
}

const char *aqi_product_name(aq_product product) {
#define X(id, name, api_name) [AQ_PRODUCT_##id] = name,
    static const char *const names[] = {AQ_PRODUCT_LIST(X)};
#undef X
    return names[product];
}

const char *aqi_prototype_name(aq_prototype prototype) {
#define X(id, name) [AQ_##id] = name,
    static const char *const names[] = {AQ_PROTOTYPE_LIST(X)};
#undef X
    return names[prototype];
}

const char *aqi_overflow_name(aq_overflow overflow) {
#define X(id, name) [AQ_OVERFLOW_##id] = name,
    static const char *const names[] = {AQ_OVERFLOW_LIST(X)};
#undef X
    return names[overflow];
}

const char *aqi_rule_text(aq_rule rule) {
#define X(id, text) [AQ_RULE_##id] = text,
    static const char *const texts[] = {AQ_RULE_LIST(X)};
#undef X
    return texts[rule];
}
