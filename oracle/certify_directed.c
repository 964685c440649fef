/* The search where inputs are too many for any reduction we have: float scale with
 * float offset. It looks where the upper bound says the errors are: sums just above
 * a power of two and half an ulp from their rounding, products just below a power
 * of two, or at the middle between two results, whichever rounding loses more.
 *
 * Seeded, in blocks that are independent of each other; a shard takes every
 * shards-th block. */
#include "certify_search.h"

#include <string.h>

enum { BLOCKS = 64, SAMPLES = 6000 };

typedef struct generator {
    uint64_t state;
} generator;

/* SplitMix64. */
static uint64_t next(generator *g) {
    uint64_t z = g->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static int between(generator *g, int low, int high) {
    return low + (int)(next(g) % (uint64_t)(high - low + 1));
}

/* 0 .. 2^bits - 1, as many small ones as large ones. */
static uint32_t any_size(generator *g, int bits) {
    int width = between(g, 0, bits);
    return (uint32_t)(next(g) & ((UINT64_C(1) << width) - 1));
}

static uint32_t code_of(double value) {
    float narrow = (float)value;
    uint32_t code;
    memcpy(&code, &narrow, sizeof code);
    return code;
}

static double two_to(int exponent) {
    return from_bits(power_of_two(exponent));
}

/* An offset that makes the sum with x just above 2^a, about a float tie. */
static double offset_for(generator *g, double x, int a, uint32_t *j) {
    static const double parts[] = {1.0, 1.0, 1.0, 0.99, -1.0, 0.999, 1.001};
    *j = any_size(g, 13);
    double part = parts[between(g, 0, 6)];
    return two_to(a) - x + *j * two_to(a - 23) + part * two_to(a - 24);
}

/* What x + o rounds to in float, as a double. */
static double rounded(double x, double o) {
    double high, low;
    aqo_two_sum(x, o, &high, &low);
    return (double)(float)aqo_to_odd(high, low);
}

enum goal { NORMAL, SUBNORMAL, DEEP, TOP, GOALS };

/* The exponent that y is to have. */
static int exponent_for(generator *g, enum goal goal, const aqo_grid *grid) {
    switch (goal) {
    case NORMAL:
        return between(g, -3, 3);
    case SUBNORMAL:
        return grid->emin - 1 - (int)any_size(g, 3);
    case DEEP:
        return -127;
    default:
        return grid->emax;
    }
}

/* A y in [2^b, 2^(b+1)) at which the last rounding loses most. */
static double target(generator *g, enum goal goal, const aqo_grid *grid, int b) {
    if (goal == TOP)
        return between(g, 0, 1) ? grid->threshold : grid->largest;
    if (goal == DEEP)
        return 0x1p-126;
    int bits = grid->precision;
    if (b < grid->emin)
        bits -= grid->emin - b;
    if (bits < 1)
        return two_to(b);
    /* Midpoints have one bit more than results; those near the top of the binade. */
    uint32_t steps = any_size(g, bits - 1);
    return two_to(b + 1) - (2.0 * steps + 1.0) * two_to(b - bits);
}

static void try(aqo_search *search, double o, uint32_t x_code, double s, int reach) {
    if (!(fabs(s) <= 0x1.fffffep127) || !(fabs(o) <= 0x1.fffffep127))
        return;
    uint32_t center = code_of(s), largest = aqo_format_get(AQ_FLOAT)->max_code;
    for (int d = -reach; d <= reach; d++) {
        uint32_t scale = center + (uint32_t)d;
        if (scale > largest)
            continue;
        aqo_search_offer(search, (aqo_input){x_code, code_of(o), scale});
        search->points++;
    }
}

static void sample(aqo_search *search, generator *g, enum goal goal) {
    const aqo_grid *grid = search->evaluator.dst;
    aq_format src = search->evaluator.subject.src;
    uint32_t x_code = (uint32_t)(next(g) % aqo_code_count(src));
    double x = aqo_decode_double(src, x_code);
    if (!isfinite(x))
        return;
    int a = x == 0.0 ? 0 : aqo_exponent(x) + between(g, -2, 1);
    if (between(g, 0, 7) == 0)
        a += between(g, -24, 24);
    uint32_t j = 0;
    double o = x == 0.0 ? 1.0 : (double)(float)offset_for(g, fabs(x), a, &j);
    o = x < 0.0 ? -o : o;
    double t = fabs(rounded(x, o));
    if (t == 0.0)
        return;
    int b = exponent_for(g, goal, grid);
    double s;
    if (grid->precision == 24 && goal != TOP && between(g, 0, 3) != 0) {
        /* s = 2 - k ulps and t = 1 + j ulps: what the product loses is j k / 2^23
         * of an ulp. */
        uint32_t k = j == 0 ? any_size(g, 8) : (UINT32_C(1) << 22) / j;
        double less = (double)k + between(g, -3, 3);
        s = two_to(b + 1 - aqo_exponent(t)) * (1.0 - less * 0x1p-24);
    } else {
        s = target(g, goal, grid, b) / t;
    }
    try(search, o, x_code, s, 2);
}

/* Results in float: t = 1 + j ulps, half an ulp below the sum, and s = 2 - k ulps, as
 * above, with the k that makes the product lose half an ulp, for every j up to where
 * k is no longer 2 j at least, so that y stays below 2. */
static void ridge(aqo_search *search) {
    aq_format src = search->evaluator.subject.src;
    uint32_t one = 0;
    while (aqo_decode_double(src, one) != 1.0)
        one++;
    for (uint32_t j = 1; j < 1500; j++)
        for (int tie = 0; tie <= 1; tie++) {
            double half = tie ? 0x1p-24 : 0x1p-24 * (1.0 - 0x1p-11);
            double k = (double)((UINT32_C(1) << 22) / j);
            try(search, j * 0x1p-23 + half, one, 2.0 * (1.0 - k * 0x1p-24), 2);
        }
}

void aqo_search_directed(aqo_search *search) {
    if (search->shard == 0 && search->evaluator.dst->precision == 24)
        ridge(search);
    for (unsigned block = search->shard; block < BLOCKS; block += search->shards) {
        generator g = {AQO_DIRECTED_SEED + (uint64_t)block * UINT64_C(0x100000001)};
        for (int k = 0; k < SAMPLES; k++)
            sample(search, &g,
                   k % 4 == 1    ? SUBNORMAL
                   : k % 16 == 3 ? DEEP
                   : k % 16 == 7 ? TOP
                                 : NORMAL);
        aqo_search_progress(search, (double)(block + 1) / BLOCKS);
    }
}
