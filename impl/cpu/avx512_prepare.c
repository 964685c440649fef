/* AVX-512: parameters as the kernels take them, and what class they are in. */
#include "avx512.h"

/* Of vfpclass: quiet and signalling NaN, +Inf and -Inf. */
#define NAN_OR_INF 0x99
/* And both zeros. */
#define NOT_A_FACTOR (NAN_OR_INF | 0x06)

/* Codes of a format as floats; lanes from count on are 1. */
AQC_INLINE __m512 load_params(const uint8_t *codes, aq_format format, size_t count) {
    const __mmask16 here = (__mmask16)aqc_first(count);
    __m512i v;
    switch (format) {
    case AQ_HALF: {
        const __m256i half = _mm256_maskz_loadu_epi16(here, codes);
        v = _mm512_castps_si512(_mm512_cvtph_ps(half));
        break;
    }
    case AQ_BF16: {
        const __m256i half = _mm256_maskz_loadu_epi16(here, codes);
        v = _mm512_slli_epi32(_mm512_cvtepu16_epi32(half), 16);
        break;
    }
    case AQ_FLOAT:
        v = _mm512_maskz_loadu_epi32(here, codes);
        break;
    default: { /* e8m0: 2^(code - 127), and 255 is NaN */
        const __m512i code = _mm512_cvtepu8_epi32(_mm_maskz_loadu_epi8(here, codes));
        v = _mm512_slli_epi32(code, 23);
        v = _mm512_mask_mov_epi32(
            v, _mm512_cmpeq_epi32_mask(code, _mm512_setzero_si512()),
            _mm512_set1_epi32(AQ_MUTATE(simd_e8m0_0_is_normal, 0x00400000, 0x00800000)));
        v = _mm512_mask_mov_epi32(v, _mm512_cmpeq_epi32_mask(code, _mm512_set1_epi32(255)),
                                  _mm512_set1_epi32(0x7fc00000));
        break;
    }
    }
    return _mm512_castsi512_ps(_mm512_mask_mov_epi32(_mm512_set1_epi32(0x3f800000), here, v));
}

/* The exponent of the lowest bit of the significand that is set. v is not 0. */
AQC_INLINE __m512 lowest_bit(__m512 v) {
    const __m512i bits = _mm512_castps_si512(v);
    const __m512i field = _mm512_and_si512(_mm512_srli_epi32(bits, 23), _mm512_set1_epi32(0xff));
    const __mmask16 normal = _mm512_test_epi32_mask(field, field);
    __m512i significand = _mm512_and_si512(bits, _mm512_set1_epi32(0x7fffff));
    significand =
        _mm512_mask_or_epi32(significand, normal, significand, _mm512_set1_epi32(1 << 23));
    const __m512i lowest =
        _mm512_and_si512(significand, _mm512_sub_epi32(_mm512_setzero_si512(), significand));
    const __m512i zeros = _mm512_sub_epi32(_mm512_set1_epi32(31), _mm512_lzcnt_epi32(lowest));
    const __m512i exponent =
        _mm512_sub_epi32(_mm512_max_epi32(field, _mm512_set1_epi32(1)), _mm512_set1_epi32(150));
    return _mm512_cvtepi32_ps(_mm512_add_epi32(exponent, zeros));
}

typedef struct facts {
    __mmask16 exact, odd, normal;
} facts;

/* Is addend = scale * offset exact? The error of the multiplication is 0, provided that
 * the error cannot underflow. */
AQC_INLINE __mmask16 exact_addend(__m512 scale, __m512 offset, __m512 addend) {
    const __m512 zero = _mm512_setzero_ps(), size = _mm512_abs_ps(addend);
    __mmask16 exact = _mm512_cmp_ps_mask(_mm512_fmsub_ps(scale, offset, addend), zero, _CMP_EQ_OQ);
    exact &= _mm512_cmp_ps_mask(size, _mm512_set1_ps(0x1p-70f), _CMP_GE_OQ);
    exact &= _mm512_cmp_ps_mask(size, _mm512_set1_ps(0x1p126f), _CMP_LE_OQ);
    exact |= _mm512_cmp_ps_mask(offset, zero, _CMP_EQ_OQ);
    return AQ_MUTATE(simd_inexact_addend_taken, exact, (__mmask16)~0);
}

/* What is known of scale * (x + offset) for every x of the source. Exponents are
 * counted in floats. scale is positive and finite, offset is finite; addend is
 * scale * offset, rounded. quick: without class EXACT; the lowest bit of a parameter is
 * taken to be the last of 24. */
