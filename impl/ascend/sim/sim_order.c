/* Which instructions are sure to be finished before which others start. */
#include "ascend/sim/sim_core.h"

static void learn(sim_clock *clock, const sim_clock *other) {
    for (int pipe = 0; pipe < SIM_PIPES; pipe++) {
        if (clock->seen[pipe] < other->seen[pipe]) {
            clock->seen[pipe] = other->seen[pipe];
        }
    }
}

void sim_issue(int pipe) {
    sim_core *core = sim_self;
    if (!core->initialised) {
        sim_report(SIM_INIT_MISSING, "first instruction");
        core->initialised = true;
    }
    core->pipe = pipe;
    core->now[pipe]++;
    if (pipe == PIPE_S) {
        core->knows[PIPE_S].seen[PIPE_S] = core->now[PIPE_S] - 1; /* one after another */
    }
}

static bool is_event(int from, int to, int id) {
    if (from >= 0 && from < SIM_PIPES && to >= 0 && to < SIM_PIPES && from != to && id >= 0 &&
        id <= EVENT_ID5) { /* 6 and 7 are reserved */
        return true;
    }
    sim_report(SIM_EVENT_ID, "pipes %d and %d, event %d", from, to, id);
    return false;
}

void sim_notify(int from, int to, int id) {
    if (!is_event(from, to, id)) {
        return;
    }
    sim_event *event = &sim_self->events[from][to][id];
    if (event->set) {
        sim_report(SIM_EVENT_SET_TWICE, "%s to %s, event %d, first in line %d",
                   sim_pipe_names[from], sim_pipe_names[to], id, event->line);
    }
    event->set = true;
    event->line = sim_self->line;
    event->clock = sim_self->knows[from];
    event->clock.seen[from] = sim_self->now[from];
}

void sim_wait(int from, int to, int id) {
    if (!is_event(from, to, id)) {
        return;
    }
    sim_event *event = &sim_self->events[from][to][id];
    if (!event->set) {
        sim_break_off(SIM_EVENT_NOT_SET, "%s to %s, event %d", sim_pipe_names[from],
                      sim_pipe_names[to], id);
    }
    event->set = false;
    /* While the scalar pipe waits, nothing is issued to any other. */
    for (int pipe = 0; pipe < SIM_PIPES; pipe++) {
        if (pipe == to || to == PIPE_S) {
            learn(&sim_self->knows[pipe], &event->clock);
        }
    }
}

void sim_barrier(int pipe) {
    sim_core *core = sim_self;
    if (pipe == PIPE_ALL) {
        for (int each = 0; each < SIM_PIPES; each++) {
            for (int other = 0; other < SIM_PIPES; other++) {
                core->knows[each].seen[other] = core->now[other];
            }
        }
    } else if (pipe == PIPE_S || pipe < 0 || pipe > PIPE_ALL) {
        sim_report(SIM_EVENT_ID, "a barrier of pipe %d", pipe);
    } else {
        core->knows[pipe].seen[pipe] = core->now[pipe];
    }
}

/* ---- VFs: functions on registers ----------------------------------------------------- */

/* The hardware keeps VFs in order. */
void sim_vf_begin(void) {
    if (sim_self->in_vf) {
        sim_report(SIM_NOT_IN_VF, "a VF in a VF");
    }
    sim_self->in_vf = true;
    sim_self->knows[PIPE_V].seen[PIPE_V] = sim_self->now[PIPE_V];
}

void sim_vf_end(void) {
    sim_self->in_vf = false;
}

void sim_mem_bar(void) {
    sim_self->knows[PIPE_V].seen[PIPE_V] = sim_self->now[PIPE_V];
}
