/* Decides what is next to a witness, and climbs from there. */
#include "certificate_neighbours.h"

enum { REACH = 8 };

bool aqr_neighbours(const aqo_subject *subject, const aqo_input *witness, aqr_visit *visit,
                    void *context) {
    const unsigned bits = aqo_format_get(subject->scale)->bits;
    const uint32_t mask = bits < 32 ? (UINT32_C(1) << bits) - 1 : UINT32_MAX;
    aqo_input input = *witness;
    for (uint32_t x = 0; x < aqo_code_count(subject->src); x++) {
        input.x = x;
        if (!visit(context, input))
            return false;
    }
    for (int which = subject->has_offset ? 0 : 1; which < 2; which++) {
        for (unsigned k = 0; k < bits + 2 * REACH; k++) {
            input = *witness;
            uint32_t *code = which ? &input.s : &input.o;
            *code = k < bits ? *code ^ UINT32_C(1) << k : (*code + k - bits - REACH) & mask;
            if (!visit(context, input))
                return false;
        }
    }
    return true;
}

typedef struct climb {
    const aqo_subject *subject;
    aqo_bounds *bounds;
    mpfr_t max[AQO_DOMAIN_COUNT], error;
    bool moved;
} climb;

static void improve(climb *c, aqo_domain domain, aqo_input input) {
    aqo_extreme *extreme = &c->bounds->domains[domain];
    if (extreme->occurs && mpfr_cmpabs(c->error, c->max[domain]) <= 0)
        return;
    extreme->occurs = true;
    extreme->witness = input;
    mpfr_abs(c->max[domain], c->error, MPFR_RNDN);
    c->moved = true;
}

static bool visit(void *context, aqo_input input) {
    climb *c = context;
    const aqo_point point = aqo_certify_point(c->subject, input, c->error);
    improve(c, point.domain, input);
    if (point.intermediate_underflow)
        improve(c, AQO_DOMAIN_IUF, input);
    return true;
}

static bool is_sampled(const aqo_bounds *bounds) {
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++)
        if (bounds->domains[d].occurs && bounds->domains[d].evidence == AQO_EVIDENCE_SAMPLED)
            return true;
    return false;
}

void aqr_climb(const aqo_subject *subject, aqo_bounds *bounds) {
    if (!is_sampled(bounds))
        return;
    climb c = {.subject = subject, .bounds = bounds};
    mpfr_init2(c.error, AQO_PRECISION);
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++) {
        mpfr_init2(c.max[d], AQO_PRECISION);
        if (bounds->domains[d].occurs)
            aqo_certify_point(subject, bounds->domains[d].witness, c.max[d]);
    }
    do {
        c.moved = false;
        for (int d = 0; d < AQO_DOMAIN_COUNT; d++) {
            const aqo_input witness = bounds->domains[d].witness;
            if (bounds->domains[d].occurs)
                aqr_neighbours(subject, &witness, visit, &c);
        }
    } while (c.moved);
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++)
        mpfr_clear(c.max[d]);
    mpfr_clear(c.error);
    const aqo_bounds nothing = {0};
    aqo_certify_join(subject, bounds, &nothing); /* concludes anew */
}
