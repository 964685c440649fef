/* Decides what a pull request is told: what broke and how to see it again, then the
 * numbers; at most one screen, however much broke. */
#include "result_store.h"
#include "result_text.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_FINDINGS = 5, SHOWN_ROWS = 8 };

static void print_judges(FILE *out, const json_t *finding) {
    const json_t *judges = json_object_get(finding, "other_judges"), *one;
    const char *name;
    const char *between = "";
    if (!json_is_object(judges))
        return;
    fputs(" Would have passed it: ", out);
    json_object_foreach((json_t *)judges, name, one) {
        if (!aqr_field_true(one, "passes"))
            continue;
        fprintf(out, "%s%s", between, name);
        between = ", ";
    }
    fputs(*between ? "." : "none of today's usual judges.", out);
}

/* In a code span nothing is markup but the back tick. */
static void print_code(FILE *out, const char *text) {
    fputs(strchr(text, '`') ? "`` " : "`", out);
    fputs(text, out);
    fputs(strchr(text, '`') ? " ``" : "`", out);
}

static void print_findings(FILE *out, const json_t *results) {
    const json_t *findings = json_object_get(results, "findings"), *finding;
    const size_t count = json_array_size(findings);
    size_t k;
    json_array_foreach(findings, k, finding) {
        if (k == SHOWN_FINDINGS)
            break;
        const char *replay = aqr_field_text(finding, "replay");
        fputs("- **", out);
        aqr_text_markdown(out, aqr_field_text(finding, "kind"));
        fputs("** in ", out);
        aqr_text_markdown(out, aqr_field_text(finding, "variant"));
        fputs(": ", out);
        aqr_text_markdown(out, aqr_field_text(finding, "text"));
        fputs(".", out);
        print_judges(out, finding);
        if (replay[0]) {
            fputs(" Reproduce: ", out);
            print_code(out, replay);
        }
        fputc('\n', out);
    }
    if (count > SHOWN_FINDINGS)
        fprintf(out, "- and %zu more, in results.json\n", count - SHOWN_FINDINGS);
    if (count)
        fputc('\n', out);
}

typedef struct group {
    const json_t *first; /* row */
    size_t forms, states[4];
    long long elements;
    double max;
} group;

static double largest(const json_t *row) {
    const json_t *domain;
    const char *name;
    double top = 0, max;
    json_object_foreach((json_t *)json_object_get(row, "domains"), name,
                        domain) if (aqr_ulp_value(json_object_get(domain, "max_ulp"), &max) &&
                                    max > top) top = max;
    return top;
}

/* A line per product: a table of forms would not fit one screen. */
static void print_table(FILE *out, const json_t *results) {
    group groups[SHOWN_ROWS + 1] = {{0}};
    const json_t *row;
    size_t k, used = 0;
    json_array_foreach(json_object_get(results, "rows"), k, row) {
        size_t g = 0;
        while (g < used && strcmp(aqr_field_text(groups[g].first, "product"),
                                  aqr_field_text(row, "product")) != 0)
            g++;
        if (g == used && used < SHOWN_ROWS)
            groups[used++].first = row;
        if (g == SHOWN_ROWS)
            continue;
        const double max = largest(row);
        groups[g].forms++;
        groups[g].states[aqr_row_state(row)]++;
        groups[g].elements += aqr_field_count(row, "elements");
        groups[g].max = max > groups[g].max ? max : groups[g].max;
    }
    fputs("| product | forms | passed | failed | broken | skipped | elements | max ulp |\n"
          "|---|--:|--:|--:|--:|--:|--:|--:|\n",
          out);
    for (size_t g = 0; g < used; g++) {
        fputs("| ", out);
        aqr_text_markdown(out, aqr_field_text(groups[g].first, "product"));
        fprintf(out, " | %zu | %zu | %zu | %zu | %zu | %lld | %.6g |\n", groups[g].forms,
                groups[g].states[AQR_PASSED], groups[g].states[AQR_FAILED],
                groups[g].states[AQR_BROKEN], groups[g].states[AQR_SKIPPED], groups[g].elements,
                groups[g].max);
    }
}

char *aqr_summary_text(const json_t *results) {
    char *text = NULL, tolerance[32];
    size_t bytes;
    FILE *out = open_memstream(&text, &bytes);
    if (!out)
        return NULL;
    const long long findings = aqr_field_count(results, "findings_counted");
    const long long disagreements = aqr_field_count(results, "disagreements");
    const bool passed = aqr_field_true(results, "passed");
    if (disagreements)
        fprintf(out, "## aqcheck is broken: its two oracles disagree on %lld elements\n\n",
                disagreements);
    else if (passed)
        fputs("## aqcheck: passed\n\n", out);
    else if (findings)
        fprintf(out, "## aqcheck: FAILED, %lld findings\n\n", findings);
    else
        fputs("## aqcheck: FAILED, not everything was compared\n\n", out);
    print_findings(out, results);
    fputs("Backend ", out);
    aqr_text_markdown(out, aqr_field_text(results, "backend"));
    if (json_is_null(json_object_get(results, "tolerance_ulp")))
        fputs(", judged by plan", out);
    else
        fprintf(out, ", tolerance %s ulp",
                aqr_ulp_short(json_object_get(results, "tolerance_ulp"), tolerance));
    fputs(", seed ", out);
    aqr_text_markdown(out, aqr_field_text(results, "seed"));
    if (aqr_field_text(results, "filter")[0]) {
        fputs(", filter ", out);
        aqr_text_markdown(out, aqr_field_text(results, "filter"));
    }
    fputs(": ", out);
    aqr_text_counts(out, results);
    fputs(".\n\n", out);
    print_table(out, results);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}
