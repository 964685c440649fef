/* Manifests: what they may say and what is taken when they do not. */
#include "aq_assert.h"
#include "format.h"
#include "manifest_files.h"
#include "names.h"
#include "temp_dir.h"

static void what_is_not_said_has_defaults(void **state) {
    (void)state;
    aqh_case c;
    make_files();
    read_well(&(parts){0}, &c);
    assert_int_equal(c.call.product, AQ_PRODUCT_A2);
    assert_int_equal(c.call.prototype, AQ_PER_CHANNEL);
    assert_false(c.call.transpose);
    assert_false(c.call.has_offset);
    assert_int_equal(c.call.k_dim, 1);
    assert_int_equal(c.call.overflow, AQ_OVERFLOW_INF_NAN);
    assert_int_equal(c.call.k, 2);
    assert_int_equal(c.call.cal_count, 0);
    assert_int_equal(c.call.group_size, 0);
    /* Without offset the buffer is explicit; half to half takes none. */
    assert_true(c.call.tmp_explicit);
    assert_int_equal(c.call.tmp_bytes, 0);
    aq_assert_double_bits(c.max_ulp, 0.5);
    assert_string_equal(c.note, "");
    assert_int_equal(c.call.src.rows, 2);
    assert_int_equal(c.call.src.cols, 4);
    assert_int_equal(c.call.scale.rows, 1);
    assert_int_equal(c.call.dst.format, AQ_HALF);
    assert_int_equal(c.bytes[AQH_SRC], 8);
    assert_int_equal(c.bytes[AQH_DST], 16);
    aq_assert_bytes(c.data[AQH_DST], bytes_from_1, 16);
    assert_null(c.data[AQH_OFFSET]);
    aqh_case_free(&c);
}

static void what_is_said_is_taken(void **state) {
    (void)state;
    aqh_case c;
    make_files();
    read_well(&(parts){.head = "\"product\": \"950\", \"prototype\": \"per_group\", "
                               "\"transpose\": true, \"has_offset\": true, \"k_dim\": 0, "
                               "\"group_size\": 32, \"overflow\": \"per_instruction\", "
                               "\"cal_count\": 4, \"max_ulp\": 1.5, \"k\": 7, \"note\": \"n\"",
                       .offset = plain_parts.scale},
              &c);
    assert_int_equal(c.call.product, AQ_PRODUCT_950);
    assert_int_equal(c.call.prototype, AQ_PER_GROUP);
    assert_true(c.call.transpose && c.call.has_offset);
    assert_int_equal(c.call.k_dim, 0);
    assert_int_equal(c.call.group_size, 32);
    assert_int_equal(c.call.overflow, AQ_OVERFLOW_PER_INSTRUCTION);
    assert_int_equal(c.call.cal_count, 4);
    assert_int_equal(c.call.k, 7);
    assert_false(c.call.tmp_explicit);
    aq_assert_double_bits(c.max_ulp, 1.5);
    assert_string_equal(c.note, "n");
    aq_assert_bytes(c.data[AQH_OFFSET], bytes_from_1, 8);
    aqh_case_free(&c);
}

static void defaults_depend_on_product_and_prototype(void **state) {
    (void)state;
    aqh_case c;
    make_files();
    for (unsigned i = 0; i < AQ_PRODUCT_COUNT; i++) {
        char text[128];
        snprintf(text, sizeof text, "\"product\": \"%s\", \"prototype\": \"per_token\"",
                 aqh_name(&aqh_product_names, i));
        read_well(&(parts){.head = text}, &c);
        assert_int_equal(c.call.product, i);
        assert_int_equal(c.call.overflow,
                         i == AQ_PRODUCT_310P ? AQ_OVERFLOW_SAT : AQ_OVERFLOW_INF_NAN);
        assert_int_equal(c.call.cal_count, 8);
        assert_int_equal(c.call.k, 0);
        assert_false(c.call.tmp_explicit);
        aqh_case_free(&c);
    }
    read_well(&(parts){.head = "\"product\": \"A2\", \"prototype\": \"per_channel\", "
                               "\"transpose\": true"},
              &c);
    assert_int_equal(c.call.k, 4);
    aqh_case_free(&c);
    /* bf16 in two rows of four, one scale per column: 8 * 4 + 256 * 2. */
    read_well(&(parts){.scale = "{\"file\": \"raw.bin\", \"dtype\": \"bf16\", \"shape\": [1, 4]}",
                       .dst = "{\"file\": \"dst.npy\", \"dtype\": \"bf16\"}"},
              &c);
    assert_true(c.call.tmp_explicit);
    assert_int_equal(c.call.tmp_bytes, 544);
    aqh_case_free(&c);
}

