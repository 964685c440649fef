/* Which way sums round that are no numbers, and what becomes of subnormals. */
#include "environment.h"

#include <stdint.h>
#include <string.h>

enum { SUM_UP = 1, NEGATIVE_DOWN = 2, DIFFERENCE_DOWN = 4, RESULTS = 8, OPERANDS = 16 };

aqh_environment aqh_environment_now(void) {
    static const volatile double one = 1, tiny = 0x1p-60, least = 0x1p-1022, half = 0.5;
    static const volatile double subnormal = 0x1p-1074, large = 0x1p100;
    const double sum = one + tiny, negative = -one - tiny, difference = one - tiny;
    const double result = least * half, operand = subnormal * large;
    uint64_t bits; /* a comparison may flush its operand */
    memcpy(&bits, &result, sizeof bits);
    return (sum > one ? SUM_UP : 0) | (negative < -one ? NEGATIVE_DOWN : 0) |
           (difference < one ? DIFFERENCE_DOWN : 0) | (bits != 0 ? 0 : RESULTS) |
           (operand > 0 ? 0 : OPERANDS);
}

const char *aqh_environment_text(aqh_environment environment) {
    static const char *const texts[4][4] = {
#define ROUNDS(text)                                                                               \
    {text, text ", flushes results to zero", text ", flushes operands to zero",                    \
     text ", flushes subnormals to zero"}
        ROUNDS("rounds to nearest"), ROUNDS("rounds up"), ROUNDS("rounds down"),
        ROUNDS("rounds towards zero")};
#undef ROUNDS
    const unsigned mode = environment & SUM_UP            ? 1
                          : environment & NEGATIVE_DOWN   ? 2
                          : environment & DIFFERENCE_DOWN ? 3
                                                          : 0;
    return texts[mode][environment / RESULTS];
}
