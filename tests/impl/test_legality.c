/* Legality: one test per rule (rules_*.c), the order of the rules, the fields that
 * do not matter, and the number of legal combinations. */
#include "rules.h"

static void the_first_broken_rule_is_the_one_reported(void **state) {
    (void)state;
    aq_call call = WITH(per_token(), c.cal_count = 1, c.src.cols = c.dst.cols = 8, c.scale.rows = 9,
                        c.overflow = (aq_overflow)77, c.product = AQ_PRODUCT_910);
    aq_error error;
    check_refusal(aq_check_buffers(&call, &(aq_buffers){.src = memory}, &error), &error,
                  AQ_RULE_POINTER, "scale", "null", __LINE__);
    REFUSED(call, AQ_RULE_ENUMERATION, "overflow", "77");
    call.overflow = AQ_OVERFLOW_SAT;
    REFUSED(call, AQ_RULE_PRODUCT, "product", "910");
    call.product = AQ_PRODUCT_A2;
    REFUSED(call, AQ_RULE_PROTOTYPE, "prototype", "per_token");
    call.product = AQ_PRODUCT_950;
    REFUSED(call, AQ_RULE_SCALE_SHAPE, "scale.rows", "9");
    call.scale.rows = 4;
    REFUSED(call, AQ_RULE_CAL_COUNT, "cal_count", "1");
    call.cal_count = 8;
    REFUSED(call, AQ_RULE_ALIGN_N, "src", "4 x 8");
    call.src.cols = call.dst.cols = call.cal_count = 32;
    REFUSED_BUFFERS(call, BUFFERS(call, b.src_bytes = 1, b.dst = memory), AQ_RULE_BUFFER_BYTES,
                    "src_bytes", "1,");
}

static void fields_that_a_prototype_does_not_have_are_ignored(void **state) {
    (void)state;
    ACCEPTED(WITH(per_token(), c.k = 12345, c.k_dim = -1, c.group_size = 7));
    ACCEPTED(WITH(per_group(), c.k = 12345));
    ACCEPTED(WITH(per_channel(), c.k_dim = 99, c.group_size = 7));
    ACCEPTED(WITH(per_tensor(), c.k_dim = 99, c.group_size = 7));
    ACCEPTED(WITH(per_group_legacy(), c.k_dim = 99));
}

static void each_product_has_its_documented_combinations(void **state) {
    (void)state;
    /* Legacy: A2, A3: 2 prototypes x (int8, int4) x (half, bf16). 310P, Kirin: 2 x
     * int8 x half. 950: 2 x 4 x 2 = 16, legacy fp4 2 x 2 = 4, per_token 4 x 5 = 20,
     * per_group 20 and fp4 2 x 2 = 4. */
    static const int expected[AQ_PRODUCT_COUNT] = {
        [AQ_PRODUCT_A2] = 8,   [AQ_PRODUCT_A3] = 8,        [AQ_PRODUCT_950] = 64,
        [AQ_PRODUCT_310P] = 2, [AQ_PRODUCT_KIRIN_X90] = 2, [AQ_PRODUCT_KIRIN_9030] = 2};
    int found[AQ_PRODUCT_COUNT] = {0};
    for (unsigned i = 0; i < AQ_PRODUCT_COUNT * AQ_PROTOTYPE_COUNT; i++) {
        for (unsigned f = 0; f < AQ_FORMAT_COUNT * AQ_FORMAT_COUNT * AQ_FORMAT_COUNT; f++) {
            /* Without a dimension: EMPTY says that no rule about formats is broken. */
            const aq_call call = {
                .product = (aq_product)(i / AQ_PROTOTYPE_COUNT),
                .prototype = (aq_prototype)(i % AQ_PROTOTYPE_COUNT),
                .src = {.format = (aq_format)(f % AQ_FORMAT_COUNT)},
                .scale = {.format = (aq_format)(f / AQ_FORMAT_COUNT % AQ_FORMAT_COUNT)},
                .dst = {.format = (aq_format)(f / AQ_FORMAT_COUNT / AQ_FORMAT_COUNT)}};
            found[call.product] += aq_check(&call, NULL) == AQ_RULE_EMPTY;
        }
    }
    for (int i = 0; i < AQ_PRODUCT_COUNT; i++) {
        aq_assert_msg(found[i] == expected[i], "product %d has %d", i, found[i]);
    }
}

#define X(id, text) cmocka_unit_test(rule_##id),
static const struct CMUnitTest tests[] = {
    AQ_RULE_LIST(X) /* a rule without a test does not link */
    cmocka_unit_test(the_first_broken_rule_is_the_one_reported),
    cmocka_unit_test(fields_that_a_prototype_does_not_have_are_ignored),
    cmocka_unit_test(each_product_has_its_documented_combinations),
};

AQ_TEST_MAIN(tests)
