/* Are faults caught where they should be, and left to others where not? */
#include "aq_assert.h"

#include "fault.h"
#include "fault_access.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
enum { SIGNALS = sizeof(signals) / sizeof(signals[0]) };

static uint8_t stack[AQH_FAULT_STACK_BYTES];

static void raise_it(void *argument) {
    raise(*(const int *)argument);
}

static void each_signal_is_caught_and_named(void **state) {
    (void)state;
    static const char *const names[SIGNALS] = {"SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGABRT"};
    aqh_fault_scope scope;
    aqh_fault_enter(&scope, stack);
    for (int i = 0; i < SIGNALS; i++) {
        int signal = signals[i];
        for (int again = 0; again < 2; again++) {
            aqh_fault fault = {0};
            assert_false(aqh_fault_call(raise_it, &signal, &fault));
            assert_int_equal(fault.signal, signals[i]);
            assert_false(fault.has_address);
            assert_string_equal(aqh_fault_name(fault.signal), names[i]);
        }
    }
    aqh_fault_leave(&scope);
}

static unsigned theirs;

static void their_handler(int signal) {
    (void)signal;
    theirs++;
}

static void their_long_handler(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)context;
    theirs += info->si_pid == getpid();
}

/* Outside a watched call a signal is not ours, though our handler is installed. */
static void a_signal_outside_a_call_goes_to_the_handler_before(void **state) {
    (void)state;
    struct sigaction before, action = {.sa_handler = their_handler};
    struct sigaction long_action = {.sa_sigaction = their_long_handler, .sa_flags = SA_SIGINFO};
    aqh_fault_scope scope;
    theirs = 0;
    sigaction(SIGFPE, &action, &before);
    aqh_fault_enter(&scope, stack);
    raise(SIGFPE);
    aqh_fault_leave(&scope);
    assert_int_equal(theirs, 1);
    sigaction(SIGFPE, &long_action, NULL);
    aqh_fault_enter(&scope, stack);
    raise(SIGFPE);
    aqh_fault_leave(&scope);
    assert_int_equal(theirs, 2);
    sigaction(SIGFPE, &before, NULL);
}

static void *fault_elsewhere(void *argument) {
    raise(SIGFPE);
    return argument;
}

static void start_faulting_thread(void *argument) {
    pthread_t thread;
    pthread_create(&thread, NULL, fault_elsewhere, argument);
    pthread_join(thread, NULL);
}

static void a_signal_in_a_thread_of_the_callee_is_not_ours(void **state) {
    (void)state;
    struct sigaction before, action = {.sa_handler = their_handler};
    aqh_fault_scope scope;
    aqh_fault fault;
    theirs = 0;
    sigaction(SIGFPE, &action, &before);
    aqh_fault_enter(&scope, stack);
    bool returned = aqh_fault_call(start_faulting_thread, NULL, &fault);
    aqh_fault_leave(&scope);
    sigaction(SIGFPE, &before, NULL);
    assert_true(returned);
    assert_int_equal(theirs, 1);
}

static int status_of_child(void (*handler)(int)) {
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        aqh_fault_scope scope;
        signal(SIGABRT, handler);
        aqh_fault_enter(&scope, stack);
        raise(SIGABRT);
        aqh_fault_leave(&scope);
        _exit(7);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void a_signal_that_was_fatal_before_stays_fatal(void **state) {
    (void)state;
    int status = status_of_child(SIG_DFL);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void a_signal_that_was_ignored_before_stays_ignored(void **state) {
    (void)state;
    int status = status_of_child(SIG_IGN);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 7);
}

static void everything_is_put_back(void **state) {
    (void)state;
    struct sigaction before[SIGNALS], after;
    stack_t stack_before, stack_after;
    sigset_t blocked, mask_before, mask_after;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGABRT);
    pthread_sigmask(SIG_BLOCK, &blocked, &mask_before);
    sigaltstack(NULL, &stack_before);
    for (int i = 0; i < SIGNALS; i++)
        sigaction(signals[i], NULL, &before[i]);

    /* Two users, as if of two threads; and a blocked signal is caught too. */
    aqh_fault_scope outer, inner;
    aqh_fault fault;
    int signal = SIGABRT;
    static uint8_t inner_stack[AQH_FAULT_STACK_BYTES];
    aqh_fault_enter(&outer, stack);
    aqh_fault_enter(&inner, inner_stack);
    aqh_fault_leave(&inner);
    assert_false(aqh_fault_call(raise_it, &signal, &fault));
    aqh_fault_leave(&outer);

    for (int i = 0; i < SIGNALS; i++) {
        sigaction(signals[i], NULL, &after);
        assert_ptr_equal(after.sa_sigaction, before[i].sa_sigaction);
    }
    sigaltstack(NULL, &stack_after);
    assert_ptr_equal(stack_after.ss_sp, stack_before.ss_sp);
    assert_int_equal(stack_after.ss_flags, stack_before.ss_flags);
    pthread_sigmask(SIG_SETMASK, &mask_before, &mask_after);
    assert_int_equal(sigismember(&mask_after, SIGABRT), 1);
    assert_int_equal(sigismember(&mask_after, SIGSEGV), 0);
}

