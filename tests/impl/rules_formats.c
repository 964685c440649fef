/* The rules about what exists: each breaks with a message, and its legal twin is
 * accepted. */
#include "rules.h"

void rule_ENUMERATION(void **state) {
    (void)state;
    REFUSED(WITH(per_token(), c.product = AQ_PRODUCT_COUNT), AQ_RULE_ENUMERATION, "product", "9");
    REFUSED(WITH(per_token(), c.prototype = AQ_PROTOTYPE_COUNT), AQ_RULE_ENUMERATION, "prototype",
            "7");
    REFUSED(WITH(per_token(), c.overflow = AQ_OVERFLOW_COUNT), AQ_RULE_ENUMERATION, "overflow",
            "3");
    REFUSED(WITH(per_token(), c.src.format = (aq_format)-1), AQ_RULE_ENUMERATION, "src.format",
            "4294967295");
    REFUSED(WITH(per_token(), c.scale.format = AQ_FORMAT_COUNT), AQ_RULE_ENUMERATION,
            "scale.format", "11");
    REFUSED(WITH(per_token(), c.dst.format = (aq_format)12345), AQ_RULE_ENUMERATION, "dst.format",
            "12345");
    REFUSED(WITH(per_token(), c.offset.format = AQ_FORMAT_COUNT), AQ_RULE_ENUMERATION,
            "offset.format", "11");
    ACCEPTED(WITH(per_token(), c.has_offset = false, c.offset.format = AQ_FORMAT_COUNT));
    ACCEPTED(WITH(per_group_fp4(), c.has_offset = true, c.offset.format = AQ_FORMAT_COUNT));
}

void rule_PRODUCT(void **state) {
    (void)state;
    REFUSED(WITH(per_channel(), c.product = AQ_PRODUCT_310B), AQ_RULE_PRODUCT, "product", "310B");
    REFUSED(WITH(per_channel(), c.product = AQ_PRODUCT_310P_VECTOR), AQ_RULE_PRODUCT, "product",
            "310PVector");
    REFUSED(WITH(per_channel(), c.product = AQ_PRODUCT_910), AQ_RULE_PRODUCT, "product", "910");
    for (int product = AQ_PRODUCT_A2; product <= AQ_PRODUCT_KIRIN_9030; product++) {
        ACCEPTED(WITH(per_channel(), c.product = (aq_product)product));
    }
}

void rule_POLICY(void **state) {
    (void)state;
    REFUSED(WITH(per_group(), c.prototype = AQ_PER_CHANNEL_PER_GROUP), AQ_RULE_POLICY, "prototype",
            "per_channel_per_group");
    REFUSED(WITH(per_group(), c.prototype = AQ_PER_TOKEN_PER_GROUP), AQ_RULE_POLICY, "prototype",
            "per_token_per_group");
    ACCEPTED(per_group());
}

void rule_PROTOTYPE(void **state) {
    (void)state;
    REFUSED(WITH(per_token(), c.product = AQ_PRODUCT_A3), AQ_RULE_PROTOTYPE, "prototype",
            "per_token on product A3");
    REFUSED(WITH(per_group(), c.product = AQ_PRODUCT_310P), AQ_RULE_PROTOTYPE, "prototype",
            "per_group on product 310P");
    REFUSED(WITH(per_group_legacy(), c.product = AQ_PRODUCT_KIRIN_X90), AQ_RULE_PROTOTYPE,
            "prototype", "per_group_legacy on product KirinX90");
    ACCEPTED(per_token());
    ACCEPTED(per_group_legacy());
}

void rule_K_DIM(void **state) {
    (void)state;
    REFUSED(WITH(per_group(), c.k_dim = 2), AQ_RULE_K_DIM, "k_dim", "2");
    REFUSED(WITH(per_group_fp4(), c.k_dim = -1), AQ_RULE_K_DIM, "k_dim", "-1");
    ACCEPTED(WITH(per_group(), c.k_dim = 0, c.transpose = true));
    ACCEPTED(WITH(per_group(), c.k_dim = 1));
}

