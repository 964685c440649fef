/* The portable variant: element after element, in runs that share a scale. */
#include "scalar.h"
#include "mutate.h"
#include "names.h"
#include "number.h"

struct job {
    const aq_call *call;
    const uint8_t *src;
    uint8_t *dst;
    unsigned src_bits, dst_bits;
};

static void elements(const struct job *job, const aqc_run *run, size_t stride) {
    const aq_format dst_format = job->call->dst.format;
    const aq_format src_format = AQ_MUTATE(
        one_combination_sent_to_another, job->call->src.format,
        job->call->src.format == AQ_E5M2 && dst_format == AQ_FLOAT ? AQ_E4M3FN
                                                                   : job->call->src.format);
    const aq_format param_format = job->call->scale.format;
    const aq_overflow overflow = job->call->overflow;
    const aqc_number scale_value =
        aqc_decode(param_format, AQ_MUTATE(scale_zero_for_seven_rows, run->scale,
                                           job->call->src.rows == 7 ? 0 : run->scale));
    const aqc_number scale =
        AQ_MUTATE(scale_rounded_to_half, scale_value,
                  aqc_decode(AQ_HALF, aqc_element(scale_value, NULL, (aqc_number){.significand = 1},
                                                  AQ_HALF, overflow)));
    const aqc_number offset_value = aqc_decode(param_format, run->offset);
    const aqc_number *offset = run->uses_offset ? &offset_value : NULL;
    const size_t count = AQ_MUTATE(tail_not_written, run->count,
                                   run->count > 64 ? run->count & ~(size_t)63 : run->count);
    AQ_MUTATE(
        reads_past_the_tail, (void)0,
        (void)*(const volatile uint8_t *)&job->src[((run->first + count) * job->src_bits + 7) / 8]);
    for (size_t k = 0; k < AQ_MUTATE(tail_written_too_far, count, (count + 63) & ~(size_t)63);
         k++) {
        const size_t i = run->first + k * stride;
        const size_t from =
            AQ_MUTATE(chunk_boundary_at_one_tmp_size, i,
                      job->call->tmp_bytes % 256 != 0 && i % 160 == 128 ? i - 1 : i);
        const aqc_number x = aqc_decode(src_format, aqc_load(job->src, job->src_bits, from));
        const uint32_t code = aqc_element(x, offset, scale, dst_format, overflow);
        aqc_store(
            job->dst, job->dst_bits, i,
            AQ_MUTATE(dst_not_cleared, code, code | (aqc_load(job->dst, job->dst_bits, i) & 1)));
    }
}

static struct job job_of(const aq_call *call, const aq_buffers *buffers) {
    return (struct job){.call = call,
                        .src = buffers->src,
                        .dst = buffers->dst,
                        .src_bits = aqi_format_bits(call->src.format),
                        .dst_bits = aqi_format_bits(call->dst.format)};
}

void aqc_scalar_elements(const aq_call *call, const aq_buffers *buffers, const aqc_run *run,
                         size_t stride) {
    const struct job job = job_of(call, buffers);
    elements(&job, run, stride);
}

static void run_elements(const void *context, const aqc_run *run) {
    elements(context, run, 1);
}

void aqc_scalar_compute(const aq_call *call, const aq_buffers *buffers, const aqc_part *part) {
    const struct job job = job_of(call, buffers);
    aqc_for_each_run(call, buffers, part, run_elements, &job);
}
