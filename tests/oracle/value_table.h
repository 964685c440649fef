/* The second derivation of the formats of 16 bits or fewer: a table of values.
 *
 * Nothing here takes a code apart. The tables are built from the value side, in
 * ascending order, handing out consecutive codes; and a value is encoded by
 * searching the sorted table. The tests compare this with oracle/format.h, whose
 * code works on bits.
 *
 * Source: semantics.md section c.
 */
#ifndef AQ_TESTS_VALUE_TABLE_H
#define AQ_TESTS_VALUE_TABLE_H

#include "format.h"

/* Formats that have a table. */
enum { VALUE_TABLE_BITS_MAX = 16 };

typedef struct value_entry {
    double value;
    uint32_t code;
} value_entry;

typedef struct value_table {
    aq_format id;
    uint32_t codes;      /* 2^bits */
    double *by_code;     /* exact; NaN, the infinities and -0.0 as themselves */
    value_entry *sorted; /* distinct finite values, ascending; zero is +0 */
    size_t count;
    /* What would follow the ends if the format went on: it decides overflow. */
    double above, below;
    bool has_inf, has_nan, has_negative_zero;
    uint32_t nan_code, max_code;
} value_table;

/* Null for float. Built at the first call and kept. */
const value_table *value_table_get(aq_format id);

/* Position in `sorted` of a finite value of the format; count if not there. */
size_t value_table_find(const value_table *table, double value);

/* Where a value is in the table: found once, rounded in every direction. */
typedef struct value_place {
    enum { PLACE_NAN, PLACE_INF, PLACE_ZERO, PLACE_BELOW, PLACE_AMONG, PLACE_ABOVE } where;
    bool negative;
    /* The value as the double next to it toward zero, and the sign of what that
     * cuts off: compares exactly with any double. */
    double head;
    int tail;
    size_t at; /* PLACE_AMONG: the largest of `sorted` that is not above it */
} value_place;

value_place value_table_place(const value_table *table, mpfr_srcptr value);

/* The code that aqo_encode should give. */
uint32_t value_table_round(const value_table *table, const value_place *place,
                           aqo_rounding rounding, bool saturate);

#endif
