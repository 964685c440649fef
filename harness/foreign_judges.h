/* Today's usual judges: how a result is commonly compared with a reference. They are
 * here to be compared with our own, not to decide anything.
 *
 * The reference is the correctly rounded result. It is the best that these judges
 * can be given: in practice it is another implementation.
 *
 * NaN and infinities are treated as kindly as the source allows. "Same" below is: both
 * NaN, both the same infinity, or equal.
 *
 * cosine             dot(got, ref) / (|got| |ref|) > 0.99. Same non-finite elements are
 *                    left out; any other fails. Both vectors zero: 1. Source: msprobe's
 *                    run_ut, which asks for it first; with 0.97 in other projects.
 * allclose           |got - ref| <= 1e-3 + 1e-3 |ref| for every element, as
 *                    numpy.allclose(rtol=1e-3, atol=1e-3, equal_nan=True): non-finite
 *                    elements must be the same.
 * double-thousandth  the share of elements with |got - ref| / (|ref| + eps) < 1e-3 is
 *                    above 0.999. eps is the format's spacing at 1. Same elements have
 *                    no error, other non-finite ones an infinite one. Source: CANN and
 *                    msprobe; a share of exactly 0.999 fails.
 * ulp-share          half and bf16: the share of elements with |got - ref| above 1 ulp
 *                    of ref is below 0.001. float: the mean |error| is below 64 ulp, or
 *                    the share above 32 ulp is below 0.05. ulp of ref: its spacing, that
 *                    of the smallest normal number at least. Where got or ref is NaN, or
 *                    ref infinite, the error is NaN, which is not above anything; a NaN
 *                    mean is not below 64. Source: msprobe's ULP rule, without the
 *                    alternative of being no worse than a GPU.
 * nmse               sum (got - ref)^2 / sum ref^2 <= 5e-4. A NaN, or an infinity that
 *                    is not the same on both sides, fails; same infinities are left
 *                    out. All of ref zero: 0 if got is too, else infinite. Source:
 *                    ggml's test-backend-ops, where any NaN fails.
 *
 * No element at all passes nowhere.
 */
#ifndef AQ_HARNESS_FOREIGN_JUDGES_H
#define AQ_HARNESS_FOREIGN_JUDGES_H

#include "antiquant.h"

#define AQH_FOREIGN_LIST(X)                                                                        \
    X(COSINE, "cosine")                                                                            \
    X(ALLCLOSE, "allclose")                                                                        \
    X(DOUBLE_THOUSANDTH, "double-thousandth")                                                      \
    X(ULP_SHARE, "ulp-share")                                                                      \
    X(NMSE, "nmse")
#define AQH_X_(id, name) AQH_FOREIGN_##id,
typedef enum aqh_foreign { AQH_FOREIGN_LIST(AQH_X_) AQH_FOREIGN_COUNT } aqh_foreign;
#undef AQH_X_

const char *aqh_foreign_name(aqh_foreign judge);

/* measure: the cosine; the share of elements within the tolerance (allclose,
 * double-thousandth) or above it (ulp-share); the NMSE. */
typedef struct aqh_foreign_verdict {
    bool passed;
    double measure;
} aqh_foreign_verdict;

/* got and ref: count values of format half, bf16 or float. */
aqh_foreign_verdict aqh_foreign_judge(aqh_foreign judge, aq_format format, const double *got,
                                      const double *ref, size_t count);

#endif
