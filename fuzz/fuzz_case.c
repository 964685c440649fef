/* The bytes of a fuzzed case: head and data, decoded and encoded. */
#include "fuzz_case.h"

#include "fuzz_pool.h"

#include <string.h>

/* Operands in the order in which their data is encoded: what matters most to the
 * arithmetic first, as short inputs are short at the end. */
static const int order[] = {AQH_SCALE, AQH_OFFSET, AQH_SRC};
enum { OPERANDS = 3 };

void aqf_repeat(uint8_t *data, size_t bytes, const uint8_t *first, size_t count) {
    if (count == 0) {
        memset(data, 0, bytes);
        return;
    }
    if (count > bytes)
        count = bytes;
    memmove(data, first, count);
    for (size_t done = count; done < bytes; done += done < bytes - done ? done : bytes - done)
        memcpy(data + done, data, done < bytes - done ? done : bytes - done);
}

static void give_back(aqh_case *c) {
    for (int i = 0; i < AQH_OPERANDS; i++) {
        aqf_give(c->data[i], c->bytes[i]);
        c->data[i] = NULL;
    }
}

/* Takes memory for the data of the call that the head describes; its content is any. */
static bool allocate(aqf_case *f) {
    aqh_case *c = &f->c;
    aqf_call_of(&c->call, f->options, f->head);
    for (int i = 0; i < AQH_OPERANDS; i++)
        c->misalign[i] = f->head[AQF_MISALIGN + i];
    for (int i = AQH_SRC; i <= AQH_OFFSET; i++) {
        c->bytes[i] = aqh_case_bytes(&c->call, i);
        if (i == AQH_OFFSET && c->bytes[i] == 0)
            continue;
        c->data[i] = aqf_take(c->bytes[i]);
        if (!c->data[i]) {
            give_back(c);
            return false;
        }
    }
    return true;
}

bool aqf_decode(aqf_case *f, const aqf_options *options, const uint8_t *bytes, size_t size) {
    memset(f->head, 0, sizeof f->head);
    if (size == 0) /* bytes may be null, from which not even 0 may be counted */
        bytes = f->head;
    else
        memcpy(f->head, bytes, size < AQF_HEAD ? size : AQF_HEAD);
    f->options = options;
    aqh_case_init(&f->c);
    if (!allocate(f))
        return false;
    size_t at = size < AQF_HEAD ? size : AQF_HEAD;
    for (int i = 0; i < OPERANDS; i++) {
        size_t count = aqf_get16(f->head + AQF_LENGTHS + 2 * i);
        if (count > size - at)
            count = size - at;
        if (count > AQF_MAX_DATA)
            count = AQF_MAX_DATA;
        if (f->c.data[order[i]])
            aqf_repeat(f->c.data[order[i]], f->c.bytes[order[i]], bytes + at, count);
        at += count;
    }
    return true;
}

void aqf_free(aqf_case *f) {
    give_back(&f->c);
    aqh_case_init(&f->c);
}

bool aqf_reshape(aqf_case *f) {
    uint8_t *old[AQH_OPERANDS];
    size_t bytes[AQH_OPERANDS];
    for (int i = 0; i < AQH_OPERANDS; i++) {
        old[i] = f->c.data[i];
        bytes[i] = f->c.bytes[i];
        f->c.data[i] = NULL;
    }
    const bool done = allocate(f);
    for (int i = 0; i < AQH_OPERANDS; i++) {
        if (done && f->c.data[i])
            aqf_repeat(f->c.data[i], f->c.bytes[i], old[i], old[i] ? bytes[i] : 0);
        aqf_give(old[i], bytes[i]);
    }
    return done;
}

/* The smallest count whose repetition gives the data; 0 if all of it is zero. Of
 * more than AQF_MAX_DATA bytes only these are looked at. */
static size_t period_of(const uint8_t *data, size_t bytes) {
    if (bytes > AQF_MAX_DATA)
        bytes = AQF_MAX_DATA;
    if (bytes == 0 || (data[0] == 0 && memcmp(data, data + 1, bytes - 1) == 0))
        return 0;
    /* Knuth, Morris and Pratt: border[i] is the longest proper prefix of the first
     * i bytes that is also their end; the rest of them is a period. */
    static _Thread_local uint16_t border[AQF_MAX_DATA + 1];
    border[0] = border[1] = 0;
    for (size_t i = 1; i < bytes; i++) {
        size_t length = border[i];
        while (length && data[i] != data[length])
            length = border[length];
        border[i + 1] = (uint16_t)(length + (data[i] == data[length]));
    }
    return bytes - border[bytes];
}

size_t aqf_encode(const aqf_case *f, uint8_t *bytes, size_t max) {
    uint8_t head[AQF_HEAD];
    size_t count[OPERANDS], total = AQF_HEAD;
    memcpy(head, f->head, sizeof head);
    for (int i = 0; i < OPERANDS; i++) {
        const uint8_t *data = f->c.data[order[i]];
        count[i] = data ? period_of(data, f->c.bytes[order[i]]) : 0;
        aqf_put16(head + AQF_LENGTHS + 2 * i, (uint32_t)count[i]);
        total += count[i];
    }
    if (total > max)
        return 0;
    memcpy(bytes, head, sizeof head);
    bytes += sizeof head;
    for (int i = 0; i < OPERANDS; i++) {
        if (count[i])
            memcpy(bytes, f->c.data[order[i]], count[i]);
        bytes += count[i];
    }
    return total;
}
