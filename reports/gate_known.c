/* Decides what a known issue excuses: one problem, by its key, until its date, as long
 * as it is there. */
#include "gate.h"
#include "result_text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void aqr_problem_add(aqr_gate *gate, aqr_problem_kind kind, const char *what, const char *variant,
                     const char *format, ...) {
    aqr_problem *more = realloc(gate->problems, (gate->count + 1) * sizeof *more);
    if (!more) {
        gate->out_of_memory = true;
        return;
    }
    gate->problems = more;
    aqr_problem *p = &more[gate->count++];
    *p = (aqr_problem){.kind = kind};
    snprintf(p->key, sizeof p->key, "%.60s %.170s", what, variant);
    va_list args;
    va_start(args, format);
    vsnprintf(p->text, sizeof p->text, format, args);
    va_end(args);
}

bool aqr_is_date(const char *text) {
    static const char form[] = "dddd-dd-dd";
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (strlen(text) != sizeof form - 1)
        return false;
    for (size_t k = 0; k < sizeof form - 1; k++)
        if (form[k] == 'd' ? text[k] < '0' || text[k] > '9' : text[k] != '-')
            return false;
    const int year = atoi(text), month = atoi(text + 5), day = atoi(text + 8);
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month >= 1 && month <= 12 && day >= 1 &&
           day <= days[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool aqr_known_check(const json_t *known, char *error, size_t error_bytes) {
    const json_t *issues = json_object_get(known, "issues"), *issue;
    size_t k;
    if (!json_is_array(issues)) {
        snprintf(error, error_bytes, "issues: must be an array");
        return false;
    }
    json_array_foreach(issues, k, issue) {
        const char *wrong = !aqr_field_text(issue, "key")[0]      ? "key: must be that of a problem"
                            : !aqr_field_text(issue, "reason")[0] ? "reason: must be given"
                            : !aqr_is_date(aqr_field_text(issue, "expires"))
                                ? "expires: must be a date, YYYY-MM-DD"
                                : NULL;
        if (wrong) {
            snprintf(error, error_bytes, "issues[%zu].%s", k, wrong);
            return false;
        }
    }
    return true;
}

bool aqr_known_apply(aqr_gate *gate) {
    const json_t *issue;
    const size_t problems = gate->count; /* before those that are about known issues */
    size_t k;
    json_array_foreach(json_object_get(gate->known, "issues"), k, issue) {
        const char *key = aqr_field_text(issue, "key"), *expires = aqr_field_text(issue, "expires");
        const bool expired = strcmp(expires, gate->today) < 0;
        bool failing = false;
        for (size_t p = 0; p < problems; p++) {
            if (strcmp(gate->problems[p].key, key) != 0)
                continue;
            failing = true;
            gate->problems[p].known = !expired;
        }
        if (expired)
            aqr_problem_add(gate, AQR_PROBLEM_KNOWN_EXPIRED, "known-expired", key,
                            "expired on %s: %.200s", expires, aqr_field_text(issue, "reason"));
        else if (!failing)
            aqr_problem_add(gate, AQR_PROBLEM_KNOWN_NOT_FAILING, "known-not-failing", key,
                            "is not failing any more: take it out of the known issues");
    }
    return !gate->out_of_memory;
}
