/* Parts and wholes. */
#include "aq_assert.h"
#include "certificate_jobs.h"
#include "forge.h"

#include <stdlib.h>
#include <string.h>

static char *text_of(const aqr_certificate *c) {
    char *text = aqr_certificate_text(c);
    assert_non_null(text);
    return text;
}

/* Each part goes through its file, last one first. */
static void merged_parts_have_the_bytes_of_the_whole(void **state) {
    (void)state;
    size_t count;
    aqo_subject *all = aqo_subjects(&count);
    for (size_t k = 0; k < count; k++) {
        if (all[k].scale != AQ_E8M0)
            continue;
        const aqr_certificate whole = forge_certify(&all[k], 0, 0);
        char *want = text_of(&whole);
        for (unsigned shards = 1; shards <= 5; shards += 2) {
            aqr_certificate parts[5], merged;
            aqr_refusal refusal;
            char error[256];
            size_t at;
            for (unsigned p = 0; p < shards; p++) {
                const aqr_certificate part = forge_certify(&all[k], shards - p, shards);
                char *text = text_of(&part);
                aq_assert_msg(aqr_certificate_parse(text, strlen(text), &parts[p], NULL, &refusal),
                              "%s", refusal.text);
                free(text);
            }
            aq_assert_msg(aqr_certificate_merge(parts, shards, &merged, &at, error, sizeof error),
                          "%s", error);
            char *got = text_of(&merged);
            assert_string_equal(got, want);
            free(got);
        }
        free(want);
    }
    free(all);
}

typedef struct result {
    size_t calls;
    aqo_subject subject;
    char *text;
} result;

static bool keep(void *context, size_t index, const aqo_bounds *bounds) {
    result *r = context;
    const aqr_certificate c = {.subject = r->subject, .bounds = *bounds};
    r->calls++;
    r->text = text_of(&c);
    return index == 0;
}

static void the_number_of_threads_changes_nothing(void **state) {
    (void)state;
    result one = {.subject = forge_small()}, four = one;
    assert_true(aqr_certify_all(&one.subject, 1, 0, 1, 1, keep, &one));
    assert_true(aqr_certify_all(&four.subject, 1, 0, 1, 4, keep, &four));
    assert_int_equal(one.calls, 1);
    assert_int_equal(four.calls, 1);
    assert_string_equal(four.text, one.text);
    free(one.text);
    free(four.text);
}

static bool copy(void *context, size_t index, const aqo_bounds *bounds) {
    *(aqo_bounds *)context = *bounds;
    return index == 0;
}

/* What a search that can only sample ends with is verified: nothing next to its
 * witnesses is worse. */
static void a_sampled_search_ends_at_its_worst_neighbour(void **state) {
    (void)state;
    const aqo_subject subject =
        forge_subject(AQO_N5, AQ_E5M2, AQ_FLOAT, AQ_HALF, AQ_OVERFLOW_INF_NAN);
    aqr_certificate c = {.subject = subject}, parts[2], merged;
    aqr_refusal refusal;
    uint64_t tried;
    size_t at;
    char error[256];
    assert_true(aqr_certify_all(&subject, 1, 0, 1, 2, copy, &c.bounds));
    aq_assert_msg(aqr_certificate_verify(&c, "0", 0, &tried, &refusal), "%s", refusal.text);
    for (unsigned k = 0; k < 2; k++)
        parts[k] = forge_certify(&subject, k + 1, 2);
    assert_true(aqr_certificate_merge(parts, 2, &merged, &at, error, sizeof error));
    char *want = text_of(&c), *got = text_of(&merged);
    assert_string_equal(got, want);
    free(want);
    free(got);
}

