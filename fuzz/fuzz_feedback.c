/* Which numbers are news: combination, rounding position, exponent gap, error,
 * domain, classes of the operands, tail, group boundary, alignment. */
#include "fuzz_feedback.h"

#include "fast.h"
#include "fast_batch.h"
#include "format.h"
#include "index.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Not static, or the compiler would see that nothing reads it. */
uint8_t aqf_counters[AQF_COUNTERS] __attribute__((section("__libfuzzer_extra_counters")));

enum {
    MAX_ELEMENTS = 32, /* of a case, evenly spread */
    LARGE = 4096       /* cases above this are slow: a few of them will do */
};

/* Blocks of features, and how many each has. DSTS: half, bf16, float. */
enum { DSTS = 3, PARITIES = 2, SOURCES = 3, CLASSES = 8 };
#define BLOCKS(X)                                                                                  \
    X(TYPES, 11 * 4 * DSTS * 5 * 3)             /* src, scale, dst, prototype, overflow */         \
    X(POSITION, DSTS *SOURCES * 2 * 128)        /* of the value between two numbers of dst */      \
    X(GAP, DSTS * 2 * 96)                       /* exponent of x over that of o; signs */          \
    X(TIE_AT_GAP, DSTS * 5 * 16 * PARITIES * 4) /* nearness of a tie, gap, odd or even, range */   \
    X(CANCELLATION, DSTS * 5 * 4 * 4)           /* nearness, bits lost in the sum, range */        \
    X(EDGE, DSTS * 2 * 2 * 32)                  /* how near the ends of the range; sides */        \
    X(EXPONENT, DSTS * 96)                      /* of the value */                                 \
    X(ERROR, DSTS * 16)                         /* of the result */                                \
    X(OPERANDS, CLASSES *CLASSES *CLASSES *DSTS)                                                   \
    X(TAIL, 2 * 64 + 64) /* columns, rows */                                                       \
    X(GROUP, 5 * 8 * 8)  /* prototype, groups, short last one */                                   \
    X(TMP, 2 * 16)       /* size of the temporary buffer */                                        \
    X(BEYOND, 4)         /* what 8 and 16 bits count */                                            \
    X(ALIGNMENT, 4 * 32)
#define X_(id, count) id, id##_END = id + (count)-1,
enum { BLOCKS(X_) FEATURES };
#undef X_
_Static_assert((int)FEATURES <= (int)AQF_COUNTERS, "the blocks must fit");

static inline void mark(unsigned index) {
    aqf_counters[index] = 1;
}

void aqf_feature(unsigned index) {
    if (index < AQF_COUNTERS)
        mark(index);
}

/* Of a number as ilogb: no double in here is subnormal. Of zero far below all others. */
static inline int exponent(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return (int)(bits >> 52 & 0x7ff) - 1023;
}

static int clamp(int value, int low, int high) {
    return value < low ? low : value > high ? high : value;
}

static unsigned dst_index(aq_format dst) {
    return dst == AQ_HALF ? 0 : dst == AQ_BF16 ? 1 : 2;
}

/* zero, subnormal, small, ordinary, large, Inf, NaN; of numbers negative or not
 * only where it is zero */
static unsigned class_of(const aqo_format *f, double v) {
    if (v == 0)
        return signbit(v) ? 7 : 0;
    if (isnan(v))
        return 6;
    if (isinf(v))
        return 5;
    if (!f->is_float)
        return v == 1 || v == -1 ? 2 : exponent(v) >= f->emax ? 4 : 3;
    const int e = exponent(v);
    return e < f->emin ? 1 : e == f->emin ? 2 : e >= f->emax ? 4 : 3;
}

/* Where the value lies, from its error when correctly rounded: exact, tie, nearer
 * and nearer to a tie, nearer and nearer to a number; on which side. */
static unsigned position_of(double error) {
    const double a = fabs(error);
    const unsigned side = error < 0;
    if (a == 0)
        return 0;
    if (a >= 0.5)
        return 1 + side;
    if (a > 0.5 - 0.125)
        return 4 + side * 30 + (unsigned)clamp(-exponent(0.5 - a), 3, 32) - 3;
    if (a < 0.125)
        return 64 + side * 30 + (unsigned)clamp(-exponent(a), 3, 32) - 3;
    return side ? 3 : 127;
}

