/* Decides what is certified for a row of results. */
#include "gate.h"
#include "legal.h"
#include "names.h"
#include "result_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { KEY = 200 };

static void key_of(char key[KEY], const json_t *row, bool offset, const char *transpose,
                   const char *overflow) {
    snprintf(key, KEY, "%.20s %.30s %.10s*%.10s->%.10s offset=%d transpose=%s %.20s %.5s",
             aqr_field_text(row, "product"), aqr_field_text(row, "prototype"),
             aqr_field_text(row, "src"), aqr_field_text(row, "scale"), aqr_field_text(row, "dst"),
             offset, transpose, overflow, aqr_field_text(row, "plan"));
}

static const char *transpose_of(const json_t *row) {
    const json_t *transpose = json_object_get(row, "transpose");
    return json_is_null(transpose) ? "any" : json_is_true(transpose) ? "1" : "0";
}

bool aqr_gate_limits_read(const json_t *tolerance, json_t **limits, char *error,
                          size_t error_bytes) {
    const json_t *rows = json_object_get(tolerance, "rows"), *row;
    size_t k;
    if (json_array_size(rows) == 0) {
        snprintf(error, error_bytes, "rows: must be an array, and not empty");
        return false;
    }
    *limits = json_object();
    json_array_foreach(rows, k, row) {
        char key[KEY];
        json_t *max = json_object_get(row, "max_ulp"), *value;
        const char *domain;
        bool good = json_object_size(max) > 0 && json_object_get(row, "has_offset") &&
                    json_object_get(row, "transpose");
        json_object_foreach(max, domain, value) good =
            good && (json_is_null(value) || json_is_number(value) ||
                     !strcmp(aqr_field_text(max, domain), "unbounded"));
        key_of(key, row, aqr_field_true(row, "has_offset"), transpose_of(row),
               aqr_field_text(row, "overflow"));
        if (!good || json_object_get(*limits, key)) {
            snprintf(error, error_bytes, "rows[%zu]: %s", k,
                     good ? "is there twice" : "must have has_offset, transpose and max_ulp");
            json_decref(*limits);
            *limits = NULL;
            return false;
        }
        json_object_set(*limits, key, max);
    }
    return true;
}

/* The mode that the product of the row computes in when asked for this one. */
static const char *computed_in(const json_t *row, const char *overflow) {
    const unsigned product = aqh_name_find(&aqh_product_names, aqr_field_text(row, "product"));
    const unsigned asked = aqh_name_find(&aqh_overflow_names, overflow);
    if (product >= aqh_product_names.count || asked >= aqh_overflow_names.count)
        return overflow;
    return aqh_name(&aqh_overflow_names, aqo_overflow_in((aq_product)product, (aq_overflow)asked));
}

static const json_t *find(const aqr_gate *gate, const json_t *row, const char *overflow) {
    const bool offset = aqr_field_true(row, "has_offset");
    const char *transposes[] = {transpose_of(row), "any"};
    char key[KEY];
    overflow = computed_in(row, overflow);
    /* In fp4 per_group an offset is not looked at. */
    for (int with = offset; with >= 0; with--) {
        for (int t = 0; t < 2; t++) {
            key_of(key, row, with, transposes[t], overflow);
            const json_t *max = json_object_get(gate->limits, key);
            if (max)
                return max;
        }
        if (strcmp(aqr_field_text(row, "src"), "e2m1") &&
            strcmp(aqr_field_text(row, "src"), "e1m2"))
            break;
    }
    return NULL;
}

bool aqr_gate_holds_beyond(const json_t *results, const json_t *row) {
    const json_t *mode;
    size_t k;
    if (strcmp(aqr_field_text(results, "judge"), "plan") != 0)
        return true;
    json_array_foreach(json_object_get(row, "overflow"), k,
                       mode) if (!strcmp(json_string_value(mode), "per_instruction")) return false;
    return true;
}

bool aqr_gate_limit(const aqr_gate *gate, const json_t *row, const char *domain, double *limit) {
    const json_t *modes = json_object_get(row, "overflow"), *mode;
    size_t k;
    *limit = 0;
    json_array_foreach(modes, k, mode) {
        const char *name = json_string_value(mode);
        const json_t *max = find(gate, row, name ? name : "");
        if (!max)
            return false;
        const json_t *value = json_object_get(max, domain);
        /* null: the domain does not occur, so neither does an error there. */
        const double here = json_is_string(value) ? INFINITY : json_number_value(value);
        *limit = here > *limit ? here : *limit;
    }
    /* Correctly rounded is never wrong; where the limit is 0, that is exact too. */
    if (*limit > 0 && *limit < 0.5)
        *limit = 0.5;
    return json_array_size(modes) > 0;
}
