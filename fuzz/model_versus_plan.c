/* Property: the model of a product computes what the rounding plan of the oracle
 * says, bit for bit, for every call, value and overflow mode of that product.
 * (Of AQ_BACKEND only a product's model is of use here; otherwise each case is for
 * the model of its own product.) */
#include "fuzz_target.h"

#include "fast.h"
#include "format.h"
#include "fuzz_feedback.h"
#include "fuzz_pool.h"
#include "index.h"
#include "plan_reference.h"

static const aqf_options options = {.elements = 64, .takes = aqf_backend_takes};

/* The modes of a product are fewer than those that are legal. */
static bool settle_overflow(const aq_backend *model, aq_call *call) {
    for (int tries = 0; tries < AQ_OVERFLOW_COUNT; tries++) {
        if (model->supports(model->ctx, call) == AQ_RUN_OK)
            return true;
        call->overflow = (aq_overflow)((call->overflow + 1) % AQ_OVERFLOW_COUNT);
    }
    return false;
}

static void off_plan(const aqh_case *c, const aqh_element *e) {
    aqh_trial trial = {.findings = 1u << AQH_OFF_PLAN};
    trial.judged.first_off = *e;
    trial.judged.elements = aqo_computed(&c->call);
    trial.judged.off_plan = 1;
    aqf_trial_finding(c, &trial);
}

static void check(aqf_case *f) {
    aqh_case *c = &f->c;
    aq_call *call = &c->call;
    const aqf_subject *subject = aqf_subject_here();
    const aq_backend *model =
        subject->product ? subject->backend : aq_backend_ascend_model(call->product);
    AQF_REQUIRE(model && settle_overflow(model, call), "model-without-overflow-mode",
                "product %d takes no overflow mode", (int)call->product);
    c->judge = AQH_BY_PLAN;
    const size_t dst_bytes = aqo_bytes(call->dst.format, aqo_elements(&call->dst));
    uint8_t *dst = aqf_take(dst_bytes), *tmp = aqf_take(call->tmp_bytes);
    aq_error error = {0};
    if (!dst || !tmp) {
        aqf_give(dst, dst_bytes);
        aqf_give(tmp, call->tmp_bytes);
        return;
    }
    const aq_buffers buffers = {.src = c->data[AQH_SRC],
                                .scale = c->data[AQH_SCALE],
                                .offset = c->data[AQH_OFFSET],
                                .dst = dst,
                                .tmp = tmp,
                                .src_bytes = c->bytes[AQH_SRC],
                                .scale_bytes = c->bytes[AQH_SCALE],
                                .offset_bytes = c->bytes[AQH_OFFSET],
                                .dst_bytes = dst_bytes};
    const aq_run_status status = model->run(model->ctx, call, &buffers, &error);
    if (status != AQ_RUN_OK)
        aqf_finding("model-refused", c, "%s", error.text);

    plan_reference reference;
    plan_mpfr exact;
    plan_reference_init(&reference, call);
    plan_mpfr_init(&exact, call);
    for (size_t i = 0; i < aqo_computed(call); i++) {
        aqh_element e;
        aqh_element_at(c, dst, i, &e);
        e.planned = plan_reference_run(&reference, e.src, e.offset, e.scale);
        if (i % 64 == 0) {
            const uint32_t by_mpfr = plan_mpfr_run(&exact, e.src, e.offset, e.scale);
            if (!aqo_same_result(call->dst.format, by_mpfr, e.planned))
                aqf_finding("plans-disagree", c, "element %zu: 0x%x by MPFR, 0x%x", i,
                            (unsigned)by_mpfr, (unsigned)e.planned);
        }
        e.expected = e.planned;
        if (!aqo_same_result(call->dst.format, e.got, e.planned))
            off_plan(c, &e);
    }
    plan_mpfr_clear(&exact);
    aqf_feedback(c, dst);
    aqf_give(dst, dst_bytes);
    aqf_give(tmp, call->tmp_bytes);
}

const aqf_target aqf_target_here = {
    .name = "model_versus_plan", .options = &options, .check_case = check, .seed_step = 7};
