/* The product models as backends: which calls they take, and what they depend on. */
#include "calls.h"
#include "model_call.h"

#include <fenv.h>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

static const struct {
    aq_product product;
    const char *name;
} models[] = {{AQ_PRODUCT_A2, "ascend-model:A2"},
              {AQ_PRODUCT_A3, "ascend-model:A3"},
              {AQ_PRODUCT_950, "ascend-model:950"},
              {AQ_PRODUCT_310P, "ascend-model:310P"},
              {AQ_PRODUCT_KIRIN_X90, "ascend-model:KirinX90"},
              {AQ_PRODUCT_KIRIN_9030, "ascend-model:Kirin9030"}};
enum { MODELS = sizeof models / sizeof models[0] };

static void every_supported_product_has_a_model_and_gives_nine(void **state) {
    (void)state;
    for (size_t k = 0; k < MODELS; k++) {
        const aq_backend *model = aq_backend_ascend_model(models[k].product);
        assert_non_null(model);
        assert_string_equal(model->name, models[k].name);
        assert_int_equal(model->abi, AQ_BACKEND_ABI);
        assert_int_equal(model->bytes, sizeof *model);
        const aq_call call = square(models[k].product, AQ_PER_CHANNEL, false, AQ_INT8, AQ_HALF,
                                    AQ_HALF, true, AQ_OVERFLOW_SAT);
        aq_assert_code(run_on(model, &call, 1, 0x4000, 0x4200), 0x4880); /* 3 * (1 + 2) */
    }
    assert_null(aq_backend_ascend_model(AQ_PRODUCT_310B));
    assert_null(aq_backend_ascend_model(AQ_PRODUCT_310P_VECTOR));
    assert_null(aq_backend_ascend_model(AQ_PRODUCT_910));
    assert_null(aq_backend_ascend_model(AQ_PRODUCT_COUNT));
}

static void not_run(const aq_backend *model, const aq_call *call, aq_run_status want,
                    const char *text) {
    static uint8_t before[sizeof dst];
    const aq_buffers buffers = square_buffers();
    aq_error error = {.text = ""};
    memset(dst, 0xa5, sizeof dst);
    memset(before, 0xa5, sizeof before);
    assert_int_equal(model->run(model->ctx, call, &buffers, &error), want);
    aq_assert_contains(error.text, text);
    aq_assert_bytes(dst, before, sizeof before);
}

static void a_model_takes_calls_of_its_own_product_only(void **state) {
    (void)state;
    for (size_t k = 0; k < MODELS; k++) {
        for (size_t other = 0; other < MODELS; other++) {
            const aq_backend *model = aq_backend_ascend_model(models[k].product);
            const aq_call call = square(models[other].product, AQ_PER_CHANNEL, false, AQ_INT8,
                                        AQ_HALF, AQ_HALF, true, AQ_OVERFLOW_SAT);
            assert_int_equal(model->supports(model->ctx, &call),
                             k == other ? AQ_RUN_OK : AQ_RUN_UNSUPPORTED);
            if (k != other) {
                not_run(model, &call, AQ_RUN_UNSUPPORTED, "the model of another product");
            }
        }
    }
}

static void the_310p_has_no_inf_nan_mode(void **state) {
    (void)state;
    const aq_backend *model = aq_backend_ascend_model(AQ_PRODUCT_310P);
    const aq_call call = square(AQ_PRODUCT_310P, AQ_PER_CHANNEL, false, AQ_INT8, AQ_HALF, AQ_HALF,
                                true, AQ_OVERFLOW_INF_NAN);
    assert_int_equal(model->supports(model->ctx, &call), AQ_RUN_UNSUPPORTED);
    not_run(model, &call, AQ_RUN_UNSUPPORTED, "does not have this overflow mode");
}

static void an_illegal_call_is_refused_before_a_byte_is_written(void **state) {
    (void)state;
    const aq_backend *model = aq_backend_ascend_model(AQ_PRODUCT_A2);
    const aq_call call = square(AQ_PRODUCT_A2, AQ_PER_CHANNEL, false, AQ_INT8, AQ_HALF, AQ_HALF,
                                true, AQ_OVERFLOW_SAT);
    const aq_call wrong_k = WITH(call, c.k = 7);
    not_run(model, &wrong_k, AQ_RUN_REFUSED, "k: ");
    const aq_call wrong_mode = WITH(call, c.overflow = AQ_OVERFLOW_PER_INSTRUCTION);
    not_run(model, &wrong_mode, AQ_RUN_REFUSED, "overflow: ");
    const aq_call no_product = WITH(call, c.product = AQ_PRODUCT_COUNT);
    not_run(model, &no_product, AQ_RUN_REFUSED, "product: ");
    const aq_call no_prototype = WITH(call, c.prototype = (aq_prototype)99);
    not_run(model, &no_prototype, AQ_RUN_REFUSED, "prototype: ");
    assert_int_equal(model->supports(model->ctx, &no_prototype), AQ_RUN_UNSUPPORTED);
}

/* The tie of N1, 0x4200, a subnormal result, and 3 * (1 + 2^-24) of N7 upward. */
static void the_floating_point_environment_is_not_felt(void **state) {
    (void)state;
    static const row rows[] = {
        {"N1", P950, AQ_PER_TOKEN, false, AQ_INT8, AQ_HALF, AQ_HALF, true, 1, 0x1000, 0x4200,
         ALL(0x4200)},
        {"N7", P950, AQ_PER_TOKEN, false, AQ_INT8, AQ_FLOAT, AQ_FLOAT, true, 1, 0x33800000,
         0x40400000, ALL(0x40400000)},
        {"subnormal", P950, AQ_PER_TOKEN, false, AQ_INT8, AQ_FLOAT, AQ_FLOAT, true, 0, 0x00000003,
         0x3f000000, ALL(0x00000002)},
    };
    static const int directions[] = {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    for (size_t k = 0; k < 3; k++) {
        assert_int_equal(fesetround(directions[k]), 0);
        check(rows, sizeof rows / sizeof rows[0]);
        const int after = fegetround();
        fesetround(FE_TONEAREST);
        assert_int_equal(after, directions[k]);
    }
#if defined(__x86_64__)
    const unsigned flush = 0x8040; /* FTZ and DAZ */
    _mm_setcsr(_mm_getcsr() | flush);
    check(rows, sizeof rows / sizeof rows[0]);
    const unsigned kept = _mm_getcsr() & flush;
    _mm_setcsr(_mm_getcsr() & ~flush);
    assert_int_equal(kept, flush);
#endif
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_supported_product_has_a_model_and_gives_nine),
    cmocka_unit_test(a_model_takes_calls_of_its_own_product_only),
    cmocka_unit_test(the_310p_has_no_inf_nan_mode),
    cmocka_unit_test(an_illegal_call_is_refused_before_a_byte_is_written),
    cmocka_unit_test(the_floating_point_environment_is_not_felt),
};

AQ_TEST_MAIN(tests)
