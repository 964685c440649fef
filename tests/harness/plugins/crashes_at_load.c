/* A plug-in that crashes before it can be asked anything. */
#include "aq_backend.h"

#include <stdlib.h>

__attribute__((constructor)) static void start(void) {
    abort();
}

const aq_backend *aq_backend_open(void);

const aq_backend *aq_backend_open(void) {
    return NULL;
}
