/* Decides what a certificate says, and in which order. */
#include "certificate.h"

#include "certificate_number.h"
#include "exact.h"
#include "names.h"
#include "number_text.h"
#include "version.h"

#include <math.h>
#include <sha256.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const evidence_names[] = {
    [AQO_EVIDENCE_PROVED] = "proved",
    [AQO_EVIDENCE_EXHAUSTIVE] = "exhaustive",
    [AQO_EVIDENCE_SAMPLED] = "sampled",
    [AQO_EVIDENCE_NONE] = "none",
};

static const char *const operation_names[] = {
    [AQO_CONVERT] = "convert",
    [AQO_CONVERT_SCALE] = "convert scale",
    [AQO_ADD_OFFSET] = "add offset",
    [AQO_MULTIPLY_SCALE] = "multiply by scale",
};

static const char *const saturation_names[] = {
    [AQO_SATURATE_NEVER] = "never",
    [AQO_SATURATE_GLOBAL] = "sat",
    [AQO_SATURATE_CAST] = "sat,per_instruction",
};

const char *aqr_evidence_name(aqo_evidence evidence) {
    return evidence_names[evidence];
}

static json_t *hex(mpfr_srcptr value) {
    char text[256];
    aqh_hex(value, text, sizeof text);
    return json_string(text);
}

/* {"code": "0x3c00", "value": "0x1p+0"} */
static json_t *coded(aq_format format, uint32_t code) {
    char digits[16];
    mpfr_t value;
    mpfr_init2(value, AQO_PRECISION);
    aqo_decode(format, code, value);
    aqh_code_text(format, code, digits, sizeof digits);
    json_t *object = json_object();
    json_object_set_new(object, "code", json_string(digits));
    json_object_set_new(object, "value", hex(value));
    mpfr_clear(value);
    return object;
}

static json_t *exact_value(const aqo_subject *subject, const aqo_input *input) {
    mpfr_t x, o, s, y;
    mpfr_inits2(AQO_PRECISION, x, o, s, y, (mpfr_ptr)0);
    aqo_decode(subject->src, input->x, x);
    aqo_decode(subject->scale, input->o, o);
    aqo_decode(subject->scale, input->s, s);
    aqo_exact(y, NULL, x, subject->has_offset ? o : NULL, s);
    json_t *string = hex(y);
    mpfr_clears(x, o, s, y, (mpfr_ptr)0);
    return string;
}

static json_t *witness(const aqo_subject *subject, const aqo_input *input, mpfr_ptr error) {
    const aqo_point point = aqo_certify_point(subject, *input, error);
    json_t *object = json_object();
    json_object_set_new(object, "x", coded(subject->src, input->x));
    json_object_set_new(object, "o",
                        subject->has_offset ? coded(subject->scale, input->o) : json_null());
    json_object_set_new(object, "s", coded(subject->scale, input->s));
    json_object_set_new(object, "exact", exact_value(subject, input));
    json_object_set_new(object, "got", coded(subject->dst, point.got));
    json_object_set_new(object, "correctly_rounded", coded(subject->dst, point.rounded));
    json_object_set_new(object, "error", aqr_fraction(error));
    return object;
}

static json_t *evidence(const aqo_extreme *extreme) {
    json_t *object = json_object();
    char seed[24];
    snprintf(seed, sizeof seed, "0x%016llx", (unsigned long long)extreme->seed);
    json_object_set_new(object, "type", json_string(aqr_evidence_name(extreme->evidence)));
    json_object_set_new(object, "points", json_integer((json_int_t)extreme->points));
    json_object_set_new(object, "seed",
                        extreme->evidence == AQO_EVIDENCE_SAMPLED ? json_string(seed)
                                                                  : json_null());
    return object;
}

static json_t *bound_json(double bound) {
    char text[40];
    mpfr_t value;
    mpfr_init2(value, 64);
    mpfr_set_d(value, bound, MPFR_RNDN);
    aqh_hex(value, text, sizeof text);
    json_t *object = json_object();
    json_object_set_new(object, "hex", json_string(text));
    json_object_set_new(object, "decimal", aqr_decimal(value));
    mpfr_clear(value);
    return object;
}

/* bound - |error|, rounded down; negative where our bound is wrong. */
static json_t *distance(double bound, mpfr_srcptr magnitude) {
    mpfr_t difference;
    char text[64];
    mpfr_init2(difference, AQO_PRECISION);
    mpfr_d_sub(difference, bound, magnitude, MPFR_RNDD);
    mpfr_snprintf(text, sizeof text, "%.11RDe", difference);
    json_t *number =
        mpfr_number_p(difference) ? json_real(strtod(text, NULL)) : aqr_fraction(difference);
    mpfr_clear(difference);
    return number;
}

static json_t *domain_json(const aqr_certificate *c, aqo_domain domain) {
    const aqo_extreme *extreme = &c->bounds.domains[domain];
    const bool bounded = !extreme->occurs || !extreme->unbounded;
    const char *condition = bounded ? NULL : aqo_certify_condition(&c->subject, domain);
    const double bound = aqo_certify_upper_bound(&c->subject, domain);
    const bool has_bound = extreme->occurs && isfinite(bound);
    json_t *object = json_object(), *input = json_null();
    mpfr_t error;
    mpfr_init2(error, AQO_PRECISION);
    if (extreme->occurs) {
        input = witness(&c->subject, &extreme->witness, error);
        mpfr_abs(error, error, MPFR_RNDN);
    }
    json_object_set_new(object, "occurs", json_boolean(extreme->occurs));
    json_object_set_new(object, "max_ulp", extreme->occurs ? aqr_fraction(error) : json_null());
    json_object_set_new(object, "max_ulp_decimal",
                        extreme->occurs ? aqr_decimal(error) : json_null());
    json_object_set_new(object, "bounded", json_boolean(bounded));
    json_object_set_new(object, "condition", condition ? json_string(condition) : json_null());
    json_object_set_new(object, "upper_bound", has_bound ? bound_json(bound) : json_null());
    json_object_set_new(object, "below_upper_bound",
                        has_bound ? distance(bound, error) : json_null());
    json_object_set_new(object, "witness", input);
    json_object_set_new(object, "evidence", evidence(extreme));
    mpfr_clear(error);
    return object;
}

