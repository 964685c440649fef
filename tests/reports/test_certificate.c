/* Certificates as files: what is written is read, and nothing else is. */
#include "aq_assert.h"
#include "certificate_number.h"
#include "forge.h"
#include "legal.h"
#include "variant.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void writing_what_was_read_gives_the_same_bytes(void **state) {
    (void)state;
    const aqo_subject subject = forge_small();
    const aqr_certificate c = forge_certify(&subject, 0, 0);
    aqr_certificate again;
    aqr_refusal refusal;
    char hash[AQR_HASH_BYTES];
    char *text = aqr_certificate_text(&c);
    assert_non_null(text);
    aq_assert_msg(aqr_certificate_parse(text, strlen(text), &again, hash, &refusal), "%s",
                  refusal.text);
    char *second = aqr_certificate_text(&again);
    assert_string_equal(text, second);
    assert_true(aqr_same_subject(&again.subject, &subject));
    assert_int_equal(strlen(hash), 64);
    free(second);
    free(text);
}

/* e2m1 with e8m0: 16 * 256 inputs. */
static void points_of_a_small_space_are_all_inputs(void **state) {
    (void)state;
    const aqo_subject subject = forge_small();
    const aqr_certificate c = forge_certify(&subject, 0, 0);
    json_t *root = aqr_certificate_json(&c);
    assert_int_equal(json_integer_value(json_object_get(root, "points")), 4096);
    json_decref(root);
}

/* printf '{"a":1}' | sha256sum */
static void the_hash_is_sha256_of_the_compact_content(void **state) {
    (void)state;
    char hash[AQR_HASH_BYTES];
    json_t *root = json_pack("{s:i,s:s}", "a", 1, "sha256", "whatever");
    assert_true(aqr_certificate_hash(root, hash));
    assert_string_equal(hash, "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862");
    assert_non_null(json_object_get(root, "sha256"));
    json_decref(root);
}

static void fractions_are_exact(void **state) {
    (void)state;
    static const struct {
        double value;
        const char *text;
    } rows[] = {{0, "0"},
                {0.75, "3/4"},
                {-1.5, "-3/2"},
                {0.5 + 3 * 0x1p-17, "65539/131072"},
                {0x1p70, "1180591620717411303424"},
                {INFINITY, "inf"}};
    mpfr_t value;
    mpfr_init2(value, AQO_PRECISION);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        mpfr_set_d(value, rows[k].value, MPFR_RNDN);
        json_t *string = aqr_fraction(value);
        assert_string_equal(json_string_value(string), rows[k].text);
        json_decref(string);
    }
    mpfr_clear(value);
}

static void decimals_are_rounded_up_to_twelve_digits(void **state) {
    (void)state;
    static const struct {
        double value;
        const char *text;
    } rows[] = {{0, "0"},
                {0.5, "0.5"},
                {0.5 + 0x1p-17, "0.500007629395"},     /* 0.50000762939453125 */
                {0.5 + 3 * 0x1p-17, "0.500022888184"}, /* 0.50002288818359375 */
                {1.5 - 0x1p-23, "1.49999988080"},      /* 1.49999988079071044921875 */
                {0x1p-40, "9.09494701773e-13"}};       /* 9.094947017729282379...e-13 */
    mpfr_t value;
    mpfr_init2(value, AQO_PRECISION);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        mpfr_set_d(value, rows[k].value, MPFR_RNDN);
        const double up = aqr_decimal_up(value);
        aq_assert_double_bits(up, strtod(rows[k].text, NULL));
        assert_true(up >= rows[k].value);
    }
    /* The double nearest to 0.3 is below 0.3, and so below this: the next decimal. */
    mpfr_set_str(value, "0.3", 10, MPFR_RNDD);
    aq_assert_double_bits(aqr_decimal_up(value), 0.300000000001);
    mpfr_clear(value);
}

