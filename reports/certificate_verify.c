/* Decides whether a certificate that was read is believed: what it claims of other
 * inputs than its witnesses. */
#include "certificate.h"

#include "certificate_neighbours.h"
#include "certificate_number.h"
#include "random.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((format(printf, 2, 3))) static bool refuse(aqr_refusal *refusal, const char *text,
                                                         ...) {
    va_list args;
    va_start(args, text);
    vsnprintf(refusal->text, sizeof refusal->text, text, args);
    va_end(args);
    return false;
}

typedef struct slice {
    const aqr_certificate *certificate;
    mpfr_t max[AQO_DOMAIN_COUNT];
    mpfr_t error;
    uint64_t tried;
    aqr_refusal *refusal;
} slice;

/* The witness: in the domain that it is for, and within the upper bound. */
static bool check_domain(slice *s, aqo_domain domain) {
    const aqo_subject *subject = &s->certificate->subject;
    const aqo_extreme *e = &s->certificate->bounds.domains[domain];
    const char *name = aqo_domain_name(domain);
    if (!e->occurs)
        return true;
    const aqo_point point = aqo_certify_point(subject, e->witness, s->max[domain]);
    mpfr_abs(s->max[domain], s->max[domain], MPFR_RNDN);
    if (domain == AQO_DOMAIN_IUF ? !point.intermediate_underflow : point.domain != domain)
        return refuse(s->refusal, "domains.%s.witness: is in %s", name,
                      aqo_domain_name(point.domain));
    const double bound = aqo_certify_upper_bound(subject, domain);
    if (mpfr_cmp_d(s->max[domain], bound) > 0)
        return refuse(s->refusal, "domains.%s.max_ulp: exceeds the upper bound %.17g", name, bound);
    return true;
}

static bool within(slice *s, aqo_domain domain, const aqo_input *input) {
    const aqo_extreme *e = &s->certificate->bounds.domains[domain];
    const char *name = aqo_domain_name(domain);
    if (!e->occurs)
        return refuse(s->refusal,
                      "domains.%s.occurs: false, but x 0x%x, o 0x%x, s 0x%x is in the domain", name,
                      input->x, input->o, input->s);
    if (mpfr_cmpabs(s->error, s->max[domain]) <= 0)
        return true;
    json_t *fraction = aqr_fraction(s->error);
    refuse(s->refusal, "domains.%s.max_ulp: x 0x%x, o 0x%x, s 0x%x has the error %.200s", name,
           input->x, input->o, input->s, json_string_value(fraction));
    json_decref(fraction);
    return false;
}

static bool try_input(void *context, aqo_input input) {
    slice *s = context;
    if (!s->certificate->subject.has_offset)
        input.o = 0;
    const aqo_point point = aqo_certify_point(&s->certificate->subject, input, s->error);
    s->tried++;
    return within(s, point.domain, &input) &&
           (!point.intermediate_underflow || within(s, AQO_DOMAIN_IUF, &input));
}

static uint32_t random_code(aqh_random *random, aq_format format) {
    return (uint32_t)(aqh_next(random) >> (64 - aqo_format_get(format)->bits));
}

/* Scales and offsets are uniform in codes. Of every eight inputs one has a special
 * code for scale or offset; one an offset near a source's magnitude, where sums
 * are rounded; two a scale that brings the result near the ends of dst's range. */
static aqo_input random_input(const aqo_subject *subject, aqh_random *random) {
    const aqo_format *param = aqo_format_get(subject->scale), *dst = aqo_format_get(subject->dst);
    aqo_input input = {random_code(random, subject->src), random_code(random, subject->scale),
                       random_code(random, subject->scale)};
    if (!param->is_float)
        return input;
    const uint32_t fraction = (UINT32_C(1) << param->fraction_bits) - 1,
                   sign = UINT32_C(1) << (param->bits - 1);
    const uint32_t infinity = (sign - 1) & ~fraction;
    const uint32_t special[] = {0,        1,           fraction, fraction + 1, param->max_code,
                                infinity, infinity | 1};
    switch (aqh_below(random, 8)) {
    case 0:
        *(aqh_one_in(random, 2) ? &input.s : &input.o) =
            special[aqh_below(random, 7)] | (aqh_one_in(random, 2) ? sign : 0);
        break;
    case 1:
        input.o = (input.o & (sign | fraction)) |
                  (uint32_t)(param->bias + aqh_between(random, -12, 12)) << param->fraction_bits;
        break;
    case 2:
    case 3: {
        const int edge = aqh_one_in(random, 2) ? dst->emin - dst->precision : dst->emax;
        int exponent = edge + aqh_between(random, -12, 12) + param->bias;
        if (exponent < 0)
            exponent = 0;
        if (exponent > 2 * param->bias)
            exponent = 2 * param->bias;
        input.s = (input.s & (sign | fraction)) | (uint32_t)exponent << param->fraction_bits;
        break;
    }
    default:
        break;
    }
    return input;
}

/* A space this small is searched again, whole. */
static bool same_as_found_again(slice *s) {
    const aqo_subject *subject = &s->certificate->subject;
    if (subject->scale != AQ_E8M0)
        return true;
    aqo_bounds again;
    aqo_certify(subject, 0, 1, &again, NULL, NULL);
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++) {
        const aqo_extreme *a = &again.domains[d], *b = &s->certificate->bounds.domains[d];
        if (a->occurs != b->occurs || a->points != b->points ||
            (a->occurs && memcmp(&a->witness, &b->witness, sizeof a->witness) != 0))
            return refuse(s->refusal, "domains.%s: is not what the search finds",
                          aqo_domain_name((aqo_domain)d));
    }
    return true;
}

bool aqr_certificate_verify(const aqr_certificate *c, const char *hash, unsigned points,
                            uint64_t *tried, aqr_refusal *refusal) {
    *refusal = (aqr_refusal){0};
    *tried = 0;
    if (c->shards)
        return refuse(refusal, "shard: a part proves nothing of the whole; merge first");
    slice s = {.certificate = c, .refusal = refusal};
    mpfr_init2(s.error, AQO_PRECISION);
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++)
        mpfr_init2(s.max[d], AQO_PRECISION);
    bool good = true;
    for (int d = 0; d < AQO_DOMAIN_COUNT && good; d++)
        good = check_domain(&s, (aqo_domain)d);
    good = good && same_as_found_again(&s);
    for (int d = 0; d < AQO_DOMAIN_COUNT && good; d++)
        if (c->bounds.domains[d].occurs)
            good = aqr_neighbours(&c->subject, &c->bounds.domains[d].witness, try_input, &s);
    char seed[17];
    snprintf(seed, sizeof seed, "%.16s", hash);
    aqh_random random = {strtoull(seed, NULL, 16)};
    for (unsigned k = 0; k < points && good; k++)
        good = try_input(&s, random_input(&c->subject, &random));
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++)
        mpfr_clear(s.max[d]);
    mpfr_clear(s.error);
    *tried = s.tried;
    return good;
}
