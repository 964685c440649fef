/* Catching the signals of a faulting call, in the thread that makes it.
 *
 * What cannot be caught: a fault in a thread that the callee started itself.
 * It goes on to whatever handler was there before, as any signal not ours does.
 */
#ifndef AQ_HARNESS_FAULT_H
#define AQ_HARNESS_FAULT_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum aqh_access { AQH_TOUCHED, AQH_READ, AQH_WROTE } aqh_access;

typedef struct aqh_fault {
    int signal;
    bool has_address; /* of the memory that was touched */
    uintptr_t address;
    aqh_access access; /* TOUCHED where the machine does not tell */
} aqh_fault;

enum { AQH_FAULT_STACK_BYTES = 64 << 10 };

/* What enter() changed and leave() puts back. */
typedef struct aqh_fault_scope {
    sigset_t mask;
    stack_t stack;
    bool has_stack;
    bool inner; /* in another scope of this thread: nothing was changed */
} aqh_fault_scope;

/* Installs the handlers, unless another thread has already done so, and lets
 * them run on `stack` (AQH_FAULT_STACK_BYTES) in this thread, so that a stack
 * overflow is caught too. In a scope of the same thread it costs nothing and `stack`
 * is not used: hold one around many calls. */
void aqh_fault_enter(aqh_fault_scope *scope, void *stack);

/* The last one to leave puts back the handlers that were there before. */
void aqh_fault_leave(const aqh_fault_scope *scope);

/* Calls body(argument), between enter and leave. Returns false and says what
 * happened if it raised a signal; whatever the body held (locks, memory) is then
 * lost. The floating-point environment is the caller's afterwards. */
bool aqh_fault_call(void (*body)(void *argument), void *argument, aqh_fault *fault);

/* "SIGSEGV" and so on. */
const char *aqh_fault_name(int signal);

#endif
