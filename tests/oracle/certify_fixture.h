/* What the tests of the certificate search share: subjects, their certificates and
 * maxima, random bits. */
#ifndef AQ_CERTIFY_FIXTURE_H
#define AQ_CERTIFY_FIXTURE_H

#include "certify.h"
#include "fast.h"

#include "aq_assert.h"

#include <math.h>
#include <stdlib.h>

#define AQ_FIXTURE __attribute__((unused)) static

/* The subject with these; of several the first. */
AQ_FIXTURE aqo_subject subject_of(aqo_plan_id plan, aq_format src, aq_format scale,
                                  aq_overflow overflow) {
    size_t count;
    aqo_subject *all = aqo_subjects(&count);
    assert_non_null(all);
    for (size_t k = 0; k < count; k++) {
        aqo_subject s = all[k];
        if (s.pipeline.plan == plan && s.src == src && s.scale == scale &&
            s.pipeline.overflow == overflow) {
            free(all);
            return s;
        }
    }
    free(all);
    aq_fail_msg("no such subject: plan %d, src %d", (int)plan, (int)src);
    abort();
}

AQ_FIXTURE aqo_bounds certified(const aqo_subject *subject) {
    aqo_bounds bounds;
    aqo_certify(subject, 0, 1, &bounds, NULL, NULL);
    return bounds;
}

/* |error| of the witness of a domain, rounded up: exact values stay what they are. */
AQ_FIXTURE double maximum(const aqo_subject *subject, const aqo_bounds *bounds, aqo_domain domain) {
    aq_assert_msg(bounds->domains[domain].occurs, "%s does not occur", aqo_domain_name(domain));
    mpfr_t error;
    mpfr_init2(error, AQO_PRECISION);
    aqo_certify_point(subject, bounds->domains[domain].witness, error);
    mpfr_abs(error, error, MPFR_RNDN);
    double result = mpfr_get_d(error, MPFR_RNDU);
    mpfr_clear(error);
    return result;
}

AQ_FIXTURE uint64_t random_bits(void) {
    static uint64_t state = 42;
    uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

#endif