/* How near to a tie: not, within 2^-4, 2^-8, 2^-12, at it. */
static unsigned nearness_of(double error) {
    const double away = 0.5 - fabs(error);
    return away <= 0 ? 4 : away < 0x1p-12 ? 3 : away < 0x1p-8 ? 2 : away < 0x1p-4 ? 1 : 0;
}

/* Subnormal, just above, ordinary, in the last binade or beyond. */
static unsigned range_of(const aqo_format *dst, double value) {
    const int e = exponent(value);
    return e < dst->emin ? 0 : e < dst->emin + 3 ? 1 : e < dst->emax ? 2 : 3;
}

/* How near the value is to the overflow threshold, and to the smallest normal. */
static void mark_edge(unsigned dst, const double edges[2], double value) {
    for (unsigned k = 0; k < 2; k++) {
        const double away = fabs(value) / edges[k] - 1;
        if (fabs(away) < 1)
            mark(EDGE + ((dst * 2 + k) * 2 + (away < 0)) * 32 +
                 (unsigned)(away == 0 ? 31 : clamp(-exponent(away), 0, 30)));
    }
}

typedef struct call_facts {
    const aq_call *call;
    const aqo_format *src, *scale, *dst;
    double edges[2]; /* of dst: from where on it overflows, the smallest normal */
    unsigned dst_at, source_kind;
    bool offset;
} call_facts;

/* The elements that are looked at, and their exact and rounded values. */
typedef struct sample {
    size_t count;
    uint32_t x_code[MAX_ELEMENTS], o_code[MAX_ELEMENTS], s_code[MAX_ELEMENTS];
    uint32_t got[MAX_ELEMENTS], rounded[MAX_ELEMENTS];
    double x[MAX_ELEMENTS], o[MAX_ELEMENTS], s[MAX_ELEMENTS];
    double high[MAX_ELEMENTS], low[MAX_ELEMENTS], error[MAX_ELEMENTS];
} sample;

static void load(sample *all, const aqh_case *c, const uint8_t *dst, bool offset) {
    const aq_call *call = &c->call;
    const size_t elements = aqo_computed(call);
    const size_t step = (elements + MAX_ELEMENTS - 1) / MAX_ELEMENTS;
    all->count = 0;
    for (size_t index = 0; index < elements; index += step) {
        const size_t k = all->count++;
        const size_t parameter =
            aqo_param_index(call, index / call->src.cols, index % call->src.cols);
        all->x_code[k] = aqo_load(call->src.format, c->data[AQH_SRC], index);
        all->s_code[k] = aqo_load(call->scale.format, c->data[AQH_SCALE], parameter);
        all->o_code[k] = offset ? aqo_load(call->offset.format, c->data[AQH_OFFSET], parameter) : 0;
        all->got[k] = aqo_load(call->dst.format, dst, index);
    }
}

static void compute(sample *all, const aq_call *call, bool offset) {
    const aqo_batch *batch = aqo_batch_best();
    const size_t count = all->count;
    batch->decode(call->src.format, count, all->x_code, all->x);
    batch->decode(call->scale.format, count, all->s_code, all->s);
    if (offset)
        batch->decode(call->offset.format, count, all->o_code, all->o);
    else
        memset(all->o, 0, count * sizeof *all->o);
    batch->exact(count, all->x, offset ? all->o : NULL, all->s, all->high, all->low);
    batch->round(call->dst.format, AQ_OVERFLOW_INF_NAN, count, all->high, all->low, all->rounded);
    batch->ulp(call->dst.format, false, count, all->high, all->low, all->rounded, all->error);
}

