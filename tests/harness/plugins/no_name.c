/* A plug-in without a name. */
#include "aq_backend.h"

static aq_run_status run(void *ctx, const aq_call *call, const aq_buffers *buffers,
                         aq_error *error) {
    (void)ctx, (void)call, (void)buffers, (void)error;
    return AQ_RUN_OK;
}

static const aq_backend backend = {AQ_BACKEND_ABI, sizeof(aq_backend), NULL, NULL, NULL, run};

const aq_backend *aq_backend_open(void);

const aq_backend *aq_backend_open(void) {
    return &backend;
}
