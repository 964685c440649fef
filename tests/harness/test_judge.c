/* The judge: by ulp with either oracle, and by the plan of a product. */
#include "aq_assert.h"

#include "aq_backend.h"
#include "campaign.h"
#include "fast.h"
#include "format.h"
#include "generate.h"
#include "identify.h"
#include "index.h"
#include "judge_opinion.h"
#include "plan_name.h"

#include <math.h>
#include <stdlib.h>

/* A per-token call of one row, int8 and half, all operands the same. */
static void uniform(aqh_case *c, uint32_t x, uint32_t o, uint32_t s, uint32_t dst) {
    enum { COLS = 32 };
    aqh_case_init(c);
    c->call = (aq_call){.product = AQ_PRODUCT_950,
                        .prototype = AQ_PER_TOKEN,
                        .has_offset = true,
                        .k_dim = 1,
                        .src = {AQ_INT8, 1, COLS},
                        .scale = {AQ_HALF, 1, 1},
                        .offset = {AQ_HALF, 1, 1},
                        .dst = {AQ_HALF, 1, COLS},
                        .cal_count = COLS};
    assert_int_equal(aqo_legal(&c->call, NULL), AQ_LEGAL);
    assert_true(aqh_case_allocate(c));
    c->data[AQH_DST] = calloc(COLS, 2);
    c->bytes[AQH_DST] = COLS * 2;
    assert_non_null(c->data[AQH_DST]);
    aqo_store(AQ_HALF, c->data[AQH_SCALE], 0, s);
    aqo_store(AQ_HALF, c->data[AQH_OFFSET], 0, o);
    for (size_t k = 0; k < COLS; k++) {
        aqo_store(AQ_INT8, c->data[AQH_SRC], k, x);
        aqo_store(AQ_HALF, c->data[AQH_DST], k, dst);
    }
}

/* By both oracles, which say the same; sparing, of what is to be counted then. */
static aqh_judgement judge(const aqh_case *c) {
    aqh_judgement everyday, mpfr, sparing;
    aqh_judge(c, c->data[AQH_DST], AQH_ORACLE_SPARING, 3, &sparing);
    assert_int_equal(sparing.disagreements, 0);
    aqh_judge(c, c->data[AQH_DST], AQH_ORACLE_EVERYDAY, 3, &everyday);
    aqh_judge(c, c->data[AQH_DST], AQH_ORACLE_MPFR, 3, &mpfr);
    assert_int_equal(everyday.disagreements, 0);
    assert_int_equal(everyday.elements, mpfr.elements);
    assert_int_equal(everyday.exact, mpfr.exact);
    assert_int_equal(everyday.wrong, mpfr.wrong);
    assert_int_equal(everyday.special, mpfr.special);
    assert_int_equal(everyday.as_planned, mpfr.as_planned);
    assert_int_equal(everyday.off_plan, mpfr.off_plan);
    assert_int_equal(everyday.outside, mpfr.outside);
    assert_int_equal(everyday.finite, mpfr.finite);
    assert_int_equal(everyday.worst.index, mpfr.worst.index);
    assert_int_equal(everyday.worst.expected, mpfr.worst.expected);
    aq_assert_double_bits(everyday.worst.ulp, mpfr.worst.ulp);
    aq_assert_double_bits(everyday.sum_ulp, mpfr.sum_ulp);
    assert_memory_equal(everyday.histogram, mpfr.histogram, sizeof mpfr.histogram);
    assert_memory_equal(everyday.in_domain, mpfr.in_domain, sizeof mpfr.in_domain);
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++)
        aq_assert_double_bits(everyday.max_in[d], mpfr.max_in[d]);
    assert_int_equal(everyday.worst.planned, mpfr.worst.planned);
    assert_int_equal(everyday.worst.domain, mpfr.worst.domain);
    assert_int_equal(everyday.first.index, mpfr.first.index);
    assert_int_equal(everyday.first_off.index, mpfr.first_off.index);
    assert_int_equal(mpfr.by_mpfr, mpfr.elements);
    assert_int_equal(sparing.elements, mpfr.elements);
    assert_int_equal(sparing.wrong, mpfr.wrong);
    assert_int_equal(sparing.as_planned, mpfr.as_planned);
    assert_int_equal(sparing.off_plan, mpfr.off_plan);
    assert_int_equal(sparing.first.index, mpfr.first.index);
    return everyday;
}

