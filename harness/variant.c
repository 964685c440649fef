#include "variant.h"

#include "format.h"
#include "names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const aqh_filter aqh_filter_any = {-1, -1, -1, -1, -1, -1, -1, -1, -1};

aqh_variant *aqh_variants(size_t *count) {
    size_t rows;
    const aqo_combination *table = aqo_combinations(&rows);
    aqh_variant *variants = calloc(rows * 8, sizeof *variants);
    *count = 0;
    if (!variants)
        return NULL;
    for (size_t row = 0; row < rows; row++) {
        const aq_prototype prototype = table[row].prototype;
        const bool fp4 = table[row].scale == AQ_E8M0; /* its offset does not exist */
        const bool grouped = prototype == AQ_PER_GROUP;
        for (int offset = 0; offset <= !fp4; offset++)
            for (int transpose = 0; transpose <= 1; transpose++)
                for (int k_dim = grouped ? 0 : 1; k_dim <= 1; k_dim++)
                    variants[(*count)++] =
                        (aqh_variant){table[row], offset == 1, transpose == 1, k_dim};
    }
    return variants;
}

static int format_of(const char *name) {
    aq_format id = aqo_format_by_name(name);
    return id == AQ_FORMAT_COUNT ? -1 : (int)id;
}

static int find(const aqh_names *names, const char *name) {
    unsigned value = aqh_name_find(names, name);
    return value < names->count ? (int)value : -1;
}

static int product_of(const char *name) {
    return find(&aqh_product_names, name);
}

static int prototype_of(const char *name) {
    return find(&aqh_prototype_names, name);
}

static int overflow_of(const char *name) {
    return find(&aqh_overflow_names, name);
}

static int flag_of(const char *name) {
    if (!strcmp(name, "1") || !strcmp(name, "yes") || !strcmp(name, "true"))
        return 1;
    if (!strcmp(name, "0") || !strcmp(name, "no") || !strcmp(name, "false"))
        return 0;
    return -1;
}

static int axis_of(const char *name) {
    return !strcmp(name, "0") || !strcmp(name, "1") ? name[0] - '0' : -1;
}

bool aqh_filter_parse(aqh_filter *filter, const char *text, char *error, size_t error_bytes) {
    const struct {
        const char *key;
        int *value;
        int (*parse)(const char *);
    } keys[] = {
        {"product", &filter->product, product_of},
        {"prototype", &filter->prototype, prototype_of},
        {"src", &filter->src, format_of},
        {"scale", &filter->scale, format_of},
        {"dst", &filter->dst, format_of},
        {"offset", &filter->has_offset, flag_of},
        {"transpose", &filter->transpose, flag_of},
        {"k_dim", &filter->k_dim, axis_of},
        {"overflow", &filter->overflow, overflow_of},
    };
    while (*text) {
        size_t length = strcspn(text, ",");
        char item[64];
        char *equals;
        if (length >= sizeof item) {
            snprintf(error, error_bytes, "filter: an item is longer than %zu characters",
                     sizeof item - 1);
            return false;
        }
        memcpy(item, text, length);
        item[length] = 0;
        text += length + (text[length] == ',');
        equals = strchr(item, '=');
        if (!equals) {
            snprintf(error, error_bytes, "filter: '%s' is not key=value", item);
            return false;
        }
        *equals = 0;
        bool known = false;
        for (size_t k = 0; k < sizeof keys / sizeof *keys && !known; k++) {
            if (strcmp(keys[k].key, item))
                continue;
            known = true;
            const int value = keys[k].parse(equals + 1);
            if (*keys[k].value >= 0 && value >= 0 && *keys[k].value != value) {
                snprintf(error, error_bytes, "filter: %s cannot be '%s' and another at once", item,
                         equals + 1);
                return false;
            }
            *keys[k].value = value;
            if (value < 0) {
                snprintf(error, error_bytes, "filter: %s has no value '%s'", item, equals + 1);
                return false;
            }
        }
        if (!known) {
            snprintf(error, error_bytes,
                     "filter: no key '%s' (product prototype src scale dst offset transpose k_dim "
                     "overflow)",
                     item);
            return false;
        }
    }
    return true;
}

static bool takes(int wanted, int value) {
    return wanted < 0 || wanted == value;
}

bool aqh_filter_takes(const aqh_filter *f, const aqh_variant *v) {
    return takes(f->product, v->types.product) && takes(f->prototype, v->types.prototype) &&
           takes(f->src, v->types.src) && takes(f->scale, v->types.scale) &&
           takes(f->dst, v->types.dst) && takes(f->has_offset, v->has_offset) &&
           takes(f->transpose, v->transpose) &&
           (v->types.prototype == AQ_PER_GROUP ? takes(f->k_dim, v->k_dim) : f->k_dim < 0);
}

void aqh_variant_name(const aqh_variant *v, char *name, size_t bytes) {
    snprintf(name, bytes, "%s %s %s*%s->%s%s%s%s", aqh_name(&aqh_product_names, v->types.product),
             aqh_name(&aqh_prototype_names, v->types.prototype), aqo_format_get(v->types.src)->name,
             aqo_format_get(v->types.scale)->name, aqo_format_get(v->types.dst)->name,
             v->has_offset ? " +offset" : "", v->transpose ? " transposed" : "",
             v->types.prototype != AQ_PER_GROUP ? ""
             : v->k_dim                         ? " k_dim=1"
                                                : " k_dim=0");
}

aqh_variant aqh_variant_of(const aq_call *call) {
    return (aqh_variant){
        .types = {call->product, call->prototype, call->src.format, call->scale.format,
                  call->dst.format},
        .has_offset = call->has_offset,
        .transpose = call->transpose,
        .k_dim = call->prototype == AQ_PER_GROUP ? call->k_dim : 1,
    };
}
