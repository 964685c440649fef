/* The order of ACL calls, and what is undone when one of them fails. */
#include "device.h"

#include "ascend/kernel/tiling.h"
#include "names.h"
#include "soc.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_OPERANDS = 16, DEFAULT_TIMEOUT_MS = 60000 };

/* Where errors go: the line, and the device they happened on. */
typedef struct report {
    aqa_device *device;
    char *error;
    size_t error_bytes;
} report;

/* Memory that is used up is no reason to open the device again. */
static bool good(const report *r, const char *function, aqa_code code) {
    if (code == AQA_OK) {
        return true;
    }
    if (code != AQA_NO_MEMORY && code != AQA_NO_DEVICE_MEMORY && code != AQA_BAD_ALLOC) {
        r->device->broken = true;
    }
    aqa_acl_error(r->device->acl, function, code, r->error, r->error_bytes);
    return false;
}

/* Of what is undone whatever happens: the first failure is told. */
static bool undone(const report *r, bool done, const char *function, aqa_code code) {
    if (code != AQA_OK && !done) {
        r->device->acl->aclGetRecentErrMsg(); /* or the next error would be told with it */
        r->device->broken = true;
    }
    return done && good(r, function, code);
}

#define UNDO(report, done, function, ...)                                                          \
    undone(report, done, #function, (report)->device->acl->function(__VA_ARGS__))

#define GOOD(report, function, ...)                                                                \
    good(report, #function, (report)->device->acl->function(__VA_ARGS__))

/* ---- Opening -------------------------------------------------------------------- */

/* A number out of the environment. A wrong one is refused: another device than the one
 * that was meant is worse than none. */
static bool number(const report *r, const char *name, int32_t least, int32_t *value) {
    const char *text = getenv(name);
    if (text == NULL) {
        return true;
    }
    char *end;
    errno = 0;
    const long read = strtol(text, &end, 10);
    if (!isdigit((unsigned char)text[0]) || *end != '\0' || errno != 0 || read < least ||
        read > INT32_MAX) {
        snprintf(r->error, r->error_bytes, "%s: must be %d..%d, got '%.64s'", name, (int)least,
                 INT32_MAX, text);
        return false;
    }
    *value = (int32_t)read;
    return true;
}

static bool know_soc(const report *r) {
    aqa_device *device = r->device;
    const char *soc = device->acl->aclrtGetSocName();
    if (soc == NULL) {
        const char *said = device->acl->aclGetRecentErrMsg();
        snprintf(r->error, r->error_bytes, "aclrtGetSocName: no name%s%s", said ? ": " : "",
                 said ? said : "");
        return false;
    }
    snprintf(device->soc, sizeof device->soc, "%s", soc);
    device->product = aqa_soc_product(device->soc);
    if (device->product == AQ_PRODUCT_COUNT) {
        snprintf(r->error, r->error_bytes, "soc %s is not known", device->soc);
        return false;
    }
    device->arch = aq_kernel_arch(device->product);
    if (device->arch == 0) {
        snprintf(r->error, r->error_bytes, "soc %s (%s) has no device C API to build kernels with",
                 device->soc, aqi_product_name(device->product));
        return false;
    }
    return true;
}

static bool know_cores(const report *r) {
    aqa_device *device = r->device;
    const aqa_acl *acl = device->acl;
    const uint32_t id = (uint32_t)device->id;
    int64_t cores = 0;
    if (acl->aclrtGetDeviceInfo != NULL &&
        acl->aclrtGetDeviceInfo(id, AQA_ATTRIBUTE_VECTOR_CORES, &cores) == AQA_OK && cores > 0) {
        device->cores = (uint32_t)cores;
    } else if (!GOOD(r, aclGetDeviceCapability, id, AQA_CAPABILITY_VECTOR_CORES, &cores)) {
        return false;
    }
    if (cores <= 0) {
        snprintf(r->error, r->error_bytes, "soc %s has no vector cores", device->soc);
        return false;
    }
    device->cores = cores < AQA_MAX_BLOCKS ? (uint32_t)cores : AQA_MAX_BLOCKS;
    return true;
}

static bool set_device(const report *r) {
    uint32_t count = 0;
    if (!GOOD(r, aclrtGetDeviceCount, &count)) {
        return false;
    }
    if (count == 0 || (uint32_t)r->device->id >= count) {
        snprintf(r->error, r->error_bytes, "no device %d: there are %u", r->device->id,
                 (unsigned)count);
        return false;
    }
    return GOOD(r, aclrtSetDevice, r->device->id);
}

static bool load_kernels(const report *r, const char *kernels) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/aq-dav-%u.o", kernels, (unsigned)r->device->arch);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        snprintf(r->error, r->error_bytes, "no kernels for soc %s: %.300s cannot be read",
                 r->device->soc, path);
        return false;
    }
    fclose(file);
    return GOOD(r, aclrtBinaryLoadFromFile, path, NULL, &r->device->binary);
}

