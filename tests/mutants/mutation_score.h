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

typedef enum killer { SURVIVED, KILLED_BY_RUN, KILLED_BY_FUZZER } killer;

typedef struct score {
    killer killer;
    uint64_t cases; /* up to the one that found it */
    double seconds;
    char finding[AQH_SIGNATURE_BYTES];
    verdicts killing, realistic;
} score;

/* One line on stderr, exit code 2. */
_Noreturn void fail(const char *what);

/* scores in the order of aq_mutants; what a fuzz target was given. */
void write_report(const char *path, const score scores[MUTANTS], unsigned fuzzer_seconds);

#endif
