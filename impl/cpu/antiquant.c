/* The public call and the built-in backend: refuse what is illegal, then choose
 * who computes. */
#include "aq_backend.h"
#include "scalar.h"

aq_rule aq_antiquant(const aq_call *call, const aq_buffers *buffers, aq_error *error) {
    const aq_rule rule = aq_check_buffers(call, buffers, error);
    if (rule == AQ_LEGAL) {
        aqc_scalar_run(call, buffers);
    }
    return rule;
}

static aq_run_status run(void *ctx, const aq_call *call, const aq_buffers *buffers,
                         aq_error *error) {
    (void)ctx;
    return aq_antiquant(call, buffers, error) == AQ_LEGAL ? AQ_RUN_OK : AQ_RUN_REFUSED;
}

const aq_backend *aq_backend_cpu(void) {
    static const aq_backend backend = {
        .abi = AQ_BACKEND_ABI, .bytes = sizeof(aq_backend), .name = "cpu", .run = run};
    return &backend;
}
