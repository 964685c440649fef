/* The result store and its renderings. */
#include "aq_assert.h"
#include "result_sample.h"
#include "result_store.h"
#include "result_text.h"
#include "schema_facts.h"

#include <stdlib.h>

#define NASTY "a\x1b[2J\x01 <b> & \"c\" ]]> `d` |e| \xff"

static json_t *row_of(json_t *results, size_t k) {
    return json_array_get(json_object_get(results, "rows"), k);
}

static void what_was_stored_reads_back_with_the_same_bytes(void **state) {
    (void)state;
    char error[512];
    json_t *results = sample_results(), *twin = sample_results();
    char *text = aqr_results_text(results), *same = aqr_results_text(twin);
    assert_string_equal(text, same);
    json_t *again = aqr_results_parse(text, strlen(text), error, sizeof error);
    assert_non_null(again);
    char *second = aqr_results_text(again);
    assert_string_equal(text, second);
    free(text);
    free(same);
    free(second);
    json_decref(results);
    json_decref(twin);
    json_decref(again);
}

static void what_is_no_results_is_refused_with_its_own_message(void **state) {
    (void)state;
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"", "is empty"},
        {"{\"schema\": \"aqcheck-res", "is cut off at line 1"},
        {"{\"schema\": 1,}", "is no JSON at line 1"},
        {"{\"a\": 1, \"a\": 2}", "is no JSON at line 1: duplicate object key"},
        {"[]", "schema: is missing, must be aqcheck-results-1"},
        {"{\"schema\": \"aqcheck-results-2\"}", "schema: is 'aqcheck-results-2'"},
        {"{\"schema\": \"aqcheck-results-1\"}", "version: must be a string"},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        char error[512];
        assert_null(aqr_results_parse(rows[k].text, strlen(rows[k].text), error, sizeof error));
        aq_assert_contains(error, rows[k].says);
    }
}

static void results_that_contradict_themselves_are_refused(void **state) {
    (void)state;
    json_t *results = sample_results();
    assert_string_equal(sample_refusal(results), "");
    json_t *row = row_of(results, 0), *norm;
    const json_int_t elements = json_integer_value(json_object_get(row, "elements"));
    assert_true(elements > 0);

    json_object_set_new(row, "elements", json_integer(elements + 1));
    aq_assert_contains(sample_refusal(results), "rows[0].elements: is");
    json_object_set_new(row, "elements", json_integer(elements));

    norm = json_object_get(json_object_get(row, "domains"), "NORM");
    json_object_set_new(norm, "max_ulp", json_string("0x1p+3"));
    aq_assert_contains(sample_refusal(results), "not in the last bucket");
    json_object_set_new(norm, "max_ulp", json_null());
    aq_assert_contains(sample_refusal(results), "rows[0].domains.NORM: must have");
    json_object_set_new(norm, "max_ulp", json_string("0x1p-1"));
    assert_string_equal(sample_refusal(results), "");

    json_object_set_new(results, "elements", json_integer(1));
    aq_assert_contains(sample_refusal(results), "elements: is 1, but the rows have");
    json_decref(results);

    results = sample_results();
    json_array_append(json_object_get(results, "rows"), row_of(results, 0));
    aq_assert_contains(sample_refusal(results), "variant: is that of rows[0]");
    json_decref(results);

    results = sample_results();
    sample_add_finding(results, "wrong", "text");
    assert_string_equal(sample_refusal(results), "");
    json_object_set_new(results, "passed", json_true());
    aq_assert_contains(sample_refusal(results), "passed: is true");
    json_decref(results);
}

/* Every row in another state; a nasty text in the finding. */
static json_t *mixed(void) {
    json_t *results = sample_results();
    json_t *text = aqr_text_json(NASTY, false);
    sample_add_finding(results, "wrong", json_string_value(text));
    json_decref(text);
    json_t *skipped = row_of(results, 1), *broken = row_of(results, 2);
    json_object_set_new(skipped, "elements", json_integer(0));
    json_object_set(skipped, "unsupported", json_object_get(skipped, "cases"));
    json_object_set_new(broken, "disagreements", json_integer(3));
    return results;
}

static void junit_is_of_its_schema_and_tells_wrong_from_broken(void **state) {
    (void)state;
    char why[200] = "";
    json_t *results = mixed();
    char *text = aqr_junit_text(results);
    aq_assert_msg(junit_facts(text, why, sizeof why), "%s", why);
    aq_assert_contains(text, " failures=\"1\" errors=\"1\" skipped=\"1\"");
    aq_assert_contains(text, "<failure type=\"wrong\" message=\"a\\x1b[2J\\x01 &lt;b&gt; &amp; "
                             "&quot;c&quot; ]]&gt; `d` |e| \\xff\">");
    aq_assert_contains(text, "disagree on 3 elements");
    aq_assert_contains(text, "the backend does not support it");
    free(text);
    json_decref(results);
}

