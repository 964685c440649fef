/* How a rule is judged: one function per rule of AQ_RULE_LIST. */
#ifndef AQ_IMPL_LEGALITY_H
#define AQ_IMPL_LEGALITY_H

#include "antiquant.h"

/* What is on trial. buffers is null for aq_check, and with_buffers false. The
 * functions run in list order, so each may rely on the rules before it. */
typedef struct aqi_subject {
    const aq_call *call;
    const aq_buffers *buffers;
    bool with_buffers;
    aq_error *error; /* may be null */
} aqi_subject;

/* Returns whether the rule is kept; fills error when not. */
typedef bool aqi_judge_fn(const aqi_subject *subject);
#define X(id, text) aqi_judge_fn aqi_judge_##id;
AQ_RULE_LIST(X)
#undef X

/* Writes `field: rule (got ...)` and returns false. */
bool aqi_refuse(const aqi_subject *subject, aq_rule rule, const char *field, const char *got, ...)
    __attribute__((format(printf, 4, 5)));

#endif
