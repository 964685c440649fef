/* The portable variant: element after element, in runs that share a scale. */
#include "scalar.h"
#include "layout.h"
#include "names.h"
#include "number.h"

struct job {
    const aq_call *call;
    const uint8_t *src;
    uint8_t *dst;
    unsigned src_bits, dst_bits;
};

static void run_elements(const void *context, const aqc_run *run) {
    const struct job *job = context;
    const aq_format src_format = job->call->src.format, dst_format = job->call->dst.format;
    const aq_format param_format = job->call->scale.format;
    const aq_overflow overflow = job->call->overflow;
    const aqc_number scale = aqc_decode(param_format, run->scale);
    const aqc_number offset_value = aqc_decode(param_format, run->offset);
    const aqc_number *offset = run->uses_offset ? &offset_value : NULL;
    const size_t end = run->first + run->count;
    for (size_t i = run->first; i < end; i++) {
        const aqc_number x = aqc_decode(src_format, aqc_load(job->src, job->src_bits, i));
        aqc_store(job->dst, job->dst_bits, i, aqc_element(x, offset, scale, dst_format, overflow));
    }
}

void aqc_scalar_run(const aq_call *call, const aq_buffers *buffers) {
    const struct job job = {.call = call,
                            .src = buffers->src,
                            .dst = buffers->dst,
                            .src_bits = aqi_format_bits(call->src.format),
                            .dst_bits = aqi_format_bits(call->dst.format)};
    aqc_for_each_run(call, buffers, run_elements, &job);
}
