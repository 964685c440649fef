/* What today's usual judges say to a result that ours refuses: the computed elements
 * against the correctly rounded ones. */
#include "verdicts.h"

#include "fast.h"
#include "format.h"
#include "index.h"
#include "judge.h"

#include <stdio.h>
#include <stdlib.h>

static void *allocate(size_t bytes) {
    void *memory = malloc(bytes + 1);
    if (!memory) {
        fprintf(stderr, "out of memory\n");
        exit(2);
    }
    return memory;
}

static double correctly_rounded(const aq_call *call, const aqh_element *e) {
    const bool offset = aqo_uses_offset(call);
    const aqo_pair value =
        aqo_pair_exact(aqo_decode_double(call->src.format, e->src),
                       offset ? aqo_decode_double(call->offset.format, e->offset) : 0,
                       aqo_decode_double(call->scale.format, e->scale), offset);
    return aqo_decode_double(call->dst.format,
                             aqo_pair_round(call->dst.format, call->overflow, value));
}

verdicts verdicts_on(const aqh_case *c, const uint8_t *dst, const uint8_t *sound) {
    const aq_call *call = &c->call;
    const size_t count = aqo_computed(call);
    double *got = allocate(count * sizeof *got), *right = allocate(count * sizeof *right);
    double *before = allocate(count * sizeof *before);
    for (size_t i = 0; i < count; i++) {
        aqh_element e;
        aqh_element_at(c, dst, i, &e);
        got[i] = aqo_decode_double(call->dst.format, e.got);
        right[i] = correctly_rounded(call, &e);
        if (sound)
            before[i] = aqo_decode_double(call->dst.format, aqo_load(call->dst.format, sound, i));
    }
    verdicts v;
    for (int k = 0; k < AQH_FOREIGN_COUNT; k++) {
        const aqh_foreign judge = (aqh_foreign)k;
        const bool passed = aqh_foreign_judge(judge, call->dst.format, got, right, count).passed;
        const bool always =
            sound && !aqh_foreign_judge(judge, call->dst.format, before, right, count).passed;
        v.letter[k] = passed ? 'P' : always ? 'f' : 'F';
    }
    free(got);
    free(right);
    free(before);
    return v;
}

verdicts no_verdicts(void) {
    verdicts v;
    for (int k = 0; k < AQH_FOREIGN_COUNT; k++)
        v.letter[k] = '-';
    return v;
}
