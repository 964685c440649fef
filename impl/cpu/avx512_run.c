/* AVX-512: columns in blocks of rows, and runs that share their parameters. A long
 * run, and every run of 4-bit elements, goes through a table of all results. */
#include "avx512.h"

#include <string.h>

/* Rows of a block: parameters are loaded once for all of them. */
#define BLOCK_ROWS 8
/* Elements from which on a table of 256 results pays. */
#define LONG_RUN 512
#define LINE 64

static size_t bytes_of(const aqc_job *job, size_t elements) {
    return elements * job->source.bits / 8;
}

void aqc_avx512_columns(const aqc_job *job, size_t first, size_t stride, size_t rows, size_t count,
                        const aqc_panel *panel) {
    const size_t src_stride = bytes_of(job, stride), dst_stride = stride * job->dst_bytes;
    const uint8_t *src = job->src + bytes_of(job, first);
    uint8_t *dst = job->dst + first * job->dst_bytes;
    for (size_t i = 0, now; i < rows; i += now) {
        now = rows - i < BLOCK_ROWS ? rows - i : BLOCK_ROWS;
        const size_t computed =
            AQ_MUTATE(simd_last_rows_of_block_left, now, now < BLOCK_ROWS && i > 0 ? now - 1 : now);
        for (size_t j = 0; j < count; j += AQC_STEP) {
            const unsigned width = count - j < AQC_STEP ? (unsigned)(count - j) : AQC_STEP;
            aqc_avx512_block(job, panel, j, false)(job, src + bytes_of(job, j),
                                                   dst + j * job->dst_bytes, src_stride, dst_stride,
                                                   computed, width, panel, j);
        }
        src += now * src_stride;
        dst += now * dst_stride;
    }
}

/* ---- Runs, directly ---------------------------------------------------------------- */

/* count elements that all take parameter at: rows of one step, and the rest. */
static void direct(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t count,
                   const aqc_panel *panel, size_t at) {
    aqc_block_fn *fn = aqc_avx512_block(job, panel, at, true);
    const size_t src_step = bytes_of(job, AQC_STEP), dst_step = AQC_STEP * job->dst_bytes;
    const size_t steps = count / AQC_STEP;
    if (steps > 0) {
        fn(job, src, dst, src_step, dst_step, steps, AQC_STEP, panel, at);
    }
    if (count % AQC_STEP != 0) {
        fn(job, src + steps * src_step, dst + steps * dst_step, src_step, dst_step, 1,
           (unsigned)(count % AQC_STEP), panel, at);
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
    direct(&table, codes, (uint8_t *)results, 256, panel, at);
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
        look_up(out, aqc_load_codes(src, AQC_BYTE_CODES, (unsigned)i), &p);
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
        look_up(out, aqc_load_codes(src + i, AQC_BYTE_CODES, (unsigned)left), &p);
        masked_16(dst + 2 * i, out, left);
    }
}

/* ---- Runs of nibbles through a table of 16 results ----------------------------------- */

/* The 16 results of a parameter, twice. */
static __m512i nibble_table(const aqc_job *job, aqc_block_fn *fn, const aqc_panel *panel,
                            size_t at) {
    static const uint8_t codes[8] = {0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe};
    uint16_t results[16];
    fn(job, codes, (uint8_t *)results, 0, 0, 1, 16, panel, at);
    return _mm512_broadcast_i64x4(_mm256_loadu_si256((const __m256i *)results));
}

AQC_INLINE __m512i look_up_nibbles(__m128i bytes, __m512i table) {
    const __m512i words = _mm512_cvtepu8_epi32(bytes);
    /* Words: the low nibble, the high nibble. The bit above it selects the same. */
    return _mm512_permutexvar_epi16(_mm512_or_si512(words, _mm512_slli_epi32(words, 12)), table);
}

static void by_nibbles(uint8_t *dst, const uint8_t *src, size_t count, __m512i table, bool stream) {
    size_t i = 0;
    for (; i + 32 <= count; i += 32) {
        const __m128i bytes = _mm_loadu_si128((const __m128i *)(src + i / 2));
        const __m512i out = look_up_nibbles(bytes, table);
        if (stream && (uintptr_t)(dst + 2 * i) % LINE == 0) {
            _mm512_stream_si512((void *)(dst + 2 * i), out);
        } else {
            _mm512_storeu_si512(dst + 2 * i, out);
        }
    }
    if (i < count) {
        const __mmask32 mask = (__mmask32)aqc_first(count - i);
        const __mmask16 half = (__mmask16)aqc_first((count - i + 1) / 2);
        const __m128i bytes = _mm_maskz_loadu_epi8(half, src + i / 2);
        _mm512_mask_storeu_epi16(dst + 2 * i, mask, look_up_nibbles(bytes, table));
    }
}

/* ---- Runs ---------------------------------------------------------------------------- */

void aqc_avx512_runs(const aqc_job *job, size_t first, size_t length, size_t runs,
                     const aqc_panel *panel, size_t param) {
    const bool nibbles = job->source.bits == 4;
    const bool table = !nibbles && job->dst_bytes == 2 && length >= LONG_RUN;
    aqc_job cached = *job;
    cached.stream = false;
    for (size_t r = 0; r < runs; r++) {
        const uint8_t *src = job->src + bytes_of(job, first + r * length);
        uint8_t *dst = job->dst + (first + r * length) * job->dst_bytes;
        const size_t at = param + r;
        if (nibbles) {
            const __m512i results =
                nibble_table(&cached, aqc_avx512_block(job, panel, at, true), panel, at);
            by_nibbles(dst, src, length, results, job->stream);
        } else if (table) {
            by_planes(job, src, dst, length, panel, at);
        } else {
            direct(job, src, dst, length, panel, at);
        }
    }
}
