/* Decides who owns the data of a case and how much of it there is. */
#include "case.h"

#include "format.h"
#include "index.h"

#include <stdlib.h>
#include <string.h>

const char *const aqh_operand_names[AQH_OPERANDS] = {"src", "scale", "offset", "dst"};

void aqh_case_init(aqh_case *c) {
    memset(c, 0, sizeof *c);
    c->max_ulp = 0.5;
}

void aqh_case_free(aqh_case *c) {
    for (int i = 0; i < AQH_OPERANDS; i++) {
        free(c->data[i]);
    }
    aqh_case_init(c);
}

const aq_tensor *aqh_tensor(const aq_call *call, int operand) {
    const aq_tensor *const tensors[AQH_OPERANDS] = {&call->src, &call->scale, &call->offset,
                                                    &call->dst};
    return tensors[operand];
}

size_t aqh_case_bytes(const aq_call *call, int operand) {
    const aq_tensor *tensor = aqh_tensor(call, operand);
    return operand == AQH_OFFSET && !aqo_uses_offset(call)
               ? 0
               : aqo_bytes(tensor->format, aqo_elements(tensor));
}

bool aqh_case_allocate(aqh_case *c) {
    for (int i = AQH_SRC; i <= AQH_OFFSET; i++) {
        free(c->data[i]);
        c->data[i] = NULL;
        c->bytes[i] = 0;
    }
    for (int i = AQH_SRC; i <= AQH_OFFSET; i++) {
        c->bytes[i] = aqh_case_bytes(&c->call, i);
        if (i == AQH_OFFSET && c->bytes[i] == 0) {
            continue;
        }
        c->data[i] = calloc(c->bytes[i] ? c->bytes[i] : 1, 1);
        if (c->data[i] == NULL) {
            aqh_case_free(c);
            return false;
        }
    }
    return true;
}
