/* From the head of a fuzzed case to a legal call: which variant, which shape. */
#include "fuzz_case.h"

#include "format.h"
#include "generate.h"
#include "index.h"
#include "legal.h"

#include <stdlib.h>

/* ---- Which variant ------------------------------------------------------- */

enum { VARIANT_FIELDS = 8, MAX_VARIANTS = 1024 };

/* Options are few and static: their variants are listed once. */
typedef struct listing {
    const aqf_options *options;
    aqh_variant *variants;
    size_t count;
} listing;

static const listing *listing_of(const aqf_options *options) {
    static listing known[8];
    size_t i = 0;
    while (i < sizeof known / sizeof *known && known[i].options) {
        if (known[i].options == options)
            return &known[i];
        i++;
    }
    if (i == sizeof known / sizeof *known)
        abort(); /* a target has one set of options, a test a few */
    size_t all, kept = 0;
    aqh_variant *variants = aqh_variants(&all);
    if (!variants || all > MAX_VARIANTS)
        abort();
    for (size_t k = 0; k < all; k++) {
        const bool wanted =
            !options->prototypes || (options->prototypes & 1u << variants[k].types.prototype) != 0;
        if (wanted && (!options->takes || options->takes(&variants[k])))
            variants[kept++] = variants[k];
    }
    if (kept == 0)
        abort(); /* a target without a case tests nothing */
    known[i] = (listing){options, variants, kept};
    return &known[i];
}

static unsigned field_of(const aqh_variant *v, int field) {
    switch (field) {
    case AQF_PRODUCT:
        return v->types.product;
    case AQF_PROTOTYPE:
        return v->types.prototype;
    case AQF_SRC:
        return v->types.src;
    case AQF_SCALE:
        return v->types.scale;
    case AQF_DST:
        return v->types.dst;
    case AQF_DST + 1:
        return v->transpose;
    case AQF_DST + 2:
        return v->has_offset;
    default:
        return (unsigned)v->k_dim;
    }
}

/* Settles one field after the other: the next value, cyclically, that occurs
 * among the variants that agree so far. */
static const aqh_variant *choose(const listing *l, const unsigned wanted[VARIANT_FIELDS]) {
    uint16_t left[MAX_VARIANTS];
    size_t count = l->count;
    for (size_t k = 0; k < count; k++)
        left[k] = (uint16_t)k;
    for (int field = 0; field < VARIANT_FIELDS; field++) {
        unsigned best = UINT32_MAX;
        size_t kept = 0;
        for (size_t k = 0; k < count; k++) {
            const unsigned at = field_of(&l->variants[left[k]], field);
            const unsigned distance = (at - wanted[field]) & 0xff; /* bytes: a circle of 256 */
            if (distance < best) {
                best = distance;
                kept = 0;
            }
            if (distance == best)
                left[kept++] = left[k];
        }
        count = kept;
    }
    return &l->variants[left[0]];
}

/* The same, remembered: most heads name a variant that the last ones named too. */
static const aqh_variant *chosen(const listing *l, const unsigned wanted[VARIANT_FIELDS]) {
    static struct {
        const listing *of;
        uint64_t key;
        const aqh_variant *variant;
    } known[1024];
    uint64_t key = 0;
    for (int field = 0; field < VARIANT_FIELDS; field++)
        key = key << 8 | wanted[field];
    const size_t at = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 54);
    if (known[at].of != l || known[at].key != key) {
        known[at].variant = choose(l, wanted);
        known[at].key = key;
        known[at].of = l;
    }
    return known[at].variant;
}

static void wanted_of(const uint8_t head[AQF_HEAD], unsigned wanted[VARIANT_FIELDS]) {
    for (int field = AQF_PRODUCT; field <= AQF_DST; field++)
        wanted[field] = head[field];
    wanted[AQF_DST + 1] = (head[AQF_FLAGS] & AQF_TRANSPOSE) != 0;
    wanted[AQF_DST + 2] = (head[AQF_FLAGS] & AQF_OFFSET) != 0;
    wanted[AQF_DST + 3] = (head[AQF_FLAGS] & AQF_K_DIM) != 0;
}

static void put_variant(uint8_t head[AQF_HEAD], const aqh_variant *v) {
    for (int field = AQF_PRODUCT; field <= AQF_DST; field++)
        head[field] = (uint8_t)field_of(v, field);
    head[AQF_FLAGS] = (uint8_t)((head[AQF_FLAGS] & ~(AQF_TRANSPOSE | AQF_OFFSET | AQF_K_DIM)) |
                                (v->transpose ? AQF_TRANSPOSE : 0) |
                                (v->has_offset ? AQF_OFFSET : 0) | (v->k_dim ? AQF_K_DIM : 0));
}

size_t aqf_variant_count(const aqf_options *options) {
    return listing_of(options)->count;
}

