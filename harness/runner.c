/* The runner: which buffers a case gets, and in what order it is called and
 * checked. */
#include "runner.h"

#include "environment.h"
#include "index.h"
#include "legal.h"
#include "observe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An illegal call may have any shape. Its dst and tmp are real up to this size;
 * above it the backend gets the address of a guard. */
static const size_t illegal_bytes = (size_t)64 << 20;

/* By call. Both bytes of junk decode to ordinary numbers in every format, and far
 * apart: junk that was read must change the result. */
static const uint8_t junk[AQH_CALLS] = {0x35, 0x4A};
static const aqh_placement placement[AQH_CALLS] = {AQH_AT_END, AQH_AT_START};

struct aqh_runner {
    aqh_guard region[AQH_REGIONS];
    uint8_t fault_stack[AQH_FAULT_STACK_BYTES];
};

/* What a backend is given: copies, as it might write to them. */
typedef struct invocation {
    const aq_backend *backend;
    aq_call call;
    aq_buffers buffers;
    aq_error error;
    aq_run_status status;
    aqh_environment before, after; /* after a run that returned */
} invocation;

/* ---- What the backend gets ---------------------------------------------- */

/* Bytes that a tensor needs; SIZE_MAX where that is not a number. */
static size_t tensor_bytes(const aq_tensor *tensor) {
    if ((unsigned)tensor->format >= AQ_FORMAT_COUNT)
        return SIZE_MAX;
    uint64_t bits = aqh_format_bits[tensor->format];
    uint64_t elements = (uint64_t)tensor->rows * tensor->cols;
    if (elements > (UINT64_MAX - 7) / bits || (elements * bits + 7) / 8 > SIZE_MAX)
        return SIZE_MAX;
    return (size_t)((elements * bits + 7) / 8);
}

static size_t lesser(size_t a, size_t b) {
    return a < b ? a : b;
}

/* Of an input no more than its tensor needs is shown, and no more than there is;
 * of an output as much as is needed, unless the call is illegal and absurd. */
static void size_regions(aqh_run_state *r) {
    const aqh_case *c = r->c;
    for (int i = 0; i < AQH_DST; i++) {
        r->present[i] = c->data[i] && (i != AQH_OFFSET || c->call.has_offset);
        if (r->present[i])
            r->bytes[i] = lesser(c->bytes[i], tensor_bytes(aqh_tensor(&c->call, i)));
    }
    size_t dst = tensor_bytes(&c->call.dst), tmp = c->call.tmp_explicit ? c->call.tmp_bytes : 0;
    if ((dst > illegal_bytes || tmp > illegal_bytes) && aqo_legal(&c->call, NULL) != AQ_LEGAL) {
        if (dst > illegal_bytes)
            dst = c->data[AQH_DST] ? lesser(dst, c->bytes[AQH_DST]) : 0;
        if (tmp > illegal_bytes)
            tmp = 0;
    }
    r->bytes[AQH_DST] = dst;
    r->bytes[AQH_TMP] = tmp;
    r->present[AQH_DST] = true;
    r->present[AQH_TMP] = c->call.tmp_explicit && c->call.tmp_bytes > 0;
}

static bool place_regions(aqh_guard *region, const aqh_run_state *r, int call) {
    for (int i = 0; i < AQH_REGIONS; i++) {
        aqh_guard *guard = &region[i];
        unsigned misalign = i == AQH_TMP ? 0 : r->c->misalign[i];
        if (!r->present[i])
            continue;
        if (!aqh_guard_place(guard, r->bytes[i], placement[call], misalign, junk[call]))
            return false;
        if (i < AQH_DST)
            memcpy(guard->data, r->c->data[i], guard->bytes);
        else
            memset(guard->data, i == AQH_TMP ? junk[call] : aqh_prefill[call], guard->bytes);
    }
    return true;
}

static aq_buffers buffers_of(const aqh_run_state *r) {
    const aqh_guard *region = r->region;
    aq_buffers buffers = {
        .src_bytes = r->bytes[AQH_SRC],
        .scale_bytes = r->bytes[AQH_SCALE],
        .offset_bytes = r->bytes[AQH_OFFSET],
        .dst_bytes = r->bytes[AQH_DST],
        .dst = region[AQH_DST].data,
    };
    if (r->present[AQH_SRC])
        buffers.src = region[AQH_SRC].data;
    if (r->present[AQH_SCALE])
        buffers.scale = region[AQH_SCALE].data;
    if (r->present[AQH_OFFSET])
        buffers.offset = region[AQH_OFFSET].data;
    if (r->present[AQH_TMP])
        buffers.tmp = region[AQH_TMP].data;
    return buffers;
}

