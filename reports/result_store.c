/* Decides what is stored of a campaign, and in which order. */
#include "result_store.h"

#include "format.h"
#include "names.h"
#include "plan_name.h"
#include "number_text.h"
#include "result_text.h"
#include "summary.h"
#include "version.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void put(json_t *object, const char *key, json_t *value) {
    json_object_set_new(object, key, value);
}

static void put_count(json_t *object, const char *key, uint64_t count) {
    put(object, key, json_integer((json_int_t)count));
}

static json_t *code(aq_format format, uint32_t value) {
    char text[16];
    aqh_code_text(format, value, text, sizeof text);
    return json_string(text);
}

static json_t *worst_json(const aqh_variant *v, const aqh_element *e) {
    json_t *object = json_object();
    put(object, "src", code(v->types.src, e->src));
    put(object, "offset", v->has_offset ? code(v->types.scale, e->offset) : json_null());
    put(object, "scale", code(v->types.scale, e->scale));
    put(object, "got", code(v->types.dst, e->got));
    put(object, "expected", code(v->types.dst, e->expected));
    put(object, "ulp", aqr_ulp_json(e->ulp));
    put(object, "domain", json_string(aqo_domain_name(e->domain)));
    return object;
}

/* What the plan may be off by at most, as argued in its table: no bound, null. */
static json_t *bound_json(const aqh_row *row) {
    json_t *object = json_object();
    const aqo_plan *plan = aqo_plan_get(row->judged.plan);
    for (int d = AQO_DOMAIN_NORM; d <= AQO_DOMAIN_SUB; d++) {
        const double bound = aqo_plan_bound(plan, row->variant.types.scale, (aqo_domain)d);
        put(object, aqo_domain_name((aqo_domain)d),
            bound < 1e300 ? aqr_ulp_json(bound) : json_null());
    }
    return object;
}

static void put_variant(json_t *object, const aqh_variant *v) {
    char name[128];
    aqh_variant_name(v, name, sizeof name);
    put(object, "variant", json_string(name));
    put(object, "product", json_string(aqh_name(&aqh_product_names, v->types.product)));
    put(object, "prototype", json_string(aqh_name(&aqh_prototype_names, v->types.prototype)));
    put(object, "src", json_string(aqo_format_get(v->types.src)->name));
    put(object, "scale", json_string(aqo_format_get(v->types.scale)->name));
    put(object, "dst", json_string(aqo_format_get(v->types.dst)->name));
    put(object, "has_offset", json_boolean(v->has_offset));
    put(object, "transpose", json_boolean(v->transpose));
    put(object, "k_dim", v->types.prototype == AQ_PER_GROUP ? json_integer(v->k_dim) : json_null());
}

/* Takes profile over. */
static json_t *row_json(const aqh_row *row, bool by_plan, json_t *profile) {
    const aqh_judgement *j = &row->judged;
    json_t *object = json_object(), *overflows = json_array(), *domains = json_object(),
           *histogram = json_array(), *findings = json_object();
    put_variant(object, &row->variant);
    for (int mode = 0; mode < AQ_OVERFLOW_COUNT; mode++)
        if (j->elements && j->overflows >> mode & 1)
            json_array_append_new(overflows,
                                  json_string(aqh_name(&aqh_overflow_names, (unsigned)mode)));
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++) {
        if (d == AQO_DOMAIN_IUF) /* cuts across the others; not counted apart */
            continue;
        json_t *domain = json_object();
        put_count(domain, "elements", j->in_domain[d]);
        put(domain, "max_ulp", j->in_domain[d] ? aqr_ulp_json(j->max_in[d]) : json_null());
        put(domains, aqo_domain_name((aqo_domain)d), domain);
    }
    for (int k = 0; k < AQH_BUCKETS; k++)
        json_array_append_new(histogram, json_integer((json_int_t)j->histogram[k]));
    for (int kind = AQH_WRONG; kind < AQH_FINDING_COUNT; kind++)
        if (row->findings[kind])
            put_count(findings, aqh_finding_name((aqh_finding)kind), row->findings[kind]);
    put(object, "overflow", overflows);
    put_count(object, "cases", row->cases);
    put_count(object, "unsupported", row->unsupported);
    put_count(object, "elements", j->elements);
    put_count(object, "exact", j->exact);
    put_count(object, "special", j->special);
    put_count(object, "wrong", j->wrong);
    put_count(object, "as_planned", by_plan ? j->as_planned : 0);
    put_count(object, "off_plan", by_plan ? j->off_plan : 0);
    put_count(object, "confirmed_by_mpfr", j->by_mpfr);
    put_count(object, "disagreements", j->disagreements);
    put(object, "evidence", json_string(j->elements ? "sampled" : "none"));
    put(object, "plan", j->elements ? json_string(aqo_plan_get(j->plan)->name) : json_null());
    put(object, "bound", j->elements ? bound_json(row) : json_null());
    put(object, "domains", domains);
    put(object, "mean_ulp", j->finite ? aqr_ulp_json(j->sum_ulp / (double)j->finite) : json_null());
    put(object, "histogram", histogram);
    put(object, "worst", j->any ? worst_json(&row->variant, &j->worst) : json_null());
    put(object, "findings", findings);
    put(object, "profile", profile);
    return object;
}

