/* The arm without a fuzzer: generated cases in turn, as a campaign makes them, until
 * one finds the bug. plain_random SEED LIMIT [ELEMENTS]; AQ_BACKEND as for the
 * targets. Prints the number of executions, "not found" after LIMIT. */
#include "fuzz_target.h"

#include "generate.h"

#include <stdio.h>
#include <stdlib.h>

/* Not a target: what the check needs is the backend only. */
const aqf_target aqf_target_here = {.name = "plain_random"};

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "usage: %s SEED LIMIT [ELEMENTS]\n", argv[0]);
        return 2;
    }
    const uint64_t seed = strtoull(argv[1], NULL, 10), limit = strtoull(argv[2], NULL, 10);
    const uint32_t elements = argc > 3 ? (uint32_t)atoi(argv[3]) : 256;
    const aqf_subject *subject = aqf_subject_here();
    size_t count;
    aqh_variant *variants = aqh_variants(&count);
    if (!variants)
        return 2;
    for (uint64_t i = 0; i < limit; i++) {
        aqh_case c;
        aqh_trial trial;
        const aqh_variant *v = &variants[i % count];
        const uint64_t round = i / count;
        const aq_overflow overflow =
            (aq_overflow)(round / AQH_THEME_COUNT % (v->types.product == AQ_PRODUCT_950 ? 3 : 2));
        if (!aqh_generate(&c, v, overflow, (aqh_theme)(round % AQH_THEME_COUNT),
                          aqh_mix(seed, i % count, round), elements) ||
            !aqh_try(subject->runner, subject->backend, &c, AQH_ORACLE_EVERYDAY, true, seed, NULL,
                     &trial))
            return 2;
        aqh_case_free(&c);
        if (trial.findings) {
            printf("%llu\n", (unsigned long long)(i + 1));
            free(variants);
            return 0;
        }
    }
    puts("not found");
    free(variants);
    return 0;
}
