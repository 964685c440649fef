/* Whether a call is legal: runs the rules of AQ_RULE_LIST in their order and
 * reports the first that is broken. The rules themselves are in legality_*.c. */
#include "legality.h"
#include "names.h"

#include <stdarg.h>
#include <stdio.h>

bool aqi_refuse(const aqi_subject *subject, aq_rule rule, const char *field, const char *got, ...) {
    if (subject->error == NULL) {
        return false;
    }
    char values[120];
    va_list arguments;
    va_start(arguments, got);
    vsnprintf(values, sizeof values, got, arguments);
    va_end(arguments);
    subject->error->rule = rule;
    snprintf(subject->error->text, sizeof subject->error->text, "%s: %s (got %s)", field,
             aqi_rule_text(rule), values);
    return false;
}

static aq_rule judge(const aqi_subject *subject) {
#define X(id, text) {AQ_RULE_##id, aqi_judge_##id},
    static const struct {
        aq_rule rule;
        aqi_judge_fn *kept;
    } rules[] = {AQ_RULE_LIST(X)};
#undef X
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (!rules[i].kept(subject)) {
            return rules[i].rule;
        }
    }
    if (subject->error != NULL) {
        subject->error->rule = AQ_LEGAL;
        subject->error->text[0] = '\0';
    }
    return AQ_LEGAL;
}

aq_rule aq_check(const aq_call *call, aq_error *error) {
    return judge(&(aqi_subject){.call = call, .error = error});
}

aq_rule aq_check_buffers(const aq_call *call, const aq_buffers *buffers, aq_error *error) {
    return judge(
        &(aqi_subject){.call = call, .buffers = buffers, .with_buffers = true, .error = error});
}