static void set_flag(void *argument) {
    *(bool *)argument = true;
}

static void call_within(void *argument) {
    aqh_fault fault;
    bool *flags = argument;
    int signal = SIGILL;
    flags[0] = aqh_fault_call(set_flag, &flags[1], &fault);
    flags[2] = !aqh_fault_call(raise_it, &signal, &fault);
    signal = SIGBUS;
    raise(signal);
}

static void calls_may_be_nested(void **state) {
    (void)state;
    bool flags[3] = {false};
    aqh_fault_scope scope;
    aqh_fault fault;
    aqh_fault_enter(&scope, stack);
    assert_false(aqh_fault_call(call_within, flags, &fault));
    aqh_fault_leave(&scope);
    assert_int_equal(fault.signal, SIGBUS);
    assert_true(flags[0] && flags[1] && flags[2]);
}

/* Encodings from an assembler's listing. */
static void instructions_of_aarch64_read_or_write(void **state) {
    (void)state;
    static const struct {
        uint32_t code;
        aqh_access access;
        const char *text;
    } rows[] = {
        {0x39400000, AQH_READ, "ldrb w0, [x0]"},
        {0x39000000, AQH_WROTE, "strb w0, [x0]"},
        {0x39800000, AQH_READ, "ldrsb x0, [x0]"},
        {0x79c00000, AQH_READ, "ldrsh w0, [x0]"},
        {0xb9800000, AQH_READ, "ldrsw x0, [x0]"},
        {0xf8408400, AQH_READ, "ldr x0, [x0], #8"},
        {0xf8216800, AQH_WROTE, "str x0, [x0, x1]"},
        {0x3dc00000, AQH_READ, "ldr q0, [x0]"},
        {0x3d800000, AQH_WROTE, "str q0, [x0]"},
        {0xbc5fd000, AQH_READ, "ldur s0, [x0, #-3]"},
        {0xfc1fd000, AQH_WROTE, "stur d0, [x0, #-3]"},
        {0xa9400440, AQH_READ, "ldp x0, x1, [x2]"},
        {0xad000440, AQH_WROTE, "stp q0, q1, [x2]"},
        {0x4c407000, AQH_READ, "ld1 {v0.16b}, [x0]"},
        {0x4c9fa000, AQH_WROTE, "st1 {v0.16b, v1.16b}, [x0], #32"},
        {0x4d40c400, AQH_READ, "ld1r {v0.8h}, [x0]"},
        {0x58000000, AQH_READ, "ldr x0, ."},
        {0xc85f7c20, AQH_READ, "ldxr x0, [x1]"},
        {0xc802fc20, AQH_WROTE, "stlxr w2, x0, [x1]"},
        {0xc8220c20, AQH_WROTE, "stxp w2, x0, x3, [x1]"},
        {0xc87f0c20, AQH_READ, "ldxp x0, x3, [x1]"},
        {0xd50b7423, AQH_WROTE, "dc zva, x3"},
        {0xb8200041, AQH_TOUCHED, "ldadd w0, w1, [x2]"},
        {0x88a07c41, AQH_TOUCHED, "cas w0, w1, [x2]"},
        {0x48207c82, AQH_TOUCHED, "casp x0, x1, x2, x3, [x4]"},
        {0xf8200420, AQH_TOUCHED, "ldraa x0, [x1]"},
        {0x8b010000, AQH_TOUCHED, "add x0, x0, x1"},
        {0xd65f03c0, AQH_TOUCHED, "ret"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (aqh_aarch64_access(rows[i].code) != rows[i].access)
            fail_msg("%s: %d", rows[i].text, aqh_aarch64_access(rows[i].code));
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_signal_is_caught_and_named),
    cmocka_unit_test(a_signal_outside_a_call_goes_to_the_handler_before),
    cmocka_unit_test(a_signal_in_a_thread_of_the_callee_is_not_ours),
    cmocka_unit_test(a_signal_that_was_fatal_before_stays_fatal),
    cmocka_unit_test(a_signal_that_was_ignored_before_stays_ignored),
    cmocka_unit_test(everything_is_put_back),
    cmocka_unit_test(calls_may_be_nested),
    cmocka_unit_test(instructions_of_aarch64_read_or_write),
};

AQ_TEST_MAIN(tests)
