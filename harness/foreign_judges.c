/* Today's usual judges, as their sources have them. */
#include "foreign_judges.h"

#include "format.h"

#include <math.h>

static const char *const names[AQH_FOREIGN_COUNT] = {
#define X_(id, name) [AQH_FOREIGN_##id] = name,
    AQH_FOREIGN_LIST(X_)
#undef X_
};

const char *aqh_foreign_name(aqh_foreign judge) {
    return names[judge];
}

static bool same(double a, double b) {
    return a == b || (isnan(a) && isnan(b));
}

static aqh_foreign_verdict cosine(const double *got, const double *ref, size_t count) {
    double dot = 0, got_norm = 0, ref_norm = 0;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(got[i]) && same(got[i], ref[i]))
            continue;
        if (!isfinite(got[i]) || !isfinite(ref[i]))
            return (aqh_foreign_verdict){false, NAN};
        dot += got[i] * ref[i];
        got_norm += got[i] * got[i];
        ref_norm += ref[i] * ref[i];
    }
    if (got_norm == 0 && ref_norm == 0)
        return (aqh_foreign_verdict){true, 1};
    if (got_norm == 0 || ref_norm == 0)
        return (aqh_foreign_verdict){false, 0};
    const double measure = dot / sqrt(got_norm) / sqrt(ref_norm);
    return (aqh_foreign_verdict){measure > 0.99, measure};
}

static aqh_foreign_verdict allclose(const double *got, const double *ref, size_t count) {
    size_t close = 0;
    for (size_t i = 0; i < count; i++)
        close += same(got[i], ref[i]) || (isfinite(got[i]) && isfinite(ref[i]) &&
                                          fabs(got[i] - ref[i]) <= 1e-3 + 1e-3 * fabs(ref[i]));
    return (aqh_foreign_verdict){close == count, (double)close / (double)count};
}

static aqh_foreign_verdict double_thousandth(const aqo_format *f, const double *got,
                                             const double *ref, size_t count) {
    const double eps = ldexp(1, 1 - f->precision);
    size_t within = 0;
    for (size_t i = 0; i < count; i++)
        within += same(got[i], ref[i]) || (isfinite(got[i]) && isfinite(ref[i]) &&
                                           fabs(got[i] - ref[i]) / (fabs(ref[i]) + eps) < 1e-3);
    const double share = (double)within / (double)count;
    return (aqh_foreign_verdict){share > 0.999, share};
}

static double ulps(const aqo_format *f, double got, double ref) {
    if (isnan(got) || !isfinite(ref))
        return NAN;
    int exponent = ref == 0 ? f->emin : ilogb(ref);
    if (exponent < f->emin)
        exponent = f->emin;
    return ldexp(fabs(got - ref), f->precision - 1 - exponent);
}

static aqh_foreign_verdict ulp_share(const aqo_format *f, const double *got, const double *ref,
                                     size_t count) {
    const bool wide = f->id == AQ_FLOAT;
    size_t above = 0;
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        const double error = ulps(f, got[i], ref[i]);
        above += error > (wide ? 32 : 1);
        sum += error;
    }
    const double share = (double)above / (double)count;
    if (!wide)
        return (aqh_foreign_verdict){share < 0.001, share};
    return (aqh_foreign_verdict){sum / (double)count < 64 || share < 0.05, share};
}

static aqh_foreign_verdict nmse(const double *got, const double *ref, size_t count) {
    double error = 0, energy = 0;
    for (size_t i = 0; i < count; i++) {
        if (isinf(got[i]) && got[i] == ref[i])
            continue;
        if (!isfinite(got[i]) || !isfinite(ref[i]))
            return (aqh_foreign_verdict){false, NAN};
        error += (got[i] - ref[i]) * (got[i] - ref[i]);
        energy += ref[i] * ref[i];
    }
    const double measure = error == 0 ? 0 : error / energy;
    return (aqh_foreign_verdict){measure <= 5e-4, measure};
}

aqh_foreign_verdict aqh_foreign_judge(aqh_foreign judge, aq_format format, const double *got,
                                      const double *ref, size_t count) {
    const aqo_format *f = aqo_format_get(format);
    if (count == 0)
        return (aqh_foreign_verdict){false, NAN};
    switch (judge) {
    case AQH_FOREIGN_COSINE:
        return cosine(got, ref, count);
    case AQH_FOREIGN_ALLCLOSE:
        return allclose(got, ref, count);
    case AQH_FOREIGN_DOUBLE_THOUSANDTH:
        return double_thousandth(f, got, ref, count);
    case AQH_FOREIGN_ULP_SHARE:
        return ulp_share(f, got, ref, count);
    default:
        return nmse(got, ref, count);
    }
}