/* x = 1, o = 2048 (half spacing 2 there), s = 3: the sum 2049 is a tie and goes to
 * 2048 in half, the plan's result is 6144 = 0x6E00; exactly it is 6147, and half has
 * 6144 and 6148 = 0x6E01 around it, spacing 4: errors of -0.75 and +0.25. */
enum { X = 1, O = 0x6800, S = 0x4200, PLANNED = 0x6E00, ROUNDED = 0x6E01 };

static void by_ulp_only_the_nearest_is_right(void **state) {
    (void)state;
    aqh_case c;
    uniform(&c, X, O, S, ROUNDED);
    aqh_judgement j = judge(&c);
    assert_int_equal(j.wrong, 0);
    aq_assert_double_bits(j.worst.ulp, 0.25);
    aqh_case_free(&c);
    uniform(&c, X, O, S, PLANNED);
    j = judge(&c);
    assert_int_equal(j.wrong, 32);
    aq_assert_double_bits(j.worst.ulp, 0.75);
    assert_int_equal(j.first.expected, ROUNDED);
    c.max_ulp = 0.75;
    assert_int_equal(judge(&c).wrong, 0);
    aqh_case_free(&c);
}

static void by_plan_there_are_three_verdicts(void **state) {
    (void)state;
    const struct {
        uint32_t got;
        unsigned planned, off_plan, wrong;
    } rows[] = {
        {PLANNED, 32, 0, 0},
        {ROUNDED, 0, 32, 0},
        {PLANNED - 1, 0, 0, 32}, /* -1.75 ulp: beyond the bound of N1, 1.5 */
        {0x7C00, 0, 0, 32},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        aqh_case c;
        uniform(&c, X, O, S, rows[k].got);
        c.judge = AQH_BY_PLAN;
        const aqh_judgement j = judge(&c);
        assert_int_equal(j.as_planned, rows[k].planned);
        assert_int_equal(j.off_plan, rows[k].off_plan);
        assert_int_equal(j.wrong, rows[k].wrong);
        assert_int_equal(aqh_judged_findings(&j, false), rows[k].wrong ? 1u << AQH_WRONG : 0);
        assert_int_equal(aqh_judged_findings(&j, true), rows[k].wrong      ? 1u << AQH_WRONG
                                                        : rows[k].off_plan ? 1u << AQH_OFF_PLAN
                                                                           : 0);
        aqh_case_free(&c);
    }
}

/* 32 right elements: at least 16, at least one, all. */
static void each_oracle_confirms_as_many_as_it_says(void **state) {
    (void)state;
    const uint64_t confirmed[] = {
        [AQH_ORACLE_EVERYDAY] = 16, [AQH_ORACLE_SPARING] = 1, [AQH_ORACLE_MPFR] = 32};
    for (int by_plan = 0; by_plan <= 1; by_plan++)
        for (int oracle = AQH_ORACLE_EVERYDAY; oracle <= AQH_ORACLE_MPFR; oracle++) {
            aqh_case c;
            aqh_judgement j;
            uniform(&c, X, O, S, by_plan ? PLANNED : ROUNDED);
            c.judge = by_plan ? AQH_BY_PLAN : AQH_BY_ULP;
            aqh_judge(&c, c.data[AQH_DST], (aqh_oracle)oracle, 3, &j);
            assert_int_equal(j.wrong, 0);
            assert_int_equal(j.elements, 32);
            assert_int_equal(j.as_planned, by_plan ? 32 : 0);
            assert_int_equal(j.by_mpfr, confirmed[oracle]);
            for (size_t wrong = 0; wrong < 32; wrong++) { /* none escapes, wherever it is */
                aqo_store(AQ_HALF, c.data[AQH_DST], wrong, PLANNED - 1);
                aqh_judge(&c, c.data[AQH_DST], (aqh_oracle)oracle, 3, &j);
                assert_int_equal(j.wrong, 1);
                assert_int_equal(j.first.index, wrong);
                assert_int_equal(j.elements, 32);
                aqo_store(AQ_HALF, c.data[AQH_DST], wrong, by_plan ? PLANNED : ROUNDED);
            }
            aqh_case_free(&c);
        }
}

