/* Decides what people read first: the verdict, what broke and how to see it again, then
 * everything. One file, no scripts, nothing loaded. */
#include "result_html.h"
#include "result_store.h"
#include "result_text.h"

#include <stdlib.h>

static void print_judges(FILE *out, const json_t *finding) {
    const json_t *judges = json_object_get(finding, "other_judges");
    const char *name;
    json_t *one;
    if (!json_is_object(judges))
        return;
    const char *between = "<p>Other judges on this case: ";
    json_object_foreach((json_t *)judges, name, one) {
        fputs(between, out);
        between = ", ";
        aqr_text_xml(out, name);
        /* What passes here is what let a wrong number through. */
        fputs(aqr_field_true(one, "passes") ? " <span class=\"failed\">would pass it</span>"
                                            : " <span class=\"passed\">finds it</span>",
              out);
    }
    fputs("</p>\n", out);
}

static void print_finding(FILE *out, const json_t *finding, size_t number) {
    const json_t *element;
    size_t k;
    fprintf(out, "<section class=\"finding\" id=\"finding-%zu\"><p><b class=\"failed\">%zu. ",
            number, number);
    aqr_text_xml(out, aqr_field_text(finding, "kind"));
    fputs("</b> ", out);
    aqr_text_xml(out, aqr_field_text(finding, "variant"));
    fputs("</p>\n<p>", out);
    aqr_text_xml(out, aqr_field_text(finding, "text"));
    fputs("</p>\n", out);
    if (aqr_field_text(finding, "replay")[0]) {
        fputs("<pre class=\"wrap\">", out);
        aqr_text_xml(out, aqr_field_text(finding, "replay"));
        fputs("</pre>\n", out);
    }
    print_judges(out, finding);
    json_array_foreach(json_object_get(finding, "elements"), k, element) {
        char ulp[32];
        fprintf(out,
                "<details><summary>element %lld,%lld step by step, error %s ulp</summary><pre>",
                aqr_field_count(element, "row"), aqr_field_count(element, "column"),
                aqr_ulp_short(json_object_get(element, "ulp"), ulp));
        aqr_text_xml(out, aqr_field_text(element, "explanation"));
        fputs("</pre></details>\n", out);
    }
    if (aqr_field_text(finding, "signature")[0]) {
        fputs("<p class=\"soft\">signature ", out);
        aqr_text_xml(out, aqr_field_text(finding, "signature"));
        fputs("</p>", out);
    }
    fputs("</section>\n", out);
}

static void print_head(FILE *out, const json_t *results) {
    static const struct {
        const char *key, *label;
    } facts[] = {{"backend", "backend"}, {"filter", "filter"},   {"seed", "seed"},
                 {"judge", "judged by"}, {"version", "aqcheck"}, {"stamp", "at"}};
    const long long disagreements = aqr_field_count(results, "disagreements");
    const bool passed = aqr_field_true(results, "passed");
    char tolerance[32];
    fprintf(out,
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
            "style-src 'unsafe-inline'; img-src data:\">\n"
            "<link rel=\"icon\" href=\"data:,\">\n<title>aqcheck: %s</title>\n<style>\n%s</style>"
            "</head><body>\n<h1>aqcheck: <span class=\"%s\">%s</span></h1>\n",
            passed ? "passed" : "failed", aqr_html_style, passed ? "passed" : "failed",
            passed ? "passed" : "failed");
    if (disagreements)
        fprintf(out,
                "<p class=\"broken\"><b>The tool is broken: its two oracles disagree on %lld "
                "elements.</b></p>\n",
                disagreements);
    fputs("<p>", out);
    for (size_t k = 0; k < sizeof facts / sizeof *facts; k++)
        if (aqr_field_text(results, facts[k].key)[0]) {
            fprintf(out, "<span class=\"soft\">%s</span> ", facts[k].label);
            aqr_text_xml(out, aqr_field_text(results, facts[k].key));
            fputs(" · ", out);
        }
    if (!json_is_null(json_object_get(results, "tolerance_ulp")))
        fprintf(out, "<span class=\"soft\">tolerance</span> %s ulp · ",
                aqr_ulp_short(json_object_get(results, "tolerance_ulp"), tolerance));
    aqr_text_counts(out, results);
    fputs("</p>\n", out);
}

char *aqr_html_text(const json_t *results) {
    char *text = NULL;
    size_t bytes, k;
    const json_t *findings = json_object_get(results, "findings"), *finding;
    FILE *out = open_memstream(&text, &bytes);
    if (!out)
        return NULL;
    print_head(out, results);
    if (json_array_size(findings))
        fprintf(out,
                "<h2>What broke</h2>\n<p class=\"soft\">The first of each kind in each form; "
                "%lld findings in all.</p>\n",
                aqr_field_count(results, "findings_counted"));
    json_array_foreach(findings, k, finding) print_finding(out, finding, k + 1);
    aqr_html_rows(out, results);
    fputs("</body></html>\n", out);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}
