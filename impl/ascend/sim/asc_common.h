/* What both architectures have of the device C API, for the device model: types of
 * elements, system variables, order. Written from the interface facts: names and
 * meaning are the vendor's, the text is ours. */
#ifndef AQ_ASC_COMMON_H
#define AQ_ASC_COMMON_H

#include "ascend/sim/sim_core.h"
#include "ascend/sim/sim_numbers.h"

/* Address spaces, which plain C does not have. */
#define __gm__
#define __ubuf__

/* Distinct types, so that an operand of a wrong one does not compile. */
typedef struct half {
    uint16_t code;
} half;
typedef struct bfloat16_t {
    uint16_t code;
} bfloat16_t;

/* Two elements: pointers to it move by bytes. */
typedef struct int4b_t {
    uint8_t codes;
} int4b_t;

#define asc_init() (SIM_HERE, sim_init())
#define asc_get_block_idx() ((int64_t)sim_self->block)
#define asc_get_block_num() ((int64_t)sim_self->blocks)
#define asc_get_ctrl() (SIM_HERE, sim_get_ctrl())
#define asc_set_ctrl(value) (SIM_HERE, sim_set_ctrl(value))

#define asc_sync_notify(from, to, id) (SIM_HERE, sim_notify(from, to, id))
#define asc_sync_wait(from, to, id) (SIM_HERE, sim_wait(from, to, id))
#define asc_sync_pipe(pipe) (SIM_HERE, sim_barrier(pipe))

/* Pointers of one type, or a diagnostic. */
#define SIM_SAME(a, b) (1 ? (a) : (b))

#endif
