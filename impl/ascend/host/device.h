/* One device, opened: its stream and its kernels; and a kernel run on it. */
#ifndef AQ_ASCEND_DEVICE_H
#define AQ_ASCEND_DEVICE_H

#include "acl_library.h"
#include "antiquant.h"

typedef struct aqa_device {
    aqa_acl *acl;
    int32_t id, timeout; /* AQ_ACL_DEVICE, AQ_ACL_TIMEOUT_MS */
    char soc[64];
    aq_product product;
    uint32_t arch, cores; /* vector cores */
    aqa_stream stream;
    aqa_binary binary;
    bool open;
    bool running; /* the device is set once more, by a run that may have been left by a jump */
    bool broken;  /* something failed: to be closed, and opened again */
} aqa_device;

/* What a kernel gets for one of its arguments: device memory of its own, filled from
 * `in`, and copied to `out` (may be null) when it is done. Nothing where bytes is 0:
 * a null address. */
typedef struct aqa_operand {
    const void *in;
    void *out;
    size_t bytes;
} aqa_operand;

/* Opens the device that AQ_ACL_DEVICE numbers (0), with the kernels for it out of
 * `kernels`, a directory. False and one line in error if that fails; nothing is
 * then left open. */
bool aqa_device_open(aqa_device *device, aqa_acl *acl, const char *kernels, char *error,
                     size_t error_bytes);

/* Nothing is left of it, whatever state it is in. ACL stays initialised. False and one
 * line in error if something fails; the rest is undone all the same. */
bool aqa_device_close(aqa_device *device, char *error, size_t error_bytes);

/* The same, of one that something has failed on: what else fails is nobody's news. */
void aqa_device_abandon(aqa_device *device);

/* Runs the kernel and waits for it, for AQ_ACL_TIMEOUT_MS (60000) at most. False and
 * one line in error if something fails, freeing its memory included. Device memory is
 * freed either way, as far as the device lets it be. */
bool aqa_device_run(aqa_device *device, const char *kernel, uint32_t blocks,
                    const aqa_operand *operands, size_t count, char *error, size_t error_bytes);

#endif
