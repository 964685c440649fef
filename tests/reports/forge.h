/* Certificates of small subjects, and what somebody could do to them. */
#ifndef AQ_TESTS_FORGE_H
#define AQ_TESTS_FORGE_H

#include "certificate.h"

/* The subject that a product runs; fails the test if there is none. */
aqo_subject forge_subject(aqo_plan_id plan, aq_format src, aq_format scale, aq_format dst,
                          aq_overflow overflow);

/* e2m1 * e8m0 -> half by N12: searched in no time, errors in every domain. */
aqo_subject forge_small(void);

/* The certificate of a whole search, or of a part. */
aqr_certificate forge_certify(const aqo_subject *subject, unsigned shard, unsigned shards);

/* A certificate with the largest errors among a few random inputs, by MPFR. */
aqr_certificate forge_sampled(const aqo_subject *subject);

/* Replaces the value at a path ("domains.NORM.max_ulp"), which must be there, or
 * adds it where only the last name is new; a null value removes it. Takes the value
 * over. */
void forge_set(json_t *root, const char *path, json_t *value);

/* Puts the hash in that goes with the content. */
void forge_rehash(json_t *root);

/* Is it read? The refusal otherwise. Takes the value over. */
bool forge_read(json_t *root, aqr_refusal *refusal);

#endif
