/* The batch form of the everyday oracle, on every instruction set that the processor
 * has, held against the scalar form sample by sample. */
#ifndef AQ_HARNESS_ORACLE_BATCH_H
#define AQ_HARNESS_ORACLE_BATCH_H

#include "fast.h"
#include "fast_batch.h"
#include "oracle_sample.h"

/* Not a multiple of any vector length, so that every batch has a tail. */
enum { AQH_BATCH_SAMPLES = 61 };

/* A call's elements have one source format and one overflow mode: samples wait until
 * there are enough of each. */
typedef struct aqh_batch_lot {
    size_t count;
    uint32_t x[AQH_BATCH_SAMPLES], o[AQH_BATCH_SAMPLES], s[AQH_BATCH_SAMPLES];
    uint32_t candidate[AQH_BATCH_SAMPLES];
    /* By the scalar form. */
    double high[AQH_BATCH_SAMPLES], low[AQH_BATCH_SAMPLES], error[AQH_BATCH_SAMPLES];
    uint32_t code[AQH_BATCH_SAMPLES];
} aqh_batch_lot;

typedef struct aqh_batch_check {
    const aqh_oracle_class *kind;
    aqh_batch_lot lots[AQ_FORMAT_COUNT][AQ_OVERFLOW_COUNT];
    uint64_t disagreements; /* a sample counts once for each instruction set */
    char first[400];        /* one line about the first; "" if none */
} aqh_batch_check;

void aqh_batch_check_begin(aqh_batch_check *check, const aqh_oracle_class *kind);

/* A sample, with its value, its code and the error of `candidate` by the scalar form. */
void aqh_batch_check_add(aqh_batch_check *check, const aqh_oracle_sample *sample,
                         uint32_t candidate, aqo_pair value, uint32_t code, double error);

/* Checks what still waits. */
void aqh_batch_check_end(aqh_batch_check *check);

/* All that the batch form does: decodes count elements (at most AQH_BATCH_MOST), then
 * value, code, and the error of each candidate. */
enum { AQH_BATCH_MOST = 512 };
typedef struct aqh_batch_arrays {
    const uint32_t *x, *o, *s, *candidate;
    double *high, *low, *error;
    uint32_t *code;
} aqh_batch_arrays;
void aqh_batch_elements(const aqo_batch *batch, const aqh_oracle_class *kind, aq_format src,
                        aq_overflow overflow, size_t count, const aqh_batch_arrays *arrays);

#endif
