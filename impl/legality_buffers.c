/* The rules about the data: pointers, byte counts and overlap. No byte of it is
 * read. */
#include "legality.h"
#include "mutate.h"
#include "operands.h"

bool aqi_judge_POINTER(const aqi_subject *subject) {
    const aq_call *c = subject->call;
    const aq_buffers *b = subject->buffers;
    if (c == NULL) {
        return aqi_refuse(subject, AQ_RULE_POINTER, "call", "null");
    }
    if (!subject->with_buffers) {
        return true;
    }
    if (b == NULL) {
        return aqi_refuse(subject, AQ_RULE_POINTER, "buffers", "null");
    }
    const struct {
        const char *name;
        const void *data;
        bool used;
    } pointers[] = {
        {"src", b->src, true},
        {"scale", b->scale, true},
        {"dst", b->dst, true},
        {"offset", b->offset, aqi_uses_offset(c)},
        {"tmp", b->tmp,
         c->tmp_explicit && AQ_MUTATE(empty_tmp_must_not_be_null, c->tmp_bytes > 0, true)},
    };
    for (size_t i = 0; i < sizeof pointers / sizeof pointers[0]; i++) {
        if (pointers[i].used && pointers[i].data == NULL) {
            return aqi_refuse(subject, AQ_RULE_POINTER, pointers[i].name, "null");
        }
    }
    return true;
}

/* A run of memory: of an operand, or of tmp. */
struct range {
    const char *name;
    const void *data;
    size_t bytes;     /* that the operand needs */
    size_t available; /* that the caller says there are */
};

enum { SRC, SCALE, DST, TMP, OFFSET, RANGES };

/* Entries of ranges that are not in use have no bytes. */
static void find_ranges(const aqi_subject *subject, struct range ranges[RANGES]) {
    static const int place[] = {
        [AQI_SRC] = SRC, [AQI_SCALE] = SCALE, [AQI_DST] = DST, [AQI_OFFSET] = OFFSET};
    const aq_call *c = subject->call;
    const aq_buffers *b = subject->buffers;
    ranges[SRC] = (struct range){"src", b->src, 0, b->src_bytes};
    ranges[SCALE] = (struct range){"scale", b->scale, 0, b->scale_bytes};
    ranges[DST] = (struct range){"dst", b->dst, 0, b->dst_bytes};
    ranges[OFFSET] = (struct range){"offset", b->offset, 0, b->offset_bytes};
    ranges[TMP] = (struct range){"tmp", b->tmp, c->tmp_explicit ? c->tmp_bytes : 0, SIZE_MAX};

    aqi_operand operands[AQI_MAX_OPERANDS];
    const size_t count = aqi_operands(c, operands);
    for (size_t i = 0; i < count; i++) {
        /* Fits: rule SIZE has been judged. */
        (void)aqi_tensor_bytes(operands[i].tensor, &ranges[place[operands[i].role]].bytes);
    }
}

bool aqi_judge_BUFFER_BYTES(const aqi_subject *subject) {
    static const char *const fields[RANGES] = {[SRC] = "src_bytes",
                                               [SCALE] = "scale_bytes",
                                               [DST] = "dst_bytes",
                                               [TMP] = "tmp_bytes",
                                               [OFFSET] = "offset_bytes"};
    if (!subject->with_buffers) {
        return true;
    }
    struct range ranges[RANGES];
    find_ranges(subject, ranges);
    for (int i = 0; i < RANGES; i++) {
        if (ranges[i].available <
            ranges[i].bytes + AQ_MUTATE(buffer_must_be_larger, 0, ranges[i].bytes > 0)) {
            return aqi_refuse(subject, AQ_RULE_BUFFER_BYTES, fields[i], "%zu, want at least %zu",
                              ranges[i].available, ranges[i].bytes);
        }
    }
    return true;
}

/* By differences: an end address might wrap around. */
static bool overlap(const struct range *a, const struct range *b) {
    const uintptr_t at = (uintptr_t)a->data, bt = (uintptr_t)b->data;
    if (a->bytes == 0 || b->bytes == 0) {
        return false;
    }
    return AQ_MUTATE(overlap_only_if_identical, at <= bt ? bt - at < a->bytes : at - bt < b->bytes,
                     at == bt && a->bytes == b->bytes);
}

bool aqi_judge_OVERLAP(const aqi_subject *subject) {
    static const struct {
        uint8_t written, other;
    } pairs[] = {{DST, SRC}, {DST, SCALE}, {DST, OFFSET}, {DST, TMP},
                 {TMP, SRC}, {TMP, SCALE}, {TMP, OFFSET}};
    if (!subject->with_buffers) {
        return true;
    }
    struct range ranges[RANGES];
    find_ranges(subject, ranges);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        const struct range *written = &ranges[pairs[i].written], *other = &ranges[pairs[i].other];
        if (overlap(written, other)) {
            return aqi_refuse(subject, AQ_RULE_OVERLAP, written->name,
                              "%zu bytes at %p, %s has %zu bytes at %p", written->bytes,
                              written->data, other->name, other->bytes, other->data);
        }
    }
    return true;
}
