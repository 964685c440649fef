/* What is seen of a run, and what it is called: each function looks at one thing
 * and reports what it finds. */
#ifndef AQ_HARNESS_OBSERVE_H
#define AQ_HARNESS_OBSERVE_H

#include "fault.h"
#include "guard.h"
#include "runner.h"

/* The temporary buffer is guarded like an operand. */
enum { AQH_TMP = AQH_OPERANDS, AQH_REGIONS };

enum { AQH_CALLS = 2 };
extern const uint8_t aqh_prefill[AQH_CALLS]; /* of dst, by call */

extern const uint8_t aqh_format_bits[AQ_FORMAT_COUNT];

/* One aqh_run(). */
typedef struct aqh_run_state {
    const aqh_case *c;
    const aqh_guard *region; /* AQH_REGIONS of them */
    aqh_outcome *outcome;
    bool present[AQH_REGIONS]; /* else the backend gets null */
    size_t bytes[AQH_REGIONS];
    size_t computed; /* bytes of dst, where legal */
    bool legal;
} aqh_run_state;

/* Adds a finding; the first one's text is kept. */
__attribute__((format(printf, 3, 4))) void aqh_report(aqh_outcome *outcome, aqh_finding finding,
                                                      const char *format, ...);

/* The backend raised a signal. */
void aqh_report_fault(const aqh_run_state *r, const aqh_fault *fault);

/* The backend returned outcome->status. */
void aqh_report_status(const aqh_run_state *r, const aq_error *error);

/* Inputs, and what is around every buffer, must be as they were. */
void aqh_check_surroundings(const aqh_run_state *r);

/* Bytes of dst from `from` on must have the prefill of this call. */
void aqh_check_untouched(const aqh_run_state *r, int call, size_t from);

/* The computed part of dst must be that of the first call, and not the prefill. */
void aqh_compare_calls(const aqh_run_state *r, const uint8_t *first);

#endif
