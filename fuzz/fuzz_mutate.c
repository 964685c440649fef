/* Mutations of a case that mean something: to a tail, to a tie, to a neighbour. */
#include "fuzz_case.h"

#include "fast.h"
#include "format.h"
#include "generate.h"
#include "index.h"
#include "nearest_code.h"

#include <math.h>
#include <string.h>

/* libFuzzer's own mutations, of plain bytes; absent from the replay driver. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size) __attribute__((weak));

static double value_of(aq_format format, uint32_t code) {
    return aqo_decode_double(format, code);
}

/* ---- One element --------------------------------------------------------- */

typedef struct element {
    aq_format format;
    uint8_t *data;
    size_t index;
    uint32_t code;
} element;

static element element_of(const aqf_case *f, int operand, size_t index) {
    const aq_format format = aqh_tensor(&f->c.call, operand)->format;
    return (element){format, f->c.data[operand], index,
                     aqo_load(format, f->c.data[operand], index)};
}

static void put(const element *e, uint32_t code) {
    aqo_store(e->format, e->data, e->index, code & (uint32_t)(aqo_code_count(e->format) - 1));
}

static int any_operand(const aqf_case *f, aqh_random *random) {
    const int operand = (int)aqh_below(random, 3);
    return f->c.data[operand] ? operand : AQH_SCALE;
}

static element any_element(const aqf_case *f, aqh_random *random) {
    const int operand = any_operand(f, random);
    const size_t count = aqo_elements(aqh_tensor(&f->c.call, operand));
    return element_of(f, operand, aqh_below(random, (uint32_t)count));
}

static void plant_special(aqf_case *f, aqh_random *random) {
    const element e = any_element(f, random);
    const aqo_format *format = aqo_format_get(e.format);
    const uint32_t codes[] = {0,
                              1,
                              (1u << format->fraction_bits) - 1,
                              1u << format->fraction_bits,
                              format->max_code - 1,
                              format->max_code,
                              format->max_code + 1,
                              format->nan_code,
                              format->max_code + 2};
    const uint32_t code = codes[aqh_below(random, sizeof codes / sizeof *codes)];
    put(&e, aqh_one_in(random, 2) ? code : code ^ 1u << (format->bits - 1));
}

static void neighbour(aqf_case *f, aqh_random *random) {
    const element e = any_element(f, random);
    put(&e, e.code + (uint32_t)aqh_between(random, -2, 2));
}

static void flip_bit(aqf_case *f, aqh_random *random) {
    const element e = any_element(f, random);
    put(&e, e.code ^ 1u << aqh_below(random, aqo_format_get(e.format)->bits));
}

/* One element of the result with its operands. */
typedef struct result {
    element x, o, s;
    bool offset;
    double sum, scale; /* as decoded */
} result;

static result any_result(const aqf_case *f, aqh_random *random) {
    const aq_call *call = &f->c.call;
    const size_t index = aqh_below(random, (uint32_t)aqo_computed(call));
    const size_t parameter = aqo_param_index(call, index / call->src.cols, index % call->src.cols);
    result r = {.x = element_of(f, AQH_SRC, index),
                .s = element_of(f, AQH_SCALE, parameter),
                .offset = f->c.data[AQH_OFFSET] != NULL};
    r.sum = value_of(r.x.format, r.x.code);
    r.scale = value_of(r.s.format, r.s.code);
    if (r.offset) {
        r.o = element_of(f, AQH_OFFSET, parameter);
        r.sum += value_of(r.o.format, r.o.code);
    }
    return r;
}

/* Changes the scale or the offset so that the value comes to lie at the number, or
 * right beside it. */
static void move_to(const result *r, double number, aqh_random *random) {
    const uint32_t beside = aqh_one_in(random, 2) ? 0 : (uint32_t)aqh_between(random, -1, 1);
    if (r->offset && aqh_one_in(random, 2))
        put(&r->o,
            aqh_nearest_code(r->o.format, number / r->scale - value_of(r->x.format, r->x.code)) +
                beside);
    else
        put(&r->s, aqh_nearest_code(r->s.format, number / r->sum) + beside);
}

/* To a midpoint of two numbers of dst, near where the value is. */
static void towards_tie(aqf_case *f, aqh_random *random) {
    const result r = any_result(f, random);
    const aqo_format *dst = aqo_format_get(f->c.call.dst.format);
    const double y = r.sum * r.scale;
    if (!isfinite(y) || y == 0)
        return;
    const int last = (ilogb(y) > dst->emin ? ilogb(y) : dst->emin) - dst->precision + 1;
    move_to(&r, ldexp(floor(ldexp(y, -last)) + 0.5 + aqh_between(random, -2, 2), last), random);
}

