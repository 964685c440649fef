/* Decides how certificates are told in the words of results: a row is a certificate, its
 * elements are the witnesses, so that every rendering is the same as of a run. */
#include "certificate.h"
#include "format.h"
#include "names.h"
#include "number_text.h"
#include "result_store.h"
#include "result_text.h"
#include "version.h"

#include <math.h>
#include <string.h>

static void put(json_t *object, const char *key, json_t *value) {
    json_object_set_new(object, key, value);
}

static json_t *code(aq_format format, uint32_t value) {
    char text[16];
    aqh_code_text(format, value, text, sizeof text);
    return json_string(text);
}

/* What became of one domain. */
typedef struct told {
    aqo_domain domain;
    const aqo_extreme *extreme;
    aqo_point point;
    double ulp; /* of the witness, rounded up */
} told;

static told tell(const aqr_certificate *c, aqo_domain domain) {
    told t = {.domain = domain, .extreme = &c->bounds.domains[domain]};
    if (!t.extreme->occurs)
        return t;
    mpfr_t error;
    mpfr_init2(error, AQO_PRECISION);
    t.point = aqo_certify_point(&c->subject, t.extreme->witness, error);
    mpfr_abs(error, error, MPFR_RNDN);
    t.ulp = mpfr_number_p(error) ? mpfr_get_d(error, MPFR_RNDU) : INFINITY;
    mpfr_clear(error);
    return t;
}

static json_t *witness_json(const aqo_subject *s, const told *t) {
    const aqo_input *input = &t->extreme->witness;
    json_t *object = json_object();
    put(object, "src", code(s->src, input->x));
    put(object, "offset", s->has_offset ? code(s->scale, input->o) : json_null());
    put(object, "scale", code(s->scale, input->s));
    put(object, "got", code(s->dst, t->point.got));
    put(object, "expected", code(s->dst, t->point.rounded));
    put(object, "ulp", aqr_ulp_json(t->ulp));
    put(object, "domain", json_string(aqo_domain_name(t->domain)));
    return object;
}

static json_t *domain_json(const aqr_certificate *c, const told *t) {
    const char *condition =
        t->extreme->unbounded ? aqo_certify_condition(&c->subject, t->domain) : NULL;
    json_t *object = witness_json(&c->subject, t);
    put(object, "unbounded", json_boolean(t->extreme->unbounded));
    put(object, "condition", condition ? json_string(condition) : json_null());
    put(object, "evidence", json_string(aqr_evidence_name(t->extreme->evidence)));
    put(object, "points", json_integer((json_int_t)t->extreme->points));
    return object;
}

static void put_subject(json_t *row, const aqo_subject *s, const char *name) {
    put(row, "variant", json_string(name));
    put(row, "product", json_string(aqo_plan_get(s->pipeline.plan)->name));
    put(row, "prototype", json_string("certificate"));
    put(row, "src", json_string(aqo_format_get(s->src)->name));
    put(row, "scale", json_string(aqo_format_get(s->scale)->name));
    put(row, "dst", json_string(aqo_format_get(s->dst)->name));
    put(row, "has_offset", json_boolean(s->has_offset));
    put(row, "transpose", json_false());
    put(row, "k_dim", json_null());
    put(row, "overflow",
        json_pack("[s]", aqh_name(&aqh_overflow_names, (unsigned)s->pipeline.overflow)));
}

/* Its counts in the order of the schema. */
static void put_counts(json_t *row, long long elements, long long exact, bool broken) {
    const struct {
        const char *key;
        long long count;
    } counts[] = {{"cases", 1},
                  {"unsupported", 0},
                  {"elements", elements},
                  {"exact", exact},
                  {"special", 0},
                  {"wrong", 0},
                  {"as_planned", elements},
                  {"off_plan", 0},
                  {"confirmed_by_mpfr", elements},
                  {"disagreements", broken}};
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++)
        put(row, counts[k].key, json_integer(counts[k].count));
}