static json_t *steps(const aqo_pipeline *pipeline) {
    const aqo_plan *plan = aqo_plan_get(pipeline->plan);
    json_t *array = json_array();
    for (unsigned k = 0; k < plan->step_count; k++) {
        const aqo_step *step = &plan->steps[k];
        if (step->if_via_half && !pipeline->via_half)
            continue;
        json_t *object = json_object();
        json_object_set_new(object, "operation", json_string(operation_names[step->operation]));
        json_object_set_new(object, "format", json_string(aqo_format_get(step->format)->name));
        json_object_set_new(object, "rounding", json_string("nearest even"));
        json_object_set_new(object, "saturates_in",
                            json_string(saturation_names[step->saturation]));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *calls(const aqo_subject *subject) {
    size_t count;
    aqr_call *all = aqr_calls(subject, &count);
    if (!all)
        return NULL;
    json_t *array = json_array();
    for (size_t k = 0; k < count; k++) {
        json_t *object = json_object();
        json_object_set_new(object, "product",
                            json_string(aqh_name(&aqh_product_names, all[k].product)));
        json_object_set_new(object, "prototype",
                            json_string(aqh_name(&aqh_prototype_names, all[k].prototype)));
        json_object_set_new(object, "transpose",
                            all[k].transpose < 0 ? json_null() : json_boolean(all[k].transpose));
        json_array_append_new(array, object);
    }
    free(all);
    return array;
}

static void put_subject(json_t *object, const aqo_subject *s) {
    const aqo_plan *plan = aqo_plan_get(s->pipeline.plan);
    json_object_set_new(object, "plan", json_string(plan->name));
    json_object_set_new(object, "formula", json_string(plan->formula));
    json_object_set_new(object, "steps", steps(&s->pipeline));
    json_object_set_new(object, "via_half", json_boolean(s->pipeline.via_half));
    json_object_set_new(object, "src", json_string(aqo_format_get(s->src)->name));
    json_object_set_new(object, "scale", json_string(aqo_format_get(s->scale)->name));
    json_object_set_new(object, "has_offset", json_boolean(s->has_offset));
    json_object_set_new(object, "dst", json_string(aqo_format_get(s->dst)->name));
    json_object_set_new(object, "overflow",
                        json_string(aqh_name(&aqh_overflow_names, s->pipeline.overflow)));
    json_object_set_new(object, "subnormals",
                        json_string(s->pipeline.subnormals == AQO_FLUSH ? "flush" : "gradual"));
    json_object_set_new(object, "calls", calls(s));
}

/* One search looks at all domains but SPEC at once: its points count once. */
static uint64_t total_points(const aqo_bounds *bounds) {
    return bounds->domains[AQO_DOMAIN_NORM].points + bounds->domains[AQO_DOMAIN_SPEC].points;
}

bool aqr_certificate_hash(const json_t *object, char hash[AQR_HASH_BYTES]) {
    json_t *copy = json_copy((json_t *)object);
    json_object_del(copy, "sha256");
    char *text = copy ? json_dumps(copy, JSON_COMPACT | JSON_REAL_PRECISION(12)) : NULL;
    json_decref(copy);
    if (!text)
        return false;
    SHA256Data((const uint8_t *)text, strlen(text), hash);
    free(text);
    return true;
}

json_t *aqr_certificate_json(const aqr_certificate *c) {
    json_t *root = json_object(), *domains = json_object();
    char text[32];
    json_object_set_new(root, "schema", json_string(AQR_CERTIFICATE_SCHEMA));
    json_object_set_new(root, "version", json_string(AQ_VERSION));
    if (c->shards) {
        snprintf(text, sizeof text, "%u/%u", c->shard, c->shards);
        json_object_set_new(root, "shard", json_string(text));
    }
    put_subject(root, &c->subject);
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++)
        json_object_set_new(domains, aqo_domain_name((aqo_domain)d), domain_json(c, (aqo_domain)d));
    json_object_set_new(root, "domains", domains);
    json_object_set_new(root, "reduction", json_string(c->bounds.reduction));
    json_object_set_new(root, "points", json_integer((json_int_t)total_points(&c->bounds)));
    char hash[AQR_HASH_BYTES];
    if (!root || !aqr_certificate_hash(root, hash)) {
        json_decref(root);
        return NULL;
    }
    json_object_set_new(root, "sha256", json_string(hash));
    return root;
}

char *aqr_json_text(json_t *value) {
    char *text = value ? json_dumps(value, JSON_INDENT(1) | JSON_REAL_PRECISION(12)) : NULL;
    json_decref(value);
    const size_t length = text ? strlen(text) : 0;
    char *file = text ? realloc(text, length + 2) : NULL; /* json_dumps ends without a newline */
    if (!file) {
        free(text);
        return NULL;
    }
    memcpy(file + length, "\n", 2);
    return file;
}

char *aqr_certificate_text(const aqr_certificate *certificate) {
    return aqr_json_text(aqr_certificate_json(certificate));
}
