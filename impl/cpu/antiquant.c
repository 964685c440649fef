/* The public call: refuse what is illegal, then choose who computes. */
#include "aq_cpu.h"
#include "threads.h"

#include <stdio.h>

static aq_rule refuse(aq_error *error, const char *text) {
    if (error != NULL) {
        error->rule = AQ_RULE_ENUMERATION;
        snprintf(error->text, sizeof error->text, "%s", text);
    }
    return AQ_RULE_ENUMERATION;
}

aq_rule aq_antiquant_on(aq_cpu_variant variant, const aq_call *call, const aq_buffers *buffers,
                        unsigned threads, aq_error *error) {
    const aqc_variant *who = aqc_variant_get(variant);
    if (who == NULL) {
        char text[80];
        snprintf(text, sizeof text, "variant: must be one that this processor has (got %u, %s)",
                 (unsigned)variant, aq_cpu_name(variant));
        return refuse(error, text);
    }
    const aq_rule rule = aq_check_buffers(call, buffers, error);
    if (rule == AQ_LEGAL) {
        aqc_compute(who, call, buffers, threads);
    }
    return rule;
}

aq_rule aq_antiquant(const aq_call *call, const aq_buffers *buffers, unsigned threads,
                     aq_error *error) {
    aq_cpu_variant variant;
    char text[160];
    if (!aq_cpu_choice(&variant, text, sizeof text)) {
        return refuse(error, text);
    }
    return aq_antiquant_on(variant, call, buffers, threads, error);
}
