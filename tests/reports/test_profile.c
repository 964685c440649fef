/* Profiles: what is counted, which case is shown, and what of it is stored. */
#include "aq_assert.h"

#include "format.h"
#include "result_sample.h"
#include "result_store.h"

#include <stdlib.h>

/* x = 1, o = 2048, s = 3, exactly 6147: half has 6144 = 0x6E00, which is the plan's
 * result, and 6148 = 0x6E01, spacing 4: errors of 0.75 and 0.25 ulp, in buckets 6 and 2.
 * The scale is in binade 1, the sum 2049 in binade 11. */
enum { PLANNED = 0x6E00, ROUNDED = 0x6E01, NOT_A_NUMBER = 0x7E00 };

static void make(aqh_case *c, uint32_t rows, uint32_t cols) {
    const uint32_t groups = rows;
    aqh_case_init(c);
    c->call = (aq_call){.product = AQ_PRODUCT_950,
                        .prototype = AQ_PER_TOKEN,
                        .has_offset = true,
                        .k_dim = 1,
                        .src = {AQ_INT8, rows, cols},
                        .scale = {AQ_HALF, groups, 1},
                        .offset = {AQ_HALF, groups, 1},
                        .dst = {AQ_HALF, rows, cols},
                        .cal_count = rows * cols};
    assert_true(aqh_case_allocate(c));
    c->bytes[AQH_DST] = (size_t)rows * cols * 2;
    c->data[AQH_DST] = calloc((size_t)rows * cols, 2);
    assert_non_null(c->data[AQH_DST]);
    for (size_t k = 0; k < groups; k++) {
        aqo_store(AQ_HALF, c->data[AQH_SCALE], k, 0x4200);
        aqo_store(AQ_HALF, c->data[AQH_OFFSET], k, 0x6800);
    }
    for (size_t k = 0; k < (size_t)rows * cols; k++) {
        aqo_store(AQ_INT8, c->data[AQH_SRC], k, 1);
        aqo_store(AQ_HALF, c->data[AQH_DST], k, ROUNDED);
    }
}

static void add(aqh_profiles *profiles, size_t row, const aqh_case *c) {
    aqh_judgement judged;
    aqh_judge(c, c->data[AQH_DST], AQH_ORACLE_EVERYDAY, 1, &judged);
    assert_true(aqh_profiles_add(profiles, row, c, c->data[AQH_DST], &judged));
}

static const char *text_at(const json_t *object, const char *a, const char *b, size_t k) {
    const char *text =
        json_string_value(json_array_get(json_object_get(json_object_get(object, a), b), k));
    return text ? text : "";
}

static void one_wrong_element_is_where_it_is(void **state) {
    (void)state;
    aqh_profiles profiles = {0};
    aqh_case c;
    make(&c, 1, 32);
    aqo_store(AQ_HALF, c.data[AQH_DST], 5, PLANNED);
    add(&profiles, 1, &c);
    json_t *all = aqr_profiles_json(&profiles, 2);
    assert_int_equal(json_array_size(all), 2);
    assert_true(json_is_null(json_array_get(all, 0)));
    const json_t *one = json_array_get(all, 1);
    assert_null(aqr_profile_refusal(one));
    /* The mean is (31 * 0.25 + 0.75) / 32 = 17/64. */
    assert_string_equal(text_at(one, "by_scale", "binades", 0), "1 32 0x1.8p-1 0x1.1p-2");
    assert_string_equal(text_at(one, "by_sum", "binades", 0), "11 32 0x1.8p-1 0x1.1p-2");
    assert_string_equal(text_at(one, "by_sum", "binades", 1), "");
    assert_string_equal(text_at(one, "worst_case", "map", 0), "22222622222222222222222222222222");
    assert_string_equal(text_at(one, "worst_case", "map", 1), "");
    assert_string_equal(text_at(one, "worst_case", "plan_and_found", 0), "6 2 31");
    assert_string_equal(text_at(one, "worst_case", "plan_and_found", 1), "6 6 1");
    const json_t *worst = json_object_get(json_object_get(one, "worst_case"), "worst");
    assert_int_equal(json_integer_value(json_array_get(worst, 1)), 5);
    json_decref(all);
    aqh_profiles_free(&profiles);
    aqh_case_free(&c);
}

