/* The .aqcase file: what is written, that it reads back, and what a failure
 * leaves behind. */
#include "aq_assert.h"
#include "golden_case.h"
#include "plan_name.h"
#include "temp_dir.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- Writing and reading back ------------------------------------------- */

static void a_case_is_written_as_documented(void **state) {
    (void)state;
    aqh_case c;
    char error[512];
    uint8_t want[GOLDEN_BYTES];
    golden_file(want);
    golden_case(&c);
    const char *path = temp_path("golden.aqcase");
    aq_assert_msg(aqh_case_write(&c, path, error, sizeof error), "%s", error);
    assert_file(path, want, sizeof want);
    assert_int_equal(temp_count(), 1);
    aqh_case_free(&c);
}

static void the_documented_file_is_read(void **state) {
    (void)state;
    aqh_case c, want;
    char error[512];
    uint8_t file[GOLDEN_BYTES];
    golden_file(file);
    golden_case(&want);
    aq_assert_msg(aqh_case_parse(&c, file, sizeof file, error, sizeof error), "%s", error);
    assert_int_equal(c.call.product, want.call.product);
    assert_int_equal(c.call.prototype, want.call.prototype);
    assert_false(c.call.transpose);
    assert_true(c.call.has_offset);
    assert_int_equal(c.call.k_dim, 1);
    assert_int_equal(c.call.overflow, AQ_OVERFLOW_INF_NAN);
    assert_int_equal(c.call.k, 1);
    assert_int_equal(c.call.cal_count, 0);
    assert_int_equal(c.call.group_size, 0);
    assert_false(c.call.tmp_explicit);
    aq_assert_double_bits(c.max_ulp, 0.5);
    assert_string_equal(c.backend, "cpu");
    assert_string_equal(c.note, "");
    aq_assert_bytes(c.misalign, want.misalign, AQH_OPERANDS);
    for (int i = 0; i < AQH_OPERANDS; i++) {
        const aq_tensor *got = aqh_tensor(&c.call, i), *expected = aqh_tensor(&want.call, i);
        assert_int_equal(got->format, expected->format);
        assert_int_equal(got->rows, expected->rows);
        assert_int_equal(got->cols, expected->cols);
        assert_int_equal(c.bytes[i], want.bytes[i]);
        aq_assert_bytes(c.data[i], want.data[i], want.bytes[i]);
    }
    aqh_case_free(&c);
    aqh_case_free(&want);
}

/* Writes, reads, writes again: the files are the same. */
static void assert_round_trip(const aqh_case *c, aqh_case *back) {
    char error[512];
    uint8_t text[8192];
    const char *first = temp_path("first.aqcase"), *second = temp_path("second.aqcase");
    aq_assert_msg(aqh_case_write(c, first, error, sizeof error), "%s", error);
    aq_assert_msg(aqh_case_read(back, first, error, sizeof error), "%s", error);
    aq_assert_msg(aqh_case_write(back, second, error, sizeof error), "%s", error);
    FILE *file = fopen(first, "rb");
    assert_non_null(file);
    const size_t bytes = fread(text, 1, sizeof text, file);
    fclose(file);
    assert_file(second, text, bytes);
}

static void every_name_reads_back(void **state) {
    (void)state;
    aqh_case c, back;
    golden_case(&c);
    for (unsigned i = 0; i < AQ_PRODUCT_COUNT; i++) {
        c.call.product = (aq_product)i;
        c.call.prototype = (aq_prototype)(i % AQ_PROTOTYPE_COUNT);
        c.call.overflow = (aq_overflow)(i % AQ_OVERFLOW_COUNT);
        assert_round_trip(&c, &back);
        assert_int_equal(back.call.product, c.call.product);
        assert_int_equal(back.call.prototype, c.call.prototype);
        assert_int_equal(back.call.overflow, c.call.overflow);
        aqh_case_free(&back);
    }
    for (unsigned i = 0; i < AQ_FORMAT_COUNT; i++) {
        /* 3 elements: 2 bytes of a packed format, 3, 6 or 12 of the others. */
        const size_t bytes = i == AQ_INT4 || i == AQ_E2M1 || i == AQ_E1M2 ? 2
                             : i == AQ_FLOAT                              ? 12
                             : i == AQ_HALF || i == AQ_BF16               ? 6
                                                                          : 3;
        c.call.src = (aq_tensor){(aq_format)i, 3, 1};
        set_data(&c, AQH_SRC, "abcdefghijkl", bytes);
        assert_round_trip(&c, &back);
        assert_int_equal(back.call.src.format, i);
        assert_int_equal(back.bytes[AQH_SRC], bytes);
        aqh_case_free(&back);
    }
    aqh_case_free(&c);
}

