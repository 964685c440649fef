/* Memory for the data of cases: there are several for each execution, and malloc with
 * its bookkeeping under a sanitizer took a tenth of the time. For one thread; what is
 * given back is used again at once. With AddressSanitizer what was not asked for is
 * poisoned to the byte, before and behind a block, and all of one that was given back. */
#ifndef AQ_FUZZ_POOL_H
#define AQ_FUZZ_POOL_H

#include <stddef.h>
#include <stdint.h>

/* Of any content; null when out of memory. */
uint8_t *aqf_take(size_t bytes);

/* Of as many bytes as were taken; null is nothing. Not a block of malloc. */
void aqf_give(uint8_t *data, size_t bytes);

#endif
