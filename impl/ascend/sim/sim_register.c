/* The instructions of 3510. */
#include "ascend/sim/sim_register.h"
#include "cpu/layout.h"
#include "names.h"

#include <string.h>

static void begin(void) {
    if (!sim_self->in_vf) {
        sim_report(SIM_NOT_IN_VF, "a register instruction");
    }
}

/* The state of an element: junk if any byte of it is. */
static uint8_t state_of(const sim_register *r, size_t at, size_t bytes) {
    uint8_t state = SIM_WRITTEN;
    for (size_t i = at; i < at + bytes; i++) {
        state = r->state[i] != SIM_WRITTEN ? SIM_JUNK : state;
    }
    return state;
}

static uint32_t get(const sim_register *r, size_t at, size_t bytes) {
    uint32_t code = 0;
    memcpy(&code, r->byte + at, bytes);
    return code;
}

static void put(sim_register *r, size_t at, size_t bytes, uint32_t code, uint8_t state) {
    memcpy(r->byte + at, &code, bytes);
    memset(r->state + at, state, bytes);
}

/* ---- Memory ------------------------------------------------------------------------- */

void sim_register_load(sim_register *dst, const void *src, size_t size, size_t slot) {
    begin();
    sim_issue(PIPE_V);
    const size_t count = SIM_REGISTER_BYTES / slot;
    const uint8_t *state = sim_ub_load(src, count * size, SIM_BLOCK_BYTES);
    sim_register loaded = {0};
    for (size_t i = 0; i < count; i++) {
        memcpy(loaded.byte + i * slot, (const uint8_t *)src + i * size, size);
        for (size_t k = 0; k < size; k++) {
            loaded.state[i * slot + k] =
                state[i * size + k] == SIM_WRITTEN ? SIM_WRITTEN : SIM_JUNK;
        }
    }
    *dst = loaded;
}

void sim_register_broadcast(sim_register *dst, const void *src, size_t size) {
    begin();
    sim_issue(PIPE_V);
    const uint8_t *state = sim_ub_load(src, size, size);
    for (size_t i = 0; i < SIM_REGISTER_BYTES; i++) {
        dst->byte[i] = ((const uint8_t *)src)[i % size];
        dst->state[i] = state[i % size] == SIM_WRITTEN ? SIM_WRITTEN : SIM_JUNK;
    }
}

void sim_register_store(void *dst, const sim_register *src, const sim_mask *mask, size_t size,
                        size_t kept) {
    begin();
    sim_issue(PIPE_V);
    const uintptr_t ub = (uintptr_t)sim_self->ub;
    if (((uintptr_t)dst - ub) % SIM_BLOCK_BYTES != 0) {
        sim_report(SIM_UB_MISALIGNED, "a register store");
    }
    size_t junk = 0;
    for (size_t i = 0; i < SIM_REGISTER_BYTES / size; i++) {
        if (!mask->on[i * size]) {
            continue;
        }
        uint8_t *to = (uint8_t *)dst + i * kept;
        sim_ub_write(to, kept, 1);
        memcpy(to, src->byte + i * size, kept);
        junk += state_of(src, i * size, kept) != SIM_WRITTEN;
    }
    if (junk > 0) {
        sim_report(SIM_UNINITIALISED_STORE, "%zu elements", junk);
    }
}

sim_mask sim_update_mask(uint32_t *left, size_t size) {
    begin();
    const uint32_t lanes = (uint32_t)(SIM_REGISTER_BYTES / size);
    sim_mask mask = {{false}};
    for (uint32_t i = 0; i < lanes && i < *left; i++) {
        mask.on[i * size] = true;
    }
    *left -= *left < lanes ? *left : lanes;
    return mask;
}

sim_mask sim_full_mask(size_t size) {
    uint32_t left = UINT32_MAX;
    return sim_update_mask(&left, size);
}

/* ---- Numbers -------------------------------------------------------------------------- */

/* Arithmetic in half, and conversions to it without the suffix _sat, saturate while
 * CTRL[60] makes CTRL[48] hold for all. With the suffix they saturate by CTRL[48]
 * too, or, without CTRL[60], always. What is exact or goes to float never does, and
 * neither does bf16 arithmetic. */
static bool saturates(aq_format result, bool sat) {
    if (!sim_self->ctrl_set) {
        sim_report(SIM_CTRL_NOT_SET, "%s", aqi_format_name(result));
    }
    const bool global = (sim_self->ctrl >> 60 & 1) != 0;
    return global ? (sim_self->ctrl >> 48 & 1) == 0 : sat;
}

static bool can_saturate(aq_format from, aq_format to, bool sat) {
    return (to == AQ_HALF && (from == AQ_HIF8 || from == AQ_FLOAT || from == AQ_BF16)) ||
           (to == AQ_BF16 && from == AQ_FLOAT) || sat;
}

