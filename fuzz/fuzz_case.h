/* Bytes to a case and back, for the fuzzer.
 *
 * Any bytes are a legal case: fields are brought into their range, missing data
 * repeats what there is. There is one spelling of each case, the one that
 * aqf_encode gives, so that corpora merge; aqf_decode takes all others too.
 *
 *     byte 0..4    product, prototype, src, scale, dst: enumerators; the next one
 *                  (cyclically) that the earlier ones allow
 *     byte 5       flags: transposed, offset, k_dim, overflow mode (2 bits),
 *                  explicit temporary buffer
 *     byte 6..12   x, y (16 bits), groups, rows computed (16 bits; 0: all): the shape,
 *                  in the units that the rules of alignment leave
 *     byte 13      size of the temporary buffer, 0: the minimum, 255: the maximum
 *     byte 14..17  misalignment of src, scale, offset, dst
 *     byte 18      below 240: a small case, else a large one
 *     byte 19..23  places of src, scale, offset, dst, tmp in one arena
 *     byte 24..29  bytes of data of scale, offset, src (16 bits each); of more
 *                  data these are the first period
 *     from 30      the data, in this order
 */
#ifndef AQ_FUZZ_CASE_H
#define AQ_FUZZ_CASE_H

#include "case.h"
#include "random.h"
#include "variant.h"

enum {
    AQF_PRODUCT,
    AQF_PROTOTYPE,
    AQF_SRC,
    AQF_SCALE,
    AQF_DST,
    AQF_FLAGS,
    AQF_X,
    AQF_Y = AQF_X + 2,
    AQF_GROUPS = AQF_Y + 2,
    AQF_ROWS,
    AQF_TMP = AQF_ROWS + 2,
    AQF_MISALIGN,
    AQF_SIZE = AQF_MISALIGN + 4,
    AQF_PLACES,
    AQF_LENGTHS = AQF_PLACES + 5,
    AQF_HEAD = AQF_LENGTHS + 6
};
enum {
    AQF_TRANSPOSE = 1,
    AQF_OFFSET = 2,
    AQF_K_DIM = 4,
    AQF_OVERFLOW_SHIFT = 3,
    AQF_TMP_FLAG = 32
};
enum { AQF_BIG = 240, AQF_MAX_DATA = 16384 }; /* AQF_MAX_DATA: of one operand, encoded */

/* What a target wants of its cases. */
typedef struct aqf_options {
    uint32_t prototypes;   /* bit (1 << prototype); 0: all */
    uint32_t elements;     /* about this many at most */
    uint32_t big_elements; /* in a large case; 0: there are none */
    bool any_tmp;          /* any legal size of the temporary buffer, else the usual one */
    bool places;           /* the places in the arena mean something */
    /* May this variant occur? Null: all. Asked once per variant. */
    bool (*takes)(const aqh_variant *variant);
} aqf_options;

typedef struct aqf_case {
    const aqf_options *options;
    uint8_t head[AQF_HEAD]; /* canonical, but for the lengths */
    aqh_case c;
} aqf_case;

/* Any bytes. False when out of memory. */
bool aqf_decode(aqf_case *f, const aqf_options *options, const uint8_t *bytes, size_t size);
void aqf_free(aqf_case *f);

/* The one spelling; returns its size, 0 if it needs more than max. */
size_t aqf_encode(const aqf_case *f, uint8_t *bytes, size_t max);

/* After head was changed: the call anew, data as before as far as it goes. */
bool aqf_reshape(aqf_case *f);

/* The call of a head, which is made canonical. */
void aqf_call_of(aq_call *call, const aqf_options *options, uint8_t head[AQF_HEAD]);

/* Fills data with the first `count` bytes repeated; zero if there are none. */
void aqf_repeat(uint8_t *data, size_t bytes, const uint8_t *first, size_t count);

/* Variants that the options allow, and the head of the one at index (any number). */
size_t aqf_variant_count(const aqf_options *options);
void aqf_variant_head(const aqf_options *options, size_t index, uint8_t head[AQF_HEAD]);

/* One mutation, or several; they use LLVMFuzzerMutate where there is one. */
void aqf_mutate(aqf_case *f, aqh_random *random);
void aqf_cross(aqf_case *f, const aqf_case *other, aqh_random *random);

static inline uint32_t aqf_get16(const uint8_t *at) {
    return at[0] | (uint32_t)at[1] << 8;
}

static inline void aqf_put16(uint8_t *at, uint32_t value) {
    at[0] = (uint8_t)value;
    at[1] = (uint8_t)(value >> 8);
}

#endif