/* 127 + 65504 overflows half although a scale of 2^-14 brings it back: planned is
 * Inf, which is right for the plan and an error of another kind than a bound's. */
static void outside_the_bounded_domains_errors_are_kept_apart(void **state) {
    (void)state;
    aqh_case c;
    uniform(&c, 127, 0x7BFF, 0x0400, 0x7C00);
    c.judge = AQH_BY_PLAN;
    const aqh_judgement j = judge(&c);
    assert_int_equal(j.as_planned, 32);
    assert_int_equal(j.outside, 32);
    assert_false(j.any);
    c.judge = AQH_BY_ULP;
    assert_int_equal(judge(&c).wrong, 32);
    aqh_case_free(&c);
}

static void special_operands_are_counted(void **state) {
    (void)state;
    const struct {
        uint32_t x, o, s;
        bool special;
    } rows[] = {{1, 0x3C00, 0x3C00, false},   {0, 0x3C00, 0x3C00, false},
                {0x80, 0x3C00, 0x3C00, true}, {1, 0x8000, 0x3C00, true},
                {1, 0x3C00, 0x0001, true},    {1, 0x7C00, 0x3C00, true},
                {1, 0x3C00, 0x7E00, true}};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        aqh_case c;
        uniform(&c, rows[k].x, rows[k].o, rows[k].s, 0);
        assert_int_equal(judge(&c).special, rows[k].special ? 32 : 0);
        aqh_case_free(&c);
    }
}

static void
the_everyday_oracle_asks_mpfr_for_some_of_each_call_and_for_all_that_are_wrong(void **state) {
    (void)state;
    size_t count;
    aqh_variant *variants = aqh_variants(&count);
    assert_non_null(variants);
    aqh_runner *runner = aqh_runner_new();
    assert_non_null(runner);
    for (size_t v = 0; v < count; v += 5) {
        aqh_case c;
        aqh_trial trial;
        uint8_t *dst;
        assert_true(aqh_generate(&c, &variants[v], AQ_OVERFLOW_SAT, AQH_THEME_UNIFORM, v, 600));
        assert_true(
            aqh_try(runner, aq_backend_cpu(), &c, AQH_ORACLE_EVERYDAY, false, v, &dst, &trial));
        const uint64_t elements = trial.judged.elements, by_mpfr = trial.judged.by_mpfr;
        aq_assert_msg(by_mpfr >= (elements < 16 ? elements : 16) && by_mpfr <= 33 + elements / 512,
                      "%" PRIu64 " of %" PRIu64, by_mpfr, elements);
        free(dst);
        aqh_case_free(&c);
    }
    aqh_runner_free(runner);
    free(variants);
    aqh_case c;
    uniform(&c, X, O, S, PLANNED);
    assert_int_equal(judge(&c).by_mpfr, 32);
    aqh_case_free(&c);
}

