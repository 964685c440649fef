/* A vector core of the device model: its unified buffer, pipes, events and control
 * register, and what a launch shares between cores.
 *
 * Instructions are carried out one after another, in the order in which the kernel
 * issues them. What would go wrong on a device, where pipes run side by side, is
 * found by clocks. An instruction is number `now[pipe]` of its pipe. Of every pipe
 * a core knows the last instruction of every other (and of itself) that is sure to
 * be finished when this pipe starts its next one: knows[pipe]. Events and barriers
 * advance that; each byte of UB remembers who touched it last.
 */
#ifndef AQ_SIM_CORE_H
#define AQ_SIM_CORE_H

#include "ascend/sim/module.h"
#include "ascend/sim/sim_findings.h"

#include <setjmp.h>

enum { PIPE_S, PIPE_V, PIPE_MTE2, PIPE_MTE3, SIM_PIPES, PIPE_ALL = SIM_PIPES };
enum {
    EVENT_ID0,
    EVENT_ID1,
    EVENT_ID2,
    EVENT_ID3,
    EVENT_ID4,
    EVENT_ID5,
    EVENT_ID6,
    EVENT_ID7,
    SIM_EVENTS
};

enum {
    SIM_BLOCK_BYTES = 32,
    SIM_UB_MODEL_BYTES = 288 * 1024,
    SIM_PAGE_BYTES = 1024,
    SIM_PAGES = SIM_UB_MODEL_BYTES / SIM_PAGE_BYTES,
    SIM_MAX_ARRAYS = 32
};

typedef struct sim_clock {
    uint32_t seen[SIM_PIPES];
} sim_clock;

typedef struct sim_event {
    bool set;
    int line;
    sim_clock clock;
} sim_event;

/* Who touched a byte of UB last. */
typedef struct sim_shadow {
    uint32_t written, read[SIM_PIPES]; /* numbers of instructions */
    uint16_t line;                     /* of the writer */
    uint8_t writer;                    /* a pipe */
} sim_shadow;

/* The state of a byte of UB, and of a register lane. */
enum { SIM_WRITTEN, SIM_JUNK, SIM_NO_ARRAY };

typedef struct sim_range {
    uintptr_t begin, end;
    uint32_t block;
    int line;
    bool write;
} sim_range;

typedef struct sim_finding {
    sim_kind kind;
    int line;
    char text[256];
} sim_finding;

enum { SIM_MAX_FINDINGS = 64 };

/* What an architecture has. */
typedef struct sim_arch {
    uint32_t id;
    size_t ub_bytes; /* for a kernel's arrays */
    uint64_t ctrl;   /* at power-up, CTRL[48] aside */
    bool registers;  /* instructions are in VFs, and these are in order */
} sim_arch;

extern const sim_arch sim_this_arch;

typedef struct sim_core {
    const aq_sim_env *env;
    uint32_t block, blocks;
    /* where the kernel is */
    const char *file;
    int line;
    int pipe; /* of the instruction in progress */
    /* unified buffer */
    uint8_t *ub, *state;
    sim_shadow *shadow;
    size_t ub_taken, ub_next;                   /* bytes of arrays; where the next one goes */
    size_t arrays, array_bytes[SIM_MAX_ARRAYS]; /* of this block; also of the one before */
    bool dirty[SIM_PAGES];                      /* written to by this block */
    /* order */
    uint32_t now[SIM_PIPES];
    sim_clock knows[SIM_PIPES];
    sim_event events[SIM_PIPES][SIM_PIPES][SIM_EVENTS];
    bool in_vf;
    /* registers */
    uint64_t ctrl;
    bool initialised, ctrl_set;
    /* what was seen, over all blocks that this core has run */
    sim_range *ranges;
    size_t range_count, range_space;
    sim_finding findings[SIM_MAX_FINDINGS];
    size_t finding_count;
    const uint8_t *gm_base; /* the allocation that was looked up last */
    size_t gm_bytes;
    jmp_buf broken;
    bool broke_off;
    struct sim_core *next; /* of those at rest */
} sim_core;

/* The core that this thread is. Asked for with every byte: a kernel library is
 * loaded late, and the usual way to its thread-local data is a call. */
extern _Thread_local sim_core *sim_self __attribute__((tls_model("initial-exec")));

/* ---- Findings (sim_core.c) --------------------------------------------------- */

/* Once for each kind and line. */
__attribute__((format(printf, 2, 3))) void sim_report(sim_kind kind, const char *format, ...);

/* The same, and the block is over. */
__attribute__((format(printf, 2, 3), noreturn)) void sim_break_off(sim_kind kind,
                                                                   const char *format, ...);

extern const char *const sim_pipe_names[SIM_PIPES + 1];

/* ---- Cores (sim_core.c) --------------------------------------------------------- */

/* For one launch; null when out of memory. Cores at rest are kept for the next. */
sim_core *sim_core_take(const aq_sim_env *env, uint32_t blocks);
void sim_core_give_back(sim_core *core);

/* Everything as at power-up, UB full of junk. */
void sim_core_start_block(sim_core *core, uint32_t block);

/* What is left over at the end of a kernel. */
void sim_core_end_block(void);

/* ---- What kernels call, through the headers asc_*.h ------------------------------ */

/* Where the kernel is now. Every macro begins with this. */
static inline void sim_at(const char *file, int line) {
    sim_self->file = file;
    sim_self->line = line;
}
#define SIM_HERE sim_at(__FILE__, __LINE__)

/* An array in UB, at a multiple of 32 bytes (sim_core.c). */
void *sim_ub_array(size_t bytes);

/* Begins an instruction of a pipe. */
void sim_issue(int pipe);

/* Order (sim_order.c). */
void sim_notify(int from, int to, int id);
void sim_wait(int from, int to, int id);
void sim_barrier(int pipe);
void sim_mem_bar(void);
void sim_vf_begin(void);
void sim_vf_end(void);

/* State (sim_core.c). */
void sim_init(void);
int64_t sim_get_ctrl(void);
void sim_set_ctrl(uint64_t value);

/* ---- Memory, for instructions (sim_memory.c) -------------------------------------- */

/* The instruction reads or writes these bytes of UB: bounds, alignment, order. Reads
 * of junk are findings; what is written is junk no more. */
void sim_ub_read(const void *address, size_t bytes, size_t alignment);
void sim_ub_write(void *address, size_t bytes, size_t alignment);

/* The state of the bytes read, for a register load, which may read beyond what is
 * there. Returns the state bytes; the address must be within UB. */
const uint8_t *sim_ub_load(const void *address, size_t bytes, size_t alignment);

/* Copies; sizes in bytes. */
void sim_gm_to_ub(void *dst, const void *src, uint64_t bytes);
void sim_ub_to_gm(void *dst, const void *src, uint64_t bytes);
void sim_gm_to_ub_blocks(void *dst, const void *src, uint64_t bytes);

/* A scalar in device memory. */
uint64_t sim_gm_scalar(const void *address, size_t bytes);

/* ---- Launch (sim_launch.c, sim_gm.c) ------------------------------------------------ */

void sim_log_gm(const void *address, size_t bytes, bool write);

/* Do blocks get in each other's way? Takes the ranges of all cores; findings go to
 * the first core. */
void sim_judge_gm(sim_core *const *cores, size_t count);

bool sim_launch(const aq_sim_kernel *kernel, uint32_t blocks, const uint64_t *args,
                const aq_sim_env *env);

#endif
