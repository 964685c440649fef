/* Which findings count as the same bug. */
#include "signature.h"

#include "fast.h"
#include "names.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const step_names[AQH_STEP_COUNT] = {
#define X_(id, name) [AQH_STEP_##id] = name,
    AQH_SIGN_STEP_LIST(X_)
#undef X_
};

aqh_finding aqh_signature_class(const aqh_trial *trial) {
    for (int kind = AQH_FINDING_COUNT - 1; kind > AQH_OFF_PLAN; kind--) {
        if (trial->findings & 1u << kind)
            return (aqh_finding)kind;
    }
    if (trial->findings & 1u << AQH_WRONG)
        return AQH_WRONG;
    return trial->findings & 1u << AQH_OFF_PLAN ? AQH_OFF_PLAN : AQH_NO_FINDING;
}

static aqh_sign_step step_of(const aqh_case *c, const aqh_trial *trial, aqh_finding kind) {
    if (kind != AQH_WRONG && kind != AQH_OFF_PLAN)
        return AQH_STEP_NONE;
    const aqh_judgement *judged = &trial->judged;
    const aqh_element *e = kind == AQH_WRONG ? &judged->worst : &judged->first_off;
    const double got = aqo_decode_double(c->call.dst.format, e->got);
    const double expected = aqo_decode_double(c->call.dst.format, e->expected);
    if (!isfinite(got) || !isfinite(expected))
        return AQH_STEP_SPECIAL;
    if (got == 0 && expected == 0)
        return AQH_STEP_ZERO;
    return e->ulp < 2 ? AQH_STEP_ROUNDING : AQH_STEP_VALUE;
}

/* The backend as one word: no path, no ".so", no character with a meaning. */
static void word_of(const char *backend, char *word, size_t bytes) {
    const char *slash = strrchr(backend, '/');
    if (slash)
        backend = slash + 1;
    size_t length = strlen(backend);
    if (length > 3 && strcmp(backend + length - 3, ".so") == 0)
        length -= 3;
    if (length >= bytes)
        length = bytes - 1;
    for (size_t i = 0; i < length; i++) {
        const char at = backend[i];
        const bool kept = (at >= 'a' && at <= 'z') || (at >= 'A' && at <= 'Z') ||
                          (at >= '0' && at <= '9') || at == '.' || at == ':';
        word[i] = kept ? at : '_';
    }
    word[length] = 0;
}

/* Even of a call that is not legal. */
static const char *name_of(const aqh_names *names, unsigned value) {
    return value < names->count ? aqh_name(names, value) : "invalid";
}

void aqh_signature(const char *backend, const aqh_case *c, const aqh_trial *trial, char *text,
                   size_t bytes) {
    char word[48];
    const aqh_finding kind = aqh_signature_class(trial);
    word_of(backend, word, sizeof word);
    snprintf(text, bytes, "%s-%s-%s.%s.%s-%s-%s", word,
             name_of(&aqh_prototype_names, c->call.prototype),
             name_of(&aqh_format_names, c->call.src.format),
             name_of(&aqh_format_names, c->call.scale.format),
             name_of(&aqh_format_names, c->call.dst.format),
             kind == AQH_NO_FINDING ? "none" : aqh_finding_name(kind),
             step_names[step_of(c, trial, kind)]);
}
