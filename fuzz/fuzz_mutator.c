/* The mutator and the crossover of the targets of cases. */
#include "fuzz_target.h"

#include <stdlib.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size) __attribute__((weak));
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
                                 uint8_t *out, size_t max_size, unsigned seed);

/* AQ_MUTATOR=bytes: as if there were no mutator, to measure what this one is worth. */
static bool plain_bytes(void) {
    static int state = -1;
    if (state < 0) {
        const char *text = getenv("AQ_MUTATOR");
        state = text && text[0] == 'b' && LLVMFuzzerMutate;
    }
    return state == 1;
}

/* What does not fit leaves the input as it was. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
    aqh_random random = {seed};
    aqf_case f;
    if (plain_bytes())
        return LLVMFuzzerMutate(data, size, max_size);
    if (!aqf_decode(&f, aqf_target_here.options, data, size))
        return size;
    aqf_mutate(&f, &random);
    const size_t encoded = aqf_encode(&f, data, max_size);
    aqf_free(&f);
    return encoded ? encoded : size;
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
                                 uint8_t *out, size_t max_size, unsigned seed) {
    aqh_random random = {seed};
    aqf_case f, other;
    size_t encoded = 0;
    if (!aqf_decode(&f, aqf_target_here.options, a, a_size))
        return 0;
    if (aqf_decode(&other, aqf_target_here.options, b, b_size)) {
        aqf_cross(&f, &other, &random);
        encoded = aqf_encode(&f, out, max_size);
        aqf_free(&other);
    }
    aqf_free(&f);
    return encoded;
}
