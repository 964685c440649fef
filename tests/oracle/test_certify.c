/* The certificate search: its evaluator against MPFR, its shards against the whole,
 * known maxima, argued bounds. */
#include "certify_fixture.h"
#include "certify_search.h"

/* A code of a format: any, near the ends of a binade, or the first and last ones. */
static uint32_t random_code(aq_format format) {
    const aqo_format *f = aqo_format_get(format);
    uint64_t bits = random_bits(), mask = aqo_code_count(format) - 1;
    uint32_t near = (uint32_t)(bits >> 40 & 7) - 4;
    switch (bits >> 60) {
    case 0:
        return (uint32_t)((f->max_code + near) & mask); /* Inf and NaN too */
    case 1:
        return near & (uint32_t)mask;
    case 2:
    case 3:
        if (f->is_float)
            return (uint32_t)((((bits & mask) >> f->fraction_bits << f->fraction_bits) + near) &
                              mask);
        return (uint32_t)(bits & mask);
    case 4:
        return f->is_float ? (uint32_t)(((uint32_t)f->bias << f->fraction_bits) + near) : 1;
    default:
        return (uint32_t)(bits & mask);
    }
}

static bool same_value(aq_format format, uint32_t code, double value) {
    double other = aqo_decode_double(format, code);
    if (isnan(other) || isnan(value))
        return isnan(other) && isnan(value);
    return other == value && signbit(other) == signbit(value);
}

/* Exactly, or to 90 bits where the result is so far off that it takes more. */
static bool same_error(mpfr_srcptr error, const aqo_evaluation *e) {
    if (mpfr_inf_p(error) || isinf(e->error))
        return mpfr_inf_p(error) && isinf(e->error);
    mpfr_t sum, limit;
    mpfr_inits2(AQO_PRECISION, sum, limit, (mpfr_ptr)0);
    mpfr_set_d(sum, e->error, MPFR_RNDN);
    mpfr_add_d(sum, sum, e->error_low, MPFR_RNDN);
    mpfr_abs(limit, error, MPFR_RNDN);
    mpfr_sub(sum, sum, limit, MPFR_RNDN);
    mpfr_mul_2si(limit, limit, mpfr_cmp_ui(limit, 4) < 0 ? -400 : -90, MPFR_RNDN);
    bool same = mpfr_zero_p(sum) || mpfr_cmpabs(sum, limit) <= 0;
    mpfr_clears(sum, limit, (mpfr_ptr)0);
    return same;
}

static void check_input(const aqo_evaluator *evaluator, aqo_input input, mpfr_ptr error) {
    const aqo_subject *s = &evaluator->subject;
    aqo_point point = aqo_certify_point(s, input, error);
    aqo_evaluation e =
        aqo_evaluate(evaluator, aqo_decode_double(s->src, input.x),
                     aqo_decode_double(s->scale, input.o), aqo_decode_double(s->scale, input.s));
    const char *plan = aqo_plan_get(s->pipeline.plan)->name;
    aq_assert_msg(same_value(s->dst, point.got, e.got) && e.domain == point.domain &&
                      e.underflow == point.intermediate_underflow && same_error(error, &e),
                  "%s src %d scale %d mode %d: x 0x%x o 0x%x s 0x%x: got 0x%x and %a, domain %s "
                  "and %s, error %g and %g",
                  plan, (int)s->src, (int)s->scale, (int)s->pipeline.overflow, input.x, input.o,
                  input.s, point.got, e.got, aqo_domain_name(point.domain),
                  aqo_domain_name(e.domain), mpfr_get_d(error, MPFR_RNDN), e.error);
}

static void the_evaluator_equals_mpfr_on_every_subject(void **state) {
    (void)state;
    size_t count;
    aqo_subject *all = aqo_subjects(&count);
    assert_non_null(all);
    assert_true(count > 100);
    mpfr_t error;
    mpfr_init2(error, AQO_PRECISION);
    for (size_t k = 0; k < count; k++) {
        aqo_evaluator evaluator;
        aqo_evaluator_init(&evaluator, &all[k]);
        for (int i = 0; i < 1000; i++) {
            aqo_input input = {random_code(all[k].src), 0, random_code(all[k].scale)};
            if (all[k].has_offset)
                input.o = random_code(all[k].scale);
            check_input(&evaluator, input, error);
        }
    }
    mpfr_clear(error);
    free(all);
}

