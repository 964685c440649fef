/* What a target is: one property of the project, and what it is tried on. */
#ifndef AQ_FUZZ_TARGET_H
#define AQ_FUZZ_TARGET_H

#include "aq_backend.h"
#include "campaign.h"
#include "fuzz_case.h"

typedef struct aqf_target {
    const char *name;
    /* One of the two: a target of cases, or of plain bytes. */
    const aqf_options *options;
    void (*check_case)(aqf_case *f);
    void (*check_bytes)(const uint8_t *bytes, size_t size);
    /* Seed `index` of the committed corpus, made anew: its size; 0: there are no
     * more. Null for a target of cases: one small case of every `seed_step`th
     * variant. */
    size_t (*seed)(unsigned index, uint8_t *bytes, size_t max);
    unsigned seed_step;
} aqf_target;

/* Each target's file defines it. */
extern const aqf_target aqf_target_here;

/* The backend under test: AQ_BACKEND in the environment (default cpu), and a
 * runner for it. Exits with status 2 when there is no such backend. */
typedef struct aqf_subject {
    const char *name;
    const aq_backend *backend;
    aqh_runner *runner;
    /* How it is judged: AQ_JUDGE in the environment (ulp or plan); by default a
     * product's model by plan, all others by ulp. */
    aqh_judge_by judge;
    const char *product; /* that it models; null: any */
} aqf_subject;
const aqf_subject *aqf_subject_here(void);

/* Catches the backend's signals from now on, for the life of the process, so that a
 * case costs no system call. Others go on to the handlers that were there before,
 * so the fuzzer's must be: called from the first input. */
void aqf_watch_faults(void);

/* May cases of this variant be given to the backend? For aqf_options.takes. */
bool aqf_backend_takes(const aqh_variant *variant);

/* The property of all targets of cases: the backend's result is right, it touched
 * nothing else, twice. A finding ends the process. True when there was a result;
 * *dst (unless null) takes it, free() it. Feeds the numbers back. */
bool aqf_check(const aqf_case *f, uint8_t **dst);

/* Counts the case among those that AQ_SIZES=1 prints. */
void aqf_count_size(const aqf_case *f);

/* Ends the process with a finding. c, unless null, is written to
 * SIGNATURE.aqcase in the directory AQ_FINDINGS (default: the current one). */
_Noreturn void aqf_finding(const char *signature, const aqh_case *c, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for a trial of the backend. */
_Noreturn void aqf_trial_finding(const aqh_case *c, const aqh_trial *trial);

/* A property that does not hold; `what` is part of the signature. */
#define AQF_REQUIRE(condition, what, ...)                                                          \
    do {                                                                                           \
        if (!(condition))                                                                          \
            aqf_finding(what, NULL, __VA_ARGS__);                                                  \
    } while (0)

/* The target on one input, as the fuzzer runs it. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Seeds of a target, see aqf_target. */
size_t aqf_seed(const aqf_target *target, unsigned index, uint8_t *bytes, size_t max);

#endif