/* Of what is changed, and the hash made right again, each time. */
static void every_changed_field_is_refused_by_name(void **state) {
    (void)state;
    const aqo_subject subject = forge_small();
    const aqr_certificate c = forge_certify(&subject, 0, 0);
    const struct {
        const char *path;
        json_t *value;
        const char *says;
    } rows[] = {
        {"schema", json_string("aqcheck-certificate-2"), "schema: is 'aqcheck-certificate-2'"},
        {"version", json_string("0.0.1"), "version: is \"0.0.1\""},
        {"plan", json_string("N14"), "plan: no plan 'N14'"},
        {"plan", json_string("N13"), "formula: "},
        {"plan", json_string("N3"), "plan: no product runs N3"},
        {"plan", json_integer(12), "plan: must be a string"},
        {"formula", json_string("R_h(x*s)"), "formula: is \"R_h(x*s)\""},
        {"steps", json_array(), "steps: has 0 elements, must have 4"},
        {"via_half", json_true(), "plan: no product runs N12"},
        {"src", json_string("e9m9"), "src: no format 'e9m9'"},
        {"src", json_string("E2M1"), "src: is \"E2M1\", must be \"e2m1\""},
        {"has_offset", NULL, "has_offset: is missing"},
        {"overflow", json_string("wrap"), "overflow: no mode 'wrap'"},
        {"subnormals", json_string("flush"), "subnormals: is \"flush\""},
        {"calls", json_array(), "calls: has 0 elements"},
        {"domains.SUB", NULL, "domains.SUB: is missing"},
        {"domains.NORM.occurs", json_string("yes"), "domains.NORM.occurs: must be true or false"},
        {"domains.SUB.max_ulp", json_string("1/4"), "domains.SUB.max_ulp: is \"1/4\""},
        {"domains.SUB.max_ulp", json_string("1000000"), "domains.SUB.max_ulp: is \"1000000\""},
        {"domains.SUB.max_ulp_decimal", json_real(0.25), "domains.SUB.max_ulp_decimal: is 0.25"},
        {"domains.SUB.max_ulp_decimal", json_string("1"), "domains.SUB.max_ulp_decimal: is a str"},
        {"domains.SUB.condition", json_string("none"), "domains.SUB.condition: is "},
        {"domains.SUB.upper_bound", json_real(1.0), "domains.SUB.upper_bound: is "},
        {"domains.SUB.witness", NULL, "domains.SUB.witness: is missing"},
        {"domains.SUB.witness.s.code", json_string("0x7f"), "domains.SUB.max_ulp: is "},
        {"domains.SUB.witness.s.code", json_string("0x100"),
         "domains.SUB.witness.s.code: '0x100' is no code of e8m0"},
        {"domains.SUB.witness.s.value", json_string("0x1p+0"), "domains.SUB.witness.s.value: is "},
        {"domains.SUB.witness.o", json_string("0x0"), "domains.SUB.witness.o: is a string"},
        {"domains.SUB.witness.exact", json_string("0x1p+0"), "domains.SUB.witness.exact: is "},
        {"domains.SUB.witness.got.code", json_string("0x0001"),
         "domains.SUB.witness.got.code: is \"0x0001\""},
        {"domains.SUB.witness.error", json_string("1/2"), "domains.SUB.witness.error: is "},
        {"domains.SUB.bounded", json_false(), "domains.SUB.bounded: is false, must be true"},
        {"domains.SUB.evidence", NULL, "domains.SUB.evidence: is missing"},
        {"domains.SUB.evidence.type", json_string("guessed"),
         "domains.SUB.evidence.type: is \"guessed\""},
        {"domains.SUB.evidence.points", json_integer(-1), "domains.SUB.evidence.points: must be"},
        {"domains.SUB.evidence.points", json_integer(99),
         "domains.SUB.evidence.points: must be that of NORM, 4080"},
        {"domains.SUB.evidence.seed", json_string("0x1"), "domains.SUB.evidence.seed: is a string"},
        {"reduction", json_string("a"), "reduction: is \"a\", must be "},
        {"points", json_integer(4097), "points: is 4097, must be 4096"},
        {"note", json_string("trust me"), "note: is no field of a certificate"},
        {"domains.NORM.note", json_true(), "domains.NORM.note: is no field of a certificate"},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        aqr_refusal refusal;
        json_t *root = aqr_certificate_json(&c);
        forge_set(root, rows[k].path, rows[k].value);
        forge_rehash(root);
        aq_assert_msg(!forge_read(root, &refusal), "a changed %s was read", rows[k].path);
        aq_assert_contains(refusal.text, rows[k].says);
        assert_false(refusal.malformed);
    }
}

