/* A plug-in that crashes when it is opened. */
#include "aq_backend.h"

#include <stdlib.h>

const aq_backend *aq_backend_open(void);

const aq_backend *aq_backend_open(void) {
    abort();
}