/* As --filter takes it, so that a reader knows what must be there. */
static json_t *filter_json(const aqh_filter *filter) {
    const struct {
        const char *key;
        int value;
        const aqh_names *names; /* null: a number */
    } keys[] = {
        {"product", filter->product, &aqh_product_names},
        {"prototype", filter->prototype, &aqh_prototype_names},
        {"src", filter->src, &aqh_format_names},
        {"scale", filter->scale, &aqh_format_names},
        {"dst", filter->dst, &aqh_format_names},
        {"offset", filter->has_offset, NULL},
        {"transpose", filter->transpose, NULL},
        {"k_dim", filter->k_dim, NULL},
        {"overflow", filter->overflow, &aqh_overflow_names},
    };
    char text[256] = "";
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const size_t used = strlen(text);
        if (keys[k].value < 0)
            continue;
        if (keys[k].names)
            snprintf(text + used, sizeof text - used, "%s%s=%s", used ? "," : "", keys[k].key,
                     aqh_name(keys[k].names, (unsigned)keys[k].value));
        else
            snprintf(text + used, sizeof text - used, "%s%s=%d", used ? "," : "", keys[k].key,
                     keys[k].value);
    }
    return json_string(text);
}

json_t *aqr_results_json(const aqh_campaign *campaign, const aqh_options *options,
                         const char *command, const char *stamp) {
    const bool by_plan = options->judge == AQH_BY_PLAN;
    char seed[24];
    snprintf(seed, sizeof seed, "%" PRIu64, options->seed);
    json_t *root = json_object(), *limits = json_array(), *rows = json_array(),
           *findings = json_array();
    put(root, "schema", json_string(AQR_RESULTS_SCHEMA));
    put(root, "version", json_string(AQ_VERSION));
    if (stamp)
        put(root, "stamp", json_string(stamp));
    put(root, "command", json_string(command));
    put(root, "backend", aqr_text_json(options->backend_name, false));
    put(root, "filter", filter_json(&options->filter));
    put(root, "seed", json_string(seed));
    put(root, "judge", json_string(aqh_name(&aqh_judge_names, options->judge)));
    if (options->plan)
        put(root, "plan", json_string(aqh_plan_name(options->plan)));
    put(root, "strict", json_boolean(options->strict));
    put(root, "tolerance_ulp", by_plan ? json_null() : aqr_ulp_json(options->max_ulp));
    put(root, "passed", json_boolean(aqh_campaign_passed(campaign)));
    put_count(root, "cases", campaign->cases);
    put_count(root, "unsupported", campaign->unsupported);
    put_count(root, "elements", campaign->elements);
    put_count(root, "findings_counted", campaign->findings);
    put_count(root, "disagreements", campaign->disagreements);
    for (int k = 0; k < AQH_BUCKETS; k++)
        json_array_append_new(limits, aqr_ulp_json(aqh_bucket_limits[k]));
    json_t *profiles = aqr_profiles_json(options->profiles, campaign->row_count);
    for (size_t k = 0; k < campaign->row_count; k++)
        json_array_append_new(rows, row_json(&campaign->rows[k], by_plan,
                                             json_incref(json_array_get(profiles, k))));
    json_decref(profiles);
    for (size_t k = 0; k < campaign->report_count; k++)
        json_array_append_new(findings, aqr_finding_json(campaign, &campaign->reports[k], options));
    put(root, "histogram_limits", limits);
    put(root, "findings", findings);
    put(root, "rows", rows);
    return root;
}

char *aqr_results_text(const json_t *results) {
    char *text = json_dumps(results, JSON_INDENT(1));
    const size_t length = text ? strlen(text) : 0;
    char *file = text ? realloc(text, length + 2) : NULL;
    if (!file) {
        free(text);
        return NULL;
    }
    memcpy(file + length, "\n", 2);
    return file;
}
