/* The CPU backend's speed: what is measured, apart from how it is shown. */
#ifndef AQ_HARNESS_BENCH_CPU_H
#define AQ_HARNESS_BENCH_CPU_H

#include "aq_cpu.h"
#include "variant.h"

/* Where the data lies: in the second-level cache, on one thread; beyond the last-level
 * cache, on one thread and on two. */
#define AQH_PLACE_LIST(X)                                                                          \
    X(CACHE, "cache", false, 1)                                                                    \
    X(MEMORY, "memory", true, 1)                                                                   \
    X(MEMORY_2, "memory, 2 threads", true, 2)
#define AQH_X_(id, ...) AQH_PLACE_##id,
typedef enum aqh_place { AQH_PLACE_LIST(AQH_X_) AQH_PLACE_COUNT } aqh_place;
#undef AQH_X_
extern const char *const aqh_place_names[AQH_PLACE_COUNT];

/* A call that is timed. */
typedef struct aqh_form {
    aqh_variant variant;
    bool grouped; /* per_channel transposed, with groups of 128 */
} aqh_form;

/* Of one form, in one place: seconds per run, 0 where it was not run. */
typedef struct aqh_speed {
    size_t elements, traffic;
    double copy, plain; /* plain: on one thread only */
    double cpu[AQ_CPU_VARIANT_COUNT];
} aqh_speed;

typedef struct aqh_bench_sizes {
    size_t cache, memory; /* bytes of traffic wanted */
    unsigned rounds;
    double least; /* seconds of each timing */
} aqh_bench_sizes;

/* All forms that pass the filter, each once whatever products have it. Null when out of
 * memory; free() it. */
aqh_form *aqh_bench_forms(const aqh_filter *filter, size_t *count);
void aqh_form_name(const aqh_form *form, char *name, size_t bytes);

/* speeds[AQH_PLACE_COUNT]. False and one line in error. */
bool aqh_bench_form(const aqh_form *form, const aqh_bench_sizes *sizes, aqh_speed *speeds,
                    char *error, size_t error_bytes);

#endif
