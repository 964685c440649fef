/* Do the kernels compute, on the device model, what the product's plan says, and
 * does the model find nothing? Every documented variant that has a kernel, in every
 * overflow mode, on generated shapes and values, with seeds, blocks and threads that
 * vary. */
#include "aq_assert.h"

#include "ascend/kernel/tiling.h"
#include "generate.h"
#include "kernel_run.h"
#include "variant.h"

#include <stdlib.h>

enum { CASES = 6, ELEMENTS = 1500 };

static kernel_library library_for(unsigned arch) {
    static kernel_library libraries[2];
    kernel_library *library = &libraries[arch == 3510];
    if (library->module == NULL) {
        *library = kernel_library_open(AQ_SIM_KERNELS, arch);
    }
    return *library;
}

static void expect_clean(const char *name, const aqh_case *c, const kernel_setting *setting) {
    const kernel_library library = library_for(aq_kernel_arch(c->call.product));
    kernel_outcome outcome;
    kernel_run(&library, c, setting, &outcome);
    aq_assert_msg(outcome.findings == 0 && outcome.whole, "%s, %ux%u, %u blocks: %s", name,
                  c->call.src.rows, c->call.src.cols, setting->blocks, outcome.texts[0]);
    aq_assert_msg(outcome.wrong == 0, "%s, %ux%u, %u blocks: %zu of %zu: %s", name,
                  c->call.src.rows, c->call.src.cols, setting->blocks, outcome.wrong,
                  outcome.elements, outcome.first_wrong);
}

/* Few blocks and many, fewer than rows and more. */
static kernel_setting setting_of(uint64_t n, aqm_plan_id plan) {
    static const uint32_t blocks[] = {1, 2, 3, 8, 48};
    return (kernel_setting){.blocks = blocks[n % 5],
                            .seed = n * 77 + 5,
                            .threads = 1 + (unsigned)(n % 3),
                            .saturate = n % 2 != 0,
                            .plan = plan};
}

static void run_cases(const aqh_variant *v, size_t k, aq_overflow overflow, unsigned cases,
                      aqm_plan_id plan) {
    char name[128];
    aqh_variant_name(v, name, sizeof name);
    for (unsigned n = 0; n < cases; n++) {
        aqh_case c;
        const aqh_theme theme = (aqh_theme)((n + k) % AQH_THEME_COUNT);
        assert_true(aqh_generate(&c, v, overflow, theme, aqh_mix(21, k, n), ELEMENTS));
        const kernel_setting setting = setting_of(n + k, plan);
        expect_clean(name, &c, &setting);
        aqh_case_free(&c);
    }
}

/* Calls fn for every variant with a kernel that has the mode. */
static void every_variant(aq_product product, aq_overflow overflow) {
    size_t count, done = 0;
    aqh_variant *variants = aqh_variants(&count);
    assert_non_null(variants);
    for (size_t k = 0; k < count; k++) {
        if (variants[k].types.product == product) {
            run_cases(&variants[k], k, overflow, CASES, AQM_NO_PLAN);
            done++;
        }
    }
    free(variants);
    assert_true(done > 0);
}

#define EVERY(test, product, overflow)                                                             \
    static void test(void **state) {                                                               \
        (void)state;                                                                               \
        every_variant(AQ_PRODUCT_##product, AQ_OVERFLOW_##overflow);                               \
    }
EVERY(every_variant_of_a2_in_inf_nan, A2, INF_NAN)
EVERY(every_variant_of_a2_in_sat, A2, SAT)
EVERY(every_variant_of_a3_in_inf_nan, A3, INF_NAN)
EVERY(every_variant_of_950_in_inf_nan, 950, INF_NAN)
EVERY(every_variant_of_950_in_sat, 950, SAT)
EVERY(every_variant_of_950_in_per_instruction, 950, PER_INSTRUCTION)

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_variant_of_a2_in_inf_nan),
    cmocka_unit_test(every_variant_of_a2_in_sat),
    cmocka_unit_test(every_variant_of_a3_in_inf_nan),
    cmocka_unit_test(every_variant_of_950_in_inf_nan),
    cmocka_unit_test(every_variant_of_950_in_sat),
    cmocka_unit_test(every_variant_of_950_in_per_instruction),
};
AQ_TEST_MAIN(tests)