AQC_INLINE facts judge(const aqc_source *source, __m512 scale, __m512 offset, __m512 addend,
                       bool has_offset, bool quick) {
    const __m512 one = _mm512_set1_ps(1), bits = _mm512_set1_ps(23);
    const __m512 scale_top = _mm512_getexp_ps(scale);
    const __m512 scale_lowest = quick ? _mm512_sub_ps(scale_top, bits) : lowest_bit(scale);
    /* x + offset is a multiple of 2^lowest, and below 2^highest; so is the product. */
    __m512 lowest = _mm512_set1_ps((float)source->lowest);
    __m512 highest = _mm512_set1_ps((float)source->highest);
    facts f = {.exact = 0, .odd = 0xffff};
    if (has_offset) {
        const __mmask16 some = _mm512_cmp_ps_mask(offset, _mm512_setzero_ps(), _CMP_NEQ_OQ);
        const __m512 top = _mm512_getexp_ps(offset);
        const __m512 last = quick ? _mm512_sub_ps(top, bits) : lowest_bit(offset);
        lowest = _mm512_mask_min_ps(lowest, some, lowest, last);
        highest =
            _mm512_mask_add_ps(highest, some, _mm512_max_ps(highest, _mm512_add_ps(top, one)), one);
        f.odd = exact_addend(scale, offset, addend);
    }
    const __m512 last = _mm512_add_ps(lowest, scale_lowest);
    f.normal = _mm512_cmp_ps_mask(last, _mm512_set1_ps(-126), _CMP_GE_OQ);
    if (!quick) {
        const __m512 below = _mm512_add_ps(highest, _mm512_add_ps(scale_top, one));
        f.exact = _mm512_cmp_ps_mask(
            _mm512_sub_ps(below, last),
            _mm512_set1_ps(AQ_MUTATE(simd_exact_taken_wrongly, 24.0f, 100.0f)), _CMP_LE_OQ);
        f.exact &= _mm512_cmp_ps_mask(below, _mm512_set1_ps(127), _CMP_LE_OQ);
        f.exact &= _mm512_cmp_ps_mask(last, _mm512_set1_ps(-149), _CMP_GE_OQ);
    }
    return f;
}

AQC_INLINE void prepare(const aqc_job *job, const uint8_t *scales, const uint8_t *offsets,
                        size_t count, bool has_offset, bool quick, aqc_panel *panel) {
    const aq_format format = job->param_format;
    const size_t bytes = format == AQ_FLOAT ? 4 : format == AQ_E8M0 ? 1 : 2;
    facts all = {0};
    panel->specials = 0;
    for (size_t j = 0; j < count; j += 16) {
        const size_t left = count - j;
        const __m512 minus_zero = _mm512_set1_ps(-0.0f), one = _mm512_set1_ps(1);
        const __m512 signed_scale = load_params(scales + j * bytes, format, left);
        __m512 scale = _mm512_abs_ps(signed_scale);
        __m512 offset = has_offset ? load_params(offsets + j * bytes, format, left) : minus_zero;
        __mmask16 special = _mm512_fpclass_ps_mask(scale, NOT_A_FACTOR);
        if (has_offset) {
            special |= _mm512_fpclass_ps_mask(offset, NAN_OR_INF);
        }
        for (unsigned rest = special; rest != 0; rest &= rest - 1) {
            panel->special[panel->specials++] = (uint16_t)(j + (unsigned)__builtin_ctz(rest));
        }
        scale = _mm512_mask_mov_ps(scale, special, one);
        offset = has_offset ? _mm512_mask_mov_ps(offset, special, minus_zero) : minus_zero;
        const __m512 addend = has_offset ? _mm512_mul_ps(scale, offset) : minus_zero;
        const facts f = judge(&job->source, scale, offset, addend, has_offset, quick);
        const size_t step = j / AQC_STEP;
        all.exact = j % AQC_STEP == 0 ? f.exact : all.exact & f.exact;
        all.odd = j % AQC_STEP == 0 ? f.odd : all.odd & f.odd;
        all.normal = j % AQC_STEP == 0 ? f.normal : all.normal & f.normal;
        panel->class[step] = all.exact == 0xffff ? AQC_EXACT
                             : all.odd == 0xffff ? AQC_ODD
                                                 : AQC_DOUBLE;
        panel->normal[step] = all.normal == 0xffff;
        _mm512_storeu_ps(panel->scale + j, scale);
        _mm512_storeu_ps(panel->offset + j, offset);
        _mm512_storeu_ps(panel->addend + j, addend);
        const __m256i sign =
            _mm512_cvtepi32_epi16(_mm512_srli_epi32(_mm512_castps_si512(signed_scale), 16));
        _mm256_storeu_si256((__m256i *)(panel->sign + j),
                            _mm256_and_si256(sign, _mm256_set1_epi16((short)0x8000)));
    }
}

void aqc_avx512_prepare(const aqc_job *job, const uint8_t *scales, const uint8_t *offsets,
                        size_t count, bool quick, aqc_panel *panel) {
    if (offsets == NULL && quick) {
        prepare(job, scales, NULL, count, false, true, panel);
    } else if (offsets == NULL) {
        prepare(job, scales, NULL, count, false, false, panel);
    } else if (quick) {
        prepare(job, scales, offsets, count, true, true, panel);
    } else {
        prepare(job, scales, offsets, count, true, false, panel);
    }
}
