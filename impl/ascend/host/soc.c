/* The soc names of ACL. */
#include "soc.h"

#include <string.h>

/* The first that fits. `more`: the name goes on, as Ascend910B1 does, which is
 * another chip than Ascend910B. */
static const struct soc {
    const char *prefix;
    bool more;
    aq_product product;
} socs[] = {
    {"Ascend910_93", true, AQ_PRODUCT_A3},       {"Ascend910B", true, AQ_PRODUCT_A2},
    {"Ascend910", false, AQ_PRODUCT_910},        {"Ascend950", true, AQ_PRODUCT_950},
    {"ascend350_", true, AQ_PRODUCT_950},        {"Ascend310P", true, AQ_PRODUCT_310P},
    {"Ascend310B", true, AQ_PRODUCT_310B},       {"KirinX90", false, AQ_PRODUCT_KIRIN_X90},
    {"Kirin9030", false, AQ_PRODUCT_KIRIN_9030},
};

aq_product aqa_soc_product(const char *soc) {
    for (size_t i = 0; i < sizeof socs / sizeof socs[0]; i++) {
        const size_t length = strlen(socs[i].prefix);
        if (strncmp(soc, socs[i].prefix, length) == 0 && (!socs[i].more || soc[length] != '\0')) {
            return socs[i].product;
        }
    }
    return AQ_PRODUCT_COUNT;
}

const char *aqa_soc_of(aq_product product) {
    switch (product) {
    case AQ_PRODUCT_A2:
        return "Ascend910B1";
    case AQ_PRODUCT_A3:
        return "Ascend910_9391";
    case AQ_PRODUCT_950:
        return "Ascend950PR_9589";
    default:
        return NULL;
    }
}
