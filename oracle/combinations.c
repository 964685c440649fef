/* The table of documented type combinations.
 *
 * Source: the API document, table 3 and the lists of supported types. */
#include "legal.h"

/* The legacy prototypes per channel and per tensor: scale has dst's type. */
#define LEGACY(product, src, dst)                                                                  \
    {AQ_PRODUCT_##product, AQ_PER_CHANNEL, AQ_##src, AQ_##dst, AQ_##dst}, {                        \
        AQ_PRODUCT_##product, AQ_PER_TENSOR, AQ_##src, AQ_##dst, AQ_##dst                          \
    }
#define LEGACY_BOTH(product, src) LEGACY(product, src, HALF), LEGACY(product, src, BF16)

#define ROW_950(prototype, src, scale, dst)                                                        \
    { AQ_PRODUCT_950, AQ_##prototype, AQ_##src, AQ_##scale, AQ_##dst }

/* Table 3: the five rows of each 8-bit source. */
#define TABLE_3(prototype, src)                                                                    \
    ROW_950(prototype, src, HALF, HALF), ROW_950(prototype, src, BF16, BF16),                      \
        ROW_950(prototype, src, FLOAT, FLOAT), ROW_950(prototype, src, FLOAT, HALF),               \
        ROW_950(prototype, src, FLOAT, BF16)

#define FP4(prototype, src) ROW_950(prototype, src, E8M0, HALF), ROW_950(prototype, src, E8M0, BF16)

static const aqo_combination combinations[] = {
    LEGACY_BOTH(A2, INT8),         LEGACY_BOTH(A2, INT4),          LEGACY_BOTH(A3, INT8),
    LEGACY_BOTH(A3, INT4),         LEGACY_BOTH(950, INT8),         LEGACY_BOTH(950, E4M3FN),
    LEGACY_BOTH(950, E5M2),        LEGACY_BOTH(950, HIF8),         FP4(PER_GROUP_LEGACY, E2M1),
    FP4(PER_GROUP_LEGACY, E1M2),   TABLE_3(PER_TOKEN, INT8),       TABLE_3(PER_TOKEN, HIF8),
    TABLE_3(PER_TOKEN, E5M2),      TABLE_3(PER_TOKEN, E4M3FN),     TABLE_3(PER_GROUP, INT8),
    TABLE_3(PER_GROUP, HIF8),      TABLE_3(PER_GROUP, E5M2),       TABLE_3(PER_GROUP, E4M3FN),
    FP4(PER_GROUP, E1M2),          FP4(PER_GROUP, E2M1),           LEGACY(310P, INT8, HALF),
    LEGACY(KIRIN_X90, INT8, HALF), LEGACY(KIRIN_9030, INT8, HALF),
};

const aqo_combination *aqo_combinations(size_t *count) {
    *count = sizeof combinations / sizeof *combinations;
    return combinations;
}

bool aqo_product_supported(aq_product product) {
    for (size_t k = 0; k < sizeof combinations / sizeof *combinations; k++)
        if (combinations[k].product == product)
            return true;
    return false;
}
