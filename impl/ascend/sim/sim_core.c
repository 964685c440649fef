/* The state of a vector core, and the findings it collects. */
#include "ascend/sim/sim_core.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const sim_kind_names[SIM_KIND_COUNT] = {
#define X(id, name, text) [SIM_##id] = name,
    SIM_FINDING_LIST(X)
#undef X
};

static const char *const kind_texts[SIM_KIND_COUNT] = {
#define X(id, name, text) [SIM_##id] = text,
    SIM_FINDING_LIST(X)
#undef X
};

const char *const sim_pipe_names[SIM_PIPES + 1] = {"S", "V", "MTE2", "MTE3", "ALL"};

_Thread_local sim_core *sim_self;

/* ---- Findings --------------------------------------------------------------------- */

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static void report(sim_kind kind, const char *format, va_list args) {
    sim_core *core = sim_self;
    for (size_t i = 0; i < core->finding_count; i++) {
        if (core->findings[i].kind == kind && core->findings[i].line == core->line) {
            return;
        }
    }
    if (core->finding_count == SIM_MAX_FINDINGS) {
        return;
    }
    sim_finding *finding = &core->findings[core->finding_count++];
    finding->kind = kind;
    finding->line = core->line;
    char detail[128];
    vsnprintf(detail, sizeof detail, format, args);
    snprintf(finding->text, sizeof finding->text, "%s:%d: %s: %s: %s (block %u of %u)",
             base_name(core->file), core->line, sim_kind_names[kind], kind_texts[kind], detail,
             core->block, core->blocks);
}

void sim_report(sim_kind kind, const char *format, ...) {
    va_list args;
    va_start(args, format);
    report(kind, format, args);
    va_end(args);
}

void sim_break_off(sim_kind kind, const char *format, ...) {
    va_list args;
    va_start(args, format);
    report(kind, format, args);
    va_end(args);
    sim_self->broke_off = true;
    longjmp(sim_self->broken, 1);
}

/* ---- Cores ------------------------------------------------------------------------- */

/* Junk that differs from seed to seed (splitmix64). */
static void fill_with_junk(sim_core *core, size_t begin, size_t end) {
    uint64_t seed = core->env->seed ^ (uint64_t)core->block << 32 ^ begin;
    for (size_t i = begin; i < end; i += sizeof seed) {
        uint64_t z = seed += UINT64_C(0x9e3779b97f4a7c15);
        z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
        z ^= z >> 31;
        memcpy(core->ub + i, &z, sizeof z);
    }
}

static void free_core(sim_core *core) {
    free(core->ub);
    free(core->state);
    free(core->shadow);
    free(core->ranges);
    free(core);
}

static sim_core *make_core(void) {
    sim_core *core = calloc(1, sizeof *core);
    if (core == NULL) {
        return NULL;
    }
    core->ub = aligned_alloc(4096, SIM_UB_MODEL_BYTES);
    core->state = malloc(SIM_UB_MODEL_BYTES);
    core->shadow = calloc(SIM_UB_MODEL_BYTES, sizeof *core->shadow);
    if (core->ub == NULL || core->state == NULL || core->shadow == NULL) {
        free_core(core);
        return NULL;
    }
    memset(core->state, SIM_NO_ARRAY, SIM_UB_MODEL_BYTES);
    memset(core->dirty, true, sizeof core->dirty);
    return core;
}

/* Megabytes each, and launches are short. */
static sim_core *at_rest;
static pthread_mutex_t rest_lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((destructor)) static void free_cores_at_rest(void) {
    while (at_rest != NULL) {
        sim_core *core = at_rest;
        at_rest = core->next;
        free_core(core);
    }
}

/* Instruction numbers go on from launch to launch: what is in the shadow is long
 * over. Before they run out, it is cleared. */
static void renumber(sim_core *core) {
    memset(core->shadow, 0, SIM_UB_MODEL_BYTES * sizeof *core->shadow);
    memset(core->now, 0, sizeof core->now);
}

sim_core *sim_core_take(const aq_sim_env *env, uint32_t blocks) {
    pthread_mutex_lock(&rest_lock);
    sim_core *core = at_rest;
    at_rest = core != NULL ? core->next : NULL;
    pthread_mutex_unlock(&rest_lock);
    core = core != NULL ? core : make_core();
    if (core == NULL) {
        return NULL;
    }
    for (int pipe = 0; pipe < SIM_PIPES; pipe++) {
        if (core->now[pipe] > UINT32_MAX / 2) {
            renumber(core);
        }
    }
    core->env = env;
    core->blocks = blocks;
    core->file = "";
    core->line = 0;
    core->range_count = core->finding_count = 0;
    core->gm_base = NULL;
    core->broke_off = false;
    return core;
}

