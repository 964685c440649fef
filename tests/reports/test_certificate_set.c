/* What is derived from the certificates: tolerances, the table. */
#include "certificate_set.h"

#include "aq_assert.h"
#include "forge.h"
#include "temp_dir.h"

#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SUBJECTS = 3 };

static const aqo_subject *subjects(void) {
    static aqo_subject list[SUBJECTS];
    list[0] = forge_small();
    list[1] = forge_subject(AQO_N13, AQ_E2M1, AQ_E8M0, AQ_HALF, AQ_OVERFLOW_SAT);
    list[2] = forge_subject(AQO_N11, AQ_E1M2, AQ_E8M0, AQ_BF16, AQ_OVERFLOW_INF_NAN);
    return list;
}

static void write_certificate(const aqo_subject *subject, const char *file) {
    const aqr_certificate c = forge_certify(subject, 0, 0);
    char *text = aqr_certificate_text(&c);
    assert_non_null(text);
    temp_file(file, text, strlen(text));
    free(text);
}

static void write_all(void) {
    write_certificate(&subjects()[0], "N12-e2m1-e8m0-half-inf_nan.json");
    write_certificate(&subjects()[1], "N13-e2m1-e8m0-half-sat.json");
    write_certificate(&subjects()[2], "N11-e1m2-e8m0-bf16-inf_nan.json");
}

static const char *directory(void) {
    static char path[600];
    snprintf(path, sizeof path, "%s", temp_path("x"));
    return dirname(path);
}

static aqr_set read_set(void) {
    aqr_set set;
    char error[512];
    aq_assert_msg(aqr_set_read(&set, directory(), subjects(), SUBJECTS, error, sizeof error), "%s",
                  error);
    assert_int_equal(set.count, SUBJECTS);
    return set;
}

/* N13 e2m1 -> half: up to half an ulp below 2^-14, 0.5 * 2^-24 = 2.98023223876953125e-08;
 * exact above. N11 is exact. */
static void tolerances_follow_from_the_maxima(void **state) {
    (void)state;
    write_all();
    aqr_set set = read_set();
    char *text = aqr_tolerance_text(&set);
    json_t *root = json_loads(text, 0, NULL), *rows = json_object_get(root, "rows");
    assert_non_null(root);
    assert_string_equal(json_string_value(json_object_get(root, "schema")), "aqcheck-tolerance-1");
    /* N11 both prototypes, N12 legacy, N13 per_group and, where asked for, legacy */
    assert_int_equal(json_array_size(rows), 5);
    size_t index, seen = 0, asked_for = 0;
    json_t *row;
    json_array_foreach(rows, index, row) {
        const char *plan = json_string_value(json_object_get(row, "plan"));
        const json_t *rtol = json_object_get(row, "rtol"), *atol = json_object_get(row, "atol");
        assert_true(json_is_null(json_object_get(row, "transpose")));
        if (json_object_get(row, "asked_for") != NULL) {
            assert_string_equal(plan, "N13");
            assert_string_equal(json_string_value(json_object_get(row, "prototype")),
                                "per_group_legacy");
            asked_for++;
        }
        if (!strcmp(plan, "N13")) {
            aq_assert_double_bits(json_real_value(rtol), 0.0);
            aq_assert_double_bits(json_real_value(atol), 2.98023223877e-08);
            aq_assert_double_bits(
                json_real_value(json_object_get(json_object_get(row, "max_ulp"), "SUB")), 0.5);
            assert_string_equal(json_string_value(json_object_get(row, "overflow")), "sat");
            assert_string_equal(json_string_value(json_object_get(row, "certificate")),
                                "N13-e2m1-e8m0-half-sat.json");
            assert_string_equal(json_string_value(json_object_get(row, "sha256")),
                                set.entries[1].hash);
        } else if (!strcmp(plan, "N11")) {
            aq_assert_double_bits(json_real_value(rtol), 0.0);
            aq_assert_double_bits(json_real_value(atol), 0.0);
        } else {
            /* 6 * 2^-25 becomes 0: 3 * 2^-24 = 1.78813934326171875e-07. Scales that
             * overflow in half make NaN of 0. */
            aq_assert_double_bits(json_real_value(atol), 1.78813934327e-07);
            const json_t *iovf = json_object_get(json_object_get(row, "max_ulp"), "IOVF");
            assert_true(json_is_string(iovf));
            assert_string_equal(json_string_value(iovf), "unbounded");
        }
        seen++;
    }
    assert_int_equal(seen, 5);
    assert_int_equal(asked_for, 1);
    json_decref(root);
    free(text);
    aqr_set_free(&set);
}

