/* Facts about the machine that the driver goes by. */
#ifndef AQ_CPU_DRIVER_H
#define AQ_CPU_DRIVER_H

#include <stddef.h>

/* Bytes of the last-level cache; 32 MiB where the system does not say. */
size_t aqc_last_level_cache(void);

#endif
