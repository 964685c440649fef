/* Is a backend found by what was typed, and is it said clearly when there is none? */
#include "aq_assert.h"

#include "aq_cpu.h"
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

static void the_name_of_a_cpu_backend_chooses_variant_and_threads(void **state) {
    (void)state;
    static const char *const names[] = {"cpu", "cpu@2", "cpu:scalar", "cpu:scalar@64",
                                        "cpu:scalar@0"};
    char error[256] = "";
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const aq_backend *backend = aqh_backend_open(names[i], error, sizeof(error));
        assert_string_equal(error, "");
        assert_non_null(backend);
        assert_string_equal(backend->name, names[i]);
        assert_ptr_equal(aqh_backend_open(names[i], error, sizeof(error)), backend);
    }
    assert_ptr_equal(aqh_backend_open("cpu:scalar@1", error, sizeof(error)),
                     aq_backend_cpu_variant(AQ_CPU_SCALAR));
}

static void AQ_CPU_chooses_or_is_refused(void **state) {
    (void)state;
    char error[256] = "";
    aq_cpu_variant variant = AQ_CPU_VARIANT_COUNT;
    assert_int_equal(setenv("AQ_CPU", "scalar", 1), 0);
    assert_true(aq_cpu_choice(&variant, error, sizeof(error)));
    assert_int_equal(variant, AQ_CPU_SCALAR);
    assert_int_equal(setenv("AQ_CPU", "sse9", 1), 0);
    assert_false(aq_cpu_choice(&variant, error, sizeof(error)));
    aq_assert_contains(error, "AQ_CPU: unknown variant 'sse9', this processor has");
    aq_assert_contains(error, " scalar");
    assert_null(aqh_backend_open("cpu", error, sizeof(error)));
    aq_assert_contains(error, "AQ_CPU: unknown variant 'sse9'");
    /* Not the choice, so not its affair. */
    assert_non_null(aqh_backend_open("cpu:scalar", error, sizeof(error)));
    aq_error why;
    assert_int_equal(aq_antiquant(NULL, NULL, 1, &why), AQ_RULE_ENUMERATION);
    aq_assert_contains(why.text, "AQ_CPU: unknown variant 'sse9'");
    for (int v = 0; v < AQ_CPU_VARIANT_COUNT; v++) {
        const bool here = aq_cpu_has((aq_cpu_variant)v);
        assert_int_equal(setenv("AQ_CPU", aq_cpu_name((aq_cpu_variant)v), 1), 0);
        assert_int_equal(aq_cpu_choice(&variant, error, sizeof(error)), here);
        char name[32];
        snprintf(name, sizeof(name), "cpu:%s", aq_cpu_name((aq_cpu_variant)v));
        if (here) {
            assert_int_equal(variant, v);
            assert_non_null(aqh_backend_open(name, error, sizeof(error)));
            continue;
        }
        aq_assert_contains(error, "AQ_CPU: not here: '");
        assert_null(aqh_backend_open(name, error, sizeof(error)));
        aq_assert_contains(error, " is not here: not built in, or this processor");
        assert_null(aq_backend_cpu_variant((aq_cpu_variant)v));
        assert_int_equal(aq_antiquant_on((aq_cpu_variant)v, NULL, NULL, 1, &why),
                         AQ_RULE_ENUMERATION);
        aq_assert_contains(why.text, "variant: must be one that this processor has");
    }
    assert_int_equal(unsetenv("AQ_CPU"), 0);
    assert_true(aq_cpu_choice(&variant, error, sizeof(error)));
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
        {"cup", "unknown backend 'cup': known are cpu[:VARIANT][@THREADS], ascend-model:PRODUCT, "
                "ascend, ascend-sim[:PRODUCT], and shared libraries"},
        {"", "unknown backend '': known are cpu"},
        {"CPU", "unknown backend 'CPU'"},
        {"cpu2", "unknown backend 'cpu2'"},
        {"cp", "unknown backend 'cp'"},
        {":cpu", "unknown backend ':cpu'"},
        {"so", "unknown backend 'so'"},
        {"c\npu", "unknown backend 'c?pu'"},
        {"cpu:A2", "backend cpu: unknown variant 'A2', known are scalar neon avx2 avx512"},
        {"cpu:", "backend cpu: unknown variant ''"},
        {"cpu@65", "backend cpu: threads must be 0..64 (0: one per processor), got '65'"},
        {"cpu@", "threads must be 0..64 (0: one per processor), got ''"},
        {"cpu:scalar@-1", "threads must be 0..64 (0: one per processor), got '-1'"},
        {"cpu@2:scalar", "threads must be 0..64 (0: one per processor), got '2:scalar'"},
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
        {"a\xe2\x80\xae", 99, 64, "a???"},                       /* U+202E, right to left */
        {"\xe2\x80\x8d\xe2\x80\x8e", 99, 64, "\xe2\x80\x8d???"}, /* U+200D joins; U+200E */
        {"\xe2\x80\xa7\xe2\x80\xa8", 99, 64, "\xe2\x80\xa7???"}, /* U+2027; U+2028, a line */
        {"\xe2\x81\xa6\xe2\x81\xa9", 99, 64, "??????"},          /* U+2066, U+2069 */
        {"\xd8\x9c", 99, 64, "??"},                              /* U+061C */
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char to[64];
        aqh_printable(to, rows[i].to_bytes, rows[i].from, rows[i].from_bytes);
        assert_string_equal(to, rows[i].want);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(cpu_is_built_in),
    cmocka_unit_test(the_name_of_a_cpu_backend_chooses_variant_and_threads),
    cmocka_unit_test(AQ_CPU_chooses_or_is_refused),
    cmocka_unit_test(a_shared_library_is_loaded_and_runs),
    cmocka_unit_test(a_library_in_the_current_directory_needs_no_slash),
    cmocka_unit_test(each_bad_plugin_has_its_message),
    cmocka_unit_test(what_is_no_library_is_said_to_be_none),
    cmocka_unit_test(an_unknown_name_lists_the_known_ones),
    cmocka_unit_test(an_error_longer_than_its_buffer_is_cut),
    cmocka_unit_test(only_printable_text_is_shown),
};

AQ_TEST_MAIN(tests)
