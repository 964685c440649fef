/* A plug-in that fits, from a later time: its struct has more at its end. */
#include "aq_backend.h"

#include <string.h>

static aq_run_status run(void *ctx, const aq_call *call, const aq_buffers *buffers,
                         aq_error *error) {
    (void)call, (void)error;
    memset(buffers->dst, *(const int *)ctx, buffers->dst_bytes);
    return AQ_RUN_OK;
}

static int seven = 7;
static const struct {
    aq_backend backend;
    int more;
} larger = {{AQ_BACKEND_ABI, sizeof(larger), "good plug-in", &seven, NULL, run}, 1};

const aq_backend *aq_backend_open(void);

const aq_backend *aq_backend_open(void) {
    return &larger.backend;
}
