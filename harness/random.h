/* The generator's random numbers: splitmix64, whose whole state is its seed, so
 * that any case can be made again from one number. */
#ifndef AQ_HARNESS_RANDOM_H
#define AQ_HARNESS_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

typedef struct aqh_random {
    uint64_t state;
} aqh_random;

static inline uint64_t aqh_next(aqh_random *random) {
    uint64_t z = random->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* 0..limit-1; limit above 0. The bias of 2^-32 at most is of no matter here. */
static inline uint32_t aqh_below(aqh_random *random, uint32_t limit) {
    return (uint32_t)((aqh_next(random) >> 32) * limit >> 32);
}

/* low..high, both included */
static inline int aqh_between(aqh_random *random, int low, int high) {
    return low + (int)aqh_below(random, (uint32_t)(high - low) + 1);
}

static inline bool aqh_one_in(aqh_random *random, uint32_t n) {
    return aqh_below(random, n) == 0;
}

/* A seed of its own for each (seed, stream, index). */
static inline uint64_t aqh_mix(uint64_t seed, uint64_t stream, uint64_t index) {
    aqh_random random = {seed ^ stream * UINT64_C(0xD6E8FEB86659FD93)};
    random.state = aqh_next(&random) ^ index * UINT64_C(0xA0761D6478BD642F);
    return aqh_next(&random);
}

#endif
