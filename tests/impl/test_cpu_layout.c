/* Where the CPU backend finds the scale and the offset of an element, what it
 * writes and what it leaves alone. */
#include "aq_assert.h"
#include "aq_backend.h"
#include "calls.h"

enum { MOST = 96 * 96 };

typedef struct memory {
    uint8_t src[MOST + 1], scale[2 * MOST + 1], offset[2 * MOST + 1], dst[2 * MOST + 1];
    uint8_t tmp[MOST];
} memory;

static memory m;

static aq_buffers buffers_at(size_t shift) {
    return (aq_buffers){.src = m.src + shift,
                        .scale = m.scale + shift,
                        .offset = m.offset + shift,
                        .dst = m.dst + shift,
                        .tmp = m.tmp,
                        .src_bytes = MOST,
                        .scale_bytes = 2 * MOST,
                        .offset_bytes = 2 * MOST,
                        .dst_bytes = 2 * MOST};
}

static void put16(uint8_t *bytes, size_t index, uint32_t code) {
    bytes[2 * index] = (uint8_t)code;
    bytes[2 * index + 1] = (uint8_t)(code >> 8);
}

static uint32_t get16(const uint8_t *bytes, size_t index) {
    return bytes[2 * index] | (uint32_t)bytes[2 * index + 1] << 8;
}

/* Parameter p has a code of its own: 1 + p / 1024 in half, 2^(p % 200 - 100) in
 * e8m0. */
static uint32_t param_code(aq_format format, size_t p) {
    return format == AQ_HALF ? 0x3c00 + (uint32_t)p : 27 + (uint32_t)(p % 200);
}

static void put_params(uint8_t *bytes, aq_format format, size_t count, bool ones) {
    for (size_t p = 0; p < count; p++) {
        if (format == AQ_HALF) {
            put16(bytes, p, ones ? 0x3c00 : param_code(format, p));
        } else {
            bytes[p] = (uint8_t)param_code(format, p);
        }
    }
}

/* The flat index of the parameter of element [i][j], written out from the API
 * document for one prototype. */
typedef size_t index_fn(size_t i, size_t j, size_t cols);

static void run(const aq_call *call, const aq_buffers *buffers) {
    aq_error error;
    const aq_rule rule = aq_antiquant(call, buffers, 1, &error);
    aq_assert_msg(rule == AQ_LEGAL, "%s", error.text);
}

/* With src = 1 dst is the scale; with src = 0 and scale = 1 it is the offset. */
static void check_map(const char *name, aq_call call, index_fn *index) {
    const aq_format format = call.scale.format;
    const size_t rows = call.src.rows, cols = call.src.cols;
    const size_t params = (size_t)call.scale.rows * call.scale.cols;
    const bool fp4 = format == AQ_E8M0;
    assert_true(params <= 1024 && rows * cols <= MOST);
    for (int with_offset = 0; with_offset <= (fp4 ? 0 : 1); with_offset++) {
        call.has_offset = with_offset != 0;
        call.tmp_explicit = true;
        call.tmp_bytes = fp4 && call.transpose ? 2 * ((params + 31) / 32 * 32) : 0;
        memset(&m, 0xa5, sizeof m);
        memset(m.src, fp4 ? 0x22 : !with_offset, MOST); /* 1 is code 2 in e2m1 */
        put_params(m.scale, format, params, with_offset != 0);
        put_params(m.offset, format, params, false);
        const aq_buffers buffers = buffers_at(0);
        run(&call, &buffers);
        for (size_t e = 0; e < rows * cols; e++) {
            const uint32_t code = param_code(format, index(e / cols, e % cols, cols));
            /* bf16 of 2^(c - 127) has c in its exponent field. */
            aq_assert_code_msg(get16(m.dst, e), fp4 ? code << 7 : code, "%s [%zu][%zu] %s", name,
                               e / cols, e % cols, with_offset ? "offset" : "scale");
        }
        aq_assert_code(m.dst[2 * rows * cols], 0xa5);
        aq_assert_code(m.tmp[0], 0xa5);
    }
}

static size_t row_div_32(size_t i, size_t j, size_t cols) {
    return i / 32 * cols + j;
}

static size_t row_div_64(size_t i, size_t j, size_t cols) {
    return i / 64 * cols + j;
}

static size_t two_per_row_div_32(size_t i, size_t j, size_t cols) {
    (void)cols;
    return i * 2 + j / 32;
}

static size_t two_per_row_div_64(size_t i, size_t j, size_t cols) {
    (void)cols;
    return i * 2 + j / 64;
}

static size_t of_row(size_t i, size_t j, size_t cols) {
    (void)j, (void)cols;
    return i;
}

static size_t of_col(size_t i, size_t j, size_t cols) {
    (void)i, (void)cols;
    return j;
}

static size_t of_all(size_t i, size_t j, size_t cols) {
    (void)i, (void)j, (void)cols;
    return 0;
}