/* The line is there only where there is something to say. */
static void a_plan_that_was_asked_for_reads_back(void **state) {
    (void)state;
    static const char *const names[] = {"N3", "N4", "N13"};
    aqh_case c, back;
    golden_case(&c);
    for (int k = 0; k < 3; k++) {
        assert_true(aqh_plan_find(names[k], &c.plan));
        assert_round_trip(&c, &back);
        assert_int_equal(back.plan, c.plan);
        assert_string_equal(aqh_plan_name(back.plan), names[k]);
        aqh_case_free(&back);
    }
    char error[512];
    c.plan = 1 + AQO_N9; /* nothing's stand-in */
    assert_false(aqh_case_write(&c, temp_path("n9.aqcase"), error, sizeof error));
    aq_assert_contains(error, "plan: must be one that can be asked for");
    c.plan = AQH_PLAN_OWN;
    assert_round_trip(&c, &back);
    assert_int_equal(back.plan, AQH_PLAN_OWN);
    aqh_case_free(&back);
    aqh_case_free(&c);
}

static void extreme_numbers_read_back(void **state) {
    (void)state;
    aqh_case c, back;
    golden_case(&c);
    c.call.transpose = true;
    c.call.k_dim = INT32_MIN;
    c.call.k = c.call.cal_count = c.call.group_size = UINT32_MAX;
    c.call.tmp_explicit = true;
    c.call.tmp_bytes = SIZE_MAX;
    c.max_ulp = 1.7976931348623157e308;
    c.call.dst = (aq_tensor){AQ_FLOAT, UINT32_MAX, 0};
    set_data(&c, AQH_DST, "", 0);
    assert_round_trip(&c, &back);
    assert_true(back.call.transpose);
    assert_true(back.call.k_dim == INT32_MIN);
    assert_true(back.call.k == UINT32_MAX && back.call.cal_count == UINT32_MAX);
    assert_true(back.call.group_size == UINT32_MAX && back.call.dst.rows == UINT32_MAX);
    assert_true(back.call.tmp_explicit && back.call.tmp_bytes == SIZE_MAX);
    aq_assert_double_bits(back.max_ulp, c.max_ulp);
    aq_assert_msg(back.data[AQH_DST] != NULL && back.bytes[AQH_DST] == 0, "0 bytes are present");
    aqh_case_free(&back);
    aqh_case_free(&c);
}

static void absent_operands_read_back(void **state) {
    (void)state;
    aqh_case c, back;
    golden_case(&c);
    c.call.has_offset = false;
    for (int i = AQH_OFFSET; i <= AQH_DST; i++) {
        free(c.data[i]);
        c.data[i] = NULL;
        c.bytes[i] = 0;
    }
    assert_round_trip(&c, &back);
    assert_null(back.data[AQH_OFFSET]);
    assert_null(back.data[AQH_DST]);
    assert_int_equal(back.bytes[AQH_SRC], 2);
    aqh_case_free(&back);
    aqh_case_free(&c);
}

static void any_text_reads_back(void **state) {
    (void)state;
    aqh_case c, back;
    golden_case(&c);
    static const char *const texts[] = {
        "",        " ", "two words ", "line\nline\r\x1b[31m\x7f", "\xc3\xa9 back\\slash \\x41",
        "\xff\x80"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        strcpy(c.backend, texts[i]);
        strcpy(c.note, texts[i]);
        assert_round_trip(&c, &back);
        assert_string_equal(back.backend, texts[i]);
        assert_string_equal(back.note, texts[i]);
        aqh_case_free(&back);
    }
    memset(c.note, '\x01', sizeof c.note - 1);
    memset(c.backend, '~', sizeof c.backend - 1);
    assert_round_trip(&c, &back);
    assert_memory_equal(back.note, c.note, sizeof c.note);
    assert_memory_equal(back.backend, c.backend, sizeof c.backend);
    aqh_case_free(&back);
    aqh_case_free(&c);
}

static void allocate_gives_zeroed_data_by_shape(void **state) {
    (void)state;
    aqh_case c;
    golden_case(&c);
    c.call.src = (aq_tensor){AQ_INT4, 3, 5}; /* 15 elements, 8 bytes */
    c.call.scale = (aq_tensor){AQ_FLOAT, 1, 5};
    assert_true(aqh_case_allocate(&c));
    assert_int_equal(c.bytes[AQH_SRC], 8);
    assert_int_equal(c.bytes[AQH_SCALE], 20);
    assert_int_equal(c.bytes[AQH_OFFSET], 4);
    aq_assert_bytes(c.data[AQH_SRC], ((uint8_t[8]){0}), 8);
    c.call.has_offset = false;
    assert_true(aqh_case_allocate(&c));
    assert_null(c.data[AQH_OFFSET]);
    aqh_case_free(&c);
    assert_empty(&c);
}

/* ---- The file system ---------------------------------------------------- */

