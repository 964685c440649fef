/* Legal calls for the tests to start from, one per prototype. */
#ifndef AQ_TESTS_IMPL_CALLS_H
#define AQ_TESTS_IMPL_CALLS_H

#include "antiquant.h"

/* A copy of a call with some of its fields changed: WITH(per_token(), c.k = 1). */
#define WITH(base, ...)                                                                            \
    __extension__({                                                                                \
        aq_call c = base;                                                                          \
        __VA_ARGS__;                                                                               \
        c;                                                                                         \
    })

/* A2, int8 [64,32] to half, two groups. */
__attribute__((unused)) static aq_call per_channel(void) {
    return (aq_call){.product = AQ_PRODUCT_A2,
                     .prototype = AQ_PER_CHANNEL,
                     .has_offset = true,
                     .src = {AQ_INT8, 64, 32},
                     .scale = {AQ_HALF, 2, 32},
                     .offset = {AQ_HALF, 2, 32},
                     .dst = {AQ_HALF, 64, 32},
                     .k = 64};
}

/* The same transposed: [32,64]. */
__attribute__((unused)) static aq_call per_channel_transposed(void) {
    return WITH(per_channel(), c.transpose = true, c.src = (aq_tensor){AQ_INT8, 32, 64},
                c.dst = (aq_tensor){AQ_HALF, 32, 64}, c.scale = (aq_tensor){AQ_HALF, 32, 2},
                c.offset = c.scale);
}

/* A2, int8 [2,64] to bf16. */
__attribute__((unused)) static aq_call per_tensor(void) {
    return (aq_call){.product = AQ_PRODUCT_A2,
                     .prototype = AQ_PER_TENSOR,
                     .has_offset = true,
                     .src = {AQ_INT8, 2, 64},
                     .scale = {AQ_BF16, 1, 1},
                     .offset = {AQ_BF16, 1, 1},
                     .dst = {AQ_BF16, 2, 64},
                     .k = 2};
}

/* 950, int8 [4,32] to half. */
__attribute__((unused)) static aq_call per_token(void) {
    return (aq_call){.product = AQ_PRODUCT_950,
                     .prototype = AQ_PER_TOKEN,
                     .has_offset = true,
                     .src = {AQ_INT8, 4, 32},
                     .scale = {AQ_HALF, 4, 1},
                     .offset = {AQ_HALF, 4, 1},
                     .dst = {AQ_HALF, 4, 32},
                     .cal_count = 128};
}

/* 950, int8 [4,96] to half, groups of 64 along columns: the last one is short. */
__attribute__((unused)) static aq_call per_group(void) {
    return (aq_call){.product = AQ_PRODUCT_950,
                     .prototype = AQ_PER_GROUP,
                     .has_offset = true,
                     .k_dim = 1,
                     .src = {AQ_INT8, 4, 96},
                     .scale = {AQ_HALF, 4, 2},
                     .offset = {AQ_HALF, 4, 2},
                     .dst = {AQ_HALF, 4, 96},
                     .cal_count = 384,
                     .group_size = 64};
}

/* 950, e2m1 [4,64] to bf16, groups of 32 along columns. */
__attribute__((unused)) static aq_call per_group_fp4(void) {
    return (aq_call){.product = AQ_PRODUCT_950,
                     .prototype = AQ_PER_GROUP,
                     .k_dim = 1,
                     .src = {AQ_E2M1, 4, 64},
                     .scale = {AQ_E8M0, 4, 2},
                     .dst = {AQ_BF16, 4, 64},
                     .cal_count = 256,
                     .group_size = 32};
}

/* 950, e2m1 [40,64] to bf16: the last group has 8 rows. */
__attribute__((unused)) static aq_call per_group_legacy(void) {
    return (aq_call){.product = AQ_PRODUCT_950,
                     .prototype = AQ_PER_GROUP_LEGACY,
                     .src = {AQ_E2M1, 40, 64},
                     .scale = {AQ_E8M0, 2, 64},
                     .dst = {AQ_BF16, 40, 64},
                     .k = 40};
}

#endif
