/* report.html. */
#include "aq_assert.h"
#include "result_sample.h"
#include "result_store.h"
#include "result_text.h"
#include "schema_facts.h"

#include <stdlib.h>

static size_t occurrences(const char *text, const char *part) {
    size_t count = 0;
    while ((text = strstr(text, part)) != NULL) {
        count++;
        text += strlen(part);
    }
    return count;
}

static void a_passing_report_has_every_row_and_loads_nothing(void **state) {
    (void)state;
    char why[200] = "";
    json_t *results = sample_results();
    char *text = aqr_html_text(results), *again = aqr_html_text(results);
    aq_assert_msg(html_facts(text, why, sizeof why), "%s", why);
    assert_string_equal(text, again);
    aq_assert_contains(text, "<h1>aqcheck: <span class=\"passed\">passed</span></h1>");
    const size_t rows = json_array_size(json_object_get(results, "rows"));
    assert_int_equal(occurrences(text, "<details class=\"form\""), rows);
    assert_int_equal(occurrences(text, "<svg class=\"small\""), rows);
    aq_assert_contains(text, "<span data-l=\"plan\">N1</span>");
    assert_null(strstr(text, "What broke"));
    free(text);
    free(again);
    json_decref(results);
}

static void findings_come_first_with_command_judges_and_steps(void **state) {
    (void)state;
    char why[200] = "";
    json_t *results = sample_results();
    json_t *nasty = aqr_text_json("</pre><script>\x1b alert(\"1\")</script> \xff", false);
    sample_add_finding(results, "wrong", json_string_value(nasty));
    json_decref(nasty);
    char *text = aqr_html_text(results);
    aq_assert_msg(html_facts(text, why, sizeof why), "%s", why);
    const char *broke = strstr(text, "What broke"), *rows = strstr(text, "Every product and call");
    assert_true(broke && rows && broke < rows);
    aq_assert_contains(text, "<pre class=\"wrap\">aqcheck repro './a b.aqcase'</pre>");
    aq_assert_contains(text, "cosine <span class=\"failed\">would pass it</span>");
    aq_assert_contains(text, "<summary>element 0,1 step by step, error 0.75 ulp</summary>"
                             "<pre>element 0,1\ntruth &lt;&amp;&gt;</pre>");
    aq_assert_contains(text, "&lt;/pre&gt;&lt;script&gt;\\x1b alert(&quot;1&quot;)");
    aq_assert_contains(text, "<span class=\"failed\">failed <a href=\"#finding-1\">1</a></span>");
    assert_int_equal(occurrences(text, "id=\"finding-1\""), 1);
    free(text);
    json_decref(results);
}

/* One element above 0.5 ulp among thousands is one red bar that is seen. */
static void a_single_large_error_has_its_bar(void **state) {
    (void)state;
    json_t *results = sample_results();
    json_t *row = json_array_get(json_object_get(results, "rows"), 0);
    json_t *histogram = json_object_get(row, "histogram");
    for (size_t k = 0; k < AQH_BUCKETS; k++)
        json_array_set_new(histogram, k, json_integer(k == 0 ? 4095 : k == 11 ? 1 : 0));
    char *text = aqr_html_text(results);
    /* Heights: 1 + 22 * 12/12 and 1 + 22 * 1/12 of 24. */
    aq_assert_contains(text, "<path d=\"M0 24v-23.0h5v23.0z\"/>"
                             "<path class=\"over\" d=\"M66 24v-2.8h5v2.8z\"/>");
    aq_assert_contains(text, "<title>exact: 4095\nup to 4 ulp: 1</title>");
    free(text);
    json_decref(results);
}

static void the_facts_of_html_refuse_what_loads_or_does_not_end(void **state) {
    (void)state;
    static const char *const bodies[] = {
        "<p>",
        "<p></b>",
        "<script></script>",
        "<p onclick=\"a\"></p>",
        "<img src=\"a\">",
        "<a href=\"http://a\"></a>",
        "<style>a{b:url(c)}</style>",
        "<style>@import 'a'</style>",
        "\x01",
    };
    for (size_t k = 0; k < sizeof bodies / sizeof *bodies; k++) {
        char text[200], why[200];
        snprintf(text, sizeof text, "<!DOCTYPE html>\n%s", bodies[k]);
        aq_assert_msg(!html_facts(text, why, sizeof why), "%s", bodies[k]);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_passing_report_has_every_row_and_loads_nothing),
    cmocka_unit_test(findings_come_first_with_command_judges_and_steps),
    cmocka_unit_test(a_single_large_error_has_its_bar),
    cmocka_unit_test(the_facts_of_html_refuse_what_loads_or_does_not_end),
};

AQ_TEST_MAIN(tests)
