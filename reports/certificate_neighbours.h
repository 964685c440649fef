/* The inputs next to a witness. */
#ifndef AQ_REPORTS_CERTIFICATE_NEIGHBOURS_H
#define AQ_REPORTS_CERTIFICATE_NEIGHBOURS_H

#include "certify.h"

typedef bool aqr_visit(void *context, aqo_input input);

/* Visits every code of the source with the witness's offset and scale; then each of
 * these two with one bit changed, and the codes beside it. Ends, false, as soon as
 * visit says false. */
bool aqr_neighbours(const aqo_subject *subject, const aqo_input *witness, aqr_visit *visit,
                    void *context);

/* Where a search was sampled: goes from each witness to a worse neighbour as long as
 * there is one. A function of the whole search's outcome; not for parts of it. */
void aqr_climb(const aqo_subject *subject, aqo_bounds *bounds);

#endif
