/* AVX-512: prepared parameters of small groups, written out for every column. */
#include "avx512.h"

/* Larger groups are written out faster one by one; up to here, 16-bit reciprocals divide
 * exactly what is divided below. */
#define LARGEST 128

void aqc_avx512_spread(const aqc_panel *few, size_t group, size_t begin, size_t count,
                       aqc_panel *panel) {
    if (group > LARGEST) {
        aqc_spread(few, group, begin, count, panel);
        return;
    }
    const __m512i lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const __m512i reciprocal = _mm512_set1_epi32((int)(65536 / group + 1));
    const size_t cut = begin % group; /* of the first group, already done */
    size_t param = 0, phase = cut;    /* of column j: its group, its place in it */
    for (size_t j = 0; j < count; j += 16) {
        const __m512i place = _mm512_add_epi32(lane, _mm512_set1_epi32((int)phase));
        const __m512i of = _mm512_srli_epi32(_mm512_mullo_epi32(place, reciprocal), 16);
        _mm512_storeu_ps(panel->scale + j,
                         _mm512_permutexvar_ps(of, _mm512_loadu_ps(few->scale + param)));
        _mm512_storeu_ps(panel->offset + j,
                         _mm512_permutexvar_ps(of, _mm512_loadu_ps(few->offset + param)));
        _mm512_storeu_ps(panel->addend + j,
                         _mm512_permutexvar_ps(of, _mm512_loadu_ps(few->addend + param)));
        const __m256i sign = _mm256_loadu_si256((const __m256i *)(few->sign + param));
        _mm256_storeu_si256((__m256i *)(panel->sign + j),
                            _mm256_permutexvar_epi16(_mm512_cvtepi32_epi16(of), sign));
        param += (phase + 16) / group;
        phase = (phase + 16) % group;
    }
    aqc_spread_classes(few, group, cut, count, panel);
}
