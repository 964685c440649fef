/* The variants of the CPU backend: one per instruction set, all with the same bits.
 * Which of them are built in and fit this processor, which one is taken, and the call
 * on one of them. */
#ifndef AQ_CPU_H
#define AQ_CPU_H

#include "aq_backend.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Id, name; a later one is faster where it is present. */
#define AQ_CPU_VARIANT_LIST(X)                                                                     \
    X(SCALAR, "scalar")                                                                            \
    X(NEON, "neon")                                                                                \
    X(AVX2, "avx2")                                                                                \
    X(AVX512, "avx512")

#define AQ_X_(id, ...) AQ_CPU_##id,
typedef enum aq_cpu_variant { AQ_CPU_VARIANT_LIST(AQ_X_) AQ_CPU_VARIANT_COUNT } aq_cpu_variant;
#undef AQ_X_

/* More than these are not started for one call. */
#define AQ_CPU_MAX_THREADS 64u

/* The name in the list. */
const char *aq_cpu_name(aq_cpu_variant variant);

/* Is it built in, and does this processor have what it needs? Scalar: always. */
bool aq_cpu_has(aq_cpu_variant variant);

/* The variant that aq_antiquant takes: the one that AQ_CPU in the environment names,
 * or else the fastest there is. False, and one line in error (null: none), when AQ_CPU
 * names none or one that is not here. Reads the environment at every call. */
bool aq_cpu_choice(aq_cpu_variant *variant, char *error, size_t error_bytes);

/* Bytes of the last-level cache that the processors here can count on, 32 MiB where the
 * system does not say: results that are larger are stored around it. */
size_t aq_cpu_last_level_cache(void);

/* aq_antiquant on a variant of the caller's choice; AQ_CPU is not looked at. One that
 * aq_cpu_has does not have is refused as AQ_RULE_ENUMERATION, field "variant". */
aq_rule aq_antiquant_on(aq_cpu_variant variant, const aq_call *call, const aq_buffers *buffers,
                        unsigned threads, aq_error *error);

/* The backend of a variant, on one thread ("cpu:avx2"). Null if it is not here. */
const aq_backend *aq_backend_cpu_variant(aq_cpu_variant variant);

/* The backend for what is typed: "cpu" (the choice), "cpu:VARIANT", either with
 * "@THREADS" behind it, 0..64. Null and one line in error when there is none. It stays
 * valid; the same name gives the same one. */
const aq_backend *aq_backend_cpu_open(const char *name, char *error, size_t error_bytes);

#ifdef __cplusplus
}
#endif
#endif
