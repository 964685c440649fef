/* The rules about shapes, counts, alignment and the temporary buffer. */
#include "rules.h"

void rule_EMPTY(void **state) {
    (void)state;
    REFUSED(WITH(per_channel(), c.src.rows = 0), AQ_RULE_EMPTY, "src.rows", "0");
    REFUSED(WITH(per_token(), c.src.cols = 0), AQ_RULE_EMPTY, "src.cols", "0");
    ACCEPTED(WITH(per_tensor(), c.src.rows = c.dst.rows = c.k = 1));
}

void rule_DST_SHAPE(void **state) {
    (void)state;
    REFUSED(WITH(per_channel(), c.dst.rows = 63), AQ_RULE_DST_SHAPE, "dst.rows", "63, want 64");
    REFUSED(WITH(per_channel(), c.dst.cols = 33), AQ_RULE_DST_SHAPE, "dst.cols", "33, want 32");
    ACCEPTED(per_channel());
}

void rule_K(void **state) {
    (void)state;
    REFUSED(WITH(per_channel(), c.k = 32), AQ_RULE_K, "k", "32, src.rows = 64");
    REFUSED(WITH(per_channel_transposed(), c.k = 32), AQ_RULE_K, "k", "32, src.cols = 64");
    REFUSED(WITH(per_tensor(), c.k = 0), AQ_RULE_K, "k", "0, src.rows = 2");
    REFUSED(WITH(per_group_legacy(), c.k = 64), AQ_RULE_K, "k", "64, src.rows = 40");
    ACCEPTED(per_channel_transposed());
}

void rule_GROUP_SIZE(void **state) {
    (void)state;
    REFUSED(WITH(per_group(), c.group_size = 0), AQ_RULE_GROUP_SIZE, "group_size",
            "0 for per_group");
    REFUSED(WITH(per_group_fp4(), c.group_size = 48), AQ_RULE_GROUP_SIZE, "group_size", "48");
    REFUSED(WITH(per_group_legacy(), c.group_size = 64), AQ_RULE_GROUP_SIZE, "group_size",
            "64 for per_group_legacy");
    ACCEPTED(WITH(per_group(), c.group_size = 4294967264, c.scale.cols = c.offset.cols = 1));
    ACCEPTED(WITH(per_group_legacy(), c.group_size = 32));
}

void rule_SCALE_SHAPE(void **state) {
    (void)state;
    REFUSED(WITH(per_channel(), c.scale.rows = 0), AQ_RULE_SCALE_SHAPE, "scale.rows", "0");
    REFUSED(WITH(per_channel(), c.scale.cols = 31), AQ_RULE_SCALE_SHAPE, "scale.cols",
            "31, want 32");
    REFUSED(WITH(per_channel_transposed(), c.scale.cols = 0), AQ_RULE_SCALE_SHAPE, "scale.cols",
            "0");
    REFUSED(WITH(per_channel_transposed(), c.scale.rows = 2), AQ_RULE_SCALE_SHAPE, "scale.rows",
            "2, want 32");
    REFUSED(WITH(per_tensor(), c.scale.cols = 64), AQ_RULE_SCALE_SHAPE, "scale.cols", "64, want 1");
    REFUSED(WITH(per_token(), c.transpose = true), AQ_RULE_SCALE_SHAPE, "scale.rows", "4, want 1");
    REFUSED(WITH(per_token(), c.scale.cols = 32), AQ_RULE_SCALE_SHAPE, "scale.cols", "32, want 1");
    REFUSED(WITH(per_group(), c.group_size = 96), AQ_RULE_SCALE_SHAPE, "scale.cols", "2, want 1");
    REFUSED(WITH(per_group(), c.k_dim = 0), AQ_RULE_SCALE_SHAPE, "scale.rows", "4, want 1");
    REFUSED(WITH(per_group_legacy(), c.scale.rows = 1), AQ_RULE_SCALE_SHAPE, "scale.rows",
            "1, want 2");
    ACCEPTED(
        WITH(per_token(), c.transpose = true, c.scale = c.offset = (aq_tensor){AQ_HALF, 1, 32}));
    ACCEPTED(WITH(per_group(), c.k_dim = 0, c.scale = c.offset = (aq_tensor){AQ_HALF, 1, 96}));
    ACCEPTED(WITH(per_group_legacy(), c.transpose = true, c.k = 64,
                  c.scale = (aq_tensor){AQ_E8M0, 40, 2}, c.src.rows = c.dst.rows = 48,
                  c.scale.rows = 48));
}