/* A maximum above the argued bound: one of the two is wrong. */
static bool contradicts(const aqr_certificate *c, const told *t) {
    return t->extreme->occurs && t->ulp > aqo_certify_upper_bound(&c->subject, t->domain);
}

static json_t *row_json(const aqr_certificate *c, const char *name) {
    json_t *row = json_object(), *domains = json_object(), *histogram = json_array(),
           *bound = json_object(), *told_of = json_array();
    long long buckets[AQH_BUCKETS] = {0}, elements = 0;
    bool broken = false;
    put_subject(row, &c->subject, name);
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++) {
        const told t = tell(c, (aqo_domain)d);
        const double limit = aqo_certify_upper_bound(&c->subject, t.domain);
        broken = broken || contradicts(c, &t);
        if (t.extreme->occurs)
            json_array_append_new(told_of, domain_json(c, &t));
        if (d == AQO_DOMAIN_IUF) /* cuts across the others */
            continue;
        if (t.extreme->occurs) {
            buckets[aqh_bucket_of(t.ulp)]++;
            elements++;
        }
        put(domains, aqo_domain_name(t.domain),
            json_pack("{s:i, s:o}", "elements", (int)t.extreme->occurs, "max_ulp",
                      t.extreme->occurs ? aqr_ulp_json(t.ulp) : json_null()));
        if (d == AQO_DOMAIN_NORM || d == AQO_DOMAIN_SUB)
            put(bound, aqo_domain_name(t.domain),
                t.extreme->occurs && isfinite(limit) ? aqr_ulp_json(limit) : json_null());
    }
    for (int k = 0; k < AQH_BUCKETS; k++)
        json_array_append_new(histogram, json_integer(buckets[k]));
    const told norm = tell(c, AQO_DOMAIN_NORM);
    put_counts(row, elements, buckets[0], broken);
    put(row, "evidence", json_string(aqr_evidence_name(norm.extreme->evidence)));
    put(row, "plan", json_string(aqo_plan_get(c->subject.pipeline.plan)->name));
    put(row, "bound", bound);
    put(row, "domains", domains);
    put(row, "mean_ulp", json_null());
    put(row, "histogram", histogram);
    put(row, "worst", norm.extreme->occurs ? witness_json(&c->subject, &norm) : json_null());
    put(row, "findings", json_object());
    put(row, "profile", json_null());
    put(row, "certificate", told_of);
    return row;
}

json_t *aqr_certificate_results(const aqr_certificate *certificates, const aqo_subject *all,
                                size_t all_count, size_t count) {
    json_t *root = json_object(), *limits = json_array(), *rows = json_array();
    long long elements = 0, broken = 0;
    for (size_t k = 0; k < count; k++) {
        char name[AQR_NAME_BYTES];
        aqr_subject_name(&certificates[k].subject, all, all_count, name);
        json_t *row = row_json(&certificates[k], name);
        elements += aqr_field_count(row, "elements");
        broken += aqr_field_count(row, "disagreements");
        json_array_append_new(rows, row);
    }
    for (int k = 0; k < AQH_BUCKETS; k++)
        json_array_append_new(limits, aqr_ulp_json(aqh_bucket_limits[k]));
    put(root, "schema", json_string(AQR_RESULTS_SCHEMA));
    put(root, "version", json_string(AQ_VERSION));
    put(root, "command", json_string("certify"));
    put(root, "backend", json_string("rounding plans"));
    put(root, "filter", json_string(""));
    put(root, "seed", json_string("0"));
    put(root, "judge", json_string("plan"));
    put(root, "strict", json_false());
    put(root, "tolerance_ulp", json_null());
    put(root, "passed", json_boolean(elements > 0 && broken == 0));
    put(root, "cases", json_integer((json_int_t)count));
    put(root, "unsupported", json_integer(0));
    put(root, "elements", json_integer(elements));
    put(root, "findings_counted", json_integer(0));
    put(root, "disagreements", json_integer(broken));
    put(root, "histogram_limits", limits);
    put(root, "findings", json_array());
    put(root, "rows", rows);
    return root;
}
