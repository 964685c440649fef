/* AVX2 with FMA and F16C: 16 elements at a time. */
#include "avx2.h"

#include <string.h>

#define WIDTH 16
#define BLOCK_ROWS 8

/* ---- Sources ---------------------------------------------------------------------- */

typedef enum from { FROM_INT8, FROM_E5M2, FROM_E4M3, FROM_TABLE, FROM_NIBBLES, FROMS } from;

/* 16 codes, one to a byte. */
INLINE __m128i load_codes(const uint8_t *src, from f) {
    if (f != FROM_NIBBLES) {
        return _mm_loadu_si128((const __m128i *)src);
    }
    const __m128i bytes = _mm_loadl_epi64((const __m128i *)src);
    const __m128i words = _mm_cvtepu8_epi16(bytes);
    return _mm_and_si128(_mm_or_si128(words, _mm_slli_epi16(words, 4)), _mm_set1_epi8(0x0f));
}

/* Bytes low and high of bf16s to floats. */
INLINE void join_planes(__m256 x[2], __m128i low, __m128i high) {
    const __m128i first = _mm_unpacklo_epi8(low, high), last = _mm_unpackhi_epi8(low, high);
    x[0] = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(first), 16));
    x[1] = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(last), 16));
}

INLINE void decode_codes(__m256 x[2], __m128i codes, const aqc_source *source, from f) {
    if (f == FROM_INT8) {
        x[0] = _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(codes));
        x[1] = _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_srli_si128(codes, 8)));
    } else if (f == FROM_E5M2) { /* the upper byte of a half */
        const __m128i zero = _mm_setzero_si128();
        x[0] = _mm256_cvtph_ps(_mm_unpacklo_epi8(zero, codes));
        x[1] = _mm256_cvtph_ps(_mm_unpackhi_epi8(zero, codes));
    } else if (f == FROM_E4M3) { /* a half of another bias: 256 times too small */
        const __m256i words = _mm256_cvtepi8_epi16(codes);
        const __m256i halves =
            _mm256_or_si256(_mm256_and_si256(words, _mm256_set1_epi16((short)0x8000)),
                            _mm256_slli_epi16(_mm256_and_si256(words, _mm256_set1_epi16(0x7f)), 7));
        const __m256 bias = _mm256_set1_ps(256);
        x[0] = _mm256_mul_ps(_mm256_cvtph_ps(_mm256_castsi256_si128(halves)), bias);
        x[1] = _mm256_mul_ps(_mm256_cvtph_ps(_mm256_extracti128_si256(halves, 1)), bias);
    } else if (f == FROM_NIBBLES) {
        const __m128i low = _mm_loadu_si128((const __m128i *)source->low);
        const __m128i high = _mm_loadu_si128((const __m128i *)source->high);
        join_planes(x, _mm_shuffle_epi8(low, codes), _mm_shuffle_epi8(high, codes));
    } else {
        uint8_t at[WIDTH], low[WIDTH], high[WIDTH];
        _mm_storeu_si128((__m128i *)at, codes);
        for (int i = 0; i < WIDTH; i++) {
            low[i] = source->low[at[i] & 0x7f];
            high[i] = source->high[at[i] & 0x7f] | (at[i] & 0x80);
        }
        join_planes(x, _mm_loadu_si128((const __m128i *)low),
                    _mm_loadu_si128((const __m128i *)high));
    }
}

/* All ones where a code is NaN. */
INLINE __m128i nan_codes(__m128i codes, const aqc_source *source) {
    const __m128i key = _mm_and_si128(_mm_xor_si128(codes, _mm_set1_epi8((char)source->nan_xor)),
                                      _mm_set1_epi8((char)source->nan_and));
    const __m128i from = _mm_set1_epi8((char)source->nan_from);
    return _mm_cmpeq_epi8(_mm_max_epu8(key, from), key);
}

/* ---- Arithmetic ------------------------------------------------------------------- */

INLINE __m256d minus_pd(__m256d v) {
    return _mm256_xor_pd(v, _mm256_set1_pd(-0.0));
}

/* The odd one of two neighbours; the upper one of equal ones, so that a zero sum is +0. */
INLINE __m256 odd_ps(__m256 down, __m256 up) {
    const __m256i odd = _mm256_slli_epi32(_mm256_castps_si256(down), 31);
    return AQ_MUTATE(avx2_odd_becomes_up, _mm256_blendv_ps(up, down, _mm256_castsi256_ps(odd)), up);
}

