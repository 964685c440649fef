/* Decides which inputs an instruction is tried on, and what it should give. */
#include "conformance.h"

#include "fast.h"
#include "format.h"
#include "random.h"

#include <stdio.h>
#include <stdlib.h>

enum { CHUNK = 1 << 16, ALL_SECONDS = 1 << 16 };

static bool saturates(const aq_instruction *i, aq_overflow overflow) {
    return (i->saturation != AQ_SATURATES_NEVER && overflow == AQ_OVERFLOW_SAT) ||
           (i->saturation == AQ_SATURATES_CAST && overflow == AQ_OVERFLOW_PER_INSTRUCTION);
}

static uint32_t expected(const aq_instruction *i, bool saturate, uint32_t a_code, uint32_t b_code) {
    const aq_overflow overflow = saturate ? AQ_OVERFLOW_SAT : AQ_OVERFLOW_INF_NAN;
    const double a = aqo_decode_double(i->from, a_code), b = aqo_decode_double(i->from, b_code);
    const aqo_pair exact = i->operation == AQ_CONVERT ? aqo_pair_exact(a, 0, 1, false)
                           : i->operation == AQ_ADD   ? aqo_pair_exact(a, b, 1, true)
                                                      : aqo_pair_exact(a, 0, b, false);
    if (i->operation == AQ_CONVERT || i->to != AQ_BF16)
        return aqo_pair_round(i->to, overflow, exact);
    const uint32_t wide = aqo_pair_round(AQ_FLOAT, AQ_OVERFLOW_INF_NAN, exact);
    return aqo_pair_round(AQ_BF16, overflow,
                          aqo_pair_exact(aqo_decode_double(AQ_FLOAT, wide), 0, 1, false));
}

/* Input number n. Second operands: in order where all are tried, else by seed, each with
 * all first ones; floats: any two, and two of about the same size. */
static void input(const aqh_conformance_options *o, const aq_instruction *i, uint64_t n,
                  uint32_t *a, uint32_t *b) {
    const uint64_t codes = aqo_code_count(i->from);
    if (codes > ALL_SECONDS) {
        const uint64_t random = aqh_mix(o->seed, 1, n);
        *a = (uint32_t)random;
        *b = n % 2 ? (uint32_t)(random >> 32) : *a ^ ((uint32_t)(random >> 32) & 0x8fffffffu);
        return;
    }
    *a = (uint32_t)(n % codes);
    const uint64_t second = n / codes;
    *b = o->seconds == ALL_SECONDS ? (uint32_t)second
                                   : (uint32_t)(aqh_mix(o->seed, 2, second) % codes);
}

static uint64_t inputs_of(const aqh_conformance_options *o, const aq_instruction *i) {
    const uint64_t codes = aqo_code_count(i->from);
    if (codes > ALL_SECONDS)
        return o->floats;
    return i->operation == AQ_CONVERT ? codes : codes * o->seconds;
}

typedef struct room {
    uint8_t a[CHUNK * sizeof(float)], b[CHUNK * sizeof(float)], dst[CHUNK * sizeof(float)];
    uint32_t a_code[CHUNK], b_code[CHUNK];
} room;

static bool chunk(const aqh_conformance_options *o, const aq_instruction *i, aq_overflow overflow,
                  uint64_t first, uint32_t count, room *r, aqh_conformity *result, char *error,
                  size_t error_bytes) {
    for (uint32_t k = 0; k < count; k++) {
        input(o, i, first + k, &r->a_code[k], &r->b_code[k]);
        aqo_store(i->from, r->a, k, r->a_code[k]);
        aqo_store(i->from, r->b, k, r->b_code[k]);
        aqo_store(i->to, r->dst, k, 0);
    }
    if (!aq_instruction_run(o->backend, o->product, i, overflow, r->a, r->b, r->dst, count, error,
                            error_bytes))
        return false;
    for (uint32_t k = 0; k < count; k++) {
        const uint32_t got = aqo_load(i->to, r->dst, k);
        const uint32_t want = expected(i, saturates(i, overflow), r->a_code[k], r->b_code[k]);
        if (!aqo_same_result(i->to, got, want) && result->differences++ == 0) {
            result->a = r->a_code[k];
            result->b = r->b_code[k];
            result->got = got;
            result->want = want;
        }
    }
    return true;
}

bool aqh_conform(const aqh_conformance_options *o, const aq_instruction *i, aq_overflow overflow,
                 aqh_conformity *result, char *error, size_t error_bytes) {
    const bool is_float = aqo_code_count(i->from) > ALL_SECONDS;
    *result = (aqh_conformity){.inputs = inputs_of(o, i)};
    result->all = !is_float && (i->operation == AQ_CONVERT || o->seconds == ALL_SECONDS);
    room *r = malloc(sizeof *r);
    bool good = r != NULL;
    if (!good)
        snprintf(error, error_bytes, "out of memory");
    for (uint64_t first = 0; good && first < result->inputs; first += CHUNK) {
        const uint64_t left = result->inputs - first;
        good = chunk(o, i, overflow, first, left < CHUNK ? (uint32_t)left : CHUNK, r, result, error,
                     error_bytes);
    }
    free(r);
    return good;
}
