/* The benches: one file each, one row of the table in cmd_bench.c. */
#ifndef AQ_HARNESS_BENCH_H
#define AQ_HARNESS_BENCH_H

#include "variant.h"

#include <stdint.h>

typedef struct aqh_bench_options {
    uint64_t samples; /* how many, of what the bench counts */
    uint64_t seed;
    /* cpu only */
    aqh_filter filter;
    unsigned rounds;
    double least;     /* seconds of a timing, at least */
    size_t memory;    /* bytes of traffic beyond the caches; 0: by the machine */
    const char *json; /* null: none */
} aqh_bench_options;

/* Each prints its table on standard output and returns an exit code. */

/* MPFR, the double path and its batch forms, and integers: do they agree, how fast. */
int aqh_bench_oracle(const aqh_bench_options *options);

/* Do the certificates' reductions hold in the unreduced space? */
int aqh_bench_reductions(const aqh_bench_options *options);

/* The CPU backend beside a memory copy and the loop that a user would write. */
int aqh_bench_cpu(const aqh_bench_options *options);

#endif
