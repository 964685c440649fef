/* The CPU backend beside oneDNN, on the work that both can do: int8 times a scale, without
 * an offset. One thread, in turn, medians; the table is part of reports/performance.md. */
#include "aq_cpu.h"
#include "bench_time.h"
#include "bench_work.h"
#include "format.h"

#include <dnnl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *name;
    aqo_combination types;
    bool transpose;
    int scale_mask; /* of oneDNN: bit 0: a scale for each row, bit 1: for each column */
} works[] = {
    {"int8 -> bf16, a scale for each column",
     {AQ_PRODUCT_950, AQ_PER_CHANNEL, AQ_INT8, AQ_BF16, AQ_BF16},
     false,
     2},
    {"int8 -> bf16, one scale",
     {AQ_PRODUCT_950, AQ_PER_TENSOR, AQ_INT8, AQ_BF16, AQ_BF16},
     false,
     0},
    {"int8 -> bf16, a scale for each row",
     {AQ_PRODUCT_950, AQ_PER_TOKEN, AQ_INT8, AQ_BF16, AQ_BF16},
     false,
     1},
    {"int8 -> float, a scale for each column",
     {AQ_PRODUCT_950, AQ_PER_TOKEN, AQ_INT8, AQ_FLOAT, AQ_FLOAT},
     true,
     2},
    {"int8 -> float, a scale for each row",
     {AQ_PRODUCT_950, AQ_PER_TOKEN, AQ_INT8, AQ_FLOAT, AQ_FLOAT},
     false,
     1},
};

typedef struct peer {
    dnnl_engine_t engine;
    dnnl_stream_t stream;
    dnnl_primitive_t reorder;
    dnnl_memory_t src, dst;
    dnnl_exec_arg_t arguments[2];
} peer;

static void need(dnnl_status_t status, const char *what) {
    if (status == dnnl_success)
        return;
    fprintf(stderr, "peers: oneDNN: %s: status %d\n", what, (int)status);
    exit(2);
}

static void *peer_dst(size_t bytes) {
    void *dst = aligned_alloc(64, (bytes + 63) / 64 * 64);
    if (!dst)
        exit(2);
    return dst;
}

static void peer_make(peer *p, const aqh_work *work, int mask, void *dst) {
    const aq_call *call = &work->c.call;
    const dnnl_dims_t dims = {call->src.rows, call->src.cols};
    const size_t scales = (size_t)call->scale.rows * call->scale.cols;
    float *scale = malloc(scales * sizeof *scale);
    dnnl_memory_desc_t src_desc, dst_desc;
    dnnl_primitive_attr_t attributes;
    dnnl_primitive_desc_t description;
    if (!scale)
        exit(2);
    for (size_t k = 0; k < scales; k++) {
        uint32_t code = aqo_load(call->scale.format, work->c.data[AQH_SCALE], k);
        code = call->scale.format == AQ_BF16 ? code << 16 : code;
        memcpy(&scale[k], &code, sizeof code);
    }
    need(dnnl_engine_create(&p->engine, dnnl_cpu, 0), "engine");
    need(dnnl_stream_create(&p->stream, p->engine, dnnl_stream_default_flags), "stream");
    need(dnnl_memory_desc_init_by_tag(&src_desc, 2, dims, dnnl_s8, dnnl_ab), "src");
    need(dnnl_memory_desc_init_by_tag(&dst_desc, 2, dims,
                                      call->dst.format == AQ_BF16 ? dnnl_bf16 : dnnl_f32, dnnl_ab),
         "dst");
    need(dnnl_primitive_attr_create(&attributes), "attributes");
    need(dnnl_primitive_attr_set_output_scales(attributes, (dnnl_dim_t)scales, mask, scale),
         "scales");
    need(dnnl_reorder_primitive_desc_create(&description, &src_desc, p->engine, &dst_desc,
                                            p->engine, attributes),
         "reorder");
    need(dnnl_primitive_create(&p->reorder, description), "primitive");
    need(dnnl_memory_create(&p->src, &src_desc, p->engine, work->c.data[AQH_SRC]), "memory");
    need(dnnl_memory_create(&p->dst, &dst_desc, p->engine, dst), "memory");
    p->arguments[0] = (dnnl_exec_arg_t){DNNL_ARG_FROM, p->src};
    p->arguments[1] = (dnnl_exec_arg_t){DNNL_ARG_TO, p->dst};
    dnnl_primitive_desc_destroy(description);
    dnnl_primitive_attr_destroy(attributes);
    free(scale);
}