static void an_offset_that_is_ignored_may_be_given_or_not(void **state) {
    (void)state;
    aqh_case c;
    make_files();
    temp_file("fp4.bin", bytes_from_1, 4);
    temp_file("e8.bin", bytes_from_1, 2);
    const parts p = {.head =
                         "\"product\": \"950\", \"prototype\": \"per_group\", \"group_size\": 32, "
                         "\"has_offset\": true",
                     .src = "{\"file\": \"fp4.bin\", \"dtype\": \"e2m1\", \"shape\": [2, 4]}",
                     .scale = "{\"file\": \"e8.bin\", \"dtype\": \"e8m0\", \"shape\": [2, 1]}",
                     .offset = "{\"file\": \"e8.bin\", \"dtype\": \"e8m0\", \"shape\": [2, 1]}"};
    read_well(&p, &c);
    assert_true(c.call.has_offset);
    assert_null(c.data[AQH_OFFSET]);
    aqh_case_free(&c);
    parts without = p;
    without.offset = "";
    read_well(&without, &c);
    assert_null(c.data[AQH_OFFSET]);
    aqh_case_free(&c);
}

/* scale or offset of fewer dimensions, where there is one reading. */
static void short_shapes_have_one_reading(void **state) {
    (void)state;
    static const struct {
        const char *prototype, *transpose, *shape;
        uint32_t rows, cols;
    } table[] = {
        {"per_channel", "false", "[4]", 1, 4},   {"per_channel", "true", "[4]", 4, 1},
        {"per_token", "false", "[4]", 4, 1},     {"per_token", "true", "[4]", 1, 4},
        {"per_tensor", "false", "[]", 1, 1},     {"per_tensor", "true", "[1]", 1, 1},
        {"per_tensor", "false", "[1, 1]", 1, 1},
    };
    make_files();
    temp_file("two.bin", bytes_from_1, 2);
    npy_file("scalar.npy", "<f2", "()", 2);
    npy_file("flat.npy", "<f2", "(4,)", 8);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const bool one = table[i].rows * table[i].cols == 1;
        char text[256], raw[256], npy[256];
        aqh_case c;
        snprintf(text, sizeof text, "\"product\": \"A2\", \"prototype\": \"%s\", \"transpose\": %s",
                 table[i].prototype, table[i].transpose);
        snprintf(raw, sizeof raw, "{\"file\": \"%s.bin\", \"dtype\": \"half\", \"shape\": %s}",
                 one ? "two" : "raw", table[i].shape);
        snprintf(npy, sizeof npy, "{\"file\": \"%s.npy\", \"dtype\": \"half\"}",
                 one ? "scalar" : "flat");
        read_well(&(parts){.head = text, .scale = raw, .offset = npy}, &c);
        assert_int_equal(c.call.scale.rows, table[i].rows);
        assert_int_equal(c.call.scale.cols, table[i].cols);
        assert_int_equal(c.call.offset.rows, table[i].rows);
        assert_int_equal(c.call.offset.cols, table[i].cols);
        aqh_case_free(&c);
    }
}

