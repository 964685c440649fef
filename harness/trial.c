/* One case on one backend: run, then judged. */
#include "campaign.h"

#include "format.h"
#include "index.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

bool aqh_try(aqh_runner *runner, const aq_backend *backend, const aqh_case *c, uint8_t **dst_out,
             aqh_trial *trial) {
    *trial = (aqh_trial){0};
    const size_t elements = aqo_elements(&c->call.dst);
    uint8_t *dst = calloc(aqo_bytes(c->call.dst.format, elements) + 1, 1);
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
        aqh_judge(c, dst, NULL, &trial->judged);
        if (trial->judged.wrong)
            trial->findings |= 1u << AQH_WRONG;
    }
    if (dst_out)
        *dst_out = dst;
    else
        free(dst);
    return true;
}

void aqh_trial_text(const aqh_case *c, const aqh_trial *trial, aqh_finding kind, char *text,
                    size_t bytes) {
    if (kind != AQH_WRONG) {
        snprintf(text, bytes, "%s", trial->outcome.text);
        return;
    }
    const aqh_element *e = &trial->judged.first;
    const int digits = (int)aqo_format_get(c->call.dst.format)->bits / 4;
    snprintf(text, bytes,
             "element %zu,%zu: got 0x%0*" PRIx32 ", correctly rounded 0x%0*" PRIx32
             ", error %.6g ulp (%" PRIu64 " of %" PRIu64 " wrong)",
             e->index / c->call.src.cols, e->index % c->call.src.cols, digits, e->got, digits,
             e->expected, e->ulp, trial->judged.wrong, trial->judged.elements);
}
