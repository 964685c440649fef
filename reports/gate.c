/* Decides what fails the gate. */
#include "gate.h"

#include "campaign_cases.h"
#include "names.h"
#include "plan_name.h"
#include "result_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const kind_names[AQR_PROBLEM_COUNT] = {
#define X_(id, name) [AQR_PROBLEM_##id] = name,
    AQR_PROBLEM_LIST(X_)
#undef X_
};

bool aqr_gate_open(aqr_gate *gate, const json_t *tolerance, const json_t *baseline,
                   const json_t *known, const char *today, char *error, size_t error_bytes) {
    *gate = (aqr_gate){.baseline = baseline, .known = known, .today = today};
    return (!known || aqr_known_check(known, error, error_bytes)) &&
           aqr_gate_limits_read(tolerance, &gate->limits, error, error_bytes);
}

void aqr_gate_close(aqr_gate *gate) {
    json_decref(gate->limits);
    free(gate->problems);
    *gate = (aqr_gate){0};
}

static const json_t *row_named(const json_t *results, const char *variant) {
    const json_t *row;
    size_t k;
    json_array_foreach(json_object_get(results, "rows"), k,
                       row) if (!strcmp(aqr_field_text(row, "variant"), variant)) return row;
    return NULL;
}

static bool max_in(const json_t *row, const char *domain, double *max) {
    const json_t *domains = json_object_get(row, "domains");
    return aqr_ulp_value(json_object_get(json_object_get(domains, domain), "max_ulp"), max);
}

static void judge_domain(aqr_gate *gate, const json_t *row, const json_t *before,
                         const char *domain, bool certified) {
    const char *variant = aqr_field_text(row, "variant");
    double max, limit;
    if (!max_in(row, domain, &max))
        return;
    if (certified) {
        aqr_gate_limit(gate, row, domain, &limit);
        gate->compared++;
        gate->slack += isfinite(limit) && limit > 0.5 && max * 2 < limit;
        if (max > limit)
            aqr_problem_add(gate, AQR_PROBLEM_OVER_TOLERANCE,
                            kind_names[AQR_PROBLEM_OVER_TOLERANCE], variant,
                            "%s: %.9g ulp, certified are %.9g", domain, max, limit);
    }
    if (before && max_in(before, domain, &limit) && max > limit)
        aqr_problem_add(gate, AQR_PROBLEM_WORSE, kind_names[AQR_PROBLEM_WORSE], variant,
                        "%s: %.9g ulp, was %.9g", domain, max, limit);
}

static void judge_row(aqr_gate *gate, const json_t *results, const json_t *row,
                      const json_t *before) {
    static const char *const everywhere[] = {"NORM", "SUB"}, *const beyond[] = {"OVF", "SPEC"};
    const char *variant = aqr_field_text(row, "variant"), *kind;
    json_t *count;
    double limit;
    json_object_foreach(json_object_get(row, "findings"), kind, count)
        aqr_problem_add(gate, AQR_PROBLEM_FINDING, kind, variant, "%lld findings",
                        (long long)json_integer_value(count));
    /* What is not accepted is a finding even where nobody says so. */
    if (aqr_field_count(row, "wrong") &&
        !json_object_get(json_object_get(row, "findings"), "wrong"))
        aqr_problem_add(gate, AQR_PROBLEM_FINDING, "wrong", variant,
                        "%lld elements were not accepted", aqr_field_count(row, "wrong"));
    if (aqr_field_count(row, "disagreements"))
        aqr_problem_add(gate, AQR_PROBLEM_BROKEN, kind_names[AQR_PROBLEM_BROKEN], variant,
                        "the oracles disagree on %lld elements: the tool is broken",
                        aqr_field_count(row, "disagreements"));
    if (aqr_field_count(row, "elements") == 0) {
        const bool unsupported = aqr_field_count(row, "unsupported") > 0;
        aqr_problem_add(
            gate, AQR_PROBLEM_NOT_COMPARED, kind_names[AQR_PROBLEM_NOT_COMPARED], variant, "%s",
            unsupported ? "the backend does not support it" : "no element was compared");
        return;
    }
    const bool certified = aqr_gate_limit(gate, row, "NORM", &limit);
    if (!certified)
        aqr_problem_add(gate, AQR_PROBLEM_NO_TOLERANCE, kind_names[AQR_PROBLEM_NO_TOLERANCE],
                        variant, "the tolerance file has no row for it");
    for (int d = 0; d < 2; d++)
        judge_domain(gate, row, before, everywhere[d], certified);
    /* By ulp, there is no IOVF. */
    if (!strcmp(aqr_field_text(results, "judge"), "plan"))
        judge_domain(gate, row, before, "IOVF", certified);
    for (int d = 0; d < 2; d++)
        judge_domain(gate, row, before, beyond[d],
                     certified && aqr_gate_holds_beyond(results, row));
}

