/* MPFR, double and integers agree: results bit for bit, the sign of zero and the
 * class included, and errors to the last bit, on a million samples per class: half of them
 * with each compiler, and not the same. */
#include "aq_assert.h"

#include "legal.h"
#include "oracle_compare.h"
#include "oracle_time.h"

#ifdef __clang__
enum { SEED = 20260102 };
#else
enum { SEED = 20260101 };
#endif
enum { SAMPLES = 500000 };

static void compare_class(aqh_oracle_class_id id) {
    aqh_oracle_tally tally;
    aqh_oracle_compare(id, SEED, SAMPLES, &tally);
    uint64_t wrong = tally.fast_results + tally.referee_results + tally.fast_errors + tally.batch;
    aq_assert_msg(wrong == 0 && tally.first[0] == '\0',
                  "%" PRIu64 " results of the double path, %" PRIu64
                  " of the integer path, %" PRIu64 " errors differ from MPFR, %" PRIu64
                  " of the batch form from the scalar one; first: %s",
                  tally.fast_results, tally.referee_results, tally.fast_errors, tally.batch,
                  tally.first);
    assert_int_equal(tally.samples, SAMPLES);
    /* What every class must have met. */
    static const aqh_oracle_kind always[] = {AQH_ORACLE_EXACT, AQH_ORACLE_SUBNORMAL,
                                             AQH_ORACLE_ZERO, AQH_ORACLE_OVERFLOW,
                                             AQH_ORACLE_NOT_A_NUMBER};
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++) {
        aq_assert_msg(tally.kinds[always[i]] >= SAMPLES / 1000, "%s: only %" PRIu64,
                      aqh_oracle_kind_names[always[i]], tally.kinds[always[i]]);
    }
}

#define AQH_X_(id, ...)                                                                            \
    static void id(void **state) {                                                                 \
        (void)state;                                                                               \
        compare_class(AQH_ORACLE_##id);                                                            \
    }
AQH_ORACLE_CLASS_LIST(AQH_X_)
#undef AQH_X_

/* Both ways: scale and dst of every row of the API tables are a class, and a
 * class draws just the sources of its rows. */
static void every_documented_combination_is_sampled(void **state) {
    (void)state;
    size_t count;
    const aqo_combination *rows = aqo_combinations(&count);
    bool documented[AQH_ORACLE_CLASS_COUNT][AQ_FORMAT_COUNT] = {{false}};
    for (size_t i = 0; i < count; i++) {
        size_t classes = 0;
        for (int id = 0; id < AQH_ORACLE_CLASS_COUNT; id++) {
            if (aqh_oracle_classes[id].scale == rows[i].scale &&
                aqh_oracle_classes[id].dst == rows[i].dst) {
                documented[id][rows[i].src] = true;
                classes++;
            }
        }
        /* With and without offset; there is none of e8m0. */
        aq_assert_msg(classes == (rows[i].scale == AQ_E8M0 ? 1 : 2), "row %zu has %zu classes", i,
                      classes);
    }
    for (int id = 0; id < AQH_ORACLE_CLASS_COUNT; id++) {
        aqh_oracle_sampler sampler;
        aqh_oracle_sampler_init(&sampler, (aqh_oracle_class_id)id, SEED);
        bool drawn[AQ_FORMAT_COUNT] = {false};
        for (int i = 0; i < 1000; i++) {
            aqh_oracle_sample sample;
            aqh_oracle_next(&sampler, &sample);
            drawn[sample.src] = true;
        }
        for (int format = 0; format < AQ_FORMAT_COUNT; format++) {
            aq_assert_msg(drawn[format] == documented[id][format], "%s, format %d",
                          aqh_oracle_classes[id].name, format);
        }
    }
}

static void the_samples_meet_every_kind_of_value(void **state) {
    (void)state;
    uint64_t kinds[AQH_ORACLE_KIND_COUNT] = {0};
    for (int id = 0; id < AQH_ORACLE_CLASS_COUNT; id++) {
        aqh_oracle_tally tally;
        aqh_oracle_compare((aqh_oracle_class_id)id, SEED, 20000, &tally);
        for (int kind = 0; kind < AQH_ORACLE_KIND_COUNT; kind++) {
            kinds[kind] += tally.kinds[kind];
        }
    }
    for (int kind = 0; kind < AQH_ORACLE_KIND_COUNT; kind++) {
        aq_assert_msg(kinds[kind] >= 1000, "%s: only %" PRIu64, aqh_oracle_kind_names[kind],
                      kinds[kind]);
    }
}

static void a_seed_names_its_sequence(void **state) {
    (void)state;
    aqh_oracle_sampler first, again, other;
    aqh_oracle_sampler_init(&first, AQH_ORACLE_half_scale_and_offset_to_half, 1);
    aqh_oracle_sampler_init(&again, AQH_ORACLE_half_scale_and_offset_to_half, 1);
    aqh_oracle_sampler_init(&other, AQH_ORACLE_half_scale_and_offset_to_half, 2);
    int differ = 0;
    for (int i = 0; i < 100; i++) {
        aqh_oracle_sample a, b, c;
        aqh_oracle_next(&first, &a);
        aqh_oracle_next(&again, &b);
        aqh_oracle_next(&other, &c);
        assert_int_equal(a.src, b.src);
        assert_int_equal(a.overflow, b.overflow);
        aq_assert_code(a.x, b.x);
        aq_assert_code(a.o, b.o);
        aq_assert_code(a.s, b.s);
        differ += a.s != c.s;
    }
    aq_assert_msg(differ > 50, "another seed changed %d scales of 100", differ);
}

static void every_path_can_be_timed(void **state) {
    (void)state;
    aqh_oracle_times times;
    assert_true(aqh_oracle_time(AQH_ORACLE_bf16_scale_and_offset_to_bf16, SEED, 2000, &times));
    aq_assert_msg(times.mpfr > 0 && times.scalar > 0, "mpfr %g ns, scalar %g ns", times.mpfr,
                  times.scalar);
    for (int isa = 0; isa < AQO_ISA_COUNT; isa++)
        aq_assert_msg((times.batch[isa] > 0) == (aqo_batch_of((aqo_isa)isa) != NULL),
                      "batch %d: %g ns", isa, times.batch[isa]);
}

#define AQH_X_(id, ...) cmocka_unit_test(id),
static const struct CMUnitTest tests[] = {
    AQH_ORACLE_CLASS_LIST(AQH_X_) cmocka_unit_test(every_documented_combination_is_sampled),
    cmocka_unit_test(the_samples_meet_every_kind_of_value),
    cmocka_unit_test(a_seed_names_its_sequence),
    cmocka_unit_test(every_path_can_be_timed),
};
#undef AQH_X_

AQ_TEST_MAIN(tests)