static void mark_element(const call_facts *facts, const sample *all, size_t k) {
    const aq_call *call = facts->call;
    const unsigned dst = facts->dst_at;
    const double x = all->x[k], o = all->o[k], s = all->s[k];
    mark(OPERANDS +
         ((class_of(facts->src, x) * CLASSES + (facts->offset ? class_of(facts->scale, o) : 0)) *
              CLASSES +
          class_of(facts->scale, s)) *
             DSTS +
         dst);
    const aqo_pair y = {all->high[k], all->low[k]};
    if (!isfinite(y.high) || y.high == 0)
        return;
    const uint32_t rounded = all->rounded[k], got = all->got[k];
    const double error = all->error[k];
    const unsigned position = position_of(error);
    mark(POSITION + ((dst * SOURCES + facts->source_kind) * 2 + facts->offset) * 128 + position);
    mark(EXPONENT + dst * 96 +
         (unsigned)clamp((exponent(y.high) - facts->dst->emin) / (dst == 0 ? 1 : 3) + 8, 0, 95));

    int gap = 48;
    if (facts->offset && x != 0 && o != 0 && isfinite(o)) {
        gap = clamp(exponent(x) - exponent(o), -40, 40);
        mark(GAP + (dst * 2 + (signbit(x) != signbit(o))) * 96 + (unsigned)(gap + 40));
    } else {
        mark(GAP + dst * 2 * 96 + 82 + (x == 0) * 2 + (o == 0));
    }
    const unsigned near = nearness_of(error), range = range_of(facts->dst, y.high);
    const unsigned gap_at = gap == 48 ? 15 : (unsigned)(clamp(gap, -20, 19) + 20) * 14 / 40;
    mark(TIE_AT_GAP + (((dst * 5 + near) * 16 + gap_at) * PARITIES + (rounded & 1)) * 4 + range);
    if (gap != 48 && x + o != 0) {
        const unsigned lost = (unsigned)clamp((exponent(x) - exponent(x + o) + 3) / 4, 0, 3);
        mark(CANCELLATION + ((dst * 5 + near) * 4 + lost) * 4 + range);
    }
    mark_edge(dst, facts->edges, y.high);
    if (got != rounded) {
        const double off = fabs(aqo_pair_ulp(call->dst.format, false, y, got));
        mark(ERROR + dst * 16 + (unsigned)(isfinite(off) ? clamp(exponent(off) + 4, 0, 14) : 15));
    }
}

static void mark_shape(const aqh_case *c) {
    const aq_call *call = &c->call;
    const unsigned at[] = {call->src.format,
                           call->scale.format == AQ_E8M0 ? 3 : dst_index(call->scale.format),
                           dst_index(call->dst.format), call->prototype, call->overflow};
    mark(TYPES + (((at[0] * 4 + at[1]) * DSTS + at[2]) * 5 + at[3]) * 3 + at[4]);
    mark(TMP + call->tmp_explicit * 16u +
         (call->tmp_bytes ? (unsigned)clamp(exponent((double)call->tmp_bytes) - 4, 1, 15) : 0));
    mark(TAIL + call->transpose * 64u + call->src.cols % 64);
    mark(TAIL + 128 + (unsigned)clamp((int)call->src.rows, 0, 63));
    const aqo_groups groups = aqo_group_layout(call);
    if (groups.size) {
        const size_t along = groups.along_rows ? call->src.rows : call->src.cols;
        const size_t rest = along % groups.size;
        mark(GROUP + (call->prototype * 8u + (unsigned)clamp((int)groups.count, 0, 7)) * 8 +
             (unsigned)(rest * 8 / groups.size));
    }
    for (unsigned i = 0; i < 4; i++)
        mark(ALIGNMENT + i * 32 + (c->misalign[i] & 31u));
}

static bool enabled(void) {
    static int state = -1;
    if (state < 0) {
        const char *text = getenv("AQ_FEEDBACK");
        state = !(text && text[0] == '0');
    }
    return state == 1;
}

void aqf_feedback(const aqh_case *c, const uint8_t *dst) {
    if (!enabled())
        return;
    const aq_call *call = &c->call;
    const aq_format src = call->src.format;
    const aqo_format *to = aqo_format_get(call->dst.format);
    const call_facts facts = {
        .call = call,
        .src = aqo_format_get(src),
        .scale = aqo_format_get(call->scale.format),
        .dst = to,
        .edges = {ldexp(2 - ldexp(1, -to->precision), to->emax), ldexp(1, to->emin)},
        .dst_at = dst_index(call->dst.format),
        .source_kind = src == AQ_INT4 || src == AQ_INT8 ? 0
                       : aqo_format_get(src)->bits == 8 ? 1
                                                        : 2,
        .offset = aqo_uses_offset(call),
    };
    const size_t elements = aqo_computed(call);
    if (elements > LARGE) {
        mark(BEYOND + (call->src.rows > 255) * 2 + (elements > 65535));
        return;
    }
    mark_shape(c);
    sample all;
    load(&all, c, dst, facts.offset);
    compute(&all, call, facts.offset);
    for (size_t k = 0; k < all.count; k++)
        mark_element(&facts, &all, k);
}
