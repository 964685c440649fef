/* Decides what the report says of a form: bound, largest error, evidence, histogram, and
 * behind it, which element was the worst. */
#include "result_html.h"
#include "result_store.h"
#include "result_text.h"

#include <math.h>
#include <string.h>

enum { OPEN_UP_TO = 40 }; /* rows: larger products are folded unless something broke */

static const char *const state_names[] = {
    [AQR_PASSED] = "passed",
    [AQR_FAILED] = "failed",
    [AQR_BROKEN] = "broken",
    [AQR_SKIPPED] = "skipped",
};

/* Bars of the logarithms, so that a single bad element among millions is seen. The mark
 * is at 0.5 ulp: what is right of it is not correctly rounded. */
static void print_histogram(FILE *out, const json_t *row) {
    enum { WIDTH = 6, HEIGHT = 24, HALF = 5 }; /* HALF: buckets up to 0.5 ulp */
    const json_t *counts = json_object_get(row, "histogram");
    double top = 1;
    for (size_t k = 0; k < AQH_BUCKETS; k++)
        top = fmax(top, log2(1 + (double)json_integer_value(json_array_get(counts, k))));
    fprintf(out, "<svg class=\"small\" viewBox=\"0 0 %d %d\" role=\"img\"><title>",
            WIDTH * AQH_BUCKETS, HEIGHT);
    for (size_t k = 0; k < AQH_BUCKETS; k++) {
        const long long count = json_integer_value(json_array_get(counts, k));
        if (!count)
            continue;
        if (k == 0)
            fprintf(out, "exact: %lld", count);
        else if (k == AQH_BUCKETS - 1)
            fprintf(out, "\nno number: %lld", count);
        else if (k == AQH_BUCKETS - 2)
            fprintf(out, "\nabove %g ulp: %lld", aqh_bucket_limits[k - 1], count);
        else
            fprintf(out, "\nup to %g ulp: %lld", aqh_bucket_limits[k], count);
    }
    fputs("</title>", out);
    for (int over = 0; over < 2; over++) {
        fprintf(out, over ? "<path class=\"over\" d=\"" : "<path d=\"");
        for (size_t k = over ? HALF : 0; k < (over ? AQH_BUCKETS : HALF); k++) {
            const double count = (double)json_integer_value(json_array_get(counts, k));
            if (count > 0)
                fprintf(out, "M%zu %dv-%.1fh%dv%.1fz", k * WIDTH, HEIGHT,
                        1 + log2(1 + count) / top * (HEIGHT - 2), WIDTH - 1,
                        1 + log2(1 + count) / top * (HEIGHT - 2));
        }
        fputs("\"/>", out);
    }
    fprintf(out, "<line x1=\"%g\" x2=\"%g\" y1=\"0\" y2=\"%d\"/></svg>", HALF * WIDTH - 0.5,
            HALF * WIDTH - 0.5, HEIGHT);
}

static void print_worst(FILE *out, const json_t *row) {
    const json_t *worst = json_object_get(row, "worst");
    char ulp[32];
    if (!json_is_object(worst))
        return;
    fputs("<pre class=\"wrap\">worst: (", out);
    aqr_text_xml(out, aqr_field_text(worst, "src"));
    if (aqr_field_text(worst, "offset")[0]) {
        fputs(" + ", out);
        aqr_text_xml(out, aqr_field_text(worst, "offset"));
    }
    fputs(") * ", out);
    aqr_text_xml(out, aqr_field_text(worst, "scale"));
    fputs(" -&gt; ", out);
    aqr_text_xml(out, aqr_field_text(worst, "got"));
    fputs("\ncorrectly rounded ", out);
    aqr_text_xml(out, aqr_field_text(worst, "expected"));
    fprintf(out, ", error %s ulp, ", aqr_ulp_short(json_object_get(worst, "ulp"), ulp));
    aqr_text_xml(out, aqr_field_text(worst, "domain"));
    fprintf(out, "\n%lld cases, %lld elements, %lld exact, %lld with special operands</pre>",
            aqr_field_count(row, "cases"), aqr_field_count(row, "elements"),
            aqr_field_count(row, "exact"), aqr_field_count(row, "special"));
}

/* The domains of a certificate: how large, how that is known, and the input that has it. */
static void print_certificate(FILE *out, const json_t *row) {
    const json_t *domain;
    size_t k;
    fputs("<pre class=\"wrap\">", out);
    json_array_foreach(json_object_get(row, "certificate"), k, domain) {
        char ulp[32];
        const char *offset = aqr_field_text(domain, "offset");
        fprintf(out, "%-4s %s ulp%s, %s, %lld inputs looked at: (%s%s%s) * %s -&gt; %s, ",
                aqr_field_text(domain, "domain"),
                aqr_ulp_short(json_object_get(domain, "ulp"), ulp),
                aqr_field_true(domain, "unbounded") ? " (unbounded)" : "",
                aqr_field_text(domain, "evidence"), aqr_field_count(domain, "points"),
                aqr_field_text(domain, "src"), *offset ? " + " : "", offset,
                aqr_field_text(domain, "scale"), aqr_field_text(domain, "got"));
        fprintf(out, "correctly rounded %s\n", aqr_field_text(domain, "expected"));
        if (aqr_field_text(domain, "condition")[0]) {
            fputs("     where ", out);
            aqr_text_xml(out, aqr_field_text(domain, "condition"));
            fputc('\n', out);
        }
    }
    fputs("</pre>", out);
}

