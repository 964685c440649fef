/* The arithmetic of the device model against the oracle: every conversion on every
 * code of 16 bits or fewer, every sum and product of two halves or two bf16, and
 * floats by sample. sim_stages [--every N]: only every N-th second operand. Exit code
 * 1 if anything differs. */
#include "ascend/sim/sim_numbers.h"
#include "fast.h"
#include "format.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t checked, wrong;

static void check(const char *what, aq_format to, uint32_t got, uint32_t want, uint32_t a,
                  uint32_t b) {
    checked++;
    if (!aqo_same_result(to, got, want) && wrong++ < 10) {
        printf("%s 0x%x 0x%x: model 0x%x, oracle 0x%x\n", what, a, b, got, want);
    }
}

/* x, rounded once. */
static uint32_t rounded(aq_format to, double x, bool saturate) {
    return aqo_pair_round(to, saturate ? AQ_OVERFLOW_SAT : AQ_OVERFLOW_INF_NAN,
                          aqo_pair_exact(x, 0, 1, false));
}

/* ---- Conversions ---------------------------------------------------------------------- */

static void convert_code(aq_format from, aq_format to, uint32_t code) {
    for (int saturate = 0; saturate <= (to != AQ_FLOAT); saturate++) {
        check(aqo_format_get(from)->name, to, sim_convert(from, to, code, saturate != 0),
              rounded(to, aqo_decode_double(from, code), saturate != 0), code, 0);
    }
}

static void conversions(uint32_t every) {
    static const aq_format targets[] = {AQ_HALF, AQ_BF16, AQ_FLOAT};
    for (int from = 0; from < AQ_FORMAT_COUNT; from++) {
        const uint64_t codes = aqo_code_count((aq_format)from);
        /* of floats, a prime apart */
        const uint64_t step = codes > UINT16_MAX + UINT64_C(1) ? 997 * (uint64_t)every : 1;
        for (int t = 0; t < 3; t++) {
            for (uint64_t code = 0; code < codes; code += step) {
                convert_code((aq_format)from, targets[t], (uint32_t)code);
            }
        }
    }
}

/* ---- Arithmetic ------------------------------------------------------------------------- */

static uint32_t expected(sim_operation operation, aq_format format, double a, double b,
                         bool saturate) {
    const aqo_pair exact =
        operation == SIM_ADD ? aqo_pair_exact(a, b, 1, true) : aqo_pair_exact(a, 0, b, false);
    const aq_overflow overflow = saturate ? AQ_OVERFLOW_SAT : AQ_OVERFLOW_INF_NAN;
    if (format != AQ_BF16) {
        return aqo_pair_round(format, overflow, exact);
    }
    const uint32_t as_float = aqo_pair_round(AQ_FLOAT, AQ_OVERFLOW_INF_NAN, exact);
    return rounded(AQ_BF16, aqo_decode_double(AQ_FLOAT, as_float), saturate);
}

static void compute(sim_operation operation, aq_format format, uint32_t a, uint32_t b,
                    bool saturate) {
    check(operation == SIM_ADD ? "add" : "multiply", format,
          sim_compute(operation, format, a, b, saturate),
          expected(operation, format, aqo_decode_double(format, a), aqo_decode_double(format, b),
                   saturate),
          a, b);
}

static void pairs_of_16_bits(aq_format format, uint32_t every) {
    for (uint32_t b = 0; b <= UINT16_MAX; b += every) {
        for (uint32_t a = 0; a <= UINT16_MAX; a++) {
            compute(SIM_ADD, format, a, b, format == AQ_HALF && (a & 1) != 0);
            compute(SIM_MUL, format, a, b, format == AQ_HALF && (a & 1) != 0);
        }
    }
}

/* Any two, and two of about the same size. */
static void pairs_of_floats(uint32_t count) {
    uint64_t seed = 1;
    for (uint32_t i = 0; i < count; i++) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const uint32_t a = (uint32_t)(seed >> 32), c = (uint32_t)seed * 2654435761u;
        const uint32_t b = i % 2 != 0 ? c : a ^ (c & 0x8fffffffu);
        compute(SIM_ADD, AQ_FLOAT, a, b, false);
        compute(SIM_MUL, AQ_FLOAT, a, b, false);
    }
}

int main(int argc, char **argv) {
    const unsigned long every =
        argc == 3 && strcmp(argv[1], "--every") == 0 ? strtoul(argv[2], NULL, 10) : argc == 1;
    if (every == 0 || every > UINT16_MAX || !aqo_pair_usable()) {
        fprintf(stderr, "usage: sim_stages [--every N]\n");
        return 2;
    }
    conversions((uint32_t)every);
    pairs_of_16_bits(AQ_HALF, (uint32_t)every);
    pairs_of_16_bits(AQ_BF16, (uint32_t)every);
    pairs_of_floats(100000000 / (uint32_t)every);
    printf("%" PRIu64 " results, %" PRIu64 " differ\n", checked, wrong);
    return wrong != 0;
}
