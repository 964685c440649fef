/* The batch form of the everyday oracle is its scalar form, bit for bit, on every
 * instruction set that this processor has: whatever the count, wherever the arrays lie,
 * with nothing touched past them. Built twice, once with the sanitizers in the batch
 * form itself, which elsewhere it does without. More values: test_paths.c. */
#include "aq_assert.h"

#include "exact.h"
#include "fast.h"
#include "fast_batch.h"
#include "format.h"
#include "random.h"

#include <math.h>
#include <stdlib.h>

enum { MOST = 67 };

/* NaNs are one value. */
static void assert_same(double got, double want, const char *what, const aqo_batch *batch,
                        size_t count, size_t i) {
    uint64_t a, b;
    memcpy(&a, &got, sizeof a);
    memcpy(&b, &want, sizeof b);
    aq_assert_msg(a == b || (isnan(got) && isnan(want)), "%s: %s of %zu at %zu: %a, not %a",
                  batch->name, what, count, i, got, want);
}

static uint32_t any(aqh_random *random, aq_format format) {
    const uint32_t special[] = {0, 1, aqo_format_get(format)->max_code,
                                aqo_format_get(format)->max_code + 1,
                                aqo_format_get(format)->nan_code};
    const uint32_t code =
        aqh_one_in(random, 4) ? special[aqh_below(random, 5)] : (uint32_t)aqh_next(random);
    return code & (uint32_t)(aqo_code_count(format) - 1);
}

static void every_code_decodes_alike(void **state) {
    (void)state;
    for (int isa = 0; isa < AQO_ISA_COUNT; isa++) {
        const aqo_batch *batch = aqo_batch_of((aqo_isa)isa);
        for (int format = 0; batch && format < AQ_FORMAT_COUNT; format++) {
            const uint32_t step = aqo_format_get((aq_format)format)->bits > 16 ? 0xfff1 : 1;
            uint32_t codes[MOST];
            double values[MOST];
            for (uint64_t code = 0; code < aqo_code_count((aq_format)format);) {
                size_t count = 0;
                for (; count < MOST && code < aqo_code_count((aq_format)format); code += step)
                    codes[count++] = (uint32_t)code;
                batch->decode((aq_format)format, count, codes, values);
                for (size_t i = 0; i < count; i++)
                    assert_same(values[i], aqo_decode_double((aq_format)format, codes[i]),
                                aqo_format_get((aq_format)format)->name, batch, count, i);
            }
        }
    }
}

static const struct {
    aq_format src, param, dst;
    bool has_offset;
} calls[] = {
    {AQ_INT8, AQ_HALF, AQ_HALF, true},   {AQ_HIF8, AQ_HALF, AQ_HALF, false},
    {AQ_E5M2, AQ_BF16, AQ_BF16, true},   {AQ_INT4, AQ_BF16, AQ_BF16, false},
    {AQ_HIF8, AQ_FLOAT, AQ_HALF, true},  {AQ_E4M3FN, AQ_FLOAT, AQ_BF16, true},
    {AQ_INT8, AQ_FLOAT, AQ_FLOAT, true}, {AQ_E5M2, AQ_FLOAT, AQ_FLOAT, false},
    {AQ_E2M1, AQ_E8M0, AQ_HALF, false},  {AQ_E1M2, AQ_E8M0, AQ_BF16, false},
};

/* Every array begins one element into a block of its own that ends where it ends: not
 * aligned as vectors are, and the sanitizers see what is touched past it. */
typedef struct arrays {
    double *x, *o, *s, *high, *low, *error;
    uint32_t *code, *result;
} arrays;

static void *one_in(size_t count, size_t bytes) {
    char *block = malloc((count + 1) * bytes);
    assert_non_null(block);
    return block + bytes;
}

