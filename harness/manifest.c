/* Decides what a manifest says: which fields there are, what they mean, and what
 * is taken when one is not given. */
#include "manifest.h"

#include "file.h"
#include "generate.h"
#include "index.h"
#include "manifest_tensor.h"
#include "names.h"
#include "printable.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANIFEST_LIMIT = 1 << 20 };

static const char *const known[] = {"product",  "prototype",  "transpose", "has_offset", "k_dim",
                                    "overflow", "group_size", "k",         "cal_count",  "max_ulp",
                                    "note",     "src",        "scale",     "offset",     "dst"};

typedef struct manifest {
    const json_t *json;
    aqh_case *c;
    char *error;
    size_t error_bytes;
} manifest;

__attribute__((format(printf, 3, 4))) static bool refuse(const manifest *m, const char *field,
                                                         const char *format, ...) {
    char rule[512];
    va_list args;
    va_start(args, format);
    vsnprintf(rule, sizeof rule, format, args);
    va_end(args);
    snprintf(m->error, m->error_bytes, "%s: %s", field, rule);
    return false;
}

/* The JSON of a value, cut short, for a message. */
static const char *show(const json_t *json, char text[48]) {
    char *all = json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY | JSON_ENSURE_ASCII);
    snprintf(text, 48, "%.40s%s", all ? all : "?", all && strlen(all) > 40 ? "..." : "");
    free(all);
    return text;
}

static bool check_keys(const manifest *m) {
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)m->json, key, value) {
        size_t i = 0;
        while (i < sizeof known / sizeof *known && strcmp(key, known[i]) != 0) {
            i++;
        }
        if (i == sizeof known / sizeof *known) {
            char shown[48];
            json_t *name = json_string(key);
            refuse(m, "manifest", "must have no other fields than those in the README, has %s",
                   show(name, shown));
            json_decref(name);
            return false;
        }
    }
    return true;
}

/* Enumerators are written through unsigned, which is what they are in the ABI. */
static bool take_name(const manifest *m, const char *field, const aqh_names *names,
                      unsigned fallback, unsigned *value) {
    const json_t *json = json_object_get(m->json, field);
    char all[256], shown[48];
    *value = fallback;
    if (json != NULL) {
        *value = json_is_string(json) ? aqh_name_find(names, json_string_value(json)) : UINT32_MAX;
    }
    if (*value < names->count) {
        return true;
    }
    aqh_names_join(names, all, sizeof all);
    return json == NULL ? refuse(m, field, "must be given: one of %s", all)
                        : refuse(m, field, "must be one of %s, got %s", all, show(json, shown));
}

static bool take_flag(const manifest *m, const char *field, bool fallback, bool *value) {
    const json_t *json = json_object_get(m->json, field);
    char shown[48];
    if (json != NULL && !json_is_boolean(json)) {
        return refuse(m, field, "must be true or false, got %s", show(json, shown));
    }
    *value = json != NULL ? json_is_true(json) : fallback;
    return true;
}

static bool take_integer(const manifest *m, const char *field, int64_t min, int64_t max,
                         int64_t fallback, int64_t *value) {
    const json_t *json = json_object_get(m->json, field);
    char shown[48];
    if (json != NULL && (!json_is_integer(json) || json_integer_value(json) < min ||
                         json_integer_value(json) > max)) {
        return refuse(m, field, "must be an integer of %" PRId64 " to %" PRId64 ", got %s", min,
                      max, show(json, shown));
    }
    *value = json != NULL ? json_integer_value(json) : fallback;
    return true;
}

static bool take_max_ulp(const manifest *m) {
    const json_t *json = json_object_get(m->json, "max_ulp");
    char shown[48];
    if (json == NULL) {
        return true;
    }
    m->c->max_ulp = json_number_value(json);
    if (!json_is_number(json) || !isfinite(m->c->max_ulp) || m->c->max_ulp < 0.5) {
        return refuse(m, "max_ulp", "must be a number of at least 0.5, got %s", show(json, shown));
    }
    return true;
}

static bool take_note(const manifest *m) {
    const json_t *json = json_object_get(m->json, "note");
    if (json == NULL) {
        return true;
    }
    const char *text = json_string_value(json);
    bool plain = text != NULL && strlen(text) < sizeof m->c->note;
    for (const char *p = text; plain && *p; p++) {
        plain = (unsigned char)*p >= 0x20 && *p != 0x7f;
    }
    if (!plain) {
        return refuse(m, "note", "must be one line of text of at most %zu bytes",
                      sizeof m->c->note - 1);
    }
    strcpy(m->c->note, text);
    return true;
}

