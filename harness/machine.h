/* What this is: the processor, its caches, the compiler. */
#ifndef AQ_HARNESS_MACHINE_H
#define AQ_HARNESS_MACHINE_H

#include <stddef.h>

typedef struct aqh_machine {
    char processor[96];
    long processors;
    size_t l2_bytes, last_bytes; /* per core; the last-level cache. Never 0 */
    char compiler[96], kernel[96];
} aqh_machine;

void aqh_machine_get(aqh_machine *machine);

#endif