/* ---- The call ----------------------------------------------------------- */

static void ask(void *argument) {
    invocation *v = argument;
    v->status = v->backend->supports(v->backend->ctx, &v->call);
}

static void invoke(void *argument) {
    invocation *v = argument;
    v->status = v->backend->run(v->backend->ctx, &v->call, &v->buffers, &v->error);
    v->after = aqh_environment_now();
}

/* ---- The run ------------------------------------------------------------ */

aqh_runner *aqh_runner_new(void) {
    return calloc(1, sizeof(aqh_runner));
}

void aqh_runner_free(aqh_runner *runner) {
    if (!runner)
        return;
    for (int i = 0; i < AQH_REGIONS; i++)
        aqh_guard_free(&runner->region[i]);
    free(runner);
}

/* Would the backend take the call? Otherwise the outcome says why not. */
static bool supported(aqh_run_state *r, invocation *v) {
    aqh_fault fault;
    if (!v->backend->supports)
        return true;
    if (!aqh_fault_call(ask, v, &fault)) {
        aqh_report_fault(r, &fault);
        return false;
    }
    if (v->status == AQ_RUN_OK)
        return true;
    if (v->status == AQ_RUN_UNSUPPORTED) {
        r->outcome->status = v->status;
        aqh_report_status(r, &v->error);
    } else {
        r->outcome->status = AQ_RUN_FAILED;
        aqh_report(r->outcome, AQH_FAILED, "supports() returned status %d", (int)v->status);
    }
    return false;
}

/* One of the two calls. Returns false when there is no point in another. */
static bool run_once(aqh_runner *runner, aqh_run_state *r, invocation *v, int call, uint8_t *dst) {
    aqh_outcome *outcome = r->outcome;
    aqh_fault fault;
    if (!place_regions(runner->region, r, call)) {
        outcome->status = AQ_RUN_UNSUPPORTED;
        snprintf(outcome->text, sizeof(outcome->text), "not run: out of memory");
        return false;
    }
    v->call = r->c->call;
    v->buffers = buffers_of(r);
    v->error = (aq_error){0};
    if (call == 0) {
        r->legal = aqo_legal_buffers(&v->call, &v->buffers, NULL) == AQ_LEGAL;
        if (r->legal)
            r->computed = aqo_computed(&v->call) * aqh_format_bits[v->call.dst.format] / 8;
    }
    bool returned = aqh_fault_call(invoke, v, &fault);
    bool same = call == 0 || v->status == outcome->status;
    if (returned) {
        outcome->status = v->status;
        aqh_report_status(r, &v->error);
    } else {
        aqh_report_fault(r, &fault);
    }
    if (returned && !same && v->status != AQ_RUN_FAILED) /* what broke is not the numbers */
        aqh_report(outcome, AQH_NOT_DETERMINISTIC, "the second call returned another status");
    if (returned && v->after != v->before)
        aqh_report(outcome, AQH_ENVIRONMENT, "the thread was left so that it %s",
                   aqh_environment_text(v->after));
    aqh_check_surroundings(r);
    if (returned && outcome->status == AQ_RUN_REFUSED)
        aqh_check_untouched(r, call, 0);
    else if (returned && outcome->status == AQ_RUN_OK && r->legal)
        aqh_check_untouched(r, call, r->computed);
    if (call == 0 && r->legal)
        memcpy(dst, r->region[AQH_DST].data, r->bytes[AQH_DST]);
    return returned && outcome->status == (r->legal ? AQ_RUN_OK : AQ_RUN_REFUSED);
}

void aqh_run(aqh_runner *runner, const aq_backend *backend, const aqh_case *c, uint8_t *dst,
             aqh_outcome *outcome) {
    *outcome = (aqh_outcome){.status = AQ_RUN_OK, .element = SIZE_MAX};
    aqh_run_state r = {.c = c, .region = runner->region, .outcome = outcome};
    invocation v = {.backend = backend, .call = c->call, .before = aqh_environment_now()};
    aqh_fault_scope scope;
    aqh_fault_enter(&scope, runner->fault_stack);
    if (supported(&r, &v)) {
        size_regions(&r);
        if (run_once(runner, &r, &v, 0, dst) && run_once(runner, &r, &v, 1, dst) && r.legal)
            aqh_compare_calls(&r, dst);
    }
    aqh_fault_leave(&scope);
}
