/* A plug-in that needs a function nobody has. */
#include "aq_backend.h"

const aq_backend *aq_nobody_has_this(void);
const aq_backend *aq_backend_open(void);

const aq_backend *aq_backend_open(void) {
    return aq_nobody_has_this();
}
