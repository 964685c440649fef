/* Decides which files are results: what is missing, of another type, or contradicts
 * the rest is refused by name. */
#include "file.h"
#include "names.h"
#include "plan.h"
#include "result_store.h"
#include "result_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIMIT = 64 << 20 };

typedef enum type { TEXT, COUNT, TRUTH, ULP, ULP_OR_NULL, TEXT_OR_NULL, OBJECT, ARRAY, ANY } type;
static const char *const type_names[] = {
    "a string",         "a count",   "true or false", "a hex float", "a hex float or null",
    "a string or null", "an object", "an array",      "there"};

typedef struct field {
    const char *key;
    type type;
} field;

static const field top_fields[] = {{"version", TEXT},
                                   {"command", TEXT},
                                   {"backend", TEXT},
                                   {"filter", TEXT},
                                   {"seed", TEXT},
                                   {"judge", TEXT},
                                   {"strict", TRUTH},
                                   {"tolerance_ulp", ULP_OR_NULL},
                                   {"passed", TRUTH},
                                   {"cases", COUNT},
                                   {"unsupported", COUNT},
                                   {"elements", COUNT},
                                   {"findings_counted", COUNT},
                                   {"disagreements", COUNT},
                                   {"histogram_limits", ARRAY},
                                   {"findings", ARRAY},
                                   {"rows", ARRAY}};
static const field row_fields[] = {{"variant", TEXT},
                                   {"product", TEXT},
                                   {"prototype", TEXT},
                                   {"src", TEXT},
                                   {"scale", TEXT},
                                   {"dst", TEXT},
                                   {"has_offset", TRUTH},
                                   {"transpose", TRUTH},
                                   {"k_dim", ANY},
                                   {"overflow", ARRAY},
                                   {"cases", COUNT},
                                   {"unsupported", COUNT},
                                   {"elements", COUNT},
                                   {"exact", COUNT},
                                   {"special", COUNT},
                                   {"wrong", COUNT},
                                   {"as_planned", COUNT},
                                   {"off_plan", COUNT},
                                   {"confirmed_by_mpfr", COUNT},
                                   {"disagreements", COUNT},
                                   {"evidence", TEXT},
                                   {"plan", TEXT_OR_NULL},
                                   {"bound", ANY},
                                   {"domains", OBJECT},
                                   {"mean_ulp", ULP_OR_NULL},
                                   {"histogram", ARRAY},
                                   {"worst", ANY},
                                   {"findings", OBJECT}};
static const field finding_fields[] = {{"kind", TEXT},           {"row", COUNT},
                                       {"variant", TEXT},        {"signature", TEXT_OR_NULL},
                                       {"text", TEXT},           {"reproducer", TEXT_OR_NULL},
                                       {"replay", TEXT_OR_NULL}, {"other_judges", ANY},
                                       {"elements", ARRAY}};

/* 2^53: what every reader of JSON reads exactly; a sum of counts never gets past END. */
#define MOST (1LL << 53)
#define END (1LL << 62)

static bool is_count(const json_t *value) {
    return json_is_integer(value) && json_integer_value(value) >= 0 &&
           json_integer_value(value) <= MOST;
}

static void add(long long *sum, long long count) {
    *sum = *sum < END - count ? *sum + count : END;
}

static bool is_domain(const char *name) {
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++)
        if (!strcmp(name, aqo_domain_name((aqo_domain)d)))
            return true;
    return false;
}

static bool is(const json_t *value, type type) {
    double number;
    switch (type) {
    case TEXT:
        return json_is_string(value);
    case COUNT:
        return is_count(value);
    case TRUTH:
        return json_is_boolean(value);
    case ULP:
        return aqr_ulp_value(value, &number) && number >= 0;
    case ULP_OR_NULL:
        return json_is_null(value) || is(value, ULP);
    case TEXT_OR_NULL:
        return json_is_null(value) || json_is_string(value);
    case OBJECT:
        return json_is_object(value);
    case ARRAY:
        return json_is_array(value);
    default:
        return value != NULL;
    }
}

typedef struct refusal {
    char *text;
    size_t bytes;
} refusal;

__attribute__((format(printf, 2, 3))) static bool refuse(refusal *r, const char *format, ...) {
    va_list args;
    va_start(args, format);
    vsnprintf(r->text, r->bytes, format, args);
    va_end(args);
    return false;
}

