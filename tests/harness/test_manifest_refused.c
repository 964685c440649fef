/* Manifests: what is refused, with one line that names the field, the rule and
 * the value. */
#include "aq_assert.h"
#include "manifest.h"
#include "manifest_files.h"
#include "temp_dir.h"

static void fields_of_another_form_are_refused(void **state) {
    (void)state;
#define BASE "\"product\": \"A2\", \"prototype\": \"per_channel\", "
    static const struct {
        const char *head, *part;
    } table[] = {
        {"\"prototype\": \"per_channel\"", "product: must be given: one of A2 A3 950 310P"},
        {"\"product\": \"A2\"", "prototype: must be given: one of per_channel per_tensor"},
        {"\"product\": \"a2\", \"prototype\": \"per_channel\"",
         "product: must be one of A2 A3 950 310P KirinX90 Kirin9030 310B 310PVector 910, got "
         "\"a2\""},
        {"\"product\": 950, \"prototype\": \"per_channel\"", "product: must be one of A2"},
        {"\"product\": \"A2\", \"prototype\": \"per-channel\"", "prototype: must be one of"},
        {BASE "\"overflow\": \"wrap\"", "overflow: must be one of inf_nan sat per_instruction"},
        {BASE "\"transpose\": 1", "transpose: must be true or false, got 1"},
        {BASE "\"has_offset\": \"no\"", "has_offset: must be true or false, got \"no\""},
        {BASE "\"has_offset\": true", "offset: must be given where has_offset is true"},
        {BASE "\"k_dim\": 0.5", "k_dim: must be an integer of -2147483648 to 2147483647, got 0.5"},
        {BASE "\"k_dim\": 2147483648", "k_dim: must be an integer"},
        {BASE "\"k\": -1", "k: must be an integer of 0 to 4294967295, got -1"},
        {BASE "\"cal_count\": 4294967296", "cal_count: must be an integer of 0 to 4294967295"},
        {BASE "\"group_size\": \"32\"", "group_size: must be an integer of 0 to 4294967295"},
        {"\"product\": \"950\", \"prototype\": \"per_group\"",
         "group_size: must be given for per_group"},
        {BASE "\"max_ulp\": 0.25", "max_ulp: must be a number of at least 0.5, got 0.25"},
        {BASE "\"max_ulp\": \"1\"", "max_ulp: must be a number of at least 0.5, got \"1\""},
        {BASE "\"note\": \"a\\nb\"", "note: must be one line of text of at most 255 bytes"},
        {BASE "\"note\": 1", "note: must be one line of text of at most 255 bytes"},
        {BASE "\"color\": 1", "manifest: must have no other fields than those in the README, has "
                              "\"color\""},
        {BASE "\"a\\u001bb\": 1", "has \"a\\u001Bb\""},
        {BASE "\"note\": [\"a long value that is cut short so that it fits the line\"]",
         "note: must be one line"},
        {BASE "\"k_dim\": [\"a long value that is cut short so that it fits the line\"]",
         "got [\"a long value that is cut short so that..."},
    };
    make_files();
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_refused(&(parts){.head = table[i].head}, table[i].part);
    }
    assert_refused(&(parts){.head = BASE "\"has_offset\": false", .offset = plain_parts.scale},
                   "offset: must not be given where has_offset is false");
}

static void operands_of_another_form_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *src, *part;
    } table[] = {
        {"1", "src: must be an object with file, dtype and shape"},
        {"{\"dtype\": \"int8\"}", "src.file: must be the name of a file"},
        {"{\"file\": \"\", \"dtype\": \"int8\"}", "src.file: must be the name of a file"},
        {"{\"file\": \"src.npy\"}", "src.dtype: must be the name of a format"},
        {"{\"file\": \"src.npy\", \"dtype\": \"int9\"}",
         "src.dtype: must be one of int4 int8 e4m3fn e5m2 hif8 e2m1 e1m2 e8m0 half bf16 float, got "
         "\"int9\""},
        {"{\"file\": \"src.npy\", \"dtype\": \"int8\", \"kind\": 1}",
         "src: must have file, dtype and shape only, has \"kind\""},
        {"{\"file\": \"none.npy\", \"dtype\": \"int8\"}",
         "/none.npy: cannot open: No such file or directory"},
        {"{\"file\": \"a\\u001b\", \"dtype\": \"int8\"}", "/a?: cannot open"},
        {"{\"file\": \".\", \"dtype\": \"int8\"}", "must be a regular file"},
        {"{\"file\": \"src.npy\", \"dtype\": \"int8\", \"shape\": [4, 2]}",
         "src.shape: must be that of the file, [4, 2] is not [2, 4]"},
        {"{\"file\": \"src.npy\", \"dtype\": \"int8\", \"shape\": [3, 4]}",
         "src.shape: must be that of the file, [3, 4] is not [2, 4]"},
        {"{\"file\": \"src.npy\", \"dtype\": \"int8\", \"shape\": [2, 5]}",
         "src.shape: must be that of the file, [2, 5] is not [2, 4]"},
        {"{\"file\": \"src.npy\", \"dtype\": \"int8\", \"shape\": [8]}",
         "src.shape: must be [rows, cols], got [8]"},
        {"{\"file\": \"src.npy\", \"dtype\": \"int8\", \"shape\": \"2x4\"}",
         "src.shape: must be a list of at most 8 sizes"},
        {"{\"file\": \"src.npy\", \"dtype\": \"int8\", \"shape\": [1,1,1,1,1,1,1,1,1]}",
         "src.shape: must be a list of at most 8 sizes"},
        {"{\"file\": \"src.npy\", \"dtype\": \"int8\", \"shape\": [2, -4]}",
         "src.shape: must be a list of sizes that are not negative"},
        {"{\"file\": \"src.npy\", \"dtype\": \"int8\", \"shape\": [2, 4.0]}",
         "src.shape: must be a list of sizes that are not negative"},
        {"{\"file\": \"raw.bin\", \"dtype\": \"int8\"}", "src.shape: must be given for a raw file"},
        {"{\"file\": \"raw.bin\", \"dtype\": \"int8\", \"shape\": [2, 5]}",
         "raw.bin: must have 10 bytes for [2, 5] int8, has 8"},
        {"{\"file\": \"raw.bin\", \"dtype\": \"int8\", \"shape\": [4294967296, 1]}",
         "src.shape: must have dimensions of 32 bits, got [4294967296, 1]"},
        {"{\"file\": \"raw.bin\", \"dtype\": \"int8\", \"shape\": [4294967295, 4294967295]}",
         "src.shape: must be at most 1073741824 bytes, got [4294967295, 4294967295]"},
        /* One element per byte where there should be two. */
        {"{\"file\": \"raw.bin\", \"dtype\": \"int4\", \"shape\": [2, 4]}",
         "raw.bin: must have 4 bytes for [2, 4] int4 (two per byte, low nibble first), has 8"},
        {"{\"file\": \"src.npy\", \"dtype\": \"int4\", \"shape\": [2, 4]}",
         "src.npy: must have 4 bytes for [2, 4] int4 (two per byte, low nibble first), has 8"},
        {"{\"file\": \"src.npy\", \"dtype\": \"int4\"}",
         "src.shape: must be given for a packed dtype"},
        {"{\"file\": \"cube.npy\", \"dtype\": \"int8\"}",
         "src.shape: must be [rows, cols], the file has [2, 2, 2]"},
        {"{\"file\": \"order.npy\", \"dtype\": \"half\"}",
         "order.npy: npy: descr: must be little-endian, got '>f2'"},
    };
    make_files();
    npy_file("cube.npy", "|i1", "(2, 2, 2)", 8);
    npy_file("order.npy", ">f2", "(2, 2)", 8);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_refused(&(parts){.src = table[i].src}, table[i].part);
    }
    assert_refused(&(parts){.dst = "{\"file\": \"none\", \"dtype\": \"half\"}"}, "dst.file: ");
}