static void every_prototype_finds_its_scale_and_offset(void **state) {
    (void)state;
    check_map("per_channel", per_channel(), row_div_32);
    check_map("per_channel transposed", per_channel_transposed(), two_per_row_div_32);
    check_map("per_channel, one group", WITH(per_channel(), c.scale.rows = c.offset.rows = 1),
              of_col);
    check_map("per_tensor",
              WITH(per_tensor(), c.scale.format = c.offset.format = c.dst.format = AQ_HALF),
              of_all);
    check_map("per_tensor transposed",
              WITH(per_tensor(), c.scale.format = c.offset.format = c.dst.format = AQ_HALF,
                   c.transpose = true, c.k = 64),
              of_all);
    check_map("per_token", per_token(), of_row);
    check_map(
        "per_token transposed",
        WITH(per_token(), c.transpose = true, c.scale = c.offset = (aq_tensor){AQ_HALF, 1, 32}),
        of_col);
    /* Columns grouped, the last group of 32 short: k_dim 1, or 0 transposed. */
    check_map("per_group k_dim 1", per_group(), two_per_row_div_64);
    check_map("per_group k_dim 0 transposed", WITH(per_group(), c.k_dim = 0, c.transpose = true),
              two_per_row_div_64);
    /* Rows grouped, [72,32]: the last group has 8 rows. */
    const aq_call tall =
        WITH(per_group(), c.k_dim = 0, c.src.rows = c.dst.rows = 72, c.src.cols = c.dst.cols = 32,
             c.cal_count = 72 * 32, c.scale = c.offset = (aq_tensor){AQ_HALF, 2, 32});
    check_map("per_group k_dim 0", tall, row_div_64);
    check_map("per_group k_dim 1 transposed", WITH(tall, c.k_dim = 1, c.transpose = true),
              row_div_64);
    check_map("per_group fp4 k_dim 1", per_group_fp4(), two_per_row_div_32);
    check_map("per_group fp4 k_dim 0",
              WITH(per_group_fp4(), c.k_dim = 0, c.src.rows = c.dst.rows = 40,
                   c.cal_count = 40 * 64, c.scale = (aq_tensor){AQ_E8M0, 2, 64}),
              row_div_32);
    check_map("per_group_legacy", per_group_legacy(), row_div_32);
    check_map("per_group_legacy transposed",
              WITH(per_group_legacy(), c.transpose = true, c.k = 64, c.src.rows = c.dst.rows = 16,
                   c.scale = (aq_tensor){AQ_E8M0, 16, 2}),
              two_per_row_div_32);
}

static void the_short_last_group_has_its_own_scale(void **state) {
    (void)state;
    memset(&m, 0, sizeof m);
    memset(m.src, 0x22, MOST);
    put_params(m.scale, AQ_E8M0, 128, false);
    const aq_buffers buffers = buffers_at(0);
    const aq_call call = per_group_legacy();
    run(&call, &buffers);
    aq_assert_code(get16(m.dst, 31 * 64 + 63), (27 + 63) << 7);  /* last of group 0 */
    aq_assert_code(get16(m.dst, 32 * 64), (27 + 64) << 7);       /* first of group 1 */
    aq_assert_code(get16(m.dst, 39 * 64 + 63), (27 + 127) << 7); /* last of all */
}

/* src all 1 [2,64], offset 2, scale 3: dst is 9. */
static void the_example_of_the_api_document(void **state) {
    (void)state;
    static const struct {
        aq_product product;
        aq_format format;
        uint32_t two, three, nine;
    } rows[] = {{AQ_PRODUCT_A2, AQ_HALF, 0x4000, 0x4200, 0x4880},
                {AQ_PRODUCT_310P, AQ_HALF, 0x4000, 0x4200, 0x4880},
                {AQ_PRODUCT_950, AQ_BF16, 0x4000, 0x4040, 0x4110}};
    for (size_t r = 0; r < 3; r++) {
        const aq_call call =
            WITH(per_channel(), c.product = rows[r].product, c.src = (aq_tensor){AQ_INT8, 2, 64},
                 c.k = 2, c.scale = c.offset = (aq_tensor){rows[r].format, 1, 64},
                 c.dst = (aq_tensor){rows[r].format, 2, 64});
        memset(&m, 1, sizeof m);
        for (size_t p = 0; p < 64; p++) {
            put16(m.offset, p, rows[r].two);
            put16(m.scale, p, rows[r].three);
        }
        const aq_buffers buffers = buffers_at(0);
        run(&call, &buffers);
        for (size_t e = 0; e < 128; e++) {
            aq_assert_code(get16(m.dst, e), rows[r].nine);
        }
        aq_assert_code(m.dst[256], 1);
    }
}

