/* The C ABI of the ACL runtime, as far as it is used: our own declarations, written
 * from the interface, with the numbers of CANN 8.1 and later.
 *
 * Nothing here is linked. A real runtime is found at run time (acl_library.h); the
 * stand-in of sim/ defines functions of these types.
 */
#ifndef AQ_ASCEND_ACL_ABI_H
#define AQ_ASCEND_ACL_ABI_H

#include <stddef.h>
#include <stdint.h>

typedef int aqa_code; /* aclError: 0 is success */

/* Every handle of ACL is a void pointer; the names say which is meant. */
typedef void *aqa_stream, *aqa_binary_data, *aqa_binary, *aqa_function, *aqa_args, *aqa_parameter;

/* ---- Numbers ------------------------------------------------------------ */

enum { AQA_COPY_IN = 1, AQA_COPY_OUT = 2 };  /* host to device, device to host */
enum { AQA_MALLOC_HUGE_FIRST = 0 };          /* the usual allocation policy */
enum { AQA_SATURATION = 0, AQA_INFNAN = 1 }; /* overflow modes of a device */
enum { AQA_CAPABILITY_VECTOR_CORES = 1 };    /* of aclGetDeviceCapability, 8.1 */
enum { AQA_ATTRIBUTE_VECTOR_CORES = 201 };   /* of aclrtGetDeviceInfo, later */
enum { AQA_MAX_PARAMETERS = 128, AQA_MAX_BLOCKS = 65535 };

/* Codes: name, number, meaning. */
#define AQA_CODE_LIST(X)                                                                           \
    X(INVALID_PARAM, 100000, "invalid parameter")                                                  \
    X(UNINITIALISED, 100001, "not initialised")                                                    \
    X(REPEATED_INIT, 100002, "already initialised")                                                \
    X(INVALID_FILE, 100003, "invalid file")                                                        \
    X(OP_NOT_FOUND, 100024, "operator not found")                                                  \
    X(KERNEL_NOT_FOUND, 100029, "kernel not found")                                                \
    X(FINALISED, 100037, "already finalised")                                                      \
    X(STUB, 100039, "a library to link with, not a runtime")                                       \
    X(RT_INVALID_PARAM, 107000, "invalid parameter")                                               \
    X(INVALID_DEVICE, 107001, "invalid device id")                                                 \
    X(NO_CONTEXT, 107002, "no current context")                                                    \
    X(INVALID_HANDLE, 107017, "invalid handle")                                                    \
    X(WAIT_TIMEOUT, 107019, "wait timed out")                                                      \
    X(TASK_TIMEOUT, 107020, "task timed out")                                                      \
    X(BAD_ALLOC, 200000, "out of memory")                                                          \
    X(UNSUPPORTED, 207000, "feature not supported")                                                \
    X(NO_MEMORY, 207001, "memory exhausted")                                                       \
    X(NO_DEVICE, 207004, "no device")                                                              \
    X(NO_DEVICE_MEMORY, 207018, "device memory exhausted")                                         \
    X(STORAGE_OVER_LIMIT, 300000, "storage over limit")                                            \
    X(INTERNAL, 500000, "internal error")                                                          \
    X(FAILURE, 500001, "failure")                                                                  \
    X(RUNTIME, 500003, "runtime error")                                                            \
    X(DRIVER, 500004, "driver error")                                                              \
    X(WRONG_SOC, 507008, "wrong soc version")                                                      \
    X(CORE_TIMEOUT, 507014, "AI core timeout")                                                     \
    X(CORE_EXCEPTION, 507015, "AI core exception")                                                 \
    X(CORE_TRAP, 507016, "AI core trap")                                                           \
    X(LOOKUP, 507027, "kernel lookup failed")                                                      \
    X(VECTOR_TIMEOUT, 507034, "vector core timeout")                                               \
    X(VECTOR_EXCEPTION, 507035, "vector core exception")                                           \
    X(VECTOR_TRAP, 507036, "vector core trap")                                                     \
    X(READ_OVERFLOW, 507044, "vector core trap: read out of range")                                \
    X(WRITE_OVERFLOW, 507045, "vector core trap: write out of range")                              \
    X(SYNC_TIMEOUT, 507046, "stream synchronisation timed out")

#define AQA_X_(id, number, text) AQA_##id = number,
enum { AQA_OK = 0, AQA_CODE_LIST(AQA_X_) };
#undef AQA_X_

/* ---- Structures --------------------------------------------------------- */

typedef struct aqa_option {
    int type;
    uint32_t value[4];
} aqa_option;

typedef struct aqa_load_options {
    aqa_option *options;
    size_t count;
} aqa_load_options;

