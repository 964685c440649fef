/* One deliberate fault per function. */
#include "bad_backends.h"

#include "observe.h"

#include <fenv.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Faults are made on purpose; the sanitizers must let them through. */
#define ON_PURPOSE __attribute__((noinline, no_sanitize("address", "undefined")))

#define BAD(id)                                                                                    \
    aq_run_status bad_##id(void *ctx, const aq_call *call, const aq_buffers *buffers,              \
                           aq_error *error)
#define GOOD() good_run(ctx, call, buffers, error)

static size_t elements(const aq_call *call) {
    return call->cal_count ? call->cal_count : (size_t)call->src.rows * call->src.cols;
}

static void put(const aq_buffers *buffers, size_t index, uint16_t code) {
    memcpy((uint8_t *)buffers->dst + 2 * index, &code, sizeof(code));
}

static uint16_t get(const aq_buffers *buffers, size_t index) {
    uint16_t code;
    memcpy(&code, (const uint8_t *)buffers->dst + 2 * index, sizeof(code));
    return code;
}

aq_run_status good_run(void *ctx, const aq_call *call, const aq_buffers *buffers, aq_error *error) {
    (void)ctx;
    (void)error;
    const uint8_t *src = buffers->src, *scale = buffers->scale, *offset = buffers->offset;
    unsigned sum = 0;
    for (size_t i = 0; i < buffers->scale_bytes; i++)
        sum += scale[i];
    for (size_t i = 0; offset && i < buffers->offset_bytes; i++)
        sum += 3u * offset[i];
    for (size_t i = 0; buffers->tmp && i < call->tmp_bytes; i++)
        ((uint8_t *)buffers->tmp)[i] = (uint8_t)sum;
    for (size_t i = 0; i < elements(call); i++)
        put(buffers, i, (uint16_t)(sum + 5u * src[i]));
    return AQ_RUN_OK;
}

ON_PURPOSE aq_run_status touching_run(void *ctx, const aq_call *call, const aq_buffers *buffers,
                                      aq_error *error) {
    touch *t = ctx;
    const void *starts[AQH_REGIONS] = {buffers->src, buffers->scale, buffers->offset, buffers->dst,
                                       buffers->tmp};
    size_t sizes[AQH_REGIONS] = {buffers->src_bytes, buffers->scale_bytes, buffers->offset_bytes,
                                 buffers->dst_bytes, call->tmp_bytes};
    aq_run_status status = GOOD();
    if (t->second && t->calls++ % 2 == 0)
        return status;
    uintptr_t address = (uintptr_t)starts[t->region] + (t->from_end ? sizes[t->region] : 0);
    volatile uint8_t *byte = (volatile uint8_t *)(address + (uintptr_t)t->at);
    uint8_t seen = 0;
    if (t->write)
        *byte = 0x77;
    else
        seen = *byte;
    if (t->use)
        put(buffers, 1, seen);
    return status;
}

BAD(skip_last) {
    size_t last = elements(call) - 1;
    uint16_t old = get(buffers, last);
    aq_run_status status = GOOD();
    put(buffers, last, old);
    return status;
}

BAD(skip_last_three) {
    aq_call shorter = *call;
    shorter.cal_count = (uint32_t)elements(call) - 3;
    return good_run(ctx, &shorter, buffers, error);
}

BAD(write_nothing) {
    (void)ctx, (void)call, (void)buffers, (void)error;
    return AQ_RUN_OK;
}

BAD(write_past_count) {
    aq_call longer = *call;
    longer.cal_count = (uint32_t)elements(call) + 1;
    return good_run(ctx, &longer, buffers, error);
}

BAD(count_calls) {
    static _Thread_local uint16_t calls;
    aq_run_status status = GOOD();
    put(buffers, 7, calls++);
    return status;
}

BAD(write_first_time_only) {
    static _Thread_local unsigned calls;
    uint16_t old = get(buffers, 9);
    aq_run_status status = GOOD();
    if (calls++ % 2 == 1)
        put(buffers, 9, old);
    return status;
}

