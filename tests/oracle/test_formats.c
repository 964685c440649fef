/* Decoding, and what the record of each format says: against the table of
 * values, and against the vectors of semantics.md section c. */
#include "aq_assert.h"
#include "value_table.h"

#include <ctype.h>
#include <math.h>

static double decoded(aq_format id, uint32_t code) {
    mpfr_t value;
    mpfr_init2(value, AQO_PRECISION);
    aqo_decode(id, code, value);
    double result = mpfr_get_d(value, MPFR_RNDZ);
    bool exact = mpfr_nan_p(value) || mpfr_cmp_d(value, result) == 0;
    mpfr_clear(value);
    aq_assert_msg(exact, "%s 0x%x is no double", aqo_format_get(id)->name, code);
    return result;
}

/* The same class, the same sign (of a zero too), the same value. */
static bool same(double a, double b) {
    return (isnan(a) && isnan(b)) || (a == b && signbit(a) == signbit(b));
}

#define FOR_EACH_TABLE(table)                                                                      \
    for (aq_format id_ = 0; id_ < AQ_FORMAT_COUNT; ++id_)                                          \
        for (const value_table *table = value_table_get(id_); table; table = NULL)

static void every_code_decodes_to_the_value_of_the_table(void **state) {
    (void)state;
    size_t compared = 0;
    FOR_EACH_TABLE(table) {
        for (uint32_t code = 0; code < table->codes; ++code) {
            double got = decoded(table->id, code), want = table->by_code[code];
            aq_assert_msg(same(got, want), "%s 0x%x decodes to %a, table %a",
                          aqo_format_get(table->id)->name, code, got, want);
            ++compared;
        }
    }
    assert_int_equal(compared, 3 * 16 + 5 * 256 + 2 * 65536);
}

#define INF INFINITY