static void short_shapes_of_two_readings_are_refused(void **state) {
    (void)state;
    make_files();
    npy_file("flat.npy", "<f2", "(4,)", 8);
    npy_file("scalar.npy", "<f2", "()", 2);
    static const struct {
        const char *head, *file;
    } table[] = {
        {"\"product\": \"950\", \"prototype\": \"per_group\", \"group_size\": 32", "flat"},
        {"\"product\": \"950\", \"prototype\": \"per_group_legacy\"", "flat"},
        {"\"product\": \"950\", \"prototype\": \"per_tensor\"", "flat"},
        {"\"product\": \"950\", \"prototype\": \"per_channel\"", "scalar"},
        {"\"product\": \"950\", \"prototype\": \"per_token\"", "scalar"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char text[128];
        snprintf(text, sizeof text, "{\"file\": \"%s.npy\", \"dtype\": \"half\"}", table[i].file);
        assert_refused(&(parts){.head = table[i].head, .scale = text},
                       "scale.shape: must be [rows, cols], or [n] for per_channel and per_token");
    }
}

static void what_is_not_a_manifest_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *text, *part;
    } table[] = {
        {"", "/m.json: line 1, column 0: "},
        {"{\n \"product\": }", "/m.json: line 2, column 13: "},
        {"{\"product\": \"A2\",\n\"product\": \"A2\"}", "/m.json: line 2, column 9: duplicate"},
        {"{} x", "/m.json: line 1, column 4: "},
        {"[]", "/m.json: manifest: must be an object"},
        {"\"x\"", "/m.json: line 1"},
        {"{}", "/m.json: product: must be given"},
        {"{\"note\": \"\xff\"}", "/m.json: line 1, column 10: unable to decode byte 0xff"},
    };
    char error[512];
    aqh_case c;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const char *path = temp_file("m.json", table[i].text, strlen(table[i].text));
        assert_false(aqh_manifest_read(&c, path, error, sizeof error));
        aq_assert_contains(error, table[i].part);
    }
    assert_false(aqh_manifest_read(&c, temp_path("none.json"), error, sizeof error));
    aq_assert_contains(error, "none.json: cannot open: No such file");
}

/* A manifest cut anywhere is no manifest. */
static void every_truncation_is_refused(void **state) {
    (void)state;
    char text[1024], error[512];
    aqh_case c;
    make_files();
    const int length =
        snprintf(text, sizeof text, "{%s, \"src\": %s, \"scale\": %s, \"dst\": %s}",
                 plain_parts.head, plain_parts.src, plain_parts.scale, plain_parts.dst);
    for (int n = 0; n < length; n++) {
        assert_false(aqh_manifest_read(&c, temp_file("m.json", text, (size_t)n), error, 512));
        aq_assert_contains(error, "/m.json: line ");
    }
    assert_true(aqh_manifest_read(&c, temp_file("m.json", text, (size_t)length), error, 512));
    aqh_case_free(&c);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, temp_dir_make, temp_dir_remove)
static const struct CMUnitTest tests[] = {
    TEST(fields_of_another_form_are_refused),
    TEST(operands_of_another_form_are_refused),
    TEST(short_shapes_of_two_readings_are_refused),
    TEST(what_is_not_a_manifest_is_refused),
    TEST(every_truncation_is_refused),
};
AQ_TEST_MAIN(tests)