static bool take_operands(const manifest *m, const char *directory) {
    aqh_case *c = m->c;
    const bool given = json_object_get(m->json, "offset") != NULL;
    if (!take_flag(m, "has_offset", given, &c->call.has_offset)) {
        return false;
    }
    if (given && !c->call.has_offset) {
        return refuse(m, "offset", "must not be given where has_offset is false");
    }
    for (int i = 0; i < AQH_OPERANDS; i++) {
        const json_t *json = json_object_get(m->json, aqh_operand_names[i]);
        if (json != NULL) {
            if (!aqh_manifest_tensor(c, i, json, directory, m->error, m->error_bytes)) {
                return false;
            }
        } else if (i != AQH_OFFSET) {
            return refuse(m, aqh_operand_names[i],
                          "must be given: an object with file, dtype and shape");
        } else if (aqo_uses_offset(&c->call)) {
            return refuse(m, "offset", "must be given where has_offset is true");
        } else {
            c->call.offset = c->call.scale;
        }
    }
    if (!aqo_uses_offset(&c->call)) {
        free(c->data[AQH_OFFSET]);
        c->data[AQH_OFFSET] = NULL;
        c->bytes[AQH_OFFSET] = 0;
    }
    return true;
}

/* k, cal_count and group_size: what the shapes say unless they are given. */
static bool take_counts(const manifest *m) {
    aq_call *call = &m->c->call;
    const bool grouped = call->prototype == AQ_PER_GROUP;
    const bool counted = grouped || call->prototype == AQ_PER_TOKEN;
    const uint64_t elements = (uint64_t)call->src.rows * call->src.cols;
    int64_t k, cal_count, group_size;
    if (counted && elements > UINT32_MAX) {
        return refuse(m, "src.shape", "must be of at most %u elements, has %" PRIu64, UINT32_MAX,
                      elements);
    }
    if (grouped && json_object_get(m->json, "group_size") == NULL) {
        return refuse(m, "group_size", "must be given for per_group");
    }
    if (!take_integer(m, "k", 0, UINT32_MAX,
                      counted           ? 0
                      : call->transpose ? call->src.cols
                                        : call->src.rows,
                      &k) ||
        !take_integer(m, "cal_count", 0, UINT32_MAX, counted ? (int64_t)elements : 0, &cal_count) ||
        !take_integer(m, "group_size", 0, UINT32_MAX, 0, &group_size)) {
        return false;
    }
    call->k = (uint32_t)k;
    call->cal_count = (uint32_t)cal_count;
    call->group_size = (uint32_t)group_size;
    return true;
}

static bool take_manifest(const manifest *m, const char *directory, const aq_product *as) {
    aq_call *call = &m->c->call;
    unsigned product, prototype, overflow;
    int64_t k_dim;
    if (!json_is_object(m->json)) {
        return refuse(m, "manifest", "must be an object");
    }
    if (!check_keys(m) || !take_name(m, "product", &aqh_product_names, UINT32_MAX, &product)) {
        return false;
    }
    if (as) {
        product = *as;
    }
    if (!take_name(m, "prototype", &aqh_prototype_names, UINT32_MAX, &prototype) ||
        !take_name(m, "overflow", &aqh_overflow_names, aqh_default_overflow((aq_product)product),
                   &overflow) ||
        !take_flag(m, "transpose", false, &call->transpose) ||
        !take_integer(m, "k_dim", INT32_MIN, INT32_MAX, 1, &k_dim)) {
        return false;
    }
    call->product = (aq_product)product;
    call->prototype = (aq_prototype)prototype;
    call->overflow = (aq_overflow)overflow;
    call->k_dim = (int32_t)k_dim;
    if (!take_max_ulp(m) || !take_note(m) || !take_operands(m, directory) || !take_counts(m)) {
        return false;
    }
    /* A manifest is about results, which do not depend on the temporary buffer. */
    aqh_set_tmp(call);
    return true;
}

static bool read_manifest(aqh_case *c, const char *path, const aq_product *as, char *error,
                          size_t error_bytes) {
    uint8_t *text;
    size_t bytes;
    char why[1024] = "out of memory", message[2048];
    json_error_t where;
    aqh_case_init(c);
    if (!aqh_file_read(path, MANIFEST_LIMIT, &text, &bytes, error, error_bytes)) {
        return false;
    }
    json_t *json = json_loadb((const char *)text, bytes, JSON_REJECT_DUPLICATES, &where);
    free(text);
    if (json == NULL) {
        snprintf(why, sizeof why, "%s: line %d, column %d: %s", path, where.line, where.column,
                 where.text);
        aqh_printable(error, error_bytes, why, sizeof why);
        return false;
    }
    /* The directory with its slash; "" for a name without one. */
    const char *slash = strrchr(path, '/');
    char *directory = strndup(path, slash != NULL ? (size_t)(slash - path) + 1 : 0);
    const manifest m = {json, c, why, sizeof why};
    const bool ok = directory != NULL && take_manifest(&m, directory, as);
    if (!ok) {
        /* Names of fields and files are in it, and it goes to a terminal. */
        snprintf(message, sizeof message, "%s: %s", path, why);
        aqh_printable(error, error_bytes, message, sizeof message);
        aqh_case_free(c);
    }
    free(directory);
    json_decref(json);
    return ok;
}

bool aqh_manifest_read(aqh_case *c, const char *path, char *error, size_t error_bytes) {
    return read_manifest(c, path, NULL, error, error_bytes);
}

bool aqh_manifest_read_as(aqh_case *c, const char *path, aq_product product, char *error,
                          size_t error_bytes) {
    return read_manifest(c, path, &product, error, error_bytes);
}
