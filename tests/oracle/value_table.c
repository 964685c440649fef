/* Builds the tables and searches them. See value_table.h. */
#include "value_table.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* ---- Building ----------------------------------------------------------- */

/* An IEEE-like format: fraction steps per binade, exponents of the first and
 * the last binade, how many values of the last binade are numbers. */
typedef struct ieee_shape {
    aq_format id;
    int steps, emin, emax, last;
    bool has_inf, has_nan;
    uint32_t nan_code;
} ieee_shape;

static const ieee_shape ieee_shapes[] = {
    {AQ_E4M3FN, 8, -6, 8, 7, false, true, 0x7F},
    {AQ_E5M2, 4, -14, 15, 4, true, true, 0x7E},
    {AQ_E2M1, 2, 0, 2, 2, false, false, 0},
    {AQ_E1M2, 4, 0, 0, 4, false, false, 0},
    {AQ_HALF, 1024, -14, 15, 1024, true, true, 0x7E00},
    {AQ_BF16, 128, -126, 127, 128, true, true, 0x7FC0},
};

/* Hands out the next code to a magnitude; the code with the sign set is that
 * plus half the number of codes. */
static void put_pair(value_table *table, uint32_t *next, double magnitude) {
    table->by_code[*next] = magnitude;
    table->by_code[*next + table->codes / 2] = -magnitude;
    ++*next;
}

static void build_ieee(value_table *table, const ieee_shape *shape) {
    uint32_t next = 0;
    for (int step = 0; step < shape->steps; ++step) { /* zero and the subnormal numbers */
        put_pair(table, &next, ldexp((double)step / shape->steps, shape->emin));
    }
    for (int exponent = shape->emin; exponent <= shape->emax; ++exponent) {
        int steps = exponent == shape->emax ? shape->last : shape->steps;
        for (int step = 0; step < steps; ++step) {
            put_pair(table, &next, ldexp(1 + (double)step / shape->steps, exponent));
        }
    }
    table->max_code = next - 1;
    table->above = ldexp(1 + (double)shape->last / shape->steps, shape->emax);
    if (shape->has_inf) {
        put_pair(table, &next, INFINITY);
    }
    while (next < table->codes / 2) {
        put_pair(table, &next, NAN);
    }
    table->has_inf = shape->has_inf;
    table->has_nan = shape->has_nan;
    table->nan_code = shape->nan_code;
    table->has_negative_zero = true;
}

/* Tapered precision: the wider the exponent field, the fewer fraction steps.
 * Each range of |exponent| has its codes in a row, the positive exponents first
 * and both kinds by ascending magnitude of the exponent. */
static void build_hif8(value_table *table) {
    static const struct {
        int first, last, steps;
    } ranges[] = {{0, 0, 8}, {1, 1, 8}, {2, 3, 8}, {4, 7, 4}, {8, 15, 2}};

    uint32_t next = 0;
    put_pair(table, &next, 0.0);
    for (int exponent = -22; exponent <= -16; ++exponent) {
        put_pair(table, &next, ldexp(1, exponent));
    }
    for (size_t r = 0; r < sizeof ranges / sizeof *ranges; ++r) {
        for (int sign = 1; sign >= (ranges[r].first == 0 ? 1 : -1); sign -= 2) {
            for (int e = ranges[r].first; e <= ranges[r].last; ++e) {
                for (int step = 0; step < ranges[r].steps; ++step) {
                    double value = ldexp(1 + (double)step / ranges[r].steps, sign * e);
                    if (value == 49152) { /* the largest is taken for infinity */
                        table->above = value;
                        table->max_code = next - 1;
                        value = INFINITY;
                    }
                    put_pair(table, &next, value);
                }
            }
        }
    }
    assert(next == table->codes / 2);
    table->nan_code = table->codes / 2; /* in the place of -0 */
    table->by_code[table->nan_code] = NAN;
    table->has_inf = table->has_nan = true;
}

static void build_e8m0(value_table *table) {
    uint32_t next = 0;
    for (int exponent = -127; exponent <= 127; ++exponent) {
        table->by_code[next++] = ldexp(1, exponent);
    }
    table->max_code = next - 1;
    table->above = ldexp(1, 128);
    table->has_nan = true;
    table->nan_code = next;
    table->by_code[next] = NAN;
}

static void build_integer(value_table *table) {
    int half = (int)(table->codes / 2);
    uint32_t next = 0;
    for (int value = 0; value < half; ++value) {
        table->by_code[next++] = value;
    }
    table->max_code = next - 1;
    for (int value = -half; value < 0; ++value) {
        table->by_code[next++] = value;
    }
    table->above = half;
    table->below = -half - 1;
}

static int by_value(const void *a, const void *b) {
    double x = ((const value_entry *)a)->value;
    double y = ((const value_entry *)b)->value;
    return (x > y) - (x < y);
}

static void sort_table(value_table *table) {
    table->sorted = malloc(table->codes * sizeof *table->sorted);
    assert(table->sorted);
    for (uint32_t code = 0; code < table->codes; ++code) {
        double value = table->by_code[code];
        if (isfinite(value) && !(value == 0 && signbit(value))) {
            table->sorted[table->count++] = (value_entry){value, code};
        }
    }
    qsort(table->sorted, table->count, sizeof *table->sorted, by_value);
}

