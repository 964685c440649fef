/* Whatever fails in the runtime: a line that says so, nothing left behind, and the
 * next run works. */
#include "host_fixture.h"

/* After a failure, which it does not hide. */
static bool finalise(aqa_acl *acl) {
    char more[512];
    aqa_acl_finalise(acl, more, sizeof more);
    return false;
}

/* Opens, runs, closes; which of it failed is in the error. */
static bool whole_run(aqa_acl *acl, const side_door *side, char *error, size_t error_bytes) {
    uint8_t out[TEST_BYTES];
    aqa_device device;
    bool good = open_as(&device, acl, side, "Ascend910B1", error, error_bytes);
    if (good) {
        good = run_two(&device, "test_copy", out, error, error_bytes);
        if (good || out[0] != 0xEE) { /* what fails after the result is there leaves it */
            assert_copied(out);
        } else {
            for (size_t i = 0; i < TEST_BYTES; i++) {
                aq_assert_code_msg(out[i], 0xEE, "byte %zu of a failed run", i);
            }
        }
        if (device.broken) {
            aqa_device_abandon(&device);
        } else {
            good = aqa_device_close(&device, error, error_bytes) && good;
        }
    }
    return good ? aqa_acl_finalise(acl, error, error_bytes) : finalise(acl);
}

static void assert_works(aqa_acl *acl, const side_door *side, const char *after) {
    char error[512] = "";
    assert_true(side->aq_sim_set_fault(NULL));
    aq_assert_msg(whole_run(acl, side, error, sizeof error), "after %s: %s", after, error);
    assert_nothing_left(side, after);
}

static void each_named_fault_has_its_message(void **state) {
    (void)state;
    static const struct {
        const char *fault, *text;
    } rows[] = {
        {"stub", "aclInit: 100039 a library to link with, not a runtime"},
        {"init", "aclInit: 500000 internal error: aclInit fails because"},
        {"no-soc", "aclrtGetSocName: no name: aclrtGetSocName fails because"},
        {"no-driver", "aclrtGetDeviceCount: 500004 driver error"},
        {"no-device", "no device 0: there are 0"},
        {"set-device", "aclrtSetDevice: 107001 invalid device id"},
        {"stream", "aclrtCreateStream: 500003 runtime error"},
        {"wrong-binary", "aclrtBinaryLoadFromFile: 507008 wrong soc version"},
        {"oom:1", "aclrtMalloc: 207001 memory exhausted: aclrtMalloc fails because"},
        {"oom:2", "aclrtMalloc: 207001 memory exhausted"},
        {"copy:1", "aclrtMemcpy: 500003 runtime error"},
        {"copy:3", "aclrtMemcpy: 500003 runtime error"},
        {"no-kernel", "aclrtBinaryGetFunction: 507027 kernel lookup failed"},
        {"args:2", "aclrtKernelArgsAppend: 107000 invalid parameter"},
        {"launch", "aclrtLaunchKernelWithConfig: 500003 runtime error"},
        {"sync-timeout", "aclrtSynchronizeStreamWithTimeout: 507046 stream synchronisation timed"},
        {"kernel-exception",
         "aclrtSynchronizeStreamWithTimeout: 507035 vector core exception: the kernel fails"},
        {"launch:2,stream", "aclrtCreateStream: 500003"},
    };
    side_door side;
    aqa_acl *acl = load_stand_in(AQ_SIM_8_1, &side);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char error[512] = "";
        aq_assert_msg(side.aq_sim_set_fault(rows[i].fault), "%s", rows[i].fault);
        aq_assert_msg(!whole_run(acl, &side, error, sizeof error), "%s is not noticed",
                      rows[i].fault);
        aq_assert_contains(error, rows[i].text);
        assert_true(side.aq_sim_set_fault(NULL));
        assert_nothing_left(&side, rows[i].fault);
        assert_works(acl, &side, rows[i].fault);
    }
}

static void unknown_faults_are_refused(void **state) {
    (void)state;
    static const char *const bad[] = {"omm",          "oom:",        "oom:0",
                                      "oom:x",        "oom:1,,init", ":1",
                                      "oom:-1",       "oom:+1",      "oom:99999999999999999999",
                                      "aclrtMallocc", "acl"};
    side_door side;
    load_stand_in(AQ_SIM_8_1, &side);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        aq_assert_msg(!side.aq_sim_set_fault(bad[i]), "%s", bad[i]);
    }
    assert_true(side.aq_sim_set_fault(NULL));
}

/* Functions that undo something: if one fails, what it should have undone stays. */
static const char *const undoing[] = {"aclrtFree", "aclrtDestroyStream", "aclrtBinaryUnLoad",
                                      "aclrtResetDevice", "aclFinalize"};
enum { UNDOING = sizeof undoing / sizeof undoing[0] };