/* Every format in every npy dtype of its size: taken if it holds the codes. */
static void npy_dtypes_must_hold_the_format(void **state) {
    (void)state;
    static const struct {
        const char *dtype, *taken, *refused;
    } table[] = {
        {"int8", "|i1 |u1", "|V1 |b1 <f1 <i2"},
        {"int4", "|i1 |u1 |V1", "|b1 <f1 <u2"},
        {"fp4x2_e2m1_t", "|i1 |u1 |V1", "|b1 <f1 <u2"},
        {"e1m2", "|i1 |u1 |V1", "|b1 <f1 <u2"},
        {"fp8_e4m3fn", "|i1 |u1 |V1 <f1", "|b1 <f2"},
        {"e5m2", "|i1 |u1 |V1 <f1", "|b1 <f2"},
        {"hifloat8_t", "|i1 |u1 |V1 <f1", "|b1 <f2"},
        {"e8m0", "|i1 |u1 |V1 <f1", "|b1 <f2"},
        {"half", "<f2 <u2 <i2", "|V2 <f4 |u1 <f8"},
        {"bfloat16_t", "<u2 <i2 |V2 <V2", "<f2 <f4 |u1 <f8"},
        {"float", "<f4 <u4 <i4", "|V4 <f2 <f8 <u8"},
    };
    make_files();
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const aq_format format = aqo_format_by_name(table[i].dtype);
        const unsigned bits = aqo_format_get(format)->bits;
        for (int taken = 1; taken >= 0; taken--) {
            char list[64], text[256], *rest = NULL;
            strcpy(list, taken ? table[i].taken : table[i].refused);
            snprintf(text, sizeof text,
                     "{\"file\": \"x.npy\", \"dtype\": \"%s\", \"shape\": [2, 4]}", table[i].dtype);
            for (char *d = strtok_r(list, " ", &rest); d; d = strtok_r(NULL, " ", &rest)) {
                const size_t bytes = (size_t)(d[2] - '0');
                npy_file("x.npy", d, bits == 4 ? "(4,)" : "(2, 4)", (bits == 4 ? 4 : 8) * bytes);
                if (!taken) {
                    assert_refused(&(parts){.src = text}, "src.dtype: ");
                    continue;
                }
                aqh_case c;
                read_well(&(parts){.src = text}, &c);
                assert_int_equal(c.call.src.format, format);
                assert_int_equal(c.bytes[AQH_SRC], bits);
                aq_assert_bytes(c.data[AQH_SRC], bytes_from_1, 4);
                aqh_case_free(&c);
            }
        }
    }
    npy_file("x.npy", "<f8", "(2, 4)", 64);
    assert_refused(&(parts){.src = "{\"file\": \"x.npy\", \"dtype\": \"half\"}"},
                   "src.dtype: half must come as one of f2 u2 i2; the file has float64: convert");
}

static void npy_is_known_by_its_magic_too(void **state) {
    (void)state;
    aqh_case c;
    make_files();
    npy_file("numpy.bin", "|i1", "(2, 4)", 8);
    read_well(&(parts){.src = "{\"file\": \"numpy.bin\", \"dtype\": \"int8\"}"}, &c);
    aq_assert_bytes(c.data[AQH_SRC], bytes_from_1, 8);
    aqh_case_free(&c);
    temp_file("raw.npy", bytes_from_1, 8);
    assert_refused(
        &(parts){.src = "{\"file\": \"raw.npy\", \"dtype\": \"int8\", \"shape\": [2, 4]}"},
        "raw.npy: npy: magic: must be");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, temp_dir_make, temp_dir_remove)
static const struct CMUnitTest tests[] = {
    TEST(what_is_not_said_has_defaults),
    TEST(what_is_said_is_taken),
    TEST(defaults_depend_on_product_and_prototype),
    TEST(an_offset_that_is_ignored_may_be_given_or_not),
    TEST(short_shapes_have_one_reading),
    TEST(npy_dtypes_must_hold_the_format),
    TEST(npy_is_known_by_its_magic_too),
};
AQ_TEST_MAIN(tests)