void sim_register_convert(aq_format from, aq_format to, sim_register *dst, const sim_register *src,
                          const sim_mask *mask, size_t part, bool sat) {
    begin();
    const bool saturate = can_saturate(from, to, sat) && saturates(to, sat);
    const unsigned from_bits = aqi_format_bits(from);
    const size_t width = aqi_format_bits(to) / 8, from_bytes = from_bits < 8 ? 1 : from_bits / 8;
    /* 4-bit elements are taken by pairs, which share a slot of two results. */
    const size_t group = from_bits == 4 ? 2 : 1;
    const size_t slot = width * group > from_bytes ? width * group : from_bytes;
    sim_register result = {0};
    for (size_t i = 0; i < SIM_REGISTER_BYTES / slot * group; i++) {
        const size_t base = i / group * slot;
        const size_t from_at = base + (from_bytes < slot ? part * from_bytes : 0);
        const size_t to_at = base + (width * group < slot ? part * width : i % group * width);
        /* The mask is of the wider elements. */
        if (!mask->on[width * group < slot ? base : to_at]) {
            continue;
        }
        const uint32_t code = from_bits == 4 ? aqc_load(src->byte + from_at, 4, i % 2)
                                             : get(src, from_at, from_bytes);
        put(&result, to_at, width, sim_convert(from, to, code, saturate),
            state_of(src, from_at, from_bytes));
    }
    *dst = result;
}

void sim_register_compute(sim_operation operation, aq_format format, sim_register *dst,
                          const sim_register *a, const sim_register *b, const sim_mask *mask) {
    begin();
    const bool saturate = format == AQ_HALF && saturates(format, false);
    const size_t width = aqi_format_bits(format) / 8;
    sim_register result = {0};
    for (size_t at = 0; at < SIM_REGISTER_BYTES; at += width) {
        if (mask->on[at]) {
            put(&result, at, width,
                sim_compute(operation, format, get(a, at, width), get(b, at, width), saturate),
                state_of(a, at, width) | state_of(b, at, width));
        }
    }
    *dst = result;
}

/* ---- Integers --------------------------------------------------------------------------- */

enum { WIDTH = 2 };

void sim_register_widen_u8(sim_register *dst, const sim_register *src, const sim_mask *mask) {
    begin();
    sim_register result = {0};
    for (size_t at = 0; at < SIM_REGISTER_BYTES; at += WIDTH) {
        if (mask->on[at]) {
            put(&result, at, WIDTH, src->byte[at], src->state[at]);
        }
    }
    *dst = result;
}

void sim_register_shift_left(sim_register *dst, const sim_register *src, int by,
                             const sim_mask *mask) {
    begin();
    sim_register result = {0};
    for (size_t at = 0; at < SIM_REGISTER_BYTES; at += WIDTH) {
        if (mask->on[at]) {
            put(&result, at, WIDTH, get(src, at, WIDTH) << by, state_of(src, at, WIDTH));
        }
    }
    *dst = result;
}

void sim_register_equal(sim_mask *dst, const sim_register *src, uint16_t value,
                        const sim_mask *mask) {
    begin();
    sim_mask result = {{false}};
    for (size_t at = 0; at < SIM_REGISTER_BYTES; at += WIDTH) {
        result.on[at] = mask->on[at] && get(src, at, WIDTH) == value;
    }
    *dst = result;
}

void sim_register_fill(sim_register *dst, uint16_t value, const sim_mask *mask) {
    begin();
    sim_register result = {0};
    for (size_t at = 0; at < SIM_REGISTER_BYTES; at += WIDTH) {
        if (mask->on[at]) {
            put(&result, at, WIDTH, value, SIM_WRITTEN);
        }
    }
    *dst = result;
}

void sim_register_select(sim_register *dst, const sim_register *a, const sim_register *b,
                         const sim_mask *mask) {
    begin();
    sim_register result = {0};
    for (size_t at = 0; at < SIM_REGISTER_BYTES; at += WIDTH) {
        const sim_register *from = mask->on[at] ? a : b;
        put(&result, at, WIDTH, get(from, at, WIDTH), state_of(from, at, WIDTH));
    }
    *dst = result;
}

void sim_register_or(sim_register *dst, const sim_register *a, const sim_register *b,
                     const sim_mask *mask) {
    begin();
    sim_register result = {0};
    for (size_t at = 0; at < SIM_REGISTER_BYTES; at += WIDTH) {
        if (mask->on[at]) {
            put(&result, at, WIDTH, get(a, at, WIDTH) | get(b, at, WIDTH),
                state_of(a, at, WIDTH) | state_of(b, at, WIDTH));
        }
    }
    *dst = result;
}
