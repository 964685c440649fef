/* What a finding is called: stable over everything but the bug. */
#include "aq_assert.h"
#include "signature.h"

#include <math.h>

static aqh_case a_case(void) {
    aqh_case c;
    aqh_case_init(&c);
    c.call = (aq_call){.product = AQ_PRODUCT_950,
                       .prototype = AQ_PER_TOKEN,
                       .src = {AQ_INT8, 4, 32},
                       .scale = {AQ_FLOAT, 4, 1},
                       .offset = {AQ_FLOAT, 4, 1},
                       .dst = {AQ_HALF, 4, 32}};
    return c;
}

static const char *sign(const char *backend, const aqh_case *c, const aqh_trial *trial) {
    static char text[AQH_SIGNATURE_BYTES];
    aqh_signature(backend, c, trial, text, sizeof text);
    return text;
}

static aqh_trial wrong(uint32_t got, uint32_t expected, double ulp) {
    aqh_trial trial = {.findings = 1u << AQH_WRONG};
    trial.judged.wrong = 1;
    trial.judged.worst = (aqh_element){.got = got, .expected = expected, .ulp = ulp};
    return trial;
}

static void wrong_numbers_are_told_apart_by_how_they_are_wrong(void **state) {
    (void)state;
    const aqh_case c = a_case();
    const struct {
        uint32_t got, expected;
        double ulp;
        const char *signature;
    } rows[] = {
        {0x3c01, 0x3c00, 0.75, "cpu-per_token-int8.float.half-wrong-rounding"},
        {0x3c02, 0x3c00, 2.0, "cpu-per_token-int8.float.half-wrong-value"},
        {0x4000, 0x3c00, 1024, "cpu-per_token-int8.float.half-wrong-value"},
        {0x7c00, 0x7bff, 0.75, "cpu-per_token-int8.float.half-wrong-special"},
        {0x3c00, 0x7e00, INFINITY, "cpu-per_token-int8.float.half-wrong-special"},
        {0x8000, 0x0000, 0, "cpu-per_token-int8.float.half-wrong-zero-sign"},
        {0x0000, 0x0001, 0.75, "cpu-per_token-int8.float.half-wrong-rounding"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const aqh_trial trial = wrong(rows[i].got, rows[i].expected, rows[i].ulp);
        assert_string_equal(sign("cpu", &c, &trial), rows[i].signature);
    }
}

static void shape_place_and_values_are_not_in_it(void **state) {
    (void)state;
    aqh_case c = a_case();
    char before[AQH_SIGNATURE_BYTES];
    aqh_trial trial = wrong(0x3c01, 0x3c00, 0.75);
    strcpy(before, sign("cpu", &c, &trial));
    c.call.src.rows = c.call.dst.rows = c.call.scale.rows = 9;
    c.call.transpose = true;
    c.misalign[AQH_SRC] = 5;
    strcpy(c.note, "a note");
    trial = wrong(0x1235, 0x1234, 0.625);
    trial.judged.wrong = 77;
    assert_string_equal(sign("cpu", &c, &trial), before);
}

static void a_library_is_known_by_its_name_alone(void **state) {
    (void)state;
    const aqh_case c = a_case();
    const aqh_trial trial = wrong(0x3c01, 0x3c00, 0.75);
    assert_string_equal(sign("./a/b/my-kernel v2.so", &c, &trial),
                        "my_kernel_v2-per_token-int8.float.half-wrong-rounding");
    assert_string_equal(sign("ascend-model:A2", &c, &trial),
                        "ascend_model:A2-per_token-int8.float.half-wrong-rounding");
}

static void findings_about_memory_come_before_those_about_numbers(void **state) {
    (void)state;
    const aqh_case c = a_case();
    aqh_trial trial = wrong(0x3c01, 0x3c00, 0.75);
    trial.findings |= 1u << AQH_READ_TOO_FAR | 1u << AQH_NOT_DETERMINISTIC;
    assert_string_equal(sign("cpu", &c, &trial),
                        "cpu-per_token-int8.float.half-not-deterministic-none");
    trial.findings = 1u << AQH_OFF_PLAN;
    trial.judged.first_off = (aqh_element){.got = 0x3c01, .expected = 0x3c00, .ulp = 0.6};
    assert_string_equal(sign("cpu", &c, &trial), "cpu-per_token-int8.float.half-off-plan-rounding");
    trial.findings = 0;
    assert_string_equal(sign("cpu", &c, &trial), "cpu-per_token-int8.float.half-none-none");
}

static void a_call_out_of_range_and_a_short_buffer_do_no_harm(void **state) {
    (void)state;
    aqh_case c = a_case();
    const aqh_trial trial = {.findings = 1u << AQH_ACCEPTED_ILLEGAL};
    char text[8];
    c.call.prototype = (aq_prototype)99;
    c.call.src.format = (aq_format)UINT32_MAX;
    assert_string_equal(sign("cpu", &c, &trial),
                        "cpu-invalid-invalid.float.half-accepted-illegal-none");
    aqh_signature("cpu", &c, &trial, text, sizeof text);
    assert_string_equal(text, "cpu-inv");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(wrong_numbers_are_told_apart_by_how_they_are_wrong),
    cmocka_unit_test(shape_place_and_values_are_not_in_it),
    cmocka_unit_test(a_library_is_known_by_its_name_alone),
    cmocka_unit_test(findings_about_memory_come_before_those_about_numbers),
    cmocka_unit_test(a_call_out_of_range_and_a_short_buffer_do_no_harm),
};
AQ_TEST_MAIN(tests)
