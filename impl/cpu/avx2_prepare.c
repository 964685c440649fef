/* AVX2: parameters as the kernels take them, and what class they are in. Integers, and
 * arithmetic that is exact or faithful: correct in every rounding direction. */
#include "avx2.h"

#include <string.h>

#define LANES 8

INLINE __m256i ints(int value) {
    return _mm256_set1_epi32(value);
}

INLINE unsigned mask_of(__m256i lanes) {
    return (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(lanes));
}

/* Eight codes of a format as floats. */
INLINE __m256i load_floats(const uint8_t *codes, aq_format format) {
    if (format == AQ_FLOAT) {
        return _mm256_loadu_si256((const __m256i *)codes);
    }
    if (format == AQ_E8M0) { /* 2^(code - 127): the first is subnormal, the last is NaN */
        const __m256i code = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)codes));
        const __m256i first = _mm256_cmpeq_epi32(code, _mm256_setzero_si256());
        const __m256i last = _mm256_cmpeq_epi32(code, ints(255));
        return _mm256_or_si256(_mm256_slli_epi32(code, 23),
                               _mm256_and_si256(_mm256_or_si256(first, last), ints(0x400000)));
    }
    const __m128i halves = _mm_loadu_si128((const __m128i *)codes);
    return format == AQ_HALF ? _mm256_castps_si256(_mm256_cvtph_ps(halves))
                             : _mm256_slli_epi32(_mm256_cvtepu16_epi32(halves), 16);
}