#define FIELDS(table) table, sizeof table / sizeof *(table)
static bool has(const json_t *object, const char *where, const field *fields, size_t count,
                refusal *r) {
    if (!json_is_object(object))
        return refuse(r, "%s: must be an object", where);
    for (size_t k = 0; k < count; k++)
        if (!is(json_object_get(object, fields[k].key), fields[k].type))
            return refuse(r, "%s%s%s: must be %s", where, *where ? "." : "", fields[k].key,
                          type_names[fields[k].type]);
    return true;
}

/* Every element is in one bucket and one domain. */
static bool row_agrees(const json_t *row, const char *where, refusal *r) {
    const json_t *histogram = json_object_get(row, "histogram"), *domain;
    const long long elements = aqr_field_count(row, "elements");
    long long in_buckets = 0, in_domains = 0;
    if (json_array_size(histogram) != AQH_BUCKETS)
        return refuse(r, "%s.histogram: must have %d counts", where, AQH_BUCKETS);
    for (size_t k = 0; k < AQH_BUCKETS; k++) {
        const json_t *bucket = json_array_get(histogram, k);
        if (!is_count(bucket))
            return refuse(r, "%s.histogram: must have %d counts", where, AQH_BUCKETS);
        add(&in_buckets, json_integer_value(bucket));
    }
    double top = 0; /* the largest error of all domains */
    const char *key;
    json_object_foreach((json_t *)json_object_get(row, "domains"), key, domain) {
        double max = 0;
        if (!is_domain(key))
            return refuse(r, "%s.domains: there is no domain '%.20s'", where, key);
        const long long count = aqr_field_count(domain, "elements");
        const json_t *max_ulp = json_object_get(domain, "max_ulp");
        if (!is_count(json_object_get(domain, "elements")) || !is(max_ulp, ULP_OR_NULL) ||
            (count > 0) != aqr_ulp_value(max_ulp, &max))
            return refuse(r, "%s.domains.%s: must have elements, and max_ulp if these are not 0",
                          where, key);
        add(&in_domains, count);
        top = max > top ? max : top;
    }
    if (in_buckets != elements || in_domains != elements)
        return refuse(r, "%s.elements: is %lld, but the histogram has %lld and the domains %lld",
                      where, elements, in_buckets, in_domains);
    int last = 0;
    for (int k = 0; k < AQH_BUCKETS; k++)
        if (json_integer_value(json_array_get(histogram, (size_t)k)))
            last = k;
    if (top > aqh_bucket_limits[last] || (last > 0 && top <= aqh_bucket_limits[last - 1]))
        return refuse(r,
                      "%s.domains: the largest error is %g ulp, which is not in the last "
                      "bucket of the histogram",
                      where, top);
    return true;
}

/* A form's name says what its fields say: it is certified by these, missed by that. */
static bool row_is_named(const json_t *row, const char *where, refusal *r) {
    char name[200];
    snprintf(name, sizeof name, "%.20s %.30s %.20s*%.20s->%.20s%s%s",
             aqr_field_text(row, "product"), aqr_field_text(row, "prototype"),
             aqr_field_text(row, "src"), aqr_field_text(row, "scale"), aqr_field_text(row, "dst"),
             aqr_field_true(row, "has_offset") ? " +offset" : "",
             aqr_field_true(row, "transpose") ? " transposed" : "");
    const char *variant = aqr_field_text(row, "variant"), *rest = variant + strlen(name);
    if (strncmp(variant, name, strlen(name)) || (*rest && strncmp(rest, " k_dim=", 7)))
        return refuse(r, "%s.variant: is '%.100s', the fields say '%.100s'", where, variant, name);
    return true;
}

/* What lies in a domain that the judge does not know would be held to no limit. */
static bool domains_are_judged(const json_t *row, const char *where, bool by_plan, refusal *r) {
    static const aqo_domain of_plans[] = {AQO_DOMAIN_IUF, AQO_DOMAIN_IOVF};
    for (int d = 0; d < (by_plan ? 1 : 2); d++) {
        const char *name = aqo_domain_name(of_plans[d]);
        if (aqr_field_count(json_object_get(json_object_get(row, "domains"), name), "elements"))
            return refuse(r, "%s.domains.%s: must be empty, no such error is judged", where, name);
    }
    return true;
}

