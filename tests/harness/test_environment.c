/* Is each way in which a thread may be left to compute told from the others? */
#include "environment.h"

#include "aq_assert.h"

#include <fenv.h>
#ifdef __x86_64__
#include <xmmintrin.h>
#endif

static void each_rounding_mode_has_its_name(void **state) {
    (void)state;
    static const struct {
        int mode;
        const char *text;
    } rows[] = {{FE_UPWARD, "rounds up"},
                {FE_DOWNWARD, "rounds down"},
                {FE_TOWARDZERO, "rounds towards zero"},
                {FE_TONEAREST, "rounds to nearest"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(fesetround(rows[i].mode), 0);
        const aqh_environment now = aqh_environment_now();
        fesetround(FE_TONEAREST);
        assert_string_equal(aqh_environment_text(now), rows[i].text);
        assert_int_equal(now == aqh_environment_now(), rows[i].mode == FE_TONEAREST);
    }
}

#ifdef __x86_64__
static void check_flushing(unsigned bits, const char *text) {
    const unsigned before = _mm_getcsr();
    _mm_setcsr(before | bits);
    const aqh_environment now = aqh_environment_now();
    _mm_setcsr(before);
    assert_string_equal(aqh_environment_text(now), text);
}

static void flushing_to_zero_is_seen(void **state) {
    (void)state;
    check_flushing(0x8000, "rounds to nearest, flushes results to zero");
    check_flushing(0x0040, "rounds to nearest, flushes operands to zero");
    check_flushing(0x8040, "rounds to nearest, flushes subnormals to zero");
    check_flushing(0xe040, "rounds towards zero, flushes subnormals to zero");
}
#else
static void flushing_to_zero_is_seen(void **state) {
    (void)state;
    uint64_t control;
    __asm__ volatile("mrs %0, fpcr" : "=r"(control));
    __asm__ volatile("msr fpcr, %0" : : "r"(control | UINT64_C(1) << 24) : "memory");
    const aqh_environment now = aqh_environment_now();
    __asm__ volatile("msr fpcr, %0" : : "r"(control) : "memory");
    assert_string_equal(aqh_environment_text(now), "rounds to nearest, flushes subnormals to zero");
}
#endif

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_rounding_mode_has_its_name),
    cmocka_unit_test(flushing_to_zero_is_seen),
};

AQ_TEST_MAIN(tests)
