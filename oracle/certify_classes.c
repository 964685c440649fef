/* Decides which sums x + o a plan rounds to the same number. */
#include "certify_classes.h"

#include <string.h>

uint32_t aqo_finite_codes(aq_format format) {
    return aqo_format_get(format)->max_code + 1;
}

typedef struct source {
    double value;
    uint32_t code;
    bool negated; /* value is that of the code times -1, and so must be the offset */
} source;

/* The finite values of the source and their negatives, each once. */
static size_t list_sources(aq_format src, source list[512]) {
    size_t count = 0;
    uint64_t codes = aqo_code_count(src);
    for (int negated = 0; negated <= 1; negated++)
        for (uint32_t code = 0; code < codes; code++) {
            double value = aqo_decode_double(src, code);
            value = negated ? -value : value;
            bool known = !isfinite(value);
            for (size_t k = 0; k < count && !known; k++)
                known = list[k].value == value;
            if (!known)
                list[count++] = (source){value, code, negated};
        }
    return count;
}

/* What the plan makes of x + o before the scale comes in; *overflow: a step of it
 * overflows. *residue is x + o less the result, exactly, where nothing does. */
static double rounded_sum(const aqo_evaluator *e, double x, double o, bool *overflow,
                          double *residue) {
    double value = x, high = 0.0, low = 0.0;
    *overflow = false;
    for (unsigned k = 0; e->steps[k].operation != AQO_MULTIPLY_SCALE; k++) {
        const aqo_eval_step *step = &e->steps[k];
        double exact = value, rest = 0.0;
        if (step->operation == AQO_ADD_OFFSET) {
            aqo_two_sum(value, o, &exact, &rest);
            high = exact;
            low = rest;
        }
        value = aqo_to_grid(step->grid, false, exact, rest);
        *overflow |= isinf(value);
    }
    double base = *overflow ? copysign(e->dst->largest, value) : value;
    *residue = (high - base) + low;
    return *overflow ? copysign(INFINITY, value) : base;
}

static uint32_t key_of(double magnitude) {
    float narrow = (float)magnitude;
    uint32_t bits;
    memcpy(&bits, &narrow, sizeof bits);
    return bits;
}

static double base_of(uint32_t key) {
    float narrow;
    memcpy(&narrow, &key, sizeof narrow);
    return (double)narrow;
}

static size_t list_sums(const aqo_evaluator *e, uint32_t from, uint32_t to, aqo_sum *sums) {
    source sources[512];
    size_t source_count = list_sources(e->subject.src, sources), used = 0;
    uint32_t sign = UINT32_C(1) << (aqo_format_get(e->subject.scale)->bits - 1);
    for (uint32_t code = from; code < to; code++) {
        double o = aqo_decode_double(e->subject.scale, code);
        for (size_t k = 0; k < source_count; k++) {
            bool overflow;
            double delta;
            double base = rounded_sum(e, sources[k].value, o, &overflow, &delta);
            uint32_t offset = sources[k].negated ? code | sign : code;
            sums[used++] = (aqo_sum){signbit(base) ? 0.0 - delta : delta, key_of(fabs(base)),
                                     offset << 8 | sources[k].code};
        }
    }
    return used;
}

/* By key, stable. */
static void sort_by_key(aqo_sum *sums, aqo_sum *other, size_t count) {
    for (unsigned pass = 0; pass < 3; pass++) {
        unsigned shift = 11 * pass;
        uint32_t start[2049] = {0};
        for (size_t k = 0; k < count; k++)
            start[(sums[k].key >> shift & 2047) + 1]++;
        for (unsigned d = 0; d < 2048; d++)
            start[d + 1] += start[d];
        for (size_t k = 0; k < count; k++)
            other[start[sums[k].key >> shift & 2047]++] = sums[k];
        aqo_sum *swap = sums;
        sums = other;
        other = swap;
    }
}

static int by_delta(const void *a, const void *b) {
    const aqo_sum *p = a, *q = b;
    if (p->delta != q->delta)
        return p->delta < q->delta ? -1 : 1;
    return p->xo < q->xo ? -1 : p->xo > q->xo;
}

static void add_class(aqo_classes *c, double largest, uint32_t key, uint32_t first, uint32_t last) {
    size_t k = c->count;
    bool overflow = isinf(base_of(key));
    c->base[k] = overflow ? largest : base_of(key);
    c->first[k] = first;
    c->first[k + 1] = last + 1;
    c->least[k] = c->sums[first].delta;
    c->most[k] = c->sums[last].delta;
    if (overflow)
        c->overflow = true;
    else
        c->count++;
}

void aqo_classes_init(aqo_classes *c, const aqo_evaluator *e, uint32_t offset_from,
                      uint32_t offset_to) {
    size_t room = (size_t)(offset_to - offset_from) * 512;
    aqo_sum *scratch = aqo_search_memory(room * sizeof *scratch);
    aqo_sum *sums = aqo_search_memory(room * sizeof *sums);
    size_t total = list_sums(e, offset_from, offset_to, scratch);
    sort_by_key(scratch, sums, total); /* three passes: ends in the other one */
    free(scratch);

    size_t classes = 0;
    for (size_t k = 0; k < total; k++)
        classes += k == 0 || sums[k].key != sums[k - 1].key;
    c->base = aqo_search_memory((classes + 1) * sizeof *c->base);
    c->least = aqo_search_memory((classes + 1) * sizeof *c->least);
    c->most = aqo_search_memory((classes + 1) * sizeof *c->most);
    c->first = aqo_search_memory((classes + 1) * sizeof *c->first);
    c->sums = sums;
    c->count = 0;
    c->overflow = false;
    c->precision = 64;
    bool rounds = false; /* the source itself is exact in any format */
    for (unsigned k = 0; e->steps[k].operation != AQO_MULTIPLY_SCALE; k++) {
        rounds |= e->steps[k].operation == AQO_ADD_OFFSET;
        if (rounds && e->steps[k].grid->precision < c->precision)
            c->precision = e->steps[k].grid->precision;
    }

    size_t used = 0;
    for (size_t from = 0, to; from < total; from = to) {
        for (to = from; to < total && sums[to].key == sums[from].key; to++)
            continue;
        qsort(&sums[from], to - from, sizeof *sums, by_delta);
        size_t first = used;
        for (size_t k = from; k < to; k++)
            if (k == from || sums[k].delta != sums[k - 1].delta)
                sums[used++] = sums[k];
        add_class(c, e->dst->largest, sums[first].key, (uint32_t)first, (uint32_t)used - 1);
    }
}

void aqo_classes_clear(aqo_classes *c) {
    free(c->base);
    free(c->least);
    free(c->most);
    free(c->first);
    free(c->sums);
}