void rule_OFFSET_SHAPE(void **state) {
    (void)state;
    REFUSED(WITH(per_channel(), c.offset.rows = 1), AQ_RULE_OFFSET_SHAPE, "offset.rows",
            "1, want 2");
    REFUSED(WITH(per_token(), c.offset.cols = 2), AQ_RULE_OFFSET_SHAPE, "offset.cols", "2, want 1");
    ACCEPTED(WITH(per_token(), c.has_offset = false, c.offset.cols = 2));
    ACCEPTED(WITH(per_group_fp4(), c.has_offset = true));
}

void rule_GROUPS(void **state) {
    (void)state;
    REFUSED(WITH(per_channel(), c.scale.rows = c.offset.rows = 3), AQ_RULE_GROUPS, "scale.rows",
            "G = 3, K = 64");
    REFUSED(WITH(per_channel(), c.scale.rows = c.offset.rows = 128), AQ_RULE_GROUPS, "scale.rows",
            "G = 128, K = 64");
    REFUSED(WITH(per_channel_transposed(), c.scale.cols = c.offset.cols = 5), AQ_RULE_GROUPS,
            "scale.cols", "G = 5, K = 64");
    ACCEPTED(WITH(per_channel(), c.scale.rows = c.offset.rows = 64));
    ACCEPTED(WITH(per_channel(), c.scale.rows = c.offset.rows = 1));
}

void rule_CAL_COUNT(void **state) {
    (void)state;
    REFUSED(WITH(per_token(), c.cal_count = 0), AQ_RULE_CAL_COUNT, "cal_count", "0, m = 4, n = 32");
    REFUSED(WITH(per_token(), c.cal_count = 160), AQ_RULE_CAL_COUNT, "cal_count", "160");
    REFUSED(WITH(per_group(), c.cal_count = 97), AQ_RULE_CAL_COUNT, "cal_count", "97");
    REFUSED(WITH(per_channel(), c.cal_count = 32), AQ_RULE_CAL_COUNT, "cal_count", "32");
    /* 2^32 elements: their number modulo 2^32 is 0, which is legal; 1 is not. */
    const aq_call huge =
        WITH(per_tensor(), c.src.rows = c.dst.rows = c.k = 65536, c.src.cols = c.dst.cols = 65536);
    REFUSED(WITH(huge, c.cal_count = 1), AQ_RULE_CAL_COUNT, "cal_count", "1");
    ACCEPTED(huge);
    ACCEPTED(WITH(per_token(), c.cal_count = 32));
    ACCEPTED(WITH(per_channel(), c.cal_count = 2048));
}

void rule_SIZE(void **state) {
    (void)state;
    const uint32_t most = 4294967264; /* 2^32 - 32 */
    const aq_call huge = WITH(per_tensor(), c.k = c.src.rows = c.dst.rows = most);
    REFUSED(WITH(huge, c.src.cols = c.dst.cols = most), AQ_RULE_SIZE, "dst",
            "4294967264 x 4294967264 of bf16");
    ACCEPTED(WITH(huge, c.src.cols = c.dst.cols = most / 2));
}

void rule_ALIGN_LENGTH(void **state) {
    (void)state;
    REFUSED(WITH(per_tensor(), c.src.cols = c.dst.cols = 24), AQ_RULE_ALIGN_LENGTH, "src",
            "2 x 24 of int8");
    REFUSED(WITH(per_channel(), c.src.cols = c.dst.cols = c.scale.cols = c.offset.cols = 4),
            AQ_RULE_ALIGN_LENGTH, "scale", "2 x 4 of half");
    REFUSED(WITH(per_group_legacy(), c.src.rows = c.dst.rows = c.k = 32, c.scale.rows = 1,
                 c.src.cols = c.dst.cols = c.scale.cols = 16),
            AQ_RULE_ALIGN_LENGTH, "scale", "1 x 16 of e8m0");
    ACCEPTED(WITH(per_tensor(), c.src.cols = c.dst.cols = 16));
    ACCEPTED(WITH(per_channel(), c.src.cols = c.dst.cols = c.scale.cols = c.offset.cols = 8));
}

