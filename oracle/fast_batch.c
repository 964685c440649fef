/* The batch form of the everyday oracle: which one this processor can run, and the
 * scalar one. */
#include "fast_batch_tables.h"

#include "fast.h"
#include "format.h"

#include <pthread.h>

/* ---- Tables ------------------------------------------------------------- */

static double tables[AQ_FORMAT_COUNT][256];

static void fill_tables(void) {
    for (int format = 0; format < AQ_FORMAT_COUNT; format++)
        for (uint32_t code = 0; code < 256 && code < aqo_code_count((aq_format)format); code++)
            tables[format][code] = aqo_decode_double((aq_format)format, code);
}

const double *aqo_batch_table(aq_format format) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    if (aqo_format_get(format)->bits > 8)
        return NULL;
    pthread_once(&once, fill_tables);
    return tables[format];
}

/* ---- Scalar ------------------------------------------------------------- */

static void scalar_decode(aq_format format, size_t count, const uint32_t *codes, double *values) {
    for (size_t i = 0; i < count; i++)
        values[i] = aqo_decode_double(format, codes[i]);
}

static void scalar_exact(size_t count, const double *x, const double *o, const double *s,
                         double *high, double *low) {
    for (size_t i = 0; i < count; i++) {
        const aqo_pair v = aqo_pair_exact(x[i], o ? o[i] : 0.0, s[i], o != NULL);
        high[i] = v.high;
        low[i] = v.low;
    }
}

static void scalar_round(aq_format dst, aq_overflow overflow, size_t count, const double *high,
                         const double *low, uint32_t *codes) {
    for (size_t i = 0; i < count; i++)
        codes[i] = aqo_pair_round(dst, overflow, (aqo_pair){high[i], low[i]});
}

static void scalar_ulp(aq_format dst, bool saturate, size_t count, const double *high,
                       const double *low, const uint32_t *codes, double *errors) {
    for (size_t i = 0; i < count; i++)
        errors[i] = aqo_pair_ulp(dst, saturate, (aqo_pair){high[i], low[i]}, codes[i]);
}

static const aqo_batch scalar = {"scalar", scalar_decode, scalar_exact, scalar_round, scalar_ulp};

/* ---- Choice ------------------------------------------------------------- */

const aqo_batch *aqo_batch_of(aqo_isa isa) {
    switch (isa) {
    case AQO_ISA_SCALAR:
        return &scalar;
#ifdef __x86_64__
    case AQO_ISA_AVX2:
        return __builtin_cpu_supports("avx2") ? &aqo_batch_avx2 : NULL;
    case AQO_ISA_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                       __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
                   ? &aqo_batch_avx512
                   : NULL;
#endif
#ifdef __aarch64__
    case AQO_ISA_NEON:
        return &aqo_batch_neon;
#endif
    default:
        return NULL;
    }
}

const aqo_batch *aqo_batch_best(void) {
    int isa = AQO_ISA_COUNT - 1;
    while (!aqo_batch_of((aqo_isa)isa))
        isa--;
    return aqo_batch_of((aqo_isa)isa);
}
