/* Decides whether the space agrees with what the reduced search says of it. */
#include "certify_brute.h"

#include "certify_classes.h"

#include <string.h>

/* SplitMix64. */
static uint64_t next(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* A search whose records are the maxima that bounds states. */
static void load(aqo_search *search, const aqo_subject *subject, const aqo_bounds *bounds) {
    aqo_search_init(search, subject, 0, 1);
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++)
        if (bounds->domains[d].occurs)
            aqo_search_offer(search, bounds->domains[d].witness);
}

static bool exceeds(const aqo_evaluation *e, const aqo_record *record) {
    return !record->occurs || e->error > record->error ||
           (e->error == record->error && e->error_low > record->error_low);
}

static void count(aqo_brute_report *report, const aqo_evaluation *e) {
    report->points++;
    report->in_domain[e->domain]++;
    report->in_domain[AQO_DOMAIN_IUF] += e->underflow;
}

/* The code of an offset of any significand and sign, its exponent within 12 of that
 * of x. */
static uint32_t offset_near(double x, const aqo_format *f, uint64_t random) {
    uint32_t fraction = (uint32_t)(random & ((UINT64_C(1) << f->fraction_bits) - 1));
    uint32_t sign = (uint32_t)(random >> 32 & 1) << (f->bits - 1);
    int exponent = isfinite(x) && x != 0.0 ? aqo_exponent(x) : 0;
    exponent += (int)(random >> 33 & 0xff) % 25 - 12;
    exponent = exponent < f->emin ? f->emin : exponent > f->emax ? f->emax : exponent;
    return sign | (uint32_t)(exponent + f->bias) << f->fraction_bits | fraction;
}

bool aqo_brute_random(const aqo_subject *subject, const aqo_bounds *bounds, uint64_t points,
                      uint64_t seed, aqo_brute_report *report) {
    aqo_search search;
    load(&search, subject, bounds);
    memset(report, 0, sizeof *report);
    const aqo_format *f = aqo_format_get(subject->scale);
    uint64_t sources = aqo_code_count(subject->src), params = aqo_code_count(subject->scale);
    uint64_t state = seed;
    for (uint64_t k = 0; k < points; k++) {
        uint64_t first = next(&state), second = next(&state);
        aqo_input input = {(uint32_t)(first % sources), 0, (uint32_t)((first >> 16) % params)};
        double x = aqo_decode_double(subject->src, input.x), o = 0.0;
        if (subject->has_offset) {
            input.o = (k & 1) != 0 ? offset_near(x, f, second) : (uint32_t)(second % params);
            o = aqo_decode_double(subject->scale, input.o);
        }
        double s = aqo_decode_double(subject->scale, input.s);
        aqo_evaluation e = aqo_evaluate(&search.evaluator, x, o, s);
        count(report, &e);
        bool main = exceeds(&e, &search.records[e.domain]);
        if (main || (e.underflow && exceeds(&e, &search.records[AQO_DOMAIN_IUF]))) {
            report->domain = main ? e.domain : AQO_DOMAIN_IUF;
            report->input = input;
            return false;
        }
    }
    return true;
}

static void sweep(aqo_search *search, uint32_t offset, aqo_brute_report *report) {
    const aqo_subject *subject = &search->evaluator.subject;
    uint32_t sources = (uint32_t)aqo_code_count(subject->src);
    double o = aqo_decode_double(subject->scale, offset), x[256];
    for (uint32_t code = 0; code < sources; code++)
        x[code] = aqo_decode_double(subject->src, code);
    for (uint32_t scale = 0; scale <= 0xffff; scale++) {
        double s = aqo_decode_double(subject->scale, scale);
        for (uint32_t code = 0; code < sources; code++) {
            aqo_evaluation e = aqo_evaluate(&search->evaluator, x[code], o, s);
            count(report, &e);
            aqo_search_consider(search, (aqo_input){code, offset, scale}, &e);
        }
    }
}

bool aqo_brute_plane(const aqo_subject *subject, uint32_t offset, aqo_brute_report *report) {
    aqo_search reduced, whole;
    aqo_classes classes;
    aqo_search_init(&reduced, subject, 0, 1);
    aqo_classes_init(&classes, &reduced.evaluator, offset, offset + 1);
    aqo_search_classes(&reduced, &classes);
    aqo_classes_clear(&classes);

    memset(report, 0, sizeof *report);
    aqo_search_init(&whole, subject, 0, 1);
    sweep(&whole, offset, report);
    sweep(&whole, offset | UINT32_C(0x8000), report);
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++) {
        const aqo_record *a = &reduced.records[d], *b = &whole.records[d];
        bool same = a->occurs == b->occurs && a->error == b->error && a->error_low == b->error_low;
        /* Up to this the reduced search may leave points out. */
        double rest = aqo_certify_rest(subject, (aqo_domain)d);
        bool small = rest > 0.0 && a->error <= rest && b->error <= rest;
        if (d != AQO_DOMAIN_SPEC && !same && !small) {
            report->domain = (aqo_domain)d;
            report->input = b->occurs ? b->input : a->input;
            return false;
        }
    }
    return true;
}
