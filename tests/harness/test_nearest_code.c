/* The generator's codes are those that MPFR rounds to: at every code, at every middle
 * between two, right beside these, and far out. */
#include "aq_assert.h"

#include "fast.h"
#include "format.h"
#include "nearest_code.h"
#include "random.h"

#include <math.h>

static void check(aq_format format, double number) {
    mpfr_t value;
    mpfr_init2(value, 53);
    mpfr_set_d(value, number, MPFR_RNDN);
    const uint32_t want = aqo_encode(format, value, AQO_NEAREST_EVEN, true);
    mpfr_clear(value);
    aq_assert_code_msg(aqh_nearest_code(format, number), want, "%s of %a",
                       aqo_format_get(format)->name, number);
}

static void around(aq_format format, double number) {
    const double beside[] = {number, nextafter(number, INFINITY), nextafter(number, -INFINITY)};
    for (int k = 0; k < 3; k++) {
        check(format, beside[k]);
        check(format, -beside[k]);
    }
}

static void codes_and_middles(void **state) {
    (void)state;
    for (int format = 0; format < AQ_FORMAT_COUNT; format++) {
        const aqo_format *f = aqo_format_get((aq_format)format);
        /* Not all of 16 bits, but every exponent. */
        const uint32_t step = f->bits > 16 ? 0x1fff1 : f->bits > 8 ? 29 : 1;
        for (uint64_t code = 0; code < aqo_code_count((aq_format)format); code += step) {
            uint32_t next;
            const double value = aqo_decode_double((aq_format)format, (uint32_t)code);
            if (!isfinite(value))
                continue;
            around((aq_format)format, value);
            if (aqo_neighbour((aq_format)format, (uint32_t)code, true, &next))
                around((aq_format)format, (value + aqo_decode_double((aq_format)format, next)) / 2);
        }
    }
}

static void far_out_and_no_numbers(void **state) {
    (void)state;
    static const double numbers[] = {
        0.0,     0x1p-1074, 0x1p-160, 0x1p127, 0x1.fffffefp127, 0x1.ffffffp127,
        0x1p128, 0x1p1023,  INFINITY, NAN};
    for (int format = 0; format < AQ_FORMAT_COUNT; format++)
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
            check((aq_format)format, numbers[k]);
            check((aq_format)format, -numbers[k]);
        }
}

static void random_numbers(void **state) {
    (void)state;
    aqh_random random = {7};
    for (int format = 0; format < AQ_FORMAT_COUNT; format++)
        for (int k = 0; k < 20000; k++) {
            const double significand = (double)(aqh_next(&random) >> 11) * 0x1p-52;
            check((aq_format)format, ldexp(significand - 1, aqh_between(&random, -30, 30)));
        }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(codes_and_middles),
    cmocka_unit_test(far_out_and_no_numbers),
    cmocka_unit_test(random_numbers),
};

AQ_TEST_MAIN(tests)
