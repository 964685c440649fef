/* How a refusal and an acceptance are checked. */
#include "rules.h"

static const char *const rule_texts[] = {
#define X(id, text) [AQ_RULE_##id] = text,
    AQ_RULE_LIST(X)
#undef X
};

void check_refusal(aq_rule got, const aq_error *error, aq_rule rule, const char *field,
                   const char *value, int line) {
    aq_assert_msg(got == rule, "line %d: rule %d, want %d: %s", line, (int)got, (int)rule,
                  error->text);
    assert_int_equal(error->rule, rule);
    char start[240];
    snprintf(start, sizeof start, "%s: %s (got ", field, rule_texts[rule]);
    aq_assert_msg(strncmp(error->text, start, strlen(start)) == 0, "line %d: %s", line,
                  error->text);
    aq_assert_contains(error->text + strlen(start), value);
    assert_null(strchr(error->text, '\n'));
}

void refused_at(int line, aq_call call, aq_rule rule, const char *field, const char *value) {
    aq_error error = {AQ_LEGAL, ""};
    check_refusal(aq_check(&call, &error), &error, rule, field, value, line);
    assert_int_equal(aq_check(&call, NULL), rule);
}

void accepted_at(int line, aq_call call) {
    aq_error error = {AQ_RULE_COUNT, "left over"};
    const aq_rule rule = aq_check(&call, &error);
    aq_assert_msg(rule == AQ_LEGAL, "line %d: %s", line, error.text);
    assert_int_equal(error.rule, AQ_LEGAL);
    assert_string_equal(error.text, "");
    assert_int_equal(aq_check(&call, NULL), AQ_LEGAL);
}

/* Memory that no test reads or writes: addresses are all that is judged. */
uint8_t memory[MEMORY_BYTES];

aq_buffers buffers_of(const aq_call *call) {
    const bool small = call->src.rows <= 4;
    return (aq_buffers){.src = memory,
                        .scale = memory + 8192,
                        .offset = memory + 16384,
                        .dst = memory + 20480,
                        .tmp = memory + 28672,
                        .src_bytes = small ? 128 : 2048,
                        .scale_bytes = small ? 8 : 128,
                        .offset_bytes = small ? 8 : 128,
                        .dst_bytes = small ? 256 : 4096};
}

void refused_buffers_at(int line, aq_call call, aq_buffers buffers, aq_rule rule, const char *field,
                        const char *value) {
    aq_error error = {AQ_LEGAL, ""};
    check_refusal(aq_check_buffers(&call, &buffers, &error), &error, rule, field, value, line);
    assert_int_equal(aq_check_buffers(&call, &buffers, NULL), rule);
}

void accepted_buffers_at(int line, aq_call call, aq_buffers buffers) {
    aq_error error = {AQ_RULE_COUNT, "left over"};
    const aq_rule rule = aq_check_buffers(&call, &buffers, &error);
    aq_assert_msg(rule == AQ_LEGAL, "line %d: %s", line, error.text);
}
