#include "bench_work.h"

#include "aq_cpu.h"
#include "fast.h"
#include "format.h"
#include "generate.h"
#include "machine.h"
#include "names.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { ROW = 4096, GROUP = 128, GROUP_FP4 = 32, ALIGN = 64 };

static void shape(aq_call *call, const aqh_variant *v, bool grouped, size_t elements) {
    const bool fp4 = v->types.scale == AQ_E8M0;
    *call = (aq_call){.product = v->types.product,
                      .prototype = v->types.prototype,
                      .transpose = v->transpose,
                      .has_offset = v->has_offset,
                      .k_dim = v->k_dim,
                      .overflow = aqh_default_overflow(v->types.product)};
    size_t rows = elements / ROW / GROUP * GROUP; /* whole groups of rows, if that many */
    rows = rows ? rows : elements / ROW / GROUP_FP4 * GROUP_FP4;
    call->src.format = v->types.src;
    call->src.rows = rows ? (uint32_t)rows : 1;
    call->src.cols = ROW;
    call->dst = call->src;
    call->dst.format = v->types.dst;
    if (call->prototype == AQ_PER_GROUP || call->prototype == AQ_PER_TOKEN)
        call->cal_count = call->src.rows * call->src.cols;
    else
        call->k = call->transpose ? call->src.cols : call->src.rows;
    if (call->prototype == AQ_PER_GROUP)
        call->group_size = fp4 ? GROUP_FP4 : GROUP;
    aqo_scale_shape(call, grouped ? call->k / GROUP : 1, &call->scale.rows, &call->scale.cols);
    call->scale.format = v->types.scale;
    call->offset = call->scale;
    aqh_set_tmp(call);
}

static bool allocate(aqh_case *c, int operand) {
    const aq_tensor *tensor = aqh_tensor(&c->call, operand);
    c->bytes[operand] = aqo_bytes(tensor->format, (size_t)tensor->rows * tensor->cols);
    c->data[operand] = aligned_alloc(ALIGN, (c->bytes[operand] + ALIGN - 1) / ALIGN * ALIGN);
    return c->data[operand] != NULL;
}

static uint32_t number_code(aq_format format, aqh_random *random) {
    for (;;) {
        const uint32_t code = aqh_below(random, (uint32_t)aqo_code_count(format));
        if (isfinite(aqo_decode_double(format, code)))
            return code;
    }
}

static void fill_sources(aqh_case *c, aqh_random *random) {
    enum { PATTERN = 1 << 16 };
    const aq_format format = c->call.src.format;
    const size_t pattern = c->bytes[AQH_SRC] < PATTERN ? c->bytes[AQH_SRC] : PATTERN;
    const size_t per_byte = 8 / aqo_format_get(format)->bits;
    memset(c->data[AQH_SRC], 0, pattern);
    for (size_t k = 0; k < pattern * per_byte; k++)
        aqo_store(format, c->data[AQH_SRC], k, number_code(format, random));
    for (size_t k = pattern; k < c->bytes[AQH_SRC]; k += pattern)
        memcpy(c->data[AQH_SRC] + k, c->data[AQH_SRC],
               c->bytes[AQH_SRC] - k < pattern ? c->bytes[AQH_SRC] - k : pattern);
}

/* A number of random significand and sign, of one of the binades from low to high. */
static uint32_t parameter(aq_format format, int low, int high, bool negative, aqh_random *random) {
    const double value =
        ldexp(1 + (double)(aqh_next(random) >> 12) * 0x1p-52, aqh_between(random, low, high));
    if (format == AQ_E8M0)
        return (uint32_t)(127 + aqh_between(random, low, high));
    const aqo_pair v = {negative && aqh_one_in(random, 2) ? -value : value, 0};
    return aqo_pair_round(format, AQ_OVERFLOW_INF_NAN, v);
}

static void fill_parameters(aqh_case *c, int operand, int low, int high, bool negative,
                            aqh_random *random) {
    const aq_tensor *tensor = aqh_tensor(&c->call, operand);
    const size_t count = (size_t)tensor->rows * tensor->cols;
    for (size_t k = 0; k < count; k++)
        aqo_store(tensor->format, c->data[operand], k,
                  parameter(tensor->format, low, high, negative, random));
}

