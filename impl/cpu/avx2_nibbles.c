/* AVX2: runs of 4-bit elements, each through a table of its 16 results. */
#include "avx2.h"

#include <string.h>

/* Bytes low and high of the results of 16 codes, twice. */
typedef struct table {
    __m256i low, high;
} table;

INLINE table make_table(const __m256 x[2], const aqc_source *source, const aqc_panel *panel,
                        size_t at, bool saturate, aq_format to, aqc_step_class class) {
    const params p = load_params(source, panel, at, true, FROM_NIBBLES, to, class);
    const __m256i code = finish(rounded(x, &p, FROM_NIBBLES, to == AQ_HALF, class), p.sign,
                                _mm256_setzero_si256(), false, saturate, to == AQ_HALF);
    const __m256i planes = _mm256_packus_epi16(_mm256_and_si256(code, _mm256_set1_epi16(0xff)),
                                               _mm256_srli_epi16(code, 8));
    return (table){_mm256_permute4x64_epi64(planes, 0x88), _mm256_permute4x64_epi64(planes, 0xdd)};
}

/* The results of 32 codes. */
INLINE void look_up(uint8_t *dst, const uint8_t *src, const table *t, bool stream) {
    /* Unpacking works within 128 bits: of each half a quarter goes into either lane. */
    const __m128i bytes = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)src), 0xd8);
    const __m256i codes = load_nibbles(bytes);
    const __m256i low = _mm256_shuffle_epi8(t->low, codes);
    const __m256i high = _mm256_shuffle_epi8(t->high, codes);
    store(dst, _mm256_unpacklo_epi8(low, high), stream);
    store(dst + 32, _mm256_unpackhi_epi8(low, high), stream);
}

INLINE void runs(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t length, size_t count,
                 const aqc_panel *panel, size_t at, aq_format to, aqc_step_class class) {
    static const uint8_t all[16] = {0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe};
    const decoded d = decode_nibbles(all, &job->source);
    const size_t whole = length - length % 32, left = length - whole;
    const bool saturate = job->saturate;
    const bool stream = job->stream && (uintptr_t)dst % 32 == 0 && (left == 0 || count == 1);
    for (size_t r = 0; r < count; r++) {
        const table t = make_table(d.x, &job->source, panel, at + r, saturate, to, class);
        for (size_t i = 0; i < whole; i += 32) {
            look_up(dst + 2 * i, src + i / 2, &t, stream);
        }
        if (left > 0) {
            uint8_t codes[16] = {0}, results[64];
            memcpy(codes, src + whole / 2, left / 2);
            look_up(results, codes, &t, false);
            memcpy(dst + 2 * whole, results, 2 * left);
        }
        src += length / 2;
        dst += 2 * length;
    }
}

typedef void runs_fn(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t length,
                     size_t count, const aqc_panel *panel, size_t at);

#define RUNS(to, class)                                                                            \
    static void runs_##to##_##class(const aqc_job *job, const uint8_t *src, uint8_t *dst,          \
                                    size_t length, size_t count, const aqc_panel *panel,           \
                                    size_t at) {                                                   \
        runs(job, src, dst, length, count, panel, at, to, class);                                  \
    }
#define EACH(X)                                                                                    \
    AQC_EACH_CLASS(X, AQ_HALF)                                                                     \
    AQC_EACH_CLASS(X, AQ_BF16)
EACH(RUNS)

void aqc_avx2_nibble_runs(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t length,
                          size_t count, const aqc_panel *panel, size_t at) {
#define NAME(to, class) [to - AQ_HALF][class] = runs_##to##_##class,
    static runs_fn *const fns[2][AQC_CLASSES] = {EACH(NAME)};
#undef NAME
    for (size_t now; count > 0; count -= now) {
        const size_t here = AQC_STEP - at % AQC_STEP;
        now = count < here ? count : here;
        fns[job->dst_format - AQ_HALF][panel->class[at / AQC_STEP]](job, src, dst, length, now,
                                                                    panel, at);
        src += now * length / 2;
        dst += 2 * now * length;
        at += now;
    }
}