void aqf_variant_head(const aqf_options *options, size_t index, uint8_t head[AQF_HEAD]) {
    const listing *l = listing_of(options);
    put_variant(head, &l->variants[index % l->count]);
}

/* ---- Which shape --------------------------------------------------------- */

/* 1..max; a value in this range is itself. */
static uint32_t wrap(uint32_t value, uint32_t max) {
    return value >= 1 && value <= max ? value : 1 + value % max;
}

/* The smallest count, a power of two, that makes count * bits whole 32-byte blocks. */
static uint32_t step_of(uint64_t bits) {
    uint32_t step = 1;
    while (step * bits % 256)
        step *= 2;
    return step;
}

static uint32_t larger(uint32_t a, uint32_t b) {
    return a > b ? a : b;
}

static uint32_t at_least_one(uint32_t count) {
    return count ? count : 1;
}

/* The lowest common multiple of a count and a power of two. */
static uint32_t common_multiple(uint32_t count, uint32_t power) {
    uint32_t shared = power;
    while (count % shared)
        shared /= 2;
    return count / shared * power;
}

typedef struct shape {
    uint8_t *head;
    uint32_t budget;
    uint64_t src_bits, scale_bits;
} shape;

static uint32_t take16(const shape *s, int field, uint32_t max) {
    const uint32_t value = wrap(aqf_get16(s->head + field), max < 65535 ? max : 65535);
    aqf_put16(s->head + field, value);
    return value;
}

static uint32_t take_groups(const shape *s, uint32_t max) {
    const uint32_t value = wrap(s->head[AQF_GROUPS], max);
    s->head[AQF_GROUPS] = (uint8_t)value;
    return value;
}

/* x units along one axis, leaving room for `least` elements along the other. */
static uint32_t take_x(const shape *s, uint32_t unit, uint32_t least) {
    return unit * take16(s, AQF_X, at_least_one(s->budget / (unit * least)));
}

static uint32_t take_y(const shape *s, uint32_t unit, uint32_t other) {
    return unit * take16(s, AQF_Y, at_least_one(s->budget / (unit * other)));
}

static void per_channel(const shape *s, aq_call *call) {
    const uint32_t groups = take_groups(s, 8);
    if (call->transpose) {
        const uint32_t step = step_of(groups * s->scale_bits);
        call->k = take_x(s, common_multiple(groups, step_of(s->src_bits)), step);
        call->src.rows = take_y(s, step, call->k);
        call->src.cols = call->k;
        call->scale.rows = call->src.rows;
        call->scale.cols = groups;
    } else {
        call->k = take_x(s, groups, 32);
        const uint32_t step = larger(larger(step_of(call->k * s->src_bits), step_of(call->k * 16)),
                                     step_of(groups * s->scale_bits));
        call->src.rows = call->k;
        call->src.cols = take_y(s, step, call->k);
        call->scale.rows = groups;
        call->scale.cols = call->src.cols;
    }
}

static void per_tensor(const shape *s, aq_call *call) {
    const uint32_t rows = take_x(s, 1, 32);
    const uint32_t step = step_of((call->transpose ? 1 : rows) * s->src_bits);
    call->src.rows = rows;
    call->src.cols = take_y(s, step, rows);
    call->scale.rows = call->scale.cols = 1;
    call->k = call->transpose ? call->src.cols : rows;
}

static void per_group_legacy(const shape *s, aq_call *call) {
    if (call->transpose) {
        const uint32_t k = take_x(s, step_of(4), 16);
        call->src.rows = take_y(s, step_of((k + 31) / 32 * 8), k);
        call->src.cols = call->k = k;
    } else {
        const uint32_t k = take_x(s, 1, 64);
        const uint32_t step =
            larger(larger(step_of(k * 4), step_of((k + 31) / 32 * 8)), step_of(k * 16));
        call->src.rows = call->k = k;
        call->src.cols = take_y(s, step, k);
    }
    call->group_size = take_groups(s, 2) == 1 ? 32 : 0;
}

static void per_token_or_group(const shape *s, aq_call *call) {
    const uint32_t step = step_of(s->src_bits);
    const uint32_t rows = take_x(s, 1, step);
    call->src.rows = rows;
    call->src.cols = take_y(s, step, rows);
    uint32_t computed = aqf_get16(s->head + AQF_ROWS) % rows;
    aqf_put16(s->head + AQF_ROWS, computed);
    call->cal_count = (computed ? computed : rows) * call->src.cols;
    if (call->prototype == AQ_PER_GROUP)
        call->group_size = 32 * take_groups(s, 16);
}

/* ---- The rest of the call ------------------------------------------------ */

