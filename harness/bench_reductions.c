/* aqcheck bench reductions: what the certificate search leaves out, looked at. */
#include "bench.h"
#include "certify_brute.h"
#include "cli.h"
#include "number_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

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

int aqh_bench_reductions(const aqh_bench_options *options) {
    const uint64_t points = options->samples, seed = options->seed;
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