static void the_vectors_of_the_specification_decode_as_listed(void **state) {
    (void)state;
    static const struct {
        aq_format id;
        uint32_t code;
        double value;
    } vectors[] = {
        /* c.1 */
        {AQ_INT8, 0x7F, 127},
        {AQ_INT8, 0x80, -128},
        {AQ_INT8, 0xFF, -1},
        {AQ_INT8, 0x00, 0},
        {AQ_INT4, 0x7, 7},
        {AQ_INT4, 0x8, -8},
        {AQ_INT4, 0xF, -1},
        {AQ_INT4, 0x0, 0},
        /* c.2 */
        {AQ_E4M3FN, 0x00, 0.0},
        {AQ_E4M3FN, 0x80, -0.0},
        {AQ_E4M3FN, 0x01, 0x1p-9},
        {AQ_E4M3FN, 0x07, 0x1.cp-7},
        {AQ_E4M3FN, 0x08, 0x1p-6},
        {AQ_E4M3FN, 0x38, 1},
        {AQ_E4M3FN, 0x7E, 448},
        {AQ_E4M3FN, 0xFE, -448},
        {AQ_E4M3FN, 0x7F, NAN},
        {AQ_E4M3FN, 0xFF, NAN},
        /* c.3 */
        {AQ_E5M2, 0x00, 0.0},
        {AQ_E5M2, 0x80, -0.0},
        {AQ_E5M2, 0x01, 0x1p-16},
        {AQ_E5M2, 0x03, 0x1.8p-15},
        {AQ_E5M2, 0x04, 0x1p-14},
        {AQ_E5M2, 0x3C, 1},
        {AQ_E5M2, 0x7B, 57344},
        {AQ_E5M2, 0xFB, -57344},
        {AQ_E5M2, 0x7C, INF},
        {AQ_E5M2, 0xFC, -INF},
        {AQ_E5M2, 0x7D, NAN},
        {AQ_E5M2, 0x7F, NAN},
        {AQ_E5M2, 0xFD, NAN},
        /* c.4 */
        {AQ_HIF8, 0x00, 0.0},
        {AQ_HIF8, 0x80, NAN},
        {AQ_HIF8, 0x6F, INF},
        {AQ_HIF8, 0xEF, -INF},
        {AQ_HIF8, 0x6E, 32768},
        {AQ_HIF8, 0xEE, -32768},
        {AQ_HIF8, 0x01, 0x1p-22},
        {AQ_HIF8, 0x07, 0x1p-16},
        {AQ_HIF8, 0x08, 1},
        {AQ_HIF8, 0x10, 2},
        {AQ_HIF8, 0x18, 0.5},
        {AQ_HIF8, 0x2E, 14},
        {AQ_HIF8, 0x40, 16},
        {AQ_HIF8, 0x60, 256},
        {AQ_HIF8, 0x70, 0x1p-8},
        {AQ_HIF8, 0x7E, 0x1p-15},
        {AQ_HIF8, 0x88, -1},
        /* c.6 */
        {AQ_E8M0, 0, 0x1p-127},
        {AQ_E8M0, 1, 0x1p-126},
        {AQ_E8M0, 127, 1},
        {AQ_E8M0, 254, 0x1p127},
        {AQ_E8M0, 255, NAN},
        /* c.7 */
        {AQ_HALF, 0x7BFF, 65504},
        {AQ_HALF, 0x0400, 0x1p-14},
        {AQ_HALF, 0x0001, 0x1p-24},
        {AQ_HALF, 0x3C00, 1},
        {AQ_HALF, 0x8000, -0.0},
        {AQ_HALF, 0x7C00, INF},
        {AQ_HALF, 0xFC00, -INF},
        {AQ_HALF, 0x7C01, NAN},
        {AQ_HALF, 0xFFFF, NAN},
        {AQ_BF16, 0x7F7F, 0x1.fep127},
        {AQ_BF16, 0x0080, 0x1p-126},
        {AQ_BF16, 0x0001, 0x1p-133},
        {AQ_BF16, 0x3F80, 1},
        {AQ_BF16, 0x8000, -0.0},
        {AQ_BF16, 0x7F80, INF},
        {AQ_BF16, 0xFF80, -INF},
        {AQ_BF16, 0x7F81, NAN},
        {AQ_BF16, 0xFFFF, NAN},
        {AQ_FLOAT, 0x7F7FFFFF, 0x1.fffffep127},
        {AQ_FLOAT, 0x00800000, 0x1p-126},
        {AQ_FLOAT, 0x00000001, 0x1p-149},
        {AQ_FLOAT, 0x007FFFFF, 0x1.fffffcp-127},
        {AQ_FLOAT, 0x3F800000, 1},
        {AQ_FLOAT, 0xC0490FDB, -0x1.921fb6p+1},
        {AQ_FLOAT, 0x80000000, -0.0},
        {AQ_FLOAT, 0x00000000, 0.0},
        {AQ_FLOAT, 0x7F800000, INF},
        {AQ_FLOAT, 0xFF800000, -INF},
        {AQ_FLOAT, 0x7F800001, NAN},
        {AQ_FLOAT, 0xFFFFFFFF, NAN},
    };
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; ++i) {
        double got = decoded(vectors[i].id, vectors[i].code);
        aq_assert_msg(same(got, vectors[i].value), "%s 0x%x is %a, want %a",
                      aqo_format_get(vectors[i].id)->name, vectors[i].code, got, vectors[i].value);
    }
}

