/* The search where it can look at every input: no offset, scale of 16 bits or
 * less. At most 2^24 inputs, SPEC included. */
#include "certify_search.h"

void aqo_search_every_input(aqo_search *search) {
    const aqo_subject *subject = &search->evaluator.subject;
    uint32_t sources = (uint32_t)aqo_code_count(subject->src);
    double x[256];
    for (uint32_t code = 0; code < sources; code++)
        x[code] = aqo_decode_double(subject->src, code);

    uint64_t from, to;
    aqo_search_part(search, aqo_code_count(subject->scale), &from, &to);
    for (uint64_t scale = from; scale < to; scale++) {
        double s = aqo_decode_double(subject->scale, (uint32_t)scale);
        for (uint32_t code = 0; code < sources; code++) {
            aqo_input input = {code, 0, (uint32_t)scale};
            aqo_evaluation e = aqo_evaluate(&search->evaluator, x[code], 0.0, s);
            aqo_search_consider(search, input, &e);
            if (e.domain == AQO_DOMAIN_SPEC)
                search->special_points++;
            else
                search->points++;
        }
        if ((scale & 0xfff) == 0)
            aqo_search_progress(search, (double)(scale - from) / (double)(to - from));
    }
}
