/* Read or write: each processor says it in its own way. */
#include "fault_access.h"

#include <ucontext.h>

aqh_access aqh_aarch64_access(uint32_t code) {
    if ((code & 0xffffffe0) == 0xd50b7420) /* DC ZVA, which memset uses */
        return AQH_WROTE;
    if ((code & 0x0a000000) != 0x08000000) /* not a load or store */
        return AQH_TOUCHED;
    const bool vector = code >> 26 & 1, wide = code >> 31 & 1, bit21 = code >> 21 & 1;
    const unsigned kind = code >> 28 & 3, opc = code >> 22 & 3;
    if (kind == 0 && !vector && bit21 && (opc & 2 || !wide)) /* compare and swap */
        return AQH_TOUCHED;
    if (kind == 1) /* literals, which are read; or what ARMv8.4 put there */
        return code >> 24 & 1 ? AQH_TOUCHED : AQH_READ;
    if (kind == 3) {
        if (!(code >> 24 & 1) && bit21 && (code >> 10 & 3) != 2) /* atomic, authenticated */
            return AQH_TOUCHED;
        /* One register; loads with sign have bit 22 clear too, but for vectors that
         * is the upper half of a size. */
        return (vector ? opc & 1 : opc != 0) ? AQH_READ : AQH_WROTE;
    }
    return opc & 1 ? AQH_READ : AQH_WROTE; /* pairs, exclusives and structures: L */
}

aqh_access aqh_fault_access(const void *context) {
    const ucontext_t *c = context;
#if defined(__linux__) && defined(__x86_64__)
    /* Error code of the page fault: bit 1 is set for a write. */
    return c->uc_mcontext.gregs[REG_ERR] & 2 ? AQH_WROTE : AQH_READ;
#elif defined(__linux__) && defined(__aarch64__)
    /* A chain of records, each with its magic number and size; the one of the
     * exception syndrome has WnR, write not read, in bit 6. */
    const struct _aarch64_ctx *head = (const void *)c->uc_mcontext.__reserved;
    while (head->magic != 0 && head->size != 0) {
        if (head->magic == ESR_MAGIC)
            return ((const struct esr_context *)head)->esr & 0x40 ? AQH_WROTE : AQH_READ;
        head = (const void *)((const char *)head + head->size);
    }
    /* No such record from an emulator of user programs (qemu 7.2). A jump to
     * nowhere leaves no instruction to look at. */
    if (c->uc_mcontext.pc == c->uc_mcontext.fault_address)
        return AQH_READ;
    return aqh_aarch64_access(*(const uint32_t *)c->uc_mcontext.pc);
#else
    (void)c;
    return AQH_TOUCHED;
#endif
}
