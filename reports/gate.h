/* The gate: may these results be merged? It fails on what is worse than certified or
 * than before, on what was not compared, and on what is no longer there. */
#ifndef AQ_REPORTS_GATE_H
#define AQ_REPORTS_GATE_H

#include "result_store.h"

#define AQR_TOLERANCE_SCHEMA "aqcheck-tolerance-1"
#define AQR_KNOWN_SCHEMA "aqcheck-known-1"

#define AQR_PROBLEM_LIST(X)                                                                        \
    X(FINDING, "finding")               /* the run found something */                              \
    X(BROKEN, "broken")                 /* the oracles disagree */                                 \
    X(NOT_COMPARED, "not-compared")     /* no element of a form */                                 \
    X(VANISHED, "vanished")             /* a form of the filter, or the baseline, is missing */    \
    X(OVER_TOLERANCE, "over-tolerance") /* above what is certified for the product */              \
    X(NO_TOLERANCE, "no-tolerance")     /* nothing is certified for it */                          \
    X(WORSE, "worse-than-baseline")     /* a larger error than in the baseline */                  \
    X(KNOWN_EXPIRED, "known-expired")   /* a known issue past its date */                          \
    X(KNOWN_NOT_FAILING, "known-not-failing") /* a known issue that is none any more */
#define AQR_X_(id, name) AQR_PROBLEM_##id,
typedef enum aqr_problem_kind { AQR_PROBLEM_LIST(AQR_X_) AQR_PROBLEM_COUNT } aqr_problem_kind;
#undef AQR_X_

/* What is wrong. The key, "over-tolerance A2 per_tensor int8*half->half", names it in a
 * file of known issues; a finding has its own kind in front. */
typedef struct aqr_problem {
    aqr_problem_kind kind;
    char key[240];
    char text[400];
    bool known; /* and not expired: does not fail the gate */
} aqr_problem;

typedef struct aqr_gate {
    json_t *limits;         /* of a tolerance file, by call */
    const json_t *baseline; /* results; null: none */
    const json_t *known;    /* null: none */
    const char *today;      /* "2026-01-31" */
    aqr_problem *problems;
    size_t count;
    size_t slack;    /* domains of forms whose largest error is below half of the limit */
    size_t compared; /* domains of forms with a limit */
    bool out_of_memory;
} aqr_gate;

/* Takes the tolerances over into a gate. Else false and one line in error. */
bool aqr_gate_open(aqr_gate *gate, const json_t *tolerance, const json_t *baseline,
                   const json_t *known, const char *today, char *error, size_t error_bytes);
void aqr_gate_close(aqr_gate *gate);

/* Judges; what is wrong is in problems, in order of the results. False and a line in
 * error if a filter in the results cannot be read, or when out of memory. */
bool aqr_gate_judge(aqr_gate *gate, json_t *const *results, size_t count, char *error,
                    size_t error_bytes);
size_t aqr_gate_failures(const aqr_gate *gate);

/* ---- gate_limit.c: the limit of a row of results in a domain, over the overflow modes
 * it was run in. False if nothing is certified for one of them; *limit is infinite
 * where it is unbounded. */
bool aqr_gate_limit(const aqr_gate *gate, const json_t *row, const char *domain, double *limit);
/* Is the certificate the limit in OVF and SPEC, too? Not by plan in per_instruction mode,
 * where errors are counted as in inf_nan mode, and certified as in sat mode where the
 * plan's last step saturates: there a result is the plan's bits, or correct, or wrong. */
bool aqr_gate_holds_beyond(const json_t *results, const json_t *row);
bool aqr_gate_limits_read(const json_t *tolerance, json_t **limits, char *error,
                          size_t error_bytes);

/* ---- gate_known.c */
bool aqr_known_check(const json_t *known, char *error, size_t error_bytes);
bool aqr_known_apply(aqr_gate *gate);
bool aqr_is_date(const char *text);
void aqr_problem_add(aqr_gate *gate, aqr_problem_kind kind, const char *what, const char *variant,
                     const char *format, ...) __attribute__((format(printf, 5, 6)));

/* ---- gate_prove.c: plants faults in the results, one at a time, and puts them back.
 * Says on `out` which ones the gate would have passed. */
typedef struct aqr_proof {
    size_t planted, caught, excused; /* excused: it fails already, or is known: not planted */
} aqr_proof;
bool aqr_gate_prove(aqr_gate *gate, json_t *const *results, size_t count, aqr_proof *proof,
                    FILE *out, char *error, size_t error_bytes);

/* ---- result_diff.c: what became of each form, as Markdown; *worse: something did, or
 * vanished. Null when out of memory. */
char *aqr_diff_text(const json_t *before, const json_t *after, bool *worse);

#endif