INLINE __m256d odd_pd(__m256d down, __m256d up) {
    const __m256i odd = _mm256_slli_epi64(_mm256_castpd_si256(down), 63);
    return _mm256_blendv_pd(up, down, _mm256_castsi256_pd(odd));
}

/* In double, rounded to odd in float. The processor rounds down. */
INLINE __m128 four_to_odd(__m128 x, __m256d scale, __m256d addend) {
    const __m256d wide = _mm256_cvtps_pd(x);
    const __m256d v = odd_pd(_mm256_fmadd_pd(wide, scale, addend),
                             minus_pd(_mm256_fnmsub_pd(wide, scale, addend)));
    const __m128 down = _mm256_cvtpd_ps(v);
    const __m128 up = _mm_xor_ps(_mm256_cvtpd_ps(minus_pd(v)), _mm_set1_ps(-0.0f));
    const __m128i odd = _mm_slli_epi32(_mm_castps_si128(down), 31);
    return _mm_blendv_ps(up, down, _mm_castsi128_ps(odd));
}

/* To nearest in float: the exact sum of two doubles as a head and a rest, the head made
 * odd if there is a rest. The processor rounds to nearest. */
INLINE __m128 four_to_float(__m128 x, __m256d scale, __m256d addend) {
    const __m256d product = _mm256_mul_pd(_mm256_cvtps_pd(x), scale); /* exact */
    const __m256d head = _mm256_add_pd(product, addend);
    const __m256d other = _mm256_sub_pd(head, product);
    const __m256d rest = _mm256_add_pd(_mm256_sub_pd(product, _mm256_sub_pd(head, other)),
                                       _mm256_sub_pd(addend, other));
    const __m256i bits = _mm256_castpd_si256(head), one = _mm256_set1_epi64x(1);
    const __m256i inexact = _mm256_castpd_si256(
        _mm256_cmp_pd(rest, _mm256_setzero_pd(), _CMP_NEQ_OQ)); /* false for Inf, NaN */
    const __m256i even = _mm256_cmpeq_epi64(_mm256_and_si256(bits, one), _mm256_setzero_si256());
    const __m256i toward_zero = _mm256_cmpgt_epi64(
        _mm256_setzero_si256(), _mm256_xor_si256(bits, _mm256_castpd_si256(rest)));
    const __m256i move =
        _mm256_and_si256(_mm256_or_si256(toward_zero, one), _mm256_and_si256(inexact, even));
    return _mm256_cvtpd_ps(_mm256_castsi256_pd(_mm256_add_epi64(bits, move)));
}

INLINE __m256 in_double(__m256 x, __m256 scale, __m256 offset, bool to_float) {
    __m128 part[2];
    for (int h = 0; h < 2; h++) {
        const __m128 s4 = h ? _mm256_extractf128_ps(scale, 1) : _mm256_castps256_ps128(scale);
        const __m128 o4 = h ? _mm256_extractf128_ps(offset, 1) : _mm256_castps256_ps128(offset);
        const __m128 x4 = h ? _mm256_extractf128_ps(x, 1) : _mm256_castps256_ps128(x);
        const __m256d s = _mm256_cvtps_pd(s4);
        const __m256d c = _mm256_mul_pd(s, _mm256_cvtps_pd(o4)); /* 48 bits: exact */
        part[h] = to_float ? four_to_float(x4, s, c) : four_to_odd(x4, s, c);
    }
    return _mm256_set_m128(part[1], part[0]);
}

INLINE __m256 compute(__m256 x, __m256 scale, __m256 addend, aqc_step_class class, bool to_float) {
    if (class == AQC_DOUBLE) {
        return in_double(x, scale, addend, to_float);
    }
    if (to_float) {
        return _mm256_fmadd_ps(x, scale, addend);
    }
    const __m256 up = minus_ps(_mm256_fnmsub_ps(x, scale, addend));
    return class == AQC_EXACT ? up : odd_ps(_mm256_fmadd_ps(x, scale, addend), up);
}

/* ---- Results ---------------------------------------------------------------------- */

