/* Decides whether a file is a certificate. Only what cannot be computed is taken
 * from it: the subject, which domains occur, the witnesses, the counts. What the
 * search concludes from those is concluded again, the certificate is written anew,
 * and has to be the same. */
#include "certificate.h"

#include "certificate_compare.h"
#include "file.h"
#include "names.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_LIMIT = 1 << 20 };

__attribute__((format(printf, 2, 3))) static bool refuse(aqr_refusal *refusal, const char *text,
                                                         ...) {
    va_list args;
    va_start(args, text);
    vsnprintf(refusal->text, sizeof refusal->text, text, args);
    va_end(args);
    return false;
}

/* ---- Fields; where is the path of the object, with a dot behind, or empty. */

static const char *text_of(const json_t *object, const char *where, const char *field,
                           aqr_refusal *refusal) {
    const json_t *value = json_object_get(object, field);
    if (!value)
        refuse(refusal, "%s%s: is missing", where, field);
    else if (!json_is_string(value))
        refuse(refusal, "%s%s: must be a string", where, field);
    else
        return json_string_value(value);
    return NULL;
}

static bool flag_of(const json_t *object, const char *where, const char *field, bool *flag,
                    aqr_refusal *refusal) {
    const json_t *value = json_object_get(object, field);
    if (!value)
        return refuse(refusal, "%s%s: is missing", where, field);
    if (!json_is_boolean(value))
        return refuse(refusal, "%s%s: must be true or false", where, field);
    *flag = json_is_true(value);
    return true;
}

static const json_t *object_of(const json_t *object, const char *where, const char *field,
                               aqr_refusal *refusal) {
    const json_t *value = json_object_get(object, field);
    if (!value)
        refuse(refusal, "%s%s: is missing", where, field);
    else if (!json_is_object(value))
        refuse(refusal, "%s%s: must be an object", where, field);
    else
        return value;
    return NULL;
}

static bool format_of(const json_t *object, const char *field, aq_format *format,
                      aqr_refusal *refusal) {
    const char *name = text_of(object, "", field, refusal);
    if (!name)
        return false;
    *format = aqo_format_by_name(name);
    return *format < AQ_FORMAT_COUNT || refuse(refusal, "%s: no format '%.40s'", field, name);
}

static bool code_of(const json_t *witness, const char *where, const char *field, aq_format format,
                    uint32_t *code, aqr_refusal *refusal) {
    char path[80], *end;
    const json_t *object = object_of(witness, where, field, refusal);
    snprintf(path, sizeof path, "%s%s.", where, field);
    const char *text = object ? text_of(object, path, "code", refusal) : NULL;
    if (!text)
        return false;
    const unsigned long long value = strtoull(text, &end, 16);
    if (text[0] != '0' || text[1] != 'x' || *end || value >= aqo_code_count(format))
        return refuse(refusal, "%scode: '%.40s' is no code of %s", path, text,
                      aqo_format_get(format)->name);
    *code = (uint32_t)value;
    return true;
}

/* ---- Parts */

static bool read_subject(const json_t *root, aqo_subject *s, aqr_refusal *refusal) {
    const char *plan = text_of(root, "", "plan", refusal);
    const char *overflow = plan ? text_of(root, "", "overflow", refusal) : NULL;
    if (!overflow)
        return false;
    s->pipeline.plan = aqo_plan_by_name(plan);
    if (s->pipeline.plan == AQO_PLAN_COUNT)
        return refuse(refusal, "plan: no plan '%.40s'", plan);
    s->pipeline.overflow = (aq_overflow)aqh_name_find(&aqh_overflow_names, overflow);
    if (s->pipeline.overflow == AQ_OVERFLOW_COUNT)
        return refuse(refusal, "overflow: no mode '%.40s'", overflow);
    s->pipeline.subnormals = AQO_GRADUAL; /* the comparison sees another */
    if (!flag_of(root, "", "via_half", &s->pipeline.via_half, refusal) ||
        !flag_of(root, "", "has_offset", &s->has_offset, refusal) ||
        !format_of(root, "src", &s->src, refusal) ||
        !format_of(root, "scale", &s->scale, refusal) || !format_of(root, "dst", &s->dst, refusal))
        return false;
    size_t count;
    aqo_subject *all = aqo_subjects(&count);
    bool exists = false;
    for (size_t k = 0; all && k < count && !exists; k++)
        exists = aqr_same_subject(&all[k], s);
    free(all);
    return exists || refuse(refusal,
                            "plan: no product runs %s with these formats, overflow mode "
                            "and via_half",
                            plan);
}

static bool read_points(const json_t *domain, const char *where, uint64_t *points,
                        aqr_refusal *refusal) {
    const json_t *evidence = object_of(domain, where, "evidence", refusal);
    if (!evidence)
        return false;
    const json_t *value = json_object_get(evidence, "points");
    if (!value || !json_is_integer(value) || json_integer_value(value) < 0)
        return refuse(refusal, "%sevidence.points: must be a count", where);
    *points = (uint64_t)json_integer_value(value);
    return true;
}

