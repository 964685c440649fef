/* Runs the backend under test, and says what a finding is called. */
#include "fuzz_target.h"

#include "backends.h"
#include "fault.h"
#include "fuzz_feedback.h"
#include "names.h"
#include "printable.h"
#include "signature.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char model_prefix[] = "ascend-model:";

static _Noreturn void refuse(const char *what, const char *text) {
    fprintf(stderr, "%s: %s\n", what, text);
    exit(2);
}

const aqf_subject *aqf_subject_here(void) {
    static aqf_subject subject;
    if (subject.backend)
        return &subject;
    const char *name = getenv("AQ_BACKEND"), *judge = getenv("AQ_JUDGE");
    char error[512];
    subject.name = name && *name ? name : "cpu";
    subject.backend = aqh_backend_open(subject.name, error, sizeof error);
    if (!subject.backend)
        refuse("AQ_BACKEND", error);
    const bool model = strncmp(subject.name, model_prefix, sizeof model_prefix - 1) == 0;
    subject.product = model ? subject.name + sizeof model_prefix - 1 : NULL;
    subject.judge = model ? AQH_BY_PLAN : AQH_BY_ULP;
    if (judge && *judge) {
        subject.judge = (aqh_judge_by)aqh_name_find(&aqh_judge_names, judge);
        if (subject.judge == AQH_JUDGE_COUNT)
            refuse("AQ_JUDGE", "must be ulp or plan");
    }
    subject.runner = aqh_runner_new();
    if (!subject.runner)
        refuse("fuzz", "out of memory");
    return &subject;
}

void aqf_watch_faults(void) {
    static aqh_fault_scope scope;
    static uint8_t fault_stack[AQH_FAULT_STACK_BYTES];
    static bool watching;
    if (!watching)
        aqh_fault_enter(&scope, fault_stack);
    watching = true;
}

bool aqf_backend_takes(const aqh_variant *variant) {
    const char *product = aqf_subject_here()->product;
    return !product || strcmp(product, aqh_name(&aqh_product_names, variant->types.product)) == 0;
}

/* ---- Findings ------------------------------------------------------------ */

static void write_case(const aqh_case *c, const char *signature, const char *text) {
    const char *directory = getenv("AQ_FINDINGS");
    char path[1024], error[1200];
    aqh_case copy = *c;
    snprintf(copy.backend, sizeof copy.backend, "%s", aqf_subject_here()->name);
    aqh_printable(copy.note, sizeof copy.note, text, strlen(text));
    const int used = snprintf(path, sizeof path, "%.800s/%s.aqcase",
                              directory && *directory ? directory : ".", signature);
    for (int i = used; i > 0 && path[i - 1] != '/'; i--)
        path[i - 1] = path[i - 1] == ':' ? '.' : path[i - 1];
    if (aqh_case_write(&copy, path, error, sizeof error))
        fprintf(stderr, "written: %s\n", path);
    else
        fprintf(stderr, "not written: %s\n", error);
}

void aqf_finding(const char *signature, const aqh_case *c, const char *format, ...) {
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fprintf(stderr, "\nfinding: %s: %s\n", signature, text);
    if (c)
        write_case(c, signature, text);
    fprintf(stderr, "DEDUP_TOKEN: %s\n", signature);
    abort();
}

void aqf_trial_finding(const aqh_case *c, const aqh_trial *trial) {
    char signature[AQH_SIGNATURE_BYTES], text[400];
    aqh_signature(aqf_subject_here()->name, c, trial, signature, sizeof signature);
    aqh_trial_text(c, trial, aqh_signature_class(trial), text, sizeof text);
    aqf_finding(signature, c, "%s", text);
}

/* ---- The check ----------------------------------------------------------- */

bool aqf_check(const aqf_case *f, uint8_t **dst_out) {
    const aqf_subject *subject = aqf_subject_here();
    aqh_case c = f->c; /* shares the data */
    aqh_trial trial;
    uint8_t *dst = NULL;
    c.judge = subject->judge;
    if (dst_out)
        *dst_out = NULL;
    /* Which elements MPFR confirms is a matter of the case alone. */
    uint64_t seed = 0;
    for (int i = 0; i < AQF_LENGTHS; i++)
        seed = seed * 31 + f->head[i];
    if (!aqh_try(subject->runner, subject->backend, &c, AQH_ORACLE_SPARING, true, seed, &dst,
                 &trial))
        return false;
    if (trial.findings)
        aqf_trial_finding(&c, &trial);
    AQF_REQUIRE(trial.judged.disagreements == 0, "oracles-disagree",
                "MPFR and the everyday oracle differ");
    const bool done = trial.outcome.status == AQ_RUN_OK;
    if (done)
        aqf_feedback(&c, dst);
    if (done && dst_out)
        *dst_out = dst;
    else
        free(dst);
    return done;
}