static void draw(const aqo_batch *batch, aq_format format, size_t count, aqh_random *random,
                 uint32_t *codes, double *values) {
    for (size_t i = 0; i < count; i++)
        codes[i] = any(random, format);
    batch->decode(format, count, codes, values);
    for (size_t i = 0; i < count; i++)
        assert_same(values[i], aqo_decode_double(format, codes[i]), "decode", batch, count, i);
}

static void compare(const aqo_batch *batch, size_t call, aq_overflow overflow, size_t count,
                    aqh_random *random, const arrays *a) {
    const aq_format dst = calls[call].dst;
    const bool has_offset = calls[call].has_offset, saturate = aqo_saturates(dst, overflow);
    draw(batch, calls[call].src, count, random, a->code, a->x);
    draw(batch, calls[call].param, count, random, a->code, a->o);
    draw(batch, calls[call].param, count, random, a->code, a->s);
    batch->exact(count, a->x, has_offset ? a->o : NULL, a->s, a->high, a->low);
    batch->round(dst, overflow, count, a->high, a->low, a->result);
    /* Errors of right results, of neighbours, and of anything. */
    for (size_t i = 0; i < count; i++)
        a->code[i] = aqh_one_in(random, 2) ? any(random, dst) : a->result[i] ^ aqh_below(random, 2);
    batch->ulp(dst, saturate, count, a->high, a->low, a->code, a->error);
    for (size_t i = 0; i < count; i++) {
        const aqo_pair v = aqo_pair_exact(a->x[i], has_offset ? a->o[i] : 0, a->s[i], has_offset);
        assert_same(a->high[i], v.high, "high", batch, count, i);
        assert_same(a->low[i], v.low, "low", batch, count, i);
        aq_assert_code_msg(a->result[i], aqo_pair_round(dst, overflow, v), "%s: %zu of %zu",
                           batch->name, i, count);
        assert_same(a->error[i], aqo_pair_ulp(dst, saturate, v, a->code[i]), "error", batch, count,
                    i);
    }
}

static void every_count_gives_what_the_scalar_form_gives(void **state) {
    (void)state;
    unsigned compared = 0;
    for (int isa = 0; isa < AQO_ISA_COUNT; isa++) {
        const aqo_batch *batch = aqo_batch_of((aqo_isa)isa);
        for (size_t count = 0; batch && count <= MOST; count++) {
            arrays a;
            double **doubles[] = {&a.x, &a.o, &a.s, &a.high, &a.low, &a.error};
            for (size_t k = 0; k < sizeof doubles / sizeof *doubles; k++)
                *doubles[k] = one_in(count, sizeof(double));
            a.code = one_in(count, sizeof *a.code);
            a.result = one_in(count, sizeof *a.result);
            aqh_random random = {count};
            for (size_t call = 0; call < sizeof calls / sizeof *calls; call++)
                for (int overflow = 0; overflow < AQ_OVERFLOW_COUNT; overflow++, compared++)
                    compare(batch, call, (aq_overflow)overflow, count, &random, &a);
            for (size_t k = 0; k < sizeof doubles / sizeof *doubles; k++)
                free(*doubles[k] - 1);
            free(a.code - 1);
            free(a.result - 1);
        }
    }
    aq_assert_msg(compared >= (MOST + 1) * 30, "only %u batches", compared);
}

static void the_best_one_is_the_last_there_is(void **state) {
    (void)state;
    const aqo_batch *last = NULL;
    for (int isa = 0; isa < AQO_ISA_COUNT; isa++)
        if (aqo_batch_of((aqo_isa)isa))
            last = aqo_batch_of((aqo_isa)isa);
    assert_ptr_equal(aqo_batch_best(), last);
    assert_non_null(aqo_batch_of(AQO_ISA_SCALAR));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_code_decodes_alike),
    cmocka_unit_test(every_count_gives_what_the_scalar_form_gives),
    cmocka_unit_test(the_best_one_is_the_last_there_is),
};

AQ_TEST_MAIN(tests)