/* Float scale with float offset: nobody can look at 2^72 inputs. */
static void a_sampled_search_cannot_be_called_more(void **state) {
    (void)state;
    const aqo_subject subject =
        forge_subject(AQO_N7, AQ_INT8, AQ_FLOAT, AQ_FLOAT, AQ_OVERFLOW_INF_NAN);
    const aqr_certificate c = forge_sampled(&subject);
    static const char *const names[] = {"exhaustive", "proved", "none"};
    aqr_refusal refusal;
    aq_assert_msg(forge_read(aqr_certificate_json(&c), &refusal), "%s", refusal.text);
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        json_t *root = aqr_certificate_json(&c);
        forge_set(root, "domains.NORM.evidence.type", json_string(names[k]));
        forge_rehash(root);
        assert_false(forge_read(root, &refusal));
        aq_assert_contains(refusal.text, "domains.NORM.evidence.type: is ");
        aq_assert_contains(refusal.text, "must be \"sampled\"");
    }
}

static void a_hash_that_is_not_of_the_content_is_refused(void **state) {
    (void)state;
    const aqo_subject subject = forge_small();
    const aqr_certificate c = forge_certify(&subject, 0, 0);
    aqr_refusal refusal;
    json_t *root = aqr_certificate_json(&c);
    forge_set(root, "domains.SUB.max_ulp", json_string("1/4"));
    assert_false(forge_read(root, &refusal));
    aq_assert_contains(refusal.text, "sha256: is ");

    root = aqr_certificate_json(&c);
    forge_set(root, "sha256", NULL);
    assert_false(forge_read(root, &refusal));
    aq_assert_contains(refusal.text, "sha256: is missing");
}

static void a_truncated_file_is_refused_wherever_it_ends(void **state) {
    (void)state;
    const aqo_subject subject = forge_small();
    const aqr_certificate c = forge_certify(&subject, 0, 0);
    aqr_certificate out;
    aqr_refusal refusal;
    char *text = aqr_certificate_text(&c);
    const size_t bytes = strlen(text);
    for (size_t end = 0; end < bytes; end += end + 40 < bytes ? 37 : 1) {
        aq_assert_msg(!aqr_certificate_parse(text, end, &out, NULL, &refusal),
                      "the first %zu of %zu bytes were read", end, bytes);
        /* Only the last newline can be missing from sound JSON. */
        aq_assert_msg(refusal.malformed == (end < bytes - 1), "at %zu: %s", end, refusal.text);
    }
    free(text);
}

static void other_bytes_with_the_same_content_are_refused(void **state) {
    (void)state;
    const aqo_subject subject = forge_small();
    const aqr_certificate c = forge_certify(&subject, 0, 0);
    aqr_certificate out;
    aqr_refusal refusal;
    json_t *root = aqr_certificate_json(&c);
    char *text = json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
    assert_false(aqr_certificate_parse(text, strlen(text), &out, NULL, &refusal));
    aq_assert_contains(refusal.text, "file: the bytes are not those");
    free(text);
    json_decref(root);
}

static void what_is_no_json_object_is_malformed(void **state) {
    (void)state;
    static const char *const texts[] = {"", "{", "[]", "3", "{\"a\": 1, \"a\": 2}", "\xff{}"};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        aqr_certificate out;
        aqr_refusal refusal;
        assert_false(aqr_certificate_parse(texts[k], strlen(texts[k]), &out, NULL, &refusal));
        aq_assert_contains(refusal.text, "JSON: ");
        assert_true(refusal.malformed);
    }
}

static void names_of_subjects_are_distinct(void **state) {
    (void)state;
    size_t count;
    aqo_subject *all = aqo_subjects(&count);
    assert_non_null(all);
    char(*names)[AQR_NAME_BYTES] = calloc(count, sizeof *names);
    assert_non_null(names);
    for (size_t k = 0; k < count; k++) {
        aqr_subject_name(&all[k], all, count, names[k]);
        for (size_t j = 0; j < k; j++)
            assert_string_not_equal(names[j], names[k]);
    }
    free(names);
    free(all);
}

