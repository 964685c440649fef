/* Which cases a campaign is made of: the same options, the same cases. */
#ifndef AQ_HARNESS_CAMPAIGN_CASES_H
#define AQ_HARNESS_CAMPAIGN_CASES_H

#include "campaign.h"

/* Does a campaign with these options go through the variant at all? */
bool aqh_campaign_takes(const aqh_options *options, const aqh_variant *variant);

/* Makes case `index` of a variant that it takes; *seed is what its judge is given.
 * False when out of memory; c is then empty. */
bool aqh_campaign_case(aqh_case *c, const aqh_options *options, const aqh_variant *variant,
                       uint32_t index, uint64_t *seed);

#endif