/* A NaN has no number: it is the top of its binade, and in no mean. */
static void what_is_no_number_is_shown_as_such(void **state) {
    (void)state;
    aqh_profiles profiles = {0};
    aqh_case c;
    make(&c, 1, 32);
    aqo_store(AQ_HALF, c.data[AQH_DST], 31, NOT_A_NUMBER);
    add(&profiles, 0, &c);
    json_t *all = aqr_profiles_json(&profiles, 1);
    const json_t *one = json_array_get(all, 0);
    assert_string_equal(text_at(one, "by_scale", "binades", 0), "1 32 inf 0x1p-2");
    assert_string_equal(text_at(one, "worst_case", "map", 0), "2222222222222222222222222222222f");
    json_decref(all);
    aqh_profiles_free(&profiles);
    aqh_case_free(&c);
}

/* 33 rows are 11 of 3; 96 columns are 48 of 2. Past cal_count there is nothing. */
static void large_tensors_are_shown_in_cells(void **state) {
    (void)state;
    aqh_profiles profiles = {0};
    aqh_case c;
    make(&c, 33, 96);
    c.call.cal_count = 33 * 96 - 32;
    aqo_store(AQ_HALF, c.data[AQH_DST], 4 * 96 + 95, PLANNED);
    add(&profiles, 0, &c);
    json_t *all = aqr_profiles_json(&profiles, 1);
    const json_t *one = json_array_get(all, 0);
    assert_null(aqr_profile_refusal(one));
    const json_t *map = json_object_get(json_object_get(one, "worst_case"), "map");
    assert_int_equal(json_array_size(map), 11);
    assert_string_equal(text_at(one, "worst_case", "map", 1),
                        "222222222222222222222222222222222222222222222226");
    assert_string_equal(text_at(one, "worst_case", "map", 10),
                        "222222222222222222222222222222222222222222222222");
    json_decref(all);
    aqh_profiles_free(&profiles);

    c.call.cal_count = 30 * 96 - 32;
    add(&profiles, 0, &c);
    all = aqr_profiles_json(&profiles, 1);
    one = json_array_get(all, 0);
    assert_string_equal(text_at(one, "worst_case", "map", 10),
                        "................................................");
    json_decref(all);
    aqh_profiles_free(&profiles);
    aqh_case_free(&c);
}

static void the_first_wrong_case_is_shown_else_the_worst(void **state) {
    (void)state;
    aqh_profiles profiles = {0};
    aqh_case right, wrong, worse;
    make(&right, 1, 32);
    make(&wrong, 1, 64);
    make(&worse, 1, 96);
    aqo_store(AQ_HALF, wrong.data[AQH_DST], 3, PLANNED);
    aqo_store(AQ_HALF, worse.data[AQH_DST], 3, 0x6D00);
    add(&profiles, 0, &right);
    assert_int_equal(profiles.rows[0]->worst.call.src.cols, 32);
    add(&profiles, 0, &wrong);
    assert_int_equal(profiles.rows[0]->worst.call.src.cols, 64);
    add(&profiles, 0, &worse);
    add(&profiles, 0, &right);
    assert_int_equal(profiles.rows[0]->worst.call.src.cols, 64);
    assert_int_equal(profiles.rows[0]->element, 3);
    /* All four count. */
    assert_int_equal(profiles.rows[0]->binades[AQH_AXIS_SCALE][1 - AQH_BINADE_LOWEST].elements,
                     32 + 64 + 96 + 32);
    aqh_profiles_free(&profiles);
    aqh_case_free(&right);
    aqh_case_free(&wrong);
    aqh_case_free(&worse);
}

