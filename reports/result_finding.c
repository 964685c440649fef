/* Decides what is told of one finding: where, how to see it again, who else would have
 * seen it. All but the line of text comes from its reproducer. */
#include "format.h"
#include "foreign_judges.h"
#include "index.h"
#include "result_store.h"
#include "result_text.h"

#include "explain.h"
#include "fast.h"
#include "signature.h"
#include "summary.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* null: there are no numbers to judge. */
static json_t *foreign_json(const aqh_case *c, const uint8_t *dst) {
    const aq_call *call = &c->call;
    const size_t count = aqo_computed(call);
    double *got = malloc((count + 1) * sizeof *got), *ref = malloc((count + 1) * sizeof *ref);
    json_t *all = NULL;
    if (got && ref) {
        const bool offset = aqo_uses_offset(call);
        for (size_t k = 0; k < count; k++) {
            aqh_element e;
            aqh_element_at(c, dst, k, &e);
            const aqo_pair value =
                aqo_pair_exact(aqo_decode_double(call->src.format, e.src),
                               offset ? aqo_decode_double(call->offset.format, e.offset) : 0,
                               aqo_decode_double(call->scale.format, e.scale), offset);
            got[k] = aqo_decode_double(call->dst.format, e.got);
            ref[k] = aqo_decode_double(call->dst.format,
                                       aqo_pair_round(call->dst.format, call->overflow, value));
        }
        all = json_object();
        for (int judge = 0; judge < AQH_FOREIGN_COUNT; judge++) {
            const aqh_foreign_verdict verdict =
                aqh_foreign_judge((aqh_foreign)judge, call->dst.format, got, ref, count);
            char measure[40];
            snprintf(measure, sizeof measure, "%a", verdict.measure);
            if (strstr(measure, "nan"))
                strcpy(measure, "nan"); /* its sign says nothing */
            json_t *one = json_object();
            json_object_set_new(one, "passes", json_boolean(verdict.passed));
            json_object_set_new(one, "measure", json_string(measure));
            json_object_set_new(all, aqh_foreign_name((aqh_foreign)judge), one);
        }
    }
    free(got);
    free(ref);
    return all ? all : json_null();
}

static json_t *element_json(const aqh_case *c, const aqh_element *e) {
    const size_t row = e->index / c->call.src.cols, column = e->index % c->call.src.cols;
    char *walk = NULL;
    size_t bytes;
    FILE *out = open_memstream(&walk, &bytes);
    if (!out)
        return json_null();
    aqh_explain(out, c, c->data[AQH_DST], row, column);
    json_t *object = json_object();
    json_object_set_new(object, "row", json_integer((json_int_t)row));
    json_object_set_new(object, "column", json_integer((json_int_t)column));
    json_object_set_new(object, "ulp", aqr_ulp_json(e->ulp));
    json_object_set_new(object, "explanation",
                        fclose(out) == 0 ? aqr_text_json(walk, true) : json_null());
    free(walk);
    return object;
}

/* The first wrong one, and the worst one if it is another. */
static json_t *elements_json(const aqh_case *c, const aqh_judgement *judged, aqh_finding kind) {
    json_t *array = json_array();
    if (kind == AQH_WRONG && judged->wrong) {
        json_array_append_new(array, element_json(c, &judged->first));
        if (judged->any && judged->worst.index != judged->first.index)
            json_array_append_new(array, element_json(c, &judged->worst));
    } else if (kind == AQH_OFF_PLAN && judged->off_plan) {
        json_array_append_new(array, element_json(c, &judged->first_off));
    }
    return array;
}

static json_t *replay_json(const char *file, const char *backend) {
    char *text = NULL;
    size_t bytes;
    FILE *out = file[0] ? open_memstream(&text, &bytes) : NULL;
    if (!out)
        return json_null();
    aqh_summary_replay(out, file, backend);
    json_t *string = fclose(out) == 0 ? aqr_text_json(text, false) : json_null();
    free(text);
    return string;
}

json_t *aqr_finding_json(const aqh_campaign *campaign, const aqh_report *report,
                         const aqh_options *options) {
    char name[128], signature[AQH_SIGNATURE_BYTES] = "", error[512];
    aqh_variant_name(&campaign->rows[report->row].variant, name, sizeof name);
    json_t *foreign = NULL, *elements = NULL;
    aqh_case c;
    if (report->file[0] && aqh_case_read(&c, report->file, error, sizeof error)) {
        aqh_trial trial = {.findings = 1u << report->kind};
        const bool numbers = report->kind == AQH_WRONG || report->kind == AQH_OFF_PLAN;
        if (numbers && c.data[AQH_DST]) {
            aqh_judge(&c, c.data[AQH_DST], AQH_ORACLE_EVERYDAY, 1, &trial.judged);
            foreign = foreign_json(&c, c.data[AQH_DST]);
            elements = elements_json(&c, &trial.judged, report->kind);
        }
        aqh_signature(options->backend_name, &c, &trial, signature, sizeof signature);
        aqh_case_free(&c);
    }
    json_t *object = json_object();
    json_object_set_new(object, "kind", json_string(aqh_finding_name(report->kind)));
    json_object_set_new(object, "row", json_integer((json_int_t)report->row));
    json_object_set_new(object, "variant", json_string(name));
    json_object_set_new(object, "signature", signature[0] ? json_string(signature) : json_null());
    json_object_set_new(object, "text", aqr_text_json(report->text, false));
    json_object_set_new(object, "reproducer",
                        report->file[0] ? aqr_text_json(report->file, false) : json_null());
    json_object_set_new(object, "replay", replay_json(report->file, options->backend_name));
    json_object_set_new(object, "other_judges", foreign ? foreign : json_null());
    json_object_set_new(object, "elements", elements ? elements : json_array());
    return object;
}
