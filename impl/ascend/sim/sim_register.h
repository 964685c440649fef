/* The instructions of 3510: vector registers of 256 bytes, under a mask with a bit
 * for every byte, of which that of an element's first byte counts. Lanes that are
 * masked out become zero. */
#ifndef AQ_SIM_REGISTER_H
#define AQ_SIM_REGISTER_H

#include "ascend/sim/sim_core.h"
#include "ascend/sim/sim_numbers.h"

enum { SIM_REGISTER_BYTES = 256 };

/* state: as of a byte of UB. What is made of junk is junk; it is a finding where it
 * is stored. */
typedef struct sim_register {
    uint8_t byte[SIM_REGISTER_BYTES], state[SIM_REGISTER_BYTES];
} sim_register;

typedef struct sim_mask {
    bool on[SIM_REGISTER_BYTES];
} sim_mask;

/* Loads: `count` elements of `size` bytes, each to a slot of `slot` bytes; the rest
 * of the slot is zero. */
void sim_register_load(sim_register *dst, const void *src, size_t size, size_t slot);
/* One element to all lanes. */
void sim_register_broadcast(sim_register *dst, const void *src, size_t size);

/* Stores the low `kept` bytes of each active element of `size` bytes, packed. */
void sim_register_store(void *dst, const sim_register *src, const sim_mask *mask, size_t size,
                        size_t kept);

/* Tail masks: the first min(*left, lanes) elements; *left -= lanes, or 0. */
sim_mask sim_update_mask(uint32_t *left, size_t size);
sim_mask sim_full_mask(size_t size);

/* Conversions. An element of the wider of both formats is made of, or becomes, the
 * narrower one in part `part` of its slot; 4-bit elements go by pairs. */
void sim_register_convert(aq_format from, aq_format to, sim_register *dst, const sim_register *src,
                          const sim_mask *mask, size_t part, bool sat);

void sim_register_compute(sim_operation operation, aq_format format, sim_register *dst,
                          const sim_register *a, const sim_register *b, const sim_mask *mask);

/* Integers of 16 bits. */
void sim_register_widen_u8(sim_register *dst, const sim_register *src, const sim_mask *mask);
void sim_register_shift_left(sim_register *dst, const sim_register *src, int by,
                             const sim_mask *mask);
void sim_register_equal(sim_mask *dst, const sim_register *src, uint16_t value,
                        const sim_mask *mask);
void sim_register_fill(sim_register *dst, uint16_t value, const sim_mask *mask);
/* a where the mask is on, b elsewhere. */
void sim_register_select(sim_register *dst, const sim_register *a, const sim_register *b,
                         const sim_mask *mask);
void sim_register_or(sim_register *dst, const sim_register *a, const sim_register *b,
                     const sim_mask *mask);

#endif
