/* AVX-512: columns in blocks of rows, and runs that share their parameters. A long
 * run, and every run of 4-bit elements, goes through a table of all results. */
#include "avx512.h"

/* Elements from which on a table of 256 results pays. */
#define LONG_RUN 512
#define LINE 64

/* Columns from at on, of count, that one kernel computes: whole steps, or what is left. */
static size_t same_steps(const aqc_panel *panel, size_t at, size_t count) {
    const size_t first = at / AQC_STEP, end = count / AQC_STEP;
    size_t step = first;
    while (step < end && panel->class[step] == panel->class[first] &&
           panel->normal[step] == panel->normal[first]) {
        step++;
    }
    return step > first ? (step - first) * AQC_STEP : count - at;
}

void aqc_avx512_columns(const aqc_job *job, size_t first, size_t stride, size_t rows, size_t count,
                        const aqc_panel *panel) {
    const size_t src_stride = aqc_source_bytes(job, stride), dst_stride = stride * job->dst_bytes;
    const uint8_t *src = job->src + aqc_source_bytes(job, first);
    uint8_t *dst = job->dst + first * job->dst_bytes;
    for (size_t i = 0, now; i < rows; i += now) {
        now = rows - i < AQC_BLOCK_ROWS ? rows - i : AQC_BLOCK_ROWS;
        const size_t computed = AQ_MUTATE(simd_last_rows_of_block_left, now,
                                          now < AQC_BLOCK_ROWS && i > 0 ? now - 1 : now);
        for (size_t j = 0, width; j < count; j += width) {
            width = same_steps(panel, j, count);
            aqc_avx512_columns_step(job, src + aqc_source_bytes(job, j), dst + j * job->dst_bytes,
                                    src_stride, dst_stride, computed, width, panel, j);
        }
        src += now * src_stride;
        dst += now * dst_stride;
    }
}

/* ---- Runs of bytes through a table of 256 results of 16 bits ------------------------ */

typedef struct planes {
    __m512i low[4], high[4];
} planes;

static planes make_planes(const aqc_job *job, const aqc_panel *panel, size_t at) {
    uint8_t codes[256];
    uint16_t results[256];
    for (unsigned c = 0; c < 256; c++) {
        codes[c] = (uint8_t)c;
    }
    aqc_job table = *job;
    table.stream = false;
    aqc_avx512_groups(&table, codes, (uint8_t *)results, 256, 256, panel, at);
    planes p;
    for (int i = 0; i < 4; i++) {
        const __m512i a = _mm512_loadu_si512(results + 64 * i);
        const __m512i b = _mm512_loadu_si512(results + 64 * i + 32);
        const __m256i low_a = _mm512_cvtepi16_epi8(a), low_b = _mm512_cvtepi16_epi8(b);
        const __m256i high_a = _mm512_cvtepi16_epi8(_mm512_srli_epi16(a, 8));
        const __m256i high_b = _mm512_cvtepi16_epi8(_mm512_srli_epi16(b, 8));
        p.low[i] = _mm512_inserti64x4(_mm512_castsi256_si512(low_a), low_b, 1);
        p.high[i] = _mm512_inserti64x4(_mm512_castsi256_si512(high_a), high_b, 1);
    }
    return p;
}

/* The results of 64 codes, in order. */
AQC_INLINE void look_up(__m512i out[2], __m512i codes, const planes *p) {
    /* Lane l gets the codes of lane l of both results: unpacking stays in its lane. */
    const __m512i order = _mm512_setr_epi64(0, 4, 1, 5, 2, 6, 3, 7);
    const __m512i c = _mm512_permutexvar_epi64(order, codes);
    const __mmask64 upper = _mm512_movepi8_mask(c);
    __m512i low = _mm512_permutex2var_epi8(p->low[0], c, p->low[1]);
    __m512i high = _mm512_permutex2var_epi8(p->high[0], c, p->high[1]);
    low = _mm512_mask_mov_epi8(low, upper, _mm512_permutex2var_epi8(p->low[2], c, p->low[3]));
    high = _mm512_mask_mov_epi8(high, upper, _mm512_permutex2var_epi8(p->high[2], c, p->high[3]));
    out[0] = AQ_MUTATE(simd_table_planes_swapped, _mm512_unpacklo_epi8(low, high),
                       _mm512_unpacklo_epi8(high, low));
    out[1] = _mm512_unpackhi_epi8(low, high);
}

static void masked_16(uint8_t *dst, const __m512i out[2], size_t count) {
    const __mmask64 mask = aqc_first(count);
    _mm512_mask_storeu_epi16(dst, (__mmask32)mask, out[0]);
    _mm512_mask_storeu_epi16(dst + 64, (__mmask32)(mask >> 32), out[1]);
}