static bool agrees(const json_t *root, refusal *r) {
    const json_t *rows = json_object_get(root, "rows"),
                 *findings = json_object_get(root, "findings");
    const json_t *row, *finding;
    size_t k, n;
    long long elements = 0, disagreements = 0, counted = 0;
    char where[40];
    if (json_array_size(rows) == 0)
        return refuse(r, "rows: is empty, nothing was to be compared");
    const unsigned judge = aqh_name_find(&aqh_judge_names, aqr_field_text(root, "judge"));
    if (judge == AQH_JUDGE_COUNT)
        return refuse(r, "judge: must be ulp or plan, is '%.20s'", aqr_field_text(root, "judge"));
    const bool certify = !strcmp(aqr_field_text(root, "command"), "certify");
    json_array_foreach(rows, k, row) {
        snprintf(where, sizeof where, "rows[%zu]", k);
        if (!has(row, where, FIELDS(row_fields), r) || !row_agrees(row, where, r) ||
            (!certify && (!row_is_named(row, where, r) ||
                          !domains_are_judged(row, where, judge == AQH_BY_PLAN, r))))
            return false;
        const char *why = aqr_profile_refusal(json_object_get(row, "profile"));
        if (why)
            return refuse(r, "%s.profile.%s", where, why);
        add(&elements, aqr_field_count(row, "elements"));
        add(&disagreements, aqr_field_count(row, "disagreements"));
        const char *kind;
        json_t *count;
        json_object_foreach(json_object_get(row, "findings"), kind, count) {
            if (!is_count(count))
                return refuse(r, "%s.findings.%s: must be a count", where, kind);
            add(&counted, json_integer_value(count));
        }
        for (n = 0; n < k; n++)
            if (!strcmp(aqr_field_text(row, "variant"),
                        aqr_field_text(json_array_get(rows, n), "variant")))
                return refuse(r, "%s.variant: is that of rows[%zu]", where, n);
    }
    json_array_foreach(findings, k, finding) {
        snprintf(where, sizeof where, "findings[%zu]", k);
        if (!has(finding, where, FIELDS(finding_fields), r))
            return false;
        if (aqr_field_count(finding, "row") >= (long long)json_array_size(rows))
            return refuse(r, "%s.row: there is no such row", where);
    }
    if (elements != aqr_field_count(root, "elements"))
        return refuse(r, "elements: is %lld, but the rows have %lld",
                      aqr_field_count(root, "elements"), elements);
    if (disagreements != aqr_field_count(root, "disagreements"))
        return refuse(r, "disagreements: is not the sum of the rows");
    if (counted != aqr_field_count(root, "findings_counted"))
        return refuse(r, "findings_counted: is not the sum of the rows");
    if (aqr_field_true(root, "passed") && (counted || disagreements || !elements))
        return refuse(r, "passed: is true, but there are findings, or nothing was compared");
    return true;
}

json_t *aqr_document_parse(const char *text, size_t bytes, const char *schema, char *error,
                           size_t error_bytes) {
    refusal r = {error, error_bytes};
    json_error_t at;
    if (bytes == 0) {
        refuse(&r, "is empty");
        return NULL;
    }
    json_t *root = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, &at);
    if (!root) {
        const bool cut = json_error_code(&at) == json_error_premature_end_of_input;
        refuse(&r, "%s at line %d: %s", cut ? "is cut off" : "is no JSON", at.line, at.text);
        return NULL;
    }
    const json_t *found = json_object_get(root, "schema");
    if (json_is_string(found) && !strcmp(json_string_value(found), schema))
        return root;
    if (json_is_string(found))
        refuse(&r, "schema: is '%.60s', this aqcheck reads %s", json_string_value(found), schema);
    else
        refuse(&r, "schema: is missing, must be %s", schema);
    json_decref(root);
    return NULL;
}

json_t *aqr_results_parse(const char *text, size_t bytes, char *error, size_t error_bytes) {
    refusal r = {error, error_bytes};
    json_t *root = aqr_document_parse(text, bytes, AQR_RESULTS_SCHEMA, error, error_bytes);
    if (!root || (has(root, "", FIELDS(top_fields), &r) && agrees(root, &r)))
        return root;
    json_decref(root);
    return NULL;
}

json_t *aqr_document_read(const char *path, const char *schema, char *error, size_t error_bytes) {
    uint8_t *data;
    size_t bytes;
    char why[400];
    if (!aqh_file_read(path, LIMIT, &data, &bytes, error, error_bytes))
        return NULL;
    json_t *root = strcmp(schema, AQR_RESULTS_SCHEMA)
                       ? aqr_document_parse((const char *)data, bytes, schema, why, sizeof why)
                       : aqr_results_parse((const char *)data, bytes, why, sizeof why);
    if (!root)
        snprintf(error, error_bytes, "%s: %s", path, why);
    free(data);
    return root;
}
