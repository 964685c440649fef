/* What a variant of the CPU backend is to the rest of it. */
#ifndef AQ_CPU_VARIANT_H
#define AQ_CPU_VARIANT_H

#include "aq_cpu.h"
#include "layout.h"

typedef struct aqc_variant {
    /* Does this processor have it? Null: always. */
    bool (*present)(void);
    /* Computes one part of a legal call. */
    void (*compute)(const aq_call *call, const aq_buffers *buffers, const aqc_part *part);
} aqc_variant;

/* Null if it is not built in or not present. */
const aqc_variant *aqc_variant_get(aq_cpu_variant variant);

#endif
