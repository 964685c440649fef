/* What instructions do to memory: every byte of UB is checked for bounds, order and
 * whether it holds anything, every byte of device memory for its allocation. */
#include "ascend/sim/sim_core.h"

#include <string.h>

enum { COPY_LIMIT = 2097151 };

/* ---- Unified buffer ------------------------------------------------------------------ */

/* The place in UB; misplaced accesses are reported, those outside of UB end the
 * block. */
static size_t place(const void *address, size_t bytes, size_t alignment) {
    const uintptr_t ub = (uintptr_t)sim_self->ub, at = (uintptr_t)address;
    if (at < ub || at - ub > SIM_UB_MODEL_BYTES || bytes > SIM_UB_MODEL_BYTES - (at - ub)) {
        sim_break_off(SIM_UB_OUT_OF_BOUNDS, "%zu bytes, not in UB at all", bytes);
    }
    if ((at - ub) % alignment != 0) {
        sim_report(SIM_UB_MISALIGNED, "%zu bytes past a multiple of %zu", (at - ub) % alignment,
                   alignment);
    }
    return at - ub;
}

/* Is the instruction number `other` of `pipe` sure to be finished? */
static bool is_finished(int pipe, uint32_t other) {
    const sim_core *core = sim_self;
    return other <= core->knows[core->pipe].seen[pipe] ||
           (pipe == core->pipe && other == core->now[pipe]);
}

static void report_order(int before, int line, const char *hazard) {
    const sim_core *core = sim_self;
    const sim_kind kind = before != core->pipe ? SIM_MISSING_SYNC
                          : core->in_vf        ? SIM_MISSING_MEM_BAR
                                               : SIM_MISSING_BARRIER;
    if (line != 0) {
        sim_report(kind, "%s to %s, %s of line %d", sim_pipe_names[before],
                   sim_pipe_names[core->pipe], hazard, line);
    } else {
        sim_report(kind, "%s to %s, %s", sim_pipe_names[before], sim_pipe_names[core->pipe],
                   hazard);
    }
}

static void check_read(size_t begin, size_t bytes) {
    sim_core *core = sim_self;
    for (size_t i = begin; i < begin + bytes; i++) {
        sim_shadow *shadow = &core->shadow[i];
        if (!is_finished(shadow->writer, shadow->written)) {
            report_order(shadow->writer, shadow->line, "read after the write");
        }
        shadow->read[core->pipe] = core->now[core->pipe];
    }
}

static void check_write(size_t begin, size_t bytes) {
    sim_core *core = sim_self;
    for (size_t i = begin; i < begin + bytes; i++) {
        sim_shadow *shadow = &core->shadow[i];
        if (!is_finished(shadow->writer, shadow->written)) {
            report_order(shadow->writer, shadow->line, "write after the write");
        }
        for (int pipe = 0; pipe < SIM_PIPES; pipe++) {
            /* In a VF, a store depends on the load before it through the register. */
            if (!is_finished(pipe, shadow->read[pipe]) && !(core->in_vf && pipe == PIPE_V)) {
                report_order(pipe, 0, "write after a read");
            }
        }
        shadow->written = core->now[core->pipe];
        shadow->writer = (uint8_t)core->pipe;
        shadow->line = (uint16_t)core->line;
    }
}

/* How many bytes of the access have this state. */
static size_t count_state(size_t begin, size_t bytes, uint8_t state) {
    size_t count = 0;
    for (size_t i = begin; i < begin + bytes; i++) {
        count += sim_self->state[i] == state;
    }
    return count;
}

static void check_bounds(size_t begin, size_t bytes) {
    const size_t outside = count_state(begin, bytes, SIM_NO_ARRAY);
    if (outside > 0) {
        sim_report(SIM_UB_OUT_OF_BOUNDS, "%zu of %zu bytes", outside, bytes);
    }
}

void sim_ub_read(const void *address, size_t bytes, size_t alignment) {
    const size_t begin = place(address, bytes, alignment);
    check_bounds(begin, bytes);
    check_read(begin, bytes);
    const size_t junk = count_state(begin, bytes, SIM_JUNK);
    if (junk > 0) {
        sim_report(sim_self->pipe == PIPE_MTE3 ? SIM_UNINITIALISED_STORE : SIM_UNINITIALISED_READ,
                   "%zu of %zu bytes", junk, bytes);
    }
}

