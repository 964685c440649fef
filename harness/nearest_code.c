/* Which code a number rounds to, quickly. The everyday oracle rounds to the formats of
 * results; for formats of up to 8 bits, MPFR is asked once where each code begins. */
#include "nearest_code.h"

#include "fast.h"
#include "format.h"

#include <float.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

enum { STEPS = 8, MOST = 1 << STEPS }; /* codes of a format */

/* The numbers of one sign: those whose magnitude is at least from[k] (and less than
 * from[k + 1]) have code[k]. What is not used of `from` is Inf. */
typedef struct ladder {
    double from[MOST];
    uint32_t code[MOST];
} ladder;

static ladder ladders[AQ_FORMAT_COUNT][2];

static uint32_t by_mpfr(aq_format format, double number) {
    mpfr_t value;
    mpfr_init2(value, 53);
    mpfr_set_d(value, number, MPFR_RNDN);
    const uint32_t code = aqo_encode(format, value, AQO_NEAREST_EVEN, true);
    mpfr_clear(value);
    return code;
}

static int by_size(const void *left, const void *right) {
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Between two neighbours a result changes at the middle, or just past it. */
static void fill(ladder *l, aq_format format, bool negative) {
    const double sign = negative ? -1 : 1;
    double sizes[MOST];
    int count = 0;
    for (uint32_t code = 0; code < aqo_code_count(format); code++) {
        const double value = aqo_decode_double(format, code);
        if (isfinite(value) && (value == 0 || (value < 0) == negative))
            sizes[count++] = fabs(value);
    }
    qsort(sizes, (size_t)count, sizeof *sizes, by_size);
    for (int k = 0; k < MOST; k++)
        l->from[k] = INFINITY;
    l->from[0] = 0;
    l->code[0] = by_mpfr(format, copysign(count ? sizes[0] : 0, sign));
    for (int k = 1, used = 1; k < count; k++) {
        if (sizes[k] == sizes[k - 1])
            continue;
        const double middle = (sizes[k - 1] + sizes[k]) / 2;
        l->code[used] = by_mpfr(format, sign * sizes[k]);
        const bool up = by_mpfr(format, sign * middle) == l->code[used];
        l->from[used++] = up ? middle : nextafter(middle, INFINITY);
    }
}

static void fill_all(void) {
    for (int format = 0; format < AQ_FORMAT_COUNT; format++)
        for (int negative = 0; negative < 2 && aqo_format_get((aq_format)format)->bits <= 8;
             negative++)
            fill(&ladders[format][negative], (aq_format)format, negative != 0);
}

static uint32_t on_ladder(const ladder *l, double size) {
    int k = 0;
    for (int step = MOST / 2; step > 0; step /= 2)
        k += l->from[k + step] <= size ? step : 0;
    return l->code[k];
}

uint32_t aqh_nearest_code(aq_format format, double number) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    const aqo_format *f = aqo_format_get(format);
    /* e8m0 has no negative numbers to be near to. */
    if (!isfinite(number) || (format == AQ_E8M0 && signbit(number)) ||
        (f->bits > 8 && !aqo_pair_usable()))
        return by_mpfr(format, number);
    if (f->bits > 8) {
        const uint32_t code = aqo_pair_round(format, AQ_OVERFLOW_SAT, (aqo_pair){number, 0});
        const uint32_t size = code & ~(UINT32_C(1) << (f->bits - 1));
        return size > f->max_code ? code - 1 : code; /* float: Inf */
    }
    pthread_once(&once, fill_all);
    return on_ladder(&ladders[format][signbit(number) != 0], fabs(number));
}
