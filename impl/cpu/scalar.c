/* The portable variant: in runs that share a scale and an offset. */
#include "scalar.h"
#include "line.h"
#include "mutate.h"
#include "names.h"

struct job {
    const aq_call *call;
    const uint8_t *src;
    uint8_t *dst;
    unsigned src_bits, dst_bits;
    aq_format src_format;
    const aqc_target *target;
    const aqc_sources *sources; /* null: not worth it */
};

/* A run's parameters. */
typedef struct pair {
    aqc_number scale, offset_value;
    const aqc_number *offset; /* or null */
} pair;

static void pair_of(const struct job *job, const aqc_run *run, pair *p) {
    const aq_format format = job->call->scale.format;
    const aqc_number scale =
        aqc_decode(format, AQ_MUTATE(scale_zero_for_seven_rows, run->scale,
                                     job->call->src.rows == 7 ? 0 : run->scale));
    p->scale =
        AQ_MUTATE(scale_rounded_to_half, scale,
                  aqc_decode(AQ_HALF, aqc_element(scale, NULL, (aqc_number){.significand = 1},
                                                  AQ_HALF, job->call->overflow)));
    p->offset_value = aqc_decode(format, run->offset);
    p->offset_value.negative =
        AQ_MUTATE(offset_subtracted, p->offset_value.negative, !p->offset_value.negative);
    p->offset = run->uses_offset ? &p->offset_value : NULL;
}

/* The index that element i of src is read from. */
static inline size_t source_of(const struct job *job, size_t i) {
    (void)job;
    return AQ_MUTATE(chunk_boundary_at_one_tmp_size, i,
                     job->call->tmp_bytes % 256 != 0 && i % 160 == 128 ? i - 1 : i);
}

AQC_SPECIALIZED void put(uint8_t *dst, unsigned dst_bits, size_t i, uint32_t code) {
    aqc_store(dst, dst_bits, i,
              AQ_MUTATE(dst_not_cleared, code, code | (aqc_load(dst, dst_bits, i) & 1)));
}

static void exactly(const struct job *job, const pair *p, size_t first, size_t stride,
                    size_t count) {
    const bool all_nan = p->scale.class == AQC_NAN || p->offset_value.class == AQC_NAN;
    uint32_t code = 0;
    for (size_t k = 0, i = first; k < count; k++, i += stride) {
        if (k == 0 || !all_nan) {
            const aqc_number x =
                aqc_decode(job->src_format, aqc_load(job->src, job->src_bits, source_of(job, i)));
            code = aqc_element(x, p->offset, p->scale, job->call->dst.format, job->call->overflow);
        }
        put(job->dst, job->dst_bits, i, code);
    }
}

/* ---- In 64 bits ------------------------------------------------------------------- */

AQC_SPECIALIZED void along(const struct job *job, const pair *p, const aqc_line *given,
                           size_t first, size_t stride, size_t count, unsigned src_bits,
                           const aqc_target *t, bool saturate) {
    const unsigned dst_bits = t->precision == 24 ? 32 : 16;
    /* Copies, which what is stored cannot be taken to change. */
    const aqc_sources *const sources = job->sources;
    const uint8_t *const src = job->src;
    uint8_t *const dst = job->dst;
    const aqc_line line = *given;
    for (size_t k = 0, i = first; k < count; k++, i += stride) {
        const uint32_t x = aqc_load(src, src_bits, source_of(job, i));
        if (__builtin_expect(sources->odd_one[x], 0)) {
            put(dst, dst_bits, i,
                aqc_element(sources->number[x], p->offset, p->scale, job->call->dst.format,
                            job->call->overflow));
        } else {
            put(dst, dst_bits, i, aqc_line_element(&line, sources->value[x], t, saturate));
        }
    }
}

/* One loop for each width of src, format of dst, and overflow. */
static void elements_along(const struct job *job, const pair *p, const aqc_line *line, size_t first,
                           size_t stride, size_t count) {
    const bool saturate = aqc_saturates(job->target, job->call->overflow);
#define ALONG(bits, t, saturate) along(job, p, line, first, stride, count, bits, t, saturate)
#define ALONG_8_OR_4(t, saturate)                                                                  \
    (job->src_bits == 8 ? ALONG(8, t, saturate) : ALONG(4, t, saturate))
#define ALONG_TO(t) (saturate ? ALONG_8_OR_4(t, true) : ALONG_8_OR_4(t, false))
    job->target->precision == 11  ? ALONG_TO(&aqc_half_target)
    : job->target->precision == 8 ? ALONG_TO(&aqc_bf16_target)
                                  : ALONG_TO(&aqc_float_target);
#undef ALONG_TO
#undef ALONG_8_OR_4
#undef ALONG
}

