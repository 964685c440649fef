/* AVX-512: which kernel computes a block, and what is done where it is less than a step:
 * the elements are brought into a step of their own and back. */
#include "avx512.h"

#include <string.h>

#define LINE 64
#define WIDEST 4 /* bytes of a result */

static aqc_from from_of(const aqc_job *job) {
    return job->source.format == AQ_INT8 ? AQC_INT8_CODES
           : job->source.bits == 8       ? AQC_BYTE_CODES
                                         : AQC_NIBBLE_CODES;
}

static aqc_columns_fn *columns_fn(const aqc_job *job, const aqc_panel *panel, size_t at) {
    static const aqc_columns_table *const tables[AQC_FROMS] = {
        &aqc_columns_int8, &aqc_columns_bytes, &aqc_columns_nibbles};
    return (*tables[from_of(job)])[aqc_avx512_to(job, panel, at)][panel->class[at / AQC_STEP]];
}

static aqc_groups_fn *groups_fn(const aqc_job *job, const aqc_panel *panel, size_t at) {
    static const aqc_groups_table *const tables[AQC_FROMS] = {&aqc_groups_int8, &aqc_groups_bytes,
                                                              &aqc_groups_nibbles};
    return (*tables[from_of(job)])[aqc_avx512_to(job, panel, at)][panel->class[at / AQC_STEP]];
}

static bool streams(const aqc_job *job, const uint8_t *dst) {
    return job->stream && (uintptr_t)dst % LINE == 0;
}

static size_t cut_bytes(const aqc_job *job, size_t count) {
    const size_t stored = AQ_MUTATE(simd_tail_one_short, count, count - (count % 32 != 0));
    return stored * job->dst_bytes;
}

void aqc_avx512_columns_step(const aqc_job *job, const uint8_t *src, uint8_t *dst,
                             size_t src_stride, size_t dst_stride, size_t rows, size_t count,
                             const aqc_panel *panel, size_t at) {
    aqc_columns_fn *const fn = columns_fn(job, panel, at);
    if (count >= AQC_STEP) {
        fn(job, src, dst, src_stride, dst_stride, rows, count, panel, at, streams(job, dst));
        return;
    }
    uint8_t from[AQC_BLOCK_ROWS][AQC_STEP] = {{0}}, to[AQC_BLOCK_ROWS][AQC_STEP * WIDEST];
    for (size_t i = 0, now; i < rows; i += now) {
        now = rows - i < AQC_BLOCK_ROWS ? rows - i : AQC_BLOCK_ROWS;
        for (size_t r = 0; r < now; r++) {
            memcpy(from[r], src + (i + r) * src_stride, aqc_source_bytes(job, count));
        }
        fn(job, from[0], to[0], sizeof from[0], sizeof to[0], now, AQC_STEP, panel, at, false);
        for (size_t r = 0; r < now; r++) {
            memcpy(dst + (i + r) * dst_stride, to[r], cut_bytes(job, count));
        }
    }
}

void aqc_avx512_groups(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t count,
                       size_t group, const aqc_panel *panel, size_t at) {
    aqc_groups_fn *const fn = groups_fn(job, panel, at);
    const size_t whole = count / AQC_STEP * AQC_STEP;
    if (whole > 0) {
        fn(job, src, dst, whole, group, panel, at, streams(job, dst));
    }
    /* Two halves, for they may be of two groups. */
    for (size_t i = whole; i < count; i += AQC_STEP / 2) {
        const size_t now = count - i < AQC_STEP / 2 ? count - i : AQC_STEP / 2;
        uint8_t from[AQC_STEP] = {0}, to[AQC_STEP * WIDEST];
        memcpy(from, src + aqc_source_bytes(job, i), (now * job->source.bits + 7) / 8);
        fn(job, from, to, AQC_STEP, AQC_STEP, panel, at + i / group, false);
        memcpy(dst + i * job->dst_bytes, to, cut_bytes(job, now));
    }
}
