/* How large the cases are that a target tries: AQ_SIZES=1 in the environment prints
 * at the end how many had so many elements to compute. Speed means nothing beside
 * other sizes. */
#include "fuzz_target.h"

#include "index.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIZES = 33 }; /* by the number of bits of the count */

static uint64_t cases[SIZES], elements, narrow, narrow_elements;

static unsigned bits_of_count(size_t count) {
    unsigned bits = 0;
    for (; count; count >>= 1)
        bits++;
    return bits < SIZES ? bits : SIZES - 1;
}

static void print(void) {
    uint64_t all = 0, below = 0;
    for (int k = 0; k < SIZES; k++)
        all += cases[k];
    fprintf(stderr, "sizes: %" PRIu64 " cases, %.1f elements on average", all,
            all ? (double)elements / (double)all : 0);
    fprintf(stderr, "; m, n <= 64: %.1f %%, %.1f elements on average\n",
            all ? 100.0 * (double)narrow / (double)all : 0,
            narrow ? (double)narrow_elements / (double)narrow : 0);
    for (int k = 0; k < SIZES; k++) {
        below += cases[k];
        if (cases[k])
            fprintf(stderr, "sizes: below %" PRIu64 " elements: %.2f %%\n", UINT64_C(1) << k,
                    100.0 * (double)below / (double)all);
    }
}

void aqf_count_size(const aqf_case *f) {
    static int state = -1;
    if (state < 0) {
        const char *text = getenv("AQ_SIZES");
        state = text && text[0] == '1' && atexit(print) == 0;
    }
    if (state == 0)
        return;
    const aq_call *call = &f->c.call;
    const size_t count = aqo_computed(call);
    cases[bits_of_count(count)]++;
    elements += count;
    if (call->src.rows <= 64 && call->src.cols <= 64) {
        narrow++;
        narrow_elements += count;
    }
}
