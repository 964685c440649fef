/* aqcheck bench oracle: the exact paths against each other on as many samples as one
 * has time for, and how fast they are, side by side in one run. */
#include "bench.h"
#include "cli.h"
#include "oracle_compare.h"
#include "oracle_time.h"
#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { TIMED = 1 << 16, SLICE = 200000 };

static void add(aqh_oracle_tally *sum, const aqh_oracle_tally *part) {
    sum->samples += part->samples;
    for (int kind = 0; kind < AQH_ORACLE_KIND_COUNT; kind++)
        sum->kinds[kind] += part->kinds[kind];
    sum->fast_results += part->fast_results;
    sum->referee_results += part->referee_results;
    sum->fast_errors += part->fast_errors;
    sum->batch += part->batch;
    if (!sum->first[0])
        memcpy(sum->first, part->first, sizeof sum->first);
}

/* One class, slice by slice so that progress can be shown; each slice has a seed of
 * its own. */
static void compare_class(aqh_oracle_class_id id, uint64_t seed, uint64_t samples,
                          aqh_progress *progress, aqh_oracle_tally *sum) {
    *sum = (aqh_oracle_tally){0};
    for (uint64_t slice = 0; sum->samples < samples; slice++) {
        aqh_oracle_tally part;
        const uint64_t left = samples - sum->samples;
        aqh_oracle_compare(id, aqh_mix(seed, (uint64_t)id, slice), left < SLICE ? left : SLICE,
                           &part);
        add(sum, &part);
        aqh_progress_show(progress,
                          ((double)id + (double)sum->samples / (double)samples) /
                              AQH_ORACLE_CLASS_COUNT,
                          (uint64_t)id * samples + sum->samples, "samples");
    }
}

static void print_time(double mpfr_ns, double ns) {
    printf(" %6.2f (%4.0fx)", ns, mpfr_ns / ns);
}

int aqh_bench_oracle(const aqh_bench_options *options) {
    const uint64_t samples = options->samples, seed = options->seed;
    uint64_t all = 0, wrong = 0;
    printf("%-31s %12s %9s %9s %9s %10s %14s", "class", "samples", "ties", "near ties", "subnormal",
           "mpfr ns", "scalar ns");
    for (int isa = 0; isa < AQO_ISA_COUNT; isa++)
        if (isa != AQO_ISA_SCALAR && aqo_batch_of((aqo_isa)isa))
            printf(" %11s ns", aqo_batch_of((aqo_isa)isa)->name);
    puts("");
    aqh_progress progress;
    aqh_progress_begin(&progress, true);
    for (int id = 0; id < AQH_ORACLE_CLASS_COUNT; id++) {
        aqh_oracle_tally tally;
        aqh_oracle_times times;
        compare_class((aqh_oracle_class_id)id, seed, samples, &progress, &tally);
        if (!aqh_oracle_time((aqh_oracle_class_id)id, seed, TIMED, &times))
            return aqh_usage(&aqh_cmd_bench, "out of memory");
        const uint64_t bad =
            tally.fast_results + tally.referee_results + tally.fast_errors + tally.batch;
        aqh_progress_clear(&progress);
        printf("%-31s %12" PRIu64 " %9" PRIu64 " %9" PRIu64 " %9" PRIu64 " %10.1f",
               aqh_oracle_classes[id].name, tally.samples, tally.kinds[AQH_ORACLE_TIE],
               tally.kinds[AQH_ORACLE_NEAR_TIE], tally.kinds[AQH_ORACLE_SUBNORMAL], times.mpfr);
        print_time(times.mpfr, times.scalar);
        for (int isa = 0; isa < AQO_ISA_COUNT; isa++)
            if (isa != AQO_ISA_SCALAR && times.batch[isa] > 0)
                print_time(times.mpfr, times.batch[isa]);
        puts("");
        if (bad)
            printf("  %" PRIu64 " DISAGREEMENTS, the first: %s\n", bad, tally.first);
        fflush(stdout);
        all += tally.samples;
        wrong += bad;
    }
    aqh_progress_end(&progress);
    printf("%s: %" PRIu64 " samples, seed %" PRIu64 ": MPFR, double (scalar and batch) and "
           "integer paths disagree on "
           "%" PRIu64 "\n",
           wrong ? "FAIL" : "PASS", all, seed, wrong);
    return wrong ? AQH_FINDINGS : AQH_PASS;
}
