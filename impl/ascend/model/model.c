/* The product models: backends that compute what a product computes, rounding
 * for rounding, where the CPU backend rounds once. */
#include "aq_backend.h"
#include "cpu/layout.h"
#include "mutate.h"
#include "names.h"
#include "pipeline.h"
#include "rounding.h"

#include <stdio.h>

/* ---- A pipeline in one overflow mode ---------------------------------------- */

struct rounding {
    aqc_target to;
    bool saturate;
};

struct chain {
    unsigned count;
    struct rounding step[AQM_MAX_ROUNDINGS];
};

static struct chain resolve(const aqm_chain *chain, aq_overflow overflow) {
    struct chain resolved = {.count = chain->count};
    for (unsigned k = 0; k < chain->count; k++) {
        resolved.step[k] = (struct rounding){*aqc_target_of(chain->step[k].to),
                                             aqm_saturates(chain->step[k].saturation, overflow)};
    }
    return resolved;
}

/* The chain has one step at least. */
static inline aqc_number round_all(aqm_exact v, const struct chain *chain) {
    const unsigned first = AQ_MUTATE(intermediate_rounding_skipped, 0, chain->count - 1);
    aqc_number rounded = aqm_round(v, &chain->step[first].to, chain->step[first].saturate);
    for (unsigned k = first + 1; k < chain->count; k++) {
        rounded = aqm_round(aqm_widen(rounded), &chain->step[k].to, chain->step[k].saturate);
    }
    return rounded;
}

static aqc_number convert(aqc_number v, const struct chain *chain) {
    return chain->count == 0 ? v : round_all(aqm_widen(v), chain);
}

/* ---- The elements ------------------------------------------------------------- */

enum { SOURCE_CODES = 256 };

struct job {
    const uint8_t *src;
    uint8_t *dst;
    unsigned src_bits, dst_bits;
    aq_format param;
    aqc_target target;                       /* dst */
    struct chain scale, sum, product, route; /* route: of the source */
    aq_format src_format;
    const aqc_number *x; /* of every code of the source, converted; null: fewer elements */
};

static aqc_number convert_source(const struct job *job, uint32_t code) {
    return convert(aqc_decode(job->src_format, code), &job->route);
}

static void run_elements(const void *context, const aqc_run *run) {
    const struct job *job = context;
    const aqc_number scale = convert(aqc_decode(job->param, run->scale), &job->scale);
    const aqc_number offset =
        run->uses_offset ? aqc_decode(job->param, run->offset) : (aqc_number){0};
    const size_t end = run->first + run->count;
    for (size_t i = run->first; i < end; i++) {
        const uint32_t code = aqc_load(job->src, job->src_bits, i);
        aqc_number v = job->x != NULL ? job->x[code] : convert_source(job, code);
        if (run->uses_offset) {
            v = round_all(aqm_add(AQ_MUTATE(offset_after_scale, v,
                                            round_all(aqm_multiply(v, scale), &job->product)),
                                  offset),
                          &job->sum);
        }
        v = round_all(
            aqm_multiply(v, AQ_MUTATE(offset_after_scale, scale,
                                      run->uses_offset ? (aqc_number){.significand = 1} : scale)),
            &job->product);
        aqc_store(job->dst, job->dst_bits, i, aqm_encode(v, &job->target));
    }
}

