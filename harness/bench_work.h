/* A call to be timed, with its data: rows of 4096 elements, values as weights have them. */
#ifndef AQ_HARNESS_BENCH_WORK_H
#define AQ_HARNESS_BENCH_WORK_H

#include "case.h"
#include "variant.h"

/* Source codes that are numbers, all of them alike; scales of 2^-8..2^-4 and offsets below
 * 16 with all their bits, so that the sum of no column is exact by luck; e8m0 likewise. */
typedef struct aqh_work {
    aqh_case c; /* with dst allocated */
    size_t elements;
    size_t traffic;  /* bytes read and written */
    void *from, *to; /* for the copy */
    void *tmp;
    unsigned copy_threads;
} aqh_work;

/* Groups of 128, of fp4 and in the legacy prototype of 32; grouped: of 128 along the rows
 * of per_channel transposed too. About `elements` of them, in whole rows. False and one line in
 * error when there is no such legal call, or no memory. */
bool aqh_work_make(aqh_work *work, const aqh_variant *variant, bool grouped, size_t elements,
                   char *error, size_t error_bytes);
void aqh_work_free(aqh_work *work);

/* The memory copy with the same traffic: memcpy of half of the call's bytes, which reads
 * that half and writes that half, split between copy_threads threads. */
void aqh_work_copy(void *work);

/* The same with stores around the caches, which memcpy takes for what is larger than the
 * last-level cache is said to be; that of a virtual machine is said to be larger than it is.
 * Null where there are none. */
extern void (*const aqh_work_copy_around)(void *work);

/* Bytes that a call reads and writes: well inside of the second-level cache, and so many that
 * most of them are not in the last one. */
size_t aqh_work_cache_bytes(void);
size_t aqh_work_memory_bytes(void);

/* The bytes that a call of so many elements moves, per element. */
double aqh_work_bytes_per_element(const aqh_variant *variant);

#endif
