/* Is a backend found by what was typed, and is it said clearly when there is none? */
#include "aq_assert.h"

#include "backends.h"
#include "printable.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* AQ_PLUGIN_DIR is where the plug-ins were built. */
static const aq_backend *open_plugin(const char *name, char *error, size_t error_bytes) {
    char path[512];
    snprintf(path, sizeof(path), "%s/%s.so", AQ_PLUGIN_DIR, name);
    return aqh_backend_open(path, error, error_bytes);
}

static void cpu_is_built_in(void **state) {
    (void)state;
    char error[256] = "";
    assert_ptr_equal(aqh_backend_open("cpu", error, sizeof(error)), aq_backend_cpu());
    assert_string_equal(error, "");
}

static void a_shared_library_is_loaded_and_runs(void **state) {
    (void)state;
    char error[256] = "";
    const aq_backend *backend = open_plugin("good", error, sizeof(error));
    assert_string_equal(error, "");
    assert_non_null(backend);
    assert_string_equal(backend->name, "good plug-in");
    uint8_t dst[3] = {0}, want[3] = {7, 7, 7};
    const aq_call call = {0};
    const aq_buffers buffers = {.dst = dst, .dst_bytes = sizeof(dst)};
    aq_error text;
    aq_assert_code(backend->run(backend->ctx, &call, &buffers, &text), AQ_RUN_OK);
    aq_assert_bytes(dst, want, sizeof(want));
    /* A second time gives the same one. */
    assert_ptr_equal(open_plugin("good", error, sizeof(error)), backend);
}

static void a_library_in_the_current_directory_needs_no_slash(void **state) {
    (void)state;
    char error[256] = "", before[4096];
    assert_non_null(getcwd(before, sizeof(before)));
    assert_int_equal(chdir(AQ_PLUGIN_DIR), 0);
    const aq_backend *backend = aqh_backend_open("good.so", error, sizeof(error));
    assert_int_equal(chdir(before), 0);
    assert_string_equal(error, "");
    assert_non_null(backend);
}

static void each_bad_plugin_has_its_message(void **state) {
    (void)state;
    static const struct {
        const char *plugin, *text;
    } rows[] = {
        {"no_symbol", "no_symbol.so: does not export aq_backend_open"},
        {"returns_null", "aq_backend_open() returned null: the backend cannot work here"},
        {"crashes", "aq_backend_open() crashed with SIGABRT"},
        {"wild_pointer", "aq_backend_open() crashed with SIGSEGV"},
        {"crashes_at_load", "crashed with SIGABRT while it was loaded"},
        {"missing_dependency", "aq_nobody_has_this"},
        {"wrong_abi", "built for backend ABI 7, this is ABI 1"},
        {"too_small", "field bytes is 32, less than the 40 of aq_backend in ABI 1"},
        {"no_name", "field name is null"},
        {"unprintable_name", "field name must be 1..63 printable bytes, got '?[2J'"},
        {"no_run", "field run is null"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char error[512] = "";
        assert_null(open_plugin(rows[i].plugin, error, sizeof(error)));
        aq_assert_contains(error, rows[i].plugin);
        aq_assert_contains(error, rows[i].text);
        assert_null(strchr(error, '\n'));
    }
}

static void what_is_no_library_is_said_to_be_none(void **state) {
    (void)state;
    char directory[] = "/tmp/aqcheck-backends-XXXXXX", path[128], error[512];
    assert_non_null(mkdtemp(directory));
    snprintf(path, sizeof(path), "%s/a.so", directory);
    const struct {
        const char *content; /* null: no such file */
        const char *text;
    } rows[] = {
        {NULL, "a.so: no such file"},
        {"", "a.so: not a shared library"},
        {"#!/bin/sh\n", "a.so: not a shared library"},
        {"\177ELF, but no more", "a.so: cannot be loaded: "},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].content) {
            FILE *file = fopen(path, "w");
            assert_non_null(file);
            fputs(rows[i].content, file);
            fclose(file);
        }
        assert_null(aqh_backend_open(path, error, sizeof(error)));
        aq_assert_contains(error, rows[i].text);
    }
    unlink(path);
    snprintf(path, sizeof(path), "%s/", directory);
    assert_null(aqh_backend_open(path, error, sizeof(error)));
    aq_assert_contains(error, "not a regular file");
    /* A pipe must not make it wait for a writer. */
    snprintf(path, sizeof(path), "%s/pipe.so", directory);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_null(aqh_backend_open(path, error, sizeof(error)));
    aq_assert_contains(error, "not a regular file");
    unlink(path);
    rmdir(directory);
}