void sim_ub_write(void *address, size_t bytes, size_t alignment) {
    const size_t begin = place(address, bytes, alignment);
    check_bounds(begin, bytes);
    check_write(begin, bytes);
    for (size_t page = begin / SIM_PAGE_BYTES; page * SIM_PAGE_BYTES < begin + bytes; page++) {
        sim_self->dirty[page] = true;
    }
    for (size_t i = begin; i < begin + bytes; i++) {
        if (sim_self->state[i] == SIM_JUNK) {
            sim_self->state[i] = SIM_WRITTEN;
        }
    }
}

const uint8_t *sim_ub_load(const void *address, size_t bytes, size_t alignment) {
    const size_t begin = place(address, bytes, alignment);
    check_read(begin, bytes);
    return sim_self->state + begin;
}

/* ---- Device memory -------------------------------------------------------------------- */

static void check_gm(const void *address, size_t bytes, bool write) {
    sim_core *core = sim_self;
    const uintptr_t at = (uintptr_t)address;
    if (core->gm_base == NULL || at - (uintptr_t)core->gm_base >= core->gm_bytes) {
        const void *base = NULL;
        size_t size = 0;
        if (!core->env->gm_find(core->env->ctx, address, &base, &size)) {
            sim_break_off(SIM_GM_OUT_OF_BOUNDS, "%zu bytes to be %s, in no allocation", bytes,
                          write ? "written" : "read");
        }
        core->gm_base = base;
        core->gm_bytes = size;
    }
    const size_t offset = at - (uintptr_t)core->gm_base;
    if (bytes > core->gm_bytes - offset) {
        sim_break_off(SIM_GM_OUT_OF_BOUNDS, "%zu bytes to be %s at %zu of %zu", bytes,
                      write ? "written" : "read", offset, core->gm_bytes);
    }
    sim_log_gm(address, bytes, write);
}

static bool is_size(uint64_t bytes) {
    if (bytes == 0 || bytes > COPY_LIMIT) {
        sim_report(SIM_COPY_SIZE, "%llu bytes", (unsigned long long)bytes);
        return false;
    }
    return true;
}

/* The rest of the last block of 32 bytes is overwritten too, with nothing of use. */
void sim_gm_to_ub(void *dst, const void *src, uint64_t bytes) {
    sim_issue(PIPE_MTE2);
    if (!is_size(bytes)) {
        return;
    }
    check_gm(src, bytes, false);
    const size_t all = (bytes + SIM_BLOCK_BYTES - 1) / SIM_BLOCK_BYTES * SIM_BLOCK_BYTES;
    sim_ub_write(dst, all, SIM_BLOCK_BYTES);
    memcpy(dst, src, bytes);
    uint8_t *state = sim_self->state + ((uint8_t *)dst - sim_self->ub);
    for (size_t i = bytes; i < all; i++) {
        ((uint8_t *)dst)[i] ^= 0x5a;
        state[i] = state[i] == SIM_NO_ARRAY ? SIM_NO_ARRAY : SIM_JUNK;
    }
}

void sim_gm_to_ub_blocks(void *dst, const void *src, uint64_t bytes) {
    if (bytes % SIM_BLOCK_BYTES != 0) {
        sim_report(SIM_COPY_REMAINDER, "%llu bytes", (unsigned long long)bytes);
    }
    sim_gm_to_ub(dst, src, bytes / SIM_BLOCK_BYTES * SIM_BLOCK_BYTES);
}

void sim_ub_to_gm(void *dst, const void *src, uint64_t bytes) {
    sim_issue(PIPE_MTE3);
    if (!is_size(bytes)) {
        return;
    }
    sim_ub_read(src, bytes, SIM_BLOCK_BYTES);
    check_gm(dst, bytes, true);
    memcpy(dst, src, bytes);
}

uint64_t sim_gm_scalar(const void *address, size_t bytes) {
    sim_issue(PIPE_S);
    if ((uintptr_t)address % bytes != 0) {
        sim_report(SIM_GM_SCALAR_MISALIGNED, "%zu bytes", bytes);
    }
    check_gm(address, bytes, false);
    uint64_t value = 0;
    memcpy(&value, address, bytes);
    return value;
}