/* Groups and rows that begin and end anywhere in a chunk. */
static void chunks_hold_the_elements_of_the_call(void **state) {
    (void)state;
    size_t count;
    aqh_variant *variants = aqh_variants(&count);
    assert_non_null(variants);
    for (size_t v = 0; v < count; v += 3) {
        aqh_case c;
        aqh_judging j;
        aqh_chunk chunk;
        assert_true(
            aqh_generate(&c, &variants[v], AQ_OVERFLOW_INF_NAN, AQH_THEME_UNIFORM, v, 3000));
        const size_t elements = aqo_elements(&c.call.src);
        uint8_t *dst = calloc(elements, 4);
        assert_non_null(dst);
        for (size_t i = 0; i < elements * 4; i++)
            dst[i] = (uint8_t)(i * 37 >> 3);
        aqh_judging_begin(&j, &c);
        for (size_t first = 0; first < elements; first += chunk.count) {
            aqh_chunk_load(&chunk, &j, dst, first, elements);
            for (size_t k = 0; k < chunk.count; k++) {
                aqh_element want;
                aqh_element_at(&c, dst, first + k, &want);
                const aqh_element got = aqh_chunk_element(&chunk, k);
                aq_assert_msg(got.src == want.src && got.scale == want.scale &&
                                  got.offset == want.offset && got.got == want.got &&
                                  got.index == want.index,
                              "variant %zu, element %zu of %zu", v, first + k, elements);
            }
        }
        aqh_judging_end(&j);
        free(dst);
        aqh_case_free(&c);
    }
    free(variants);
}

/* What the model of its product makes of a case, as its dst; false if it does not take it. */
static bool run_model(aqh_case *c) {
    const aq_backend *model = aq_backend_ascend_model(c->call.product);
    assert_non_null(model);
    c->bytes[AQH_DST] = aqo_bytes(c->call.dst.format, aqo_elements(&c->call.dst));
    c->data[AQH_DST] = calloc(c->bytes[AQH_DST], 1);
    assert_non_null(c->data[AQH_DST]);
    const aq_buffers buffers = {c->data[AQH_SRC],
                                c->data[AQH_SCALE],
                                c->data[AQH_OFFSET],
                                c->data[AQH_DST],
                                malloc(c->call.tmp_bytes + 1),
                                c->bytes[AQH_SRC],
                                c->bytes[AQH_SCALE],
                                c->bytes[AQH_OFFSET],
                                c->bytes[AQH_DST]};
    aq_error error;
    const aq_run_status status = model->run(model->ctx, &c->call, &buffers, &error);
    free(buffers.tmp);
    aq_assert_msg(status == AQ_RUN_OK || status == AQ_RUN_UNSUPPORTED, "%s", error.text);
    return status == AQ_RUN_OK;
}

/* The case of a variant with the model's own result as the dump; 4,096 elements. */
static void dump_of(aqh_case *c, const aqh_variant *variant, aq_overflow overflow, uint64_t seed) {
    do {
        aqh_generate(c, variant, overflow, AQH_THEME_UNIFORM, seed++, 12288);
        if (aqo_computed(&c->call) >= 4096)
            break;
        aqh_case_free(c);
    } while (true);
    /* Uniform source codes, and parameters that keep most results in range. */
    aqh_random random = {seed};
    const aq_format format = c->call.scale.format;
    for (size_t k = 0; k < aqo_elements(&c->call.scale); k++) {
        mpfr_t value;
        mpfr_init2(value, 53);
        mpfr_set_d(value,
                   ldexp(1 + aqh_below(&random, 1 << 22) * 0x1p-22, aqh_between(&random, -6, 3)),
                   MPFR_RNDN);
        aqo_store(format, c->data[AQH_SCALE], k, aqo_encode(format, value, AQO_NEAREST_EVEN, true));
        mpfr_set_d(value,
                   ldexp(1 + aqh_below(&random, 1 << 22) * 0x1p-22, aqh_between(&random, -4, 9)),
                   MPFR_RNDN);
        if (c->data[AQH_OFFSET])
            aqo_store(format, c->data[AQH_OFFSET], k,
                      aqo_encode(format, value, AQO_NEAREST_EVEN, true));
        mpfr_clear(value);
    }
    assert_true(run_model(c));
}