static void compute(const aq_call *call, const aq_buffers *buffers, aqm_choice choice) {
    const aqm_plan *plan = &aqm_plans[AQ_MUTATE(fp8_computed_in_half, choice.plan,
                                                choice.plan == AQM_N5 ? AQM_N1 : choice.plan)];
    struct job job = {
        .src = buffers->src,
        .dst = buffers->dst,
        .src_bits = aqi_format_bits(call->src.format),
        .dst_bits = aqi_format_bits(call->dst.format),
        .param = call->scale.format,
        .target = *aqc_target_of(call->dst.format),
        .scale =
            resolve(AQ_MUTATE(legacy_scale_not_rounded, &plan->scale, &plan->sum), call->overflow),
        .sum = resolve(AQ_MUTATE(fma_contraction, &plan->sum, &aqm_plans[AQM_N7].sum),
                       AQ_MUTATE(sum_not_saturated, call->overflow, AQ_OVERFLOW_INF_NAN)),
        .product = resolve(&plan->product, call->overflow),
        .route = resolve(&aqm_routes[AQ_MUTATE(hif8_not_through_half, choice.route, AQM_DIRECT)],
                         call->overflow),
        .src_format = call->src.format};
    if ((size_t)call->src.rows * call->src.cols < (size_t)1 << job.src_bits) {
        aqc_for_each_run(call, buffers, NULL, run_elements, &job);
        return;
    }
    aqc_number x[SOURCE_CODES];
    for (uint32_t code = 0; code < 1u << job.src_bits; code++) {
        x[code] = convert_source(&job, code);
    }
    job.x = x;
    aqc_for_each_run(call, buffers, NULL, run_elements, &job);
}

/* ---- The backends ---------------------------------------------------------------- */

/* Why the model of the product would not take a legal call; null if it would. */
static const char *obstacle(aq_product product, const aq_call *call) {
    if (call->product != product) {
        return "this is the model of another product";
    }
    if (!aqm_has_overflow(product, call->overflow)) {
        return "the product does not have this overflow mode";
    }
    return aqm_choose(call).plan == AQM_NO_PLAN ? "the product has no plan for this call" : NULL;
}

static aq_product product_of(const void *ctx) {
    return *(const aq_product *)ctx;
}

static aq_run_status supports(void *ctx, const aq_call *call) {
    return obstacle(product_of(ctx), call) == NULL ? AQ_RUN_OK : AQ_RUN_UNSUPPORTED;
}

static aq_run_status run(void *ctx, const aq_call *call, const aq_buffers *buffers,
                         aq_error *error) {
    if (aq_check_buffers(call, buffers, error) != AQ_LEGAL) {
        return AQ_RUN_REFUSED;
    }
    const aq_product product = product_of(ctx);
    const char *why = obstacle(product, call);
    if (why != NULL) {
        if (error != NULL) {
            snprintf(error->text, sizeof error->text, "ascend-model:%s: %s (got %s, %s)",
                     aqi_product_name(product), why, aqi_product_name(call->product),
                     aqi_overflow_name(call->overflow));
        }
        return AQ_RUN_UNSUPPORTED;
    }
    compute(call, buffers, aqm_choose(call));
    return AQ_RUN_OK;
}

/* The products of the decision procedure, with their names in this tool. */
#define MODELS(X)                                                                                  \
    X(A2, "A2")                                                                                    \
    X(A3, "A3")                                                                                    \
    X(950, "950")                                                                                  \
    X(310P, "310P")                                                                                \
    X(KIRIN_X90, "KirinX90")                                                                       \
    X(KIRIN_9030, "Kirin9030")

const aq_backend *aq_backend_ascend_model(aq_product product) {
#define X(id, name) [AQ_PRODUCT_##id] = AQ_PRODUCT_##id,
    static aq_product products[AQ_PRODUCT_COUNT] = {MODELS(X)};
#undef X
#define X(id, product_name)                                                                        \
    [AQ_PRODUCT_##id] = {.abi = AQ_BACKEND_ABI,                                                    \
                         .bytes = sizeof(aq_backend),                                              \
                         .name = "ascend-model:" product_name,                                     \
                         .ctx = &products[AQ_PRODUCT_##id],                                        \
                         .supports = supports,                                                     \
                         .run = run},
    static const aq_backend backends[AQ_PRODUCT_COUNT] = {MODELS(X)};
#undef X
    if ((unsigned)product >= AQ_PRODUCT_COUNT || backends[product].name == NULL) {
        return NULL;
    }
    return &backends[product];
}
