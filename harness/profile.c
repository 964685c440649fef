/* Decides how errors are counted by operand, which case is shown, and how coarsely. */
#include "profile.h"

#include "exact.h"
#include "fast.h"
#include "format.h"
#include "index.h"
#include "plan_name.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An element's operands and error. */
typedef struct point {
    double x, o, s;
    double ulp;
} point;

static double ulp_of(const aqh_case *c, const point *p, uint32_t code) {
    const aq_call *call = &c->call;
    const aqo_pair value = aqo_pair_exact(p->x, p->o, p->s, aqo_uses_offset(call));
    return fabs(aqo_pair_ulp(call->dst.format, aqo_saturates(call->dst.format, call->overflow),
                             value, code));
}

static point point_at(const aqh_case *c, const uint8_t *dst, size_t index) {
    aqh_element e;
    aqh_element_at(c, dst, index, &e);
    point p = {.x = aqo_decode_double(c->call.src.format, e.src),
               .s = aqo_decode_double(c->call.scale.format, e.scale)};
    if (aqo_uses_offset(&c->call))
        p.o = aqo_decode_double(c->call.offset.format, e.offset);
    p.ulp = ulp_of(c, &p, e.got);
    return p;
}

static void add_point(aqh_binade binades[AQH_BINADES], double operand, double ulp) {
    if (operand == 0 || !isfinite(operand))
        return;
    const int k = ilogb(operand) - AQH_BINADE_LOWEST;
    if (k < 0 || k >= AQH_BINADES)
        return;
    aqh_binade *b = &binades[k];
    b->elements++;
    if (isfinite(ulp)) {
        b->numbers++;
        b->sum += ulp;
    }
    b->max = ulp > b->max ? ulp : b->max;
}

static bool copy(aqh_case *to, const aqh_case *from, const uint8_t *dst) {
    aqh_case_free(to);
    *to = *from;
    memset(to->data, 0, sizeof to->data);
    to->bytes[AQH_DST] =
        aqo_bytes(from->call.dst.format, (size_t)from->call.dst.rows * from->call.dst.cols);
    for (int k = 0; k < AQH_OPERANDS; k++) {
        const uint8_t *data = k == AQH_DST ? dst : from->data[k];
        if (!data)
            continue;
        to->data[k] = malloc(to->bytes[k] + 1);
        if (!to->data[k])
            return false;
        memcpy(to->data[k], data, to->bytes[k]);
    }
    return true;
}

static aqh_profile *profile_of(aqh_profiles *profiles, size_t row) {
    if (row >= profiles->count) {
        aqh_profile **more = realloc(profiles->rows, (row + 1) * sizeof *more);
        if (!more)
            return NULL;
        memset(more + profiles->count, 0, (row + 1 - profiles->count) * sizeof *more);
        profiles->rows = more;
        profiles->count = row + 1;
    }
    if (!profiles->rows[row] && (profiles->rows[row] = calloc(1, sizeof(aqh_profile))))
        aqh_case_init(&profiles->rows[row]->worst);
    return profiles->rows[row];
}

bool aqh_profiles_add(aqh_profiles *profiles, size_t row, const aqh_case *c, const uint8_t *dst,
                      const aqh_judgement *judged) {
    if (!dst || !judged->elements || !aqo_pair_usable())
        return true;
    aqh_profile *profile = profile_of(profiles, row);
    if (!profile)
        return false;
    const size_t elements = aqo_computed(&c->call);
    for (size_t index = 0; index < elements; index++) {
        const point p = point_at(c, dst, index);
        add_point(profile->binades[AQH_AXIS_SCALE], p.s, p.ulp);
        add_point(profile->binades[AQH_AXIS_SUM], p.x + p.o, p.ulp);
    }
    /* The first wrong case, which is that of the finding; if there is none, the case with
     * the largest error, of several the first. */
    const bool wrong = judged->wrong > 0;
    if (profile->any &&
        (profile->wrong || (!wrong && (!judged->any || judged->worst.ulp <= profile->ulp))))
        return true;
    profile->any = true;
    profile->wrong = wrong;
    profile->ulp = judged->any ? judged->worst.ulp : 0;
    profile->element = judged->any ? judged->worst.index : 0;
    return copy(&profile->worst, c, dst);
}

void aqh_profiles_free(aqh_profiles *profiles) {
    for (size_t k = 0; k < profiles->count; k++)
        if (profiles->rows[k]) {
            aqh_case_free(&profiles->rows[k]->worst);
            free(profiles->rows[k]);
        }
    free(profiles->rows);
    *profiles = (aqh_profiles){0};
}

static void map_cells(const aqh_case *c, aqh_map *map) {
    const uint32_t rows = c->call.src.rows, cols = c->call.src.cols;
    map->cell_rows = (rows + AQH_MAP_ROWS - 1) / AQH_MAP_ROWS;
    map->cell_cols = (cols + AQH_MAP_COLS - 1) / AQH_MAP_COLS;
    map->rows = (rows + map->cell_rows - 1) / map->cell_rows;
    map->cols = (cols + map->cell_cols - 1) / map->cell_cols;
    memset(map->cells, -1, sizeof map->cells);
    for (size_t index = 0; index < aqo_computed(&c->call); index++) {
        const int bucket = aqh_bucket_of(point_at(c, c->data[AQH_DST], index).ulp);
        signed char *cell =
            &map->cells[index / cols / map->cell_rows][index % cols / map->cell_cols];
        *cell = bucket > *cell ? (signed char)bucket : *cell;
    }
}

static void compare_with_plan(const aqh_case *c, aqh_map *map) {
    const aq_call *call = &c->call;
    const bool offset = aqo_uses_offset(call);
    const size_t elements = aqo_computed(call);
    const size_t step = (elements + AQH_PLAN_SAMPLES - 1) / AQH_PLAN_SAMPLES;
    aqo_pipeline pipeline;
    aqh_case_pipeline(c, &pipeline, NULL);
    mpfr_t x, o, s;
    mpfr_inits2(AQO_PRECISION, x, o, s, (mpfr_ptr)0);
    for (size_t index = 0; index < elements; index += step) {
        const point p = point_at(c, c->data[AQH_DST], index);
        mpfr_set_d(x, p.x, MPFR_RNDN);
        mpfr_set_d(o, p.o, MPFR_RNDN);
        mpfr_set_d(s, p.s, MPFR_RNDN);
        const uint32_t planned =
            aqo_pipeline_run(&pipeline, call->scale.format, x, offset ? o : NULL, s, NULL);
        map->plan[aqh_bucket_of(ulp_of(c, &p, planned))][aqh_bucket_of(p.ulp)]++;
    }
    mpfr_clears(x, o, s, (mpfr_ptr)0);
}

void aqh_profile_map(const aqh_profile *profile, aqh_map *map) {
    *map = (aqh_map){0};
    map_cells(&profile->worst, map);
    compare_with_plan(&profile->worst, map);
}
