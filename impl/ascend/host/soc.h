/* Which product a chip is, by the name that ACL gives it. */
#ifndef AQ_ASCEND_SOC_H
#define AQ_ASCEND_SOC_H

#include "antiquant.h"

/* AQ_PRODUCT_COUNT for a name that is not known. */
aq_product aqa_soc_product(const char *soc);

/* A chip of this product; null where none has the device C API. */
const char *aqa_soc_of(aq_product product);

#endif
