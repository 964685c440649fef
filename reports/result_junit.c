/* Decides what a form is in JUnit's words: failure, a wrong number or another finding;
 * error, the harness broke; skipped, the backend does not take it. The elements and
 * attributes are those of Jenkins' junit-10.xsd; there are no times, which would differ
 * from run to run. */
#include "result_store.h"
#include "result_text.h"

#include <stdlib.h>
#include <string.h>

aqr_state aqr_row_state(const json_t *row) {
    if (aqr_field_count(row, "disagreements"))
        return AQR_BROKEN;
    if (json_object_size(json_object_get(row, "findings")))
        return AQR_FAILED;
    if (aqr_field_count(row, "elements"))
        return AQR_PASSED;
    const long long cases = aqr_field_count(row, "cases");
    return cases && aqr_field_count(row, "unsupported") == cases ? AQR_SKIPPED : AQR_BROKEN;
}

static void attribute(FILE *out, const char *name, const char *value) {
    fprintf(out, " %s=\"", name);
    aqr_text_xml(out, value);
    fputc('"', out);
}

static void print_failures(FILE *out, const json_t *results, size_t row) {
    const json_t *finding;
    size_t k;
    bool any = false;
    json_array_foreach(json_object_get(results, "findings"), k, finding) {
        if ((size_t)aqr_field_count(finding, "row") != row)
            continue;
        any = true;
        fputs("      <failure", out);
        attribute(out, "type", aqr_field_text(finding, "kind"));
        attribute(out, "message", aqr_field_text(finding, "text"));
        fputs(">signature: ", out);
        aqr_text_xml(out, aqr_field_text(finding, "signature"));
        fputs("\nreplay: ", out);
        aqr_text_xml(out, aqr_field_text(finding, "replay"));
        const json_t *first = json_array_get(json_object_get(finding, "elements"), 0);
        if (first) {
            fputs("\n\n", out);
            aqr_text_xml(out, aqr_field_text(first, "explanation"));
        }
        fputs("</failure>\n", out);
    }
    if (!any)
        fputs("      <failure type=\"finding\" message=\"findings were counted, none is told "
              "of\"/>\n",
              out);
}

static void print_case(FILE *out, const json_t *results, const json_t *row, size_t index) {
    fputs("    <testcase", out);
    attribute(out, "name", aqr_field_text(row, "variant"));
    fputs(" classname=\"", out);
    aqr_text_xml(out, aqr_field_text(row, "product"));
    fputc('.', out);
    aqr_text_xml(out, aqr_field_text(row, "prototype"));
    fputc('"', out);
    const aqr_state state = aqr_row_state(row);
    if (state == AQR_PASSED) {
        fputs("/>\n", out);
        return;
    }
    fputs(">\n", out);
    if (state == AQR_FAILED) {
        print_failures(out, results, index);
    } else if (state == AQR_SKIPPED) {
        fprintf(out, "      <skipped message=\"the backend does not support it (%lld cases)\"/>\n",
                aqr_field_count(row, "unsupported"));
    } else if (aqr_field_count(row, "disagreements")) {
        fprintf(out,
                "      <error type=\"harness\" message=\"the two oracles disagree on %lld "
                "elements\"/>\n",
                aqr_field_count(row, "disagreements"));
    } else {
        fputs("      <error type=\"harness\" message=\"nothing was compared\"/>\n", out);
    }
    fputs("    </testcase>\n", out);
}

char *aqr_junit_text(const json_t *results) {
    const json_t *rows = json_object_get(results, "rows"), *row;
    size_t k, bytes, states[4] = {0};
    char *text = NULL;
    FILE *out = open_memstream(&text, &bytes);
    if (!out)
        return NULL;
    json_array_foreach(rows, k, row) states[aqr_row_state(row)]++;
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite", out);
    attribute(out, "name", "aqcheck");
    fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\"",
            json_array_size(rows), states[AQR_FAILED], states[AQR_BROKEN], states[AQR_SKIPPED]);
    if (json_object_get(results, "stamp"))
        attribute(out, "timestamp", aqr_field_text(results, "stamp"));
    fputs(">\n    <properties>\n", out);
    static const char *const properties[] = {"version", "command", "backend",
                                             "filter",  "seed",    "judge"};
    for (size_t p = 0; p < sizeof properties / sizeof *properties; p++) {
        fputs("      <property", out);
        attribute(out, "name", properties[p]);
        attribute(out, "value", aqr_field_text(results, properties[p]));
        fputs("/>\n", out);
    }
    fputs("    </properties>\n", out);
    json_array_foreach(rows, k, row) print_case(out, results, row, k);
    fputs("  </testsuite>\n</testsuites>\n", out);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}
