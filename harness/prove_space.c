/* Decides how a space is cut into calls: blocks of dst that fit in a second-level cache,
 * rows long enough for what a backend does with long rows. */
#include "prove_space.h"

#include "format.h"
#include "generate.h"

#include <stdio.h>

enum { PAIRS = 512, GROUPS_IN_A_ROW = 64, BLOCK_BITS = 256 /* of data, that rows are whole in */ };

static bool known(const aqh_space_wish *wish, const aqo_combination *c) {
    return c->src == wish->src && c->scale == wish->scale && c->dst == wish->dst &&
           (wish->product < 0 || wish->product == (int)c->product) &&
           (wish->prototype < 0 || wish->prototype == (int)c->prototype);
}

/* Shapes in which one pair is one column, or one run. */
static void shape(aqh_space *space) {
    aq_call *call = &space->call;
    const uint32_t run = space->run, pairs = space->pairs;
    call->src.cols = run;
    call->src.rows = pairs;
    call->scale.rows = pairs;
    call->scale.cols = 1;
    if (!run) {
        call->src.rows = call->k = space->sources;
        call->src.cols = pairs;
        call->scale.rows = 1;
        call->scale.cols = pairs;
    } else if (call->prototype == AQ_PER_GROUP || call->prototype == AQ_PER_GROUP_LEGACY) {
        const uint32_t in_a_row = pairs < GROUPS_IN_A_ROW ? pairs : GROUPS_IN_A_ROW;
        call->src.rows = call->scale.rows = pairs / in_a_row;
        call->scale.cols = in_a_row;
        call->src.cols = run * in_a_row;
        if (call->prototype == AQ_PER_GROUP_LEGACY)
            call->k = call->src.cols;
        else
            call->group_size = run;
    } else if (call->prototype == AQ_PER_CHANNEL) {
        call->k = run;
    } else if (call->prototype == AQ_PER_TENSOR) {
        call->k = 1;
    }
    if (call->prototype == AQ_PER_TOKEN || call->prototype == AQ_PER_GROUP)
        call->cal_count = call->src.rows * call->src.cols;
    call->dst.rows = call->src.rows;
    call->dst.cols = call->src.cols;
    call->offset.rows = call->scale.rows;
    call->offset.cols = call->scale.cols;
}

bool aqh_space_make(aqh_space *space, const aqh_space_wish *wish, char *error, size_t error_bytes) {
    const aqo_format *src = aqo_format_get(wish->src), *scale = aqo_format_get(wish->scale);
    if (scale->bits > 16) {
        snprintf(error, error_bytes,
                 "a scale of %s cannot be exhausted: with an offset there are 2^%u triples",
                 scale->name, src->bits + 2 * scale->bits);
        return false;
    }
    size_t count;
    const aqo_combination *all = aqo_combinations(&count), *found = NULL;
    for (size_t k = 0; k < count && !found; k++)
        if (known(wish, &all[k]))
            found = &all[k];
    if (!found) {
        snprintf(error, error_bytes, "no such combination is documented (aqcheck list combos)");
        return false;
    }
    *space = (aqh_space){.call = {.product = found->product,
                                  .prototype = found->prototype,
                                  .transpose = wish->transpose,
                                  .has_offset = wish->has_offset,
                                  .k_dim = 1,
                                  .overflow = wish->overflow}};
    aq_call *call = &space->call;
    call->src.format = wish->src;
    call->scale.format = call->offset.format = wish->scale;
    call->dst.format = wish->dst;
    /* Only the groups that lie along a row are runs. */
    if (call->prototype == AQ_PER_GROUP)
        call->k_dim = !wish->transpose;
    if (call->prototype == AQ_PER_GROUP_LEGACY)
        call->transpose = true;
    space->sources = 1u << src->bits;
    const bool columns =
        wish->transpose ? call->prototype == AQ_PER_TOKEN : call->prototype == AQ_PER_CHANNEL;
    const unsigned whole = call->prototype == AQ_PER_TENSOR || call->prototype == AQ_PER_CHANNEL
                               ? BLOCK_BITS / src->bits
                               : 32;
    if (!columns)
        space->run = space->sources > whole ? space->sources : whole;
    const uint64_t pairs = UINT64_C(1) << (wish->has_offset ? 2 * scale->bits : scale->bits);
    space->pairs = call->prototype == AQ_PER_TENSOR ? 1 : pairs < PAIRS ? (uint32_t)pairs : PAIRS;
    space->blocks = pairs / space->pairs;
    shape(space);
    aqh_set_tmp(call);
    aq_error why;
    if (aqo_legal(call, &why) == AQ_LEGAL)
        return true;
    snprintf(error, error_bytes, "no legal call: %s", why.text);
    return false;
}

size_t aqh_space_elements(const aqh_space *space) {
    return (size_t)space->call.dst.rows * space->call.dst.cols;
}

uint64_t aqh_space_triples(const aqh_space *space) {
    return (uint64_t)space->sources * space->pairs;
}

void aqh_space_sources(const aqh_space *space, uint8_t *src) {
    const size_t count = aqh_space_elements(space);
    for (size_t i = 0; i < count; i++) {
        const unsigned x =
            (unsigned)((space->run ? i % space->run : i / space->pairs)) % space->sources;
        aqo_store(space->call.src.format, src, i, x);
    }
}

void aqh_space_pairs(const aqh_space *space, uint64_t block, uint8_t *scale, uint8_t *offset) {
    const uint64_t first = block * space->pairs;
    for (uint32_t k = 0; k < space->pairs; k++) {
        const uint64_t pair = first + k;
        const bool both = space->call.has_offset;
        aqo_store(space->call.scale.format, scale, k, (uint16_t)(both ? pair >> 16 : pair));
        if (both)
            aqo_store(space->call.offset.format, offset, k, (uint16_t)pair);
    }
}
