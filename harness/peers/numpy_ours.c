/* The CPU backend as numpy_peer.py calls it: the calls of `aqcheck bench cpu`, with their
 * data, which numpy then works on as well. */
#include "aq_cpu.h"
#include "bench_work.h"
#include "fast.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct numpy_call {
    aqh_work work;
    aq_cpu_variant variant;
} numpy_call;

/* What Python sees of it: operands in the order src, scale, offset, dst; data is null where
 * the call has none. */
typedef struct numpy_operand {
    uint32_t rows, cols;
    size_t bytes;
    void *data;
} numpy_operand;

static bool find(const char *text, aqh_variant *variant, char *error, size_t error_bytes) {
    aqh_filter filter = aqh_filter_any;
    size_t count = 0;
    if (!aqh_filter_parse(&filter, text, error, error_bytes))
        return false;
    aqh_variant *all = aqh_variants(&count);
    bool found = false;
    for (size_t k = 0; all && k < count && !found; k++)
        if ((found = aqh_filter_takes(&filter, &all[k])))
            *variant = all[k];
    free(all);
    if (!found)
        snprintf(error, error_bytes, "no call is '%s'", text);
    return found;
}

/* The first call that the filter takes, with so much to read and write. Null, and one line in
 * error, when there is none. */
numpy_call *aq_numpy_make(const char *filter, size_t bytes, numpy_operand operands[AQH_OPERANDS],
                          char *error, size_t error_bytes) {
    aqh_variant v;
    numpy_call *call = malloc(sizeof *call);
    snprintf(error, error_bytes, "out of memory");
    if (!call || !aq_cpu_choice(&call->variant, error, error_bytes) ||
        !find(filter, &v, error, error_bytes) ||
        !aqh_work_make(&call->work, &v, false,
                       (size_t)((double)bytes / aqh_work_bytes_per_element(&v)), error,
                       error_bytes)) {
        free(call);
        return NULL;
    }
    const aqh_case *c = &call->work.c;
    for (int k = 0; k < AQH_OPERANDS; k++) {
        const aq_tensor *tensor = aqh_tensor(&c->call, k);
        operands[k] = (numpy_operand){tensor->rows, tensor->cols, c->bytes[k], c->data[k]};
    }
    return call;
}

/* On one thread. False if it is refused. */
bool aq_numpy_run(const numpy_call *call) {
    const aqh_case *c = &call->work.c;
    const aq_buffers buffers = {.src = c->data[AQH_SRC],
                                .scale = c->data[AQH_SCALE],
                                .offset = c->data[AQH_OFFSET],
                                .dst = c->data[AQH_DST],
                                .tmp = call->work.tmp,
                                .src_bytes = c->bytes[AQH_SRC],
                                .scale_bytes = c->bytes[AQH_SCALE],
                                .offset_bytes = c->bytes[AQH_OFFSET],
                                .dst_bytes = c->bytes[AQH_DST]};
    return aq_antiquant_on(call->variant, &c->call, &buffers, 1, NULL) == AQ_LEGAL;
}

void aq_numpy_free(numpy_call *call) {
    aqh_work_free(&call->work);
    free(call);
}

const char *aq_numpy_variant(const numpy_call *call) {
    return aq_cpu_name(call->variant);
}

/* The value of a code of the source. */
double aq_numpy_decode(const numpy_call *call, uint32_t code) {
    return aqo_decode_double(call->work.c.call.src.format, code);
}

size_t aq_numpy_cache_bytes(void) {
    return aqh_work_cache_bytes();
}

size_t aq_numpy_memory_bytes(void) {
    return aqh_work_memory_bytes();
}