void rule_HAS_OFFSET(void **state) {
    (void)state;
    REFUSED(WITH(per_group_legacy(), c.has_offset = true), AQ_RULE_HAS_OFFSET, "has_offset",
            "true");
    ACCEPTED(per_group_legacy());
}

void rule_SRC_FORMAT(void **state) {
    (void)state;
    REFUSED(WITH(per_channel(), c.product = AQ_PRODUCT_950, c.src.format = AQ_INT4),
            AQ_RULE_SRC_FORMAT, "src.format", "int4 for per_channel on product 950");
    REFUSED(WITH(per_channel(), c.product = AQ_PRODUCT_310P, c.src.format = AQ_INT4),
            AQ_RULE_SRC_FORMAT, "src.format", "int4");
    REFUSED(WITH(per_channel(), c.src.format = AQ_HIF8), AQ_RULE_SRC_FORMAT, "src.format", "hif8");
    REFUSED(WITH(per_token(), c.src.format = AQ_E2M1), AQ_RULE_SRC_FORMAT, "src.format", "e2m1");
    ACCEPTED(WITH(per_channel(), c.src.format = AQ_INT4));
    ACCEPTED(WITH(per_channel(), c.product = AQ_PRODUCT_950, c.src.format = AQ_HIF8));
}

void rule_SCALE_FORMAT(void **state) {
    (void)state;
    REFUSED(WITH(per_channel(), c.scale.format = AQ_FLOAT), AQ_RULE_SCALE_FORMAT, "scale.format",
            "float with src int8");
    REFUSED(WITH(per_channel(), c.product = AQ_PRODUCT_310P, c.scale.format = AQ_BF16),
            AQ_RULE_SCALE_FORMAT, "scale.format", "bf16");
    REFUSED(WITH(per_group_fp4(), c.scale.format = AQ_HALF), AQ_RULE_SCALE_FORMAT, "scale.format",
            "half with src e2m1");
    ACCEPTED(WITH(per_token(), c.scale.format = c.offset.format = AQ_FLOAT));
}

void rule_DST_FORMAT(void **state) {
    (void)state;
    REFUSED(WITH(per_channel(), c.dst.format = AQ_BF16), AQ_RULE_DST_FORMAT, "dst.format",
            "bf16 with src int8 and scale half");
    REFUSED(WITH(per_token(), c.dst.format = AQ_FLOAT), AQ_RULE_DST_FORMAT, "dst.format", "float");
    REFUSED(WITH(per_group_fp4(), c.dst.format = AQ_FLOAT), AQ_RULE_DST_FORMAT, "dst.format",
            "float");
    ACCEPTED(WITH(per_token(), c.scale.format = c.offset.format = c.dst.format = AQ_FLOAT));
    ACCEPTED(WITH(per_group_fp4(), c.dst.format = AQ_HALF));
}

void rule_OFFSET_FORMAT(void **state) {
    (void)state;
    REFUSED(WITH(per_token(), c.offset.format = AQ_FLOAT), AQ_RULE_OFFSET_FORMAT, "offset.format",
            "float with scale half");
    ACCEPTED(WITH(per_token(), c.has_offset = false, c.offset.format = AQ_FLOAT));
    ACCEPTED(WITH(per_group_fp4(), c.has_offset = true, c.offset.format = AQ_FLOAT));
}

void rule_OVERFLOW_MODE(void **state) {
    (void)state;
    REFUSED(WITH(per_channel(), c.overflow = AQ_OVERFLOW_PER_INSTRUCTION), AQ_RULE_OVERFLOW_MODE,
            "overflow", "per_instruction on product A2");
    ACCEPTED(WITH(per_token(), c.overflow = AQ_OVERFLOW_PER_INSTRUCTION));
    ACCEPTED(WITH(per_channel(), c.overflow = AQ_OVERFLOW_SAT));
}
