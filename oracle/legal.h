/* What is allowed: the oracle's own reading of the API document, written
 * without looking at the implementation's. The two are compared in the tests.
 *
 * Source: the tables and constraints of the API document; semantics.md a and e
 * where tagged [D]. */
#ifndef AQ_ORACLE_LEGAL_H
#define AQ_ORACLE_LEGAL_H

#include "antiquant.h"

/* One row per documented combination of types. */
typedef struct aqo_combination {
    aq_product product;
    aq_prototype prototype;
    aq_format src, scale, dst;
} aqo_combination;

/* The table, in a fixed order. */
const aqo_combination *aqo_combinations(size_t *count);

bool aqo_product_supported(aq_product product);

/* May a call of the product ask for the overflow mode? */
bool aqo_may_ask(aq_product product, aq_overflow overflow);

/* Does the product compute in it? The 310P saturates whatever it is asked for. Source:
 * semantics.md d.2. */
bool aqo_has_overflow(aq_product product, aq_overflow overflow);

/* What it computes in when it is asked for that. */
aq_overflow aqo_overflow_in(aq_product product, aq_overflow asked);

/* As aq_check: AQ_LEGAL, or the first broken rule with its error line. */
aq_rule aqo_legal(const aq_call *call, aq_error *error);

/* As aq_check_buffers. */
aq_rule aqo_legal_buffers(const aq_call *call, const aq_buffers *buffers, aq_error *error);

/* The legal range of a temporary buffer in bytes; max may be below min. The query
 * must be sound: pointers, enumerators, no zero dimension. */
typedef unsigned __int128 aqo_size;
void aqo_tmp_range(const aq_tmp_query *query, aqo_size *max, aqo_size *min);

/* As aq_tmp_size. */
aq_rule aqo_tmp_size(const aq_tmp_query *query, size_t *max_bytes, size_t *min_bytes);

/* The scale shape that the call must have, given src, transpose, k_dim,
 * group_size; for per_channel with `groups` groups. */
void aqo_scale_shape(const aq_call *call, uint32_t groups, uint32_t *rows, uint32_t *cols);

#endif