static void a_case_that_no_file_can_hold_is_not_written(void **state) {
    (void)state;
    static const struct {
        const char *part;
        int what;
    } table[] = {
        {"product: must be one of its enumeration, is 77", 0},
        {"src: must have a format, has 11", 1},
        {"misalign: must be 0 to 31 each, has 32", 2},
        {"max_ulp: must be a number of at least 0.5, is nan", 3},
        {"max_ulp: must be a number of at least 0.5, is 0.25", 4},
        {"max_ulp: must be a number of at least 0.5, is inf", 5},
        {"note: must be at most 255 bytes", 6},
        {"data src: must have the 2 bytes of its shape, has 1", 7},
        {"data scale: must be present", 8},
        {"data offset: must be none: it is not used", 9},
        {"data dst: must be at most 1073741824 bytes", 10},
    };
    const char *path = temp_file("kept", "old", 3);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        aqh_case c;
        char error[512] = "";
        golden_case(&c);
        switch (table[i].what) {
        case 0:
            c.call.product = (aq_product)77;
            break;
        case 1:
            c.call.src.format = AQ_FORMAT_COUNT;
            break;
        case 2:
            c.misalign[3] = 32;
            break;
        case 3:
            c.max_ulp = NAN;
            break;
        case 4:
            c.max_ulp = 0.25;
            break;
        case 5:
            c.max_ulp = INFINITY;
            break;
        case 6:
            memset(c.note, 'x', sizeof c.note);
            break;
        case 7:
            c.bytes[AQH_SRC] = 1;
            break;
        case 8:
            free(c.data[AQH_SCALE]);
            c.data[AQH_SCALE] = NULL;
            break;
        case 9:
            c.call.has_offset = false;
            break;
        default:
            c.call.dst.rows = UINT32_MAX;
            break;
        }
        aq_assert_msg(!aqh_case_write(&c, path, error, sizeof error), "%s", table[i].part);
        aq_assert_contains(error, path);
        aq_assert_contains(error, table[i].part);
        assert_file(path, "old", 3);
        assert_int_equal(temp_count(), 1);
        aqh_case_free(&c);
    }
}

static void a_write_that_fails_leaves_nothing(void **state) {
    (void)state;
    aqh_case c;
    char error[512] = "";
    struct rlimit old, tight;
    const char *path = temp_file("kept", "old", 3);
    golden_case(&c);
    /* In the middle: files may not grow past 100 bytes. */
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    tight = (struct rlimit){100, old.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    const bool ok = aqh_case_write(&c, path, error, sizeof error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    signal(SIGXFSZ, handler);
    assert_false(ok);
    aq_assert_contains(error, "cannot write");
    assert_file(path, "old", 3);
    assert_int_equal(temp_count(), 1);
    /* At the end: a directory has the name. */
    const char *directory = temp_path("directory");
    assert_int_equal(mkdir(directory, 0777), 0);
    assert_false(aqh_case_write(&c, directory, error, sizeof error));
    aq_assert_contains(error, directory);
    assert_int_equal(temp_count(), 2);
    /* At the beginning: there is no such directory. */
    assert_false(aqh_case_write(&c, temp_path("none/x"), error, sizeof error));
    aq_assert_contains(error, "none/x: cannot create: No such file");
    aqh_case_free(&c);
}

static void files_that_are_none_are_refused(void **state) {
    (void)state;
    aqh_case c;
    char error[512] = "";
    assert_false(aqh_case_read(&c, temp_path("none"), error, sizeof error));
    aq_assert_contains(error, "none: cannot open: No such file");
    assert_empty(&c);
    assert_false(aqh_case_read(&c, temp_path("."), error, sizeof error));
    aq_assert_contains(error, "must be a regular file");
    assert_int_equal(mkfifo(temp_path("fifo"), 0666), 0);
    assert_false(aqh_case_read(&c, temp_path("fifo"), error, sizeof error));
    aq_assert_contains(error, "must be a regular file");
    /* Sparse: it takes no room. */
    const char *huge = temp_file("huge", "", 0);
    assert_int_equal(truncate(huge, ((off_t)1 << 30) + 1), 0);
    assert_false(aqh_case_read(&c, huge, error, sizeof error));
    aq_assert_contains(error, "huge: must be at most 1073741824 bytes, has 1073741825");
    const char *junk = temp_file("junk",
                                 "\x7f"
                                 "ELF",
                                 4);
    assert_false(aqh_case_read(&c, junk, error, sizeof error));
    aq_assert_contains(error, "junk: line 1: aqcase: the line must be printable ASCII");
    assert_empty(&c);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, temp_dir_make, temp_dir_remove)
static const struct CMUnitTest tests[] = {
    TEST(a_case_is_written_as_documented),
    TEST(the_documented_file_is_read),
    TEST(every_name_reads_back),
    TEST(a_plan_that_was_asked_for_reads_back),
    TEST(extreme_numbers_read_back),
    TEST(absent_operands_read_back),
    TEST(any_text_reads_back),
    TEST(allocate_gives_zeroed_data_by_shape),
    TEST(a_case_that_no_file_can_hold_is_not_written),
    TEST(a_write_that_fails_leaves_nothing),
    TEST(files_that_are_none_are_refused),
};
AQ_TEST_MAIN(tests)