static void a_name_says_how_the_source_goes_only_where_it_must(void **state) {
    (void)state;
    char name[AQR_NAME_BYTES];
    aqo_subject pair[2] = {
        {{AQO_N3, true, AQ_OVERFLOW_INF_NAN, AQO_GRADUAL}, AQ_INT8, AQ_BF16, AQ_BF16, true}};
    pair[1] = pair[0];
    aqr_subject_name(&pair[0], pair, 2, name);
    assert_string_equal(name, "N3-int8-bf16-bf16-inf_nan");
    pair[1].pipeline.via_half = false;
    aqr_subject_name(&pair[0], pair, 2, name);
    assert_string_equal(name, "N3-int8-bf16-bf16-inf_nan-via_half");
    aqr_subject_name(&pair[1], pair, 2, name);
    assert_string_equal(name, "N3-int8-bf16-bf16-inf_nan-direct");
}

static size_t subjects_that_run(const aqo_subject *all, size_t count, const aqh_variant *v,
                                aq_overflow overflow) {
    size_t found = 0;
    for (size_t k = 0; k < count; k++) {
        size_t calls;
        if (all[k].src != v->types.src || all[k].scale != v->types.scale ||
            all[k].dst != v->types.dst || all[k].has_offset != v->has_offset ||
            all[k].pipeline.overflow != overflow)
            continue;
        aqr_call *list = aqr_calls(&all[k], &calls);
        for (size_t c = 0; c < calls; c++)
            found += list[c].product == v->types.product &&
                     list[c].prototype == v->types.prototype &&
                     (list[c].transpose < 0 || list[c].transpose == v->transpose);
        free(list);
    }
    return found;
}

/* In every overflow mode that the product has. */
static void every_documented_call_is_of_one_subject(void **state) {
    (void)state;
    size_t count, variants;
    aqo_subject *all = aqo_subjects(&count);
    aqh_variant *list = aqh_variants(&variants);
    for (size_t k = 0; k < variants; k++)
        for (int mode = 0; mode < AQ_OVERFLOW_COUNT; mode++) {
            char name[128];
            const bool has = aqo_has_overflow(list[k].types.product, (aq_overflow)mode);
            aqh_variant_name(&list[k], name, sizeof name);
            aq_assert_msg(subjects_that_run(all, count, &list[k], (aq_overflow)mode) == has,
                          "%s, mode %d", name, mode);
        }
    free(list);
    free(all);
}

static void every_subject_has_a_call(void **state) {
    (void)state;
    size_t count;
    aqo_subject *all = aqo_subjects(&count);
    for (size_t k = 0; k < count; k++) {
        size_t calls;
        aqr_call *list = aqr_calls(&all[k], &calls);
        aq_assert_msg(calls > 0, "subject %zu has no call", k);
        free(list);
    }
    free(all);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(writing_what_was_read_gives_the_same_bytes),
    cmocka_unit_test(points_of_a_small_space_are_all_inputs),
    cmocka_unit_test(the_hash_is_sha256_of_the_compact_content),
    cmocka_unit_test(fractions_are_exact),
    cmocka_unit_test(decimals_are_rounded_up_to_twelve_digits),
    cmocka_unit_test(every_changed_field_is_refused_by_name),
    cmocka_unit_test(a_sampled_search_cannot_be_called_more),
    cmocka_unit_test(a_hash_that_is_not_of_the_content_is_refused),
    cmocka_unit_test(a_truncated_file_is_refused_wherever_it_ends),
    cmocka_unit_test(other_bytes_with_the_same_content_are_refused),
    cmocka_unit_test(what_is_no_json_object_is_malformed),
    cmocka_unit_test(names_of_subjects_are_distinct),
    cmocka_unit_test(a_name_says_how_the_source_goes_only_where_it_must),
    cmocka_unit_test(every_documented_call_is_of_one_subject),
    cmocka_unit_test(every_subject_has_a_call),
};

AQ_TEST_MAIN(tests)
