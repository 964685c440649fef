/* The reducer: when a step is taken, and in what order steps are tried. */
#include "shrink_steps.h"

#include "format.h"
#include "index.h"
#include "legal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A few seconds of work. Counted in elements and not in time, so that the result
 * does not depend on the machine. */
static const uint64_t work_limit = 20000000;
enum { WORK_OF_A_TRY = 500 };

uint64_t aqh_call_elements(const aq_call *call) {
    const uint64_t scale = aqo_elements(&call->scale);
    return aqo_elements(&call->src) + scale + (aqo_uses_offset(call) ? scale : 0);
}

static bool try_case(aqh_shrinker *s, const aqh_case *c, uint8_t **dst, aqh_trial *trial) {
    s->work += WORK_OF_A_TRY + aqo_elements(&c->call.src);
    if (!aqh_try(s->runner, s->backend, c, AQH_ORACLE_EVERYDAY, true, 1, dst, trial)) {
        s->no_memory = s->exhausted = true;
        return false;
    }
    return true;
}

static size_t focus_of(const aqh_case *c, const aqh_trial *trial) {
    const aqh_finding kind = aqh_signature_class(trial);
    if (kind == AQH_WRONG)
        return trial->judged.worst.index;
    if (kind == AQH_OFF_PLAN)
        return trial->judged.first_off.index;
    if (trial->outcome.element != SIZE_MAX)
        return trial->outcome.element;
    return aqo_computed(&c->call) - 1; /* what goes too far does so at the end */
}

bool aqh_shrink_keeps(aqh_shrinker *s, const aqh_case *candidate) {
    char signature[AQH_SIGNATURE_BYTES];
    aqh_trial trial;
    if (s->exhausted)
        return false;
    s->result->tried++;
    s->exhausted = s->work >= work_limit;
    if (!try_case(s, candidate, NULL, &trial) || !trial.findings)
        return false;
    aqh_signature(s->backend_name, candidate, &trial, signature, sizeof signature);
    if (strcmp(signature, s->result->signature) != 0)
        return false;
    s->result->taken++;
    s->focus = focus_of(candidate, &trial);
    return true;
}

/* Copies the parameters of (i, j) of `from` to where (to_i, to_j) has its own. */
static void copy_parameters(const aqh_case *from, size_t i, size_t j, aqh_case *to, size_t to_i,
                            size_t to_j) {
    const size_t p = aqo_param_index(&from->call, i, j);
    const size_t q = aqo_param_index(&to->call, to_i, to_j);
    for (int operand = AQH_SCALE; operand <= AQH_OFFSET; operand++) {
        const aq_format format = aqh_tensor(&from->call, operand)->format;
        if (from->data[operand] && to->data[operand])
            aqo_store(format, to->data[operand], q, aqo_load(format, from->data[operand], p));
    }
}

static bool cut(const aqh_case *from, const aq_call *call, size_t row, size_t col, aqh_case *to) {
    aqh_case_init(to);
    to->call = *call;
    if (!aqh_case_allocate(to))
        return false;
    to->judge = from->judge;
    to->plan = from->plan;
    to->max_ulp = from->max_ulp;
    memcpy(to->misalign, from->misalign, sizeof to->misalign);
    memcpy(to->backend, from->backend, sizeof to->backend);
    memcpy(to->note, from->note, sizeof to->note);
    for (size_t i = 0; i < call->src.rows; i++)
        for (size_t j = 0; j < call->src.cols; j++) {
            const size_t at = (row + i) * from->call.src.cols + col + j;
            aqo_store(call->src.format, to->data[AQH_SRC], i * call->src.cols + j,
                      aqo_load(call->src.format, from->data[AQH_SRC], at));
            copy_parameters(from, row + i, col + j, to, i, j);
        }
    return true;
}

bool aqh_shrink_cut(aqh_shrinker *s, const aq_call *call, size_t row, size_t col) {
    aqh_case candidate;
    if (s->exhausted || aqo_legal(call, NULL) != AQ_LEGAL)
        return false;
    if (!cut(s->c, call, row, col, &candidate)) {
        s->no_memory = s->exhausted = true;
        return false;
    }
    if (!aqh_shrink_keeps(s, &candidate)) {
        aqh_case_free(&candidate);
        return false;
    }
    aqh_case_free(s->c);
    *s->c = candidate;
    return true;
}

/* What is left: its result, and a line about it. */
static bool finish(aqh_shrinker *s) {
    aqh_trial trial;
    uint8_t *dst = NULL;
    if (!try_case(s, s->c, &dst, &trial))
        return false;
    aqh_trial_text(s->c, &trial, aqh_signature_class(&trial), s->result->text,
                   sizeof s->result->text);
    free(s->c->data[AQH_DST]);
    s->c->data[AQH_DST] = dst;
    s->c->bytes[AQH_DST] = aqo_bytes(s->c->call.dst.format, aqo_elements(&s->c->call.dst));
    s->result->elements_after = aqh_call_elements(&s->c->call);
    return true;
}

static bool refuse(char *error, size_t error_bytes, const char *text) {
    snprintf(error, error_bytes, "%s", text);
    return false;
}

/* Does the case fail to begin with? Then how. */
static bool begin(aqh_shrinker *s, char *error, size_t error_bytes) {
    aqh_trial trial;
    aq_error illegal;
    if (aqo_legal(&s->c->call, &illegal) != AQ_LEGAL) {
        snprintf(error, error_bytes, "only legal calls are shrunk: %s", illegal.text);
        return false;
    }
    if (!try_case(s, s->c, NULL, &trial))
        return refuse(error, error_bytes, "out of memory");
    if (trial.outcome.status == AQ_RUN_UNSUPPORTED) {
        s->result->unsupported = true;
        return refuse(error, error_bytes, trial.outcome.text);
    }
    if (!trial.findings)
        return refuse(error, error_bytes, "nothing to shrink: the case does not fail");
    aqh_signature(s->backend_name, s->c, &trial, s->result->signature, sizeof s->result->signature);
    s->result->elements_before = aqh_call_elements(&s->c->call);
    s->focus = focus_of(s->c, &trial);
    s->work = 0;
    return true;
}

bool aqh_shrink(aqh_case *c, const aq_backend *backend, const char *backend_name,
                aqh_shrinking *shrinking, char *error, size_t error_bytes) {
    *shrinking = (aqh_shrinking){0};
    aqh_shrinker s = {.c = c,
                      .backend = backend,
                      .backend_name = backend_name,
                      .runner = aqh_runner_new(),
                      .result = shrinking};
    if (!s.runner)
        return refuse(error, error_bytes, "out of memory");
    bool good = begin(&s, error, error_bytes);
    if (good) {
        bool stepped;
        do {
            stepped = aqh_shrink_shape(&s);
            stepped |= aqh_shrink_options(&s);
            stepped |= aqh_shrink_values(&s);
        } while (stepped && !s.exhausted);
        good = !s.no_memory && finish(&s);
        if (!good) {
            aqh_case_free(c);
            refuse(error, error_bytes, "out of memory");
        }
    }
    aqh_runner_free(s.runner);
    return good;
}
