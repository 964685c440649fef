/* What the device model can catch a kernel at: one name for each. */
#ifndef AQ_SIM_FINDINGS_H
#define AQ_SIM_FINDINGS_H

/* Id, name, what is wrong. After those marked "breaks off" the block cannot go on. */
#define SIM_FINDING_LIST(X)                                                                        \
    /* order */                                                                                    \
    X(MISSING_SYNC, "missing-sync", "nothing makes one pipe wait for the other")                   \
    X(MISSING_BARRIER, "missing-barrier", "no barrier between two instructions of a pipe")         \
    X(MISSING_MEM_BAR, "missing-mem-bar", "in one VF, a load of what it stores, without barrier")  \
    X(EVENT_SET_TWICE, "event-set-twice", "notified again before anybody waited")                  \
    X(EVENT_NOT_SET, "event-not-set", "waits for what nobody notifies: a hang; breaks off")        \
    X(EVENT_LEFT_SET, "event-left-set", "notified, never waited for, at the end of the kernel")    \
    X(EVENT_ID, "event-id", "the event or the pipe is not one for kernels")                        \
    /* unified buffer */                                                                           \
    X(UB_OUT_OF_BOUNDS, "ub-out-of-bounds", "outside of the array in UB")                          \
    X(UB_MISALIGNED, "ub-misaligned", "not at a multiple of 32 bytes in UB")                       \
    X(UB_EXHAUSTED, "ub-exhausted", "the arrays do not fit in UB; breaks off")                     \
    X(UNINITIALISED_READ, "uninitialised-read", "used before anything was written to it")          \
    X(UNINITIALISED_STORE, "uninitialised-store", "stored, but nothing was written to it")         \
    X(PARTIAL_OVERLAP, "partial-overlap", "operands overlap, but are not the same")                \
    /* device memory */                                                                            \
    X(GM_OUT_OF_BOUNDS, "gm-out-of-bounds", "outside of the allocation; breaks off")               \
    X(GM_TWO_BLOCKS, "gm-two-blocks", "two blocks write a byte, or one reads what another wrote")  \
    X(GM_WRITTEN_TWICE, "gm-written-twice", "a block writes a byte of device memory twice")        \
    X(GM_SCALAR_MISALIGNED, "gm-scalar-misaligned", "a scalar not at a multiple of its size")      \
    /* parameters of instructions */                                                               \
    X(COPY_SIZE, "copy-size", "a copy of no bytes, or of more than the instruction can")           \
    X(COPY_STRIDE, "copy-stride", "a number of bursts, gap, stride or padding out of range")       \
    X(COPY_REMAINDER, "copy-remainder-dropped", "the bytes after the last 32 are not copied")      \
    X(COUNT, "vector-count", "an instruction for no elements")                                     \
    X(ODD_INT4_COUNT, "odd-int4-count", "half a byte of 4-bit elements")                           \
    X(REPEAT, "repeat-count", "more than 255 repeats, or none")                                    \
    /* state */                                                                                    \
    X(INIT_MISSING, "init-missing", "asc_init was not called first")                               \
    X(CTRL_NOT_SET, "ctrl-not-set", "a result that CTRL[48] decides, and CTRL was never set")      \
    X(NOT_IN_VF, "not-in-vf", "a register instruction outside of a VF, or the other way round")

typedef enum sim_kind {
#define SIM_X_(id, name, text) SIM_##id,
    SIM_FINDING_LIST(SIM_X_)
#undef SIM_X_
        SIM_KIND_COUNT
} sim_kind;

extern const char *const sim_kind_names[SIM_KIND_COUNT];

#endif
