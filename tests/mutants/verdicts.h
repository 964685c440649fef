/* What today's usual judges say to a result that ours refuses. */
#ifndef AQ_MUTANTS_VERDICTS_H
#define AQ_MUTANTS_VERDICTS_H

#include "campaign.h"
#include "foreign_judges.h"

/* One letter by judge: P passes, F fails, f fails but does so without the fault too,
 * - there is no result to judge. */
typedef struct verdicts {
    char letter[AQH_FOREIGN_COUNT];
} verdicts;

/* On what the backend makes of the case now, and on what `sound` made of it (null: it
 * made nothing). dst and sound have the size of the case's dst. */
verdicts verdicts_on(const aqh_case *c, const uint8_t *dst, const uint8_t *sound);

/* Nothing to judge. */
verdicts no_verdicts(void);

#endif
