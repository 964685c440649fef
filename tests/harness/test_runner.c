/* Does the runner see each kind of misbehaviour, and call it by its name? */
#include "aq_assert.h"

#include "watched.h"

#include <fenv.h>
#include <pthread.h>
#include <stdlib.h>

/* ---- Each misbehaviour and its name ------------------------------------- */

typedef struct expectation {
    const char *what;
    run_fn *run;
    bool half, illegal; /* the case; else the full one */
    aq_run_status status;
    uint32_t findings;
    size_t element, not_written;
    const char *text;
} expectation;

#define NONE SIZE_MAX

static const expectation expectations[] = {
    {"good", good_run, 0, 0, AQ_RUN_OK, 0, NONE, 0, ""},
    {"good, half", good_run, 1, 0, AQ_RUN_OK, 0, NONE, 0, ""},
    {"last not written", bad_skip_last, 0, 0, AQ_RUN_OK, BIT(NOT_WRITTEN), ELEMENTS - 1, 1,
     "dst: 1 element not written, first 127"},
    {"three not written", bad_skip_last_three, 0, 0, AQ_RUN_OK, BIT(NOT_WRITTEN), ELEMENTS - 3, 3,
     "dst: 3 elements not written, first 125"},
    {"nothing written", bad_write_nothing, 1, 0, AQ_RUN_OK, BIT(NOT_WRITTEN), 0, 8 * COLUMNS,
     "dst: 256 elements not written, first 0"},
    {"past cal_count", bad_write_past_count, 1, 0, AQ_RUN_OK, BIT(WRITTEN_TOO_FAR), NONE, 0,
     "dst: wrote element 256, past the 256 computed"},
    {"counts calls", bad_count_calls, 0, 0, AQ_RUN_OK, BIT(NOT_DETERMINISTIC), 7, 0,
     "dst: 1 element differs, first 7 (two calls, two values)"},
    {"written once", bad_write_first_time_only, 0, 0, AQ_RUN_OK, BIT(NOT_DETERMINISTIC), 9, 0,
     "dst: 1 element differs, first 9 (written in one call only)"},
    {"adds to dst", bad_add_to_dst, 0, 0, AQ_RUN_OK, BIT(NOT_DETERMINISTIC), 3, 0,
     "dst: 1 element differs, first 3"},
    {"stale tmp", bad_use_stale_tmp, 0, 0, AQ_RUN_OK, BIT(NOT_DETERMINISTIC), 4, 0,
     "dst: 1 element differs, first 4"},
    {"changes src", bad_change_src, 0, 0, AQ_RUN_OK, BIT(INPUT_WRITTEN), NONE, 0,
     "src: byte 5 was changed"},
    {"changes scale", bad_change_scale, 0, 0, AQ_RUN_OK, BIT(INPUT_WRITTEN), NONE, 0,
     "scale: byte 6 was changed"},
    {"changes offset", bad_change_offset, 0, 0, AQ_RUN_OK, BIT(INPUT_WRITTEN), NONE, 0,
     "offset: byte 7 was changed"},
    {"reads null", bad_read_null, 0, 0, AQ_RUN_FAILED, BIT(CRASHED), NONE, 0,
     "crashed with SIGSEGV at address 0"},
    {"writes near null", bad_write_near_null, 0, 0, AQ_RUN_FAILED, BIT(CRASHED), NONE, 0,
     "crashed with SIGSEGV at address 0x40"},
    {"stack overflow", bad_overflow_stack, 0, 0, AQ_RUN_FAILED, BIT(CRASHED), NONE, 0,
     "crashed with SIGSEGV at an address outside the operands"},
    {"aborts", bad_abort, 0, 0, AQ_RUN_FAILED, BIT(CRASHED), NONE, 0, "crashed with SIGABRT"},
    {"illegal instruction", bad_raise_ill, 0, 0, AQ_RUN_FAILED, BIT(CRASHED), NONE, 0,
     "crashed with SIGILL"},
    {"SIGFPE", bad_raise_fpe, 0, 0, AQ_RUN_FAILED, BIT(CRASHED), NONE, 0, "crashed with SIGFPE"},
    {"SIGBUS", bad_raise_bus, 0, 0, AQ_RUN_FAILED, BIT(CRASHED), NONE, 0, "crashed with SIGBUS"},
    {"fails", bad_fail, 0, 0, AQ_RUN_FAILED, BIT(FAILED), NONE, 0,
     "failed: the device said 507011"},
    {"fails later", bad_fail_second_time, 0, 0, AQ_RUN_FAILED, BIT(FAILED),
     NONE, 0, "failed: "},
    {"wild text", bad_fail_with_wild_text, 0, 0, AQ_RUN_FAILED, BIT(FAILED), NONE, 0,
     "failed: a??[2J?.xxxx"},
    {"unknown status", bad_unknown_status, 0, 0, AQ_RUN_FAILED, BIT(FAILED), NONE, 0,
     "returned an unknown status, 99"},
    {"unsupported", bad_unsupported, 0, 0, AQ_RUN_UNSUPPORTED, 0, NONE, 0, "no bf16 here"},
    {"refuses a legal call", bad_refuse, 0, 0, AQ_RUN_REFUSED, BIT(REFUSED), NONE, 0,
     "refused a legal call: k: I do not like it"},
    {"refuses an illegal call", bad_refuse, 0, 1, AQ_RUN_REFUSED, 0, NONE, 0,
     "k: I do not like it"},
    {"runs an illegal call", good_run, 0, 1, AQ_RUN_OK, BIT(ACCEPTED_ILLEGAL), NONE, 0,
     "ran an illegal call"},
    {"writes, then refuses", bad_write_and_refuse, 0, 1, AQ_RUN_REFUSED, BIT(WRITTEN_TOO_FAR), NONE,
     0, "dst: wrote before refusing (byte 4)"},
    {"illegal, unsupported", bad_unsupported, 0, 1, AQ_RUN_UNSUPPORTED, 0, NONE, 0, "no bf16 here"},
    {"illegal, crashes", bad_abort, 0, 1, AQ_RUN_FAILED, BIT(CRASHED), NONE, 0,
     "crashed with SIGABRT"},
};

