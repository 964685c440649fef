/* Which ACL runtime is found, and what is said when there is none that will do. */
#include "host_fixture.h"

#include "ascend/host/soc.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const variables[] = {"AQ_ACL_LIBRARY", "ASCEND_HOME_PATH", "ASCEND_TOOLKIT_HOME",
                                        "HOME"};

static int without_environment(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        unsetenv(variables[i]);
    }
    return 0;
}

static void nothing_anywhere_is_said_with_the_places(void **state) {
    (void)state;
    char error[512] = "";
    assert_null(aqa_acl_load(NULL, error, sizeof error));
    aq_assert_contains(error, "no ACL runtime: neither libascendcl.so nor libacl_rt.so");
    aq_assert_contains(error, "ASCEND_HOME_PATH");
}

static void what_the_environment_names_is_the_only_one_tried(void **state) {
    (void)state;
    char root[] = "/tmp/aqcheck-acl-XXXXXX", error[512] = "";
    assert_non_null(mkdtemp(root));
    char lib64[64], library[96];
    snprintf(lib64, sizeof lib64, "%s/lib64", root);
    snprintf(library, sizeof library, "%s/libacl_rt.so", lib64);
    assert_int_equal(mkdir(lib64, 0700), 0);
    assert_int_equal(symlink(AQ_SIM_8_1, library), 0);
    setenv("ASCEND_TOOLKIT_HOME", root, 1);
    const aqa_acl *found = aqa_acl_load(NULL, error, sizeof error);
    setenv("AQ_ACL_LIBRARY", "/nowhere/libascendcl.so", 1);
    const aqa_acl *named = aqa_acl_load(NULL, error, sizeof error);
    unlink(library);
    rmdir(lib64);
    rmdir(root);
    assert_non_null(found);
    assert_string_equal(found->path, library);
    assert_null(named);
    aq_assert_contains(error, "/nowhere/libascendcl.so");
    /* And a good one is taken. */
    setenv("AQ_ACL_LIBRARY", AQ_SIM_LATER, 1);
    named = aqa_acl_load(NULL, error, sizeof error);
    assert_non_null(named);
    assert_string_equal(named->path, AQ_SIM_LATER);
}

