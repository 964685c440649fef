/* Decides what is said of the first difference between two JSON values. */
#include "certificate_compare.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct reason {
    char *text;
    size_t bytes;
} reason;

static const char *type_name(const json_t *value) {
    static const char *const names[] = {
        [JSON_OBJECT] = "an object",   [JSON_ARRAY] = "an array", [JSON_STRING] = "a string",
        [JSON_INTEGER] = "an integer", [JSON_REAL] = "a real",    [JSON_TRUE] = "true",
        [JSON_FALSE] = "false",        [JSON_NULL] = "null",
    };
    return names[json_typeof(value)];
}

static bool compare(const json_t *got, const json_t *want, const char *path, const reason *r);

static bool compare_objects(const json_t *got, const json_t *want, const char *path,
                            const reason *r) {
    const char *key;
    json_t *value;
    char inner[256];
    json_object_foreach((json_t *)got, key, value) {
        if (!json_object_get(want, key)) {
            snprintf(r->text, r->bytes, "%s%s%.40s: is no field of a certificate", path,
                     *path ? "." : "", key);
            return false;
        }
    }
    json_object_foreach((json_t *)want, key, value) {
        const json_t *mine = json_object_get(got, key);
        snprintf(inner, sizeof inner, "%s%s%s", path, *path ? "." : "", key);
        if (!mine) {
            snprintf(r->text, r->bytes, "%s: is missing", inner);
            return false;
        }
        if (!compare(mine, value, inner, r))
            return false;
    }
    return true;
}

static bool compare_arrays(const json_t *got, const json_t *want, const char *path,
                           const reason *r) {
    char inner[256];
    if (json_array_size(got) != json_array_size(want)) {
        snprintf(r->text, r->bytes, "%s: has %zu elements, must have %zu", path,
                 json_array_size(got), json_array_size(want));
        return false;
    }
    for (size_t k = 0; k < json_array_size(want); k++) {
        snprintf(inner, sizeof inner, "%s[%zu]", path, k);
        if (!compare(json_array_get(got, k), json_array_get(want, k), inner, r))
            return false;
    }
    return true;
}

static bool compare(const json_t *got, const json_t *want, const char *path, const reason *r) {
    if (json_typeof(got) != json_typeof(want)) {
        snprintf(r->text, r->bytes, "%s: is %s, must be %s", path, type_name(got), type_name(want));
        return false;
    }
    if (json_is_object(want))
        return compare_objects(got, want, path, r);
    if (json_is_array(want))
        return compare_arrays(got, want, path, r);
    if (json_equal(got, want))
        return true;
    const size_t flags = JSON_ENCODE_ANY | JSON_REAL_PRECISION(12);
    char *is = json_dumps(got, flags), *must = json_dumps(want, flags);
    snprintf(r->text, r->bytes, "%s: is %.160s, must be %.160s", path, is ? is : "?",
             must ? must : "?");
    free(is);
    free(must);
    return false;
}

bool aqr_json_same(const json_t *got, const json_t *want, char *reason_text, size_t bytes) {
    const reason r = {reason_text, bytes};
    return compare(got, want, "", &r);
}
