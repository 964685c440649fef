/* A plug-in that cannot work here. */
#include "aq_backend.h"

const aq_backend *aq_backend_open(void);

const aq_backend *aq_backend_open(void) {
    return NULL;
}