static bool undoes(const char *function) {
    for (size_t i = 0; i < UNDOING; i++) {
        if (strcmp(function, undoing[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* The others of the required list, each failing at its first, second, ... call. */
static void every_call_may_fail(void **state) {
    (void)state;
    static const char *const functions[] = {
#define X(type, name, parameters) #name,
        AQA_REQUIRED_LIST(X)
#undef X
    };
    side_door side;
    aqa_acl *acl = load_stand_in(AQ_SIM_8_1, &side);
    size_t failures = 0;
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        const char *function = functions[i];
        if (undoes(function) || strcmp(function, "aclGetRecentErrMsg") == 0) {
            continue;
        }
        for (unsigned nth = 1; nth <= 6; nth++) {
            char fault[64], error[512] = "";
            snprintf(fault, sizeof fault, "%s:%u", function, nth);
            assert_true(side.aq_sim_set_fault(fault));
            const bool good = whole_run(acl, &side, error, sizeof error);
            aq_assert_msg(nth > 1 || !good, "%s is not noticed", fault);
            aq_assert_msg(good || strstr(error, function), "%s: '%s'", fault, error);
            failures += !good;
            assert_true(side.aq_sim_set_fault(NULL));
            assert_nothing_left(&side, fault);
        }
        assert_works(acl, &side, function);
    }
    /* 15 functions fail at their first call; of these two allocations, three copies
     * and two arguments make the difference, and the device set again for the run
     * and to be closed. */
    assert_int_equal(failures, 21);
}

static void a_failing_cleanup_is_told_and_the_rest_is_undone(void **state) {
    (void)state;
    side_door side;
    aqa_acl *acl = load_stand_in(AQ_SIM_8_1, &side);
    size_t lost = 0;
    for (size_t i = 0; i < UNDOING; i++) {
        const char *function = undoing[i];
        char fault[64], error[512] = "";
        aq_sim_census census;
        snprintf(fault, sizeof fault, "%s:1", function);
        assert_true(side.aq_sim_set_fault(fault));
        aq_assert_msg(!whole_run(acl, &side, error, sizeof error), "%s is not told", fault);
        aq_assert_msg(strncmp(error, function, strlen(function)) == 0, "%s: '%s'", fault, error);
        assert_true(side.aq_sim_set_fault(NULL));
        side.aq_sim_count(&census);
        /* The device was reset all the same, and took with it what was left. */
        lost += strcmp(function, "aclrtResetDevice") != 0 && strcmp(function, "aclFinalize") != 0;
        aq_assert_code_msg(census.devices, 0, "%s", function);
        aq_assert_code_msg(census.lost, lost, "%s", function);
        assert_int_equal(census.memory + census.streams + census.binaries, 0);
        if (census.initialised) {
            assert_int_equal(acl->aclFinalize(), AQA_OK);
        }
        aq_assert_msg(whole_run(acl, &side, error, sizeof error), "after %s: %s", function, error);
    }
}

static void acl_of_somebody_else_is_used_and_not_finalised(void **state) {
    (void)state;
    side_door side;
    char error[512] = "";
    aq_sim_census census;
    aqa_acl *acl = load_stand_in(AQ_SIM_LATER, &side);
    assert_int_equal(acl->aclInit(NULL), AQA_OK);
    aq_assert_msg(whole_run(acl, &side, error, sizeof error), "%s", error);
    side.aq_sim_count(&census);
    assert_true(census.initialised);
    assert_int_equal(acl->aclFinalize(), AQA_OK);
    /* Ours is. */
    aq_assert_msg(whole_run(acl, &side, error, sizeof error), "%s", error);
    side.aq_sim_count(&census);
    assert_false(census.initialised);
}

static void a_device_of_somebody_else_stays_set(void **state) {
    (void)state;
    side_door side;
    char error[512] = "";
    aq_sim_census census;
    uint8_t out[TEST_BYTES];
    aqa_device device;
    aqa_acl *acl = load_stand_in(AQ_SIM_LATER, &side);
    assert_true(side.aq_sim_set_soc("Ascend910B1"));
    assert_int_equal(acl->aclInit(NULL), AQA_OK);
    assert_int_equal(acl->aclrtSetDevice(0), AQA_OK);
    void *memory = NULL;
    assert_int_equal(acl->aclrtMalloc(&memory, 64, AQA_MALLOC_HUGE_FIRST), AQA_OK);
    assert_true(aqa_device_open(&device, acl, AQ_TEST_KERNELS, error, sizeof error));
    assert_true(run_two(&device, "test_copy", out, error, sizeof error));
    assert_true(aqa_device_close(&device, error, sizeof error));
    assert_true(aqa_acl_finalise(acl, error, sizeof error));
    side.aq_sim_count(&census);
    assert_int_equal(census.devices, 1);
    assert_int_equal(census.memory, 1);
    assert_int_equal(acl->aclrtFree(memory), AQA_OK);
    assert_int_equal(acl->aclrtResetDevice(0), AQA_OK);
    assert_int_equal(acl->aclFinalize(), AQA_OK);
    assert_nothing_left(&side, "a shared device");
}

static void a_chip_without_kernels_is_said_to_be_one(void **state) {
    (void)state;
    static const struct {
        const char *soc, *text;
    } rows[] = {
        {"Ascend310P3", "soc Ascend310P3 (310P) has no device C API"},
        {"Ascend910B", "soc Ascend910B (910) has no device C API"},
        {"Ascend42", "soc Ascend42 is not known"},
    };
    side_door side;
    aqa_acl *acl = load_stand_in(AQ_SIM_8_1, &side);
    aqa_device device;
    char error[512] = "";
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_false(open_as(&device, acl, &side, rows[i].soc, error, sizeof error));
        aq_assert_contains(error, rows[i].text);
    }
    assert_true(side.aq_sim_set_soc("Ascend910B1"));
    assert_false(aqa_device_open(&device, acl, "/nowhere", error, sizeof error));
    aq_assert_contains(error, "no kernels for soc Ascend910B1: /nowhere/aq-dav-2201.o");
    assert_true(aqa_acl_finalise(acl, error, sizeof error));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_named_fault_has_its_message),
    cmocka_unit_test(unknown_faults_are_refused),
    cmocka_unit_test(every_call_may_fail),
    cmocka_unit_test(a_device_of_somebody_else_stays_set),
    cmocka_unit_test(acl_of_somebody_else_is_used_and_not_finalised),
    cmocka_unit_test(a_chip_without_kernels_is_said_to_be_one),
    cmocka_unit_test(a_failing_cleanup_is_told_and_the_rest_is_undone),
};

AQ_TEST_MAIN(tests)
