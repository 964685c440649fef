/* One sample of the oracle's comparison, by MPFR and by the double path. */
#include "oracle_elements.h"

#include "exact.h"
#include "ulp.h"

/* ---- The MPFR path ------------------------------------------------------ */

void aqh_reference_init(aqh_reference *r) {
    mpfr_inits2(AQO_PRECISION, r->x, r->o, r->s, r->value, (mpfr_ptr)0);
    /* A result far from the value has an error of more than AQO_PRECISION bits.
     * Here it must be exact all the same. */
    mpfr_init2(r->error, 2 * AQO_PRECISION);
}

void aqh_reference_clear(aqh_reference *r) {
    mpfr_clears(r->x, r->o, r->s, r->value, r->error, (mpfr_ptr)0);
}

uint32_t aqh_reference_round(aqh_reference *r, const aqh_oracle_class *kind,
                             const aqh_oracle_sample *sample) {
    aqo_decode(sample->src, sample->x, r->x);
    aqo_decode(kind->scale, sample->s, r->s);
    if (kind->has_offset) {
        aqo_decode(kind->scale, sample->o, r->o);
    }
    aqo_exact(r->value, NULL, r->x, kind->has_offset ? r->o : NULL, r->s);
    return aqo_round(kind->dst, sample->overflow, r->value);
}

double aqh_reference_error(aqh_reference *r, aq_format dst, bool saturate, uint32_t code) {
    aqo_ulp_error(r->error, dst, saturate, r->value, code);
    return mpfr_get_d(r->error, MPFR_RNDA);
}

/* ---- The double path ---------------------------------------------------- */

aqo_pair aqh_fast_value(const aqh_oracle_class *kind, const aqh_oracle_sample *sample) {
    double x = aqo_decode_double(sample->src, sample->x);
    double s = aqo_decode_double(kind->scale, sample->s);
    double o = kind->has_offset ? aqo_decode_double(kind->scale, sample->o) : 0.0;
    return aqo_pair_exact(x, o, s, kind->has_offset);
}
