/* AVX2: blocks of rows and columns, and runs of bytes: a function for each kind of
 * source, result and class. */
#include "avx2.h"

#include <string.h>

/* Rows of a block: parameters are loaded once for all of them. */
#define BLOCK_ROWS 8

/* ---- Float results ------------------------------------------------------------------ */

/* To nearest in float: the exact sum of two doubles as a head and a rest, the head made
 * odd if there is a rest. */
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

INLINE __m256 eight_to_float(const __m256 x[2], const params *p, int h) {
    __m128 part[2];
    for (int k = 0; k < 2; k++) {
        const int q = 2 * h + k;
        part[k] = four_to_float(quarter(x, q), p->wide_scale[q], p->wide_addend[q]);
    }
    return join_ps(part[0], part[1]);
}

/* Rounded to double and then to float: right unless the double is a midpoint, of floats
 * that are no subnormals. */
INLINE bool by_rounding_twice(__m256 y[2], const __m256 x[2], const params *p) {
    const __m256i below = _mm256_set1_epi64x(0x1fffffff);
    __m256i midpoint = _mm256_setzero_si256();
    __m128 part[4];
    for (int q = 0; q < 4; q++) {
        const __m256d v =
            _mm256_fmadd_pd(_mm256_cvtps_pd(quarter(x, q)), p->wide_scale[q], p->wide_addend[q]);
        midpoint = _mm256_or_si256(
            midpoint, _mm256_cmpeq_epi64(_mm256_and_si256(_mm256_castpd_si256(v), below),
                                         _mm256_set1_epi64x(0x10000000)));
        part[q] = _mm256_cvtpd_ps(v);
    }
    y[0] = join_ps(part[0], part[1]);
    y[1] = join_ps(part[2], part[3]);
    return _mm256_movemask_epi8(midpoint) == 0;
}

INLINE void in_double(__m256 y[2], const __m256 x[2], const params *p) {
    for (int h = 0; h < 2; h++) {
        y[h] = eight_to_float(x, p, h);
    }
}

/* Are the results between both bounds the same? */
INLINE bool by_bounds(__m256 y[2], const __m256 x[2], const params *p) {
    __m256i same[2];
    for (int h = 0; h < 2; h++) {
        const bounds *b = &p->bounds[h];
        const __m256 sum = _mm256_add_ps(x[h], b->shift);
        y[h] = _mm256_fmadd_ps(sum, p->scale[h], b->low);
        const __m256 high = _mm256_fmadd_ps(sum, p->scale[h], b->high);
        same[h] = _mm256_cmpeq_epi32(_mm256_castps_si256(y[h]), _mm256_castps_si256(high));
    }
    const bool all = _mm256_movemask_epi8(_mm256_and_si256(same[0], same[1])) == -1;
    return AQ_MUTATE(avx2_split_bounds_not_compared, all, true);
}

INLINE void to_float(__m256 y[2], const __m256 x[2], const params *p, from f, unsigned class,
                     bool normal) {
    if (class == SPLIT) {
        if (__builtin_expect(!by_bounds(y, x, p), 0)) {
            const params wide = widened(p, f);
            in_double(y, x, &wide);
        }
    } else if (class != AQC_DOUBLE) {
        for (int h = 0; h < 2; h++) {
            y[h] = _mm256_fmadd_ps(x[h], p->scale[h], p->addend[h]);
        }
    } else if (!normal || !by_rounding_twice(y, x, p)) {
        in_double(y, x, p);
    }
}

INLINE void finish_floats(__m256i codes[2], const __m256 y[2], const params *p, __m256i nan,
                          bool has_nan) {
    for (int h = 0; h < 2; h++) {
        const __m128i sign =
            h ? _mm256_extracti128_si256(p->sign, 1) : _mm256_castsi256_si128(p->sign);
        const __m128i nan8 = h ? _mm256_extracti128_si256(nan, 1) : _mm256_castsi256_si128(nan);
        __m256i code = _mm256_xor_si256(_mm256_castps_si256(y[h]),
                                        _mm256_slli_epi32(_mm256_cvtepu16_epi32(sign), 16));
        if (has_nan) {
            code = _mm256_blendv_epi8(code, _mm256_set1_epi32(0x7fc00000),
                                      _mm256_cvtepi16_epi32(nan8));
        }
        codes[h] = code;
    }
}

/* ---- Steps -------------------------------------------------------------------------- */

/* What a step needs to know of the job: results are stored through bytes, after which a
 * compiler takes it to have changed. */
typedef struct settings {
    const aqc_source *source;
    bool saturate, stream, normal;
} settings;

/* WIDEST elements, whose results are stored when all are there: lines of dst are then written
 * as a whole. Of one that is stored around the cache in parts, with other rows or much else in
 * between, each part goes to memory by itself. */
