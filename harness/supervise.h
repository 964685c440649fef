/* Running foreign code: in a child process, so that a kernel that ends or hangs it
 * is seen, and with its own printing kept out of our standard output. */
#ifndef AQ_HARNESS_SUPERVISE_H
#define AQ_HARNESS_SUPERVISE_H

#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>

/* How a child died, if it did; call and case numbers are those of aqh_calling. */
typedef struct aqh_death {
    bool died;
    bool in_call; /* while the backend had the case (row, index) */
    uint64_t row, index;
    char text[120]; /* "ended the process with exit code 0" */
} aqh_death;

/* What a call of the backend may take unless the user says otherwise. */
enum { AQH_CALL_SECONDS = 60 };

/* Runs work in a child process and returns what it returned (0..255). A call of the
 * backend may take limit seconds, then the child is killed. -1 when death says how
 * the child died, or when there is no process to be had (death->text says why). */
int aqh_supervise(int (*work)(void *context), void *context, double limit, aqh_death *death);

/* Before a case is handed to the backend, and after it came back. Cheap; nothing
 * happens outside of a supervised child. */
void aqh_calling(uint64_t row, uint64_t index);
void aqh_called(void);

/* Sends what is printed to standard output elsewhere (to standard error) until
 * aqh_stdout_back: what a backend prints must not be among results. */
void aqh_stdout_away(void);
void aqh_stdout_back(void);

#endif