/* N7 int8: 1.5 * 2^-23 = 1.78813934326171875e-07, whatever was found. */
static void the_limit_of_a_sampled_search_is_the_argued_bound(void **state) {
    (void)state;
    const aqo_subject subject =
        forge_subject(AQO_N7, AQ_INT8, AQ_FLOAT, AQ_FLOAT, AQ_OVERFLOW_INF_NAN);
    aqr_entry entry = {.certificate = forge_sampled(&subject)};
    const aqr_set set = {&entry, 1};
    char *text = aqr_tolerance_text(&set);
    json_t *root = json_loads(text, 0, NULL);
    const json_t *row = json_array_get(json_object_get(root, "rows"), 0);
    aq_assert_double_bits(json_real_value(json_object_get(row, "rtol")), 1.78813934327e-07);
    aq_assert_double_bits(json_real_value(json_object_get(json_object_get(row, "max_ulp"), "NORM")),
                          1.5);
    json_decref(root);
    free(text);
}

static void the_table_has_a_row_for_each_certificate(void **state) {
    (void)state;
    write_all();
    aqr_set set = read_set();
    char *text = aqr_table_text(&set);
    aq_assert_contains(text, "## N13: R_h(R_b(R_f(x*s)))");
    aq_assert_contains(text,
                       "| 950: per_group; with `--plan N13` 950: per_group_legacy | [e2m1*e8m0 -> "
                       "half](N13-e2m1-e8m0-half-sat.json) | sat | 0 | 0.5 |");
    aq_assert_contains(text, "| 950: per_group_legacy, per_group | [e1m2*e8m0 -> bf16](");
    aq_assert_contains(text, "unbounded");
    free(text);
    aqr_set_free(&set);
}

static void products_with_the_same_calls_are_merged(void **state) {
    (void)state;
    const aqo_subject subject =
        forge_subject(AQO_N3, AQ_INT8, AQ_BF16, AQ_BF16, AQ_OVERFLOW_INF_NAN);
    aqr_entry entry = {.certificate = forge_sampled(&subject)};
    const aqr_set set = {&entry, 1};
    char *text = aqr_table_text(&set);
    aq_assert_contains(text, "| A2, A3: per_channel, per_tensor; 950: per_channel (T), per_tensor; "
                             "with `--plan N3` 950: per_channel (not T), per_token, per_group | "
                             "[int8*bf16 -> bf16, offset](");
    free(text);
}

static void a_missing_or_forged_certificate_is_refused(void **state) {
    (void)state;
    aqr_set set;
    char error[512];
    write_all();
    remove(temp_path("N13-e2m1-e8m0-half-sat.json"));
    assert_false(aqr_set_read(&set, directory(), subjects(), SUBJECTS, error, sizeof error));
    aq_assert_contains(error, "N13-e2m1-e8m0-half-sat.json");
    /* Sound, but of another subject. */
    write_certificate(&subjects()[0], "N13-e2m1-e8m0-half-sat.json");
    assert_false(aqr_set_read(&set, directory(), subjects(), SUBJECTS, error, sizeof error));
    aq_assert_contains(error, "N13-e2m1-e8m0-half-sat.json: is of another subject");
}

static void only_stale_certificates_are_removed(void **state) {
    (void)state;
    char error[512];
    write_all();
    temp_file("N99-int8-half-half-sat.json", "{}", 2);
    temp_file("N13-e2m1-e8m0-half-sat.json.json", "{}", 2);
    temp_file("README.md", "x", 1);
    aqr_set set = read_set();
    assert_true(aqr_set_remove_others(&set, directory(), error, sizeof error));
    assert_int_equal(temp_count(), SUBJECTS + 1);
    assert_int_not_equal(access(temp_path("N99-int8-half-half-sat.json"), F_OK), 0);
    assert_int_equal(access(temp_path("README.md"), F_OK), 0);
    aqr_set_free(&set);
    assert_false(aqr_set_remove_others(&set, temp_path("nowhere"), error, sizeof error));
    aq_assert_contains(error, "nowhere");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(tolerances_follow_from_the_maxima, temp_dir_make,
                                    temp_dir_remove),
    cmocka_unit_test_setup_teardown(the_table_has_a_row_for_each_certificate, temp_dir_make,
                                    temp_dir_remove),
    cmocka_unit_test(the_limit_of_a_sampled_search_is_the_argued_bound),
    cmocka_unit_test(products_with_the_same_calls_are_merged),
    cmocka_unit_test_setup_teardown(a_missing_or_forged_certificate_is_refused, temp_dir_make,
                                    temp_dir_remove),
    cmocka_unit_test_setup_teardown(only_stale_certificates_are_removed, temp_dir_make,
                                    temp_dir_remove),
};

AQ_TEST_MAIN(tests)