static void print_number(FILE *out, const char *label, const json_t *value) {
    char text[32];
    fprintf(out, "<span class=\"n\" data-l=\"%s\">%s</span>", label, aqr_ulp_short(value, text));
}

/* The line is what is clicked; behind it is the rest. */
static void print_row(FILE *out, const json_t *results, const json_t *row, size_t index) {
    const json_t *domains = json_object_get(row, "domains"), *bound = json_object_get(row, "bound");
    const char *product = aqr_field_text(row, "product"), *name = aqr_field_text(row, "variant");
    const aqr_state state = aqr_row_state(row);
    const json_t *finding;
    size_t k;
    if (!strncmp(name, product, strlen(product)))
        name += strlen(product);
    name += *name == ' ' || *name == '-';
    fprintf(out, "<details class=\"form\" id=\"form-%zu\"><summary><span class=\"call\">", index);
    aqr_text_xml(out, name);
    fprintf(out, "</span><span class=\"%s\">%s", state_names[state], state_names[state]);
    json_array_foreach(json_object_get(results, "findings"), k,
                       finding) if ((size_t)aqr_field_count(finding, "row") == index)
        fprintf(out, " <a href=\"#finding-%zu\">%zu</a>", k + 1, k + 1);
    fputs("</span><span data-l=\"plan\">", out);
    aqr_text_xml(out, aqr_field_text(row, "plan"));
    fputs("</span>", out);
    print_number(out, "bound NORM", json_object_get(bound, "NORM"));
    print_number(out, "max NORM", json_object_get(json_object_get(domains, "NORM"), "max_ulp"));
    print_number(out, "bound SUB", json_object_get(bound, "SUB"));
    print_number(out, "max SUB", json_object_get(json_object_get(domains, "SUB"), "max_ulp"));
    fputs("<span data-l=\"evidence\">", out);
    aqr_text_xml(out, aqr_field_text(row, "evidence"));
    fputs("</span>", out);
    print_histogram(out, row);
    fputs("</summary>\n", out);
    if (json_object_get(row, "certificate"))
        print_certificate(out, row);
    else
        print_worst(out, row);
    aqr_html_profile(out, row);
    fputs("</details>\n", out);
}

/* The rows of the product of rows[first], which come one after the other. */
static size_t print_product(FILE *out, const json_t *results, size_t first) {
    const json_t *rows = json_object_get(results, "rows");
    const char *product = aqr_field_text(json_array_get(rows, first), "product");
    size_t next = first, states[4] = {0};
    for (; next < json_array_size(rows); next++) {
        const json_t *row = json_array_get(rows, next);
        if (strcmp(aqr_field_text(row, "product"), product) != 0)
            break;
        states[aqr_row_state(row)]++;
    }
    const bool open = next - first <= OPEN_UP_TO || states[AQR_FAILED] || states[AQR_BROKEN];
    fprintf(out, "<details class=\"product\"%s><summary><b>", open ? " open" : "");
    aqr_text_xml(out, product);
    fputs("</b>", out);
    for (int s = 0; s < 4; s++)
        if (states[s])
            fprintf(out, " <span class=\"%s\">%zu %s</span>", state_names[s], states[s],
                    state_names[s]);
    fputs("</summary>\n<div class=\"forms\"><div class=\"head\"><span>call</span><span>state</span>"
          "<span>plan</span><span class=\"n\">bound NORM</span><span class=\"n\">max NORM</span>"
          "<span class=\"n\">bound SUB</span><span class=\"n\">max SUB</span>"
          "<span>evidence</span><span>errors</span></div>\n",
          out);
    for (size_t k = first; k < next; k++)
        print_row(out, results, json_array_get(rows, k), k);
    fputs("</div></details>\n", out);
    return next;
}

void aqr_html_rows(FILE *out, const json_t *results) {
    const size_t count = json_array_size(json_object_get(results, "rows"));
    if (!strcmp(aqr_field_text(results, "command"), "certify"))
        fputs(
            "<h2>Every plan</h2>\n<p class=\"soft\">Largest errors in ULPs of the exact value, "
            "each with an input that has it: open a line. The bound is the argued one. Histogram: "
            "the domains; the line is 0.5 ulp.</p>\n",
            out);
    else
        fputs("<h2>Every product and call</h2>\n<p class=\"soft\">Errors in ULPs of the exact "
              "value. The "
              "bound is the argued one of the product's rounding plan; the largest error is that "
              "of the "
              "elements compared. Histogram: logarithmic, the line is 0.5 ulp, red is beyond it. "
              "Open a "
              "line for its worst element and where the errors are.</p>\n",
              out);
    for (size_t first = 0; first < count;)
        first = print_product(out, results, first);
}
