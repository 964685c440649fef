/* What SARIF 2.1.0 files may have in them, by object, and must. */
#include "schema_facts.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* Path of an object, array elements as []; its fields: '!' required, then the type: s
 * string, o object, a array, i integer, b boolean. No others. */
static const struct {
    const char *path, *fields;
} objects[] = {
    {"", " s:$schema !s:version !a:runs "},
    {".runs[]", " !o:tool a:invocations s:columnKind a:results "},
    {".runs[].tool", " !o:driver "},
    {".runs[].tool.driver", " !s:name s:version a:rules "},
    {".runs[].tool.driver.rules[]", " !s:id o:shortDescription "},
    {".runs[].tool.driver.rules[].shortDescription", " !s:text "},
    {".runs[].invocations[]", " !b:executionSuccessful s:endTimeUtc "},
    {".runs[].results[]", " s:ruleId i:ruleIndex s:level !o:message a:locations "
                          "o:partialFingerprints "},
    {".runs[].results[].message", " !s:text "},
    {".runs[].results[].locations[]", " o:physicalLocation a:logicalLocations "},
    {".runs[].results[].locations[].physicalLocation", " !o:artifactLocation "},
    {".runs[].results[].locations[].physicalLocation.artifactLocation", " s:uri "},
    {".runs[].results[].locations[].logicalLocations[]", " s:fullyQualifiedName "},
};

static bool no(char *why, size_t bytes, const char *path, const char *what) {
    snprintf(why, bytes, "%s: %s", path, what);
    return false;
}

static char type_of(const json_t *value) {
    return json_is_string(value)    ? 's'
           : json_is_object(value)  ? 'o'
           : json_is_array(value)   ? 'a'
           : json_is_integer(value) ? 'i'
           : json_is_boolean(value) ? 'b'
                                    : '?';
}

static bool walk(const json_t *value, const char *path, char *why, size_t bytes) {
    char inner[400];
    if (json_is_array(value)) {
        snprintf(inner, sizeof inner, "%s[]", path);
        for (size_t k = 0; k < json_array_size(value); k++)
            if (!walk(json_array_get(value, k), inner, why, bytes))
                return false;
        return true;
    }
    if (!json_is_object(value))
        return true;
    const char *key;
    json_t *field;
    const bool prints = strstr(path, ".partialFingerprints") != NULL;
    size_t o = 0;
    while (o < sizeof objects / sizeof *objects && strcmp(objects[o].path, path))
        o++;
    if (o == sizeof objects / sizeof *objects && !prints)
        return no(why, bytes, path, "no such object");
    json_object_foreach((json_t *)value, key, field) {
        char optional[80], required[80];
        snprintf(optional, sizeof optional, " %c:%s ", type_of(field), key);
        snprintf(required, sizeof required, " !%c:%s ", type_of(field), key);
        if (prints ? !json_is_string(field)
                   : !strstr(objects[o].fields, optional) && !strstr(objects[o].fields, required))
            return no(why, bytes, path, key);
        snprintf(inner, sizeof inner, "%s.%s", path, key);
        if (!walk(field, inner, why, bytes))
            return false;
    }
    for (const char *need = prints ? NULL : strchr(objects[o].fields, '!'); need;
         need = strchr(need + 1, '!')) {
        snprintf(inner, sizeof inner, "%.*s", (int)strcspn(need + 3, " "), need + 3);
        if (!json_object_get(value, inner))
            return no(why, bytes, path, "a required field is missing");
    }
    return true;
}

/* What the schema says of values, and what links them. */
static bool values(const json_t *root, char *why, size_t bytes) {
    const char *version = json_string_value(json_object_get(root, "version"));
    const json_t *run = json_array_get(json_object_get(root, "runs"), 0), *result;
    const json_t *rules =
        json_object_get(json_object_get(json_object_get(run, "tool"), "driver"), "rules");
    size_t k;
    if (strcmp(version, "2.1.0"))
        return no(why, bytes, "version", version);
    json_array_foreach(json_object_get(run, "results"), k, result) {
        const char *level = json_string_value(json_object_get(result, "level"));
        const json_t *rule =
            json_array_get(rules, (size_t)json_integer_value(json_object_get(result, "ruleIndex")));
        if (!level || !strstr(" none note warning error ", level))
            return no(why, bytes, "level", "is no level");
        if (!rule || !json_equal(json_object_get(rule, "id"), json_object_get(result, "ruleId")))
            return no(why, bytes, "ruleIndex", "is not of the rule");
        if (json_object_size(json_object_get(result, "partialFingerprints")) == 0)
            return no(why, bytes, "partialFingerprints", "there are none");
        const json_t *location = json_array_get(json_object_get(result, "locations"), 0);
        const json_t *artifact =
            json_object_get(json_object_get(location, "physicalLocation"), "artifactLocation");
        const char *uri = json_string_value(json_object_get(artifact, "uri"));
        if (uri && strpbrk(uri, " \\^`{}|<>\""))
            return no(why, bytes, "uri", "a character that may not be");
    }
    return true;
}

bool sarif_facts(const char *text, char *why, size_t bytes) {
    json_error_t error;
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        return no(why, bytes, "JSON", error.text);
    const bool good = walk(root, "", why, bytes) && values(root, why, bytes);
    json_decref(root);
    return good;
}