static void the_evaluator_equals_mpfr_at_witnesses(void **state) {
    (void)state;
    static const aqo_plan_id plans[] = {AQO_N1, AQO_N3, AQO_N9};
    static const aq_format sources[] = {AQ_INT4, AQ_INT4, AQ_HIF8};
    mpfr_t error;
    mpfr_init2(error, AQO_PRECISION);
    for (int k = 0; k < 3; k++) {
        aq_format scale = plans[k] == AQO_N1 ? AQ_HALF : AQ_BF16;
        aqo_subject s = subject_of(plans[k], sources[k], scale, AQ_OVERFLOW_SAT);
        aqo_bounds bounds = certified(&s);
        aqo_evaluator evaluator;
        aqo_evaluator_init(&evaluator, &s);
        for (int d = 0; d < AQO_DOMAIN_COUNT; d++)
            if (bounds.domains[d].occurs) {
                check_input(&evaluator, bounds.domains[d].witness, error);
                aqo_point p = aqo_certify_point(&s, bounds.domains[d].witness, error);
                assert_true(d == AQO_DOMAIN_IUF ? p.intermediate_underflow : (int)p.domain == d);
            }
    }
    mpfr_clear(error);
}

static void expect_same(const aqo_bounds *a, const aqo_bounds *b) {
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++) {
        const aqo_extreme *p = &a->domains[d], *q = &b->domains[d];
        aq_assert_msg(p->occurs == q->occurs && p->unbounded == q->unbounded &&
                          p->evidence == q->evidence && p->points == q->points &&
                          p->seed == q->seed && p->witness.x == q->witness.x &&
                          p->witness.o == q->witness.o && p->witness.s == q->witness.s,
                      "domain %s: witness %x,%x,%x and %x,%x,%x, points %" PRIu64 " and %" PRIu64,
                      aqo_domain_name((aqo_domain)d), p->witness.x, p->witness.o, p->witness.s,
                      q->witness.x, q->witness.o, q->witness.s, p->points, q->points);
    }
    assert_string_equal(a->reduction, b->reduction);
}

static void joined_shards_equal_the_whole_in_any_order(void **state) {
    (void)state;
    const aqo_subject subjects[] = {
        subject_of(AQO_N1, AQ_INT4, AQ_HALF, AQ_OVERFLOW_SAT),
        subject_of(AQO_N2, AQ_INT4, AQ_HALF, AQ_OVERFLOW_INF_NAN),
        subject_of(AQO_N3, AQ_INT4, AQ_BF16, AQ_OVERFLOW_INF_NAN),
        subject_of(AQO_N4, AQ_E5M2, AQ_FLOAT, AQ_OVERFLOW_PER_INSTRUCTION),
        subject_of(AQO_N7, AQ_HIF8, AQ_FLOAT, AQ_OVERFLOW_INF_NAN),
        subject_of(AQO_N8, AQ_E4M3FN, AQ_FLOAT, AQ_OVERFLOW_SAT),
        subject_of(AQO_N13, AQ_E2M1, AQ_E8M0, AQ_OVERFLOW_SAT),
    };
    for (size_t k = 0; k < sizeof subjects / sizeof *subjects; k++) {
        aqo_bounds whole = certified(&subjects[k]), parts[3];
        for (unsigned i = 0; i < 3; i++)
            aqo_certify(&subjects[k], i, 3, &parts[i], NULL, NULL);
        aqo_bounds up = parts[0], down = parts[2];
        aqo_certify_join(&subjects[k], &up, &parts[1]);
        aqo_certify_join(&subjects[k], &up, &parts[2]);
        aqo_certify_join(&subjects[k], &down, &parts[0]);
        aqo_certify_join(&subjects[k], &down, &parts[1]);
        expect_same(&whole, &up);
        expect_same(&whole, &down);
    }
}

