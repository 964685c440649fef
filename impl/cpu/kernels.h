/* What a vectorised variant consists of, and what the driver hands to it. The driver
 * walks the layout; a variant prepares parameters and computes blocks. */
#ifndef AQ_CPU_KERNELS_H
#define AQ_CPU_KERNELS_H

#include "layout.h"

/* Parameters prepared at once, and elements that a kernel works on at once. All rows are
 * walked through for each panel: with narrow ones, every few elements are in a new page. */
#define AQC_PANEL 4096
#define AQC_STEP 64
/* Arrays may be written so far beyond what is in use. */
#define AQC_SLACK 16

/* How codes of src become numbers. */
typedef struct aqc_source {
    aq_format format;
    unsigned bits;
    /* Except for int8: the value of a code is a bf16 whose bytes are at the low seven
     * bits of the code, and whose sign is bit 7 of it as well. (4-bit codes have only
     * 16 entries, with their sign.) */
    uint8_t low[128], high[128];
    /* A code is NaN if ((code ^ nan_xor) & nan_and) >= nan_from; nan_from 0: none is.
     * What the planes say for it does not count. */
    uint8_t nan_xor, nan_and, nan_from;
    /* A value is a multiple of 2^lowest, and at most 2^highest if it is finite. */
    int lowest, highest;
} aqc_source;

/* What is the same for a whole part of a call. */
typedef struct aqc_job {
    aqc_source source;
    const uint8_t *src;
    uint8_t *dst;
    unsigned dst_bytes; /* of an element */
    aq_format param_format, dst_format;
    bool saturate;
    bool stream; /* dst is larger than the last-level cache: store around it */
} aqc_job;

/* Bytes of so many elements of the source. */
static inline size_t aqc_source_bytes(const aqc_job *job, size_t elements) {
    return elements * job->source.bits / 8;
}

/* What scale * (x + offset) = |scale| * x + |scale| * offset takes to be rounded
 * correctly, for every x of the source. The sign of the scale is put on the result. */
typedef enum aqc_step_class {
    AQC_EXACT,  /* the value has at most 24 bits: one fma in float has no rounding */
    AQC_ODD,    /* |scale| * offset is exact in float: one fma, rounded to odd (to
                   nearest if dst is float) */
    AQC_DOUBLE, /* the same in double, which is always exact enough */
    AQC_CLASSES
} aqc_step_class;

/* What makes a function one for each combination of its last arguments, constants where it
 * is called. In a build for debugging it is one that asks them as it runs: the same lines,
 * which the sanitizers make too many of otherwise to be compiled quickly. */
#ifdef AQC_KERNELS_ASK
#define AQC_KERNEL static __attribute__((noinline))
#else
#define AQC_KERNEL static inline __attribute__((always_inline))
#endif

/* For kernels of which each class has its own: X(..., class) for all of them. */
#define AQC_EACH_CLASS(X, ...)                                                                     \
    X(__VA_ARGS__, AQC_EXACT)                                                                      \
    X(__VA_ARGS__, AQC_ODD)                                                                        \
    X(__VA_ARGS__, AQC_DOUBLE)

typedef struct aqc_panel {
    float scale[AQC_PANEL + AQC_SLACK];   /* magnitude */
    float offset[AQC_PANEL + AQC_SLACK];  /* -0 without one, which changes no sum */
    float addend[AQC_PANEL + AQC_SLACK];  /* scale * offset, rounded to float */
    uint16_t sign[AQC_PANEL + AQC_SLACK]; /* of the scale: 0x8000 or 0 */
    /* Of each AQC_STEP parameters: the class that all of them are in, and whether no
     * result but zero is a subnormal float. */
    uint8_t class[AQC_PANEL / AQC_STEP];
    bool normal[AQC_PANEL / AQC_STEP];
    /* Parameters that are none: Inf, NaN or a scale of zero. The kernels compute
     * something for them; the driver does it again, exactly. */
    size_t specials;
    uint16_t special[AQC_PANEL];
} aqc_panel;

typedef struct aqc_kernels {
    /* Puts the floating-point environment into a known state and gives back what it
     * was, exception flags too; leave() restores it. */
    uint64_t (*enter)(void);
    void (*leave)(uint64_t state);
    /* count <= AQC_PANEL parameters from codes at any address; offsets may be null.
     * quick: they are used for a few elements only, better not look for class EXACT. */
    void (*prepare)(const aqc_job *job, const uint8_t *scales, const uint8_t *offsets, size_t count,
                    bool quick, aqc_panel *panel);
    /* As aqc_spread below, which is taken if this is null. */
    void (*spread)(const aqc_panel *few, size_t group, size_t begin, size_t count,
                   aqc_panel *panel);
    /* rows x count elements; column j takes parameter j. first and stride are element
     * indices, even for 4-bit sources. If job->stream, rows of dst begin at a multiple
     * of 64 bytes, or count is below AQC_STEP. */
    void (*columns)(const aqc_job *job, size_t first, size_t stride, size_t rows, size_t count,
                    const aqc_panel *panel);
    /* runs times length elements, all behind each other; run r takes parameter
     * param + r. first is even for 4-bit sources; length is a multiple of 32 (of 2 for
     * 4-bit sources) if there is more than one, or at least RUN_OF_BYTES. */
    void (*runs)(const aqc_job *job, size_t first, size_t length, size_t runs,
                 const aqc_panel *panel, size_t param);
    /* The same for float scales, no offset and float results: scales are as they come, at
     * any address, count or runs of them. May be null. */
    void (*product_columns)(const aqc_job *job, size_t first, size_t stride, size_t rows,
                            size_t count, const uint8_t *scales);
    void (*product_runs)(const aqc_job *job, size_t first, size_t length, size_t runs,
                         const uint8_t *scales);
    /* Runs as above for 4-bit sources and e8m0 scales. May be null. */
    void (*e8m0_runs)(const aqc_job *job, size_t first, size_t length, size_t runs,
                      const uint8_t *scales);
    /* After the last store of a part. */
    void (*finish)(void);
} aqc_kernels;

/* The description of a source format. */
void aqc_source_of(aq_format format, aqc_source *source);

/* Parameters of columns [begin, begin + count), group columns to one of few, whose
 * first is that of column begin - begin % group. */
void aqc_spread(const aqc_panel *few, size_t group, size_t begin, size_t count, aqc_panel *panel);

/* The classes of such columns; cut of the first group are left out. */
void aqc_spread_classes(const aqc_panel *few, size_t group, size_t cut, size_t count,
                        aqc_panel *panel);

/* Computes a part of a legal call with the kernels of a variant. */
void aqc_drive(const aqc_kernels *kernels, const aq_call *call, const aq_buffers *buffers,
               const aqc_part *part);

#endif
