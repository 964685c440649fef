/* Decides which faults the gate must not let pass: each is planted alone in the results,
 * judged, and taken back. One is caught when the gate names it, not when it fails for
 * another reason. */
#include "gate.h"
#include "result_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct proving {
    aqr_gate *gate;
    json_t *already; /* the keys that have a problem without any fault, or are known */
    json_t *const *results;
    size_t count;
    aqr_proof *proof;
    FILE *out;
    char *error;
    size_t error_bytes;
} proving;

/* Is the fault that is planted now in the gate's list? */
static bool caught(proving *p, const char *what, const char *variant, const char *fault) {
    char key[240];
    snprintf(key, sizeof key, "%.60s %.170s", what, variant);
    if (json_object_get(p->already, key)) {
        p->proof->excused++;
        return true;
    }
    p->proof->planted++;
    if (!aqr_gate_judge(p->gate, p->results, p->count, p->error, p->error_bytes))
        return false;
    for (size_t k = 0; k < p->gate->count; k++)
        if (!strcmp(p->gate->problems[k].key, key) && !p->gate->problems[k].known) {
            p->proof->caught++;
            return true;
        }
    fprintf(p->out, "PASSED A FAULT: %s in %s\n", fault, variant);
    return true;
}

/* With the field of the object set to value, which is taken over. */
static bool with(proving *p, json_t *object, const char *field, json_t *value, const char *what,
                 const char *variant, const char *fault) {
    json_t *old = json_incref(json_object_get(object, field));
    json_object_set_new(object, field, value);
    const bool good = caught(p, what, variant, fault);
    json_object_set_new(object, field, old);
    return good;
}

static bool without_row(proving *p, json_t *rows, size_t k, const char *variant) {
    json_t *row = json_incref(json_array_get(rows, k));
    json_array_remove(rows, k);
    const bool good = caught(p, "vanished", variant, "a form was taken out");
    json_array_insert_new(rows, k, row);
    return good;
}

/* One code more than may be, by the tolerance and by the baseline. */
static bool one_code_up(proving *p, json_t *row, const char *domain, bool certified,
                        const char *variant) {
    json_t *in = json_object_get(json_object_get(row, "domains"), domain), *other;
    double limit, now;
    size_t k;
    bool good = true;
    if (!aqr_ulp_value(json_object_get(in, "max_ulp"), &now))
        return true;
    if (certified && aqr_gate_limit(p->gate, row, domain, &limit) && isfinite(limit))
        good = with(p, in, "max_ulp", aqr_ulp_json(limit + 1), "over-tolerance", variant,
                    "an error one code above the tolerance");
    json_array_foreach(json_object_get(p->gate->baseline, "rows"), k, other) {
        const json_t *before = json_object_get(json_object_get(other, "domains"), domain);
        if (good && !strcmp(aqr_field_text(other, "variant"), variant) &&
            aqr_ulp_value(json_object_get(before, "max_ulp"), &limit) && isfinite(limit))
            good = with(p, in, "max_ulp", aqr_ulp_json(limit + 1), "worse-than-baseline", variant,
                        "an error one code above the baseline");
    }
    return good;
}

/* A form that is in two of the files has not vanished when it is missing in one. */
static bool elsewhere(const proving *p, size_t file, const char *variant) {
    const json_t *row;
    size_t k;
    for (size_t r = 0; r < p->count; r++)
        json_array_foreach(json_object_get(p->results[r], "rows"), k,
                           row) if (r != file &&
                                    !strcmp(aqr_field_text(row, "variant"), variant)) return true;
    return false;
}

static bool prove_row(proving *p, size_t file, size_t k) {
    json_t *rows = json_object_get(p->results[file], "rows"), *row = json_array_get(rows, k);
    json_t *finding = json_pack("{s:i}", "wrong", 1);
    const char *variant = aqr_field_text(row, "variant");
    const bool beyond = aqr_gate_holds_beyond(p->results[file], row);
    return (elsewhere(p, file, variant) || without_row(p, rows, k, variant)) &&
           with(p, row, "elements", json_integer(0), "not-compared", variant,
                "nothing was compared") &&
           with(p, row, "findings", finding, "wrong", variant, "a finding") &&
           with(p, row, "disagreements", json_integer(1), "broken", variant,
                "oracles that disagree") &&
           with(p, row, "wrong", json_integer(1), "wrong", variant, "an element not accepted") &&
           one_code_up(p, row, "NORM", true, variant) &&
           one_code_up(p, row, "SUB", true, variant) &&
           one_code_up(p, row, "OVF", beyond, variant) &&
           one_code_up(p, row, "SPEC", beyond, variant);
}

/* Files that are no results, each with its own message. */
static void prove_file(proving *p, const json_t *results) {
    char *text = aqr_results_text(results);
    char *schema = text ? strstr(text, AQR_RESULTS_SCHEMA) : NULL;
    if (!schema)
        return;
    const size_t length = strlen(text);
    const struct {
        size_t bytes;
        bool other_schema;
        const char *says, *fault;
    } faults[] = {
        {0, false, "is empty", "an empty file"},
        {length / 2, false, "is cut off", "a file cut in half"},
        {length - 2, false, "is cut off", "a file cut before its end"},
        {length, true, "schema: is '", "another schema"},
    };
    for (size_t k = 0; k < sizeof faults / sizeof *faults; k++) {
        char why[400] = "";
        schema[strlen(AQR_RESULTS_SCHEMA) - 1] = faults[k].other_schema ? '0' : '1';
        json_t *read = aqr_results_parse(text, faults[k].bytes, why, sizeof why);
        p->proof->planted++;
        if (!read && !strncmp(why, faults[k].says, strlen(faults[k].says)))
            p->proof->caught++;
        else
            fprintf(p->out, "PASSED A FAULT: %s\n", faults[k].fault);
        json_decref(read);
    }
    free(text);
}

bool aqr_gate_prove(aqr_gate *gate, json_t *const *results, size_t count, aqr_proof *proof,
                    FILE *out, char *error, size_t error_bytes) {
    proving p = {gate, json_object(), results, count, proof, out, error, error_bytes};
    const json_t *issue;
    size_t i;
    bool good = aqr_gate_judge(gate, results, count, error, error_bytes);
    *proof = (aqr_proof){0};
    for (size_t k = 0; k < gate->count; k++)
        json_object_set_new(p.already, gate->problems[k].key, json_true());
    json_array_foreach(json_object_get(gate->known, "issues"), i, issue)
        json_object_set_new(p.already, aqr_field_text(issue, "key"), json_true());
    for (size_t file = 0; good && file < count; file++) {
        const size_t rows = json_array_size(json_object_get(results[file], "rows"));
        prove_file(&p, results[file]);
        for (size_t k = 0; good && k < rows; k++)
            good = prove_row(&p, file, k);
    }
    json_decref(p.already);
    return good;
}
