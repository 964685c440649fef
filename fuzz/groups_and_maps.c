/* Property: every element gets the scale and the offset of its own channel, token
 * or group: transposed or not, along either dimension, with a short last group, with
 * fewer elements computed than there are. Neighbouring parameters differ, so that
 * no wrong one gives the right result. */
#include "fuzz_target.h"

#include "format.h"
#include "index.h"

static const aqf_options options = {.prototypes = 1u << AQ_PER_CHANNEL | 1u << AQ_PER_TOKEN |
                                                  1u << AQ_PER_GROUP | 1u << AQ_PER_GROUP_LEGACY,
                                    .elements = 128,
                                    .takes = aqf_backend_takes};

/* Code `number` (from 0) of small ordinary numbers of a parameter format. */
static uint32_t ordinary(aq_format format, size_t number) {
    switch (format) {
    case AQ_E8M0:
        return 120 + (uint32_t)(number % 16);
    case AQ_HALF:
        return 0x3c00 + (uint32_t)(number % 1021); /* 1 to 2 */
    case AQ_BF16:
        return 0x3f80 + (uint32_t)(number % 509);
    default:
        return UINT32_C(0x3f800000) + (uint32_t)(number % 1021) * 8209;
    }
}

/* Where the data of the case is zero (a source, a scale, an offset that it does not
 * give), it is numbered instead. */
static void number_parameters(aqh_case *c) {
    const aq_call *call = &c->call;
    for (size_t i = 0; i < aqo_elements(&call->scale); i++) {
        if (aqo_load(call->scale.format, c->data[AQH_SCALE], i) == 0)
            aqo_store(call->scale.format, c->data[AQH_SCALE], i,
                      ordinary(call->scale.format, 3 * i));
        if (c->data[AQH_OFFSET] && aqo_load(call->offset.format, c->data[AQH_OFFSET], i) == 0)
            aqo_store(call->offset.format, c->data[AQH_OFFSET], i,
                      ordinary(call->offset.format, 7 * i));
    }
    for (size_t i = 0; i < aqo_elements(&call->src); i++)
        if (aqo_load(call->src.format, c->data[AQH_SRC], i) == 0)
            aqo_store(call->src.format, c->data[AQH_SRC], i, 1 + (uint32_t)(i % 5));
}

static void check(aqf_case *f) {
    number_parameters(&f->c);
    aqf_check(f, NULL);
}

const aqf_target aqf_target_here = {
    .name = "groups_and_maps", .options = &options, .check_case = check, .seed_step = 13};