static void a_library_that_does_not_do_is_named_with_its_fault(void **state) {
    (void)state;
    static const struct {
        const char *path, *text;
    } rows[] = {
        {"libascendcl.so", "AQ_ACL_LIBRARY must be an absolute path, got 'libascendcl.so'"},
        {AQ_NO_RUNTIME, "no function aclFinalize: not an ACL runtime of CANN 8.1 or later"},
        {AQ_TEST_KERNELS "/aq-dav-2201.o", "no function aclInit: not an ACL runtime"},
        {AQ_SOURCE_DIR "/README.md", "invalid ELF header"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char error[512] = "";
        setenv("AQ_ACL_LIBRARY", rows[i].path, 1);
        assert_null(aqa_acl_load(NULL, error, sizeof error));
        aq_assert_contains(error, rows[i].text);
        aq_assert_contains(error, i == 0 ? "" : rows[i].path);
    }
}

static void a_broken_library_says_more_than_a_missing_one(void **state) {
    (void)state;
    char root[] = "/tmp/aqcheck-acl-XXXXXX", error[512] = "";
    assert_non_null(mkdtemp(root));
    char lib64[64], library[96];
    snprintf(lib64, sizeof lib64, "%s/lib64", root);
    snprintf(library, sizeof library, "%s/libascendcl.so", lib64);
    assert_int_equal(mkdir(lib64, 0700), 0);
    assert_int_equal(symlink(AQ_NO_RUNTIME, library), 0);
    setenv("ASCEND_HOME_PATH", root, 1);
    const aqa_acl *found = aqa_acl_load(NULL, error, sizeof error);
    unlink(library);
    rmdir(lib64);
    rmdir(root);
    assert_null(found);
    aq_assert_contains(error, "no function aclFinalize");
}

static void later_functions_are_optional(void **state) {
    (void)state;
    side_door side;
    const aqa_acl *old = load_stand_in(AQ_SIM_8_1, &side);
    const aqa_acl *new = load_stand_in(AQ_SIM_LATER, &side);
#define X(type, name, parameters)                                                                  \
    assert_null(old->name);                                                                        \
    assert_non_null(new->name);
    AQA_OPTIONAL_LIST(X)
#undef X
    /* The same library a second time is the same. */
    assert_ptr_equal(load_stand_in(AQ_SIM_8_1, &side), old);
}

static void both_builds_copy(void **state) {
    (void)state;
    static const char *const builds[] = {AQ_SIM_8_1, AQ_SIM_LATER};
    static const struct {
        const char *soc;
        aq_product product;
        uint32_t cores;
    } chips[] = {{"Ascend910B1", AQ_PRODUCT_A2, 48},
                 {"Ascend910_9391", AQ_PRODUCT_A3, 48},
                 {"Ascend950PR_9589", AQ_PRODUCT_950, 64}};
    for (size_t i = 0; i < 6; i++) {
        side_door side;
        char error[512] = "";
        uint8_t out[TEST_BYTES];
        aqa_device device;
        aqa_acl *acl = load_stand_in(builds[i % 2], &side);
        aq_assert_msg(open_as(&device, acl, &side, chips[i / 2].soc, error, sizeof error), "%s",
                      error);
        assert_int_equal(device.product, chips[i / 2].product);
        assert_int_equal(device.cores, chips[i / 2].cores);
        aq_assert_msg(run_two(&device, "test_copy", out, error, sizeof error), "%s", error);
        assert_copied(out);
        assert_true(aqa_device_close(&device, error, sizeof error));
        assert_nothing_left(&side, builds[i % 2]);
        assert_true(aqa_acl_finalise(acl, error, sizeof error));
    }
}

static void soc_names_are_products(void **state) {
    (void)state;
    static const struct {
        const char *soc;
        aq_product product;
    } rows[] = {
        {"Ascend910B1", AQ_PRODUCT_A2},       {"Ascend910B2C", AQ_PRODUCT_A2},
        {"Ascend910B4-1", AQ_PRODUCT_A2},     {"Ascend910_9362", AQ_PRODUCT_A3},
        {"Ascend910_9391", AQ_PRODUCT_A3},    {"Ascend950PR_9589", AQ_PRODUCT_950},
        {"Ascend950DT_9591", AQ_PRODUCT_950}, {"Ascend310P3", AQ_PRODUCT_310P},
        {"Ascend310P5Vir1", AQ_PRODUCT_310P}, {"Ascend310B4", AQ_PRODUCT_310B},
        {"Ascend910", AQ_PRODUCT_910},        {"Ascend910A", AQ_PRODUCT_910},
        {"Ascend910B", AQ_PRODUCT_910},       {"Ascend910ProB", AQ_PRODUCT_910},
        {"KirinX90", AQ_PRODUCT_KIRIN_X90},   {"Kirin9030", AQ_PRODUCT_KIRIN_9030},
        {"Ascend1000", AQ_PRODUCT_COUNT},     {"", AQ_PRODUCT_COUNT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        aq_assert_code_msg(aqa_soc_product(rows[i].soc), rows[i].product, "%s", rows[i].soc);
    }
    for (unsigned product = 0; product < AQ_PRODUCT_COUNT; product++) {
        const char *soc = aqa_soc_of((aq_product)product);
        assert_true(soc == NULL || aqa_soc_product(soc) == (aq_product)product);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(nothing_anywhere_is_said_with_the_places, without_environment),
    cmocka_unit_test_setup(what_the_environment_names_is_the_only_one_tried, without_environment),
    cmocka_unit_test_setup(a_library_that_does_not_do_is_named_with_its_fault, without_environment),
    cmocka_unit_test_setup(a_broken_library_says_more_than_a_missing_one, without_environment),
    cmocka_unit_test_setup(later_functions_are_optional, without_environment),
    cmocka_unit_test_setup(both_builds_copy, without_environment),
    cmocka_unit_test(soc_names_are_products),
};

AQ_TEST_MAIN(tests)
