/* Property: every code of every format decodes to the same number in MPFR and in
 * double, and encodes back to itself; a number rounds to one of its two neighbours,
 * in each direction to the right one, and to the nearest alike in MPFR and in
 * double, as the exact sum of two doubles too.
 *
 * The bytes: format, which code, then two doubles (the second, scaled down, is the
 * low part of the sum). */
#include "fuzz_target.h"

#include "fast.h"
#include "format.h"
#include "fuzz_feedback.h"

#include <math.h>
#include <string.h>

enum { INPUT_BYTES = 1 + 4 + 8 + 8 };

static bool writes_floats(aq_format format) {
    return format == AQ_HALF || format == AQ_BF16 || format == AQ_FLOAT;
}

static void check_code(aq_format format, uint32_t code, mpfr_ptr value) {
    const aqo_format *f = aqo_format_get(format);
    aqo_decode(format, code, value);
    const double number = aqo_decode_double(format, code);
    const bool same = mpfr_nan_p(value) ? isnan(number)
                                        : mpfr_cmp_d(value, number) == 0 &&
                                              (mpfr_signbit(value) != 0) == (signbit(number) != 0);
    AQF_REQUIRE(same, "format-decode", "%s 0x%x decodes to %g", f->name, (unsigned)code, number);
    for (int direction = 0; direction < AQO_ROUNDING_COUNT; direction++) {
        const uint32_t back = aqo_encode(format, value, (aqo_rounding)direction, false);
        AQF_REQUIRE(mpfr_nan_p(value) ? isnan(aqo_decode_double(format, back)) : back == code,
                    "format-encode", "%s 0x%x comes back as 0x%x in direction %d", f->name,
                    (unsigned)code, (unsigned)back, direction);
    }
}

static double rounded(aq_format format, mpfr_srcptr value, aqo_rounding rounding, bool saturate) {
    return aqo_decode_double(format, aqo_encode(format, value, rounding, saturate));
}

/* Down <= value <= up, nearest is one of them, and toward zero the smaller. */
static void check_number(aq_format format, mpfr_srcptr value) {
    const char *name = aqo_format_get(format)->name;
    const double down = rounded(format, value, AQO_DOWN, false);
    const double up = rounded(format, value, AQO_UP, false);
    const double near = rounded(format, value, AQO_NEAREST_EVEN, false);
    const double away = rounded(format, value, AQO_NEAREST_AWAY, false);
    const double zero = rounded(format, value, AQO_TOWARD_ZERO, false);
    if (isnan(down) || isnan(up) || isnan(near)) /* overflow of a format without Inf */
        return;
    const double largest = aqo_decode_double(format, aqo_format_get(format)->max_code);
    if (mpfr_cmpabs_ui(value, 0) == 0 || (isfinite(largest) && fabs(down) <= largest &&
                                          fabs(up) <= largest && isfinite(down) && isfinite(up))) {
        const bool inside = mpfr_cmp_d(value, down) >= 0 && mpfr_cmp_d(value, up) <= 0;
        /* A format that saturates, or has no sign, gives its end for what is beyond. */
        const bool ends = fabs(down) == largest || fabs(up) == largest || down == up;
        AQF_REQUIRE(inside || ends, "format-directions", "%s: down %g, up %g", name, down, up);
    }
    AQF_REQUIRE(near == down || near == up, "format-nearest", "%s: %g, not %g or %g", name, near,
                down, up);
    AQF_REQUIRE(away == down || away == up, "format-away", "%s: %g, not %g or %g", name, away, down,
                up);
    AQF_REQUIRE(zero == down || zero == up, "format-toward-zero", "%s: %g, not %g or %g", name,
                zero, down, up);
}

/* high + low, rounded in MPFR and in double, in each overflow mode; the error too. */
static void check_pair(aq_format format, double high, double low, mpfr_ptr value) {
    static const double scales[] = {0x1p-53, 0x1p-60, 0x1p-80, 0};
    if (!isfinite(high) || fabs(high) > 0x1p255 || (high != 0 && fabs(high) < 0x1p-290))
        return;
    low = isfinite(low) && low != 0
              ? copysign(ldexp(high, 0) * scales[(unsigned)ilogb(low) & 3], low)
              : 0;
    const double sum = high + low;
    const aqo_pair pair = {sum, low - (sum - high)};
    mpfr_set_d(value, pair.high, MPFR_RNDN);
    mpfr_add_d(value, value, pair.low, MPFR_RNDN);
    for (int saturate = 0; saturate <= 1; saturate++) {
        const uint32_t by_mpfr =
            aqo_encode(format, value, AQO_NEAREST_EVEN, saturate && format != AQ_FLOAT);
        const uint32_t by_double =
            aqo_pair_round(format, saturate ? AQ_OVERFLOW_SAT : AQ_OVERFLOW_INF_NAN, pair);
        AQF_REQUIRE(by_mpfr == by_double, "format-pair-round", "%s of %a + %a: 0x%x, 0x%x",
                    aqo_format_get(format)->name, pair.high, pair.low, (unsigned)by_mpfr,
                    (unsigned)by_double);
        const double error =
            fabs(aqo_pair_ulp(format, saturate && format != AQ_FLOAT, pair, by_double));
        AQF_REQUIRE(error <= 0.5, "format-pair-ulp", "%s of %a + %a: rounded, off by %g ulp",
                    aqo_format_get(format)->name, pair.high, pair.low, error);
        if (error > 0)
            aqf_feature((unsigned)format * 128 + (unsigned)fmin(60, -ilogb(0.5 - error / 2)) * 2 +
                        (error == 0.5));
    }
}

static void check(const uint8_t *bytes, size_t size) {
    uint8_t input[INPUT_BYTES] = {0};
    if (size)
        memcpy(input, bytes, size < INPUT_BYTES ? size : INPUT_BYTES);
    const aq_format format = (aq_format)(input[0] % AQ_FORMAT_COUNT);
    uint32_t code;
    double high, low;
    memcpy(&code, input + 1, 4);
    memcpy(&high, input + 5, 8);
    memcpy(&low, input + 13, 8);
    code &= (uint32_t)(aqo_code_count(format) - 1);
    mpfr_t value;
    mpfr_init2(value, AQO_PRECISION);
    check_code(format, code, value);
    aqf_feature(4096 + (unsigned)format * 256 + (code & 255));
    if (isfinite(high)) {
        mpfr_set_d(value, high, MPFR_RNDN);
        check_number(format, value);
    }
    if (writes_floats(format))
        check_pair(format, high, low, value);
    mpfr_clear(value);
}

/* Of each format: zero, the largest code, and numbers at and beside midpoints. */
static size_t seed(unsigned index, uint8_t *bytes, size_t max) {
    const unsigned format = index / 4;
    if (format >= AQ_FORMAT_COUNT || max < INPUT_BYTES)
        return 0;
    const aqo_format *f = aqo_format_get((aq_format)format);
    const double numbers[] = {1 + ldexp(1, -f->precision), ldexp(1.5, f->emin - f->precision),
                              ldexp(2 - ldexp(1, -f->precision), f->emax), -3.0000001};
    const double low = index % 2 ? 1 : -2;
    const uint32_t code = index % 4 == 0 ? 0 : f->max_code + index % 4 - 2;
    bytes[0] = (uint8_t)format;
    memcpy(bytes + 1, &code, 4);
    memcpy(bytes + 5, &numbers[index % 4], 8);
    memcpy(bytes + 13, &low, 8);
    return INPUT_BYTES;
}

const aqf_target aqf_target_here = {
    .name = "format_round_trip", .check_bytes = check, .seed = seed};
