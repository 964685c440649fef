/* aqcheck bench: how fast, side by side in one run; and the oracles against each
 * other on as many samples as one has time for. */
#include "certify_brute.h"
#include "cli.h"
#include "number_text.h"
#include "oracle_compare.h"
#include "progress.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TIMED = 1 << 16, SLICE = 200000 };

static void add(aqh_oracle_tally *sum, const aqh_oracle_tally *part) {
    sum->samples += part->samples;
    for (int kind = 0; kind < AQH_ORACLE_KIND_COUNT; kind++)
        sum->kinds[kind] += part->kinds[kind];
    sum->fast_results += part->fast_results;
    sum->referee_results += part->referee_results;
    sum->fast_errors += part->fast_errors;
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

static int bench_oracle(uint64_t samples, uint64_t seed) {
    uint64_t all = 0, wrong = 0;
    printf("%-31s %12s %9s %9s %9s %10s %10s %7s\n", "class", "samples", "ties", "near ties",
           "subnormal", "mpfr ns", "double ns", "ratio");
    aqh_progress progress;
    aqh_progress_begin(&progress, true);
    for (int id = 0; id < AQH_ORACLE_CLASS_COUNT; id++) {
        aqh_oracle_tally tally;
        double mpfr_ns, fast_ns;
        compare_class((aqh_oracle_class_id)id, seed, samples, &progress, &tally);
        if (!aqh_oracle_time((aqh_oracle_class_id)id, seed, TIMED, &mpfr_ns, &fast_ns))
            return aqh_usage(&aqh_cmd_bench, "out of memory");
        const uint64_t bad = tally.fast_results + tally.referee_results + tally.fast_errors;
        aqh_progress_clear(&progress);
        printf("%-31s %12" PRIu64 " %9" PRIu64 " %9" PRIu64 " %9" PRIu64 " %10.1f %10.1f %7.1f\n",
               aqh_oracle_classes[id].name, tally.samples, tally.kinds[AQH_ORACLE_TIE],
               tally.kinds[AQH_ORACLE_NEAR_TIE], tally.kinds[AQH_ORACLE_SUBNORMAL], mpfr_ns,
               fast_ns, mpfr_ns / fast_ns);
        if (bad)
            printf("  %" PRIu64 " DISAGREEMENTS, the first: %s\n", bad, tally.first);
        fflush(stdout);
        all += tally.samples;
        wrong += bad;
    }
    aqh_progress_end(&progress);
    printf("%s: %" PRIu64 " samples, seed %" PRIu64 ": MPFR, double and integer paths disagree on "
           "%" PRIu64 "\n",
           wrong ? "FAIL" : "PASS", all, seed, wrong);
    return wrong ? AQH_FINDINGS : AQH_PASS;
}

/* A code in the middle of things, for the plane that is swept without reduction: an
 * offset of 33.25 or so, which rounds the sum with most sources. */
static uint32_t plane_offset(aq_format format) {
    return format == AQ_HALF ? 0x5028 : 0x4205;
}

/* The plans whose reductions argue most, in inf_nan mode; the others are searched
 * directly or proved. */
static bool is_reduced(const aqo_subject *subject) {
    const aqo_plan_id plan = subject->pipeline.plan;
    return (plan == AQO_N1 || plan == AQO_N3 || plan == AQO_N5 || plan == AQO_N9) &&
           subject->scale != AQ_FLOAT && subject->pipeline.overflow == AQ_OVERFLOW_INF_NAN;
}

static void print_offender(const aqo_subject *subject, const aqo_brute_report *report) {
    char x[16], o[16], s[16];
    aqh_code_text(subject->src, report->input.x, x, sizeof x);
    aqh_code_text(subject->scale, report->input.o, o, sizeof o);
    aqh_code_text(subject->scale, report->input.s, s, sizeof s);
    printf("  EXCEEDED in %s: x %s, o %s, s %s\n", aqo_domain_name(report->domain), x, o, s);
}

static int bench_reductions(uint64_t points, uint64_t seed) {
    size_t count;
    aqo_subject *subjects = aqo_subjects(&count);
    if (!subjects)
        return aqh_usage(&aqh_cmd_bench, "out of memory");
    uint64_t all = 0;
    unsigned wrong = 0;
    printf("%-28s %12s %9s %12s %7s\n", "subject (inf_nan)", "random", "exceeded", "plane",
           "agrees");
    for (size_t k = 0; k < count; k++) {
        const aqo_subject *subject = &subjects[k];
        if (!is_reduced(subject))
            continue;
        aqo_bounds bounds;
        aqo_brute_report random, plane;
        char name[64];
        aqo_certify(subject, 0, 1, &bounds, NULL, NULL);
        const bool within = aqo_brute_random(subject, &bounds, points, seed, &random);
        const bool agrees = aqo_brute_plane(subject, plane_offset(subject->scale), &plane);
        snprintf(name, sizeof name, "%s %s*%s->%s", aqo_plan_get(subject->pipeline.plan)->name,
                 aqo_format_get(subject->src)->name, aqo_format_get(subject->scale)->name,
                 aqo_format_get(subject->dst)->name);
        printf("%-28s %12" PRIu64 " %9s %12" PRIu64 " %7s\n", name, random.points,
               within ? "no" : "YES", plane.points, agrees ? "yes" : "NO");
        if (!within)
            print_offender(subject, &random);
        if (!agrees)
            print_offender(subject, &plane);
        fflush(stdout);
        all += random.points + plane.points;
        wrong += !within + !agrees;
    }
    free(subjects);
    printf("%s: %" PRIu64 " points of the unreduced spaces, seed %" PRIu64 "\n",
           wrong ? "FAIL" : "PASS", all, seed);
    return wrong ? AQH_FINDINGS : AQH_PASS;
}

static int run(int argc, char **argv) {
    static const struct option options[] = {
        {"samples", required_argument, NULL, 'n'}, {"seed", required_argument, NULL, 's'}, {0}};
    uint64_t samples = 1000000, seed = 1;
    int answer;
    while ((answer = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        if (answer == 'n') {
            if (!aqh_parse_unsigned(optarg, 1, UINT64_C(1) << 40, &samples))
                return aqh_usage(&aqh_cmd_bench, "--samples: must be 1..2^40, got '%s'", optarg);
        } else if (answer == 's') {
            if (!aqh_parse_unsigned(optarg, 0, UINT64_MAX, &seed))
                return aqh_usage(&aqh_cmd_bench, "--seed: must be a number of 64 bits, got '%s'",
                                 optarg);
        } else {
            return aqh_bad_option(&aqh_cmd_bench, answer, argv);
        }
    }
    if (optind + 1 == argc && !strcmp(argv[optind], "oracle"))
        return bench_oracle(samples, seed);
    if (optind + 1 == argc && !strcmp(argv[optind], "reductions"))
        return bench_reductions(samples, seed);
    return aqh_usage(&aqh_cmd_bench, "which bench? (oracle, reductions)");
}

const aqh_command aqh_cmd_bench = {
    .name = "bench",
    .arguments = "oracle|reductions [--samples N] [--seed S]",
    .summary = "the exact paths, and the certificates' reductions, put to the test at length",
    .help =
        "oracle       compares MPFR, the double path and the 128-bit integer path on N samples\n"
        "             of each class, in bits, sign of zero, class and error; and times the\n"
        "             first two side by side, ns per element\n"
        "reductions   holds N random points of the unreduced space against the certified\n"
        "             maxima of N1, N3, N5 and N9, and sweeps a whole fixed-offset plane\n\n"
        "  --samples N  default 1000000\n"
        "  --seed S     other samples (default 1)\n\n"
        "Example: aqcheck bench oracle --samples 100000000\n",
    .run = run,
};