INLINE void step(const settings *set, const uint8_t *src, uint8_t *dst, const params *const p[2],
                 from f, aq_format to, unsigned class) {
    const bool has_nan = f == FROM_E5M2 || f == FROM_E4M3 || f == FROM_TABLE;
    const bool at_once = width_of(f) == WIDEST;
    const unsigned codes = to == AQ_FLOAT ? 4 : 2;
    __m256i code[4];
    decoded d = decode(src, set->source, f);
    for (unsigned k = 0; k < WIDEST / 16; k++) {
        if (k > 0 && !at_once) {
            d = decode(src + 16 * k, set->source, f);
        }
        const unsigned at = at_once ? k : 0;
        const __m256 *x = d.x + 2 * at;
        const __m256i nan = has_nan ? d.nan[at] : _mm256_setzero_si256();
        if (to == AQ_FLOAT) {
            __m256 y[2];
            to_float(y, x, p[k], f, class, set->normal);
            finish_floats(code + 2 * k, y, p[k], nan, has_nan);
        } else {
            code[k] = finish(rounded(x, p[k], f, to == AQ_HALF, class), p[k]->sign, nan, has_nan,
                             set->saturate, to == AQ_HALF);
        }
    }
    for (unsigned k = 0; k < codes; k++) {
        store(dst + 32 * k, code[k], set->stream);
    }
}

/* count elements, at most WIDEST: a step that is cut works on copies. */
INLINE void whole_or_cut(settings set, const uint8_t *src, uint8_t *dst, size_t count,
                         const params *const p[2], from f, aq_format to, unsigned class) {
    uint8_t codes[WIDEST], results[4 * WIDEST];
    const bool cut = count < WIDEST;
    if (cut) {
        memset(codes, 0, sizeof codes);
        memcpy(codes, src, f == FROM_NIBBLES ? (count + 1) / 2 : count);
        set.stream = false;
    }
    step(&set, cut ? codes : src, cut ? results : dst, p, f, to, class);
    if (cut) {
        memcpy(dst, results,
               AQ_MUTATE(avx2_tail_one_short, count, count - 1) * (to == AQ_FLOAT ? 4 : 2));
    }
}

/* What a block is about; all of its parameters are in one step of the panel. */
#define BLOCK_PARAMETERS                                                                           \
    const aqc_job *job, const uint8_t *src, uint8_t *dst, size_t src_stride, size_t dst_stride,    \
        size_t rows, size_t count, const aqc_panel *panel, size_t at

INLINE settings settings_of(const aqc_job *job, const aqc_panel *panel, size_t at,
                            const uint8_t *dst, size_t dst_stride) {
    const bool stream = job->stream && ((uintptr_t)dst | dst_stride) % 32 == 0;
    return (settings){&job->source, job->saturate, stream, panel->normal[at / AQC_STEP]};
}

INLINE const uint8_t *skip(const uint8_t *src, size_t elements, from f) {
    return src + (f == FROM_NIBBLES ? elements / 2 : elements);
}

/* Rows of count columns, column j with parameter at + j. */
AQC_KERNEL void columns(BLOCK_PARAMETERS, from f, aq_format to, unsigned class) {
    const settings set = settings_of(job, panel, at, dst, dst_stride);
    const size_t bytes = to == AQ_FLOAT ? 4 : 2;
    for (size_t j = 0; j < count; j += WIDEST) {
        const params first = load_params(&job->source, panel, at + j, false, f, to, class);
        const params last = load_params(&job->source, panel, at + j + 16, false, f, to, class);
        const params *const p[2] = {&first, &last};
        const uint8_t *from_row = skip(src, j, f);
        uint8_t *to_row = dst + j * bytes;
        const size_t width = count - j < WIDEST ? count - j : WIDEST;
        for (size_t i = 0; i < rows; i++) {
            whole_or_cut(set, from_row, to_row, width, p, f, to, class);
            from_row += src_stride;
            to_row += dst_stride;
        }
    }
}

/* Runs of count bytes, run i with parameter at + i. */
AQC_KERNEL void runs(BLOCK_PARAMETERS, from f, aq_format to, unsigned class) {
    const settings set = settings_of(job, panel, at, dst, dst_stride);
    const size_t bytes = to == AQ_FLOAT ? 4 : 2;
    for (size_t i = 0; i < rows; i++) {
        /* Not copied: a compiler may take a string instruction for it, which waits for all that
         * is being stored around the cache. */
        const params all = load_params(&job->source, panel, at + i, true, f, to, class);
        const params *const p[2] = {&all, &all};
        for (size_t j = 0; j < count; j += WIDEST) {
            whole_or_cut(set, src + j, dst + j * bytes, count - j < WIDEST ? count - j : WIDEST, p,
                         f, to, class);
        }
        src += src_stride;
        dst += dst_stride;
    }
}

