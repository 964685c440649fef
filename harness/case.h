/* A case: one call with its data, owned. What the generator makes, the runner
 * runs, and an .aqcase file holds. */
#ifndef AQ_HARNESS_CASE_H
#define AQ_HARNESS_CASE_H

#include "antiquant.h"

/* Operands in the order in which files and tables have them. */
enum { AQH_SRC, AQH_SCALE, AQH_OFFSET, AQH_DST, AQH_OPERANDS };
extern const char *const aqh_operand_names[AQH_OPERANDS];

/* What a result is judged by: its distance from the exact value, or what the
 * rounding plan of the product computes. */
#define AQH_JUDGE_LIST(X) \
    X(BY_ULP, "ulp")      \
    X(BY_PLAN, "plan")
#define AQH_X_(id, name) AQH_##id,
typedef enum aqh_judge_by { AQH_JUDGE_LIST(AQH_X_) AQH_JUDGE_COUNT } aqh_judge_by;
#undef AQH_X_

typedef struct aqh_case {
    aq_call call;
    /* Packed data of src, scale and offset (null where the call has none), and
     * of dst: null, or a result recorded elsewhere that is to be judged. */
    uint8_t *data[AQH_OPERANDS];
    size_t bytes[AQH_OPERANDS];
    /* Bytes past a 32-byte boundary at which each buffer is placed, 0..31. */
    uint8_t misalign[AQH_OPERANDS];
    aqh_judge_by judge;
    unsigned plan;       /* an aqh_plan: the one asked for; 0: the product's own */
    double max_ulp;      /* the tolerance, judged by ulp */
    char backend[256];   /* on which it failed; "" if none */
    char note[256];      /* one line for the reader; "" if none */
} aqh_case;

/* An empty case: zeroed, tolerance 0.5. */
void aqh_case_init(aqh_case *c);
void aqh_case_free(aqh_case *c);

/* The operand's tensor in the call. */
const aq_tensor *aqh_tensor(const aq_call *call, int operand);

/* Bytes of the data of src, scale or offset of a legal call; 0 for an offset that is not
 * used. */
size_t aqh_case_bytes(const aq_call *call, int operand);

/* Allocates zeroed data for src, scale and, if used, offset, from the shapes of
 * a legal call. Returns false when out of memory. */
bool aqh_case_allocate(aqh_case *c);

/* Writes the case to a file: to a temporary name first, then renamed, so that
 * nothing is left half written. On failure returns false and one line in error. */
bool aqh_case_write(const aqh_case *c, const char *path, char *error, size_t error_bytes);

/* Reads a case. Every file that is not a well-formed case of this version, whole
 * and with a matching checksum, is refused with one line that names the line or
 * field and the rule; c is then left empty. The call is not judged. */
bool aqh_case_read(aqh_case *c, const char *path, char *error, size_t error_bytes);

/* The same from memory (this is what is fuzzed). */
bool aqh_case_parse(aqh_case *c, const uint8_t *text, size_t bytes, char *error,
                    size_t error_bytes);

#endif