static void junit_itself_escapes_what_a_stored_text_still_has(void **state) {
    (void)state;
    char why[200] = "";
    json_t *results = sample_results();
    sample_add_finding(results, "failed", "bell \x07 and \xef\xbf\xbf");
    char *text = aqr_junit_text(results);
    aq_assert_msg(junit_facts(text, why, sizeof why), "%s", why);
    aq_assert_contains(text, "bell \\x07 and \\xef\\xbf");
    free(text);
    json_decref(results);
}

static void the_facts_of_junit_refuse_what_is_not_junit(void **state) {
    (void)state;
    static const char head[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    static const char *const bodies[] = {
        "<testsuites><testsuite/></testsuites>",
        "<testsuites><testsuite name=\"a\" tests=\"1\"></testsuite></testsuites>",
        "<testsuites><testsuite name=\"a\" color=\"b\"></testsuite></testsuites>",
        "<testsuites><testcase name=\"a\"/></testsuites>",
        "<testsuites><testsuite name=\"\x01\"></testsuite></testsuites>",
        "<testsuites><testsuite name=\"a\"></testsuites>",
        "<testsuites>a & b</testsuites>",
    };
    for (size_t k = 0; k < sizeof bodies / sizeof *bodies; k++) {
        char text[300], why[200];
        snprintf(text, sizeof text, "%s%s", head, bodies[k]);
        aq_assert_msg(!junit_facts(text, why, sizeof why), "%s", bodies[k]);
    }
}

static void sarif_is_of_its_schema_and_its_fingerprint_is_the_signature(void **state) {
    (void)state;
    char why[200] = "";
    json_t *results = mixed();
    char *text = aqr_sarif_text(results);
    aq_assert_msg(sarif_facts(text, why, sizeof why), "%s", why);
    aq_assert_contains(text, "\"aqcheckSignature/v1\": "
                             "\"cpu-per_tensor-int8.half.half-wrong-rounding\"");
    aq_assert_contains(text, "\"uri\": \"a%20b.aqcase\"");
    aq_assert_contains(text, "\"executionSuccessful\": true");
    free(text);
    json_object_set_new(json_array_get(json_object_get(results, "findings"), 0), "signature",
                        json_null());
    json_object_set_new(results, "disagreements", json_integer(3));
    text = aqr_sarif_text(results);
    aq_assert_msg(sarif_facts(text, why, sizeof why), "%s", why);
    aq_assert_contains(text, "\"aqcheckForm/v1\": \"wrong A2 per_tensor");
    aq_assert_contains(text, "\"executionSuccessful\": false");
    free(text);
    assert_false(sarif_facts("{\"version\": \"2.1.0\"}", why, sizeof why));
    assert_false(sarif_facts("{\"version\": \"2.1.0\", \"runs\": [], \"x\": 1}", why, sizeof why));
    json_decref(results);
}

static void the_summary_fits_one_screen_and_begins_with_what_broke(void **state) {
    (void)state;
    static const char first[] = "## aqcheck: FAILED, 40 findings\n\n- **wrong** in A2 ";
    json_t *results = sample_results(), *nasty = aqr_text_json(NASTY, false);
    for (int k = 0; k < 40; k++)
        sample_add_finding(results, "wrong", json_string_value(nasty));
    json_decref(nasty);
    assert_string_equal(sample_refusal(results), "");
    char *text = aqr_summary_text(results);
    int lines = 0;
    for (const char *at = text; *at; at++)
        lines += *at == '\n';
    aq_assert_msg(lines <= 24, "%d lines", lines);
    assert_int_equal(strncmp(text, first, strlen(first)), 0);
    aq_assert_contains(text, "a\\\\x1b\\[2J\\\\x01 &lt;b> &amp;");
    aq_assert_contains(text, "Reproduce: `aqcheck repro './a b.aqcase'`");
    aq_assert_contains(text, "Would have passed it: cosine.");
    aq_assert_contains(text, "- and 35 more, in results.json");
    free(text);
    json_decref(results);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_was_stored_reads_back_with_the_same_bytes),
    cmocka_unit_test(what_is_no_results_is_refused_with_its_own_message),
    cmocka_unit_test(results_that_contradict_themselves_are_refused),
    cmocka_unit_test(junit_is_of_its_schema_and_tells_wrong_from_broken),
    cmocka_unit_test(junit_itself_escapes_what_a_stored_text_still_has),
    cmocka_unit_test(the_facts_of_junit_refuse_what_is_not_junit),
    cmocka_unit_test(sarif_is_of_its_schema_and_its_fingerprint_is_the_signature),
    cmocka_unit_test(the_summary_fits_one_screen_and_begins_with_what_broke),
};

AQ_TEST_MAIN(tests)
