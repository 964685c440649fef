/* A plug-in that cannot run. */
#include "aq_backend.h"

static const aq_backend backend = {AQ_BACKEND_ABI, sizeof(aq_backend), "idle", NULL, NULL, NULL};

const aq_backend *aq_backend_open(void);

const aq_backend *aq_backend_open(void) {
    return &backend;
}