void sim_core_give_back(sim_core *core) {
    if (core != NULL) {
        pthread_mutex_lock(&rest_lock);
        core->next = at_rest;
        at_rest = core;
        pthread_mutex_unlock(&rest_lock);
    }
}

/* What the last block wrote is junk for this one. */
static void clear_ub(sim_core *core) {
    for (size_t page = 0; page < SIM_PAGES; page++) {
        if (core->dirty[page]) {
            core->dirty[page] = false;
            const size_t begin = page * SIM_PAGE_BYTES, end = begin + SIM_PAGE_BYTES;
            fill_with_junk(core, begin, end);
            for (size_t i = begin; i < end; i++) {
                core->state[i] = core->state[i] == SIM_WRITTEN ? SIM_JUNK : core->state[i];
            }
        }
    }
}

void sim_core_start_block(sim_core *core, uint32_t block) {
    core->block = block;
    clear_ub(core);
    core->ub_taken = core->ub_next = core->arrays = 0;
    /* What the last block did on this core is over; instruction numbers go on. */
    for (int pipe = 0; pipe < SIM_PIPES; pipe++) {
        memcpy(core->knows[pipe].seen, core->now, sizeof core->now);
    }
    memset(core->events, 0, sizeof core->events);
    core->ctrl = sim_this_arch.ctrl | (uint64_t)!core->env->saturate << 48;
    core->in_vf = core->initialised = core->ctrl_set = false;
}

void sim_core_end_block(void) {
    for (int from = 0; from < SIM_PIPES; from++) {
        for (int to = 0; to < SIM_PIPES; to++) {
            for (int id = 0; id < SIM_EVENTS; id++) {
                const sim_event *event = &sim_self->events[from][to][id];
                if (event->set) {
                    sim_self->line = event->line;
                    sim_report(SIM_EVENT_LEFT_SET, "%s to %s, event %d", sim_pipe_names[from],
                               sim_pipe_names[to], id);
                }
            }
        }
    }
}

/* ---- State ---------------------------------------------------------------------------- */

/* Makes the next array, in place of those that the block before had from here on. It
 * is spared where that one had the same. */
static void lay_out(sim_core *core, size_t bytes) {
    if (core->arrays == SIM_MAX_ARRAYS) {
        sim_break_off(SIM_UB_EXHAUSTED, "more than %d arrays", SIM_MAX_ARRAYS);
    }
    size_t *before = &core->array_bytes[core->arrays];
    if (*before != bytes) {
        memset(before, 0, (SIM_MAX_ARRAYS - core->arrays) * sizeof *before);
        memset(core->state + core->ub_next, SIM_NO_ARRAY, SIM_UB_MODEL_BYTES - core->ub_next);
        memset(core->state + core->ub_next, SIM_JUNK, bytes);
        *before = bytes;
    }
    core->arrays++;
}

/* Arrays have at least a block of no man's land between them, which a device does
 * not have: what runs over the end of one is seen. It does not count. */
void *sim_ub_array(size_t bytes) {
    sim_core *core = sim_self;
    const size_t rounded = (bytes + SIM_BLOCK_BYTES - 1) / SIM_BLOCK_BYTES * SIM_BLOCK_BYTES;
    if (rounded > sim_this_arch.ub_bytes - core->ub_taken ||
        rounded + SIM_BLOCK_BYTES > SIM_UB_MODEL_BYTES - core->ub_next) {
        sim_break_off(SIM_UB_EXHAUSTED, "%zu bytes, %zu of %zu are taken", bytes, core->ub_taken,
                      sim_this_arch.ub_bytes);
    }
    lay_out(core, rounded);
    uint8_t *array = core->ub + core->ub_next;
    core->ub_taken += rounded;
    core->ub_next += rounded + SIM_BLOCK_BYTES;
    return array;
}

void sim_init(void) {
    sim_self->initialised = true;
}

int64_t sim_get_ctrl(void) {
    return (int64_t)sim_self->ctrl;
}

void sim_set_ctrl(uint64_t value) {
    sim_self->ctrl = value;
    sim_self->ctrl_set = true;
}
