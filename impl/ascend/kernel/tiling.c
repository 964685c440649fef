/* Host side: which kernel computes a call, and how its tensors are cut into lines
 * and tiles. */
#include "ascend/kernel/tiling.h"
#include "cpu/layout.h"
#include "names.h"
#include "operands.h"

#include <string.h>

_Static_assert(AQ_TILING_INF_NAN == (int)AQ_OVERFLOW_INF_NAN &&
                   AQ_TILING_SAT == (int)AQ_OVERFLOW_SAT &&
                   AQ_TILING_PER_INSTRUCTION == (int)AQ_OVERFLOW_PER_INSTRUCTION,
               "kernels have the overflow modes by number");

typedef enum work {
#define X(id, suffix) WORK_##suffix,
    AQ_WORK_LIST(X)
#undef X
        WORK_COUNT
} work;

static const struct kernel {
    uint32_t arch;
    const char *src, *scale, *dst;
    work work;
    const char *name;
} kernels[] = {
#define TEXT_(text) #text
#define TEXT(text) TEXT_(text)
#define X(arch, src, scale, dst, work)                                                             \
    {arch, #src, #scale, #dst, WORK_##work, TEXT(AQ_KERNEL_NAME_(arch, src, scale, dst, work))},
    AQ_KERNELS_2201(X) AQ_KERNELS_3510(X)
#undef X
};

uint32_t aq_kernel_arch(aq_product product) {
    switch (product) {
    case AQ_PRODUCT_A2:
    case AQ_PRODUCT_A3:
        return 2201;
    case AQ_PRODUCT_950:
        return 3510;
    default:
        return 0;
    }
}

/* ---- Which kernel ------------------------------------------------------------- */

/* Plans that may stand in for a product's, and the way of the source to them. */
static const struct alternative {
    aqm_plan_id product, better;
    aqm_route route;
} alternatives[] = {{AQM_N9, AQM_N3, AQM_VIA_HALF},
                    {AQM_N10, AQM_N4, AQM_VIA_HALF},
                    {AQM_N12, AQM_N13, AQM_DIRECT}};

/* The product's choice with the plan asked for in its place; AQM_NO_PLAN if it may
 * not be. */
static aqm_choice choose(const aq_call *call, aqm_plan_id plan) {
    aqm_choice choice = aqm_choose(call);
    if (plan == AQM_NO_PLAN || plan == choice.plan) {
        return choice;
    }
    for (size_t i = 0; i < sizeof alternatives / sizeof alternatives[0]; i++) {
        const struct alternative *a = &alternatives[i];
        if (a->product == choice.plan && a->better == plan) {
            choice.plan = plan;
            choice.route = a->route;
            return choice;
        }
    }
    choice.plan = AQM_NO_PLAN;
    return choice;
}

static work work_of(const aqm_choice *choice) {
    switch (choice->plan) {
    case AQM_N1:
    case AQM_N2:
        return WORK_h;
    case AQM_N9:
    case AQM_N10:
    case AQM_N11:
        return WORK_b;
    case AQM_N12:
        return WORK_n12;
    case AQM_N13:
        return WORK_n13;
    default: /* N3..N8 */
        return choice->route == AQM_DIRECT ? WORK_f : WORK_fh;
    }
}

static const char *kernel_for(const aq_call *call, uint32_t arch, aqm_plan_id plan) {
    const aqm_choice choice = choose(call, plan);
    if (choice.plan == AQM_NO_PLAN || aq_kernel_arch(call->product) != arch ||
        !aqm_has_overflow(call->product, call->overflow)) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof kernels / sizeof kernels[0]; i++) {
        const struct kernel *k = &kernels[i];
        if (k->arch == arch && k->work == work_of(&choice) &&
            strcmp(k->src, aqi_format_name(call->src.format)) == 0 &&
            strcmp(k->scale, aqi_format_name(call->scale.format)) == 0 &&
            strcmp(k->dst, aqi_format_name(call->dst.format)) == 0) {
            return k->name;
        }
    }
    return NULL;
}

aqm_plan_id aq_kernel_plan(const char *name) {
    for (size_t i = 0; i < sizeof alternatives / sizeof alternatives[0]; i++) {
        if (strcmp(aqm_plans[alternatives[i].better].name, name) == 0) {
            return alternatives[i].better;
        }
    }
    return AQM_NO_PLAN;
}

bool aq_kernel_has_plan(const aq_call *call, aqm_plan_id plan) {
    return plan != AQM_NO_PLAN && choose(call, plan).plan != AQM_NO_PLAN;
}

/* ---- How it is cut ------------------------------------------------------------ */

static uint64_t divide_up(uint64_t dividend, uint64_t divisor) {
    return dividend / divisor + (dividend % divisor != 0);
}

/* Where the parameters run on from row to row as the elements do, all rows are one
 * line. */
static void join_rows(aq_tiling *t) {
    const bool uniform = t->row_group >= t->lines && t->col_group >= t->cols;
    const bool running = t->row_group == 1 && t->param_cols * t->col_group == t->cols;
    if (uniform || running) {
        t->cols *= t->lines;
        t->lines = 1;
        t->row_group = 1;
        t->col_group = uniform ? t->cols : t->col_group;
        t->param_cols = divide_up(t->cols, t->col_group);
    }
}

/* The temporary buffer of a product holds a tile twice in float: where one is
 * passed, tiles are no larger than that allows. */
static uint64_t largest_tile(const aq_call *call) {
    const uint64_t fits = call->tmp_explicit ? call->tmp_bytes / 8 : 0;
    if (fits == 0 || fits >= AQ_TILE_MAX) {
        return AQ_TILE_MAX;
    }
    return fits < AQ_TILE_STEP ? AQ_TILE_STEP : fits / AQ_TILE_STEP * AQ_TILE_STEP;
}

bool aq_tiling_make_plan(const aq_call *call, uint32_t arch, uint32_t blocks, aqm_plan_id plan,
                         aq_tiling *out, const char **kernel_name) {
    const char *name = kernel_for(call, arch, plan);
    if (name == NULL || blocks == 0) {
        return false;
    }
    const aqc_layout layout = aqc_layout_of(call);
    aq_tiling t = {.version = AQ_TILING_VERSION,
                   .overflow = call->overflow,
                   .has_offset = layout.uses_offset,
                   .lines = layout.rows,
                   .cols = layout.cols,
                   .row_group = layout.row_group,
                   .col_group = layout.col_group,
                   .param_cols = layout.param_cols};
    join_rows(&t);
    if (aqi_format_bits(call->src.format) == 4 && t.lines > 1 && t.cols % 2 != 0) {
        t.odd_rows = 1;
        t.lines = divide_up(t.lines, 2) * 3;
    }
    const uint64_t share = divide_up(t.cols, divide_up(blocks, t.lines));
    const uint64_t wanted = divide_up(share, AQ_TILE_STEP) * AQ_TILE_STEP, top = largest_tile(call);
    t.tile = wanted < top ? wanted : top;
    t.tiles = divide_up(t.cols, t.tile);
    t.units = t.lines * t.tiles;
    *out = t;
    *kernel_name = name;
    return true;
}

bool aq_tiling_make(const aq_call *call, uint32_t arch, uint32_t blocks, aq_tiling *out,
                    const char **kernel_name) {
    return aq_tiling_make_plan(call, arch, blocks, AQM_NO_PLAN, out, kernel_name);
}