typedef struct aqa_launch_config {
    aqa_option *attributes; /* the same layout: an id and 16 bytes */
    size_t count;
} aqa_launch_config;

_Static_assert(sizeof(aqa_option) == 20, "the layout is the runtime's");

/* ---- Functions: return type, name, parameters ----------------------------- */

/* Of CANN 8.1, and unchanged since: a runtime without one of them is not usable. */
#define AQA_REQUIRED_LIST(X)                                                                       \
    X(aqa_code, aclInit, (const char *config))                                                     \
    X(aqa_code, aclFinalize, (void))                                                               \
    X(const char *, aclGetRecentErrMsg, (void))                                                    \
    X(const char *, aclrtGetSocName, (void))                                                       \
    X(aqa_code, aclGetDeviceCapability, (uint32_t device, int what, int64_t *value))               \
    X(aqa_code, aclrtGetDeviceCount, (uint32_t * count))                                           \
    X(aqa_code, aclrtSetDevice, (int32_t device))                                                  \
    X(aqa_code, aclrtResetDevice, (int32_t device))                                                \
    X(aqa_code, aclrtCreateStream, (aqa_stream * stream))                                          \
    X(aqa_code, aclrtDestroyStream, (aqa_stream stream))                                           \
    X(aqa_code, aclrtSynchronizeStreamWithTimeout, (aqa_stream stream, int32_t milliseconds))      \
    X(aqa_code, aclrtMalloc, (void **memory, size_t bytes, int policy))                            \
    X(aqa_code, aclrtFree, (void *memory))                                                         \
    X(aqa_code, aclrtMemcpy,                                                                       \
      (void *to, size_t to_bytes, const void *from, size_t bytes, int direction))                  \
    X(aqa_code, aclrtBinaryLoadFromFile,                                                           \
      (const char *path, aqa_load_options *options, aqa_binary *binary))                           \
    X(aqa_code, aclrtBinaryUnLoad, (aqa_binary binary))                                            \
    X(aqa_code, aclrtBinaryGetFunction,                                                            \
      (const aqa_binary binary, const char *name, aqa_function *function))                         \
    X(aqa_code, aclrtKernelArgsInit, (aqa_function function, aqa_args * args))                     \
    X(aqa_code, aclrtKernelArgsAppend,                                                             \
      (aqa_args args, void *value, size_t bytes, aqa_parameter *parameter))                        \
    X(aqa_code, aclrtKernelArgsFinalize, (aqa_args args))                                          \
    X(aqa_code, aclrtLaunchKernelWithConfig,                                                       \
      (aqa_function function, uint32_t blocks, aqa_stream stream, aqa_launch_config * config,      \
       aqa_args args, void *reserved))

/* Also of CANN 8.1, not needed here; the stand-in has them. */
#define AQA_UNUSED_LIST(X)                                                                         \
    X(aqa_code, aclrtGetDevice, (int32_t * device))                                                \
    X(aqa_code, aclrtSynchronizeDevice, (void))                                                    \
    X(aqa_code, aclrtSynchronizeStream, (aqa_stream stream))                                       \
    X(aqa_code, aclrtMallocHost, (void **memory, size_t bytes))                                    \
    X(aqa_code, aclrtFreeHost, (void *memory))                                                     \
    X(aqa_code, aclrtMemset, (void *memory, size_t memory_bytes, int32_t byte, size_t bytes))      \
    X(aqa_code, aclrtSetDeviceSatMode, (int mode))                                                 \
    X(aqa_code, aclrtGetDeviceSatMode, (int *mode))                                                \
    X(aqa_code, aclrtPeekAtLastError, (int level))                                                 \
    X(aqa_code, aclrtGetLastError, (int level))                                                    \
    X(aqa_binary_data, aclrtCreateBinary, (const void *data, size_t bytes))                        \
    X(aqa_code, aclrtDestroyBinary, (aqa_binary_data data))                                        \
    X(aqa_code, aclrtBinaryLoad, (const aqa_binary_data data, aqa_binary *binary))                 \
    X(aqa_code, aclrtKernelArgsParaUpdate,                                                         \
      (aqa_args args, aqa_parameter parameter, void *value, size_t bytes))                         \
    X(aqa_code, aclrtLaunchKernel,                                                                 \
      (aqa_function function, uint32_t blocks, const void *args, size_t bytes, aqa_stream stream))

/* Later than CANN 8.1: used where they exist. */
#define AQA_OPTIONAL_LIST(X)                                                                       \
    X(aqa_code, aclrtGetDeviceInfo, (uint32_t device, int attribute, int64_t *value))              \
    X(aqa_code, aclsysGetVersionStr, (char *package, char *version))

#endif
