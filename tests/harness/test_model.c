/* Do the product models compute, bit for bit, what the oracle's plans say? Every
 * documented variant in every overflow mode of its product, on generated values,
 * against the MPFR evaluation of its plan. */
#include "aq_assert.h"

#include "aq_backend.h"
#include "generate.h"
#include "index.h"
#include "plan_reference.h"
#include "variant.h"

#include <stdlib.h>

enum { ENOUGH = 20000, CASE_ELEMENTS = 1024, MOST_CLASSES = 512 };

/* What the numbers depend on. Variants that share it share the 20,000 elements. */
typedef struct class {
    aqo_plan_id plan;
    bool via_half;
    aq_format src, scale, dst;
    unsigned variants;
    uint64_t elements;
} class;

static class *class_of(class *classes, size_t *count, const aqo_pipeline *p, const aqh_variant *v) {
    const class wanted = {p->plan, p->via_half, v->types.src, v->types.scale, v->types.dst, 0, 0};
    for (size_t k = 0; k < *count; k++)
        if (classes[k].plan == wanted.plan && classes[k].via_half == wanted.via_half &&
            classes[k].src == wanted.src && classes[k].scale == wanted.scale &&
            classes[k].dst == wanted.dst)
            return &classes[k];
    assert_true(*count < MOST_CLASSES);
    classes[*count] = wanted;
    return &classes[(*count)++];
}

static bool has_mode(aq_product product, aq_overflow overflow) {
    return product == AQ_PRODUCT_310P  ? overflow == AQ_OVERFLOW_SAT
           : product == AQ_PRODUCT_950 ? true
                                       : overflow != AQ_OVERFLOW_PER_INSTRUCTION;
}

static aqo_pipeline pipeline_of(const aqh_variant *v, aq_overflow overflow) {
    aqh_random random = {1};
    aq_call call;
    aqh_generate_call(&call, v, overflow, &random, CASE_ELEMENTS);
    return aqo_pipeline_of(&call, NULL);
}

/* Compares one case; how many elements it has. */
static uint64_t compare(const aqh_case *c, const char *name) {
    const aq_backend *model = aq_backend_ascend_model(c->call.product);
    const size_t count = aqo_computed(&c->call);
    const size_t bytes = aqo_bytes(c->call.dst.format, aqo_elements(&c->call.dst));
    uint8_t *dst = malloc(bytes), *tmp = malloc(c->call.tmp_bytes + 1);
    assert_true(dst && tmp);
    memset(dst, 0xa5, bytes);
    const aq_buffers buffers = {.src = c->data[AQH_SRC],
                                .scale = c->data[AQH_SCALE],
                                .offset = c->data[AQH_OFFSET],
                                .dst = dst,
                                .tmp = tmp,
                                .src_bytes = c->bytes[AQH_SRC],
                                .scale_bytes = c->bytes[AQH_SCALE],
                                .offset_bytes = c->bytes[AQH_OFFSET],
                                .dst_bytes = bytes};
    aq_error error = {.text = ""};
    assert_int_equal(model->supports(model->ctx, &c->call), AQ_RUN_OK);
    const aq_run_status status = model->run(model->ctx, &c->call, &buffers, &error);
    aq_assert_msg(status == AQ_RUN_OK, "%s: %s", name, error.text);

    plan_mpfr exact;
    plan_mpfr_init(&exact, &c->call);
    for (size_t e = 0; e < count; e++) {
        const size_t p = aqo_param_index(&c->call, e / c->call.src.cols, e % c->call.src.cols);
        const uint32_t x = aqo_load(c->call.src.format, c->data[AQH_SRC], e);
        const uint32_t s = aqo_load(c->call.scale.format, c->data[AQH_SCALE], p);
        const uint32_t o =
            exact.has_offset ? aqo_load(c->call.scale.format, c->data[AQH_OFFSET], p) : 0;
        const uint32_t got = aqo_load(c->call.dst.format, dst, e);
        const uint32_t want = plan_mpfr_run(&exact, x, o, s);
        aq_assert_msg(same_result(c->call.dst.format, got, want),
                      "%s, mode %d, x 0x%x o 0x%x s 0x%x: model 0x%x, plan 0x%x", name,
                      (int)c->call.overflow, x, o, s, got, want);
    }
    plan_mpfr_clear(&exact);
    free(dst);
    free(tmp);
    return count;
}

static void every_variant(aq_overflow overflow) {
    size_t variant_count, class_count = 0;
    aqh_variant *variants = aqh_variants(&variant_count);
    class *classes = calloc(MOST_CLASSES, sizeof *classes);
    assert_true(variants && classes);
    for (size_t k = 0; k < variant_count; k++)
        if (has_mode(variants[k].types.product, overflow)) {
            const aqo_pipeline p = pipeline_of(&variants[k], overflow);
            class_of(classes, &class_count, &p, &variants[k])->variants++;
        }
    for (size_t k = 0; k < variant_count; k++) {
        const aqh_variant *v = &variants[k];
        if (!has_mode(v->types.product, overflow))
            continue;
        const aqo_pipeline p = pipeline_of(v, overflow);
        class *group = class_of(classes, &class_count, &p, v);
        char name[128];
        aqh_variant_name(v, name, sizeof name);
        /* A share of the elements each. */
        const uint64_t share = (ENOUGH + group->variants - 1) / group->variants;
        uint64_t done = 0;
        for (unsigned n = 0; done < share; n++) {
            aqh_case c;
            const aqh_theme theme = (aqh_theme)((n + k) % AQH_THEME_COUNT);
            assert_true(aqh_generate(&c, v, overflow, theme, aqh_mix(7, k, n), CASE_ELEMENTS));
            done += compare(&c, name);
            aqh_case_free(&c);
        }
        group->elements += done;
    }
    uint64_t elements = 0;
    for (size_t k = 0; k < class_count; k++) {
        assert_true(classes[k].elements >= ENOUGH);
        elements += classes[k].elements;
    }
    print_message("%zu classes, %llu elements compared\n", class_count,
                  (unsigned long long)elements);
    assert_true(class_count > 0);
    free(classes);
    free(variants);
    mpfr_free_cache();
}

static void every_variant_is_as_planned_in_inf_nan(void **state) {
    (void)state;
    every_variant(AQ_OVERFLOW_INF_NAN);
}

static void every_variant_is_as_planned_in_sat(void **state) {
    (void)state;
    every_variant(AQ_OVERFLOW_SAT);
}

static void every_variant_is_as_planned_in_per_instruction(void **state) {
    (void)state;
    every_variant(AQ_OVERFLOW_PER_INSTRUCTION);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_variant_is_as_planned_in_inf_nan),
    cmocka_unit_test(every_variant_is_as_planned_in_sat),
    cmocka_unit_test(every_variant_is_as_planned_in_per_instruction),
};

AQ_TEST_MAIN(tests)
