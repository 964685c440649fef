/* Legality of a call with its data: pointers first, since nothing can be said
 * without them; then the call; then what the buffers hold and where they are. */
#include "format.h"
#include "index.h"
#include "legal.h"
#include "legal_error.h"

typedef struct range {
    const char *name;
    uintptr_t begin;
    size_t bytes;     /* that the call touches */
    size_t available; /* at the pointer */
    bool written;
} range;

static bool overlap(const range *a, const range *b) {
    if (a->bytes == 0 || b->bytes == 0)
        return false;
    return a->begin < b->begin ? b->begin - a->begin < a->bytes : a->begin - b->begin < b->bytes;
}

static size_t tensor_bytes(const aq_tensor *tensor) {
    return aqo_bytes(tensor->format, aqo_elements(tensor));
}

aq_rule aqo_legal_buffers(const aq_call *call, const aq_buffers *buffers, aq_error *error) {
    if (!call)
        return aqo_broken(error, AQ_RULE_POINTER, "call", "got null");
    if (!buffers)
        return aqo_broken(error, AQ_RULE_POINTER, "buffers", "got null");
    const bool offset = aqo_uses_offset(call);
    const bool tmp = call->tmp_explicit && call->tmp_bytes > 0;
    const struct {
        const char *name;
        const void *pointer;
        bool required;
    } pointers[] = {
        {"src", buffers->src, true}, {"scale", buffers->scale, true},
        {"dst", buffers->dst, true}, {"offset", buffers->offset, offset},
        {"tmp", buffers->tmp, tmp},
    };
    for (size_t k = 0; k < sizeof pointers / sizeof *pointers; k++)
        if (pointers[k].required && !pointers[k].pointer)
            return aqo_broken(error, AQ_RULE_POINTER, pointers[k].name, "got null");

    aq_rule rule = aqo_legal(call, error);
    if (rule)
        return rule;

    /* In the order src, scale, dst, offset, tmp. */
    const range ranges[] = {
        {"src", (uintptr_t)buffers->src, tensor_bytes(&call->src), buffers->src_bytes, false},
        {"scale", (uintptr_t)buffers->scale, tensor_bytes(&call->scale), buffers->scale_bytes,
         false},
        {"dst", (uintptr_t)buffers->dst, tensor_bytes(&call->dst), buffers->dst_bytes, true},
        {"offset", (uintptr_t)buffers->offset, offset ? tensor_bytes(&call->offset) : 0,
         buffers->offset_bytes, false},
        {"tmp", (uintptr_t)buffers->tmp, tmp ? call->tmp_bytes : 0, call->tmp_bytes, true},
    };
    enum { RANGES = sizeof ranges / sizeof *ranges };
    for (int k = 0; k < RANGES; k++)
        if (ranges[k].available < ranges[k].bytes)
            return aqo_broken(error, AQ_RULE_BUFFER_BYTES, ranges[k].name,
                              "needs %zu bytes, got %zu", ranges[k].bytes, ranges[k].available);
    for (int a = 0; a < RANGES; a++)
        for (int b = 0; b < RANGES; b++)
            if (a != b && ranges[a].written && overlap(&ranges[a], &ranges[b]))
                return aqo_broken(error, AQ_RULE_OVERLAP, ranges[a].name, "overlaps %s",
                                  ranges[b].name);
    return AQ_LEGAL;
}
