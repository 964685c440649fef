/* The right result of every element, then the fault. */
#include "planted.h"

#include "aq_backend.h"
#include "format.h"
#include "index.h"

static aq_run_status run(void *ctx, const aq_call *call, const aq_buffers *buffers,
                         aq_error *error) {
    (void)ctx;
    if (aq_antiquant(call, buffers, 1, error) != AQ_LEGAL)
        return AQ_RUN_REFUSED;
    planted_element e = {
        .dst = call->dst.format, .overflow = call->overflow, .has_offset = aqo_uses_offset(call)};
    const size_t elements = aqo_computed(call);
    for (size_t i = 0; i < elements; i++) {
        const size_t p = aqo_param_index(call, i / call->src.cols, i % call->src.cols);
        e.x = aqo_decode_double(call->src.format, aqo_load(call->src.format, buffers->src, i));
        e.s =
            aqo_decode_double(call->scale.format, aqo_load(call->scale.format, buffers->scale, p));
        e.o = e.has_offset ? aqo_decode_double(call->offset.format,
                                               aqo_load(call->offset.format, buffers->offset, p))
                           : 0;
        e.value = aqo_pair_exact(e.x, e.o, e.s, e.has_offset);
        e.code = aqo_load(e.dst, buffers->dst, i);
        aqo_store(e.dst, buffers->dst, i, planted_fault(&e));
    }
    return AQ_RUN_OK;
}

const aq_backend *aq_backend_open(void);

const aq_backend *aq_backend_open(void) {
    static const aq_backend backend = {
        .abi = AQ_BACKEND_ABI, .bytes = sizeof(aq_backend), .name = "planted", .run = run};
    return &backend;
}
