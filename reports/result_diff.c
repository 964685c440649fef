/* Decides what is better, worse, new or gone between two results of the same calls. */
#include "gate.h"
#include "result_text.h"

#include <stdlib.h>
#include <string.h>

typedef enum change { SAME, BETTER, WORSE, APPEARED, VANISHED, CHANGES } change;
static const char *const change_names[CHANGES] = {"same", "better", "worse", "appeared",
                                                  "vanished"};

static const json_t *row_of(const json_t *results, const char *variant) {
    const json_t *row;
    size_t k;
    json_array_foreach(json_object_get(results, "rows"), k,
                       row) if (!strcmp(aqr_field_text(row, "variant"), variant)) return row;
    return NULL;
}

static long long findings_of(const json_t *row) {
    const json_t *findings = json_object_get(row, "findings");
    const char *kind;
    json_t *count;
    long long sum = aqr_field_count(row, "disagreements");
    json_object_foreach((json_t *)findings, kind, count) sum += json_integer_value(count);
    return sum;
}

/* Worse in one thing is worse, whatever else got better. */
static change judge(const json_t *before, const json_t *after) {
    const char *domain;
    json_t *now;
    const long long was = findings_of(before), is = findings_of(after);
    const bool compared = aqr_field_count(before, "elements") > 0,
               compares = aqr_field_count(after, "elements") > 0;
    bool better = is < was || (compares && !compared), worse = is > was || (compared && !compares);
    json_object_foreach(json_object_get(after, "domains"), domain, now) {
        const json_t *then = json_object_get(json_object_get(before, "domains"), domain);
        double a, b;
        if (!aqr_ulp_value(json_object_get(then, "max_ulp"), &a) ||
            !aqr_ulp_value(json_object_get(now, "max_ulp"), &b))
            continue;
        better |= b < a;
        worse |= b > a;
    }
    return worse ? WORSE : better ? BETTER : SAME;
}

static void print_maxima(FILE *out, const json_t *row) {
    static const char *const domains[] = {"NORM", "SUB"};
    for (int d = 0; d < 2; d++) {
        char text[32];
        const json_t *in = json_object_get(json_object_get(row, "domains"), domains[d]);
        fprintf(out, " %s |", row ? aqr_ulp_short(json_object_get(in, "max_ulp"), text) : "");
    }
    if (row)
        fprintf(out, " %lld |", findings_of(row));
    else
        fputs("  |", out);
}

static void print_row(FILE *out, change change, const json_t *before, const json_t *after) {
    fprintf(out, "| %s | ", change_names[change]);
    aqr_text_markdown(out, aqr_field_text(after ? after : before, "variant"));
    fputs(" |", out);
    print_maxima(out, before);
    print_maxima(out, after);
    fputc('\n', out);
}

/* All rows of a kind; nothing is printed but counted where out is null. */
static size_t each(FILE *out, change wanted, const json_t *before, const json_t *after) {
    const json_t *row;
    size_t k, count = 0;
    json_array_foreach(json_object_get(wanted == VANISHED ? before : after, "rows"), k, row) {
        const json_t *other =
            row_of(wanted == VANISHED ? after : before, aqr_field_text(row, "variant"));
        const change change = wanted == VANISHED ? (other ? SAME : VANISHED)
                              : other            ? judge(other, row)
                                                 : APPEARED;
        if (change != wanted)
            continue;
        count++;
        if (out)
            print_row(out, change, wanted == VANISHED ? row : other,
                      wanted == VANISHED ? NULL : row);
    }
    return count;
}

char *aqr_diff_text(const json_t *before, const json_t *after, bool *worse) {
    static const change order[] = {WORSE, VANISHED, APPEARED, BETTER};
    char *text = NULL;
    size_t bytes, counts[CHANGES];
    FILE *out = open_memstream(&text, &bytes);
    if (!out)
        return NULL;
    for (int k = 0; k < CHANGES; k++)
        counts[k] = each(NULL, (change)k, before, after);
    counts[SAME] = json_array_size(json_object_get(after, "rows")) - counts[WORSE] -
                   counts[BETTER] - counts[APPEARED];
    *worse = counts[WORSE] || counts[VANISHED];
    fprintf(out, "## aqcheck diff: %zu worse, %zu vanished, %zu appeared, %zu better, %zu same\n",
            counts[WORSE], counts[VANISHED], counts[APPEARED], counts[BETTER], counts[SAME]);
    if (counts[WORSE] + counts[VANISHED] + counts[APPEARED] + counts[BETTER])
        fputs("\n| | form | NORM before | SUB before | findings before | NORM | SUB | findings |\n"
              "|---|---|--:|--:|--:|--:|--:|--:|\n",
              out);
    for (size_t k = 0; k < sizeof order / sizeof *order; k++)
        each(out, order[k], before, after);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}
