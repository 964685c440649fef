/* A proof by exhaustion: every triple of a space through a backend's public function,
 * all bits compared with the oracle's. */
#ifndef AQ_HARNESS_PROVE_H
#define AQ_HARNESS_PROVE_H

#include "aq_backend.h"
#include "prove_space.h"

typedef struct aqh_prove_options {
    const aq_backend *backend;
    const char *backend_name; /* as the user named it: for the reproducer */
    const char *directory;    /* for the reproducer */
    unsigned jobs;            /* threads, each with calls of its own */
    unsigned slice, slices;   /* the blocks b with b % slices == slice - 1 */
    bool progress;
} aqh_prove_options;

typedef enum aqh_proof_end {
    AQH_PROOF_COMPLETE,
    AQH_PROOF_UNSUPPORTED, /* the backend does not take the call */
    AQH_PROOF_BROKEN,      /* it failed, refused or faulted */
    AQH_PROOF_NO_MEMORY
} aqh_proof_end;

typedef struct aqh_proof {
    aqh_proof_end end;
    uint64_t triples;     /* compared */
    uint64_t differences; /* triples whose result is not the oracle's */
    /* The first difference, in the order of the space; where differences > 0. */
    uint64_t block;
    size_t element; /* flat, in dst of that block */
    uint32_t src, scale, offset, got, expected;
    char file[4096]; /* the reproducer, of that block; "" if it could not be written */
    char text[320];  /* why it is not complete */
} aqh_proof;

/* Result and count do not depend on jobs. dst is filled before each call, so that what
 * is not written is not what the call before left there. */
void aqh_prove(const aqh_space *space, const aqh_prove_options *options, aqh_proof *proof);

#endif
