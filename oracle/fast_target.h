/* What results are rounded to, for the files of the everyday oracle. Internal to it. */
#ifndef AQ_ORACLE_FAST_TARGET_H
#define AQ_ORACLE_FAST_TARGET_H

#include <stdint.h>

#define SIGN_BIT (UINT64_C(1) << 63)
#define FRACTION_MASK ((UINT64_C(1) << 52) - 1)
#define HIDDEN_BIT (UINT64_C(1) << 52)
#define INFINITY_BITS (UINT64_C(0x7ff) << 52)

/* A format of results. */
typedef struct target {
    unsigned bits;
    int precision, emin, emax;
    uint32_t infinity_code; /* the code before it is the largest finite number */
    uint32_t nan_code;
    double largest;
    double threshold; /* (2 - 2^-precision) * 2^emax: from here on it rounds to Inf */
} target;

static const target half_target = {16, 11, -14, 15, 0x7c00, 0x7e00, 0x1.ffcp15, 0x1.ffep15};
static const target bf16_target = {16, 8, -126, 127, 0x7f80, 0x7fc0, 0x1.fep127, 0x1.ffp127};
static const target float_target = {32,         24,         -126,           127,
                                    0x7f800000, 0x7fc00000, 0x1.fffffep127, 0x1.ffffffp127};

#endif
