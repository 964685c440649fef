/* Decides whether the batch form of the everyday oracle is its scalar form. */
#include "oracle_batch.h"

#include "exact.h"
#include "format.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

void aqh_batch_elements(const aqo_batch *batch, const aqh_oracle_class *kind, aq_format src,
                        aq_overflow overflow, size_t count, const aqh_batch_arrays *arrays) {
    double x[AQH_BATCH_MOST], o[AQH_BATCH_MOST], s[AQH_BATCH_MOST];
    assert(count <= AQH_BATCH_MOST);
    batch->decode(src, count, arrays->x, x);
    batch->decode(kind->scale, count, arrays->s, s);
    if (kind->has_offset)
        batch->decode(kind->scale, count, arrays->o, o);
    batch->exact(count, x, kind->has_offset ? o : NULL, s, arrays->high, arrays->low);
    batch->round(kind->dst, overflow, count, arrays->high, arrays->low, arrays->code);
    batch->ulp(kind->dst, aqo_saturates(kind->dst, overflow), count, arrays->high, arrays->low,
               arrays->candidate, arrays->error);
}

/* In every bit; a NaN is a NaN. */
static bool same_double(double a, double b) {
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static void note(aqh_batch_check *check, const aqo_batch *batch, const aqh_batch_lot *lot, size_t i,
                 aq_format src, aq_overflow overflow, const aqh_batch_arrays *got) {
    static const char *const modes[AQ_OVERFLOW_COUNT] = {"inf_nan", "sat", "per_instruction"};
    if (check->disagreements++ != 0)
        return;
    snprintf(check->first, sizeof check->first,
             "%s, batch %s, lane %zu: %s 0x%02x, offset 0x%x, scale 0x%x, %s: value %a + %a, not "
             "%a + %a; result 0x%x, not 0x%x; error of 0x%x %a, not %a",
             check->kind->name, batch->name, i, aqo_format_get(src)->name, lot->x[i], lot->o[i],
             lot->s[i], modes[overflow], got->high[i], got->low[i], lot->high[i], lot->low[i],
             got->code[i], lot->code[i], lot->candidate[i], got->error[i], lot->error[i]);
}

static void check_lot(aqh_batch_check *check, aq_format src, aq_overflow overflow) {
    aqh_batch_lot *lot = &check->lots[src][overflow];
    for (int isa = 0; isa < AQO_ISA_COUNT; isa++) {
        const aqo_batch *batch = aqo_batch_of((aqo_isa)isa);
        double high[AQH_BATCH_SAMPLES], low[AQH_BATCH_SAMPLES], error[AQH_BATCH_SAMPLES];
        uint32_t code[AQH_BATCH_SAMPLES];
        const aqh_batch_arrays arrays = {.x = lot->x,
                                         .o = lot->o,
                                         .s = lot->s,
                                         .candidate = lot->candidate,
                                         .high = high,
                                         .low = low,
                                         .error = error,
                                         .code = code};
        if (!batch)
            continue;
        aqh_batch_elements(batch, check->kind, src, overflow, lot->count, &arrays);
        for (size_t i = 0; i < lot->count; i++)
            if (code[i] != lot->code[i] || !same_double(high[i], lot->high[i]) ||
                !same_double(low[i], lot->low[i]) || !same_double(error[i], lot->error[i]))
                note(check, batch, lot, i, src, overflow, &arrays);
    }
    lot->count = 0;
}

void aqh_batch_check_begin(aqh_batch_check *check, const aqh_oracle_class *kind) {
    check->kind = kind;
    check->disagreements = 0;
    check->first[0] = '\0';
    for (int src = 0; src < AQ_FORMAT_COUNT; src++)
        for (int overflow = 0; overflow < AQ_OVERFLOW_COUNT; overflow++)
            check->lots[src][overflow].count = 0;
}

void aqh_batch_check_add(aqh_batch_check *check, const aqh_oracle_sample *sample,
                         uint32_t candidate, aqo_pair value, uint32_t code, double error) {
    aqh_batch_lot *lot = &check->lots[sample->src][sample->overflow];
    const size_t i = lot->count++;
    lot->x[i] = sample->x;
    lot->o[i] = sample->o;
    lot->s[i] = sample->s;
    lot->candidate[i] = candidate;
    lot->high[i] = value.high;
    lot->low[i] = value.low;
    lot->code[i] = code;
    lot->error[i] = error;
    if (lot->count == AQH_BATCH_SAMPLES)
        check_lot(check, sample->src, sample->overflow);
}

void aqh_batch_check_end(aqh_batch_check *check) {
    for (int src = 0; src < AQ_FORMAT_COUNT; src++)
        for (int overflow = 0; overflow < AQ_OVERFLOW_COUNT; overflow++)
            check_lot(check, (aq_format)src, (aq_overflow)overflow);
}
