/* Names and enumerators, both ways, from the lists in antiquant.h. */
#ifndef AQ_HARNESS_NAMES_H
#define AQ_HARNESS_NAMES_H

#include "case.h"

/* The names of one enumeration; the index is the enumerator. */
typedef struct aqh_names {
    const char *const *names;
    size_t count;
} aqh_names;

extern const aqh_names aqh_format_names, aqh_product_names, aqh_prototype_names, aqh_overflow_names,
    aqh_judge_names;

/* The name of a value; "?" for one that is not in the enumeration. */
const char *aqh_name(const aqh_names *names, unsigned value);

/* The value of a name, spelled exactly as in the list; names->count if none. */
unsigned aqh_name_find(const aqh_names *names, const char *name);

/* All names with a space between, for messages. */
void aqh_names_join(const aqh_names *names, char *text, size_t text_bytes);

/* The overflow mode of a product unless the user names one: 310P can only
 * saturate, the others follow IEEE 754. */
aq_overflow aqh_default_overflow(aq_product product);

#endif
