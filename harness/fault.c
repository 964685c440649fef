/* Catching faults: handlers for the whole process, a way back for each thread. */
#include "fault.h"

#include "fault_access.h"

#include <fenv.h>
#include <pthread.h>
#include <setjmp.h>
#include <unistd.h>

#define SIGNAL_LIST(X) X(SIGSEGV) X(SIGBUS) X(SIGFPE) X(SIGILL) X(SIGABRT)

#define NUMBER(id) id,
static const int numbers[] = {SIGNAL_LIST(NUMBER)};
#define NAME(id) #id,
static const char *const names[] = {SIGNAL_LIST(NAME)};
enum { SIGNALS = sizeof(numbers) / sizeof(numbers[0]) };

/* The way back out of the innermost watched call of this thread. */
typedef struct frame {
    sigjmp_buf env;
    aqh_fault *fault; /* the caller's: what is written here survives the jump */
    struct frame *outer;
} frame;
static _Thread_local frame *volatile current;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned users;                     /* under lock */
static struct sigaction previous[SIGNALS]; /* written under lock while users is 0 */

static int slot(int signal) {
    for (int i = 0; i < SIGNALS; i++) {
        if (numbers[i] == signal)
            return i;
    }
    return -1;
}

const char *aqh_fault_name(int signal) {
    int i = slot(signal);
    return i < 0 ? "a signal" : names[i];
}

/* The signal goes on to the handler that was there before this one. */
static void chain(int signal, siginfo_t *info, void *context) {
    const struct sigaction *action = &previous[slot(signal)];
    if (action->sa_flags & SA_SIGINFO) {
        action->sa_sigaction(signal, info, context);
    } else if (action->sa_handler == SIG_DFL ||
               (action->sa_handler == SIG_IGN && info->si_code > 0)) {
        /* The kernel does not let a fault be ignored either. */
        struct sigaction fallback = {.sa_handler = SIG_DFL};
        sigaction(signal, &fallback, NULL);
        raise(signal);
    } else if (action->sa_handler != SIG_IGN) {
        action->sa_handler(signal);
    }
}

static void on_signal(int signal, siginfo_t *info, void *context) {
    frame *top = current;
    /* si_code above 0: from the kernel. Else sent, and si_pid says by whom;
     * abort() sends to itself. */
    bool ours = top && (info->si_code > 0 || info->si_pid == getpid());
    if (!ours) {
        chain(signal, info, context);
        return;
    }
    *top->fault = (aqh_fault){.signal = signal};
    /* SI_KERNEL: a general protection fault, whose address is not known. */
    if ((signal == SIGSEGV || signal == SIGBUS) && info->si_code > 0 &&
        info->si_code != SI_KERNEL) {
        top->fault->has_address = true;
        top->fault->address = (uintptr_t)info->si_addr;
        top->fault->access = aqh_fault_access(context);
    }
    current = top->outer;
    siglongjmp(top->env, 1);
}

static _Thread_local unsigned depth; /* of scopes in this thread */

void aqh_fault_enter(aqh_fault_scope *scope, void *stack) {
    scope->inner = depth++ > 0;
    if (scope->inner)
        return;
    /* A fault whose signal is blocked kills the process, handler or not. */
    sigset_t set;
    sigemptyset(&set);
    for (int i = 0; i < SIGNALS; i++)
        sigaddset(&set, numbers[i]);
    pthread_sigmask(SIG_UNBLOCK, &set, &scope->mask);

    stack_t own = {.ss_sp = stack, .ss_size = AQH_FAULT_STACK_BYTES};
    /* This fails inside another signal handler: all but stack overflow is then
     * caught all the same. */
    scope->has_stack = sigaltstack(&own, &scope->stack) == 0;

    pthread_mutex_lock(&lock);
    if (users++ == 0) {
        /* SA_NODEFER: the handler leaves by a jump, which would leave the signal
         * blocked. */
        struct sigaction action = {.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
        action.sa_sigaction = on_signal;
        sigemptyset(&action.sa_mask);
        for (int i = 0; i < SIGNALS; i++)
            sigaction(numbers[i], &action, &previous[i]);
    }
    pthread_mutex_unlock(&lock);
}

void aqh_fault_leave(const aqh_fault_scope *scope) {
    depth--;
    if (scope->inner)
        return;
    pthread_mutex_lock(&lock);
    if (--users == 0) {
        for (int i = 0; i < SIGNALS; i++)
            sigaction(numbers[i], &previous[i], NULL);
    }
    pthread_mutex_unlock(&lock);
    if (scope->has_stack)
        sigaltstack(&scope->stack, NULL);
    pthread_sigmask(SIG_SETMASK, &scope->mask, NULL);
}

bool aqh_fault_call(void (*body)(void *argument), void *argument, aqh_fault *fault) {
    frame here = {.fault = fault, .outer = current};
    fenv_t environment;
    fegetenv(&environment);
    /* The mask need not be saved: leave() puts it back. */
    bool returned = sigsetjmp(here.env, 0) == 0;
    if (returned) {
        current = &here;
        body(argument);
        current = here.outer;
    }
    fesetenv(&environment);
    return returned;
}
