/* Writes the table of planted kernel faults and what the device model says of each:
 * ascend_fault_report FILE. Exit code 1 if a fault is not found, 2 if it cannot be
 * written. */
#include "fault_sweep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct table {
    FILE *rows;
    unsigned faults, found, silent;
} table;

/* "kernel.c:12: kind: what: detail (block ...)" without kind and block. */
static void write_place(FILE *out, const char *place) {
    const char *colon = strchr(place, ':'), *end = strrchr(place, '(');
    const char *line_end = colon ? strchr(colon + 1, ':') : NULL;
    if (line_end == NULL || end == NULL) {
        fputs("–", out);
        return;
    }
    const char *detail = line_end;
    for (int part = 0; part < 2 && detail != NULL; part++) {
        detail = strchr(detail + 1, ':');
    }
    fprintf(out, "`%.*s`%s%.*s", (int)(line_end - place), place, detail ? "" : ",",
            detail ? (int)(end - detail - 1) : 0, detail ? detail : "");
}

static void add(void *context, const fault_result *result) {
    table *t = context;
    t->faults++;
    t->found += result->found;
    t->silent += result->found && !result->wrong;
    fprintf(t->rows, "| %u | `%s` | %s | %s | %s | ", result->arch, result->id, result->text,
            result->found ? result->expected : "**not found**", result->wrong ? "no" : "yes");
    write_place(t->rows, result->place);
    fprintf(t->rows, " | %s |\n", result->kinds[0] ? result->kinds : "–");
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: ascend_fault_report FILE\n");
        return 2;
    }
    char *rows = NULL;
    size_t bytes = 0;
    table t = {.rows = open_memstream(&rows, &bytes)};
    if (t.rows == NULL) {
        return 2;
    }
    fault_sweep(2201, add, &t);
    fault_sweep(3510, add, &t);
    if (fclose(t.rows) != 0) {
        return 2;
    }
    FILE *out = fopen(argv[1], "w");
    if (out == NULL) {
        perror(argv[1]);
        free(rows);
        return 2;
    }
    fprintf(
        out,
        "# Planted kernel faults and the device model\n\n"
        "Written by `ascend_fault_report`. Every fault is in the source of the kernels, behind a\n"
        "switch that other builds do not have (`impl/ascend/kernel/faults.h`). Each is run on the\n"
        "same few cases; \"numbers right\" says whether all results were as planned all the same.\n"
        "`wrong-result` stands for faults that only the numbers show. The place is that of the\n"
        "first finding of the kind; all the kinds that came up are in the last column.\n\n"
        "- %u faults (those of both architectures counted twice), %u found; of these, %u although\n"
        "  the numbers are right.\n\n"
        "| arch | fault | what is wrong | found as | numbers right | where | all findings |\n"
        "|---|---|---|---|---|---|---|\n%s",
        t.faults, t.found, t.silent, rows);
    free(rows);
    return fclose(out) != 0 ? 2 : t.found == t.faults ? 0 : 1;
}
