/* What the tests of the rules share. */
#ifndef AQ_TESTS_IMPL_RULES_H
#define AQ_TESTS_IMPL_RULES_H

#include "aq_assert.h"
#include "calls.h"

/* One test per rule; a rule without one does not link. */
#define X(id, text) void rule_##id(void **state);
AQ_RULE_LIST(X)
#undef X

/* The text is one line: `field: the text of the rule (got ...value...`. */
void check_refusal(aq_rule got, const aq_error *error, aq_rule rule, const char *field,
                   const char *value, int line);

void refused_at(int line, aq_call call, aq_rule rule, const char *field, const char *value);
void accepted_at(int line, aq_call call);
#define REFUSED(...) refused_at(__LINE__, __VA_ARGS__)
#define ACCEPTED(...) accepted_at(__LINE__, __VA_ARGS__)

void refused_buffers_at(int line, aq_call call, aq_buffers buffers, aq_rule rule, const char *field,
                        const char *value);
void accepted_buffers_at(int line, aq_call call, aq_buffers buffers);
#define REFUSED_BUFFERS(...) refused_buffers_at(__LINE__, __VA_ARGS__)
#define ACCEPTED_BUFFERS(...) accepted_buffers_at(__LINE__, __VA_ARGS__)

/* Buffers in memory[], apart from each other, for the calls of calls.h. */
enum { MEMORY_BYTES = 32768 };
extern uint8_t memory[MEMORY_BYTES];
aq_buffers buffers_of(const aq_call *call);

/* buffers_of(base) with some fields changed. */
#define BUFFERS(base, ...)                                                                         \
    __extension__({                                                                                \
        const aq_call base_call = base;                                                            \
        aq_buffers b = buffers_of(&base_call);                                                     \
        __VA_ARGS__;                                                                               \
        b;                                                                                         \
    })

#endif