/* The size of an explicit temporary buffer; a framework's is not the caller's. */
static void take_tmp(const aqf_options *options, uint8_t *head, aq_call *call) {
    aqh_set_tmp(call);
    if (!options->any_tmp) {
        head[AQF_TMP] = 0;
        head[AQF_FLAGS] &= (uint8_t)~AQF_TMP_FLAG;
        return;
    }
    const uint32_t src[] = {call->src.rows, call->src.cols};
    const uint32_t scale[] = {call->scale.rows, call->scale.cols};
    const aq_tmp_query query = {
        src, 2, scale, 2, call->transpose, call->src.format, call->dst.format};
    size_t max, min;
    if (call->tmp_explicit)
        head[AQF_FLAGS] |= AQF_TMP_FLAG;
    call->tmp_explicit = (head[AQF_FLAGS] & AQF_TMP_FLAG) != 0;
    call->tmp_bytes = 0;
    if (!call->tmp_explicit || aqo_tmp_size(&query, &max, &min) != AQ_LEGAL)
        max = min = 0;
    if (max <= min) {
        head[AQF_TMP] = 0;
        max = min;
    }
    call->tmp_bytes = min + (max - min) * head[AQF_TMP] / 255;
}

/* AQ_SIDE in the environment: no side of src is longer, as far as alignment allows; 0:
 * any. To measure speed at a given size. */
static uint32_t longest_side(void) {
    static uint32_t side;
    static bool known;
    if (!known) {
        const char *text = getenv("AQ_SIDE");
        side = text ? (uint32_t)strtoul(text, NULL, 10) : 0;
        known = true;
    }
    return side;
}

static void settle(aq_call *call, const aqf_options *options, uint8_t head[AQF_HEAD]) {
    unsigned wanted[VARIANT_FIELDS];
    wanted_of(head, wanted);
    const aqh_variant *v = chosen(listing_of(options), wanted);
    unsigned mode = head[AQF_FLAGS] >> AQF_OVERFLOW_SHIFT & 3;
    if (mode == AQ_OVERFLOW_COUNT || !aqo_may_ask(v->types.product, (aq_overflow)mode))
        mode = AQ_OVERFLOW_INF_NAN;
    head[AQF_FLAGS] = (uint8_t)((head[AQF_FLAGS] & AQF_TMP_FLAG) | mode << AQF_OVERFLOW_SHIFT);
    put_variant(head, v);

    const bool big = options->big_elements && head[AQF_SIZE] >= AQF_BIG;
    head[AQF_SIZE] = big ? 255 : 0;
    *call = (aq_call){
        .product = v->types.product,
        .prototype = v->types.prototype,
        .transpose = v->transpose,
        .has_offset = v->has_offset,
        .k_dim = v->k_dim,
        .overflow = (aq_overflow)mode,
        .src.format = v->types.src,
        .scale.format = v->types.scale,
        .offset.format = v->types.scale,
        .dst.format = v->types.dst,
    };
    const shape s = {head, big ? options->big_elements : options->elements,
                     aqo_format_get(v->types.src)->bits, aqo_format_get(v->types.scale)->bits};
    const bool grouped = call->prototype == AQ_PER_TOKEN || call->prototype == AQ_PER_GROUP;
    if (call->prototype == AQ_PER_CHANNEL)
        per_channel(&s, call);
    else if (call->prototype == AQ_PER_TENSOR)
        per_tensor(&s, call);
    else if (call->prototype == AQ_PER_GROUP_LEGACY)
        per_group_legacy(&s, call);
    else
        per_token_or_group(&s, call);
    if (!grouped)
        aqf_put16(head + AQF_ROWS, 0);
    if (call->prototype == AQ_PER_TENSOR || call->prototype == AQ_PER_TOKEN)
        head[AQF_GROUPS] = 0;
    if (grouped || call->prototype == AQ_PER_GROUP_LEGACY)
        aqo_scale_shape(call, 1, &call->scale.rows, &call->scale.cols);
    call->offset.rows = call->scale.rows;
    call->offset.cols = call->scale.cols;
    call->dst.rows = call->src.rows;
    call->dst.cols = call->src.cols;
    take_tmp(options, head, call);
    for (int i = 0; i < AQH_OPERANDS; i++)
        head[AQF_MISALIGN + i] &= 31;
    for (int i = 0; i < 5 && !options->places; i++)
        head[AQF_PLACES + i] = 0;
}

void aqf_call_of(aq_call *call, const aqf_options *options, uint8_t head[AQF_HEAD]) {
    const uint32_t side = longest_side();
    settle(call, options, head);
    if (side && (call->src.rows > side || call->src.cols > side)) {
        aqf_put16(head + AQF_X, 1);
        aqf_put16(head + AQF_Y, 1);
        head[AQF_GROUPS] = 1;
        head[AQF_SIZE] = 0;
        settle(call, options, head);
    }
}
