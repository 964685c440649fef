/* What every test program includes: cmocka, a main() that can run one test by
 * name, and asserts that compare bits and say what they compared.
 *
 * cmocka's own float asserts take NaN for equal to anything; compare codes. */
#ifndef AQ_ASSERT_H
#define AQ_ASSERT_H

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* ---- Asserts ------------------------------------------------------------ */

__attribute__((format(printf, 3, 4), unused)) static void aq_fail_(const char *file, int line,
                                                                   const char *format, ...) {
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    print_error("%s\n", text);
    _fail(file, line);
}

/* Fails with a printf message. */
#define aq_fail_msg(...) aq_fail_(__FILE__, __LINE__, __VA_ARGS__)

/* The condition holds, or the test fails with a printf message. */
#define aq_assert_msg(condition, ...)                                                              \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            print_error("not so: %s\n", #condition);                                               \
            aq_fail_(__FILE__, __LINE__, __VA_ARGS__);                                             \
        }                                                                                          \
    } while (0)

/* Two codes (unsigned, any width) have the same bits; a printf message says
 * which ones they are. */
#define aq_assert_code_msg(got, want, ...)                                                         \
    do {                                                                                           \
        const uint64_t aq_got_ = (got), aq_want_ = (want);                                         \
        if (aq_got_ != aq_want_) {                                                                 \
            print_error("%s is 0x%" PRIx64 ", want 0x%" PRIx64 "\n", #got, aq_got_, aq_want_);     \
            aq_fail_(__FILE__, __LINE__, __VA_ARGS__);                                             \
        }                                                                                          \
    } while (0)

#define aq_assert_code(got, want) aq_assert_code_msg(got, want, "codes differ")

/* Two doubles have the same bits: NaN equals itself, +0 is not -0. */
#define aq_assert_double_bits(got, want)                                                           \
    do {                                                                                           \
        const double aq_got_ = (got), aq_want_ = (want);                                           \
        if (memcmp(&aq_got_, &aq_want_, sizeof aq_got_) != 0) {                                    \
            aq_fail_(__FILE__, __LINE__, "%s is %a, want %a", #got, aq_got_, aq_want_);            \
        }                                                                                          \
    } while (0)

/* Two runs of bytes are the same; names the first that differs. */
#define aq_assert_bytes(got, want, count)                                                          \
    do {                                                                                           \
        const uint8_t *aq_got_ = (const void *)(got), *aq_want_ = (const void *)(want);            \
        const size_t aq_count_ = (count);                                                          \
        for (size_t aq_i_ = 0; aq_i_ < aq_count_; aq_i_++) {                                       \
            if (aq_got_[aq_i_] != aq_want_[aq_i_]) {                                               \
                aq_fail_(__FILE__, __LINE__, "%s: byte %zu of %zu is 0x%02x, want 0x%02x", #got,   \
                         aq_i_, aq_count_, aq_got_[aq_i_], aq_want_[aq_i_]);                       \
            }                                                                                      \
        }                                                                                          \
    } while (0)

/* The text contains the part. */
#define aq_assert_contains(text, part)                                                             \
    do {                                                                                           \
        const char *aq_text_ = (text), *aq_part_ = (part);                                         \
        if (strstr(aq_text_, aq_part_) == NULL) {                                                  \
            aq_fail_(__FILE__, __LINE__, "\"%s\" does not contain \"%s\"", aq_text_, aq_part_);    \
        }                                                                                          \
    } while (0)

/* ---- main() ------------------------------------------------------------- */

/* Are the names given those of the tests, each once, in any order? */
__attribute__((unused)) static int aq_expect_cases_(const struct CMUnitTest *tests, size_t count,
                                                    char **names, size_t name_count) {
    int status = 0;
    for (size_t i = 0; i < count; i++) {
        size_t found = 0;
        for (size_t j = 0; j < name_count; j++) {
            found += strcmp(tests[i].name, names[j]) == 0;
        }
        if (found != 1) {
            fprintf(stderr, "test %s is listed %zu times in CMakeLists.txt\n", tests[i].name,
                    found);
            status = 1;
        }
    }
    for (size_t j = 0; j < name_count; j++) {
        bool found = false;
        for (size_t i = 0; i < count; i++) {
            found = found || strcmp(tests[i].name, names[j]) == 0;
        }
        if (!found) {
            fprintf(stderr, "%s is listed in CMakeLists.txt, but is not a test\n", names[j]);
            status = 1;
        }
    }
    return status;
}

/* No argument: all tests. A name: that test. --list: prints the names.
 * --expect-cases NAME...: compares the names. Exit code 0 passed, 1 failed, 2 no
 * such test. */
__attribute__((unused)) static int aq_test_main_(int argc, char **argv,
                                                 const struct CMUnitTest *tests, size_t count) {
    if (argc >= 2 && strcmp(argv[1], "--expect-cases") == 0) {
        return aq_expect_cases_(tests, count, argv + 2, (size_t)argc - 2);
    }
    if (argc == 2 && strcmp(argv[1], "--list") == 0) {
        for (size_t i = 0; i < count; i++) {
            puts(tests[i].name);
        }
        return 0;
    }
    if (argc == 1) {
        return _cmocka_run_group_tests(argv[0], tests, count, NULL, NULL) != 0;
    }
    for (size_t i = 0; argc == 2 && i < count; i++) {
        if (strcmp(tests[i].name, argv[1]) == 0) {
            return _cmocka_run_group_tests(argv[0], &tests[i], 1, NULL, NULL) != 0;
        }
    }
    fprintf(stderr, "%s: no such test; --list prints the names\n", argv[1]);
    return 2;
}

#define AQ_TEST_MAIN(tests)                                                                        \
    int main(int argc, char **argv) {                                                              \
        return aq_test_main_(argc, argv, tests, sizeof(tests) / sizeof((tests)[0]));               \
    }

#endif