/* What the results say they are of must all be in them. */
static bool judge_filter(aqr_gate *gate, const json_t *results, json_t *seen, char *error,
                         size_t error_bytes) {
    aqh_options options = {.filter = aqh_filter_any};
    const char *filter = aqr_field_text(results, "filter");
    options.judge = strcmp(aqr_field_text(results, "judge"), "plan") ? AQH_BY_ULP : AQH_BY_PLAN;
    const json_t *plan = json_object_get(results, "plan");
    if (plan && !aqh_plan_find(aqr_field_text(results, "plan"), &options.plan)) {
        snprintf(error, error_bytes, "plan: no plan '%.40s' can be asked for",
                 aqr_field_text(results, "plan"));
        return false;
    }
    if (filter[0] && !aqh_filter_parse(&options.filter, filter, error, error_bytes))
        return false;
    size_t count;
    aqh_variant *variants = aqh_variants(&count);
    for (size_t k = 0; variants && k < count; k++) {
        char name[128];
        aqh_variant_name(&variants[k], name, sizeof name);
        if (aqh_campaign_takes(&options, &variants[k]) && !json_object_get(seen, name)) {
            aqr_problem_add(gate, AQR_PROBLEM_VANISHED, kind_names[AQR_PROBLEM_VANISHED], name,
                            "the filter '%s' takes it, but it is not in the results", filter);
            json_object_set_new(seen, name, json_true()); /* said once */
        }
    }
    free(variants);
    if (!variants)
        snprintf(error, error_bytes, "out of memory");
    return variants != NULL;
}

/* Errors of another judge, plan or version are not of the same thing. */
static bool comparable(const aqr_gate *gate, const json_t *results, char *error,
                       size_t error_bytes) {
    static const char *const fields[] = {"version", "judge", "plan"};
    for (size_t k = 0; gate->baseline && k < sizeof fields / sizeof *fields; k++) {
        const char *was = aqr_field_text(gate->baseline, fields[k]),
                   *is = aqr_field_text(results, fields[k]);
        if (!strcmp(was, is))
            continue;
        snprintf(error, error_bytes,
                 "baseline: %s: is '%.60s', that of the results is '%.60s': not comparable",
                 fields[k], was, is);
        return false;
    }
    return true;
}

bool aqr_gate_judge(aqr_gate *gate, json_t *const *results, size_t count, char *error,
                    size_t error_bytes) {
    json_t *seen = json_object(), *row;
    size_t k;
    gate->count = gate->slack = gate->compared = 0;
    for (size_t r = 0; r < count; r++)
        if (!strcmp(aqr_field_text(results[r], "command"), "certify")) {
            snprintf(error, error_bytes, "results of certify: no backend was compared");
            json_decref(seen);
            return false;
        } else if (!comparable(gate, results[r], error, error_bytes)) {
            json_decref(seen);
            return false;
        }
    for (size_t r = 0; r < count; r++)
        json_array_foreach(json_object_get(results[r], "rows"), k, row) {
            const char *variant = aqr_field_text(row, "variant");
            judge_row(gate, results[r], row, row_named(gate->baseline, variant));
            json_object_set_new(seen, variant, json_true());
        }
    bool good = true;
    for (size_t r = 0; good && r < count; r++)
        good = judge_filter(gate, results[r], seen, error, error_bytes);
    json_array_foreach(json_object_get(gate->baseline, "rows"), k, row) {
        const char *variant = aqr_field_text(row, "variant");
        if (!json_object_get(seen, variant))
            aqr_problem_add(gate, AQR_PROBLEM_VANISHED, kind_names[AQR_PROBLEM_VANISHED], variant,
                            "it is in the baseline, but not in the results");
    }
    json_decref(seen);
    if (good && !aqr_known_apply(gate)) {
        snprintf(error, error_bytes, "out of memory");
        good = false;
    }
    return good;
}

size_t aqr_gate_failures(const aqr_gate *gate) {
    size_t failures = 0;
    for (size_t k = 0; k < gate->count; k++)
        failures += !gate->problems[k].known;
    return failures;
}