INLINE __m256i narrow(const __m256 y[2], bool half) {
    if (half) {
        const __m128i low = _mm256_cvtps_ph(y[0], _MM_FROUND_TO_NEAREST_INT);
        return _mm256_set_m128i(_mm256_cvtps_ph(y[1], _MM_FROUND_TO_NEAREST_INT), low);
    }
    __m256i part[2];
    for (int i = 0; i < 2; i++) {
        const __m256i bits = _mm256_castps_si256(y[i]);
        const __m256i last = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
        part[i] = _mm256_srli_epi32(
            _mm256_add_epi32(_mm256_add_epi32(bits, _mm256_set1_epi32(0x7fff)),
                             AQ_MUTATE(avx2_bf16_ties_up, last, _mm256_set1_epi32(1))),
            16);
    }
    return _mm256_permute4x64_epi64(_mm256_packus_epi32(part[0], part[1]), 0xd8);
}

INLINE __m256i finish(__m256i code, __m256i sign, __m128i nan, bool has_nan, bool saturate,
                      bool half) {
    const int infinity = half ? 0x7c00 : 0x7f80, quiet = half ? 0x7e00 : 0x7fc0;
    const __m256i magnitude = _mm256_set1_epi16(0x7fff);
    code = _mm256_xor_si256(code, sign);
    if (saturate) {
        const __m256i largest =
            _mm256_set1_epi16((short)AQ_MUTATE(avx2_saturates_to_inf, infinity - 1, infinity));
        code = _mm256_or_si256(_mm256_andnot_si256(magnitude, code),
                               _mm256_min_epu16(_mm256_and_si256(code, magnitude), largest));
    }
    if (!has_nan) {
        return code;
    }
    const __m256i fixed = _mm256_set1_epi16((short)(saturate ? 0 : quiet));
    return _mm256_blendv_epi8(code, fixed, _mm256_cvtepi8_epi16(nan));
}

/* ---- Blocks ----------------------------------------------------------------------- */

/* The parameters of 16 elements. */
typedef struct params {
    __m256 scale[2], addend[2];
    __m256i sign;
} params;

INLINE params load_params(const aqc_panel *panel, size_t at, size_t group_at, bool broadcast,
                          aqc_step_class class) {
    const float *addend = class == AQC_DOUBLE ? panel->offset : panel->addend;
    params p;
    for (int h = 0; h < 2; h++) {
        p.scale[h] = broadcast ? _mm256_set1_ps(panel->scale[group_at])
                               : _mm256_loadu_ps(panel->scale + at + 8 * h);
        p.addend[h] =
            broadcast ? _mm256_set1_ps(addend[group_at]) : _mm256_loadu_ps(addend + at + 8 * h);
    }
    p.sign = broadcast ? _mm256_set1_epi16((short)panel->sign[group_at])
                       : _mm256_loadu_si256((const __m256i *)(panel->sign + at));
    return p;
}

/* What a step needs to know of the job: results are stored through bytes, after which a
 * compiler takes it to have changed. */
typedef struct settings {
    const aqc_source *source;
    bool saturate, stream;
} settings;

INLINE void step(const settings *set, const uint8_t *src, uint8_t *dst, const params *p, from f,
                 aq_format to, aqc_step_class class) {
    const __m128i codes = load_codes(src, f);
    const bool has_nan = f == FROM_E5M2 || f == FROM_E4M3 || f == FROM_TABLE;
    const __m128i nan = has_nan ? nan_codes(codes, set->source) : _mm_setzero_si128();
    __m256 x[2];
    decode_codes(x, codes, set->source, f);
    for (int h = 0; h < 2; h++) {
        x[h] = compute(x[h], p->scale[h], p->addend[h], class, to == AQ_FLOAT);
    }
    if (to != AQ_FLOAT) {
        const __m256i code =
            finish(narrow(x, to == AQ_HALF), p->sign, nan, has_nan, set->saturate, to == AQ_HALF);
        if (set->stream) {
            _mm256_stream_si256((__m256i *)dst, code);
        } else {
            _mm256_storeu_si256((__m256i *)dst, code);
        }
        return;
    }
    for (int h = 0; h < 2; h++) {
        const __m128i sign =
            h ? _mm256_extracti128_si256(p->sign, 1) : _mm256_castsi256_si128(p->sign);
        const __m128i nan8 = h ? _mm_srli_si128(nan, 8) : nan;
        __m256i code = _mm256_xor_si256(_mm256_castps_si256(x[h]),
                                        _mm256_slli_epi32(_mm256_cvtepu16_epi32(sign), 16));
        if (has_nan) {
            code =
                _mm256_blendv_epi8(code, _mm256_set1_epi32(0x7fc00000), _mm256_cvtepi8_epi32(nan8));
        }
        _mm256_storeu_si256((__m256i *)(dst + 32 * h), code);
    }
}