static void an_unknown_name_lists_the_known_ones(void **state) {
    (void)state;
    static const struct {
        const char *name, *text;
    } rows[] = {
        {"cup", "unknown backend 'cup': known are cpu, ascend-model:PRODUCT, ascend, "
                "ascend-sim[:PRODUCT], and shared libraries"},
        {"", "unknown backend '': known are cpu"},
        {"CPU", "unknown backend 'CPU'"},
        {"cpu2", "unknown backend 'cpu2'"},
        {"cp", "unknown backend 'cp'"},
        {":cpu", "unknown backend ':cpu'"},
        {"so", "unknown backend 'so'"},
        {"c\npu", "unknown backend 'c?pu'"},
        {"cpu:A2", "backend cpu takes no argument, got 'A2'"},
        {"cpu:", "backend cpu takes no argument, got ''"},
        {"ascend-model", "backend ascend-model takes a product, one of A2 A3 950 310P KirinX90 "
                         "Kirin9030, got ''"},
        {"ascend-model:310B", "Kirin9030, got '310B'"},
        {"ascend-model:a2", "got 'a2'"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char error[256] = "";
        assert_null(aqh_backend_open(rows[i].name, error, sizeof(error)));
        aq_assert_contains(error, rows[i].text);
    }
}

static void an_error_longer_than_its_buffer_is_cut(void **state) {
    (void)state;
    char error[12];
    memset(error, 'z', sizeof(error));
    assert_null(aqh_backend_open("cup", error, 9));
    assert_string_equal(error, "unknown ");
    assert_int_equal(error[9], 'z');
}

static void only_printable_text_is_shown(void **state) {
    (void)state;
    static const struct {
        const char *from;
        size_t from_bytes, to_bytes;
        const char *want;
    } rows[] = {
        {"plain", 5, 64, "plain"},
        {"cut", 2, 64, "cu"},
        {"long", 99, 4, "lon"},
        {"a\tb\nc\x7f", 99, 64, "a?b?c?"},
        {"\xe9\x87\x8f\xe5\x8c\x96", 99, 64, "\xe9\x87\x8f\xe5\x8c\x96"}, /* two CJK characters */
        {"\xe9\x87\x8f\xe5\x8c\x96", 99, 6, "\xe9\x87\x8f"},              /* room for one */
        {"\xe9\x87\x8f", 2, 64, "??"},                                    /* cut within */
        {"\xf0\x9f\x98\x80", 99, 64, "\xf0\x9f\x98\x80"},                 /* U+1F600 */
        {"\xc0\xaf", 99, 64, "??"},                                       /* overlong */
        {"\xe0\x80\xaf", 99, 64, "???"},                                  /* overlong */
        {"\xf0\x80\x80\xaf", 99, 64, "????"},                             /* overlong */
        {"\xc2\x9b", 99, 64, "??"},                                       /* U+009B, CSI */
        {"\xed\xa0\x80", 99, 64, "???"},                                  /* surrogate */
        {"\xf4\x90\x80\x80", 99, 64, "????"},                             /* above U+10FFFF */
        {"\xff\xfe", 99, 64, "??"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char to[64];
        aqh_printable(to, rows[i].to_bytes, rows[i].from, rows[i].from_bytes);
        assert_string_equal(to, rows[i].want);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(cpu_is_built_in),
    cmocka_unit_test(a_shared_library_is_loaded_and_runs),
    cmocka_unit_test(a_library_in_the_current_directory_needs_no_slash),
    cmocka_unit_test(each_bad_plugin_has_its_message),
    cmocka_unit_test(what_is_no_library_is_said_to_be_none),
    cmocka_unit_test(an_unknown_name_lists_the_known_ones),
    cmocka_unit_test(an_error_longer_than_its_buffer_is_cut),
    cmocka_unit_test(only_printable_text_is_shown),
};

AQ_TEST_MAIN(tests)
