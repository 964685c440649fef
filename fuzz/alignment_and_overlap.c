/* Property: operands may lie anywhere: at any address, one against the next, inputs
 * across each other; the result is that of the values in them, and no other byte
 * changes. Where dst or the temporary buffer overlaps another operand the call is
 * refused and nothing changes. (Guarded pages are part of every target of cases;
 * here all buffers lie in one arena besides.) */
#include "fuzz_target.h"

#include "format.h"
#include "fuzz_pool.h"
#include "index.h"
#include "legal.h"

#include <stdio.h>
#include <string.h>

static const aqf_options options = {
    .elements = 64, .any_tmp = true, .places = true, .takes = aqf_backend_takes};

enum { TMP = AQH_OPERANDS, REGIONS, MARGIN = 256 };

typedef struct arena {
    uint8_t *bytes, *before; /* and a copy of it as it was before the call */
    size_t total;
    size_t start[REGIONS], size[REGIONS];
} arena;

/* A place below 128: up to 63 bytes after all that came before; else a byte around
 * the start or the end of an earlier operand. */
static void place(arena *a, const uint8_t places[REGIONS]) {
    size_t end = MARGIN;
    for (int i = 0; i < REGIONS; i++) {
        const int other = places[i] >> 4 & 3, by = places[i] & 15;
        size_t start = end + places[i] % 64;
        if (places[i] >= 128 && other < i)
            start = a->start[other] + (places[i] & 64 ? a->size[other] : 0) + (size_t)by - 8;
        a->start[i] = start;
        if (start + a->size[i] > end)
            end = start + a->size[i];
    }
    a->total = end + MARGIN;
}

/* Does any byte outside these two regions (-1: none) differ? Theirs are taken over. */
static bool changed(arena *a, int except, int and_except, size_t *where) {
    const int allowed[] = {except, and_except};
    for (int k = 0; k < 2; k++) {
        if (allowed[k] >= 0)
            memcpy(a->before + a->start[allowed[k]], a->bytes + a->start[allowed[k]],
                   a->size[allowed[k]]);
    }
    if (memcmp(a->bytes, a->before, a->total) == 0)
        return false;
    *where = 0;
    while (a->bytes[*where] == a->before[*where])
        ++*where;
    return true;
}

static void judge(const aqf_case *f, arena *a) {
    const aqf_subject *subject = aqf_subject_here();
    aqh_case c = f->c;
    c.judge = subject->judge;
    /* What the operands hold now that they may lie across each other. */
    for (int i = AQH_SRC; i <= AQH_OFFSET; i++)
        if (c.data[i])
            c.data[i] = a->before + a->start[i];
    const aq_buffers buffers = {.src = a->bytes + a->start[AQH_SRC],
                                .scale = a->bytes + a->start[AQH_SCALE],
                                .offset =
                                    c.data[AQH_OFFSET] ? a->bytes + a->start[AQH_OFFSET] : NULL,
                                .dst = a->bytes + a->start[AQH_DST],
                                .tmp = c.call.tmp_explicit ? a->bytes + a->start[TMP] : NULL,
                                .src_bytes = a->size[AQH_SRC],
                                .scale_bytes = a->size[AQH_SCALE],
                                .offset_bytes = a->size[AQH_OFFSET],
                                .dst_bytes = a->size[AQH_DST]};
    const bool legal = aqo_legal_buffers(&c.call, &buffers, NULL) == AQ_LEGAL;
    aq_error error = {0};
    aqh_trial trial = {0};
    size_t where = 0;
    const aq_run_status status =
        subject->backend->run(subject->backend->ctx, &c.call, &buffers, &error);
    trial.outcome.status = status;
    if (status != (legal ? AQ_RUN_OK : AQ_RUN_REFUSED)) {
        trial.findings = 1u << (legal ? AQH_REFUSED : AQH_ACCEPTED_ILLEGAL);
        snprintf(trial.outcome.text, sizeof trial.outcome.text, "buffers in one arena: %.200s",
                 legal ? error.text : "overlap was accepted");
    } else if (changed(a, legal ? AQH_DST : -1, legal && c.call.tmp_explicit ? TMP : -1, &where)) {
        trial.findings = 1u << AQH_WRITTEN_TOO_FAR;
        snprintf(trial.outcome.text, sizeof trial.outcome.text,
                 "buffers in one arena: byte %zu changed, dst is at %zu with %zu bytes", where,
                 a->start[AQH_DST], a->size[AQH_DST]);
    } else if (legal) {
        aqh_judge(&c, a->bytes + a->start[AQH_DST], AQH_ORACLE_SPARING, 1, &trial.judged);
        trial.findings = aqh_judged_findings(&trial.judged, true);
    }
    if (trial.findings)
        aqf_trial_finding(&c, &trial);
}

static void check(aqf_case *f) {
    const aq_backend *backend = aqf_subject_here()->backend;
    const aq_call *call = &f->c.call;
    if (!aqf_check(f, NULL) ||
        (backend->supports && backend->supports(backend->ctx, call) != AQ_RUN_OK))
        return;
    arena a = {0};
    for (int i = AQH_SRC; i <= AQH_OFFSET; i++)
        a.size[i] = f->c.data[i] ? f->c.bytes[i] : 0;
    a.size[AQH_DST] = aqo_bytes(call->dst.format, aqo_elements(&call->dst));
    a.size[TMP] = call->tmp_explicit ? call->tmp_bytes : 0;
    place(&a, f->head + AQF_PLACES);
    a.bytes = aqf_take(a.total);
    a.before = aqf_take(a.total);
    if (a.bytes && a.before) {
        memset(a.bytes, 0xA5, a.total);
        for (int i = AQH_SRC; i <= AQH_OFFSET; i++)
            if (f->c.data[i])
                memcpy(a.bytes + a.start[i], f->c.data[i], f->c.bytes[i]);
        memcpy(a.before, a.bytes, a.total);
        judge(f, &a);
    }
    aqf_give(a.bytes, a.total);
    aqf_give(a.before, a.total);
}

const aqf_target aqf_target_here = {
    .name = "alignment_and_overlap", .options = &options, .check_case = check, .seed_step = 17};
