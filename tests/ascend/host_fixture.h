/* What the tests of the host side share: the stand-in runtime and its side door, and
 * a device on it with the kernels of test_kernels.c. */
#ifndef AQ_TEST_HOST_FIXTURE_H
#define AQ_TEST_HOST_FIXTURE_H

#include "aq_assert.h"

#include "ascend/host/device.h"
#include "ascend/sim/acl_side.h"

/* The side door of a loaded stand-in. */
typedef struct side_door {
#define X(type, name, parameters) name##_fn *name;
    AQ_SIM_SIDE_LIST(X)
#undef X
} side_door;

/* AQ_SIM_8_1, AQ_SIM_LATER: paths of the two builds. Loads one, or fails the test. */
aqa_acl *load_stand_in(const char *path, side_door *side);

/* Opens the device as a chip of this name. */
bool open_as(aqa_device *device, aqa_acl *acl, const side_door *side, const char *soc, char *error,
             size_t error_bytes);

enum { TEST_BYTES = 100 };

/* Runs a kernel of two operands: TEST_BYTES in, as many out, which were 0xEE before. */
bool run_two(aqa_device *device, const char *kernel, uint8_t *out, char *error, size_t error_bytes);

/* What test_copy makes of it. */
void assert_copied(const uint8_t *out);

/* Nothing is there that was not there before. */
void assert_nothing_left(const side_door *side, const char *after);

/* ---- A stand-in by itself, with a device set ---------------------------------------- */

/* Its functions that the host side does not use. */
typedef struct unused_functions {
#define X(type, name, parameters) type(*name) parameters;
    AQA_UNUSED_LIST(X)
#undef X
} unused_functions;

extern aqa_acl *acl;
extern unused_functions more;
extern side_door side;

/* Of a test: ACL is initialised and a device set; and that is undone, with nothing left. */
int set_up_device(void **state);
int tear_down_device(void **state);

/* The last error text has the part, and is told once. */
void assert_said(const char *part);

void *device_memory(size_t bytes);

#endif
