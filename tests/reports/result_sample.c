#include "result_sample.h"

#include "aq_assert.h"
#include "result_store.h"

#include <stdlib.h>

json_t *sample_results(void) {
    char error[256];
    aqh_options options = {.backend = aq_backend_cpu(),
                           .backend_name = "cpu",
                           .filter = aqh_filter_any,
                           .cases = 2,
                           .seed = 1,
                           .max_ulp = 0.5,
                           .directory = "."};
    assert_true(aqh_filter_parse(&options.filter, "product=A2,prototype=per_tensor,dst=half", error,
                                 sizeof error));
    aqh_campaign campaign;
    assert_true(aqh_campaign_run(&campaign, &options, error, sizeof error));
    json_t *results = aqr_results_json(&campaign, &options, "run", NULL);
    aqh_campaign_free(&campaign);
    assert_non_null(results);
    return results;
}

void sample_add_finding(json_t *results, const char *kind, const char *text) {
    json_t *row = json_array_get(json_object_get(results, "rows"), 0);
    json_t *findings = json_object_get(row, "findings");
    const json_int_t before = json_integer_value(json_object_get(results, "findings_counted"));
    json_object_set_new(findings, kind,
                        json_integer(1 + json_integer_value(json_object_get(findings, kind))));
    json_object_set_new(results, "findings_counted", json_integer(before + 1));
    json_object_set_new(results, "passed", json_false());
    json_array_append_new(
        json_object_get(results, "findings"),
        json_pack("{s:s, s:i, s:O, s:s, s:s, s:s, s:s, s:{s:{s:b, s:s}}, s:[{s:i, s:i, s:s, s:s}]}",
                  "kind", kind, "row", 0, "variant", json_object_get(row, "variant"), "signature",
                  "cpu-per_tensor-int8.half.half-wrong-rounding", "text", text, "reproducer",
                  "./a b.aqcase", "replay", "aqcheck repro './a b.aqcase'", "other_judges",
                  "cosine", "passes", 1, "measure", "0x1p+0", "elements", "row", 0, "column", 1,
                  "ulp", "0x1.8p-1", "explanation", "element 0,1\ntruth <&>"));
}

const char *sample_refusal(const json_t *results) {
    static char error[512];
    char *text = aqr_results_text(results);
    json_t *again = aqr_results_parse(text, strlen(text), error, sizeof error);
    free(text);
    if (again)
        error[0] = 0;
    json_decref(again);
    return error;
}