static bool read_domain(const json_t *domains, aqo_domain id, const aqo_subject *subject,
                        aqo_extreme *extreme, aqr_refusal *refusal) {
    char where[32];
    const json_t *domain = object_of(domains, "domains.", aqo_domain_name(id), refusal);
    if (!domain)
        return false;
    snprintf(where, sizeof where, "domains.%s.", aqo_domain_name(id));
    if (!flag_of(domain, where, "occurs", &extreme->occurs, refusal) ||
        !read_points(domain, where, &extreme->points, refusal))
        return false;
    if (!extreme->occurs)
        return true;
    const json_t *witness = object_of(domain, where, "witness", refusal);
    if (!witness)
        return false;
    char path[48];
    snprintf(path, sizeof path, "%switness.", where);
    return code_of(witness, path, "x", subject->src, &extreme->witness.x, refusal) &&
           (!subject->has_offset ||
            code_of(witness, path, "o", subject->scale, &extreme->witness.o, refusal)) &&
           code_of(witness, path, "s", subject->scale, &extreme->witness.s, refusal);
}

/* One search looks at all domains but SPEC. */
static bool same_points(const aqo_bounds *bounds, aqr_refusal *refusal) {
    const uint64_t points = bounds->domains[AQO_DOMAIN_NORM].points;
    for (int d = 0; d < AQO_DOMAIN_SPEC; d++)
        if (bounds->domains[d].points != points)
            return refuse(refusal, "domains.%s.evidence.points: must be that of NORM, %" PRIu64,
                          aqo_domain_name((aqo_domain)d), points);
    return true;
}

static bool read_shard(const json_t *root, aqr_certificate *c, aqr_refusal *refusal) {
    if (!json_object_get(root, "shard"))
        return true;
    const char *text = text_of(root, "", "shard", refusal);
    char end;
    if (!text)
        return false;
    if (sscanf(text, "%9u/%9u%c", &c->shard, &c->shards, &end) != 2 || c->shard < 1 ||
        c->shard > c->shards)
        return refuse(refusal, "shard: '%.40s' is not I/N with 1 <= I <= N", text);
    return true;
}

static bool read_all(const json_t *root, aqr_certificate *c, aqr_refusal *refusal) {
    const char *schema = text_of(root, "", "schema", refusal);
    if (!schema)
        return false;
    if (strcmp(schema, AQR_CERTIFICATE_SCHEMA) != 0)
        return refuse(refusal, "schema: is '%.40s', must be '%s'", schema, AQR_CERTIFICATE_SCHEMA);
    char hash[AQR_HASH_BYTES];
    const char *stated = text_of(root, "", "sha256", refusal);
    if (!stated)
        return false;
    if (!aqr_certificate_hash(root, hash))
        return refuse(refusal, "sha256: out of memory");
    if (strcmp(stated, hash) != 0)
        return refuse(refusal, "sha256: is %.64s, the content has %s", stated, hash);
    if (!read_shard(root, c, refusal) || !read_subject(root, &c->subject, refusal))
        return false;
    const json_t *domains = object_of(root, "", "domains", refusal);
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++)
        if (!domains ||
            !read_domain(domains, (aqo_domain)d, &c->subject, &c->bounds.domains[d], refusal))
            return false;
    if (!same_points(&c->bounds, refusal))
        return false;
    /* Evidence, boundedness and the reduction follow: to join with nothing is to
     * conclude anew. */
    const aqo_bounds nothing = {0};
    aqo_certify_join(&c->subject, &c->bounds, &nothing);
    return true;
}

/* Is the file what the writer makes of what was read? */
static bool same_as_written(const json_t *root, const char *text, size_t bytes,
                            const aqr_certificate *c, aqr_refusal *refusal) {
    json_t *anew = aqr_certificate_json(c);
    char *file = aqr_certificate_text(c);
    bool same;
    if (!anew || !file)
        same = refuse(refusal, "certificate: out of memory");
    else
        same = aqr_json_same(root, anew, refusal->text, sizeof refusal->text) &&
               ((strlen(file) == bytes && !memcmp(file, text, bytes)) ||
                refuse(refusal, "file: the bytes are not those that aqcheck writes"));
    free(file);
    json_decref(anew);
    return same;
}

bool aqr_certificate_parse(const char *text, size_t bytes, aqr_certificate *c,
                           char hash[AQR_HASH_BYTES], aqr_refusal *refusal) {
    json_error_t error;
    *c = (aqr_certificate){0};
    *refusal = (aqr_refusal){0};
    json_t *root = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, &error);
    if (!root || !json_is_object(root)) {
        refusal->malformed = true;
        refuse(refusal, "JSON: %s", root ? "must be an object" : error.text);
        json_decref(root);
        return false;
    }
    const bool good = read_all(root, c, refusal) && same_as_written(root, text, bytes, c, refusal);
    if (good && hash)
        snprintf(hash, AQR_HASH_BYTES, "%s", json_string_value(json_object_get(root, "sha256")));
    json_decref(root);
    return good;
}

bool aqr_certificate_read(const char *path, aqr_certificate *certificate, char hash[AQR_HASH_BYTES],
                          aqr_refusal *refusal) {
    uint8_t *data;
    size_t bytes;
    *refusal = (aqr_refusal){.malformed = true};
    if (!aqh_file_read(path, FILE_LIMIT, &data, &bytes, refusal->text, sizeof refusal->text))
        return false;
    const bool good = aqr_certificate_parse((const char *)data, bytes, certificate, hash, refusal);
    free(data);
    return good;
}