BAD(add_to_dst) {
    uint16_t old = get(buffers, 3);
    aq_run_status status = GOOD();
    put(buffers, 3, (uint16_t)(old + get(buffers, 3)));
    return status;
}

BAD(use_stale_tmp) {
    uint8_t stale = ((const uint8_t *)buffers->tmp)[call->tmp_bytes - 1];
    aq_run_status status = GOOD();
    put(buffers, 4, stale);
    return status;
}

static void flip(const void *input, size_t index) {
    ((uint8_t *)(uintptr_t)input)[index] ^= 0x10;
}

BAD(change_src) {
    aq_run_status status = GOOD();
    flip(buffers->src, 5);
    return status;
}

BAD(change_scale) {
    aq_run_status status = GOOD();
    flip(buffers->scale, 6);
    return status;
}

BAD(change_offset) {
    aq_run_status status = GOOD();
    flip(buffers->offset, 7);
    return status;
}

static ON_PURPOSE uint8_t touch_address(uintptr_t address, bool write) {
    volatile uint8_t *byte = (volatile uint8_t *)address;
    if (write)
        *byte = 1;
    return *byte;
}

BAD(read_null) {
    aq_run_status status = GOOD();
    return touch_address(0, false) ? AQ_RUN_OK : status;
}

BAD(write_near_null) {
    aq_run_status status = GOOD();
    return touch_address(0x40, true) ? AQ_RUN_OK : status;
}

static ON_PURPOSE unsigned dig(unsigned depth) {
    volatile uint8_t frame[2 << 10]; /* less than a page: no step over the stack's guard */
    frame[0] = (uint8_t)depth;
    frame[sizeof(frame) - 1] = (uint8_t)depth;
    /* No end that a compiler could see. */
    if (depth == UINT32_MAX)
        return frame[0];
    return dig(depth + 1) + frame[sizeof(frame) - 1];
}

BAD(overflow_stack) {
    aq_run_status status = GOOD();
    return dig(0) == 1 ? AQ_RUN_FAILED : status;
}

BAD(abort) {
    (void)ctx, (void)call, (void)buffers, (void)error;
    abort();
}

BAD(raise_ill) {
    raise(SIGILL);
    return GOOD();
}

BAD(raise_fpe) {
    raise(SIGFPE);
    return GOOD();
}

BAD(raise_bus) {
    raise(SIGBUS);
    return GOOD();
}

BAD(fail) {
    (void)ctx, (void)call, (void)buffers;
    snprintf(error->text, sizeof(error->text), "the device said 507011");
    return AQ_RUN_FAILED;
}

BAD(fail_second_time) {
    static _Thread_local unsigned calls;
    aq_run_status status = GOOD();
    return calls++ % 2 == 1 ? AQ_RUN_FAILED : status;
}

BAD(fail_with_wild_text) {
    (void)ctx, (void)call, (void)buffers;
    memset(error->text, 'x', sizeof(error->text)); /* not terminated */
    memcpy(error->text, "a\n\x1b[2J\xff.", 8);
    return AQ_RUN_FAILED;
}

BAD(unsupported) {
    (void)ctx, (void)call, (void)buffers;
    snprintf(error->text, sizeof(error->text), "no bf16 here");
    return AQ_RUN_UNSUPPORTED;
}

BAD(unknown_status) {
    GOOD();
    return (aq_run_status)99;
}

BAD(refuse) {
    (void)ctx, (void)call, (void)buffers;
    snprintf(error->text, sizeof(error->text), "k: I do not like it");
    return AQ_RUN_REFUSED;
}

BAD(write_and_refuse) {
    put(buffers, 2, 0x1234);
    (void)ctx, (void)call, (void)error;
    return AQ_RUN_REFUSED;
}

BAD(round_upward) {
    aq_run_status status = GOOD();
    fesetround(FE_UPWARD);
    return status;
}