/* Every plan, every overflow mode, operands of all kinds: as planned, but for some elements
 * that are one code off, and some that are nothing. Where another plan may stand in the place
 * of the product's, the model does not run it, and many are off the plan. */
static void by_plan_both_oracles_say_the_same(void **state) {
    (void)state;
    size_t count;
    aqh_variant *variants = aqh_variants(&count);
    assert_non_null(variants);
    aqh_judgement all = {0};
    static const char *const names[] = {"the product's own", "N3", "N4", "N13"};
    unsigned plans[2] = {0};
    for (size_t v = 0; v < count; v += 3) {
        for (int overflow = 0; overflow < AQ_OVERFLOW_COUNT; overflow++) {
            aqh_case c;
            const aqh_theme theme = (aqh_theme)((v / 3 + (size_t)overflow) % AQH_THEME_COUNT);
            assert_true(aqh_generate(&c, &variants[v], (aq_overflow)overflow, theme, v, 400));
            c.judge = AQH_BY_PLAN;
            if (aqo_legal(&c.call, NULL) != AQ_LEGAL || !run_model(&c)) { /* no such mode there */
                aqh_case_free(&c);
                continue;
            }
            const size_t elements = aqo_computed(&c.call);
            for (size_t k = 5; k < elements; k += 11) {
                const uint32_t code = aqo_load(c.call.dst.format, c.data[AQH_DST], k);
                aqo_store(c.call.dst.format, c.data[AQH_DST], k, k % 3 == 0 ? 0x1234 : code ^ 1);
            }
            for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
                c.plan = AQH_PLAN_OWN;
                if (k > 0 &&
                    (!aqh_plan_find(names[k], &c.plan) || !aqh_plan_fits(c.plan, &variants[v])))
                    continue;
                const aqh_judgement j = judge(&c);
                aqh_judgement_add(&all, &j);
                plans[k > 0] |= 1u << j.plan;
            }
            aqh_case_free(&c);
        }
    }
    free(variants);
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++)
        assert_true(all.in_domain[d] > 0 || d == AQO_DOMAIN_IUF); /* which is in NORM and SUB */
    assert_int_equal(plans[0], (1u << AQO_PLAN_COUNT) - 1);
    assert_int_equal(plans[1], 1u << AQO_N3 | 1u << AQO_N4 | 1u << AQO_N13);
    assert_int_equal(all.overflows, (1u << AQ_OVERFLOW_COUNT) - 1);
    assert_true(all.by_mpfr < all.elements / 2);
    assert_true(all.as_planned > 0 && all.off_plan > 0 && all.wrong > 0 && all.outside > 0);
}

static void identify_names_the_documented_plan_of_every_model(void **state) {
    (void)state;
    size_t count;
    aqh_variant *variants = aqh_variants(&count);
    assert_non_null(variants);
    bool seen[AQ_PRODUCT_COUNT][AQO_PLAN_COUNT] = {{false}};
    unsigned plans = 0;
    for (size_t v = 0; v < count; v++) {
        aqh_case c;
        aqh_identity identity;
        dump_of(&c, &variants[v], AQ_OVERFLOW_SAT, v * 10);
        const aqo_plan_id plan = aqo_pipeline_of(&c.call, NULL).plan;
        if (!seen[variants[v].types.product][plan]) {
            seen[variants[v].types.product][plan] = true;
            plans++;
            assert_true(aqh_identify(&identity, &c, 4096, 1));
            char name[128];
            aqh_variant_name(&variants[v], name, sizeof name);
            aq_assert_msg(identity.suspects[0].documented, "%s", name);
            assert_int_equal(identity.elements, 4096);
            assert_int_equal(identity.suspects[0].explained, identity.elements);
            aqh_identity_free(&identity);
        }
        aqh_case_free(&c);
    }
    free(variants);
    /* A2, A3: four each; 310P and the Kirins: two each; 950: all thirteen. */
    assert_int_equal(plans, 4 + 4 + 2 + 2 + 2 + 13);
}

