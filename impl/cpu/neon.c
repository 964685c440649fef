/* The NEON variant: what the driver calls. */
#include "neon.h"
#include "simd.h"

#include <string.h>
#ifdef __aarch64__
#include <sys/auxv.h>
#endif

bool aqc_neon_present(void) {
#ifdef __aarch64__
    return (getauxval(AT_HWCAP) & HWCAP_ASIMD) != 0;
#else
    return __builtin_cpu_supports("avx2") && aqc_x86_has_fma_and_f16c(); /* what the model takes */
#endif
}

static uint64_t enter(void) {
    const uint64_t state = aqc_neon_state();
    aqc_neon_set_control(AQC_NEON_NEAREST);
    return state;
}

static void leave(uint64_t state) {
    aqc_neon_restore(state);
}

static void finish(void) {
}

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

static void columns(const aqc_job *job, size_t first, size_t stride, size_t rows, size_t count,
                    const aqc_panel *panel) {
    for (size_t j = 0; j < count; j += AQC_NEON_BLOCK) {
        const size_t n = least(count - j, AQC_NEON_BLOCK);
        const aqc_neon_params params = {panel->scale + j, panel->offset + j, panel->sign + j,
                                        panel->class[j / AQC_STEP] == AQC_DOUBLE};
        uint8_t codes[AQC_NEON_BLOCK] = {0};
        for (size_t i = 0; i < rows; i++) {
            const size_t at = first + i * stride + j;
            aqc_neon_unpack(job, at, n, codes);
            aqc_neon_block(job, &params, n, codes, job->dst + at * job->dst_bytes);
        }
    }
}

/* The parameters of a block, written out, one for each element. */
typedef struct spread {
    float scale[AQC_NEON_BLOCK], offset[AQC_NEON_BLOCK];
    uint16_t sign[AQC_NEON_BLOCK];
    aqc_neon_params params;
} spread;

/* Of elements [begin, begin + count) of runs of this length, the first of which takes
 * param; count is rounded up to a multiple of 16. */
static void spread_set(spread *s, const aqc_panel *panel, size_t param, size_t length, size_t begin,
                       size_t count) {
    s->params = (aqc_neon_params){s->scale, s->offset, s->sign, false};
    count = (count + 15) / 16 * 16;
    size_t left = length - begin % length;
    param += begin / length;
    for (size_t k = 0; k < count; left = length, param++) {
        /* What is rounded up may be behind the last run: any parameter will do. */
        param = least(param, AQC_PANEL - 1);
        s->params.in_double |= panel->class[param / AQC_STEP] == AQC_DOUBLE;
        for (; left > 0 && k < count; left--, k++) {
            s->scale[k] = panel->scale[param];
            s->offset[k] = panel->offset[param];
            s->sign[k] = panel->sign[param];
        }
    }
}

/* As many tables as a block has room for, each for a run. */
static void run_tables(const aqc_job *job, size_t first, size_t length, size_t runs,
                       const aqc_panel *panel, size_t param) {
    const size_t size = (size_t)1 << job->source.bits, tables = AQC_NEON_BLOCK / size;
    uint8_t codes[AQC_NEON_BLOCK], results[2 * AQC_NEON_BLOCK];
    for (size_t k = 0; k < AQC_NEON_BLOCK; k++) {
        codes[k] = (uint8_t)(k % size);
    }
    for (size_t r = 0; r < runs; r += tables) {
        const size_t now = least(runs - r, tables);
        spread s;
        spread_set(&s, panel, param + r, size, 0, now * size);
        aqc_neon_block(job, &s.params, now * size, codes, results);
        for (size_t t = 0; t < now; t++) {
            aqc_neon_look_up(job, results + 2 * t * size, first + (r + t) * length, length);
        }
    }
}

static void run_blocks(const aqc_job *job, size_t first, size_t length, size_t runs,
                       const aqc_panel *panel, size_t param) {
    uint8_t codes[AQC_NEON_BLOCK] = {0};
    for (size_t e = 0; e < runs * length; e += AQC_NEON_BLOCK) {
        const size_t n = least(runs * length - e, AQC_NEON_BLOCK);
        spread s;
        spread_set(&s, panel, param, length, e, n);
        aqc_neon_unpack(job, first + e, n, codes);
        aqc_neon_block(job, &s.params, n, codes, job->dst + (first + e) * job->dst_bytes);
    }
}

/* A table takes as many elements as there are codes of src; 16-bit results are looked
 * up at a fraction of what it takes to compute them. */
static void runs(const aqc_job *job, size_t first, size_t length, size_t count,
                 const aqc_panel *panel, size_t param) {
    const bool pays = job->dst_bytes == 2 && length >= (job->source.bits == 4 ? 32 : 1024);
    (pays ? run_tables : run_blocks)(job, first, length, count, panel, param);
}

void aqc_neon_compute(const aq_call *call, const aq_buffers *buffers, const aqc_part *part) {
    static const aqc_kernels kernels = {.enter = enter,
                                        .leave = leave,
                                        .prepare = aqc_neon_prepare,
                                        .columns = columns,
                                        .runs = runs,
                                        .finish = finish};
    aqc_drive(&kernels, call, buffers, part);
}
