/* Property: any legal size of the temporary buffer, none included where the
 * framework may allocate, gives the same bits. */
#include "fuzz_target.h"

#include "format.h"
#include "fuzz_pool.h"
#include "generate.h"
#include "index.h"
#include "legal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Only per_tensor with more than 256 elements leaves a choice of more than one size;
 * elsewhere it is the one size, or the framework's. */
static const aqf_options options = {
    .elements = 64, .big_elements = 768, .any_tmp = true, .takes = aqf_backend_takes};

/* One more call, with another buffer, full of what would be large numbers. */
static void compare(const aqf_case *f, const aq_call *call, const uint8_t *dst) {
    const aqf_subject *subject = aqf_subject_here();
    aqh_case c = f->c;
    aqh_trial trial = {0};
    if (call->tmp_explicit == c.call.tmp_explicit && call->tmp_bytes == c.call.tmp_bytes)
        return;
    c.call = *call;
    c.judge = subject->judge;
    const size_t bytes = aqo_bytes(call->dst.format, aqo_elements(&call->dst));
    uint8_t *other = aqf_take(bytes), *tmp = aqf_take(call->tmp_bytes);
    if (other && tmp) {
        const aq_buffers buffers = {.src = c.data[AQH_SRC],
                                    .scale = c.data[AQH_SCALE],
                                    .offset = c.data[AQH_OFFSET],
                                    .dst = other,
                                    .tmp = call->tmp_explicit ? tmp : NULL,
                                    .src_bytes = c.bytes[AQH_SRC],
                                    .scale_bytes = c.bytes[AQH_SCALE],
                                    .offset_bytes = c.bytes[AQH_OFFSET],
                                    .dst_bytes = bytes};
        aq_error error = {0};
        memset(tmp, 0x7b, call->tmp_bytes);
        memcpy(other, dst, bytes); /* also of what is not computed */
        memset(other, 0x5a, aqo_bytes(call->dst.format, aqo_computed(call)));
        trial.outcome.status = subject->backend->run(subject->backend->ctx, call, &buffers, &error);
        if (trial.outcome.status != AQ_RUN_OK && trial.outcome.status != AQ_RUN_UNSUPPORTED) {
            trial.findings = 1u << AQH_REFUSED;
            snprintf(trial.outcome.text, sizeof trial.outcome.text, "%s", error.text);
            aqf_trial_finding(&c, &trial);
        }
        if (trial.outcome.status == AQ_RUN_OK && memcmp(dst, other, bytes) != 0)
            aqf_finding("tmp-size-changes-the-result", &c, "%zu bytes, and %zu", call->tmp_bytes,
                        f->c.call.tmp_bytes);
    }
    aqf_give(other, bytes);
    aqf_give(tmp, call->tmp_bytes);
}

static void check(aqf_case *f) {
    const aq_call *call = &f->c.call;
    const uint32_t src[] = {call->src.rows, call->src.cols};
    const uint32_t scale[] = {call->scale.rows, call->scale.cols};
    const aq_tmp_query query = {
        src, 2, scale, 2, call->transpose, call->src.format, call->dst.format};
    size_t max, min;
    uint8_t *dst;
    if (!aqf_check(f, &dst))
        return;
    if (aqo_tmp_size(&query, &max, &min) == AQ_LEGAL) {
        aq_call other = *call;
        other.tmp_explicit = true;
        other.tmp_bytes = min;
        compare(f, &other, dst);
        if (max > min) {
            other.tmp_bytes = max;
            compare(f, &other, dst);
        }
    }
    aq_call usual = *call;
    aqh_set_tmp(&usual);
    compare(f, &usual, dst);
    free(dst);
}

const aqf_target aqf_target_here = {
    .name = "tmp_size", .options = &options, .check_case = check, .seed_step = 6};