static void peer_free(peer *p) {
    dnnl_memory_destroy(p->src);
    dnnl_memory_destroy(p->dst);
    dnnl_primitive_destroy(p->reorder);
    dnnl_stream_destroy(p->stream);
    dnnl_engine_destroy(p->engine);
}

static void run_peer(void *context) {
    peer *p = context;
    need(dnnl_primitive_execute(p->reorder, p->stream, 2, p->arguments), "execute");
    need(dnnl_stream_wait(p->stream), "wait");
}

static aq_cpu_variant variant;

static void run_ours(void *context) {
    const aqh_work *work = context;
    const aqh_case *c = &work->c;
    const aq_buffers buffers = {.src = c->data[AQH_SRC],
                                .scale = c->data[AQH_SCALE],
                                .dst = c->data[AQH_DST],
                                .tmp = work->tmp,
                                .src_bytes = c->bytes[AQH_SRC],
                                .scale_bytes = c->bytes[AQH_SCALE],
                                .dst_bytes = c->bytes[AQH_DST]};
    aq_error error;
    if (aq_antiquant_on(variant, &c->call, &buffers, 1, &error) != AQ_LEGAL) {
        fprintf(stderr, "peers: %s\n", error.text);
        exit(2);
    }
}

/* How many results are not the same bits: is it the same work? */
static size_t compare(const aqh_work *work, const void *other) {
    size_t different = 0;
    for (size_t k = 0; k < work->elements; k++)
        different += aqo_load(work->c.call.dst.format, work->c.data[AQH_DST], k) !=
                     aqo_load(work->c.call.dst.format, other, k);
    return different;
}

static void time_work(size_t w, size_t bytes, unsigned rounds) {
    const aqh_variant form = {works[w].types, false, works[w].transpose, 1};
    aqh_work work;
    peer p;
    char error[300];
    if (!aqh_work_make(&work, &form, false,
                       (size_t)((double)bytes / aqh_work_bytes_per_element(&form)), error,
                       sizeof error)) {
        fprintf(stderr, "peers: %s\n", error);
        exit(2);
    }
    void *dst = peer_dst(work.c.bytes[AQH_DST]);
    peer_make(&p, &work, works[w].scale_mask, dst);
    aqh_subject subjects[3] = {{.run = run_ours, .context = &work},
                               {.run = run_peer, .context = &p},
                               {.run = aqh_work_copy, .context = &work}};
    if (!aqh_bench_time(subjects, 3, rounds, 0.002)) {
        fprintf(stderr, "peers: out of memory\n");
        exit(2);
    }
    const double giga = (double)work.elements * 1e-9;
    printf(" %.2f | %.2f | %.2f | %.2f | %zu |", giga / subjects[0].seconds,
           giga / subjects[1].seconds, subjects[1].seconds / subjects[0].seconds,
           giga / subjects[2].seconds, compare(&work, dst));
    fflush(stdout);
    peer_free(&p);
    free(dst);
    aqh_work_free(&work);
}

int main(int argc, char **argv) {
    const unsigned rounds = argc > 1 ? (unsigned)atoi(argv[1]) : 9;
    char error[300];
    /* OpenMP reads it when it is loaded: once more from the beginning. */
    if (!getenv("OMP_NUM_THREADS")) {
        setenv("OMP_NUM_THREADS", "1", 1);
        execv("/proc/self/exe", argv);
    }
    if (argc > 2 || rounds < 1 || !aq_cpu_choice(&variant, error, sizeof error)) {
        fprintf(stderr, "usage: peers [ROUNDS]\n");
        return 2;
    }
    const dnnl_version_t *version = dnnl_version();
    printf("oneDNN %d.%d.%d (reorder) and `%s`, one thread, Gel/s. Results that differ: oneDNN's "
           "from the correctly rounded ones.\n\n"
           "| work | in cache: ours | oneDNN | x oneDNN | copy | differ | in memory: ours | oneDNN "
           "| x oneDNN | copy | differ |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
           version->major, version->minor, version->patch, aq_cpu_name(variant));
    for (size_t w = 0; w < sizeof works / sizeof *works; w++) {
        printf("| %s |", works[w].name);
        time_work(w, aqh_work_cache_bytes(), rounds);
        time_work(w, aqh_work_memory_bytes(), rounds);
        printf("\n");
    }
    return 0;
}
