/* What is found out about each planted fault, and the report of it. */
#ifndef AQ_MUTATION_SCORE_H
#define AQ_MUTATION_SCORE_H

#include "mutants.h"
#include "signature.h"
#include "verdicts.h"

#define X(...) +1
enum { MUTANTS = 0 AQ_MUTANT_LIST(X) };
#undef X

typedef struct aq_mutant {
    const char *id, *file, *backend, *fuzzer, *fault, *precedent;
} aq_mutant;

extern const aq_mutant aq_mutants[MUTANTS];

/* Up to the finding, or to the end. */
typedef struct trial_of {
    bool tried, found;
    uint64_t cases; /* of a fuzz target: executions */
    double seconds;
    char finding[AQH_SIGNATURE_BYTES];
} trial_of;

typedef struct score {
    trial_of run, fuzz;
    verdicts killing, realistic; /* of what run found */
} score;

/* One line on stderr, exit code 2. */
_Noreturn void fail(const char *what);

/* Its target of `directory`, on its corpus in `corpora`, for so many seconds at most. */
void by_fuzzer(const aq_mutant *m, const char *directory, const char *corpora, unsigned seconds,
               trial_of *t);

/* scores in the order of aq_mutants; what a fuzz target was given. */
void write_report(const char *path, const score scores[MUTANTS], unsigned fuzzer_seconds);

#endif
