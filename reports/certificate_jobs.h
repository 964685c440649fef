/* Many searches on many threads. */
#ifndef AQ_REPORTS_CERTIFICATE_JOBS_H
#define AQ_REPORTS_CERTIFICATE_JOBS_H

#include "certify.h"

/* Called once for each subject when it is done, by one thread at a time, in no
 * certain order. False stops what has not begun. */
typedef bool aqr_done(void *context, size_t index, const aqo_bounds *bounds);

/* Searches shard `shard` of `shards` (0-based) of each subject. The results do not
 * depend on jobs. False if done said so, or out of memory. */
bool aqr_certify_all(const aqo_subject *subjects, size_t count, unsigned shard, unsigned shards,
                     unsigned jobs, aqr_done *done, void *context);

#endif
