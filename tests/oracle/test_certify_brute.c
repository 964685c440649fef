/* The reductions of the certificate search against the space that is not reduced. */
#include "certify_brute.h"
#include "certify_classes.h"
#include "certify_fixture.h"

static void brute_force_agrees_with_the_reductions(void **state) {
    (void)state;
    static const aqo_plan_id plans[] = {AQO_N1, AQO_N3, AQO_N9};
    static const aq_format sources[] = {AQ_INT4, AQ_INT4, AQ_HIF8};
    for (int k = 0; k < 3; k++) {
        aq_format scale = plans[k] == AQO_N1 ? AQ_HALF : AQ_BF16;
        aqo_subject s = subject_of(plans[k], sources[k], scale, AQ_OVERFLOW_INF_NAN);
        aqo_bounds b = certified(&s);
        aqo_brute_report report;
        bool random = aqo_brute_random(&s, &b, 1000000, 7, &report);
        aq_assert_msg(random, "%s: x 0x%x o 0x%x s 0x%x", aqo_domain_name(report.domain),
                      report.input.x, report.input.o, report.input.s);
        assert_true(report.points == 1000000 && report.in_domain[AQO_DOMAIN_NORM] > 500000);
        if (sources[k] != AQ_INT4)
            continue;
        uint32_t offset = plans[k] == AQO_N1 ? 0x4803 : 0x3b07; /* rounds some sums */
        bool plane = aqo_brute_plane(&s, offset, &report);
        aq_assert_msg(plane, "%s: x 0x%x s 0x%x", aqo_domain_name(report.domain), report.input.x,
                      report.input.s);
        assert_true(report.points == 2 * 16 * 65536);
    }
}

/* With scales that take a class across a power of two or a limit of half. */
static void the_worst_sum_of_a_class_is_among_those_looked_at(void **state) {
    (void)state;
    aqo_subject s = subject_of(AQO_N1, AQ_INT8, AQ_HALF, AQ_OVERFLOW_SAT);
    aqo_search ends, all;
    aqo_classes c;
    aqo_search_init(&ends, &s, 0, 1);
    aqo_classes_init(&c, &ends.evaluator, 0, aqo_finite_codes(AQ_HALF));
    assert_true(c.overflow);
    unsigned inside = 0;
    for (int i = 0; i < 10000; i++) {
        size_t k = i < 100 ? c.count : (size_t)(1 + random_bits() % (c.count - 1));
        int power = (int)(random_bits() % 30) - 15;
        double limit = power == 14 ? 65520.0 : power == 13 ? 65504.0 : ldexp(1.0, power);
        uint32_t scale = aqo_pair_round(AQ_HALF, AQ_OVERFLOW_SAT, (aqo_pair){limit / c.base[k], 0});
        double value = aqo_decode_double(AQ_HALF, scale);
        aqo_search_init(&ends, &s, 0, 1);
        aqo_search_init(&all, &s, 0, 1);
        aqo_search_offer_class(&ends, &c, k, scale, value);
        for (uint32_t j = c.first[k]; j < c.first[k + 1]; j++)
            aqo_search_offer(&all, (aqo_input){c.sums[j].xo & 0xff, c.sums[j].xo >> 8, scale});
        for (int d = 0; d < AQO_DOMAIN_COUNT; d++) {
            const aqo_record *p = &ends.records[d], *q = &all.records[d];
            aq_assert_msg(p->occurs == q->occurs && p->error == q->error &&
                              p->error_low == q->error_low,
                          "class %zu scale 0x%x domain %s: %.17g, in all %.17g", k, scale,
                          aqo_domain_name((aqo_domain)d), p->error, q->error);
        }
        inside += c.least[k] * value < limit - c.base[k] * value &&
                  c.most[k] * value > limit - c.base[k] * value;
    }
    aq_assert_msg(inside > 500, "only %u classes across a limit", inside);
    aqo_classes_clear(&c);
}

/* The search over classes that have lost their ends: of each only the sum in the
 * middle is left. */
static aqo_bounds broken_search(const aqo_subject *subject) {
    aqo_search search;
    aqo_classes classes;
    aqo_bounds bounds;
    aqo_search_init(&search, subject, 0, 1);
    aqo_classes_init(&classes, &search.evaluator, 0, aqo_finite_codes(subject->scale));
    for (size_t k = 0; k < classes.count; k++) {
        uint32_t from = classes.first[k], to = classes.first[k + 1];
        const aqo_sum middle = classes.sums[from + (to - from) / 2];
        for (uint32_t i = from; i < to; i++)
            classes.sums[i] = middle;
        classes.least[k] = classes.most[k] = middle.delta;
    }
    aqo_search_classes(&search, &classes);
    aqo_search_special(&search);
    aqo_classes_clear(&classes);
    aqo_search_conclude(&search, &bounds);
    return bounds;
}

static void brute_force_notices_a_reduction_that_drops_an_end(void **state) {
    (void)state;
    aqo_subject s = subject_of(AQO_N9, AQ_HIF8, AQ_BF16, AQ_OVERFLOW_INF_NAN);
    aqo_bounds b = broken_search(&s);
    aqo_brute_report report;
    assert_false(aqo_brute_random(&s, &b, 1000000, 7, &report));
    mpfr_t error;
    mpfr_init2(error, AQO_PRECISION);
    aqo_certify_point(&s, report.input, error);
    mpfr_abs(error, error, MPFR_RNDN);
    assert_true(mpfr_get_d(error, MPFR_RNDD) >= maximum(&s, &b, report.domain));
    mpfr_clear(error);
}

static void brute_force_notices_a_domain_that_is_said_not_to_occur(void **state) {
    (void)state;
    aqo_subject s = subject_of(AQO_N2, AQ_INT4, AQ_HALF, AQ_OVERFLOW_INF_NAN);
    aqo_bounds b = certified(&s);
    aqo_brute_report report;
    assert_true(aqo_brute_random(&s, &b, 100000, 3, &report));
    b.domains[AQO_DOMAIN_SUB].occurs = false;
    assert_false(aqo_brute_random(&s, &b, 100000, 3, &report));
    assert_int_equal(report.domain, AQO_DOMAIN_SUB);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(brute_force_agrees_with_the_reductions),
    cmocka_unit_test(the_worst_sum_of_a_class_is_among_those_looked_at),
    cmocka_unit_test(brute_force_notices_a_reduction_that_drops_an_end),
    cmocka_unit_test(brute_force_notices_a_domain_that_is_said_not_to_occur),
};

AQ_TEST_MAIN(tests)