typedef void block_fn(BLOCK_PARAMETERS);

#define BLOCK(name, offsets, f, to, class)                                                         \
    static void name##_##f##_##to##_##class(BLOCK_PARAMETERS) {                                    \
        if (class == AQC_DOUBLE && to == AQ_FLOAT &&                                               \
            can_split(&job->source, panel->offset + at, offsets)) {                                \
            name(job, src, dst, src_stride, dst_stride, rows, count, panel, at, f, to, SPLIT);     \
        } else {                                                                                   \
            name(job, src, dst, src_stride, dst_stride, rows, count, panel, at, f, to, class);     \
        }                                                                                          \
    }
#define COLUMNS(f, to, class) BLOCK(columns, count, f, to, class)
#define RUNS(f, to, class) BLOCK(runs, rows, f, to, class)
#define BY_RESULT(X, f)                                                                            \
    AQC_EACH_CLASS(X, f, AQ_HALF)                                                                  \
    AQC_EACH_CLASS(X, f, AQ_BF16)                                                                  \
    AQC_EACH_CLASS(X, f, AQ_FLOAT)
#define EACH_OF_BYTES(X)                                                                           \
    BY_RESULT(X, FROM_INT8)                                                                        \
    BY_RESULT(X, FROM_E5M2)                                                                        \
    BY_RESULT(X, FROM_E4M3)                                                                        \
    BY_RESULT(X, FROM_TABLE)
#define EACH(X)                                                                                    \
    EACH_OF_BYTES(X)                                                                               \
    AQC_EACH_CLASS(X, FROM_NIBBLES, AQ_HALF)                                                       \
    AQC_EACH_CLASS(X, FROM_NIBBLES, AQ_BF16)
EACH(COLUMNS)
EACH_OF_BYTES(RUNS)

/* By source, result and class. */
typedef block_fn *const block_table[FROMS][3][AQC_CLASSES];

static block_fn *block_of(block_table table, const aqc_job *job, const aqc_panel *panel,
                          size_t at) {
    const aq_format src = job->source.format;
    const from f = job->source.bits == 4 ? FROM_NIBBLES
                   : src == AQ_INT8      ? FROM_INT8
                   : src == AQ_E5M2      ? FROM_E5M2
                   : src == AQ_E4M3FN    ? FROM_E4M3
                                         : FROM_TABLE;
    return table[f][job->dst_format - AQ_HALF][panel->class[at / AQC_STEP]];
}

void aqc_avx2_columns(const aqc_job *job, size_t first, size_t stride, size_t rows, size_t count,
                      const aqc_panel *panel) {
#define NAME(f, to, class) [f][to - AQ_HALF][class] = columns_##f##_##to##_##class,
    static const block_table blocks = {EACH(NAME)};
#undef NAME
    const size_t src_stride = aqc_source_bytes(job, stride), dst_stride = stride * job->dst_bytes;
    const uint8_t *src = job->src + aqc_source_bytes(job, first);
    uint8_t *dst = job->dst + first * job->dst_bytes;
    for (size_t i = 0, now; i < rows; i += now) {
        now = rows - i < BLOCK_ROWS ? rows - i : BLOCK_ROWS;
        for (size_t j = 0; j < count; j += AQC_STEP) {
            const size_t width = count - j < AQC_STEP ? count - j : AQC_STEP;
            block_of(blocks, job, panel, j)(job, src + aqc_source_bytes(job, j),
                                            dst + j * job->dst_bytes, src_stride, dst_stride, now,
                                            width, panel, j);
        }
        src += now * src_stride;
        dst += now * dst_stride;
    }
}

void aqc_avx2_runs(const aqc_job *job, size_t first, size_t length, size_t runs,
                   const aqc_panel *panel, size_t param) {
#define NAME(f, to, class) [f][to - AQ_HALF][class] = runs_##f##_##to##_##class,
    static const block_table blocks = {EACH_OF_BYTES(NAME)};
#undef NAME
    const size_t dst_bytes = length * job->dst_bytes;
    const uint8_t *src = job->src + aqc_source_bytes(job, first);
    uint8_t *dst = job->dst + first * job->dst_bytes;
    if (job->source.bits == 4) {
        aqc_avx2_nibble_runs(job, src, dst, length, runs, panel, param);
        return;
    }
    for (size_t now; runs > 0; runs -= now, param += now) {
        const size_t here = AQC_STEP - param % AQC_STEP;
        now = runs < here ? runs : here;
        block_of(blocks, job, panel, param)(job, src, dst, length, dst_bytes, now, length, panel,
                                            param);
        src += now * length;
        dst += now * dst_bytes;
    }
}