/* Hand-derived: one rounding of an exact product is half an ulp, a tie; powers of
 * two scale exactly; 6 * 2^-25 is 3 halves of the smallest subnormal, 0.5 ulp each,
 * where the scale 2^-25 becomes 0. */
static void maxima_that_are_known(void **state) {
    (void)state;
    aqo_subject s = subject_of(AQO_N2, AQ_INT4, AQ_HALF, AQ_OVERFLOW_INF_NAN);
    aqo_bounds b = certified(&s);
    aq_assert_double_bits(maximum(&s, &b, AQO_DOMAIN_NORM), 0.5);
    aq_assert_double_bits(maximum(&s, &b, AQO_DOMAIN_SPEC), 0.0);
    s = subject_of(AQO_N6, AQ_E5M2, AQ_HALF, AQ_OVERFLOW_SAT);
    b = certified(&s);
    aq_assert_double_bits(maximum(&s, &b, AQO_DOMAIN_NORM), 0.5);
    s = subject_of(AQO_N8, AQ_INT8, AQ_FLOAT, AQ_OVERFLOW_INF_NAN);
    b = certified(&s);
    aq_assert_double_bits(maximum(&s, &b, AQO_DOMAIN_NORM), 0.5);
    aq_assert_double_bits(maximum(&s, &b, AQO_DOMAIN_SUB), 0.0);
    assert_int_equal(b.domains[AQO_DOMAIN_NORM].evidence, AQO_EVIDENCE_PROVED);
    s = subject_of(AQO_N11, AQ_E2M1, AQ_E8M0, AQ_OVERFLOW_INF_NAN);
    b = certified(&s);
    aq_assert_double_bits(maximum(&s, &b, AQO_DOMAIN_NORM), 0.0);
    aq_assert_double_bits(maximum(&s, &b, AQO_DOMAIN_SUB), 0.0);
    s = subject_of(AQO_N12, AQ_E2M1, AQ_E8M0, AQ_OVERFLOW_INF_NAN);
    b = certified(&s);
    aq_assert_double_bits(maximum(&s, &b, AQO_DOMAIN_SUB), 3.0);
    aq_assert_double_bits(maximum(&s, &b, AQO_DOMAIN_IOVF), INFINITY);
}

static void the_directed_search_comes_close_to_its_bound(void **state) {
    (void)state;
    aqo_subject s = subject_of(AQO_N7, AQ_INT8, AQ_FLOAT, AQ_OVERFLOW_INF_NAN);
    aqo_bounds b = certified(&s);
    assert_int_equal(b.domains[AQO_DOMAIN_NORM].evidence, AQO_EVIDENCE_SAMPLED);
    double found = maximum(&s, &b, AQO_DOMAIN_NORM);
    aq_assert_msg(found >= 1.4997 && found < 1.5, "found %.9g", found);
}

static void conditions_say_where_it_is_unbounded(void **state) {
    (void)state;
    aqo_subject s = subject_of(AQO_N1, AQ_INT8, AQ_HALF, AQ_OVERFLOW_INF_NAN);
    aq_assert_contains(aqo_certify_condition(&s, AQO_DOMAIN_IOVF), "65520");
    assert_null(aqo_certify_condition(&s, AQO_DOMAIN_NORM));
    /* 65504 + 8 is not enough to overflow. */
    s = subject_of(AQO_N1, AQ_INT4, AQ_HALF, AQ_OVERFLOW_INF_NAN);
    assert_null(aqo_certify_condition(&s, AQO_DOMAIN_IOVF));
    s = subject_of(AQO_N12, AQ_E1M2, AQ_E8M0, AQ_OVERFLOW_INF_NAN);
    aq_assert_contains(aqo_certify_condition(&s, AQO_DOMAIN_IOVF), "143..254");
    s = subject_of(AQO_N9, AQ_INT8, AQ_BF16, AQ_OVERFLOW_SAT);
    aq_assert_contains(aqo_certify_condition(&s, AQO_DOMAIN_OVF), "does not saturate");
}