/* A search of random blocks, dealt out to the shards one by one. */
static void a_shard_is_the_same_for_any_number_of_threads(void **state) {
    (void)state;
    const aqo_subject subject =
        forge_subject(AQO_N7, AQ_INT8, AQ_FLOAT, AQ_FLOAT, AQ_OVERFLOW_INF_NAN);
    aqo_bounds one, three;
    assert_true(aqr_certify_all(&subject, 1, 1, 20, 1, copy, &one));
    assert_true(aqr_certify_all(&subject, 1, 1, 20, 3, copy, &three));
    const aqr_certificate a = {subject, one, 2, 20}, b = {subject, three, 2, 20};
    char *want = text_of(&a), *got = text_of(&b);
    assert_string_equal(got, want);
    free(want);
    free(got);
}

static bool stop(void *context, size_t index, const aqo_bounds *bounds) {
    (void)index;
    (void)bounds;
    return ++*(size_t *)context < 2;
}

static void searching_stops_when_it_is_told_so(void **state) {
    (void)state;
    const aqo_subject subject = forge_small();
    const aqo_subject subjects[] = {subject, subject, subject, subject};
    size_t calls = 0;
    assert_false(aqr_certify_all(subjects, 4, 0, 1, 1, stop, &calls));
    assert_int_equal(calls, 2);
}

static void parts_that_do_not_make_a_whole_are_refused(void **state) {
    (void)state;
    const aqo_subject small = forge_small();
    const aqo_subject other = forge_subject(AQO_N12, AQ_E2M1, AQ_E8M0, AQ_HALF, AQ_OVERFLOW_SAT);
    const aqr_certificate one = forge_certify(&small, 1, 3), two = forge_certify(&small, 2, 3),
                          three = forge_certify(&small, 3, 3), of_two = forge_certify(&small, 2, 2),
                          whole = forge_certify(&small, 0, 0),
                          foreign = forge_certify(&other, 2, 3);
    const struct {
        aqr_certificate parts[4];
        size_t count, at;
        const char *says;
    } rows[] = {
        {{one, three}, 2, 0, "shard: 2/3 is missing"},
        {{one}, 1, 0, "shard: 2/3 is missing"},
        {{three}, 1, 0, "shard: 1/3 is missing"},
        {{one, two, two}, 3, 2, "shard: 2/3 is there twice"},
        {{one, two, three, one}, 4, 3, "shard: 1/3 is there twice"},
        {{one, of_two, three}, 3, 1, "shard: is of 2, the first part is of 3"},
        {{one, whole, three}, 3, 1, "shard: is no part"},
        {{one, foreign, three}, 3, 1, "is of another plan, formats or overflow mode"},
        {{one}, 0, 0, "no parts"},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        aqr_certificate merged;
        size_t at = 99;
        char error[256] = "";
        aq_assert_msg(
            !aqr_certificate_merge(rows[k].parts, rows[k].count, &merged, &at, error, sizeof error),
            "row %zu was merged", k);
        aq_assert_contains(error, rows[k].says);
        assert_int_equal(at, rows[k].at);
    }
}

static void a_shard_that_is_none_is_refused(void **state) {
    (void)state;
    static const char *const shards[] = {"0/2", "3/2", "1", "1/", "/2", "1/2x", "-1/2", "1/0"};
    const aqo_subject small = forge_small();
    const aqr_certificate one = forge_certify(&small, 1, 2);
    for (size_t k = 0; k < sizeof shards / sizeof *shards; k++) {
        aqr_refusal refusal;
        json_t *root = aqr_certificate_json(&one);
        forge_set(root, "shard", json_string(shards[k]));
        forge_rehash(root);
        aq_assert_msg(!forge_read(root, &refusal), "%s was read", shards[k]);
        aq_assert_contains(refusal.text, "shard: ");
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(merged_parts_have_the_bytes_of_the_whole),
    cmocka_unit_test(the_number_of_threads_changes_nothing),
    cmocka_unit_test(a_shard_is_the_same_for_any_number_of_threads),
    cmocka_unit_test(a_sampled_search_ends_at_its_worst_neighbour),
    cmocka_unit_test(searching_stops_when_it_is_told_so),
    cmocka_unit_test(parts_that_do_not_make_a_whole_are_refused),
    cmocka_unit_test(a_shard_that_is_none_is_refused),
};

AQ_TEST_MAIN(tests)