/* Rows 0 to 199; 150 is the only wrong one, and must be among the 128 that are kept. */
static void of_many_forms_the_worst_are_kept(void **state) {
    (void)state;
    aqh_profiles profiles = {0};
    aqh_case c;
    make(&c, 1, 32);
    for (size_t row = 0; row < 200; row++) {
        aqo_store(AQ_HALF, c.data[AQH_DST], 0, row == 150 ? PLANNED : ROUNDED);
        add(&profiles, row, &c);
    }
    json_t *all = aqr_profiles_json(&profiles, 200);
    size_t kept = 0;
    for (size_t row = 0; row < 200; row++)
        kept += json_is_object(json_array_get(all, row));
    assert_int_equal(kept, 128);
    assert_true(json_is_object(json_array_get(all, 150)));
    assert_true(json_is_object(json_array_get(all, 126)));
    assert_true(json_is_null(json_array_get(all, 127)));
    json_decref(all);
    aqh_profiles_free(&profiles);
    aqh_case_free(&c);
}

static void a_profile_that_is_none_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *profile, *says;
    } bad[] = {
        {"1", "by_scale: must"},
        {"{\"by_scale\": {\"step\": 1, \"binades\": [\"0 1 0x0p+0 0x0p+0\"]}}", "by_sum: must"},
        {"{\"by_scale\": {\"step\": 1, \"binades\": [1]}}", "by_scale: must"},
        {"{\"by_scale\": {\"step\": 1, \"binades\": []}, \"by_sum\": {\"step\": 1, \"binades\": "
         "[]}}",
         "worst_case: must"},
        {"{\"by_scale\": {\"step\": 1, \"binades\": []}, \"by_sum\": {\"step\": 1, \"binades\": "
         "[]}, \"worst_case\": {\"shape\": [1, 3], \"cell\": [1, 1], \"worst\": [0, 0], \"map\": "
         "[\"00\"], \"plan_and_found\": []}}",
         "worst_case.map: must"},
        {"{\"by_scale\": {\"step\": 1, \"binades\": []}, \"by_sum\": {\"step\": 1, \"binades\": "
         "[]}, \"worst_case\": {\"shape\": [1, 2], \"cell\": [1, 1], \"worst\": [0, 0], \"map\": "
         "[\"0x\"], \"plan_and_found\": []}}",
         "worst_case.map: must"},
        {"{\"by_scale\": {\"step\": 1, \"binades\": []}, \"by_sum\": {\"step\": 1, \"binades\": "
         "[]}, \"worst_case\": {\"shape\": [1, 2], \"cell\": [1, 1], \"worst\": [0, 0], \"map\": "
         "[\"0f\"], \"plan_and_found\": [2]}}",
         "worst_case.plan_and_found: must"},
    };
    json_t *results = sample_results();
    json_t *row = json_array_get(json_object_get(results, "rows"), 1);
    assert_string_equal(sample_refusal(results), "");
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        json_t *profile = json_loads(bad[k].profile, JSON_DECODE_ANY, NULL);
        assert_non_null(profile);
        json_object_set_new(row, "profile", profile);
        const char *why = sample_refusal(results);
        aq_assert_contains(why, "rows[1].profile.");
        aq_assert_contains(why, bad[k].says);
    }
    json_object_del(row, "profile");
    assert_string_equal(sample_refusal(results), "");
    json_decref(results);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(one_wrong_element_is_where_it_is),
    cmocka_unit_test(what_is_no_number_is_shown_as_such),
    cmocka_unit_test(large_tensors_are_shown_in_cells),
    cmocka_unit_test(the_first_wrong_case_is_shown_else_the_worst),
    cmocka_unit_test(of_many_forms_the_worst_are_kept),
    cmocka_unit_test(a_profile_that_is_none_is_refused),
};

AQ_TEST_MAIN(tests)
