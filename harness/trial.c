/* One case on one backend: run, then judged. */
#include "campaign.h"

#include "format.h"
#include "index.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

uint32_t aqh_judged_findings(const aqh_judgement *judged, bool strict) {
    return (judged->wrong ? 1u << AQH_WRONG : 0) |
           (strict && judged->off_plan ? 1u << AQH_OFF_PLAN : 0);
}

bool aqh_try(aqh_runner *runner, const aq_backend *backend, const aqh_case *c, aqh_oracle oracle,
             bool strict, uint64_t seed, uint8_t **dst_out, aqh_trial *trial) {
    *trial = (aqh_trial){0};
    /* An illegal call has no result, and a shape that may not even be one. */
    const bool legal = aqo_legal(&c->call, NULL) == AQ_LEGAL;
    const size_t elements = legal ? aqo_elements(&c->call.dst) : 0;
    uint8_t *dst = calloc(legal ? aqo_bytes(c->call.dst.format, elements) + 1 : 1, 1);
    if (!dst)
        return false;
    aqh_run(runner, backend, c, dst, &trial->outcome);
    trial->findings = trial->outcome.findings;

    /* What was not written, or differs from call to call, is a finding already:
     * numbers are judged where there are numbers. */
    const uint32_t no_numbers = 1u << AQH_READ_TOO_FAR | 1u << AQH_CRASHED | 1u << AQH_FAILED |
                                1u << AQH_REFUSED | 1u << AQH_ACCEPTED_ILLEGAL |
                                1u << AQH_NOT_WRITTEN;
    if (trial->outcome.status == AQ_RUN_OK && !(trial->findings & no_numbers)) {
        aqh_judge(c, dst, oracle, seed, &trial->judged);
        trial->findings |= aqh_judged_findings(&trial->judged, strict);
    }
    if (dst_out)
        *dst_out = dst;
    else
        free(dst);
    return true;
}

void aqh_trial_text(const aqh_case *c, const aqh_trial *trial, aqh_finding kind, char *text,
                    size_t bytes) {
    if (kind != AQH_WRONG && kind != AQH_OFF_PLAN) {
        snprintf(text, bytes, "%s", trial->outcome.text);
        return;
    }
    const aqh_judgement *judged = &trial->judged;
    const bool off_plan = kind == AQH_OFF_PLAN;
    const aqh_element *e = off_plan ? &judged->first_off : &judged->first;
    const int digits = (int)aqo_format_get(c->call.dst.format)->bits / 4;
    char planned[32] = "";
    if (c->judge == AQH_BY_PLAN)
        snprintf(planned, sizeof planned, ", planned 0x%0*" PRIx32, digits, e->planned);
    snprintf(text, bytes,
             "element %zu,%zu: got 0x%0*" PRIx32 ", correctly rounded 0x%0*" PRIx32
             "%s, error %.6g ulp (%" PRIu64 " of %" PRIu64 " %s)",
             e->index / c->call.src.cols, e->index % c->call.src.cols, digits, e->got, digits,
             e->expected, planned, e->ulp, off_plan ? judged->off_plan : judged->wrong,
             judged->elements, off_plan ? "off the plan" : "wrong");
}
