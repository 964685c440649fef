/* What a campaign goes through: every documented combination of types, in each
 * of the forms its prototype has (offset, transposition, k_dim). */
#ifndef AQ_HARNESS_VARIANT_H
#define AQ_HARNESS_VARIANT_H

#include "legal.h"

typedef struct aqh_variant {
    aqo_combination types;
    bool has_offset;
    bool transpose;
    int k_dim; /* per_group; 1 elsewhere */
} aqh_variant;

/* All variants in table order; *count of them. Null when out of memory; free()
 * it. */
aqh_variant *aqh_variants(size_t *count);

/* Which variants, and overflow modes, a user wants: -1 means any. */
typedef struct aqh_filter {
    int product, prototype, src, scale, dst, has_offset, transpose, k_dim, overflow;
} aqh_filter;

extern const aqh_filter aqh_filter_any;

/* Parses "key=value,key=value"; keys: product prototype src scale dst offset
 * transpose k_dim overflow. False and one line in error on an unknown key or value,
 * or one that contradicts what the filter says already. */
bool aqh_filter_parse(aqh_filter *filter, const char *text, char *error, size_t error_bytes);

bool aqh_filter_takes(const aqh_filter *filter, const aqh_variant *variant);

/* "950 per_group int8*half->half +offset transposed k_dim=0" */
void aqh_variant_name(const aqh_variant *variant, char *name, size_t bytes);

/* The variant that a call is of. */
aqh_variant aqh_variant_of(const aq_call *call);

#endif