static void by_planes(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t count,
                      const aqc_panel *panel, size_t at) {
    const planes p = make_planes(job, panel, at);
    __m512i out[2];
    size_t i = 0;
    const bool stream = job->stream;
    if (stream) {
        const size_t head = (LINE - (uintptr_t)dst % LINE) % LINE / 2;
        i = head < count ? head : count;
        look_up(out, _mm512_maskz_loadu_epi8(aqc_first(i), src), &p);
        masked_16(dst, out, i);
    }
    for (; i + AQC_STEP <= count; i += AQC_STEP) {
        look_up(out, _mm512_loadu_si512(src + i), &p);
        if (stream) {
            _mm512_stream_si512((void *)(dst + 2 * i), out[0]);
            _mm512_stream_si512((void *)(dst + 2 * i + 64), out[1]);
        } else {
            _mm512_storeu_si512(dst + 2 * i, out[0]);
            _mm512_storeu_si512(dst + 2 * i + 64, out[1]);
        }
    }
    if (i < count) {
        const size_t left = AQ_MUTATE(simd_table_tail_too_long, count - i, count - i + 1);
        look_up(out, _mm512_maskz_loadu_epi8(aqc_first(left), src + i), &p);
        masked_16(dst + 2 * i, out, left);
    }
}

/* ---- Runs of nibbles through a table of 16 results ----------------------------------- */

/* Runs from parameter at on, which are all in one class. */
AQC_INLINE void nibble_runs(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t length,
                            size_t runs, const aqc_panel *panel, size_t at, aqc_to to,
                            aqc_step_class class) {
    const aqc_tables t = aqc_load_tables(&job->source, AQC_NIBBLE_CODES);
    const __m256i codes = _mm256_set1_epi64x((long long)0xfedcba9876543210);
    __m512 x[4];
    aqc_decode_nibbles(x, codes, &t);
    const __m512 values = x[0];
    for (size_t r = 0; r < runs; r++) {
        const __m512 scale = _mm512_set1_ps(panel->scale[at + r]);
        const __m512 addend =
            _mm512_set1_ps(class == AQC_DOUBLE ? panel->offset[at + r] : panel->addend[at + r]);
        __m512 y;
        if (class == AQC_DOUBLE) {
            const aqc_doubles wide = aqc_widen_params(scale, addend);
            y = aqc_in_double(values, &wide, to);
        } else {
            y = aqc_in_float(values, scale, addend, class, to);
        }
        const __m512i sign = _mm512_set1_epi16((short)panel->sign[at + r]);
        /* The 16 results, twice. */
        const __m512i codes = aqc_signed16(aqc_narrow(y, y, to), sign);
        const __m512i table = job->saturate ? aqc_special16(codes, 0, true, to) : codes;
        aqc_by_nibbles(dst, src, length, table, job->stream);
        src += length / 2;
        dst += 2 * length;
    }
}

typedef void nibble_fn(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t length,
                       size_t runs, const aqc_panel *panel, size_t at);

#define NIBBLES(to, class)                                                                         \
    static void nibbles_##to##_##class(const aqc_job *job, const uint8_t *src, uint8_t *dst,       \
                                       size_t length, size_t runs, const aqc_panel *panel,         \
                                       size_t at) {                                                \
        nibble_runs(job, src, dst, length, runs, panel, at, to, class);                            \
    }
#define EACH(X)                                                                                    \
    X(AQC_TO_HALF, AQC_EXACT)                                                                      \
    X(AQC_TO_HALF, AQC_ODD)                                                                        \
    X(AQC_TO_HALF, AQC_DOUBLE)                                                                     \
    X(AQC_TO_BF16, AQC_EXACT)                                                                      \
    X(AQC_TO_BF16, AQC_ODD)                                                                        \
    X(AQC_TO_BF16, AQC_DOUBLE)                                                                     \
    X(AQC_TO_BF16_GRADUAL, AQC_EXACT)                                                              \
    X(AQC_TO_BF16_GRADUAL, AQC_ODD)                                                                \
    X(AQC_TO_BF16_GRADUAL, AQC_DOUBLE)
EACH(NIBBLES)

static void runs_of_nibbles(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t length,
                            size_t runs, const aqc_panel *panel, size_t param) {
#define NAME(to, class) [to][class] = nibbles_##to##_##class,
    static nibble_fn *const fns[AQC_TOS][AQC_CLASSES] = {EACH(NAME)};
#undef NAME
    for (size_t r = 0, now; r < runs; r += now) {
        const size_t at = param + r, left = AQC_STEP - at % AQC_STEP;
        now = runs - r < left ? runs - r : left;
        fns[aqc_avx512_to(job, panel, at)][panel->class[at / AQC_STEP]](
            job, src + aqc_source_bytes(job, r * length), dst + 2 * r * length, length, now, panel,
            at);
    }
}

/* ---- Runs ---------------------------------------------------------------------------- */

void aqc_avx512_runs(const aqc_job *job, size_t first, size_t length, size_t runs,
                     const aqc_panel *panel, size_t param) {
    const uint8_t *src = job->src + aqc_source_bytes(job, first);
    uint8_t *dst = job->dst + first * job->dst_bytes;
    if (job->source.bits == 4) {
        runs_of_nibbles(job, src, dst, length, runs, panel, param);
        return;
    }
    if (job->dst_bytes == 2 && length >= LONG_RUN) {
        for (size_t r = 0; r < runs; r++) {
            by_planes(job, src + r * length, dst + 2 * r * length, length, panel, param + r);
        }
        return;
    }
    for (size_t r = 0, now; r < runs; r += now) {
        const size_t at = param + r, left = AQC_STEP - at % AQC_STEP;
        now = runs - r < left ? runs - r : left;
        aqc_avx512_groups(job, src, dst, now * length, length, panel, at);
        src += now * length;
        dst += now * length * job->dst_bytes;
    }
}
