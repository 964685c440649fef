/* Property: of any call at all, legal or not, the oracle and the implementation
 * give the same verdict, the rule included; sizes of the temporary buffer are the
 * same; and the backend runs the legal ones only.
 *
 * The bytes are the head of a legal case (see fuzz_case.h), then edits of 6 bytes:
 * field, operation, a 32-bit number. */
#include "fuzz_target.h"

#include "fuzz_feedback.h"
#include "legal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const aqf_options options = {.elements = 256, .any_tmp = true, .takes = aqf_backend_takes};

enum { EDIT_BYTES = 6, MAX_EDITS = 16, RUN_BYTES = 1 << 16 };

typedef struct subject {
    aq_call call;
    aq_buffers buffers;
} subject;

typedef enum kind { U32, FLAG, SIZE, POINTER } kind;
#define CALL(member, kind)                                                                         \
    { offsetof(subject, call.member), kind }
#define BUFFER(member, kind)                                                                       \
    { offsetof(subject, buffers.member), kind }
#define TENSOR(member) CALL(member.format, U32), CALL(member.rows, U32), CALL(member.cols, U32)
static const struct {
    size_t offset;
    kind kind;
} fields[] = {CALL(product, U32),
              CALL(prototype, U32),
              CALL(transpose, FLAG),
              CALL(has_offset, FLAG),
              CALL(k_dim, U32),
              CALL(overflow, U32),
              TENSOR(src),
              TENSOR(scale),
              TENSOR(offset),
              TENSOR(dst),
              CALL(k, U32),
              CALL(cal_count, U32),
              CALL(group_size, U32),
              CALL(tmp_explicit, FLAG),
              CALL(tmp_bytes, SIZE),
              BUFFER(src, POINTER),
              BUFFER(scale, POINTER),
              BUFFER(offset, POINTER),
              BUFFER(dst, POINTER),
              BUFFER(tmp, POINTER),
              BUFFER(src_bytes, SIZE),
              BUFFER(scale_bytes, SIZE),
              BUFFER(offset_bytes, SIZE),
              BUFFER(dst_bytes, SIZE)};

/* Addresses are never followed: the judgement reads no data. */
static const uintptr_t base = 1 << 20;

static uint64_t operate(uint64_t old, unsigned operation, uint32_t number) {
    switch (operation % 6) {
    case 0:
        return number;
    case 1:
        return old + (uint64_t)(int64_t)(int32_t)number;
    case 2:
        return old * (number % 64 + 1);
    case 3:
        return old / (number % 64 + 1);
    case 4:
        return (uint64_t)1 << number % 64;
    default:
        return UINT64_MAX - number;
    }
}

static void edit(subject *s, const uint8_t *at) {
    const size_t which = at[0] % (sizeof fields / sizeof *fields);
    uint8_t *where = (uint8_t *)s + fields[which].offset;
    const uint32_t number = aqf_get16(at + 2) | aqf_get16(at + 4) << 16;
    uint64_t value = 0;
    switch (fields[which].kind) {
    case U32:
        memcpy(&value, where, 4); /* little-endian, as the formats are */
        value = operate(value, at[1], number);
        memcpy(where, &value, 4);
        break;
    case FLAG:
        *(bool *)where = number & 1;
        break;
    case SIZE:
        *(size_t *)where = (size_t)operate(*(size_t *)where, at[1], number);
        break;
    case POINTER: /* null, near another operand, or anywhere */
        value = operate((uintptr_t) * (void **)where, at[1], number);
        memcpy(where, &value, sizeof(void *));
        break;
    }
}

static void lay_out(subject *s, const aqh_case *c) {
    uintptr_t at = base;
    s->call = c->call;
    s->buffers = (aq_buffers){0};
    const void **inputs[] = {&s->buffers.src, &s->buffers.scale, &s->buffers.offset};
    size_t *sizes[] = {&s->buffers.src_bytes, &s->buffers.scale_bytes, &s->buffers.offset_bytes};
    for (int i = 0; i <= AQH_OFFSET; i++) {
        *inputs[i] = c->data[i] ? (const void *)at : NULL;
        *sizes[i] = c->bytes[i];
        at += c->bytes[i];
    }
    s->buffers.dst = (void *)at;
    s->buffers.dst_bytes = (size_t)c->call.dst.rows * c->call.dst.cols * 4;
    s->buffers.tmp = (void *)(at + s->buffers.dst_bytes);
}