/* To where the range of dst ends: overflow, the smallest normal and subnormal. */
static void towards_edge(aqf_case *f, aqh_random *random) {
    const result r = any_result(f, random);
    const aqo_format *dst = aqo_format_get(f->c.call.dst.format);
    const int p = dst->precision;
    const double edges[] = {
        ldexp(2 - ldexp(1, -p), dst->emax),    /* overflow threshold */
        ldexp(2 - ldexp(1, 1 - p), dst->emax), /* largest number */
        ldexp(1, dst->emin),                   /* smallest normal */
        ldexp(1 - ldexp(1, -p), dst->emin),    /* rounds to it */
        ldexp(1, dst->emin - p + 1),           /* smallest subnormal */
        ldexp(1, dst->emin - p)                /* half of it: rounds to 0 */
    };
    const double edge = edges[aqh_below(random, sizeof edges / sizeof *edges)];
    if (isfinite(r.sum) && isfinite(r.scale) && r.sum != 0 && r.scale != 0)
        move_to(&r, r.sum * r.scale < 0 ? -edge : edge, random);
}

/* Moves the exponent of the offset, and of the scale against it. */
static void widen_gap(aqf_case *f, aqh_random *random) {
    if (!f->c.data[AQH_OFFSET])
        return;
    const size_t count = aqo_elements(&f->c.call.scale), index = aqh_below(random, (uint32_t)count);
    const element o = element_of(f, AQH_OFFSET, index), s = element_of(f, AQH_SCALE, index);
    const double offset = value_of(o.format, o.code), scale = value_of(s.format, s.code);
    const int by = aqh_between(random, -12, 12);
    if (!isfinite(offset) || !isfinite(scale))
        return;
    put(&o, aqh_nearest_code(o.format, ldexp(offset, by)));
    if (by > 0)
        put(&s, aqh_nearest_code(s.format, ldexp(scale, -by)));
}

/* ---- Many elements ------------------------------------------------------- */

static void swap_rows(aqf_case *f, aqh_random *random) {
    const int operand = any_operand(f, random);
    const aq_tensor *tensor = aqh_tensor(&f->c.call, operand);
    const uint32_t a = aqh_below(random, tensor->rows), b = aqh_below(random, tensor->rows);
    for (uint32_t j = 0; j < tensor->cols; j++) {
        const element p = element_of(f, operand, (size_t)a * tensor->cols + j);
        const element q = element_of(f, operand, (size_t)b * tensor->cols + j);
        put(&p, q.code);
        put(&q, p.code);
    }
}

static void splice(aqf_case *f, aqh_random *random) {
    const int operand = any_operand(f, random);
    const uint32_t bytes = (uint32_t)f->c.bytes[operand];
    const uint32_t count = 1 + aqh_below(random, bytes);
    const uint32_t to = aqh_below(random, bytes - count + 1);
    const uint32_t from = aqh_below(random, bytes - count + 1);
    memmove(f->c.data[operand] + to, f->c.data[operand] + from, count);
}

static void mutate_bytes(aqf_case *f, aqh_random *random) {
    const int operand = any_operand(f, random);
    const uint32_t bytes = (uint32_t)f->c.bytes[operand];
    const uint32_t first = aqh_below(random, bytes);
    const uint32_t count = 1 + aqh_below(random, bytes - first < 64 ? bytes - first : 64);
    if (LLVMFuzzerMutate)
        LLVMFuzzerMutate(f->c.data[operand] + first, count, count);
    else
        f->c.data[operand][first] = (uint8_t)aqh_below(random, 256);
}

static void fill_by_theme(aqf_case *f, aqh_random *random) {
    aqh_generate_values(&f->c, (aqh_theme)aqh_below(random, AQH_THEME_COUNT), random);
}

/* Repeats the first bytes of an operand: the same values everywhere. */
static void repeat(aqf_case *f, aqh_random *random) {
    const int operand = any_operand(f, random);
    const size_t count = (size_t)1 << aqh_below(random, 5);
    aqf_repeat(f->c.data[operand], f->c.bytes[operand], f->c.data[operand], count);
}

/* ---- The head ------------------------------------------------------------ */

