/* Verification: what a forger who makes the hash right again still cannot do. */
#include "aq_assert.h"
#include "forge.h"

#include <stdlib.h>

static const char seed[] = "0123456789abcdef";

static bool verify(const aqr_certificate *c, unsigned points, aqr_refusal *refusal) {
    uint64_t tried;
    return aqr_certificate_verify(c, seed, points, &tried, refusal);
}

static void a_searched_certificate_is_verified(void **state) {
    (void)state;
    size_t count;
    aqo_subject *all = aqo_subjects(&count);
    size_t seen = 0;
    for (size_t k = 0; k < count; k++) {
        if (all[k].scale != AQ_E8M0)
            continue;
        const aqr_certificate c = forge_certify(&all[k], 0, 0);
        aqr_refusal refusal;
        aq_assert_msg(verify(&c, 1000, &refusal), "subject %zu: %s", k, refusal.text);
        seen++;
    }
    assert_true(seen > 0);
    free(all);
}

static void the_slice_has_the_points_that_were_asked_for(void **state) {
    (void)state;
    const aqo_subject subject = forge_small();
    const aqr_certificate c = forge_certify(&subject, 0, 0);
    aqr_refusal refusal;
    uint64_t few, many;
    assert_true(aqr_certificate_verify(&c, seed, 0, &few, &refusal));
    assert_true(aqr_certificate_verify(&c, seed, 500, &many, &refusal));
    assert_true(few > 0);
    assert_int_equal(many - few, 500);
}

/* The forger finds another input of the domain, and computes all fields for it. */
static void a_lesser_witness_is_refused(void **state) {
    (void)state;
    const aqo_subject subject = forge_small();
    aqr_certificate c = forge_certify(&subject, 0, 0);
    aqr_refusal refusal;
    mpfr_t error;
    mpfr_init2(error, AQO_PRECISION);
    aqo_input *witness = &c.bounds.domains[AQO_DOMAIN_SUB].witness;
    for (uint32_t s = 0; s < 255; s++) {
        const aqo_input input = {1, 0, s}; /* 0.5 */
        if (aqo_certify_point(&subject, input, error).domain == AQO_DOMAIN_SUB &&
            mpfr_zero_p(error))
            *witness = input;
    }
    assert_int_equal(witness->x, 1);
    assert_false(verify(&c, 0, &refusal));
    aq_assert_contains(refusal.text, "domains.SUB");
    mpfr_clear(error);
}

/* All results in NORM are exact: any input there is as bad as the first one. */
static void a_small_space_is_searched_again(void **state) {
    (void)state;
    const aqo_subject subject = forge_small();
    aqr_certificate c = forge_certify(&subject, 0, 0);
    aqr_refusal refusal;
    c.bounds.domains[AQO_DOMAIN_NORM].witness = (aqo_input){2, 0, 127}; /* 1 * 1 */
    assert_false(verify(&c, 0, &refusal));
    aq_assert_contains(refusal.text, "domains.NORM: is not what the search finds");
}

/* hif8 * half -> half is correctly rounded, ties give 1/2: in NORM 1.5 * 2^10 * (1 + 2^-10)
 * does. For SUB the forger names 1 * 0, beside which all is exact. */
static void a_slice_finds_errors_above_a_lowered_maximum(void **state) {
    (void)state;
    const aqo_subject subject =
        forge_subject(AQO_N2, AQ_HIF8, AQ_HALF, AQ_HALF, AQ_OVERFLOW_INF_NAN);
    aqr_certificate c = forge_sampled(&subject);
    aqr_refusal refusal;
    c.bounds.domains[AQO_DOMAIN_NORM].witness = (aqo_input){0x0C, 0, 0x6401};
    aq_assert_msg(verify(&c, 20000, &refusal), "%s", refusal.text);
    c.bounds.domains[AQO_DOMAIN_SUB].witness = (aqo_input){0x08, 0, 0};
    aq_assert_msg(verify(&c, 0, &refusal), "%s", refusal.text);
    assert_false(verify(&c, 20000, &refusal));
    aq_assert_contains(refusal.text, "domains.SUB.max_ulp: x ");
}

static void the_codes_around_a_witness_are_tried(void **state) {
    (void)state;
    const aqo_subject subject =
        forge_subject(AQO_N2, AQ_INT8, AQ_HALF, AQ_HALF, AQ_OVERFLOW_INF_NAN);
    aqr_certificate c = forge_sampled(&subject);
    aqr_refusal refusal;
    c.bounds.domains[AQO_DOMAIN_NORM].witness = (aqo_input){1, 0, 0x3C01}; /* exact */
    assert_false(verify(&c, 0, &refusal));
    aq_assert_contains(refusal.text, "domains.NORM.max_ulp: x ");
}

static void a_domain_that_is_said_not_to_occur_is_found(void **state) {
    (void)state;
    const aqo_subject subject =
        forge_subject(AQO_N2, AQ_INT8, AQ_HALF, AQ_HALF, AQ_OVERFLOW_INF_NAN);
    aqr_certificate c = forge_sampled(&subject);
    aqr_refusal refusal;
    c.bounds.domains[AQO_DOMAIN_SPEC] = (aqo_extreme){.evidence = AQO_EVIDENCE_NONE, .points = 0};
    assert_false(verify(&c, 20000, &refusal));
    aq_assert_contains(refusal.text, "domains.SPEC.occurs: false, but x ");
}

static void a_witness_of_another_domain_is_refused(void **state) {
    (void)state;
    const aqo_subject subject = forge_small();
    aqr_certificate c = forge_certify(&subject, 0, 0);
    aqr_refusal refusal;
    c.bounds.domains[AQO_DOMAIN_SUB].witness = c.bounds.domains[AQO_DOMAIN_OVF].witness;
    assert_false(verify(&c, 0, &refusal));
    aq_assert_contains(refusal.text, "domains.SUB.witness: is in OVF");
}

static void a_part_is_not_verified(void **state) {
    (void)state;
    const aqo_subject subject = forge_small();
    const aqr_certificate c = forge_certify(&subject, 1, 2);
    aqr_refusal refusal;
    assert_false(verify(&c, 0, &refusal));
    aq_assert_contains(refusal.text, "shard: ");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_searched_certificate_is_verified),
    cmocka_unit_test(the_slice_has_the_points_that_were_asked_for),
    cmocka_unit_test(a_lesser_witness_is_refused),
    cmocka_unit_test(a_small_space_is_searched_again),
    cmocka_unit_test(a_slice_finds_errors_above_a_lowered_maximum),
    cmocka_unit_test(the_codes_around_a_witness_are_tried),
    cmocka_unit_test(a_domain_that_is_said_not_to_occur_is_found),
    cmocka_unit_test(a_witness_of_another_domain_is_refused),
    cmocka_unit_test(a_part_is_not_verified),
};

AQ_TEST_MAIN(tests)