static void compare_tmp(const aq_call *call) {
    const uint32_t src[] = {call->src.rows, call->src.cols};
    const uint32_t scale[] = {call->scale.rows, call->scale.cols};
    const aq_tmp_query query = {
        src, 2, scale, 2, call->transpose, call->src.format, call->dst.format};
    size_t max[2] = {0}, min[2] = {0};
    const aq_rule ours = aqo_tmp_size(&query, &max[0], &min[0]);
    const aq_rule theirs = aq_tmp_size(&query, &max[1], &min[1]);
    AQF_REQUIRE(ours == theirs && max[0] == max[1] && min[0] == min[1], "legality-tmp-size",
                "oracle: rule %d, %zu..%zu; implementation: rule %d, %zu..%zu", (int)ours, min[0],
                max[0], (int)theirs, min[1], max[1]);
}

static void require_same(aq_rule ours, aq_rule theirs, const aq_error *error) {
    char signature[64];
    snprintf(signature, sizeof signature, "legality-rule%d-rule%d", (int)ours, (int)theirs);
    AQF_REQUIRE(ours == theirs, signature, "oracle: rule %d, implementation: rule %d (%.150s)",
                (int)ours, (int)theirs, error->text);
    AQF_REQUIRE(ours == AQ_LEGAL || (error->rule == theirs && error->text[0]),
                "legality-no-message", "rule %d is refused without a message", (int)ours);
}

/* The backend itself, where the buffers that it would get are small. */
static void run_backend(const aqf_case *f, const aq_call *call) {
    const aqf_subject *here = aqf_subject_here();
    const uint64_t elements = (uint64_t)call->dst.rows * call->dst.cols;
    if (elements > RUN_BYTES / 4 || (call->tmp_explicit && call->tmp_bytes > RUN_BYTES))
        return;
    aqh_case c = f->c;
    aqh_trial trial = {0};
    uint8_t *dst = malloc(RUN_BYTES);
    c.call = *call;
    if (dst) {
        aqh_run(here->runner, here->backend, &c, dst, &trial.outcome);
        trial.findings = trial.outcome.findings;
        if (trial.findings)
            aqf_trial_finding(&c, &trial);
    }
    free(dst);
}

static void check(const uint8_t *bytes, size_t size) {
    const size_t head = size < AQF_HEAD ? size : AQF_HEAD;
    aqf_case f;
    subject s;
    if (!aqf_decode(&f, &options, bytes, head))
        return;
    lay_out(&s, &f.c);
    size_t at = head;
    for (int edits = 0; edits < MAX_EDITS && size - at >= EDIT_BYTES; edits++, at += EDIT_BYTES)
        edit(&s, bytes + at);
    aq_error error = {0};
    const aq_rule call_rule = aqo_legal(&s.call, NULL);
    require_same(call_rule, aq_check(&s.call, &error), &error);
    error = (aq_error){0};
    const aq_rule rule = aqo_legal_buffers(&s.call, &s.buffers, NULL);
    require_same(rule, aq_check_buffers(&s.call, &s.buffers, &error), &error);
    compare_tmp(&s.call);
    /* Which rules are broken, of which prototype: news whatever the branches. */
    aqf_feature((unsigned)rule * 16 + (s.call.prototype & 7u) * 2 + s.call.transpose);
    aqf_feature(1024 + (unsigned)call_rule * 16 + (s.call.product & 15u));
    run_backend(&f, &s.call);
    aqf_free(&f);
}

/* Each variant's own call, and one with a field next to what it should be. */
static size_t seed(unsigned index, uint8_t *bytes, size_t max) {
    const size_t count = sizeof fields / sizeof *fields;
    aqf_case f;
    uint8_t head[AQF_HEAD] = {0};
    if (index > 3 * count || max < AQF_HEAD + EDIT_BYTES)
        return 0;
    aqf_variant_head(&options, 11 * (size_t)index, head);
    head[AQF_X] = (uint8_t)(1 + index % 4);
    head[AQF_Y] = (uint8_t)(1 + index % 3);
    if (!aqf_decode(&f, &options, head, sizeof head))
        return 0;
    aqf_encode(&f, bytes, max);
    aqf_free(&f);
    uint8_t *edit_at = bytes + AQF_HEAD;
    memset(edit_at, 0, EDIT_BYTES);
    if (index == 3 * count)
        return AQF_HEAD;
    edit_at[0] = (uint8_t)(index / 3);
    edit_at[1] = (uint8_t)(index % 3 > 0);
    edit_at[2] = index % 3 > 0;
    if (index % 3 == 2)
        memset(edit_at + 2, 0xff, 4);
    return AQF_HEAD + EDIT_BYTES;
}

const aqf_target aqf_target_here = {.name = "legality", .check_bytes = check, .seed = seed};