static void change_shape(aqf_case *f, aqh_random *random) {
    static const uint8_t lengths[] = {1,  2,  3,  5,  7,  8,  9,   15,  16,  17,  31,
                                      32, 33, 47, 63, 64, 65, 100, 127, 128, 129, 255};
    uint8_t *at = f->head + (aqh_one_in(random, 2) ? AQF_X : AQF_Y);
    const uint32_t old = aqf_get16(at);
    const uint32_t by = (uint32_t)aqh_between(random, -1, 1);
    aqf_put16(at, aqh_one_in(random, 2)   ? lengths[aqh_below(random, sizeof lengths)]
                  : aqh_one_in(random, 8) ? aqh_below(random, 65536)
                                          : old + by);
    if (aqh_one_in(random, f->head[AQF_SIZE] ? 4 : 128))
        f->head[AQF_SIZE] = f->head[AQF_SIZE] ? 0 : 255;
}

static void change_group(aqf_case *f, aqh_random *random) {
    if (aqh_one_in(random, 2))
        f->head[AQF_GROUPS] = (uint8_t)aqh_below(random, 17);
    else
        aqf_put16(f->head + AQF_ROWS, aqh_below(random, 1 + 2 * f->c.call.src.rows));
}

/* One of `count` bytes from `first` on becomes one of 0 to limit - 1. */
static void change_byte(aqf_case *f, int first, uint32_t count, uint32_t limit,
                        aqh_random *random) {
    const uint32_t which = aqh_below(random, count);
    f->head[(uint32_t)first + which] = (uint8_t)aqh_below(random, limit);
}

static void change_type(aqf_case *f, aqh_random *random) {
    if (aqh_one_in(random, 2))
        aqf_variant_head(f->options, (size_t)(aqh_next(random) >> 32), f->head);
    else
        change_byte(f, AQF_PRODUCT, 5, 16, random);
}

static void change_flag(aqf_case *f, aqh_random *random) {
    f->head[AQF_FLAGS] ^= (uint8_t)(1 << aqh_below(random, 6));
}

static void change_place(aqf_case *f, aqh_random *random) {
    if (aqh_one_in(random, 2))
        change_byte(f, AQF_MISALIGN, 4, 32, random);
    else if (aqh_one_in(random, 2))
        f->head[AQF_TMP] = (uint8_t)aqh_below(random, 256);
    else
        change_byte(f, AQF_PLACES, 5, 256, random);
}

/* ---- Together ------------------------------------------------------------ */

typedef void mutation(aqf_case *f, aqh_random *random);
/* By how often: values are what branches do not show. */
static mutation *const of_data[] = {towards_tie, towards_tie,  towards_tie,  towards_edge,
                                    neighbour,   neighbour,    flip_bit,     plant_special,
                                    widen_gap,   mutate_bytes, mutate_bytes, swap_rows,
                                    splice,      repeat,       fill_by_theme};
static mutation *const of_head[] = {change_shape, change_shape, change_group,
                                    change_type,  change_flag,  change_place};

void aqf_mutate(aqf_case *f, aqh_random *random) {
    for (int left = 1 << aqh_below(random, 3); left > 0; left--) {
        if (aqh_one_in(random, 4)) {
            of_head[aqh_below(random, sizeof of_head / sizeof *of_head)](f, random);
            if (!aqf_reshape(f))
                return;
        } else {
            of_data[aqh_below(random, sizeof of_data / sizeof *of_data)](f, random);
        }
    }
}

void aqf_cross(aqf_case *f, const aqf_case *other, aqh_random *random) {
    if (aqh_one_in(random, 2)) { /* fields of the other's call */
        const uint32_t first = aqh_below(random, AQF_LENGTHS);
        const uint32_t count = 1 + aqh_below(random, AQF_LENGTHS - first);
        memcpy(f->head + first, other->head + first, count);
        if (!aqf_reshape(f))
            return;
    }
    for (int i = AQH_SRC; i <= AQH_OFFSET; i++) { /* operands, whole or a stretch */
        if (!f->c.data[i] || !other->c.data[i] || aqh_one_in(random, 2))
            continue;
        const size_t bytes = f->c.bytes[i] < other->c.bytes[i] ? f->c.bytes[i] : other->c.bytes[i];
        const size_t count = 1 + aqh_below(random, (uint32_t)bytes);
        const size_t at = aqh_below(random, (uint32_t)(bytes - count + 1));
        if (aqh_one_in(random, 2))
            aqf_repeat(f->c.data[i], f->c.bytes[i], other->c.data[i], other->c.bytes[i]);
        else
            memcpy(f->c.data[i] + at, other->c.data[i] + at, count);
    }
}
