/* A reduction is itself a claim: points of the space that is not reduced, held
 * against what the reduced search found. */
#ifndef AQ_ORACLE_CERTIFY_BRUTE_H
#define AQ_ORACLE_CERTIFY_BRUTE_H

#include "certify.h"

typedef struct aqo_brute_report {
    uint64_t points;
    uint64_t in_domain[AQO_DOMAIN_COUNT]; /* of these; IUF counts besides NORM and SUB */
    /* Where something disagrees: */
    aqo_domain domain;
    aqo_input input;
} aqo_brute_report;

/* Random inputs of the whole space, every other one with an offset about as large as
 * the source. False if one errs by more than the maximum of its domain in bounds,
 * or if there it is said not to occur; the first such input is in the report. */
bool aqo_brute_random(const aqo_subject *subject, const aqo_bounds *bounds, uint64_t points,
                      uint64_t seed, aqo_brute_report *report);

/* Every source and every scale with the offset of this code (not negative) and with
 * its negative, for scales of 16 bits. False if the maximum of a domain (SPEC
 * aside) is not exactly what the reduced search gives for these offsets, both being
 * above what that search leaves to argument. */
bool aqo_brute_plane(const aqo_subject *subject, uint32_t offset, aqo_brute_report *report);

#endif