bool aqh_work_make(aqh_work *work, const aqh_variant *variant, bool grouped, size_t elements,
                   char *error, size_t error_bytes) {
    aq_error why;
    *work = (aqh_work){.copy_threads = 1};
    aqh_case *c = &work->c;
    aqh_case_init(c);
    shape(&c->call, variant, grouped, elements);
    if (aqo_legal(&c->call, &why) != AQ_LEGAL) {
        snprintf(error, error_bytes, "%s", why.text);
        return false;
    }
    work->elements = (size_t)c->call.src.rows * c->call.src.cols;
    bool good = true;
    for (int k = 0; good && k < AQH_OPERANDS; k++)
        if (k != AQH_OFFSET || variant->has_offset)
            good = allocate(c, k);
    for (int k = 0; good && k < AQH_OPERANDS; k++)
        work->traffic += c->bytes[k];
    const size_t half = work->traffic / 2 + ALIGN;
    good = good && (work->from = aligned_alloc(ALIGN, half / ALIGN * ALIGN)) &&
           (work->to = aligned_alloc(ALIGN, half / ALIGN * ALIGN)) &&
           (work->tmp = malloc(c->call.tmp_bytes + 1));
    if (!good) {
        snprintf(error, error_bytes, "out of memory");
        aqh_work_free(work);
        return false;
    }
    aqh_random random = {1};
    memset(work->from, 1, half / ALIGN * ALIGN);
    fill_sources(c, &random);
    fill_parameters(c, AQH_SCALE, -8, -4, true, &random);
    if (variant->has_offset)
        fill_parameters(c, AQH_OFFSET, -6, 3, true, &random);
    return true;
}

void aqh_work_free(aqh_work *work) {
    aqh_case_free(&work->c);
    free(work->from);
    free(work->to);
    free(work->tmp);
    work->from = work->to = work->tmp = NULL;
}

typedef struct part {
    char *to;
    const char *from;
    size_t bytes;
} part;

static void *copy_part(void *argument) {
    const part *p = argument;
    memcpy(p->to, p->from, p->bytes);
    return NULL;
}

#ifdef __SSE2__
static void *copy_part_around(void *argument) {
    const part *p = argument;
    const __m128i *from = (const __m128i *)p->from;
    __m128i *to = (__m128i *)p->to;
    const size_t lines = p->bytes / ALIGN;
    for (size_t k = 0; k < lines; k++, from += 4, to += 4) {
        const __m128i a = from[0], b = from[1], c = from[2], d = from[3];
        _mm_stream_si128(to, a);
        _mm_stream_si128(to + 1, b);
        _mm_stream_si128(to + 2, c);
        _mm_stream_si128(to + 3, d);
    }
    memcpy(to, from, p->bytes % ALIGN);
    _mm_sfence();
    return NULL;
}
#endif

static void copy(const aqh_work *work, void *(*one_part)(void *)) {
    enum { MOST = 64 };
    part parts[MOST] = {{0}};
    pthread_t threads[MOST];
    const unsigned count = work->copy_threads < MOST ? work->copy_threads : MOST;
    const size_t half = work->traffic / 2;
    size_t done = 0;
    unsigned started = 0;
    for (unsigned k = 0; k < count; k++) {
        const size_t end = k + 1 == count ? half : half / count * (k + 1) / ALIGN * ALIGN;
        parts[k] = (part){(char *)work->to + done, (const char *)work->from + done, end - done};
        done = end;
    }
    for (unsigned k = 1; k < count; k++)
        if (pthread_create(&threads[started], NULL, one_part, &parts[k]) == 0)
            started++;
        else
            one_part(&parts[k]);
    one_part(&parts[0]);
    for (unsigned k = 0; k < started; k++)
        pthread_join(threads[k], NULL);
}

void aqh_work_copy(void *work) {
    copy(work, copy_part);
}

#ifdef __SSE2__
static void copy_around(void *work) {
    copy(work, copy_part_around);
}
void (*const aqh_work_copy_around)(void *work) = copy_around;
#else
void (*const aqh_work_copy_around)(void *work) = NULL;
#endif

size_t aqh_work_cache_bytes(void) {
    aqh_machine machine;
    aqh_machine_get(&machine);
    return machine.l2_bytes * 3 / 8;
}

/* Not more than a quarter of what there is: the copy has as much again. */
size_t aqh_work_memory_bytes(void) {
    const size_t wanted = 4 * aq_cpu_last_level_cache();
    const size_t most = (size_t)sysconf(_SC_PHYS_PAGES) / 4 * (size_t)sysconf(_SC_PAGESIZE);
    return wanted < most ? wanted : most;
}

double aqh_work_bytes_per_element(const aqh_variant *variant) {
    return (aqo_format_get(variant->types.src)->bits + aqo_format_get(variant->types.dst)->bits) /
           8.0;
}