/* A table of all results, where there are at least as many elements as codes. */
static void elements_by_table(const struct job *job, const pair *p, const aqc_line *line,
                              size_t first, size_t stride, size_t count) {
    uint32_t results[AQC_SOURCE_CODES];
    const aqc_sources *const sources = job->sources;
    const uint8_t *const src = job->src;
    uint8_t *const dst = job->dst;
    aqc_line_results(line, sources, job->target, aqc_saturates(job->target, job->call->overflow),
                     results);
    for (unsigned k = 0; k < sources->odd_ones; k++) {
        const unsigned x = sources->odd_one_code[k];
        results[x] = aqc_element(sources->number[x], p->offset, p->scale, job->call->dst.format,
                                 job->call->overflow);
    }
    /* The widths and the usual stride are constants in loops of their own. */
#define LOOK_UP(src_bits, dst_bits, stride)                                                        \
    for (size_t k = 0, i = first; k < count; k++, i += (stride)) {                                 \
        const uint32_t x = aqc_load(src, src_bits, source_of(job, i));                             \
        put(dst, dst_bits, i, results[x]);                                                         \
    }
    if (job->src_bits == 8 && job->dst_bits == 16 && stride == 1) {
        LOOK_UP(8, 16, 1)
    } else if (job->src_bits == 4 && job->dst_bits == 16 && stride == 1) {
        LOOK_UP(4, 16, 1)
    } else {
        LOOK_UP(job->src_bits, job->dst_bits, stride)
    }
#undef LOOK_UP
}

/* ---- Runs ------------------------------------------------------------------------- */

/* Elements from first on, each stride from the one before. */
static void elements(const struct job *job, const aqc_run *run, size_t stride) {
    pair p;
    aqc_line line;
    pair_of(job, run, &p);
    const size_t written = AQ_MUTATE(tail_not_written, run->count,
                                     run->count > 64 ? run->count & ~(size_t)63 : run->count);
    AQ_MUTATE(reads_past_the_tail, (void)0,
              (void)*(const volatile uint8_t *)&job
                  ->src[((run->first + run->count) * job->src_bits + 7) / 8]);
    const size_t count = AQ_MUTATE(tail_written_too_far, written, (written + 63) & ~(size_t)63);
    if (job->sources != NULL && aqc_line_of(job->sources, p.offset, p.scale, job->target, &line)) {
        (count >= job->sources->codes ? elements_by_table
                                      : elements_along)(job, &p, &line, run->first, stride, count);
    } else {
        exactly(job, &p, run->first, stride, count);
    }
}

static struct job job_of(const aq_call *call, const aq_buffers *buffers,
                         const aqc_sources *sources) {
    return (struct job){.call = call,
                        .src = buffers->src,
                        .dst = buffers->dst,
                        .src_bits = aqi_format_bits(call->src.format),
                        .dst_bits = aqi_format_bits(call->dst.format),
                        .src_format =
                            AQ_MUTATE(one_combination_sent_to_another, call->src.format,
                                      call->src.format == AQ_E5M2 && call->dst.format == AQ_FLOAT
                                          ? AQ_E4M3FN
                                          : call->src.format),
                        .target = aqc_dst_target(call->dst.format),
                        .sources = sources};
}

void aqc_scalar_elements(const aq_call *call, const aq_buffers *buffers, const aqc_run *run,
                         size_t stride) {
    const struct job job = job_of(call, buffers, NULL);
    elements(&job, run, stride);
}

static void run_elements(const void *context, const aqc_run *run) {
    elements(context, run, 1);
}

void aqc_scalar_compute(const aq_call *call, const aq_buffers *buffers, const aqc_part *part) {
    aqc_sources sources; /* of all codes: for more elements than there are codes */
    struct job job = job_of(call, buffers, NULL);
    const size_t elements = (size_t)call->src.rows * call->src.cols;
    if (elements >= (size_t)2 << job.src_bits) {
        aqc_sources_of(job.src_format, job.src_bits, &sources);
        job.sources = &sources;
    }
    aqc_for_each_run(call, buffers, part, run_elements, &job);
}
