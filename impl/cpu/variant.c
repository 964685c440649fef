/* Which variants are built in, which of them this processor has, and which is taken. */
#include "variant.h"
#include "scalar.h"
#include "simd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Rows without compute are not built in. */
static const aqc_variant variants[AQ_CPU_VARIANT_COUNT] = {
    [AQ_CPU_SCALAR] = {.compute = aqc_scalar_compute},
#ifdef AQ_CPU_X86
    [AQ_CPU_AVX2] = {.present = aqc_avx2_present, .compute = aqc_avx2_compute},
    [AQ_CPU_AVX512] = {.present = aqc_avx512_present, .compute = aqc_avx512_compute},
#endif
#ifdef AQ_CPU_NEON_BUILT
    [AQ_CPU_NEON] = {.present = aqc_neon_present, .compute = aqc_neon_compute},
#endif
};

const aqc_variant *aqc_variant_get(aq_cpu_variant variant) {
    if ((unsigned)variant >= AQ_CPU_VARIANT_COUNT) {
        return NULL;
    }
    const aqc_variant *v = &variants[variant];
    return v->compute != NULL && (v->present == NULL || v->present()) ? v : NULL;
}

const char *aq_cpu_name(aq_cpu_variant variant) {
#define X(id, name) name,
    static const char *const names[] = {AQ_CPU_VARIANT_LIST(X)};
#undef X
    return (unsigned)variant < AQ_CPU_VARIANT_COUNT ? names[variant] : "?";
}

bool aq_cpu_has(aq_cpu_variant variant) {
    return aqc_variant_get(variant) != NULL;
}

bool aq_cpu_choice(aq_cpu_variant *variant, char *error, size_t error_bytes) {
    const char *wanted = getenv("AQ_CPU");
    const bool any = wanted == NULL || *wanted == '\0';
    char here[64] = "";
    bool known = false;
    for (int v = AQ_CPU_VARIANT_COUNT - 1; v >= 0; v--) {
        const bool has = aq_cpu_has((aq_cpu_variant)v);
        const bool named = !any && strcmp(wanted, aq_cpu_name((aq_cpu_variant)v)) == 0;
        if (has && (any || named)) {
            *variant = (aq_cpu_variant)v;
            return true;
        }
        known |= named;
        if (has) {
            const size_t used = strlen(here);
            snprintf(here + used, sizeof here - used, " %s", aq_cpu_name((aq_cpu_variant)v));
        }
    }
    if (error != NULL) {
        snprintf(error, error_bytes, "AQ_CPU: %s '%.40s', this processor has%s",
                 known ? "not here:" : "unknown variant", wanted, here);
    }
    return false;
}
