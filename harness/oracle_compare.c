/* Decides whether the exact paths of the oracle agree (see oracle_compare.h). */
#include "oracle_compare.h"

#include "exact.h"
#include "oracle_batch.h"
#include "oracle_elements.h"
#include "referee.h"
#include "ulp.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define AQH_X_(id, name) name,
const char *const aqh_oracle_kind_names[AQH_ORACLE_KIND_COUNT] = {AQH_ORACLE_KIND_LIST(AQH_X_)};
#undef AQH_X_

/* ---- Comparison --------------------------------------------------------- */

static bool is_nan_code(aq_format dst, uint32_t code) {
    const aqo_format *f = aqo_format_get(dst);
    uint32_t magnitude = code & ((1u << (f->bits - 1)) - 1);
    return magnitude > f->max_code + 1;
}

static bool same_result(aq_format dst, uint32_t a, uint32_t b) {
    return a == b || (is_nan_code(dst, a) && is_nan_code(dst, b));
}

static void count_kinds(aqh_oracle_tally *tally, aq_format dst, mpfr_srcptr value, uint32_t right,
                        double error) {
    const aqo_format *f = aqo_format_get(dst);
    uint32_t magnitude = right & ((1u << (f->bits - 1)) - 1);
    double from_tie = fabs(fabs(error) - 0.5);
    bool number = mpfr_number_p(value) != 0;
    const bool is[AQH_ORACLE_KIND_COUNT] = {
        [AQH_ORACLE_EXACT] = number && error == 0.0,
        [AQH_ORACLE_INEXACT] = number && error != 0.0,
        [AQH_ORACLE_TIE] = number && from_tie == 0.0,
        [AQH_ORACLE_NEAR_TIE] = number && from_tie > 0.0 && from_tie < 1e-6,
        [AQH_ORACLE_SUBNORMAL] = number && magnitude > 0 && magnitude >> f->fraction_bits == 0,
        [AQH_ORACLE_UNDERFLOW] = mpfr_regular_p(value) && magnitude == 0,
        [AQH_ORACLE_ZERO] = mpfr_zero_p(value) != 0,
        [AQH_ORACLE_OVERFLOW] = number && aqo_overflows(dst, value),
        [AQH_ORACLE_INFINITE] = mpfr_inf_p(value) != 0,
        [AQH_ORACLE_NOT_A_NUMBER] = mpfr_nan_p(value) != 0,
    };
    for (int i = 0; i < AQH_ORACLE_KIND_COUNT; i++) {
        tally->kinds[i] += is[i];
    }
}

/* What one sample gave by each path. */
typedef struct outcome {
    uint32_t mpfr, fast, referee; /* results */
    uint32_t candidate;           /* the result that is measured, right or not */
    double mpfr_error, fast_error;
} outcome;

static void note_disagreement(aqh_oracle_tally *tally, const aqh_oracle_class *kind,
                              const aqh_oracle_sample *sample, const outcome *r) {
    if (tally->first[0] != '\0') {
        return;
    }
    static const char *const modes[AQ_OVERFLOW_COUNT] = {"inf_nan", "sat", "per_instruction"};
    snprintf(tally->first, sizeof tally->first,
             "%s, sample %llu: %s 0x%02x, offset 0x%x, scale 0x%x, %s: results mpfr 0x%x, "
             "double 0x%x, integer 0x%x; error of 0x%x mpfr %a, double %a",
             kind->name, (unsigned long long)tally->samples, aqo_format_get(sample->src)->name,
             sample->x, sample->o, sample->s, modes[sample->overflow], r->mpfr, r->fast, r->referee,
             r->candidate, r->mpfr_error, r->fast_error);
}

void aqh_oracle_compare(aqh_oracle_class_id id, uint64_t seed, uint64_t count,
                        aqh_oracle_tally *tally) {
    *tally = (aqh_oracle_tally){0};
    const aqh_oracle_class *kind = &aqh_oracle_classes[id];
    aqh_oracle_sampler sampler;
    aqh_oracle_sampler_init(&sampler, id, seed);
    aqh_reference ref;
    aqh_reference_init(&ref);
    aqh_batch_check batch;
    aqh_batch_check_begin(&batch, kind);
    for (; tally->samples < count; tally->samples++) {
        aqh_oracle_sample sample;
        aqh_oracle_next(&sampler, &sample);
        bool saturate = aqo_saturates(kind->dst, sample.overflow);

        outcome r;
        r.mpfr = aqh_reference_round(&ref, kind, &sample);
        r.candidate = aqh_oracle_candidate(&sampler, r.mpfr);
        r.mpfr_error = aqh_reference_error(&ref, kind->dst, saturate, r.candidate);

        aqo_pair v = aqh_fast_value(kind, &sample);
        r.fast = aqo_pair_round(kind->dst, sample.overflow, v);
        r.fast_error = aqo_pair_ulp(kind->dst, saturate, v, r.candidate);

        aqh_batch_check_add(&batch, &sample, r.candidate, v, r.fast, r.fast_error);

        r.referee = aqo_referee_round(kind->dst, sample.overflow, sample.src, sample.x, kind->scale,
                                      sample.o, kind->scale, sample.s, kind->has_offset);

        bool fast_result = !same_result(kind->dst, r.fast, r.mpfr);
        bool referee_result = !same_result(kind->dst, r.referee, r.mpfr);
        bool fast_error = r.fast_error != r.mpfr_error;
        tally->fast_results += fast_result;
        tally->referee_results += referee_result;
        tally->fast_errors += fast_error;
        if (fast_result || referee_result || fast_error) {
            note_disagreement(tally, kind, &sample, &r);
        }
        /* The error of the right result by the quicker path: only for counting. */
        count_kinds(tally, kind->dst, ref.value, r.mpfr,
                    aqo_pair_ulp(kind->dst, saturate, v, r.mpfr));
    }
    aqh_batch_check_end(&batch);
    tally->batch = batch.disagreements;
    if (tally->first[0] == '\0') {
        memcpy(tally->first, batch.first, sizeof tally->first);
    }
    aqh_reference_clear(&ref);
}
