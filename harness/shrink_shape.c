/* The reducer's steps on shapes and options. */
#include "shrink_steps.h"

#include "generate.h"
#include "index.h"
#include "legal.h"

#include <stdlib.h>

enum {
    /* Shapes up to this are tried from the smallest up: every smallest legal shape of
     * a prototype is among them. */
    MOST_ROWS = 64,
    MOST_COLS = 512,
    MOST_GROUPS = 32,
    MOST_SHAPES = 250
};

static uint32_t least(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

typedef struct shape {
    uint32_t rows, cols, groups, group_size, cal_rows;
} shape;

static uint32_t groups_of(const aq_call *call) {
    if (call->prototype != AQ_PER_CHANNEL)
        return 1;
    return call->transpose ? call->scale.cols : call->scale.rows;
}

static bool is_legacy(const aq_call *call) {
    return call->prototype != AQ_PER_TOKEN && call->prototype != AQ_PER_GROUP;
}

static shape shape_of(const aq_call *call) {
    return (shape){call->src.rows, call->src.cols, groups_of(call), call->group_size,
                   is_legacy(call) ? call->src.rows : call->cal_count / call->src.cols};
}

/* The size of the temporary buffer moves into the legal range. */
static void fit_tmp(aq_call *call) {
    const uint32_t src[] = {call->src.rows, call->src.cols};
    const uint32_t scale[] = {call->scale.rows, call->scale.cols};
    const aq_tmp_query query = {
        src, 2, scale, 2, call->transpose, call->src.format, call->dst.format};
    size_t max, min;
    if (!call->tmp_explicit || aqo_tmp_size(&query, &max, &min) != AQ_LEGAL)
        return;
    if (call->tmp_bytes > max)
        call->tmp_bytes = max;
    if (call->tmp_bytes < min)
        call->tmp_bytes = min;
}

/* The call in another shape; legal or not. */
static aq_call reshaped(const aq_call *call, const shape *to) {
    aq_call c = *call;
    c.src.rows = c.dst.rows = to->rows;
    c.src.cols = c.dst.cols = to->cols;
    c.group_size = to->group_size;
    if (is_legacy(&c)) {
        c.k = c.transpose ? to->cols : to->rows;
        c.cal_count = 0;
    } else {
        c.cal_count = to->cal_rows * to->cols;
    }
    if (c.prototype == AQ_PER_CHANNEL) {
        c.scale.rows = c.transpose ? to->rows : to->groups;
        c.scale.cols = c.transpose ? to->groups : to->cols;
    } else {
        aqo_scale_shape(&c, to->groups, &c.scale.rows, &c.scale.cols);
    }
    c.offset.rows = c.scale.rows;
    c.offset.cols = c.scale.cols;
    fit_tmp(&c);
    return c;
}

/* Where a window of `length` of `whole` may lie around the focus: the focus first,
 * last, or the window at either end. */
enum { PLACES = 4 };
static void places(size_t whole, size_t length, size_t focus, size_t place[PLACES]) {
    const size_t last = whole - length;
    place[0] = focus < last ? focus : last;
    place[1] = focus + 1 < length ? 0 : focus + 1 - length;
    place[2] = last;
    place[3] = 0;
}

static bool repeated(const size_t place[PLACES], int k) {
    for (int before = 0; before < k; before++)
        if (place[before] == place[k])
            return true;
    return false;
}

static bool take(aqh_shrinker *s, const shape *to) {
    const aq_call *now = &s->c->call;
    const aq_call call = reshaped(now, to);
    size_t row[PLACES], col[PLACES];
    places(now->src.rows, to->rows, s->focus / now->src.cols, row);
    places(now->src.cols, to->cols, s->focus % now->src.cols, col);
    for (int i = 0; i < PLACES; i++)
        for (int j = 0; j < PLACES; j++)
            if (!repeated(row, i) && !repeated(col, j) && aqh_shrink_cut(s, &call, row[i], col[j]))
                return true;
    return false;
}

/* ---- From the smallest up --------------------------------------------------------- */

typedef struct candidate {
    shape shape;
    uint64_t elements;
} candidate;

static int compare(const void *left, const void *right) {
    const candidate *a = left, *b = right;
    if (a->elements != b->elements)
        return a->elements < b->elements ? -1 : 1;
    if (a->shape.rows != b->shape.rows)
        return a->shape.rows < b->shape.rows ? -1 : 1;
    if (a->shape.groups != b->shape.groups)
        return a->shape.groups < b->shape.groups ? -1 : 1;
    if (a->shape.group_size != b->shape.group_size)
        return a->shape.group_size < b->shape.group_size ? -1 : 1;
    /* Fewer rows than there are to compute is the odder call. */
    return (a->shape.cal_rows < b->shape.cal_rows) - (a->shape.cal_rows > b->shape.cal_rows);
}

typedef struct list {
    candidate *items;
    size_t count, room;
} list;

static bool add(list *l, const aq_call *now, const shape *to) {
    const aq_call call = reshaped(now, to);
    const uint64_t elements = aqh_call_elements(&call);
    if (elements >= aqh_call_elements(now) || aqo_legal(&call, NULL) != AQ_LEGAL)
        return true;
    if (l->count == l->room) {
        l->room = 2 * l->room + 256;
        candidate *more = realloc(l->items, l->room * sizeof *more);
        if (!more)
            return false;
        l->items = more;
    }
    l->items[l->count++] = (candidate){*to, elements};
    return true;
}

/* All computed, and all but one row, where the finding may be about the rest. */
static bool add_shapes(list *l, const aq_call *now, uint32_t rows, uint32_t cols) {
    const bool grouped = now->prototype == AQ_PER_GROUP;
    const bool partial = !is_legacy(now) && now->cal_count / now->src.cols < now->src.rows;
    /* More groups than there are may make a smaller case: G * N must fill a block. */
    const uint32_t groups = now->prototype == AQ_PER_CHANNEL ? MOST_GROUPS : 1;
    bool good = true;
    for (uint32_t g = 1; good && g <= groups; g++)
        for (int keep_size = grouped && now->group_size != 32; good && keep_size >= 0; keep_size--)
            for (int all = 1; good && all >= (partial && rows > 1 ? 0 : 1); all--) {
                const shape to = {rows, cols, g, grouped && !keep_size ? 32 : now->group_size,
                                  all ? rows : rows - 1};
                good = add(l, now, &to);
            }
    return good;
}

static bool from_below(aqh_shrinker *s) {
    const aq_call *now = &s->c->call;
    list l = {0};
    bool good = true, taken = false;
    const uint32_t rows = least(now->src.rows, MOST_ROWS), cols = least(now->src.cols, MOST_COLS);
    const uint64_t elements = aqh_call_elements(now);
    for (uint32_t r = 1; good && r <= rows; r++)
        for (uint32_t c = 1; good && c <= cols && (uint64_t)r * c < elements; c++)
            good = add_shapes(&l, now, r, c);
    if (!good)
        s->no_memory = s->exhausted = true;
    if (l.count > 0)
        qsort(l.items, l.count, sizeof *l.items, compare);
    for (size_t k = 0; good && !taken && k < l.count && k < MOST_SHAPES; k++)
        taken = take(s, &l.items[k].shape);
    free(l.items);
    return taken;
}

/* ---- From the case down ------------------------------------------------------------ */

/* The largest legal length in [low, length) that keeps the signature. */
static bool shorten(aqh_shrinker *s, bool rows, uint32_t by) {
    const shape now = shape_of(&s->c->call);
    const uint32_t length = rows ? now.rows : now.cols;
    if (by == 0 || by >= length)
        return false;
    for (uint32_t shorter = length - by; shorter < length; shorter++) {
        shape to = now;
        *(rows ? &to.rows : &to.cols) = shorter;
        to.cal_rows = least(to.cal_rows, to.rows);
        const aq_call call = reshaped(&s->c->call, &to);
        if (aqo_legal(&call, NULL) == AQ_LEGAL)
            return take(s, &to);
    }
    return false;
}

static bool fewer_groups(aqh_shrinker *s) {
    const shape now = shape_of(&s->c->call);
    for (uint32_t groups = 1; groups < now.groups; groups++) {
        shape to = now;
        to.groups = groups;
        if (take(s, &to))
            return true;
    }
    return false;
}

/* By a half, a quarter and so on; columns and rows in turn, as every step that is
 * taken makes the next ones cheaper. */
static bool halve(aqh_shrinker *s) {
    bool taken = false;
    for (unsigned part = 1; part < 32; part++)
        for (int rows = 0; rows <= 1; rows++) {
            const uint32_t length = rows ? s->c->call.src.rows : s->c->call.src.cols;
            while (shorten(s, rows, length >> part))
                taken = true;
        }
    return taken | fewer_groups(s);
}

bool aqh_shrink_shape(aqh_shrinker *s) {
    bool taken = from_below(s);
    if (!taken)
        while (halve(s))
            taken = true;
    return taken;
}

/* ---- Options ------------------------------------------------------------------------ */

static bool take_call(aqh_shrinker *s, const aq_call *call) {
    const shape same = shape_of(call);
    const aq_call whole = reshaped(call, &same);
    return aqh_shrink_cut(s, &whole, 0, 0);
}

bool aqh_shrink_options(aqh_shrinker *s) {
    bool taken = false;
    aq_call call = s->c->call;
    if (call.has_offset) {
        call.has_offset = false;
        aqh_set_tmp(&call);
        taken |= take_call(s, &call);
    }
    call = s->c->call;
    if (call.transpose && groups_of(&call) == 1) {
        call.transpose = false;
        taken |= take_call(s, &call);
    }
    call = s->c->call;
    if (call.tmp_explicit) {
        aqh_set_tmp(&call);
        if (call.tmp_explicit != s->c->call.tmp_explicit || call.tmp_bytes != s->c->call.tmp_bytes)
            taken |= take_call(s, &call);
    }
    call = s->c->call;
    if (call.overflow != AQ_OVERFLOW_INF_NAN) {
        call.overflow = AQ_OVERFLOW_INF_NAN;
        taken |= take_call(s, &call);
    }
    for (int operand = 0; operand < AQH_OPERANDS; operand++) {
        const uint8_t misalign = s->c->misalign[operand];
        if (misalign == 0)
            continue;
        s->c->misalign[operand] = 0;
        if (aqh_shrink_keeps(s, s->c))
            taken = true;
        else
            s->c->misalign[operand] = misalign;
    }
    return taken;
}