static bool is_small(const aqo_subject *s) {
    return s->src == AQ_INT4 || s->src == AQ_E2M1 || s->src == AQ_E1M2 ||
           (s->has_offset && s->scale == AQ_FLOAT && s->src == AQ_HIF8) ||
           (s->src == AQ_E5M2 && !s->has_offset && s->scale == AQ_FLOAT);
}

static void found_maxima_respect_the_argued_bounds(void **state) {
    (void)state;
    size_t count, checked = 0;
    aqo_subject *all = aqo_subjects(&count);
    assert_non_null(all);
    for (size_t k = 0; k < count; k++) {
        if (!is_small(&all[k]))
            continue;
        checked++;
        aqo_bounds b = certified(&all[k]);
        for (int d = 0; d < AQO_DOMAIN_COUNT; d++) {
            aqo_domain domain = (aqo_domain)d;
            if (!b.domains[d].occurs) {
                assert_int_equal(b.domains[d].evidence, AQO_EVIDENCE_NONE);
                continue;
            }
            double found = maximum(&all[k], &b, domain);
            double bound = aqo_certify_upper_bound(&all[k], domain);
            const char *name = aqo_plan_get(all[k].pipeline.plan)->name;
            aq_assert_msg(found <= bound, "%s src %d mode %d: %s %.17g > %.17g", name,
                          (int)all[k].src, (int)all[k].pipeline.overflow, aqo_domain_name(domain),
                          found, bound);
            aq_assert_msg(b.domains[d].unbounded ==
                              (aqo_certify_condition(&all[k], domain) != NULL),
                          "%s src %d mode %d: %s is %sunbounded", name, (int)all[k].src,
                          (int)all[k].pipeline.overflow, aqo_domain_name(domain),
                          b.domains[d].unbounded ? "" : "not ");
            bool large = found > 1e6 || (domain == AQO_DOMAIN_SPEC && found > 0.0);
            assert_int_equal(b.domains[d].unbounded, large);
        }
    }
    assert_true(checked > 30);
    free(all);
}

static void errors_of_per_instruction_are_judged_by_the_last_step(void **state) {
    (void)state;
    aqo_subject s = subject_of(AQO_N3, AQ_INT8, AQ_BF16, AQ_OVERFLOW_PER_INSTRUCTION);
    assert_true(aqo_certify_saturates(&s)); /* a cast */
    s = subject_of(AQO_N1, AQ_INT8, AQ_HALF, AQ_OVERFLOW_PER_INSTRUCTION);
    assert_false(aqo_certify_saturates(&s)); /* arithmetic */
    s = subject_of(AQO_N12, AQ_E2M1, AQ_E8M0, AQ_OVERFLOW_PER_INSTRUCTION);
    assert_false(aqo_certify_saturates(&s));
    s = subject_of(AQO_N9, AQ_INT8, AQ_BF16, AQ_OVERFLOW_SAT);
    assert_true(aqo_certify_saturates(&s)); /* as the call is to be */
    s = subject_of(AQO_N7, AQ_INT8, AQ_FLOAT, AQ_OVERFLOW_SAT);
    assert_false(aqo_certify_saturates(&s)); /* float never does */
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_evaluator_equals_mpfr_on_every_subject),
    cmocka_unit_test(the_evaluator_equals_mpfr_at_witnesses),
    cmocka_unit_test(joined_shards_equal_the_whole_in_any_order),
    cmocka_unit_test(maxima_that_are_known),
    cmocka_unit_test(the_directed_search_comes_close_to_its_bound),
    cmocka_unit_test(conditions_say_where_it_is_unbounded),
    cmocka_unit_test(found_maxima_respect_the_argued_bounds),
    cmocka_unit_test(errors_of_per_instruction_are_judged_by_the_last_step),
};

AQ_TEST_MAIN(tests)
