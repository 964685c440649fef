/* Faults of the stand-in runtime: which call fails, and with what code. */
#include "acl_state.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The name of a fault, the point where it strikes (an ACL function, or something
 * inside), and the code. */
static const struct fault {
    const char *name, *point;
    aqa_code code;
} faults[] = {
    {"init", "aclInit", AQA_INTERNAL},
    {"no-soc", "aclrtGetSocName", AQA_INTERNAL},
    {"no-driver", "aclrtGetDeviceCount", AQA_DRIVER},
    {"no-device", "device-count", AQA_NO_DEVICE},
    {"set-device", "aclrtSetDevice", AQA_INVALID_DEVICE},
    {"stream", "aclrtCreateStream", AQA_RUNTIME},
    {"oom", "aclrtMalloc", AQA_NO_MEMORY},
    {"copy", "aclrtMemcpy", AQA_RUNTIME},
    {"wrong-binary", "aclrtBinaryLoadFromFile", AQA_WRONG_SOC},
    {"no-kernel", "aclrtBinaryGetFunction", AQA_LOOKUP},
    {"args", "aclrtKernelArgsAppend", AQA_RT_INVALID_PARAM},
    {"launch", "aclrtLaunchKernelWithConfig", AQA_RUNTIME},
    {"sync-timeout", "aclrtSynchronizeStreamWithTimeout", AQA_SYNC_TIMEOUT},
    {"kernel-exception", "kernel", AQA_VECTOR_EXCEPTION},
    {"stub", "*", AQA_STUB},
};

enum { MAX_RULES = 16 };
static struct rule {
    char point[48];
    aqa_code code;
    unsigned long nth, seen; /* nth 0: every call */
} rules[MAX_RULES];
static size_t rule_count;

static bool is_function(const char *name) {
    static const char *const functions[] = {
#define X(type, function, parameters) #function,
        AQA_REQUIRED_LIST(X) AQA_UNUSED_LIST(X) AQA_OPTIONAL_LIST(X)
#undef X
    };
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        if (strcmp(functions[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* Reads one fault, `length` bytes of text. */
static bool add(const char *text, size_t length) {
    struct rule rule = {.code = AQA_INTERNAL};
    const char *colon = memchr(text, ':', length);
    const size_t name = colon ? (size_t)(colon - text) : length;
    if (name == 0 || name >= sizeof rule.point || rule_count == MAX_RULES) {
        return false;
    }
    if (colon != NULL) {
        char *end;
        errno = 0;
        rule.nth = strtoul(colon + 1, &end, 10);
        if (!isdigit((unsigned char)colon[1]) || rule.nth == 0 || errno != 0 ||
            end != text + length) {
            return false;
        }
    }
    memcpy(rule.point, text, name);
    bool known = is_function(rule.point);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        if (strcmp(faults[i].name, rule.point) == 0) {
            snprintf(rule.point, sizeof rule.point, "%s", faults[i].point);
            rule.code = faults[i].code;
            known = true;
            break;
        }
    }
    rules[rule_count] = rule;
    rule_count += known;
    return known;
}

bool sim_fault_set(const char *list) {
    rule_count = 0;
    while (list != NULL && *list != '\0') {
        const size_t length = strcspn(list, ",");
        if (!add(list, length)) {
            rule_count = 0;
            return false;
        }
        list += length + (list[length] == ',');
    }
    return true;
}

aqa_code sim_fault_at(const char *point) {
    aqa_code code = AQA_OK;
    for (size_t i = 0; i < rule_count; i++) {
        struct rule *rule = &rules[i];
        if (strcmp(rule->point, point) != 0 && strcmp(rule->point, "*") != 0) {
            continue;
        }
        rule->seen++;
        if (code == AQA_OK && (rule->nth == 0 || rule->nth == rule->seen)) {
            code = rule->code;
        }
    }
    return code;
}