/* A step that is cut: on copies. */
INLINE void cut_step(const settings *set, const uint8_t *src, uint8_t *dst, size_t count,
                     const params *p, from f, aq_format to, aqc_step_class class) {
    uint8_t codes[WIDTH] = {0}, results[4 * WIDTH];
    memcpy(codes, src, f == FROM_NIBBLES ? (count + 1) / 2 : count);
    step(set, codes, results, p, f, to, class);
    memcpy(dst, results,
           AQ_MUTATE(avx2_tail_one_short, count, count - 1) * (to == AQ_FLOAT ? 4 : 2));
}

/* Rows of up to AQC_STEP columns, column j with parameter at + j; or, broadcast, one row
 * of any count that takes parameter at. */
INLINE void block(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t src_stride,
                  size_t dst_stride, size_t rows, size_t count, const aqc_panel *panel, size_t at,
                  bool broadcast, from f, aq_format to, aqc_step_class class) {
    const bool stream = job->stream && ((uintptr_t)dst | dst_stride) % 32 == 0;
    const settings set = {&job->source, job->saturate, stream};
    const settings cached = {&job->source, job->saturate, false};
    const size_t whole = count - count % WIDTH;
    const size_t bytes = to == AQ_FLOAT ? 4 : 2;
    for (size_t j = 0; j < whole; j += WIDTH) {
        const params p = load_params(panel, at + j, at, broadcast, class);
        const uint8_t *from_row = src + (f == FROM_NIBBLES ? j / 2 : j);
        uint8_t *to_row = dst + j * bytes;
        for (size_t i = 0; i < rows; i++) {
            step(&set, from_row, to_row, &p, f, to, class);
            from_row += src_stride;
            to_row += dst_stride;
        }
    }
    if (whole < count) {
        const params p = load_params(panel, at + whole, at, broadcast, class);
        for (size_t i = 0; i < rows; i++) {
            cut_step(&cached, src + i * src_stride + (f == FROM_NIBBLES ? whole / 2 : whole),
                     dst + i * dst_stride + whole * bytes, count - whole, &p, f, to, class);
        }
    }
}

typedef void block_fn(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t src_stride,
                      size_t dst_stride, size_t rows, size_t count, const aqc_panel *panel,
                      size_t at, bool broadcast);

#define BLOCK(f, to, class)                                                                        \
    static void block_##f##_##to##_##class(const aqc_job *job, const uint8_t *src, uint8_t *dst,   \
                                           size_t src_stride, size_t dst_stride, size_t rows,      \
                                           size_t count, const aqc_panel *panel, size_t at,        \
                                           bool broadcast) {                                       \
        if (broadcast) {                                                                           \
            block(job, src, dst, src_stride, dst_stride, 1, count, panel, at, true, f, to, class); \
        } else {                                                                                   \
            block(job, src, dst, src_stride, dst_stride, rows, count, panel, at, false, f, to,     \
                  class);                                                                          \
        }                                                                                          \
    }
#define BY_RESULT(X, f)                                                                            \
    AQC_EACH_CLASS(X, f, AQ_HALF)                                                                  \
    AQC_EACH_CLASS(X, f, AQ_BF16)                                                                  \
    AQC_EACH_CLASS(X, f, AQ_FLOAT)
#define EACH(X)                                                                                    \
    BY_RESULT(X, FROM_INT8)                                                                        \
    BY_RESULT(X, FROM_E5M2)                                                                        \
    BY_RESULT(X, FROM_E4M3)                                                                        \
    BY_RESULT(X, FROM_TABLE)                                                                       \
    BY_RESULT(X, FROM_NIBBLES)
EACH(BLOCK)