static void the_even_element_is_in_the_low_nibble(void **state) {
    (void)state;
    /* e1m2 codes 1 (0.25) and 14 (-1.5), and int4 1 and -2. */
    memset(&m, 0xe1, sizeof m);
    memset(m.scale, 127, sizeof m.scale);
    const aq_buffers buffers = buffers_at(0);
    const aq_call fp4 = WITH(per_group_fp4(), c.src.format = AQ_E1M2, c.dst.format = AQ_HALF);
    run(&fp4, &buffers);
    for (size_t e = 0; e < 256; e++) {
        aq_assert_code(get16(m.dst, e), e % 2 == 0 ? 0x3400 : 0xbe00);
    }
    const aq_call int4 =
        WITH(per_channel(), c.src.format = AQ_INT4, c.has_offset = false, c.tmp_explicit = true);
    for (size_t p = 0; p < 64; p++) {
        put16(m.scale, p, 0x3c00);
    }
    run(&int4, &buffers);
    for (size_t e = 0; e < 2048; e++) {
        aq_assert_code(get16(m.dst, e), e % 2 == 0 ? 0x3c00 : 0xc000);
    }
}

static void elements_past_cal_count_are_left_alone(void **state) {
    (void)state;
    const aq_call calls[] = {WITH(per_token(), c.cal_count = 96),
                             WITH(per_token(), c.cal_count = 96, c.transpose = true,
                                  c.scale = c.offset = (aq_tensor){AQ_HALF, 1, 32}),
                             WITH(per_group(), c.cal_count = 96)};
    for (size_t r = 0; r < sizeof calls / sizeof calls[0]; r++) {
        memset(&m, 0xa5, sizeof m);
        memset(m.src, 0, sizeof m.src);
        memset(m.scale, 0, sizeof m.scale);
        memset(m.offset, 0, sizeof m.offset);
        const aq_buffers buffers = buffers_at(0);
        run(&calls[r], &buffers);
        for (size_t e = 0; e < 384; e++) {
            aq_assert_code_msg(get16(m.dst, e), e < 96 ? 0 : 0xa5a5, "call %zu, element %zu", r, e);
        }
    }
}

static void any_address_will_do(void **state) {
    (void)state;
    const aq_call call = per_channel();
    static uint8_t first[2 * 2048];
    for (size_t shift = 0; shift < 2; shift++) {
        for (size_t e = 0; e < 2048; e++) {
            m.src[shift + e] = (uint8_t)e;
        }
        put_params(m.scale + shift, AQ_HALF, 64, false);
        put_params(m.offset + shift, AQ_HALF, 64, false);
        const aq_buffers buffers = buffers_at(shift);
        run(&call, &buffers);
        if (shift == 0) {
            memcpy(first, m.dst, sizeof first);
            continue;
        }
        aq_assert_bytes(m.dst + shift, first, sizeof first);
    }
    aq_assert_code(get16(first, 0), 0x3c00); /* (0 + 1) * 1 */
}

static void an_illegal_call_writes_nothing(void **state) {
    (void)state;
    static uint8_t before[sizeof m.dst];
    memset(&m, 0xa5, sizeof m);
    memset(before, 0xa5, sizeof before);
    aq_buffers buffers = buffers_at(0);
    const aq_call bad = WITH(per_channel(), c.k = 7), good = per_channel();
    aq_error error;
    assert_int_equal(aq_antiquant(&bad, &buffers, 1, &error), AQ_RULE_K);
    assert_int_equal(aq_antiquant(&bad, &buffers, 1, NULL), AQ_RULE_K);
    const aq_backend *cpu = aq_backend_cpu();
    assert_int_equal(cpu->run(cpu->ctx, &bad, &buffers, &error), AQ_RUN_REFUSED);
    aq_assert_contains(error.text, "k: ");
    buffers.dst_bytes = 4095;
    assert_int_equal(cpu->run(cpu->ctx, &good, &buffers, &error), AQ_RUN_REFUSED);
    aq_assert_contains(error.text, "dst_bytes: ");
    aq_assert_bytes(m.dst, before, sizeof before);
    buffers.dst_bytes = 4096;
    assert_int_equal(cpu->run(cpu->ctx, &good, &buffers, &error), AQ_RUN_OK);
    assert_memory_not_equal(m.dst, before, sizeof before);
}

static void the_backend_says_what_it_is(void **state) {
    (void)state;
    const aq_backend *cpu = aq_backend_cpu();
    assert_int_equal(cpu->abi, AQ_BACKEND_ABI);
    assert_int_equal(cpu->bytes, sizeof(aq_backend));
    assert_string_equal(cpu->name, "cpu");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_prototype_finds_its_scale_and_offset),
    cmocka_unit_test(the_short_last_group_has_its_own_scale),
    cmocka_unit_test(the_example_of_the_api_document),
    cmocka_unit_test(the_even_element_is_in_the_low_nibble),
    cmocka_unit_test(elements_past_cal_count_are_left_alone),
    cmocka_unit_test(any_address_will_do),
    cmocka_unit_test(an_illegal_call_writes_nothing),
    cmocka_unit_test(the_backend_says_what_it_is),
};

AQ_TEST_MAIN(tests)
