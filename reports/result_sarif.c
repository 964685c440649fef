/* Decides what a code-scanning page is told (SARIF 2.1.0): a rule for each kind of
 * finding, a result for each finding, recognized again by its signature. */
#include "certificate.h"
#include "result_store.h"
#include "result_text.h"

#include <stdlib.h>
#include <string.h>

#define SCHEMA_URI "https://json.schemastore.org/sarif-2.1.0.json"

static json_t *message(const char *text) {
    json_t *object = json_object();
    json_object_set_new(object, "text", json_string(text));
    return object;
}

static json_t *rules_json(void) {
    json_t *rules = json_array();
    for (int kind = AQH_WRONG; kind < AQH_FINDING_COUNT; kind++) {
        json_t *rule = json_object();
        json_object_set_new(rule, "id", json_string(aqh_finding_name((aqh_finding)kind)));
        json_object_set_new(rule, "shortDescription", message(aqh_finding_text((aqh_finding)kind)));
        json_array_append_new(rules, rule);
    }
    return rules;
}

static int rule_index(const char *kind) {
    for (int k = AQH_WRONG; k < AQH_FINDING_COUNT; k++)
        if (!strcmp(kind, aqh_finding_name((aqh_finding)k)))
            return k - AQH_WRONG;
    return -1;
}

/* A path as a reference relative to the working directory, or a file URI. */
static json_t *uri_json(const char *path) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "-._~/";
    char *text = NULL;
    size_t bytes;
    FILE *out = open_memstream(&text, &bytes);
    if (!out)
        return NULL;
    while (!strncmp(path, "./", 2))
        path += 2;
    if (*path == '/')
        fputs("file://", out);
    for (; *path; path++)
        fprintf(out, strchr(plain, *path) ? "%c" : "%%%02X", (unsigned char)*path);
    json_t *uri = fclose(out) == 0 ? json_string(text) : NULL;
    free(text);
    return uri;
}

/* The case is where it was found; without one, the form alone says where. */
static json_t *location_json(const json_t *finding) {
    json_t *location = json_object(), *logical = json_object(), *list = json_array();
    const char *file = aqr_field_text(finding, "reproducer");
    if (file[0]) {
        json_t *artifact = json_object(), *physical = json_object();
        json_object_set_new(artifact, "uri", uri_json(file));
        json_object_set_new(physical, "artifactLocation", artifact);
        json_object_set_new(location, "physicalLocation", physical);
    }
    json_object_set_new(logical, "fullyQualifiedName",
                        json_string(aqr_field_text(finding, "variant")));
    json_array_append_new(list, logical);
    json_object_set_new(location, "logicalLocations", list);
    return location;
}

static json_t *result_json(const json_t *finding) {
    const char *kind = aqr_field_text(finding, "kind"),
               *variant = aqr_field_text(finding, "variant");
    const char *replay = aqr_field_text(finding, "replay");
    json_t *result = json_object(), *locations = json_array(), *prints = json_object();
    char *text = NULL;
    json_object_set_new(result, "ruleId", json_string(kind));
    json_object_set_new(result, "ruleIndex", json_integer(rule_index(kind)));
    json_object_set_new(result, "level", json_string("error"));
    if (asprintf(&text, "%s: %s%s%s", variant, aqr_field_text(finding, "text"),
                 replay[0] ? ". Replay: " : "", replay) >= 0) {
        json_object_set_new(result, "message", message(text));
        free(text);
    }
    json_array_append_new(locations, location_json(finding));
    json_object_set_new(result, "locations", locations);
    /* A finding without a case has no signature; its kind and form must do. */
    const char *signature = aqr_field_text(finding, "signature");
    if (signature[0]) {
        json_object_set_new(prints, "aqcheckSignature/v1", json_string(signature));
    } else if (asprintf(&text, "%s %s", kind, variant) >= 0) {
        json_object_set_new(prints, "aqcheckForm/v1", json_string(text));
        free(text);
    }
    json_object_set_new(result, "partialFingerprints", prints);
    return result;
}

char *aqr_sarif_text(const json_t *results) {
    json_t *root = json_object(), *runs = json_array(), *run = json_object(), *tool = json_object(),
           *driver = json_object(), *list = json_array(), *invocations = json_array(),
           *invocation = json_object();
    const json_t *finding;
    size_t k;
    json_object_set_new(driver, "name", json_string("aqcheck"));
    json_object_set_new(driver, "version", json_string(aqr_field_text(results, "version")));
    json_object_set_new(driver, "rules", rules_json());
    json_object_set_new(tool, "driver", driver);
    /* Broken is not the same as wrong: results of a broken tool mean nothing. */
    json_object_set_new(invocation, "executionSuccessful",
                        json_boolean(aqr_field_count(results, "disagreements") == 0));
    if (json_object_get(results, "stamp"))
        json_object_set(invocation, "endTimeUtc", json_object_get(results, "stamp"));
    json_array_append_new(invocations, invocation);
    json_array_foreach(json_object_get(results, "findings"), k, finding)
        json_array_append_new(list, result_json(finding));
    json_object_set_new(run, "tool", tool);
    json_object_set_new(run, "invocations", invocations);
    json_object_set_new(run, "columnKind", json_string("unicodeCodePoints"));
    json_object_set_new(run, "results", list);
    json_array_append_new(runs, run);
    json_object_set_new(root, "$schema", json_string(SCHEMA_URI));
    json_object_set_new(root, "version", json_string("2.1.0"));
    json_object_set_new(root, "runs", runs);
    return aqr_json_text(root);
}