static block_fn *block_of(const aqc_job *job, const aqc_panel *panel, size_t at) {
#define NAME(f, to, class) [f][to - AQ_HALF][class] = block_##f##_##to##_##class,
    static block_fn *const blocks[FROMS][3][AQC_CLASSES] = {EACH(NAME)};
#undef NAME
    const aq_format src = job->source.format;
    const from f = job->source.bits == 4 ? FROM_NIBBLES
                   : src == AQ_INT8      ? FROM_INT8
                   : src == AQ_E5M2      ? FROM_E5M2
                   : src == AQ_E4M3FN    ? FROM_E4M3
                                         : FROM_TABLE;
    return blocks[f][job->dst_format - AQ_HALF][panel->class[at / AQC_STEP]];
}

void aqc_avx2_columns(const aqc_job *job, size_t first, size_t stride, size_t rows, size_t count,
                      const aqc_panel *panel) {
    const size_t src_stride = aqc_source_bytes(job, stride), dst_stride = stride * job->dst_bytes;
    const uint8_t *src = job->src + aqc_source_bytes(job, first);
    uint8_t *dst = job->dst + first * job->dst_bytes;
    for (size_t i = 0, now; i < rows; i += now) {
        now = rows - i < BLOCK_ROWS ? rows - i : BLOCK_ROWS;
        for (size_t j = 0; j < count; j += AQC_STEP) {
            const size_t width = count - j < AQC_STEP ? count - j : AQC_STEP;
            block_of(job, panel, j)(job, src + aqc_source_bytes(job, j), dst + j * job->dst_bytes,
                                    src_stride, dst_stride, now, width, panel, j, false);
        }
        src += now * src_stride;
        dst += now * dst_stride;
    }
}

/* ---- Runs of nibbles through a table of 16 results ----------------------------------- */

static void run_of_nibbles(const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t count,
                           const aqc_panel *panel, size_t at) {
    static const uint8_t codes[8] = {0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe};
    aqc_job cached = *job;
    cached.stream = false;
    uint8_t results[2 * WIDTH];
    block_of(job, panel, at)(&cached, codes, results, 0, 0, 1, WIDTH, panel, at, true);
    const __m128i order = _mm_setr_epi8(0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15);
    const __m128i a = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)results), order);
    const __m128i b = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(results + 16)), order);
    const __m256i low = _mm256_broadcastsi128_si256(_mm_unpacklo_epi64(a, b));
    const __m256i high = _mm256_broadcastsi128_si256(_mm_unpackhi_epi64(a, b));
    size_t i = 0;
    for (; i + 32 <= count; i += 32) {
        const __m128i bytes = _mm_loadu_si128((const __m128i *)(src + i / 2));
        const __m256i words = _mm256_cvtepu8_epi16(bytes);
        const __m256i c = _mm256_and_si256(_mm256_or_si256(words, _mm256_slli_epi16(words, 4)),
                                           _mm256_set1_epi8(0x0f));
        const __m256i l = _mm256_shuffle_epi8(low, c), h = _mm256_shuffle_epi8(high, c);
        const __m256i first = _mm256_unpacklo_epi8(l, h), last = _mm256_unpackhi_epi8(l, h);
        _mm256_storeu_si256((__m256i *)(dst + 2 * i), _mm256_permute2x128_si256(first, last, 0x20));
        _mm256_storeu_si256((__m256i *)(dst + 2 * i + 32),
                            _mm256_permute2x128_si256(first, last, 0x31));
    }
    for (; i < count; i++) {
        memcpy(dst + 2 * i, results + 2 * (src[i / 2] >> (i % 2 * 4) & 0xf), 2);
    }
}

void aqc_avx2_runs(const aqc_job *job, size_t first, size_t length, size_t runs,
                   const aqc_panel *panel, size_t param) {
    const uint8_t *src = job->src + aqc_source_bytes(job, first);
    uint8_t *dst = job->dst + first * job->dst_bytes;
    for (size_t r = 0; r < runs; r++) {
        const size_t at = param + r;
        if (job->source.bits == 4) {
            run_of_nibbles(job, src, dst, length, panel, at);
        } else {
            block_of(job, panel, at)(job, src, dst, 0, 0, 1, length, panel, at, true);
        }
        src += aqc_source_bytes(job, length);
        dst += length * job->dst_bytes;
    }
}
