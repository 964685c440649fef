/* The rules about the data: pointers, byte counts, overlap. */
#include "rules.h"

/* per_token with an explicit buffer of 1024 bytes: bf16, and one row. */
static aq_call with_tmp(void) {
    return WITH(per_token(), c.scale.format = c.offset.format = c.dst.format = AQ_BF16,
                c.src.rows = c.dst.rows = c.scale.rows = c.offset.rows = 1, c.cal_count = 32,
                c.tmp_explicit = true, c.tmp_bytes = 1024);
}

void rule_POINTER(void **state) {
    (void)state;
    aq_error error;
    check_refusal(aq_check(NULL, &error), &error, AQ_RULE_POINTER, "call", "null", __LINE__);
    const aq_call call = per_token();
    const aq_buffers buffers = buffers_of(&call);
    check_refusal(aq_check_buffers(NULL, &buffers, &error), &error, AQ_RULE_POINTER, "call", "null",
                  __LINE__);
    check_refusal(aq_check_buffers(&call, NULL, &error), &error, AQ_RULE_POINTER, "buffers", "null",
                  __LINE__);
    ACCEPTED_BUFFERS(call, buffers);
    REFUSED_BUFFERS(call, BUFFERS(call, b.src = NULL), AQ_RULE_POINTER, "src", "null");
    REFUSED_BUFFERS(call, BUFFERS(call, b.scale = NULL), AQ_RULE_POINTER, "scale", "null");
    REFUSED_BUFFERS(call, BUFFERS(call, b.dst = NULL), AQ_RULE_POINTER, "dst", "null");
    REFUSED_BUFFERS(call, BUFFERS(call, b.offset = NULL), AQ_RULE_POINTER, "offset", "null");
    REFUSED_BUFFERS(with_tmp(), BUFFERS(with_tmp(), b.tmp = NULL), AQ_RULE_POINTER, "tmp", "null");
    ACCEPTED_BUFFERS(WITH(call, c.has_offset = false), BUFFERS(call, b.offset = NULL));
    ACCEPTED_BUFFERS(WITH(per_group_fp4(), c.has_offset = true),
                     BUFFERS(call, b.offset = NULL, b.dst_bytes = 512));
    ACCEPTED_BUFFERS(WITH(call, c.tmp_explicit = true), BUFFERS(call, b.tmp = NULL));
    ACCEPTED_BUFFERS(call, BUFFERS(call, b.tmp = NULL));
}

void rule_BUFFER_BYTES(void **state) {
    (void)state;
    const aq_call call = per_token();
    REFUSED_BUFFERS(call, BUFFERS(call, b.src_bytes = 127), AQ_RULE_BUFFER_BYTES, "src_bytes",
                    "127, want at least 128");
    REFUSED_BUFFERS(call, BUFFERS(call, b.scale_bytes = 7), AQ_RULE_BUFFER_BYTES, "scale_bytes",
                    "7, want at least 8");
    REFUSED_BUFFERS(call, BUFFERS(call, b.offset_bytes = 0), AQ_RULE_BUFFER_BYTES, "offset_bytes",
                    "0, want at least 8");
    REFUSED_BUFFERS(call, BUFFERS(call, b.dst_bytes = 255), AQ_RULE_BUFFER_BYTES, "dst_bytes",
                    "255, want at least 256");
    /* The whole tensor has to be there, even if only a part is computed. */
    REFUSED_BUFFERS(WITH(call, c.cal_count = 32), BUFFERS(call, b.dst_bytes = 255),
                    AQ_RULE_BUFFER_BYTES, "dst_bytes", "255");
    ACCEPTED_BUFFERS(call, BUFFERS(call, b.src_bytes = SIZE_MAX));
    ACCEPTED_BUFFERS(WITH(call, c.has_offset = false), BUFFERS(call, b.offset_bytes = 0));
}

void rule_OVERLAP(void **state) {
    (void)state;
    const aq_call call = per_token();
    REFUSED_BUFFERS(call, BUFFERS(call, b.dst = memory), AQ_RULE_OVERLAP, "dst", "src has 128");
    REFUSED_BUFFERS(call, BUFFERS(call, b.dst = memory + 127), AQ_RULE_OVERLAP, "dst", "src has");
    REFUSED_BUFFERS(call, BUFFERS(call, b.src = memory + 20480 + 255), AQ_RULE_OVERLAP, "dst",
                    "src has");
    REFUSED_BUFFERS(call, BUFFERS(call, b.scale = b.dst), AQ_RULE_OVERLAP, "dst", "scale has 8");
    REFUSED_BUFFERS(call, BUFFERS(call, b.offset = b.dst), AQ_RULE_OVERLAP, "dst", "offset has 8");
    ACCEPTED_BUFFERS(call, BUFFERS(call, b.dst = memory + 128));
    ACCEPTED_BUFFERS(call, BUFFERS(call, b.src = memory + 20480 + 256));
    ACCEPTED_BUFFERS(call, BUFFERS(call, b.offset = b.scale));
    ACCEPTED_BUFFERS(WITH(call, c.has_offset = false), BUFFERS(call, b.offset = b.dst));
    ACCEPTED_BUFFERS(call, BUFFERS(call, b.tmp = b.dst)); /* not passed */

    const aq_call tmp = with_tmp();
    ACCEPTED_BUFFERS(tmp, BUFFERS(tmp, (void)b));
    REFUSED_BUFFERS(tmp, BUFFERS(tmp, b.tmp = memory + 20480 - 1023), AQ_RULE_OVERLAP, "dst",
                    "tmp has 1024");
    REFUSED_BUFFERS(tmp, BUFFERS(tmp, b.tmp = memory), AQ_RULE_OVERLAP, "tmp", "src has 32");
    REFUSED_BUFFERS(tmp, BUFFERS(tmp, b.tmp = memory + 8193), AQ_RULE_OVERLAP, "tmp",
                    "scale has 2");
    REFUSED_BUFFERS(tmp, BUFFERS(tmp, b.tmp = memory + 16384 - 1000), AQ_RULE_OVERLAP, "tmp",
                    "offset has 2");
    /* At the very end of the address space nothing wraps around to the start. */
    ACCEPTED_BUFFERS(call, BUFFERS(call, b.dst = (void *)(UINTPTR_MAX - 200),
                                   b.src = (const void *)(uintptr_t)8));
}
