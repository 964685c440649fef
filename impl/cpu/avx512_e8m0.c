/* AVX-512: runs of 4-bit sources whose scale is an e8m0. There are 256 scales and 16 codes:
 * all results are in a table, of each pair of formats and each way to overflow. */
#include "avx512.h"
#include "number.h"

#include <pthread.h>

#define SCALES 256
#define CODES 16

/* Of fp4 formats, of half and bf16, not saturated and saturated. */
static uint16_t results[2][2][2][SCALES][CODES];

static void compute_results(void) {
    static const aq_format sources[2] = {AQ_E2M1, AQ_E1M2}, targets[2] = {AQ_HALF, AQ_BF16};
    static const aq_overflow overflows[2] = {AQ_OVERFLOW_INF_NAN, AQ_OVERFLOW_SAT};
    for (unsigned i = 0; i < sizeof results / sizeof results[0][0][0][0][0]; i++) {
        const unsigned code = i % CODES, scale = i / CODES % SCALES, form = i / CODES / SCALES;
        const aq_format source = sources[form / 4], to = targets[form / 2 % 2];
        results[form / 4][form / 2 % 2][form % 2][scale][code] = (uint16_t)aqc_element(
            aqc_decode(source, code), NULL, aqc_decode(AQ_E8M0, scale), to, overflows[form % 2]);
    }
}

void aqc_avx512_e8m0_runs(const aqc_job *job, size_t first, size_t length, size_t runs,
                          const uint8_t *scales) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, compute_results);
    const uint16_t(*table)[CODES] =
        results[job->source.format == AQ_E1M2][job->dst_format == AQ_BF16][job->saturate];
    const uint8_t *src = job->src + aqc_source_bytes(job, first);
    uint8_t *dst = job->dst + first * sizeof(uint16_t);
    const bool stream = job->stream && ((uintptr_t)dst | length * sizeof(uint16_t)) % 64 == 0;
    for (size_t r = 0; r < runs; r++) {
        const __m256i row = _mm256_loadu_si256((const __m256i *)table[scales[r]]);
        const __m512i twice = _mm512_broadcast_i64x4(row);
        if (length == 32) {
            aqc_by_nibbles(dst, src, 32, twice, stream);
        } else {
            aqc_by_nibbles(dst, src, length, twice, job->stream);
        }
        src += length / 2;
        dst += length * sizeof(uint16_t);
    }
}