void rule_ALIGN_K(void **state) {
    (void)state;
    const aq_call narrow = WITH(per_channel_transposed(), c.src.cols = c.dst.cols = c.k = 48);
    REFUSED(narrow, AQ_RULE_ALIGN_K, "k", "48 of int8");
    REFUSED(
        WITH(per_channel_transposed(), c.src.format = AQ_INT4, c.src.cols = c.dst.cols = c.k = 32),
        AQ_RULE_ALIGN_K, "k", "32 of int4");
    ACCEPTED(WITH(narrow, c.src.cols = c.dst.cols = c.k = 96));
    ACCEPTED(WITH(per_channel(), c.src.rows = c.dst.rows = c.k = 48));
}

void rule_ALIGN_N(void **state) {
    (void)state;
    REFUSED(WITH(per_token(), c.src.cols = c.dst.cols = 16, c.cal_count = 64), AQ_RULE_ALIGN_N,
            "src", "4 x 16 of int8");
    REFUSED(
        WITH(per_group_fp4(), c.src.cols = c.dst.cols = 32, c.scale.cols = 1, c.cal_count = 128),
        AQ_RULE_ALIGN_N, "src", "4 x 32 of e2m1");
    /* A scale of [4,1] or [4,2] is not asked: n is not its last dimension. */
    ACCEPTED(WITH(per_group_fp4(), c.k_dim = 0, c.scale = (aq_tensor){AQ_E8M0, 1, 64}));
    ACCEPTED(per_token());
}

void rule_TMP_REQUIRED(void **state) {
    (void)state;
    REFUSED(WITH(per_channel(), c.has_offset = false), AQ_RULE_TMP_REQUIRED, "tmp_explicit",
            "false for per_channel without offset");
    REFUSED(WITH(per_tensor(), c.has_offset = false), AQ_RULE_TMP_REQUIRED, "tmp_explicit",
            "false for per_tensor");
    ACCEPTED(WITH(per_channel(), c.has_offset = false, c.tmp_explicit = true));
    ACCEPTED(WITH(per_token(), c.has_offset = false));
}

void rule_TMP_SIZE(void **state) {
    (void)state;
    /* To bf16, S = 1: max 4 * 128 is below min 1024, so 1024 is the only size. */
    const aq_call scalar = WITH(per_tensor(), c.tmp_explicit = true, c.tmp_bytes = 1024);
    REFUSED(WITH(scalar, c.tmp_bytes = 1023), AQ_RULE_TMP_SIZE, "tmp_bytes",
            "1023, minimum 1024, maximum 1024");
    REFUSED(WITH(scalar, c.tmp_bytes = 1025), AQ_RULE_TMP_SIZE, "tmp_bytes", "1025");
    ACCEPTED(scalar);
    /* To bf16, [64,32] with 2 groups: 8 * 64 + 256 * 64 = 16896. */
    const aq_call bf16 = WITH(per_channel(), c.tmp_explicit = true, c.tmp_bytes = 16896,
                              c.dst.format = c.scale.format = c.offset.format = AQ_BF16);
    REFUSED(WITH(bf16, c.tmp_bytes = 16895), AQ_RULE_TMP_SIZE, "tmp_bytes", "minimum 16896");
    ACCEPTED(bf16);
    /* To half nothing is needed, and so nothing may be given. */
    REFUSED(WITH(per_token(), c.tmp_explicit = true, c.tmp_bytes = 32), AQ_RULE_TMP_SIZE,
            "tmp_bytes", "32, minimum 0, maximum 0");
    ACCEPTED(WITH(per_token(), c.tmp_explicit = true));
    ACCEPTED(WITH(per_token(), c.tmp_bytes = 32)); /* not passed */
}
