/* The example plug-in: loads through the door, is right where nothing has to be
 * rounded, and has the one mistake it is for. */
#include "aq_assert.h"
#include "aq_backend.h"
#include "calls.h"

#include <dlfcn.h>

static const aq_backend *open_example(void) {
    void *library = dlopen(AQ_EXAMPLE, RTLD_NOW | RTLD_LOCAL);
    aq_assert_msg(library != NULL, "%s", dlerror());
    aq_backend_open_fn *open = NULL;
    void *symbol = dlsym(library, AQ_BACKEND_SYMBOL);
    assert_non_null(symbol);
    memcpy(&open, &symbol, sizeof open);
    const aq_backend *backend = open();
    assert_non_null(backend);
    assert_int_equal(backend->abi, AQ_BACKEND_ABI);
    assert_int_equal(backend->bytes, sizeof(aq_backend));
    return backend;
}

static uint32_t run(const aq_backend *backend, uint8_t x, uint32_t offset, uint32_t scale,
                    aq_overflow overflow) {
    static uint8_t src[128], scales[8], offsets[8], dst[256];
    for (size_t i = 0; i < 4; i++) {
        scales[2 * i] = (uint8_t)scale, scales[2 * i + 1] = (uint8_t)(scale >> 8);
        offsets[2 * i] = (uint8_t)offset, offsets[2 * i + 1] = (uint8_t)(offset >> 8);
    }
    memset(src, x, sizeof src);
    const aq_call call = WITH(per_token(), c.overflow = overflow);
    const aq_buffers buffers = {src, scales, offsets, dst, NULL, 128, 8, 8, 256};
    aq_error error = {AQ_LEGAL, ""};
    assert_int_equal(backend->run(backend->ctx, &call, &buffers, &error), AQ_RUN_OK);
    return dst[254] | (uint32_t)dst[255] << 8;
}

static void it_supports_what_it_can(void **state) {
    (void)state;
    const aq_backend *b = open_example();
    const aq_call yes = per_token(), group = per_group();
    const aq_call bf16 = WITH(yes, c.scale.format = c.offset.format = c.dst.format = AQ_BF16);
    assert_int_equal(b->supports(b->ctx, &yes), AQ_RUN_OK);
    assert_int_equal(b->supports(b->ctx, &group), AQ_RUN_UNSUPPORTED);
    assert_int_equal(b->supports(b->ctx, &bf16), AQ_RUN_UNSUPPORTED);
}

static void it_agrees_where_nothing_is_rounded(void **state) {
    (void)state;
    static const struct {
        uint8_t x;
        uint32_t offset, scale;
    } rows[] = {{1, 0x4000, 0x4200},    {0xff, 0x0000, 0x3c00}, {0x80, 0x0000, 0x0001},
                {5, 0xc500, 0xbc00},    {1, 0x7c00, 0xbc00},    {1, 0x7e00, 0x3c00},
                {0x7f, 0x0000, 0x7800}, {2, 0x0000, 0x0001},    {0x80, 0x0000, 0x3800}};
    const aq_backend *example = open_example(), *cpu = aq_backend_cpu();
    for (size_t i = 0; i < 2 * sizeof rows / sizeof rows[0]; i++) {
        const size_t r = i / 2;
        const aq_overflow mode = i % 2 == 0 ? AQ_OVERFLOW_INF_NAN : AQ_OVERFLOW_SAT;
        aq_assert_code_msg(run(example, rows[r].x, rows[r].offset, rows[r].scale, mode),
                           run(cpu, rows[r].x, rows[r].offset, rows[r].scale, mode),
                           "row %zu, mode %d", r, (int)mode);
    }
}

static void it_cuts_off_what_should_be_rounded(void **state) {
    (void)state;
    const aq_backend *example = open_example(), *cpu = aq_backend_cpu();
    /* 3 * (1 + 2^-10): half way between 0x4201 and 0x4202. */
    aq_assert_code(run(cpu, 3, 0, 0x3c01, AQ_OVERFLOW_INF_NAN), 0x4202);
    aq_assert_code(run(example, 3, 0, 0x3c01, AQ_OVERFLOW_INF_NAN), 0x4201);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(it_supports_what_it_can),
    cmocka_unit_test(it_agrees_where_nothing_is_rounded),
    cmocka_unit_test(it_cuts_off_what_should_be_rounded),
};

AQ_TEST_MAIN(tests)