/* The same for fewer codes; all others are 1. */
INLINE __m256i load_few(const uint8_t *codes, aq_format format, size_t count) {
    uint8_t copy[4 * LANES] = {0};
    memcpy(copy, codes, count * aqc_avx2_param_bytes(format));
    const __m256i here =
        _mm256_cmpgt_epi32(ints((int)count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    return _mm256_blendv_epi8(ints(0x3f800000), load_floats(copy, format), here);
}

/* Exponents of the lowest bit that is set, and of the one above the highest. */
typedef struct shape {
    __m256i lowest, above;
} shape;

/* The exponent of the highest bit of an integer of 1 to 24 bits. */
INLINE __m256i highest_bit(__m256i v) {
    const __m256i bits = _mm256_castps_si256(_mm256_cvtepi32_ps(v));
    return _mm256_sub_epi32(_mm256_srli_epi32(bits, 23), ints(127));
}

/* Of magnitudes that are finite and not 0. */
INLINE shape shape_of(__m256i bits) {
    const __m256i field = _mm256_srli_epi32(bits, 23), one = ints(1);
    const __m256i subnormal = _mm256_cmpeq_epi32(field, _mm256_setzero_si256());
    const __m256i hidden = _mm256_andnot_si256(subnormal, ints(1 << 23));
    const __m256i v = _mm256_or_si256(_mm256_and_si256(bits, ints(0x7fffff)), hidden);
    const __m256i unit = _mm256_sub_epi32(_mm256_max_epi32(field, one), ints(150));
    const __m256i last = _mm256_and_si256(v, _mm256_sub_epi32(_mm256_setzero_si256(), v));
    return (shape){_mm256_add_epi32(unit, highest_bit(last)),
                   _mm256_add_epi32(_mm256_add_epi32(unit, one), highest_bit(v))};
}

/* Lanes of which something holds. */
typedef struct facts {
    __m256i exact, odd, normal;
} facts;

/* Is addend = scale * offset exact? The error of the multiplication is 0, provided that
 * it cannot underflow. */
INLINE __m256i exact_addend(__m256 scale, __m256 offset, __m256 addend) {
    const __m256 zero = _mm256_setzero_ps(), size = magnitude_ps(addend);
    const __m256 error = _mm256_fmsub_ps(scale, offset, addend);
    const __m256 inside = _mm256_and_ps(_mm256_cmp_ps(size, _mm256_set1_ps(0x1p-70f), _CMP_GE_OQ),
                                        _mm256_cmp_ps(size, _mm256_set1_ps(0x1p126f), _CMP_LT_OQ));
    return _mm256_castps_si256(
        _mm256_or_ps(_mm256_and_ps(_mm256_cmp_ps(error, zero, _CMP_EQ_OQ), inside),
                     _mm256_cmp_ps(offset, zero, _CMP_EQ_OQ)));
}

/* What is known of scale * (x + offset) for every x of the source. scale is positive,
 * both are finite; addend is their product, rounded. */
INLINE facts judge(const aqc_source *source, __m256 scale, __m256 offset, __m256 addend,
                   bool has_offset) {
    const shape s = shape_of(_mm256_castps_si256(scale));
    __m256i lowest = ints(source->lowest), highest = ints(source->highest);
    facts f = {.odd = ints(-1)};
    if (has_offset) {
        const __m256i size = _mm256_castps_si256(magnitude_ps(offset));
        const __m256i none = _mm256_cmpeq_epi32(size, _mm256_setzero_si256());
        const shape o = shape_of(size);
        const __m256i low = _mm256_min_epi32(lowest, o.lowest);
        const __m256i high = _mm256_add_epi32(_mm256_max_epi32(highest, o.above), ints(1));
        lowest = _mm256_blendv_epi8(low, lowest, none);
        highest = _mm256_blendv_epi8(high, highest, none);
        f.odd = exact_addend(scale, offset, addend);
    }
    const __m256i last = _mm256_add_epi32(lowest, s.lowest);
    const __m256i below = _mm256_add_epi32(highest, s.above);
    const __m256i narrow = _mm256_cmpgt_epi32(ints(25), _mm256_sub_epi32(below, last));
    const __m256i inside = _mm256_and_si256(_mm256_cmpgt_epi32(ints(128), below),
                                            _mm256_cmpgt_epi32(last, ints(-150)));
    f.exact = _mm256_and_si256(narrow, inside);
    f.normal = _mm256_cmpgt_epi32(last, ints(-127));
    /* Blocks may scale by 2^8 more than they are told. */
    f.odd = _mm256_and_si256(
        f.odd, _mm256_castps_si256(_mm256_cmp_ps(scale, _mm256_set1_ps(0x1p119f), _CMP_LT_OQ)));
    f.exact = _mm256_and_si256(f.exact, f.odd);
    return f;
}

INLINE facts both(facts a, facts b) {
    return (facts){_mm256_and_si256(a.exact, b.exact), _mm256_and_si256(a.odd, b.odd),
                   _mm256_and_si256(a.normal, b.normal)};
}

/* Parameters from j on: LANES of them, or count. */
INLINE facts prepare_lanes(const aqc_source *source, const uint8_t *scales, const uint8_t *offsets,
                           size_t j, size_t count, aq_format format, bool has_offset,
                           aqc_panel *panel) {
    const size_t at = j * aqc_avx2_param_bytes(format);
    const bool whole = count >= LANES;
    const __m256i top = ints((int)0x80000000), infinity = ints(0x7f800000);
    const __m256i s =
        whole ? load_floats(scales + at, format) : load_few(scales + at, format, count);
    __m256i o = top;
    if (has_offset) {
        o = whole ? load_floats(offsets + at, format) : load_few(offsets + at, format, count);
    }
    __m256i size = _mm256_andnot_si256(top, s);
    /* Inf, NaN and a scale of 0 are 1 and no offset. */
    const __m256i finite =
        _mm256_and_si256(_mm256_cmpgt_epi32(infinity, size),
                         _mm256_cmpgt_epi32(infinity, _mm256_andnot_si256(top, o)));
    const __m256i number =
        _mm256_andnot_si256(_mm256_cmpeq_epi32(size, _mm256_setzero_si256()), finite);
    for (unsigned rest = ~mask_of(number) & 0xff; rest != 0; rest &= rest - 1) {
        panel->special[panel->specials++] = (uint16_t)(j + (unsigned)__builtin_ctz(rest));
    }
    size = _mm256_blendv_epi8(ints(0x3f800000), size, number);
    o = _mm256_blendv_epi8(top, o, number);
    const __m256 scale = _mm256_castsi256_ps(size), offset = _mm256_castsi256_ps(o);
    const __m256 addend = has_offset ? _mm256_mul_ps(scale, offset) : offset;
    _mm256_storeu_ps(panel->scale + j, scale);
    _mm256_storeu_ps(panel->offset + j, offset);
    _mm256_storeu_ps(panel->addend + j, addend);
    const __m256i sign = _mm256_srli_epi32(_mm256_and_si256(s, top), 16);
    _mm_storeu_si128(
        (__m128i *)(panel->sign + j),
        _mm_packus_epi32(_mm256_castsi256_si128(sign), _mm256_extracti128_si256(sign, 1)));
    return judge(source, scale, offset, addend, has_offset);
}

INLINE void prepare(const aqc_source *source, const uint8_t *scales, const uint8_t *offsets,
                    size_t count, aq_format format, bool has_offset, aqc_panel *panel) {
    panel->specials = 0;
    for (size_t begin = 0; begin < count; begin += AQC_STEP) {
        const size_t end = count - begin < AQC_STEP ? count : begin + AQC_STEP;
        facts all = {ints(-1), ints(-1), ints(-1)};
        for (size_t j = begin; j < end; j += LANES) {
            all = both(
                all, prepare_lanes(source, scales, offsets, j, end - j, format, has_offset, panel));
        }
        panel->class[begin / AQC_STEP] = mask_of(all.exact) == 0xff ? AQC_EXACT
                                         : mask_of(all.odd) == 0xff ? AQC_ODD
                                                                    : AQC_DOUBLE;
        panel->normal[begin / AQC_STEP] = mask_of(all.normal) == 0xff;
    }
}

void aqc_avx2_prepare(const aqc_job *job, const uint8_t *scales, const uint8_t *offsets,
                      size_t count, bool quick, aqc_panel *panel) {
    (void)quick;
#define CASE(format)                                                                               \
    case format:                                                                                   \
        if (offsets != NULL) {                                                                     \
            prepare(&job->source, scales, offsets, count, format, true, panel);                    \
        } else {                                                                                   \
            prepare(&job->source, scales, NULL, count, format, false, panel);                      \
        }                                                                                          \
        break;
    switch (job->param_format) {
        CASE(AQ_HALF)
        CASE(AQ_BF16)
        CASE(AQ_FLOAT)
    default: /* never with offsets */
        prepare(&job->source, scales, NULL, count, AQ_E8M0, false, panel);
    }
#undef CASE
}
