/* Decides how exactly s*x and s*o can be held, and which loops add them (see plane.h). */
#include "plane.h"

#include "fast.h"

#include <float.h>
#include <math.h>
#include <stddef.h>

extern const aqo_plane_loops aqo_plane_loops_baseline;
#if defined __x86_64__
extern const aqo_plane_loops aqo_plane_loops_avx2, aqo_plane_loops_avx512;
#endif

const aqo_plane_loops *aqo_plane_loops_here(unsigned index) {
    const aqo_plane_loops *here[4] = {NULL};
    unsigned count = 0;
#if defined __x86_64__
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl"))
        here[count++] = &aqo_plane_loops_avx512;
    if (__builtin_cpu_supports("avx2"))
        here[count++] = &aqo_plane_loops_avx2;
#endif
    here[count++] = &aqo_plane_loops_baseline;
    return index < count ? here[index] : NULL;
}

static unsigned codes_of(aq_format format) {
    switch (format) {
    case AQ_INT4:
    case AQ_E2M1:
    case AQ_E1M2:
        return 16;
    case AQ_INT8:
    case AQ_E4M3FN:
    case AQ_E5M2:
    case AQ_HIF8:
        return 256;
    default:
        return 0;
    }
}

bool aqo_plane_begin(aqo_plane *plane, aq_format src, aq_format format, aq_overflow overflow,
                     const aqo_plane_loops *loops) {
    plane->dst = format;
    plane->overflow = overflow;
    plane->loops = loops ? loops : aqo_plane_loops_here(0);
    plane->sources = codes_of(src);
    plane->offsets = 0;
    for (unsigned x = 0; x < plane->sources; x++)
        plane->x[x] = aqo_decode_double(src, x);
    return plane->sources && (format == AQ_HALF || format == AQ_BF16);
}

/* Is the number one of float's? NaN and Inf are: float has them too. */
static bool is_float(double value) {
    return isnan(value) || (double)(float)value == value;
}

static double largest_of(double largest, double value) {
    return isfinite(value) && fabs(value) > largest ? fabs(value) : largest;
}

void aqo_plane_scale(aqo_plane *plane, uint32_t code) {
    const double s = aqo_decode_double(plane->dst, code);
    plane->s = s;
    plane->distributes = s != 0 && !isinf(s);
    plane->products_are_floats = true;
    plane->largest_product = 0;
    for (unsigned x = 0; x < plane->sources; x++) {
        const double product = fabs(s) * plane->x[x];
        plane->sx[x] = product;
        plane->sx_float[x] = (float)product;
        plane->products_are_floats = plane->products_are_floats && is_float(product);
        plane->largest_product = largest_of(plane->largest_product, product);
    }
}

void aqo_plane_offsets(aqo_plane *plane, uint32_t first_code, unsigned count) {
    bool floats = plane->products_are_floats;
    double largest = 0;
    plane->offsets = count;
    for (unsigned i = 0; i < count; i++) {
        const double o = aqo_decode_double(plane->dst, first_code + i);
        const double product = fabs(plane->s) * o;
        plane->o[i] = o;
        plane->so[i] = product;
        plane->so_float[i] = (float)product;
        floats = floats && is_float(product);
        largest = largest_of(largest, product);
    }
    /* Well below FLT_MAX, so that no difference inside the sum overflows either. */
    floats = floats && plane->largest_product + largest < (double)FLT_MAX / 4;
    plane->path = !plane->distributes ? AQO_PLANE_ONE_BY_ONE
                  : floats            ? AQO_PLANE_FLOAT
                                      : AQO_PLANE_DOUBLE;
}

static uint16_t one(const aqo_plane *plane, double x, double o) {
    return (uint16_t)aqo_pair_round(plane->dst, plane->overflow,
                                    aqo_pair_exact(x, o, plane->s, true));
}

static void add_floats(const aqo_plane *plane, const float *vector, unsigned count, float fixed,
                       uint16_t *codes) {
    const bool saturate = plane->overflow == AQ_OVERFLOW_SAT;
    (plane->dst == AQ_HALF ? plane->loops->half_of_floats : plane->loops->bf16_of_floats)(
        vector, count, fixed, plane->s < 0, saturate, codes);
}

static void add_doubles(const aqo_plane *plane, const double *vector, unsigned count, double fixed,
                        uint16_t *codes) {
    const bool saturate = plane->overflow == AQ_OVERFLOW_SAT;
    (plane->dst == AQ_HALF ? plane->loops->half_of_doubles : plane->loops->bf16_of_doubles)(
        vector, count, fixed, plane->s < 0, saturate, codes);
}

void aqo_plane_row(const aqo_plane *plane, unsigned source, uint16_t *codes) {
    if (plane->path == AQO_PLANE_FLOAT)
        add_floats(plane, plane->so_float, plane->offsets, plane->sx_float[source], codes);
    else if (plane->path == AQO_PLANE_DOUBLE)
        add_doubles(plane, plane->so, plane->offsets, plane->sx[source], codes);
    else
        for (unsigned i = 0; i < plane->offsets; i++)
            codes[i] = one(plane, plane->x[source], plane->o[i]);
}

void aqo_plane_column(const aqo_plane *plane, unsigned offset, uint16_t *codes) {
    if (plane->path == AQO_PLANE_FLOAT)
        add_floats(plane, plane->sx_float, plane->sources, plane->so_float[offset], codes);
    else if (plane->path == AQO_PLANE_DOUBLE)
        add_doubles(plane, plane->sx, plane->sources, plane->so[offset], codes);
    else
        for (unsigned x = 0; x < plane->sources; x++)
            codes[x] = one(plane, plane->x[x], plane->o[offset]);
}