static void each_misbehaviour_has_its_finding(void **state) {
    (void)state;
    /* One runner for all: it must stay usable after every fault. */
    aqh_runner *runner = aqh_runner_new();
    assert_non_null(runner);
    for (size_t i = 0; i < sizeof(expectations) / sizeof(expectations[0]); i++) {
        const expectation *e = &expectations[i];
        aqh_case c;
        (e->half ? half_case : full_case)(&c);
        if (e->illegal)
            c.call.k = ROWS + 1;
        aqh_outcome got = run_with(runner, e->run, NULL, &c);
        aq_assert_code_msg(got.findings, e->findings, "%s: %s", e->what, got.text);
        aq_assert_code_msg(got.status, e->status, "%s: %s", e->what, got.text);
        aq_assert_code_msg(got.element, e->element, "%s: %s", e->what, got.text);
        aq_assert_code_msg(got.not_written, e->not_written, "%s: %s", e->what, got.text);
        aq_assert_msg(strncmp(got.text, e->text, strlen(e->text)) == 0, "%s: text is '%s'", e->what,
                      got.text);
    }
    aqh_runner_free(runner);
}

/* ---- supports(), environment, threads ----------------------------------- */

static aq_run_status answer(void *ctx, const aq_call *call) {
    (void)call;
    int status = *(const int *)ctx;
    if (status < 0)
        abort();
    return (aq_run_status)status;
}

static void supports_is_asked_and_watched(void **state) {
    (void)state;
    static const struct {
        int answer;
        aq_run_status status;
        uint32_t findings;
        const char *text;
    } rows[] = {
        {AQ_RUN_OK, AQ_RUN_FAILED, BIT(FAILED), "failed: the device said 507011"},
        {AQ_RUN_UNSUPPORTED, AQ_RUN_UNSUPPORTED, 0, "the backend does not take this call"},
        {AQ_RUN_REFUSED, AQ_RUN_FAILED, BIT(FAILED), "supports() returned status 2"},
        {-1, AQ_RUN_FAILED, BIT(CRASHED), "crashed with SIGABRT"},
    };
    aqh_runner *runner = aqh_runner_new();
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int ctx = rows[i].answer;
        const aq_backend backend = {AQ_BACKEND_ABI, sizeof(backend), "t", &ctx, answer, bad_fail};
        aqh_case c;
        uint8_t dst[DST_BYTES];
        aqh_outcome got;
        full_case(&c);
        aqh_run(runner, &backend, &c, dst, &got);
        assert_string_equal(got.text, rows[i].text);
        aq_assert_code(got.findings, rows[i].findings);
        aq_assert_code(got.status, rows[i].status);
    }
    aqh_runner_free(runner);
}

static void the_rounding_mode_is_put_back(void **state) {
    (void)state;
    aqh_case c;
    full_case(&c);
    fesetround(FE_TONEAREST);
    aqh_outcome got = run_once(bad_round_upward, NULL, &c);
    aq_assert_code(got.findings, BIT(ENVIRONMENT));
    assert_string_equal(got.text, "the thread was left so that it rounds up");
    aq_assert_code(fegetround(), FE_TONEAREST);
}

typedef struct job {
    aqh_case c;
    size_t wrong;
} job;

static void *many_runs(void *argument) {
    job *j = argument;
    aqh_runner *runner = aqh_runner_new();
    touch past = {.region = AQH_SRC, .from_end = true};
    for (int i = 0; i < 100; i++) {
        j->wrong += run_with(runner, bad_read_null, NULL, &j->c).findings != BIT(CRASHED);
        j->wrong += run_with(runner, good_run, NULL, &j->c).findings != 0;
        j->wrong += run_with(runner, bad_abort, NULL, &j->c).findings != BIT(CRASHED);
        j->wrong += run_with(runner, touching_run, &past, &j->c).findings != BIT(READ_TOO_FAR);
        j->wrong += run_with(runner, bad_overflow_stack, NULL, &j->c).findings != BIT(CRASHED);
    }
    aqh_runner_free(runner);
    return NULL;
}

static void two_threads_fault_at_once(void **state) {
    (void)state;
    pthread_t threads[2];
    job jobs[2] = {0};
    for (int i = 0; i < 2; i++)
        full_case(&jobs[i].c);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, many_runs, &jobs[i]), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    aq_assert_code(jobs[0].wrong, 0);
    aq_assert_code(jobs[1].wrong, 0);
}

static void every_finding_has_a_name(void **state) {
    (void)state;
    for (int i = 0; i < AQH_FINDING_COUNT; i++) {
        assert_true(strlen(aqh_finding_name((aqh_finding)i)) > 0);
        assert_true(strlen(aqh_finding_text((aqh_finding)i)) > 0);
    }
    assert_string_equal(aqh_finding_name(AQH_READ_TOO_FAR), "read-too-far");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_misbehaviour_has_its_finding),
    cmocka_unit_test(supports_is_asked_and_watched),
    cmocka_unit_test(the_rounding_mode_is_put_back),
    cmocka_unit_test(two_threads_fault_at_once),
    cmocka_unit_test(every_finding_has_a_name),
};

AQ_TEST_MAIN(tests)
