/* The tables and limits of the source formats, for the vectorised variants. */
#include "kernels.h"
#include "names.h"
#include "number.h"

#include <pthread.h>
#include <string.h>

/* The value as a bf16: every source has at most 8 bits of significand and its
 * exponents. NaN is a NaN. */
static uint16_t bf16_of(aqc_number x) {
    static const aqc_number one = {.significand = 1};
    return (uint16_t)aqc_element(x, NULL, one, AQ_BF16, AQ_OVERFLOW_INF_NAN);
}

static void describe(aq_format format, aqc_source *source) {
    static const struct {
        int8_t lowest, highest;
        uint8_t nan_xor, nan_and, nan_from;
    } limits[AQ_FORMAT_COUNT] = {
        [AQ_INT4] = {0, 3, 0, 0, 0},
        [AQ_INT8] = {0, 7, 0, 0, 0},
        [AQ_E4M3FN] = {-9, 9, 0, 0x7f, 0x7f},
        [AQ_E5M2] = {-16, 16, 0, 0x7f, 0x7d},
        [AQ_HIF8] = {-22, 15, 0x7f, 0xff, 0xff},
        [AQ_E2M1] = {-1, 3, 0, 0, 0},
        [AQ_E1M2] = {-2, 1, 0, 0, 0},
    };
    memset(source, 0, sizeof *source);
    source->format = format;
    source->bits = aqi_format_bits(format);
    source->lowest = limits[format].lowest;
    source->highest = limits[format].highest;
    source->nan_xor = limits[format].nan_xor;
    source->nan_and = limits[format].nan_and;
    source->nan_from = limits[format].nan_from;
    if (format == AQ_INT8) {
        return;
    }
    const uint32_t codes = source->bits == 4 ? 16 : 128;
    for (uint32_t code = 0; code < codes; code++) {
        const uint16_t value = bf16_of(aqc_decode(format, code));
        source->low[code] = (uint8_t)value;
        source->high[code] = (uint8_t)(value >> 8);
    }
}

static aqc_source known[AQ_FORMAT_COUNT];

static void describe_all(void) {
    for (int format = 0; format < AQ_E8M0; format++) {
        describe((aq_format)format, &known[format]);
    }
}

/* Small calls take less time than a table. */
void aqc_source_of(aq_format format, aqc_source *source) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, describe_all);
    *source = known[format];
}