static void fp4_decodes_as_listed(void **state) {
    (void)state;
    static const struct {
        aq_format id;
        double magnitudes[8]; /* codes 0 to 7; the negatives follow */
    } rows[] = {
        {AQ_E2M1, {0, 0.5, 1, 1.5, 2, 3, 4, 6}},
        {AQ_E1M2, {0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; ++i) {
        for (uint32_t code = 0; code < 8; ++code) {
            aq_assert_double_bits(decoded(rows[i].id, code), rows[i].magnitudes[code]);
            aq_assert_double_bits(decoded(rows[i].id, code + 8), -rows[i].magnitudes[code]);
        }
    }
}

static void hif8_has_253_distinct_finite_values(void **state) {
    (void)state;
    double seen[256];
    size_t count = 0, special = 0;
    for (uint32_t code = 0; code < 256; ++code) {
        double value = decoded(AQ_HIF8, code);
        bool known = false;
        for (size_t i = 0; i < count; ++i) {
            known = known || seen[i] == value;
        }
        if (!isfinite(value)) {
            ++special;
        } else if (!known) {
            seen[count++] = value;
        }
    }
    assert_int_equal(count, 253);
    assert_int_equal(special, 3);
    assert_int_equal(value_table_get(AQ_HIF8)->count, 253);
}

static void every_number_of_8_bits_is_a_half_and_a_bf16(void **state) {
    (void)state;
    static const aq_format narrow[] = {AQ_INT4, AQ_INT8, AQ_E4M3FN, AQ_E5M2,
                                       AQ_HIF8, AQ_E2M1, AQ_E1M2};
    for (size_t i = 0; i < sizeof narrow / sizeof *narrow; ++i) {
        for (uint32_t code = 0; code < aqo_code_count(narrow[i]); ++code) {
            double value = decoded(narrow[i], code);
            for (aq_format wide = AQ_HALF; isfinite(value) && wide <= AQ_BF16; ++wide) {
                const value_table *table = value_table_get(wide);
                aq_assert_msg(value_table_find(table, value) < table->count, "%a", value);
            }
        }
    }
}

static void a_neighbour_is_the_next_value_of_the_table(void **state) {
    (void)state;
    FOR_EACH_TABLE(table) {
        const char *name = aqo_format_get(table->id)->name;
        for (uint32_t code = 0; code < table->codes; ++code) {
            double value = table->by_code[code];
            for (int up = 0; up < 2; ++up) {
                uint32_t got = UINT32_MAX;
                bool found = aqo_neighbour(table->id, code, up, &got);
                size_t at = isfinite(value) ? value_table_find(table, value) : 0;
                bool want = isfinite(value) && (up ? at + 1 < table->count : at > 0);
                aq_assert_msg(found == want, "%s 0x%x up %d: %d", name, code, up, found);
                if (want) {
                    double next = table->sorted[up ? at + 1 : at - 1].value;
                    aq_assert_msg(got < table->codes && table->by_code[got] == next,
                                  "%s 0x%x up %d: 0x%x, want %a", name, code, up, got, next);
                }
            }
        }
    }
}

static void neighbours_of_float_meet_at_the_edges(void **state) {
    (void)state;
    static const uint32_t ascending[][2] = {
        {0xFF7FFFFF, 0xFF7FFFFE}, {0xBF800000, 0xBF7FFFFF}, {0x80000002, 0x80000001},
        {0x00000000, 0x00000001}, {0x80000000, 0x00000001}, {0x007FFFFF, 0x00800000},
        {0x3F7FFFFF, 0x3F800000}, {0x7F7FFFFE, 0x7F7FFFFF},
    };
    for (size_t i = 0; i < sizeof ascending / sizeof *ascending; ++i) {
        uint32_t got = 0;
        assert_true(aqo_neighbour(AQ_FLOAT, ascending[i][0], true, &got));
        aq_assert_code(got, ascending[i][1]);
    }
    static const uint32_t ends[] = {0x7F7FFFFF, 0x7F800000, 0xFF800000, 0x7FC00000, 0xFFC00001};
    uint32_t got = 0;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; ++i) {
        assert_false(aqo_neighbour(AQ_FLOAT, ends[i], true, &got));
    }
    assert_false(aqo_neighbour(AQ_FLOAT, 0xFF7FFFFF, false, &got));
    assert_true(aqo_neighbour(AQ_FLOAT, 0x00000000, false, &got));
    aq_assert_code(got, 0x80000001);
    assert_true(aqo_neighbour(AQ_FLOAT, 0x80000000, false, &got));
    aq_assert_code(got, 0x80000001);
}

static void four_bit_elements_are_low_nibble_first(void **state) {
    (void)state;
    static const aq_format packed[] = {AQ_INT4, AQ_E2M1, AQ_E1M2};
    for (size_t i = 0; i < sizeof packed / sizeof *packed; ++i) {
        uint8_t data[3] = {0x21, 0xC3, 0xFF};
        aq_assert_code(aqo_load(packed[i], data, 0), 0x1);
        aq_assert_code(aqo_load(packed[i], data, 1), 0x2);
        aq_assert_code(aqo_load(packed[i], data, 2), 0x3);
        aq_assert_code(aqo_load(packed[i], data, 3), 0xC);
        aqo_store(packed[i], data, 1, 0x9); /* leaves the other nibble alone */
        aqo_store(packed[i], data, 2, 0x6);
        static const uint8_t want[3] = {0x91, 0xC6, 0xFF};
        aq_assert_bytes(data, want, 3);
        assert_int_equal(aqo_bytes(packed[i], 0), 0);
        assert_int_equal(aqo_bytes(packed[i], 1), 1);
        assert_int_equal(aqo_bytes(packed[i], 4), 2);
        assert_int_equal(aqo_bytes(packed[i], 5), 3);
    }
}

static void wider_elements_are_little_endian(void **state) {
    (void)state;
    static const uint8_t data[12] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    static const struct {
        aq_format id;
        uint32_t second; /* element 1 */
        size_t bytes;    /* of three elements */
    } rows[] = {
        {AQ_INT8, 0x02, 3}, {AQ_E4M3FN, 0x02, 3}, {AQ_E5M2, 0x02, 3},   {AQ_HIF8, 0x02, 3},
        {AQ_E8M0, 0x02, 3}, {AQ_HALF, 0x0403, 6}, {AQ_BF16, 0x0403, 6}, {AQ_FLOAT, 0x08070605, 12},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; ++i) {
        aq_assert_code(aqo_load(rows[i].id, data, 1), rows[i].second);
        assert_int_equal(aqo_bytes(rows[i].id, 3), rows[i].bytes);
        uint8_t copy[12] = {0};
        size_t element = rows[i].bytes / 3;
        for (size_t e = 0; e < 3; ++e) {
            aqo_store(rows[i].id, copy, e, aqo_load(rows[i].id, data, e));
        }
        aq_assert_bytes(copy, data, rows[i].bytes);
        aqo_store(rows[i].id, copy, 1, 0);
        static const uint8_t zeros[12];
        aq_assert_bytes(copy, data, element);
        aq_assert_bytes(copy + element, zeros, element);
        aq_assert_bytes(copy + 2 * element, data + 2 * element, element);
    }
}

static void the_record_of_a_format_agrees_with_its_table(void **state) {
    (void)state;
    FOR_EACH_TABLE(table) {
        const aq_format id = table->id;
        const aqo_format *record = aqo_format_get(id);
        aq_assert_msg(record->id == id, "%s", record->name);
        aq_assert_code(UINT64_C(1) << record->bits, table->codes);
        aq_assert_code(aqo_code_count(id), table->codes);
        aq_assert_code_msg(record->max_code, table->max_code, "%s", record->name);
        aq_assert_code(record->max_code, table->sorted[table->count - 1].code);
        assert_int_equal(record->has_nan, table->has_nan);
        assert_int_equal(record->has_inf, table->has_inf);
        assert_int_equal(record->has_negative_zero, table->has_negative_zero);
        if (table->has_nan) {
            aq_assert_code_msg(record->nan_code, table->nan_code, "%s", record->name);
        }

        size_t in_binade[512] = {0}; /* positive values, by exponent + 256 */
        size_t widest = 0;
        int top = 0;
        for (size_t i = 0; i < table->count; ++i) {
            if (table->sorted[i].value > 0) {
                top = ilogb(table->sorted[i].value);
                size_t n = ++in_binade[top + 256];
                widest = n > widest ? n : widest;
            }
        }
        /* of an integer, the binade of the most negative one */
        bool integer = id == AQ_INT4 || id == AQ_INT8;
        int precision = integer ? ilogb(table->sorted[0].value) + 1 : ilogb((double)widest) + 1;
        aq_assert_msg(record->precision == precision, "%s: %d", record->name, record->precision);
        aq_assert_msg(record->emax == top, "%s: %d", record->name, record->emax);
        bool ieee_like = !integer && id != AQ_HIF8 && id != AQ_E8M0;
        assert_int_equal(record->is_float, ieee_like);
        if (ieee_like) { /* the first full binade is that of the smallest normal number */
            int first = -256;
            while (in_binade[first + 256] < widest) {
                ++first;
            }
            aq_assert_msg(record->emin == first, "%s: %d", record->name, record->emin);
            assert_int_equal(record->bias, 1 - first);
            assert_int_equal(record->fraction_bits, record->precision - 1);
            assert_int_equal(record->exponent_bits + record->fraction_bits + 1, record->bits);
        }
    }
    const aqo_format *record = aqo_format_get(AQ_FLOAT);
    aq_assert_code(aqo_code_count(AQ_FLOAT), UINT64_C(1) << 32);
    assert_true(record->bits == 32 && record->precision == 24 && record->emin == -126 &&
                record->emax == 127 && record->bias == 127 && record->exponent_bits == 8 &&
                record->fraction_bits == 23);
    assert_true(record->has_inf && record->has_nan && record->has_negative_zero);
    aq_assert_code(record->nan_code, 0x7FC00000);
    aq_assert_code(record->max_code, 0x7F7FFFFF);
    assert_int_equal(aqo_format_get(AQ_HIF8)->emin, -15);
    assert_int_equal(aqo_format_get(AQ_E8M0)->emin, -127);
}

static void a_format_is_found_by_any_of_its_names(void **state) {
    (void)state;
    static const char *const names[AQ_FORMAT_COUNT][2] = {
#define NAMES(id, name, api_name, bits) [AQ_##id] = {name, api_name},
        AQ_FORMAT_LIST(NAMES)
#undef NAMES
    };
    for (aq_format id = 0; id < AQ_FORMAT_COUNT; ++id) {
        for (size_t i = 0; i < 2; ++i) {
            char upper[32] = {0};
            for (size_t c = 0; names[id][i][c] != '\0'; ++c) {
                upper[c] = (char)toupper((unsigned char)names[id][i][c]);
            }
            aq_assert_msg(aqo_format_by_name(names[id][i]) == id, "%s", names[id][i]);
            aq_assert_msg(aqo_format_by_name(upper) == id, "%s", upper);
        }
        assert_string_equal(aqo_format_get(id)->name, names[id][0]);
        assert_string_equal(aqo_format_get(id)->api_name, names[id][1]);
    }
    assert_int_equal(aqo_format_by_name("fp16"), AQ_HALF);
    assert_int_equal(aqo_format_by_name("bfloat16"), AQ_BF16);
    assert_int_equal(aqo_format_by_name("fp8_e4m3fn"), AQ_E4M3FN);
    static const char *const none[] = {"", " half", "half ", "int", "float64", "hif"};
    for (size_t i = 0; i < sizeof none / sizeof *none; ++i) {
        aq_assert_msg(aqo_format_by_name(none[i]) == AQ_FORMAT_COUNT, "'%s'", none[i]);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_code_decodes_to_the_value_of_the_table),
    cmocka_unit_test(the_vectors_of_the_specification_decode_as_listed),
    cmocka_unit_test(fp4_decodes_as_listed),
    cmocka_unit_test(hif8_has_253_distinct_finite_values),
    cmocka_unit_test(every_number_of_8_bits_is_a_half_and_a_bf16),
    cmocka_unit_test(a_neighbour_is_the_next_value_of_the_table),
    cmocka_unit_test(neighbours_of_float_meet_at_the_edges),
    cmocka_unit_test(four_bit_elements_are_low_nibble_first),
    cmocka_unit_test(wider_elements_are_little_endian),
    cmocka_unit_test(the_record_of_a_format_agrees_with_its_table),
    cmocka_unit_test(a_format_is_found_by_any_of_its_names),
};
AQ_TEST_MAIN(tests)
