/* A campaign as JSON. Numbers that matter are exact: codes as hex strings, ULPs
 * as hex floats beside the decimal ones. */
#include "summary.h"

#include "format.h"
#include "names.h"
#include "plan_name.h"
#include "number_text.h"
#include "output.h"
#include "printable.h"
#include "version.h"

#include <jansson.h>

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <stdlib.h>

static json_t *code(aq_format format, uint32_t value) {
    char text[16];
    aqh_code_text(format, value, text, sizeof text);
    return json_string(text);
}

/* JSON has no infinity. */
static json_t *ulp(double value) {
    return isfinite(value) ? json_real(value) : json_string("inf");
}

static json_t *hex_ulp(double value) {
    char text[40];
    snprintf(text, sizeof text, "%a", value);
    return json_string(text);
}

static json_t *element(const aqh_variant *v, const aqh_element *e) {
    json_t *object = json_object();
    json_object_set_new(object, "index", json_integer((json_int_t)e->index));
    json_object_set_new(object, "src", code(v->types.src, e->src));
    if (v->has_offset)
        json_object_set_new(object, "offset", code(v->types.scale, e->offset));
    json_object_set_new(object, "scale", code(v->types.scale, e->scale));
    json_object_set_new(object, "got", code(v->types.dst, e->got));
    json_object_set_new(object, "expected", code(v->types.dst, e->expected));
    json_object_set_new(object, "ulp", ulp(e->ulp));
    json_object_set_new(object, "ulp_hex", hex_ulp(e->ulp));
    return object;
}

/* Names from outside need not be UTF-8; JSON must be. */
static json_t *printable(const char *text) {
    char copy[4096];
    aqh_printable(copy, sizeof copy, text, strlen(text));
    return json_string(copy);
}

static json_t *row_json(const aqh_row *row, bool by_plan) {
    const aqh_variant *v = &row->variant;
    const aqh_judgement *j = &row->judged;
    json_t *object = json_object();
    json_object_set_new(object, "product",
                        json_string(aqh_name(&aqh_product_names, v->types.product)));
    json_object_set_new(object, "prototype",
                        json_string(aqh_name(&aqh_prototype_names, v->types.prototype)));
    json_object_set_new(object, "src", json_string(aqo_format_get(v->types.src)->name));
    json_object_set_new(object, "scale", json_string(aqo_format_get(v->types.scale)->name));
    json_object_set_new(object, "dst", json_string(aqo_format_get(v->types.dst)->name));
    json_object_set_new(object, "has_offset", json_boolean(v->has_offset));
    json_object_set_new(object, "transpose", json_boolean(v->transpose));
    if (v->types.prototype == AQ_PER_GROUP)
        json_object_set_new(object, "k_dim", json_integer(v->k_dim));
    json_object_set_new(object, "cases", json_integer((json_int_t)row->cases));
    json_object_set_new(object, "unsupported", json_integer((json_int_t)row->unsupported));
    json_object_set_new(object, "elements", json_integer((json_int_t)j->elements));
    json_object_set_new(object, "exact", json_integer((json_int_t)j->exact));
    json_object_set_new(object, "special", json_integer((json_int_t)j->special));
    json_object_set_new(object, "confirmed_by_mpfr", json_integer((json_int_t)j->by_mpfr));
    if (by_plan) {
        json_object_set_new(object, "as_planned", json_integer((json_int_t)j->as_planned));
        json_object_set_new(object, "off_plan", json_integer((json_int_t)j->off_plan));
        json_object_set_new(object, "outside_norm_and_sub", json_integer((json_int_t)j->outside));
    }
    json_object_set_new(object, "max_ulp", j->any ? ulp(j->worst.ulp) : json_null());
    json_object_set_new(object, "mean_ulp",
                        j->finite ? json_real(j->sum_ulp / (double)j->finite) : json_null());
    json_object_set_new(object, "worst", j->any ? element(v, &j->worst) : json_null());
    json_t *findings = json_object();
    for (int kind = AQH_WRONG; kind < AQH_FINDING_COUNT; kind++)
        if (row->findings[kind])
            json_object_set_new(findings, aqh_finding_name((aqh_finding)kind),
                                json_integer((json_int_t)row->findings[kind]));
    json_object_set_new(object, "findings", findings);
    return object;
}

static json_t *report_json(const aqh_campaign *campaign, const aqh_report *r) {
    char name[128];
    aqh_variant_name(&campaign->rows[r->row].variant, name, sizeof name);
    json_t *object = json_object();
    json_object_set_new(object, "kind", json_string(aqh_finding_name(r->kind)));
    json_object_set_new(object, "variant", json_string(name));
    json_object_set_new(object, "text", printable(r->text));
    json_object_set_new(object, "reproducer", printable(r->file));
    return object;
}

static json_t *campaign_json(const aqh_campaign *campaign, const aqh_options *options) {
    char seed[24];
    snprintf(seed, sizeof seed, "%" PRIu64, options->seed);
    json_t *root = json_object(), *rows = json_array(), *reports = json_array();
    json_object_set_new(root, "schema", json_string("aqcheck-run-1"));
    json_object_set_new(root, "version", json_string(AQ_VERSION));
    json_object_set_new(root, "backend", printable(options->backend_name));
    json_object_set_new(root, "seed", json_string(seed));
    json_object_set_new(root, "judge", json_string(aqh_name(&aqh_judge_names, options->judge)));
    if (options->plan)
        json_object_set_new(root, "plan", json_string(aqh_plan_name(options->plan)));
    if (options->judge == AQH_BY_ULP)
        json_object_set_new(root, "tolerance_ulp", json_real(options->max_ulp));
    json_object_set_new(root, "oracle_disagreements",
                        json_integer((json_int_t)campaign->disagreements));
    json_object_set_new(root, "passed", json_boolean(aqh_campaign_passed(campaign)));
    json_object_set_new(root, "cases", json_integer((json_int_t)campaign->cases));
    json_object_set_new(root, "elements", json_integer((json_int_t)campaign->elements));
    json_object_set_new(root, "unsupported", json_integer((json_int_t)campaign->unsupported));
    json_object_set_new(root, "forms_not_compared", json_integer((json_int_t)campaign->unseen));
    json_object_set_new(root, "forms_without_special_values",
                        json_integer((json_int_t)campaign->unseen_special));
    json_object_set_new(root, "findings", json_integer((json_int_t)campaign->findings));
    for (size_t k = 0; k < campaign->row_count; k++)
        json_array_append_new(rows, row_json(&campaign->rows[k], options->judge == AQH_BY_PLAN));
    for (size_t k = 0; k < campaign->report_count; k++)
        json_array_append_new(reports, report_json(campaign, &campaign->reports[k]));
    json_object_set_new(root, "rows", rows);
    json_object_set_new(root, "reports", reports);
    return root;
}

bool aqh_summary_json(const char *path, const aqh_campaign *campaign, const aqh_options *options,
                      char *error, size_t error_bytes) {
    json_t *root = campaign_json(campaign, options);
    char *text = json_dumps(root, JSON_INDENT(1));
    bool good = false;
    if (text) {
        const size_t bytes = strlen(text);
        text[bytes] = '\n'; /* in the place of the zero */
        good = aqh_output_write(path, text, bytes + 1, error, error_bytes);
    } else {
        snprintf(error, error_bytes, "%s: out of memory", path);
    }
    free(text);
    json_decref(root);
    return good;
}
