/* The instructions of 2201. */
#include "ascend/sim/sim_vector.h"
#include "cpu/layout.h"
#include "names.h"

#include <string.h>

enum { ELEMENTS_OF_A_SPREAD = 8, MOST_REPEATS = 255 };

/* CTRL[48] = 0: half and bf16 saturate; float never does. */
static bool saturates(aq_format result) {
    if (result == AQ_FLOAT) {
        return false;
    }
    if (!sim_self->ctrl_set) {
        sim_report(SIM_CTRL_NOT_SET, "%s", aqi_format_name(result));
    }
    return (sim_self->ctrl >> 48 & 1) == 0;
}

static size_t bytes_of(aq_format format, uint32_t count) {
    const size_t bits = (size_t)aqi_format_bits(format) * count;
    return bits / 8 + (bits % 8 != 0);
}

static bool begin(uint32_t count) {
    sim_issue(PIPE_V);
    if (sim_this_arch.registers) {
        sim_report(SIM_NOT_IN_VF, "an instruction on UB");
    }
    if (count == 0) {
        sim_report(SIM_COUNT, "0");
    }
    return count > 0;
}

static void check_overlap(const void *dst, size_t dst_bytes, const void *src, size_t src_bytes) {
    const uintptr_t d = (uintptr_t)dst, s = (uintptr_t)src;
    if (d < s + src_bytes && s < d + dst_bytes && (d != s || dst_bytes != src_bytes)) {
        sim_report(SIM_PARTIAL_OVERLAP, "%zu and %zu bytes, %td apart", dst_bytes, src_bytes,
                   (ptrdiff_t)(d - s));
    }
}

static void read_vector(const void *src, size_t bytes) {
    sim_ub_read(src, bytes, SIM_BLOCK_BYTES);
}

void sim_vector_convert(aq_format from, aq_format to, void *dst, const void *src, uint32_t count) {
    if (!begin(count)) {
        return;
    }
    if (aqi_format_bits(from) == 4 && count % 2 != 0) {
        sim_report(SIM_ODD_INT4_COUNT, "%u", count);
    }
    const bool exact = from == AQ_INT4 || from == AQ_INT8 || to == AQ_FLOAT;
    const bool saturate = !exact && saturates(to);
    check_overlap(dst, bytes_of(to, count), src, bytes_of(from, count));
    read_vector(src, bytes_of(from, count));
    sim_ub_write(dst, bytes_of(to, count), SIM_BLOCK_BYTES);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t code = aqc_load(src, aqi_format_bits(from), i);
        aqc_store(dst, aqi_format_bits(to), i, sim_convert(from, to, code, saturate));
    }
}

void sim_vector_compute(sim_operation operation, aq_format format, void *dst, const void *a,
                        const void *b, uint32_t count) {
    if (!begin(count)) {
        return;
    }
    const bool saturate = saturates(format);
    const unsigned bits = aqi_format_bits(format);
    const size_t bytes = bytes_of(format, count);
    check_overlap(dst, bytes, a, bytes);
    check_overlap(dst, bytes, b, bytes);
    read_vector(a, bytes);
    read_vector(b, bytes);
    sim_ub_write(dst, bytes, SIM_BLOCK_BYTES);
    for (uint32_t i = 0; i < count; i++) {
        aqc_store(
            dst, bits, i,
            sim_compute(operation, format, aqc_load(a, bits, i), aqc_load(b, bits, i), saturate));
    }
}

void sim_vector_fill(void *dst, uint64_t value, size_t size, uint32_t count) {
    if (!begin(count)) {
        return;
    }
    sim_ub_write(dst, size * count, SIM_BLOCK_BYTES);
    for (uint32_t i = 0; i < count; i++) {
        memcpy((uint8_t *)dst + i * size, &value, size);
    }
}

void sim_vector_spread(void *dst, const void *src, size_t size, uint32_t block_stride,
                       uint32_t repeat_stride, uint64_t repeats) {
    sim_issue(PIPE_V);
    if (repeats == 0 || repeats > MOST_REPEATS) {
        sim_report(SIM_REPEAT, "%llu", (unsigned long long)repeats);
        repeats = (uint8_t)repeats;
    }
    if (repeats == 0) {
        return;
    }
    /* The last repeat may read junk, and spread it: a finding only where it is used. */
    const uint8_t *state = sim_ub_load(src, repeats * ELEMENTS_OF_A_SPREAD * size, SIM_BLOCK_BYTES);
    for (uint64_t i = 0; i < repeats * ELEMENTS_OF_A_SPREAD; i++) {
        uint8_t *to = (uint8_t *)dst + (i / ELEMENTS_OF_A_SPREAD * repeat_stride +
                                        i % ELEMENTS_OF_A_SPREAD * block_stride) *
                                           SIM_BLOCK_BYTES;
        sim_ub_write(to, SIM_BLOCK_BYTES, SIM_BLOCK_BYTES);
        for (size_t at = 0; at < SIM_BLOCK_BYTES; at++) {
            to[at] = ((const uint8_t *)src)[i * size + at % size];
            if (state[i * size + at % size] != SIM_WRITTEN) {
                sim_self->state[to + at - sim_self->ub] = SIM_JUNK;
            }
        }
    }
}
