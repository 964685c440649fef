/* Decides which columns the table of a campaign has, and which of them give way. */
#include "summary_table.h"

#include "format.h"
#include "names.h"
#include "number_text.h"
#include "terminal.h"

#include <inttypes.h>
#include <string.h>

/* The columns in order: id, header, width (negative: to the left), and how important.
 * What has ALWAYS stays, whatever the width. */
enum { ALWAYS = 99 };
#define COLUMN_LIST(X)                                                                             \
    X(PRODUCT, "product", -9, ALWAYS)                                                              \
    X(PROTOTYPE, "prototype", -16, ALWAYS)                                                         \
    X(TYPES, "src*scale->dst", -20, ALWAYS)                                                        \
    X(FORMS, "forms", 5, 2)                                                                        \
    X(ELEMENTS, "elements", 9, 6)                                                                  \
    X(MAX, "max ulp", 8, ALWAYS)                                                                   \
    X(MEAN, "mean", 7, 4)                                                                          \
    X(EXACT, "exact%", 6, 3)                                                                       \
    X(PLANNED, "planned%", 8, 5)                                                                   \
    X(OFF_PLAN, "off-plan", 8, 7)                                                                  \
    X(SPECIAL, "special", 9, 1)                                                                    \
    X(FINDINGS, "findings", 8, ALWAYS)                                                             \
    X(WORST, " worst input (src+offset)*scale -> got", -39, 0)
#define X_(id, header, width, keep) id,
enum { COLUMN_LIST(X_) COLUMNS };
#undef X_
#define X_(id, header, width, keep) {header, width, keep},
static const struct {
    const char *header;
    int width, keep;
} columns[COLUMNS] = {COLUMN_LIST(X_)};
#undef X_

enum { CELL = 96 };

static bool same_types(const aqh_row *a, const aqh_row *b) {
    return !memcmp(&a->variant.types, &b->variant.types, sizeof a->variant.types);
}

static void worst_text(const aqh_row *row, char *text, size_t bytes) {
    const aqh_judgement *judged = &row->judged;
    if (!judged->any || (judged->worst.ulp == 0 && !judged->wrong)) {
        snprintf(text, bytes, "-");
        return;
    }
    const aqh_variant *v = &row->variant;
    char x[16], o[20] = "", s[16], got[16];
    aqh_code_text(v->types.src, judged->worst.src, x, sizeof x);
    if (v->has_offset) {
        strcpy(o, "+");
        aqh_code_text(v->types.scale, judged->worst.offset, o + 1, sizeof o - 1);
    }
    aqh_code_text(v->types.scale, judged->worst.scale, s, sizeof s);
    aqh_code_text(v->types.dst, judged->worst.got, got, sizeof got);
    snprintf(text, bytes, "(%s%s)*%s -> %s", x, o, s, got);
}

/* Rows of one combination are adjacent. */
static size_t merge(const aqh_campaign *campaign, size_t first, aqh_row *sum) {
    size_t next = first;
    *sum = campaign->rows[first];
    while (++next < campaign->row_count && same_types(sum, &campaign->rows[next])) {
        const aqh_row *row = &campaign->rows[next];
        const bool new_worst =
            row->judged.any &&
            (!sum->judged.any || (row->judged.wrong > 0) > (sum->judged.wrong > 0) ||
             ((row->judged.wrong > 0) == (sum->judged.wrong > 0) &&
              row->judged.worst.ulp > sum->judged.worst.ulp));
        if (new_worst)
            sum->variant = row->variant;
        sum->cases += row->cases;
        sum->unsupported += row->unsupported;
        aqh_judgement_add(&sum->judged, &row->judged);
        for (int kind = 0; kind < AQH_FINDING_COUNT; kind++)
            sum->findings[kind] += row->findings[kind];
    }
    return next;
}

/* A dash where nothing was compared. */
static void fill(char cells[COLUMNS][CELL], const aqh_row *row, size_t forms) {
    const aqo_combination *t = &row->variant.types;
    const aqh_judgement *j = &row->judged;
    snprintf(cells[PRODUCT], CELL, "%s", aqh_name(&aqh_product_names, t->product));
    snprintf(cells[PROTOTYPE], CELL, "%s", aqh_name(&aqh_prototype_names, t->prototype));
    snprintf(cells[TYPES], CELL, "%s*%s->%s", aqo_format_get(t->src)->name,
             aqo_format_get(t->scale)->name, aqo_format_get(t->dst)->name);
    snprintf(cells[FORMS], CELL, "%zu", forms);
    snprintf(cells[ELEMENTS], CELL, "%" PRIu64, j->elements);
    static const int compared[] = {MAX, MEAN, EXACT, PLANNED, OFF_PLAN};
    for (size_t k = 0; k < sizeof compared / sizeof *compared; k++)
        strcpy(cells[compared[k]], "-");
    if (j->elements) {
        const double elements = (double)j->elements;
        snprintf(cells[MAX], CELL, "%.5g", j->wrong || j->any ? j->worst.ulp : 0.0);
        snprintf(cells[MEAN], CELL, "%.4f", j->finite ? j->sum_ulp / (double)j->finite : 0.0);
        snprintf(cells[EXACT], CELL, "%.2f", 100.0 * (double)j->exact / elements);
        snprintf(cells[PLANNED], CELL, "%.4f", 100.0 * (double)j->as_planned / elements);
        snprintf(cells[OFF_PLAN], CELL, "%" PRIu64, j->off_plan);
    }
    snprintf(cells[SPECIAL], CELL, "%" PRIu64, j->special);
    snprintf(cells[FINDINGS], CELL, "%" PRIu64, aqh_row_findings(row));
    cells[WORST][0] = ' ';
    worst_text(row, cells[WORST] + 1, CELL - 1);
}

/* Bits of the columns that there is room for. */
static unsigned choose(int width, bool by_plan) {
    unsigned shown = (1u << COLUMNS) - 1;
    if (!by_plan)
        shown &= ~(1u << PLANNED | 1u << OFF_PLAN);
    while (width) {
        int used = -1, least = -1;
        for (int k = 0; k < COLUMNS; k++) {
            if (!(shown >> k & 1))
                continue;
            used += 1 + (columns[k].width < 0 ? -columns[k].width : columns[k].width);
            if (columns[k].keep < ALWAYS && (least < 0 || columns[k].keep < columns[least].keep))
                least = k;
        }
        if (used <= width || least < 0)
            break;
        shown &= ~(1u << least);
    }
    return shown;
}

/* No spaces at the end of a line. */
static void print_cells(FILE *out, unsigned shown, char cells[COLUMNS][CELL]) {
    for (int k = 0; k < COLUMNS; k++) {
        const bool last = !(shown >> (k + 1)), left = columns[k].width < 0;
        if (shown >> k & 1)
            fprintf(out, "%s%*s", k ? " " : "", last && left ? 0 : columns[k].width, cells[k]);
    }
    fputc('\n', out);
}

size_t aqh_summary_table(FILE *out, const aqh_campaign *campaign, bool by_plan) {
    const unsigned shown = choose(aqh_terminal_width(out), by_plan);
    char cells[COLUMNS][CELL];
    size_t combinations = 0;
    for (int k = 0; k < COLUMNS; k++)
        strcpy(cells[k], columns[k].header);
    print_cells(out, shown, cells);
    for (size_t first = 0; first < campaign->row_count; combinations++) {
        aqh_row sum;
        const size_t next = merge(campaign, first, &sum);
        fill(cells, &sum, next - first);
        print_cells(out, shown, cells);
        first = next;
    }
    return combinations;
}
