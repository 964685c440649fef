/* Small kernels of the tests' own on the device model: run one, and see what is
 * found. For programs that are built with the model itself. */
#ifndef AQ_TESTS_SIM_BENCH_H
#define AQ_TESTS_SIM_BENCH_H

#include "aq_assert.h"

#include "ascend/sim/sim_core.h"

#include <pthread.h>

enum { BENCH_BYTES = 4096, BENCH_FINDINGS = 16 };

/* Two allocations with red zones between. */
static struct bench {
    _Alignas(64) uint8_t a[BENCH_BYTES];
    uint8_t red[64];
    _Alignas(64) uint8_t b[BENCH_BYTES];
    uint8_t end[64];
} bench_gm;

/* What such a kernel is written with: the two allocations, and what every one does. */
#define GM_A ((uint8_t *)(uintptr_t)args[0])
#define GM_B ((uint8_t *)(uintptr_t)args[1])
#define ARRAY(type, name, count) type *name = (type *)sim_ub_array(sizeof(type) * (count))
#define START                                                                                      \
    asc_init();                                                                                    \
    asc_set_ctrl(asc_get_ctrl())
#define SYNC(from, to)                                                                             \
    asc_sync_notify(from, to, EVENT_ID0);                                                          \
    asc_sync_wait(from, to, EVENT_ID0)

static char bench_kinds[BENCH_FINDINGS][32], bench_texts[BENCH_FINDINGS][300];
static size_t bench_count;
static pthread_mutex_t bench_lock = PTHREAD_MUTEX_INITIALIZER;

static bool bench_find(void *ctx, const void *address, const void **base, size_t *bytes) {
    (void)ctx;
    uint8_t *const areas[] = {bench_gm.a, bench_gm.b};
    for (int k = 0; k < 2; k++) {
        const uintptr_t at = (uintptr_t)address, begin = (uintptr_t)areas[k];
        if (at >= begin && at - begin < BENCH_BYTES) {
            *base = areas[k];
            *bytes = BENCH_BYTES;
            return true;
        }
    }
    return false;
}

static void bench_finding(void *ctx, const char *kind, const char *text) {
    (void)ctx;
    pthread_mutex_lock(&bench_lock);
    if (bench_count < BENCH_FINDINGS) {
        snprintf(bench_kinds[bench_count], sizeof bench_kinds[0], "%s", kind);
        snprintf(bench_texts[bench_count], sizeof bench_texts[0], "%s", text);
        bench_count++;
    }
    pthread_mutex_unlock(&bench_lock);
}

static inline bool bench_run(void (*entry)(const uint64_t *), uint32_t blocks, uint64_t seed,
                             unsigned threads) {
    const aq_sim_kernel kernel = {"test", 2, entry};
    const uint64_t args[] = {(uintptr_t)bench_gm.a, (uintptr_t)bench_gm.b};
    const aq_sim_env env = {
        .gm_find = bench_find, .finding = bench_finding, .seed = seed, .threads = threads};
    bench_count = 0;
    return sim_launch(&kernel, blocks, args, &env);
}

/* The kernel is found out under this name and no other; null: nothing is found. */
static inline void bench_expect(const char *name, void (*entry)(const uint64_t *), uint32_t blocks,
                                const char *kind) {
    bench_run(entry, blocks, 1, 1);
    if (kind == NULL) {
        aq_assert_msg(bench_count == 0, "%s: %s", name, bench_texts[0]);
        return;
    }
    aq_assert_msg(bench_count > 0, "%s: nothing found, want %s", name, kind);
    for (size_t i = 0; i < bench_count; i++) {
        aq_assert_msg(strcmp(bench_kinds[i], kind) == 0, "%s: want %s, got %s", name, kind,
                      bench_texts[i]);
    }
    aq_assert_contains(bench_texts[0], kind);
    char file[16]; /* of the kernel, not of the model */
    snprintf(file, sizeof file, "sim_%u", sim_this_arch.id);
    aq_assert_contains(bench_texts[0], file);
}

#endif
