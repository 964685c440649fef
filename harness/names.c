/* Decides which name goes with which enumerator: the lists in antiquant.h do. */
#include "names.h"

#include "legal.h"

#include <stdio.h>
#include <string.h>

#define NAME_SECOND(id, name, ...) name,
#define NAME_ONLY(id, name) name,
static const char *const formats[] = {AQ_FORMAT_LIST(NAME_SECOND)};
static const char *const products[] = {AQ_PRODUCT_LIST(NAME_SECOND)};
static const char *const prototypes[] = {AQ_PROTOTYPE_LIST(NAME_ONLY)};
static const char *const overflows[] = {AQ_OVERFLOW_LIST(NAME_ONLY)};
static const char *const judges[] = {AQH_JUDGE_LIST(NAME_ONLY)};
#undef NAME_SECOND
#undef NAME_ONLY

const aqh_names aqh_format_names = {formats, AQ_FORMAT_COUNT};
const aqh_names aqh_product_names = {products, AQ_PRODUCT_COUNT};
const aqh_names aqh_prototype_names = {prototypes, AQ_PROTOTYPE_COUNT};
const aqh_names aqh_overflow_names = {overflows, AQ_OVERFLOW_COUNT};
const aqh_names aqh_judge_names = {judges, AQH_JUDGE_COUNT};

const char *aqh_name(const aqh_names *names, unsigned value) {
    return value < names->count ? names->names[value] : "?";
}

unsigned aqh_name_find(const aqh_names *names, const char *name) {
    unsigned value = 0;
    while (value < names->count && strcmp(names->names[value], name) != 0) {
        value++;
    }
    return value;
}

void aqh_names_join(const aqh_names *names, char *text, size_t text_bytes) {
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < names->count && used < text_bytes; i++) {
        used +=
            (size_t)snprintf(text + used, text_bytes - used, "%s%s", i ? " " : "", names->names[i]);
    }
}

aq_overflow aqh_default_overflow(aq_product product) {
    return aqo_overflow_in(product, AQ_OVERFLOW_INF_NAN);
}