bool aqa_device_open(aqa_device *device, aqa_acl *acl, const char *kernels, char *error,
                     size_t error_bytes) {
    *device = (aqa_device){.acl = acl, .timeout = DEFAULT_TIMEOUT_MS};
    const report r = {device, error, error_bytes};
    if (!number(&r, "AQ_ACL_DEVICE", 0, &device->id) ||
        !number(&r, "AQ_ACL_TIMEOUT_MS", 1, &device->timeout) ||
        !aqa_acl_initialise(acl, error, error_bytes) || !know_soc(&r) || !set_device(&r)) {
        return false;
    }
    device->open = true;
    if (!know_cores(&r) || !GOOD(&r, aclrtCreateStream, &device->stream) ||
        !load_kernels(&r, kernels)) {
        aqa_device_abandon(device);
        return false;
    }
    device->broken = false;
    return true;
}

bool aqa_device_close(aqa_device *device, char *error, size_t error_bytes) {
    const report r = {device, error, error_bytes};
    if (!device->open) {
        return true;
    }
    /* This may be another thread than the one that opened it. */
    bool done = GOOD(&r, aclrtSetDevice, device->id);
    const bool current = done;
    if (device->binary != NULL) {
        done = UNDO(&r, done, aclrtBinaryUnLoad, device->binary);
    }
    if (device->stream != NULL) {
        done = UNDO(&r, done, aclrtDestroyStream, device->stream);
    }
    for (int set = 1 + current + device->running; set > 0; set--) {
        done = UNDO(&r, done, aclrtResetDevice, device->id);
    }
    device->open = device->running = false;
    device->stream = device->binary = NULL;
    return done;
}

void aqa_device_abandon(aqa_device *device) {
    char error[64];
    aqa_device_close(device, error, sizeof error);
}

/* ---- Running -------------------------------------------------------------------- */

static bool copy_in(const report *r, const aqa_operand *operand, void **memory) {
    return operand->bytes == 0 ||
           (GOOD(r, aclrtMalloc, memory, operand->bytes, AQA_MALLOC_HUGE_FIRST) &&
            GOOD(r, aclrtMemcpy, *memory, operand->bytes, operand->in, operand->bytes,
                 AQA_COPY_IN));
}

static bool copy_out(const report *r, const aqa_operand *operand, const void *memory) {
    return operand->bytes == 0 || operand->out == NULL ||
           GOOD(r, aclrtMemcpy, operand->out, operand->bytes, memory, operand->bytes, AQA_COPY_OUT);
}

static bool launch(const report *r, const char *kernel, uint32_t blocks, void **memory,
                   size_t count) {
    const aqa_device *device = r->device;
    aqa_function function = NULL;
    aqa_args args = NULL;
    if (!GOOD(r, aclrtBinaryGetFunction, device->binary, kernel, &function) ||
        !GOOD(r, aclrtKernelArgsInit, function, &args)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t address = (uintptr_t)memory[i];
        aqa_parameter parameter = NULL;
        if (!GOOD(r, aclrtKernelArgsAppend, args, &address, sizeof address, &parameter)) {
            return false;
        }
    }
    return GOOD(r, aclrtKernelArgsFinalize, args) &&
           GOOD(r, aclrtLaunchKernelWithConfig, function, blocks, device->stream, NULL, args,
                NULL) &&
           GOOD(r, aclrtSynchronizeStreamWithTimeout, device->stream, device->timeout);
}

static bool run(const report *r, const char *kernel, uint32_t blocks, const aqa_operand *operands,
                size_t count, void **memory) {
    for (size_t i = 0; i < count; i++) {
        if (!copy_in(r, &operands[i], &memory[i])) {
            return false;
        }
    }
    if (!launch(r, kernel, blocks, memory, count)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!copy_out(r, &operands[i], memory[i])) {
            return false;
        }
    }
    return true;
}

bool aqa_device_run(aqa_device *device, const char *kernel, uint32_t blocks,
                    const aqa_operand *operands, size_t count, char *error, size_t error_bytes) {
    void *memory[MAX_OPERANDS] = {0};
    const report r = {device, error, error_bytes};
    if (count > MAX_OPERANDS) {
        snprintf(error, error_bytes, "%zu operands: at most %d", count, MAX_OPERANDS);
        return false;
    }
    /* The current device is the thread's, and counted. */
    if (!GOOD(&r, aclrtSetDevice, device->id)) {
        return false;
    }
    device->running = true;
    bool done = run(&r, kernel, blocks, operands, count, memory);
    for (size_t i = 0; i < count; i++) {
        if (memory[i] != NULL) {
            done = UNDO(&r, done, aclrtFree, memory[i]);
        }
    }
    const aqa_code reset = device->acl->aclrtResetDevice(device->id);
    device->running = reset != AQA_OK;
    return undone(&r, done, "aclrtResetDevice", reset);
}
