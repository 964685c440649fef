/* Decides whether the exact paths of the oracle agree (see oracle_compare.h). */
#include "oracle_compare.h"

#include "exact.h"
#include "fast.h"
#include "referee.h"
#include "ulp.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define AQH_X_(id, name) name,
const char *const aqh_oracle_kind_names[AQH_ORACLE_KIND_COUNT] = {AQH_ORACLE_KIND_LIST(AQH_X_)};
#undef AQH_X_

/* ---- The MPFR path ------------------------------------------------------ */

typedef struct reference {
    mpfr_t x, o, s, value, error;
} reference;

static void reference_init(reference *r) {
    mpfr_inits2(AQO_PRECISION, r->x, r->o, r->s, r->value, (mpfr_ptr)0);
    /* A result far from the value has an error of more than AQO_PRECISION bits.
     * Here it must be exact all the same. */
    mpfr_init2(r->error, 2 * AQO_PRECISION);
}

static void reference_clear(reference *r) {
    mpfr_clears(r->x, r->o, r->s, r->value, r->error, (mpfr_ptr)0);
}

static uint32_t reference_round(reference *r, const aqh_oracle_class *kind,
                                const aqh_oracle_sample *sample) {
    aqo_decode(sample->src, sample->x, r->x);
    aqo_decode(kind->scale, sample->s, r->s);
    if (kind->has_offset) {
        aqo_decode(kind->scale, sample->o, r->o);
    }
    aqo_exact(r->value, NULL, r->x, kind->has_offset ? r->o : NULL, r->s);
    return aqo_round(kind->dst, sample->overflow, r->value);
}

static double reference_error(reference *r, aq_format dst, bool saturate, uint32_t code) {
    aqo_ulp_error(r->error, dst, saturate, r->value, code);
    return mpfr_get_d(r->error, MPFR_RNDA);
}

/* ---- The double path ---------------------------------------------------- */

static aqo_pair fast_value(const aqh_oracle_class *kind, const aqh_oracle_sample *sample) {
    double x = aqo_decode_double(sample->src, sample->x);
    double s = aqo_decode_double(kind->scale, sample->s);
    double o = kind->has_offset ? aqo_decode_double(kind->scale, sample->o) : 0.0;
    return aqo_pair_exact(x, o, s, kind->has_offset);
}

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
    reference ref;
    reference_init(&ref);
    for (; tally->samples < count; tally->samples++) {
        aqh_oracle_sample sample;
        aqh_oracle_next(&sampler, &sample);
        bool saturate = aqo_saturates(kind->dst, sample.overflow);

        outcome r;
        r.mpfr = reference_round(&ref, kind, &sample);
        r.candidate = aqh_oracle_candidate(&sampler, r.mpfr);
        r.mpfr_error = reference_error(&ref, kind->dst, saturate, r.candidate);

        aqo_pair v = fast_value(kind, &sample);
        r.fast = aqo_pair_round(kind->dst, sample.overflow, v);
        r.fast_error = aqo_pair_ulp(kind->dst, saturate, v, r.candidate);

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
    reference_clear(&ref);
}

/* ---- Time --------------------------------------------------------------- */

static double now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

typedef struct timed_sample {
    aqh_oracle_sample sample;
    uint32_t candidate; /* the result that is measured */
} timed_sample;

/* By what is the same for all elements of a call. */
static int by_call(const void *left, const void *right) {
    const aqh_oracle_sample *a = &((const timed_sample *)left)->sample;
    const aqh_oracle_sample *b = &((const timed_sample *)right)->sample;
    int formats = (a->src > b->src) - (a->src < b->src);
    return formats != 0 ? formats : (a->overflow > b->overflow) - (a->overflow < b->overflow);
}

/* Each pass returns a sum of all it computed, so that nothing can be left out. */
static double mpfr_pass(const aqh_oracle_class *kind, const timed_sample *samples, size_t count) {
    reference ref;
    reference_init(&ref);
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        const aqh_oracle_sample *sample = &samples[i].sample;
        uint32_t code = reference_round(&ref, kind, sample);
        bool saturate = aqo_saturates(kind->dst, sample->overflow);
        sum += code + reference_error(&ref, kind->dst, saturate, samples[i].candidate);
    }
    reference_clear(&ref);
    return sum;
}

static double fast_pass(const aqh_oracle_class *kind, const timed_sample *samples, size_t count) {
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        const aqh_oracle_sample *sample = &samples[i].sample;
        aqo_pair v = fast_value(kind, sample);
        uint32_t code = aqo_pair_round(kind->dst, sample->overflow, v);
        bool saturate = aqo_saturates(kind->dst, sample->overflow);
        sum += code + aqo_pair_ulp(kind->dst, saturate, v, samples[i].candidate);
    }
    return sum;
}

static double time_pass(double (*pass)(const aqh_oracle_class *, const timed_sample *, size_t),
                        const aqh_oracle_class *kind, const timed_sample *samples, size_t held,
                        uint64_t count) {
    volatile double sink = pass(kind, samples, held); /* warm */
    double start = now_ns();
    for (uint64_t done = 0; done < count; done += held) {
        sink = pass(kind, samples, count - done < held ? (size_t)(count - done) : held);
    }
    (void)sink;
    return (now_ns() - start) / (double)count;
}

bool aqh_oracle_time(aqh_oracle_class_id id, uint64_t seed, uint64_t count, double *mpfr_ns,
                     double *fast_ns) {
    const aqh_oracle_class *kind = &aqh_oracle_classes[id];
    size_t held = count < 1 << 16 ? (size_t)count : 1 << 16;
    timed_sample *samples = malloc((held + 1) * sizeof *samples);
    if (samples == NULL) {
        return false;
    }
    aqh_oracle_sampler sampler;
    aqh_oracle_sampler_init(&sampler, id, seed);
    for (size_t i = 0; i < held; i++) {
        aqh_oracle_next(&sampler, &samples[i].sample);
        aqo_pair v = fast_value(kind, &samples[i].sample);
        uint32_t right = aqo_pair_round(kind->dst, samples[i].sample.overflow, v);
        samples[i].candidate = aqh_oracle_candidate(&sampler, right);
    }
    qsort(samples, held, sizeof *samples, by_call);
    *mpfr_ns = time_pass(mpfr_pass, kind, samples, held, count);
    *fast_ns = time_pass(fast_pass, kind, samples, held, count);
    free(samples);
    return true;
}
