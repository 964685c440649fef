/* Which calls the runner is tested with. */
#include "aq_assert.h"

#include "watched.h"

static uint8_t *filled(uint8_t *data, size_t bytes) {
    for (size_t i = 0; i < bytes; i++)
        data[i] = (uint8_t)(29 * i + 17);
    return data;
}

/* tmp is 8 bytes per scale and 256 per row
 * of src (semantics.md f.1). */
void full_case(aqh_case *c) {
    static uint8_t src[ELEMENTS], scale[2 * COLUMNS], offset[2 * COLUMNS];
    const aq_tensor parameter = {AQ_BF16, 1, COLUMNS};
    *c = (aqh_case){
        .call = {.product = AQ_PRODUCT_A2,
                 .prototype = AQ_PER_CHANNEL,
                 .has_offset = true,
                 .src = {AQ_INT8, ROWS, COLUMNS},
                 .scale = parameter,
                 .offset = parameter,
                 .dst = {AQ_BF16, ROWS, COLUMNS},
                 .k = ROWS,
                 .tmp_explicit = true,
                 .tmp_bytes = 8 * COLUMNS + 256 * ROWS},
        .data = {filled(src, sizeof(src)), filled(scale, sizeof(scale)),
                 filled(offset, sizeof(offset)), NULL},
        .bytes = {sizeof(src), sizeof(scale), sizeof(offset), DST_BYTES},
    };
}

void half_case(aqh_case *c) {
    enum { TOKENS = 16 };
    static uint8_t src[TOKENS * COLUMNS], scale[2 * TOKENS];
    *c = (aqh_case){
        .call = {.product = AQ_PRODUCT_950,
                 .prototype = AQ_PER_TOKEN,
                 .src = {AQ_INT8, TOKENS, COLUMNS},
                 .scale = {AQ_HALF, TOKENS, 1},
                 .dst = {AQ_HALF, TOKENS, COLUMNS},
                 .cal_count = TOKENS / 2 * COLUMNS},
        .data = {src, scale, NULL, NULL},
        .bytes = {sizeof(src), sizeof(scale), 0, 2 * sizeof(src)},
    };
}

aqh_outcome run_with(aqh_runner *runner, run_fn *run, void *ctx, const aqh_case *c) {
    const aq_backend backend = {
        .abi = AQ_BACKEND_ABI, .bytes = sizeof(aq_backend), .name = "test", .ctx = ctx, .run = run};
    uint8_t dst[4 * DST_BYTES];
    aqh_outcome outcome;
    aqh_run(runner, &backend, c, dst, &outcome);
    return outcome;
}

aqh_outcome run_once(run_fn *run, void *ctx, const aqh_case *c) {
    aqh_runner *runner = aqh_runner_new();
    assert_non_null(runner);
    aqh_outcome outcome = run_with(runner, run, ctx, c);
    aqh_runner_free(runner);
    return outcome;
}
