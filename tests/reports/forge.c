#include "forge.h"

#include "aq_assert.h"
#include "random.h"

#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 4000 };

aqo_subject forge_subject(aqo_plan_id plan, aq_format src, aq_format scale, aq_format dst,
                          aq_overflow overflow) {
    size_t count;
    aqo_subject *all = aqo_subjects(&count), found = {0};
    bool any = false;
    assert_non_null(all);
    for (size_t k = 0; k < count; k++)
        if (all[k].pipeline.plan == plan && all[k].src == src && all[k].scale == scale &&
            all[k].dst == dst && all[k].pipeline.overflow == overflow) {
            found = all[k];
            any = true;
        }
    free(all);
    assert_true(any);
    return found;
}

aqo_subject forge_small(void) {
    return forge_subject(AQO_N12, AQ_E2M1, AQ_E8M0, AQ_HALF, AQ_OVERFLOW_INF_NAN);
}

aqr_certificate forge_certify(const aqo_subject *subject, unsigned shard, unsigned shards) {
    aqr_certificate c = {.subject = *subject, .shard = shard, .shards = shards};
    aqo_certify(subject, shards ? shard - 1 : 0, shards ? shards : 1, &c.bounds, NULL, NULL);
    return c;
}

static void keep_if_larger(aqo_extreme *extreme, aqo_input input, mpfr_ptr max, mpfr_ptr error) {
    if (extreme->occurs && mpfr_cmpabs(error, max) <= 0)
        return;
    extreme->occurs = true;
    extreme->witness = input;
    mpfr_set(max, error, MPFR_RNDN);
}

aqr_certificate forge_sampled(const aqo_subject *subject) {
    const aqo_bounds nothing = {0};
    aqr_certificate c = {.subject = *subject};
    aqh_random random = {1};
    mpfr_t error, max[AQO_DOMAIN_COUNT];
    mpfr_init2(error, AQO_PRECISION);
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++)
        mpfr_init2(max[d], AQO_PRECISION);
    for (int k = 0; k < SAMPLES; k++) {
        aqo_input input = {(uint32_t)(aqh_next(&random) % aqo_code_count(subject->src)),
                           (uint32_t)(aqh_next(&random) % aqo_code_count(subject->scale)),
                           (uint32_t)(aqh_next(&random) % aqo_code_count(subject->scale))};
        if (!subject->has_offset)
            input.o = 0;
        aqo_point point = aqo_certify_point(subject, input, error);
        keep_if_larger(&c.bounds.domains[point.domain], input, max[point.domain], error);
        if (point.intermediate_underflow)
            keep_if_larger(&c.bounds.domains[AQO_DOMAIN_IUF], input, max[AQO_DOMAIN_IUF], error);
    }
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++) {
        c.bounds.domains[d].points = SAMPLES;
        mpfr_clear(max[d]);
    }
    aqo_certify_join(subject, &c.bounds, &nothing); /* concludes */
    mpfr_clear(error);
    return c;
}

void forge_set(json_t *root, const char *path, json_t *value) {
    char names[128];
    snprintf(names, sizeof names, "%s", path);
    char *name = names, *dot;
    json_t *object = root;
    while ((dot = strchr(name, '.')) != NULL) {
        *dot = 0;
        object = json_object_get(object, name);
        assert_non_null(object);
        name = dot + 1;
    }
    if (value)
        assert_int_equal(json_object_set_new(object, name, value), 0);
    else
        assert_int_equal(json_object_del(object, name), 0);
}

void forge_rehash(json_t *root) {
    char hash[AQR_HASH_BYTES];
    assert_true(aqr_certificate_hash(root, hash));
    forge_set(root, "sha256", json_string(hash));
}

bool forge_read(json_t *root, aqr_refusal *refusal) {
    aqr_certificate c;
    char *text = aqr_json_text(root);
    assert_non_null(text);
    const bool good = aqr_certificate_parse(text, strlen(text), &c, NULL, refusal);
    free(text);
    return good;
}