/* A model of the other plan: per channel, int8 and bf16 on a 950, is N9 where an A2
 * has N3. 4,096 elements are plenty to see it. */
static void identify_names_the_plan_of_another_product(void **state) {
    (void)state;
    aqh_variant variant = {
        {AQ_PRODUCT_950, AQ_PER_CHANNEL, AQ_INT8, AQ_BF16, AQ_BF16}, true, false, 1};
    aqh_case c;
    aqh_identity identity;
    dump_of(&c, &variant, AQ_OVERFLOW_INF_NAN, 77);
    c.call.product = AQ_PRODUCT_A2;
    assert_true(aqh_identify(&identity, &c, 4096, 1));
    assert_false(identity.suspects[0].documented);
    assert_int_equal(identity.suspects[0].pipeline.plan, AQO_N9);
    assert_int_equal(identity.suspects[0].explained, identity.elements);
    for (size_t k = 0; k < identity.count; k++)
        if (identity.suspects[k].documented)
            assert_true(identity.suspects[k].explained < identity.elements);
    aqh_identity_free(&identity);
    aqh_case_free(&c);
}

static void identify_says_what_all_ones_cannot_tell(void **state) {
    (void)state;
    aqh_case c;
    aqh_identity identity;
    uniform(&c, 1, 0x3C00, 0x3C00, 0x4000); /* 1 * (1 + 1) = 2 */
    assert_true(aqh_identify(&identity, &c, 4096, 1));
    size_t explain_all = 0;
    for (size_t k = 0; k < identity.count; k++)
        explain_all += identity.suspects[k].explained == identity.elements;
    assert_int_equal(explain_all, identity.count);
    assert_true(identity.suspects[0].documented);
    for (size_t k = 1; k < identity.count; k++) {
        assert_int_equal(identity.suspects[k].group, identity.suspects[0].group);
        aqh_separator separator;
        const aqh_suspect *a = &identity.suspects[0], *b = &identity.suspects[k];
        if (aqh_separate(a, b, &c.call, 100000, &separator)) {
            const uint32_t first =
                aqh_suspect_run(a, &c.call, separator.x, separator.o, separator.s);
            const uint32_t other =
                aqh_suspect_run(b, &c.call, separator.x, separator.o, separator.s);
            assert_false(aqo_same_result(AQ_HALF, first, other));
            assert_int_equal(first, separator.result_a);
            assert_int_equal(other, separator.result_b);
        } else {
            /* In per-instruction mode N1 has no cast that saturates. */
            assert_int_equal(b->pipeline.plan, AQO_N1);
            assert_int_equal(b->pipeline.overflow, AQ_OVERFLOW_PER_INSTRUCTION);
            assert_int_equal(b->pipeline.subnormals, AQO_GRADUAL);
        }
    }
    aqh_identity_free(&identity);
    aqh_case_free(&c);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(chunks_hold_the_elements_of_the_call),
    cmocka_unit_test(by_ulp_only_the_nearest_is_right),
    cmocka_unit_test(by_plan_there_are_three_verdicts),
    cmocka_unit_test(by_plan_both_oracles_say_the_same),
    cmocka_unit_test(outside_the_bounded_domains_errors_are_kept_apart),
    cmocka_unit_test(each_oracle_confirms_as_many_as_it_says),
    cmocka_unit_test(special_operands_are_counted),
    cmocka_unit_test(
        the_everyday_oracle_asks_mpfr_for_some_of_each_call_and_for_all_that_are_wrong),
    cmocka_unit_test(identify_names_the_documented_plan_of_every_model),
    cmocka_unit_test(identify_names_the_plan_of_another_product),
    cmocka_unit_test(identify_says_what_all_ones_cannot_tell),
};

AQ_TEST_MAIN(tests)