const value_table *value_table_get(aq_format id) {
    static value_table tables[AQ_FORMAT_COUNT];
    static const uint32_t bits[AQ_FORMAT_COUNT] = {
        [AQ_INT4] = 4, [AQ_INT8] = 8, [AQ_E4M3FN] = 8, [AQ_E5M2] = 8,  [AQ_HIF8] = 8,
        [AQ_E2M1] = 4, [AQ_E1M2] = 4, [AQ_E8M0] = 8,   [AQ_HALF] = 16, [AQ_BF16] = 16,
    };
    value_table *table = &tables[id];
    if (bits[id] == 0 || table->sorted) {
        return bits[id] == 0 ? NULL : table;
    }
    table->id = id;
    table->codes = UINT32_C(1) << bits[id];
    table->by_code = malloc(table->codes * sizeof *table->by_code);
    assert(table->by_code);
    for (size_t i = 0; i < sizeof ieee_shapes / sizeof *ieee_shapes; ++i) {
        if (ieee_shapes[i].id == id) {
            build_ieee(table, &ieee_shapes[i]);
        }
    }
    if (id == AQ_HIF8) {
        build_hif8(table);
    } else if (id == AQ_E8M0) {
        build_e8m0(table);
    } else if (id == AQ_INT4 || id == AQ_INT8) {
        build_integer(table);
    }
    if (table->below == 0 && id != AQ_E8M0) {
        table->below = -table->above;
    }
    sort_table(table);
    return table;
}

/* ---- Searching ---------------------------------------------------------- */

size_t value_table_find(const value_table *table, double value) {
    size_t low = 0, high = table->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (table->sorted[middle].value < value) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < table->count && table->sorted[low].value == value ? low : table->count;
}

static int compare(const value_place *v, double x) {
    if (v->head != x) {
        return v->head < x ? -1 : 1;
    }
    return v->tail;
}

value_place value_table_place(const value_table *table, mpfr_srcptr value) {
    value_place v = {.negative = mpfr_signbit(value) != 0};
    if (!mpfr_regular_p(value)) {
        v.where = mpfr_nan_p(value) ? PLACE_NAN : mpfr_inf_p(value) ? PLACE_INF : PLACE_ZERO;
        return v;
    }
    v.head = mpfr_get_d(value, MPFR_RNDZ);
    v.tail = mpfr_cmp_d(value, v.head);
    if (compare(&v, table->sorted[0].value) < 0) {
        v.where = PLACE_BELOW;
        return v;
    }
    if (compare(&v, table->sorted[table->count - 1].value) > 0) {
        v.where = PLACE_ABOVE;
        return v;
    }
    v.where = PLACE_AMONG;
    size_t high = table->count;
    while (high - v.at > 1) {
        size_t middle = v.at + (high - v.at) / 2;
        if (compare(&v, table->sorted[middle].value) >= 0) {
            v.at = middle;
        } else {
            high = middle;
        }
    }
    return v;
}

static uint32_t largest(const value_table *table, bool negative) {
    return table->sorted[negative ? 0 : table->count - 1].code;
}

static uint32_t overflow(const value_table *table, bool negative, bool saturate) {
    if (saturate || !table->has_nan) {
        return largest(table, negative);
    }
    if (table->id == AQ_E8M0) {
        return table->nan_code;
    }
    uint32_t code = table->has_inf ? table->max_code + 1 : table->nan_code;
    return code + (negative ? table->codes / 2 : 0);
}

static uint32_t zero(const value_table *table, bool negative) {
    return negative && table->has_negative_zero ? table->codes / 2 : 0;
}

/* Between two neighbours, v being neither: is it the upper one? */
static bool takes_upper(const value_place *v, double lower, double upper, bool upper_is_even,
                        aqo_rounding rounding) {
    int side = compare(v, lower + (upper - lower) / 2);
    switch (rounding) {
    case AQO_UP:
        return true;
    case AQO_DOWN:
        return false;
    case AQO_TOWARD_ZERO:
        return v->negative;
    case AQO_NEAREST_AWAY:
        return side != 0 ? side > 0 : !v->negative;
    default:
        return side != 0 ? side > 0 : upper_is_even;
    }
}

/* Past an end of the table the virtual next value takes part: does v go there?
 * Its code is that of the end plus one, so it is even where the end is odd. */
static bool overflows(const value_table *table, const value_place *v, aqo_rounding rounding) {
    if (v->where == PLACE_ABOVE) {
        const value_entry *end = &table->sorted[table->count - 1];
        return takes_upper(v, end->value, table->above, end->code % 2 == 1, rounding);
    }
    const value_entry *end = &table->sorted[0];
    return !takes_upper(v, table->below, end->value, end->code % 2 == 0, rounding);
}

uint32_t value_table_round(const value_table *table, const value_place *v, aqo_rounding rounding,
                           bool saturate) {
    if (v->where == PLACE_NAN) {
        return table->has_nan && !saturate ? table->nan_code : 0;
    }
    if (v->where == PLACE_ZERO) {
        return zero(table, v->negative);
    }
    if (table->id == AQ_E8M0 && v->negative) {
        return table->nan_code;
    }
    if (table->id == AQ_E8M0 && v->where == PLACE_BELOW) {
        return 0;
    }
    if (v->where == PLACE_INF) {
        return overflow(table, v->negative, saturate);
    }
    if (v->where != PLACE_AMONG) {
        return overflows(table, v, rounding) ? overflow(table, v->negative, saturate)
                                             : largest(table, v->negative);
    }
    const value_entry *chosen = &table->sorted[v->at];
    if (compare(v, chosen->value) != 0 &&
        takes_upper(v, chosen->value, chosen[1].value, chosen[1].code % 2 == 0, rounding)) {
        ++chosen;
    }
    return chosen->value == 0 ? zero(table, v->negative) : chosen->code;
}
