/* A kernel run on the device of a backend "ascend" or "ascend-sim". */
#ifndef AQ_ASCEND_HOST_BACKEND_H
#define AQ_ASCEND_HOST_BACKEND_H

#include "aq_backend.h"
#include "device.h"

/* Opens the device, as one of the product on the stand-in, if it is not. make() gets the
 * number of its cores and fills in the operands. False and one line in error. */
typedef void aqa_make_operands_fn(void *ctx, uint32_t cores, aqa_operand *operands);
bool aqa_backend_launch(const aq_backend *backend, aq_product product, const char *kernel,
                        aqa_make_operands_fn *make, void *ctx, char *error, size_t error_bytes);

#endif
