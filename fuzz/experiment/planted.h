/* A planted bug: the built-in backend with one fault, as a plug-in. Each .c file
 * beside this one is one of them. */
#ifndef AQ_FUZZ_PLANTED_H
#define AQ_FUZZ_PLANTED_H

#include "antiquant.h"
#include "fast.h"

/* One element: its operands (o is 0 without an offset), the exact value and the
 * right result. */
typedef struct planted_element {
    aq_format dst;
    aq_overflow overflow;
    bool has_offset;
    double x, o, s;
    aqo_pair value;
    uint32_t code;
} planted_element;

/* The result with the fault. Written without branches, as in a vector kernel, so
 * that which way it goes leaves no trace in the coverage. */
uint32_t planted_fault(const planted_element *e);

#endif
