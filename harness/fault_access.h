/* What a faulting instruction did to the memory that it touched. */
#ifndef AQ_HARNESS_FAULT_ACCESS_H
#define AQ_HARNESS_FAULT_ACCESS_H

#include "fault.h"

/* From the third argument of a handler of SIGSEGV or SIGBUS: AQH_TOUCHED where
 * neither the kernel nor the instruction tells. Safe in a signal handler. */
aqh_access aqh_fault_access(const void *context);

/* What an instruction of aarch64 does, by its encoding (Arm ARM, C4.1): AQH_TOUCHED
 * for those that read and write, and for those that this does not know. */
aqh_access aqh_aarch64_access(uint32_t code);

#endif
