/* Decides which tolerance follows from a certificate for a numpy-style check,
 *
 *     |got - y| <= atol + rtol * |y|        y the exact value
 *
 * From 2^emin on, an ulp is at most 2^(1-p) * |y|, so rtol is that times the
 * limit in NORM; below, it is 2^(emin-p+1), so atol is that times the limit in SUB. Both are exact,
 * then rounded up. */
#include "certificate_set.h"

#include "certificate_number.h"
#include "names.h"
#include "version.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct row {
    const aqr_entry *entry;
    aqr_call call;
    bool in_place; /* of the product's own plan, where it is asked for */
} row;

static const aqo_subject *subject_of(const row *r) {
    return &r->entry->certificate.subject;
}

static int compare(const void *left, const void *right) {
    const row *a = left, *b = right;
    const aqo_subject *sa = subject_of(a), *sb = subject_of(b);
    const int keys[][2] = {
        {(int)a->call.product, (int)b->call.product},
        {(int)a->call.prototype, (int)b->call.prototype},
        {(int)sa->src, (int)sb->src},
        {(int)sa->scale, (int)sb->scale},
        {(int)sa->dst, (int)sb->dst},
        {sa->has_offset, sb->has_offset},
        {a->call.transpose, b->call.transpose},
        {(int)sa->pipeline.overflow, (int)sb->pipeline.overflow},
        {a->in_place, b->in_place},
    };
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
        if (keys[k][0] != keys[k][1])
            return keys[k][0] < keys[k][1] ? -1 : 1;
    return 0;
}

/* The rows of one certificate, added. False when out of memory. */
static bool add_rows(const aqr_entry *entry, bool in_place, row **rows, size_t *count) {
    const aqo_subject *subject = &entry->certificate.subject;
    size_t calls;
    aqr_call *list = in_place ? aqr_stand_in_calls(subject, &calls) : aqr_calls(subject, &calls);
    row *more = list ? realloc(*rows, (*count + calls + 1) * sizeof *more) : NULL;
    if (more) {
        *rows = more;
        for (size_t c = 0; c < calls; c++)
            more[(*count)++] = (row){entry, list[c], in_place};
    }
    free(list);
    return more != NULL;
}

/* All rows, sorted; null when out of memory. */
static row *rows_of(const aqr_set *set, size_t *count) {
    row *rows = NULL;
    *count = 0;
    for (size_t k = 0; k < set->count; k++) {
        if (!add_rows(&set->entries[k], false, &rows, count) ||
            !add_rows(&set->entries[k], true, &rows, count)) {
            free(rows);
            return NULL;
        }
    }
    if (rows)
        qsort(rows, *count, sizeof *rows, compare);
    return rows;
}

/* The limit in a domain, times 2^shift: 0 if the domain does not occur; false if it
 * has none. The largest error of a sampled search is not a limit: another input may
 * be worse. What is argued is. */
static bool scaled_limit(const aqr_certificate *c, aqo_domain domain, long shift, mpfr_ptr value) {
    const aqo_extreme *extreme = &c->bounds.domains[domain];
    mpfr_set_zero(value, 1);
    if (!extreme->occurs)
        return true;
    if (extreme->evidence == AQO_EVIDENCE_SAMPLED)
        mpfr_set_d(value, aqo_certify_upper_bound(&c->subject, domain), MPFR_RNDN);
    else
        aqo_certify_point(&c->subject, extreme->witness, value);
    mpfr_abs(value, value, MPFR_RNDN);
    mpfr_mul_2si(value, value, shift, MPFR_RNDN);
    return !extreme->unbounded && mpfr_number_p(value);
}

static json_t *scaled_json(const aqr_certificate *c, aqo_domain domain, long shift) {
    mpfr_t value;
    mpfr_init2(value, AQO_PRECISION);
    json_t *number =
        scaled_limit(c, domain, shift, value) ? aqr_decimal(value) : json_string("unbounded");
    mpfr_clear(value);
    return number;
}

static json_t *row_json(const row *r) {
    const aqr_certificate *c = &r->entry->certificate;
    const aqo_subject *s = &c->subject;
    const aqo_format *dst = aqo_format_get(s->dst);
    json_t *object = json_object(), *max = json_object();
    char file[AQR_NAME_BYTES + 8];
    snprintf(file, sizeof file, "%s.json", r->entry->name);
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++)
        json_object_set_new(max, aqo_domain_name((aqo_domain)d),
                            c->bounds.domains[d].occurs ? scaled_json(c, (aqo_domain)d, 0)
                                                        : json_null());
    json_object_set_new(object, "product",
                        json_string(aqh_name(&aqh_product_names, r->call.product)));
    json_object_set_new(object, "prototype",
                        json_string(aqh_name(&aqh_prototype_names, r->call.prototype)));
    json_object_set_new(object, "src", json_string(aqo_format_get(s->src)->name));
    json_object_set_new(object, "scale", json_string(aqo_format_get(s->scale)->name));
    json_object_set_new(object, "dst", json_string(dst->name));
    json_object_set_new(object, "has_offset", json_boolean(s->has_offset));
    json_object_set_new(object, "transpose",
                        r->call.transpose < 0 ? json_null() : json_boolean(r->call.transpose));
    json_object_set_new(object, "overflow",
                        json_string(aqh_name(&aqh_overflow_names, s->pipeline.overflow)));
    json_object_set_new(object, "plan", json_string(aqo_plan_get(s->pipeline.plan)->name));
    if (r->in_place)
        json_object_set_new(object, "asked_for", json_true());
    json_object_set_new(object, "max_ulp", max);
    json_object_set_new(object, "rtol", scaled_json(c, AQO_DOMAIN_NORM, 1 - dst->precision));
    json_object_set_new(object, "atol",
                        scaled_json(c, AQO_DOMAIN_SUB, dst->emin - dst->precision + 1));
    json_object_set_new(object, "certificate", json_string(file));
    json_object_set_new(object, "sha256", json_string(r->entry->hash));
    return object;
}

char *aqr_tolerance_text(const aqr_set *set) {
    size_t count;
    row *rows = rows_of(set, &count);
    if (!rows)
        return NULL;
    json_t *root = json_object(), *array = json_array();
    json_object_set_new(root, "schema", json_string("aqcheck-tolerance-1"));
    json_object_set_new(root, "version", json_string(AQ_VERSION));
    json_object_set_new(root, "rule", json_string("|got - exact| <= atol + rtol * |exact|"));
    for (size_t k = 0; k < count; k++)
        json_array_append_new(array, row_json(&rows[k]));
    json_object_set_new(root, "rows", array);
    free(rows);
    return aqr_json_text(root);
}
