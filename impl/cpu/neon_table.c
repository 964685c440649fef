/* NEON: elements of src as bytes, and results looked up 16 at a time, their low and
 * their high bytes in registers of their own. */
#include "mutate.h"
#include "neon.h"

#include <arm_neon.h>
#include <string.h>

/* 32 elements of 4 bits, the first in a low nibble. */
static uint8x16x2_t nibbles(const uint8_t *data) {
    const uint8x16_t bytes = vld1q_u8(data), low = vandq_u8(bytes, vdupq_n_u8(0xf));
    const uint8x16_t high = vshrq_n_u8(bytes, 4);
    return (uint8x16x2_t){{vzip1q_u8(low, high), vzip2q_u8(low, high)}};
}

void aqc_neon_unpack(const aqc_job *job, size_t first, size_t count, uint8_t *codes) {
    if (job->source.bits == 8) {
        memcpy(codes, job->src + first, count);
        return;
    }
    size_t k = 0;
    for (; k + 32 <= count; k += 32) {
        vst1q_u8_x2(codes + k, nibbles(job->src + (first + k) / 2));
    }
    for (; k < count; k++) {
        codes[k] = (uint8_t)aqc_load(job->src, 4, first + k);
    }
}

static uint8x16_t of_256(const uint8_t table[256], uint8x16_t index) {
    const uint8x16_t step = vdupq_n_u8(64);
    uint8x16_t result = vqtbl4q_u8(vld1q_u8_x4(table), index);
    for (int quarter = 1; quarter < AQ_MUTATE(neon_table_quarter_missing, 4, 3); quarter++) {
        index = vsubq_u8(index, step);
        result = vqtbx4q_u8(result, vld1q_u8_x4(table + 64 * quarter), index);
    }
    return result;
}

/* The low and the high bytes. */
static void store(uint8_t *dst, uint8x16_t low, uint8x16_t high) {
    const uint8x16x2_t both = {{low, high}}; /* no commas in what is a macro in clang */
    vst2q_u8(dst, both);
}

/* These return how many elements they have done. */
static size_t look_up_nibbles(const aqc_job *job, const uint8_t *results, size_t first,
                              size_t count) {
    const uint8x16x2_t table = vld2q_u8(results);
    size_t k = 0;
    for (; k + 32 <= count; k += 32) {
        const uint8x16x2_t codes = nibbles(job->src + (first + k) / 2);
        for (size_t half = 0; half < 2; half++) {
            store(job->dst + 2 * (first + k + 16 * half), vqtbl1q_u8(table.val[0], codes.val[half]),
                  vqtbl1q_u8(table.val[1], codes.val[half]));
        }
    }
    return k;
}

static size_t look_up_bytes(const aqc_job *job, const uint8_t *results, size_t first,
                            size_t count) {
    uint8_t low[256], high[256];
    for (size_t k = 0; k < 256; k += 16) {
        const uint8x16x2_t planes = vld2q_u8(results + 2 * k);
        vst1q_u8(low + k, planes.val[0]);
        vst1q_u8(high + k, planes.val[1]);
    }
    size_t k = 0;
    for (; k + 16 <= count; k += 16) {
        const uint8x16_t codes = vld1q_u8(job->src + first + k);
        store(job->dst + 2 * (first + k), of_256(low, codes), of_256(high, codes));
    }
    return k;
}

void aqc_neon_look_up(const aqc_job *job, const uint8_t *results, size_t first, size_t count) {
    const unsigned bits = job->source.bits;
    size_t k = (bits == 4 ? look_up_nibbles : look_up_bytes)(job, results, first, count);
    for (; k < count; k++) {
        const size_t code = aqc_load(job->src, bits, first + k);
        memcpy(job->dst + 2 * (first + k), results + 2 * code, 2);
    }
}
