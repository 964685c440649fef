/* The public API: what a dequantization call is, when it is legal, and the
 * call itself.
 *
 *     dst = scale * (src + offset), evaluated exactly and rounded once.
 *
 * Source: the AscendAntiQuant API document (../shared/spec/). Names in the
 * lists below follow it. This header is the only thing that the oracle and the
 * implementation share.
 */
#ifndef ANTIQUANT_H
#define ANTIQUANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- What exists -------------------------------------------------------- */

/* Formats: id, name in this tool, name in the API document, bits per element.
 * Formats of 4 bits are packed two to a byte in row-major element order; the
 * element with the even flat index is in the low nibble. Wider formats are
 * little-endian. */
#define AQ_FORMAT_LIST(X)                        \
    X(INT4, "int4", "int4b_t", 4)                \
    X(INT8, "int8", "int8_t", 8)                 \
    X(E4M3FN, "e4m3fn", "fp8_e4m3fn_t", 8)       \
    X(E5M2, "e5m2", "fp8_e5m2_t", 8)             \
    X(HIF8, "hif8", "hifloat8_t", 8)             \
    X(E2M1, "e2m1", "fp4x2_e2m1_t", 4)           \
    X(E1M2, "e1m2", "fp4x2_e1m2_t", 4)           \
    X(E8M0, "e8m0", "fp8_e8m0_t", 8)             \
    X(HALF, "half", "half", 16)                  \
    X(BF16, "bf16", "bfloat16_t", 16)            \
    X(FLOAT, "float", "float", 32)

/* Products: id, name in this tool, name in the API document. The last three
 * are those that the API document lists as not supported. */
#define AQ_PRODUCT_LIST(X)                                             \
    X(A2, "A2", "Atlas A2 training/inference series")                  \
    X(A3, "A3", "Atlas A3 training/inference series")                  \
    X(950, "950", "Ascend 950PR/950DT")                                \
    X(310P, "310P", "Atlas inference series, AI Core")                 \
    X(KIRIN_X90, "KirinX90", "Kirin X90")                              \
    X(KIRIN_9030, "Kirin9030", "Kirin 9030")                           \
    X(310B, "310B", "Atlas 200I/500 A2 inference")                     \
    X(310P_VECTOR, "310PVector", "Atlas inference series, Vector Core") \
    X(910, "910", "Atlas training series")

/* Prototypes (scenarios): id, name. PER_GROUP_LEGACY is the fp4 form with the
 * group size fixed at 32. The last two are the reserved policies. */
#define AQ_PROTOTYPE_LIST(X)                          \
    X(PER_CHANNEL, "per_channel")                     \
    X(PER_TENSOR, "per_tensor")                       \
    X(PER_TOKEN, "per_token")                         \
    X(PER_GROUP, "per_group")                         \
    X(PER_GROUP_LEGACY, "per_group_legacy")           \
    X(PER_CHANNEL_PER_GROUP, "per_channel_per_group") \
    X(PER_TOKEN_PER_GROUP, "per_token_per_group")

/* Overflow modes: id, name. INF_NAN is IEEE 754. SAT: in half and bf16, Inf
 * becomes the largest finite number of its sign and NaN becomes 0; float never
 * saturates. PER_INSTRUCTION (950 only, CTRL[60] = 0): casts to half and bf16
 * saturate, arithmetic does not. */
#define AQ_OVERFLOW_LIST(X) \
    X(INF_NAN, "inf_nan")   \
    X(SAT, "sat")           \
    X(PER_INSTRUCTION, "per_instruction")

/* Rules of legality, in the order in which they are judged: of several broken
 * rules the first in this list is the one reported. Id, rule. */
#define AQ_RULE_LIST(X)                                                                       \
    X(POINTER, "a required pointer must not be null")                                         \
    X(ENUMERATION, "the value must be one of its enumeration")                                \
    X(PRODUCT, "the product must be one that supports AscendAntiQuant")                       \
    X(POLICY, "reserved policies are not supported")                                          \
    X(PROTOTYPE, "the product must have this prototype")                                      \
    X(K_DIM, "k_dim must be 0 or 1 for per_group")                                            \
    X(HAS_OFFSET, "per_group_legacy takes no offset")                                         \
    X(SRC_FORMAT, "src must be a format that this product and prototype take")                \
    X(SCALE_FORMAT, "scale must be a format that goes with src")                              \
    X(DST_FORMAT, "dst must be a format that goes with src and scale")                        \
    X(OFFSET_FORMAT, "offset must have the format of scale")                                  \
    X(OVERFLOW_MODE, "per_instruction overflow exists on 950 only")                           \
    X(EMPTY, "no dimension of src may be zero")                                               \
    X(DST_SHAPE, "dst must have the shape of src")                                            \
    X(K, "k must be rows of src (columns when transposed)")                                   \
    X(GROUP_SIZE, "group_size must be above 0 and a multiple of 32 (legacy: 0 or 32)")        \
    X(SCALE_SHAPE, "scale must have the shape that the prototype gives it")                   \
    X(OFFSET_SHAPE, "offset must have the shape of scale")                                    \
    X(GROUPS, "the number of groups must divide K")                                           \
    X(CAL_COUNT, "cal_count must be 1..m*n and a multiple of n (legacy: 0 or all elements)")  \
    X(SIZE, "byte counts must fit in size_t")                                                 \
    X(ALIGN_LENGTH, "the data length of each operand must be a multiple of 32 bytes")         \
    X(ALIGN_K, "a row of K elements of src must be a multiple of 32 bytes when transposed")   \
    X(ALIGN_N, "a row of n elements must be a multiple of 32 bytes")                          \
    X(TMP_REQUIRED, "this prototype takes an explicit temporary buffer only")                 \
    X(TMP_SIZE, "an explicit temporary buffer must be within the minimum and maximum size")   \
    X(BUFFER_BYTES, "the buffer must hold its tensor")                                        \
    X(OVERLAP, "dst and tmp must not overlap another operand")

#define AQ_X_(id, ...) AQ_##id,
typedef enum aq_format { AQ_FORMAT_LIST(AQ_X_) AQ_FORMAT_COUNT } aq_format;
typedef enum aq_prototype { AQ_PROTOTYPE_LIST(AQ_X_) AQ_PROTOTYPE_COUNT } aq_prototype;
#undef AQ_X_
#define AQ_X_(id, ...) AQ_PRODUCT_##id,
typedef enum aq_product { AQ_PRODUCT_LIST(AQ_X_) AQ_PRODUCT_COUNT } aq_product;
#undef AQ_X_
#define AQ_X_(id, ...) AQ_OVERFLOW_##id,
typedef enum aq_overflow { AQ_OVERFLOW_LIST(AQ_X_) AQ_OVERFLOW_COUNT } aq_overflow;
#undef AQ_X_
#define AQ_X_(id, ...) AQ_RULE_##id,
typedef enum aq_rule { AQ_LEGAL = 0, AQ_RULE_LIST(AQ_X_) AQ_RULE_COUNT } aq_rule;
#undef AQ_X_

/* ---- A call ------------------------------------------------------------- */

/* A tensor of rows x cols elements, row-major: the physical shape, i.e. for a
 * transposed call the transposed one. */
typedef struct aq_tensor {
    aq_format format;
    uint32_t rows, cols;
} aq_tensor;

/* A call without its data. Shapes by prototype, with src [R, C]:
 *
 * per_channel       src [K,N], scale [G,N]; transposed src [N,K], scale [N,G];
 *                   G >= 1 divides K, the group size is K/G
 * per_tensor        scale [1,1], by value
 * per_group_legacy  src [K,N], scale [ceil(K/32),N]; transposed src [N,K],
 *                   scale [N,ceil(K/32)]; fp4 with e8m0 only
 * per_token         scale [R,1]; transposed [1,C]
 * per_group         k_dim 0 and not transposed, or k_dim 1 and transposed:
 *                   scale [ceil(R/group_size),C]; otherwise
 *                   scale [R,ceil(C/group_size)]; the last group may be short
 *
 * offset has the format and the shape of scale. For fp4 in per_group it is
 * ignored, has_offset or not, as the API document says: it is then not looked
 * at. Fields that a prototype does not have are ignored (k_dim and group_size
 * outside per_group, k outside the legacy prototypes), but cal_count and
 * group_size of a legacy prototype must not contradict it. The legacy
 * prototypes are per_channel, per_tensor and per_group_legacy. */
typedef struct aq_call {
    aq_product product;
    aq_prototype prototype;
    bool transpose;
    bool has_offset;
    int32_t k_dim;
    aq_overflow overflow;
    aq_tensor src, scale, offset, dst;
    uint32_t k;          /* legacy prototypes: elements along K */
    uint32_t cal_count;  /* per_token, per_group: elements to compute, whole rows */
    uint32_t group_size; /* per_group: elements that share a scale */
    bool tmp_explicit;   /* sharedTmpBuffer is passed; false: the framework allocates */
    size_t tmp_bytes;    /* its size */
} aq_call;

/* The data of a call. Any address will do: the 32-byte rule for addresses is
 * about on-chip buffers. Byte counts are those available at the pointer and may
 * exceed what the tensor needs. offset may be null where it is not used, tmp
 * where tmp_explicit is false or tmp_bytes is 0. */
typedef struct aq_buffers {
    const void *src, *scale, *offset;
    void *dst, *tmp;
    size_t src_bytes, scale_bytes, offset_bytes, dst_bytes;
} aq_buffers;

/* Why a call was refused: the rule, and one line naming the field, the rule and
 * the value. */
typedef struct aq_error {
    aq_rule rule;
    char text[240];
} aq_error;

/* Is the call legal, its data aside? Returns AQ_LEGAL or the first rule that is
 * broken. error may be null. */
aq_rule aq_check(const aq_call *call, aq_error *error);

/* The same with the data: pointers, byte counts, overlap. Reads no data. */
aq_rule aq_check_buffers(const aq_call *call, const aq_buffers *buffers, aq_error *error);

/* Computes dst, correctly rounded (to nearest, ties to even), in the overflow
 * mode of the call. Per_instruction gives the bits of INF_NAN here: the value is
 * rounded once, by arithmetic and not by a cast. Elements of dst past cal_count
 * are left alone. An illegal call is refused before a byte is written. Neither
 * depends on nor changes the caller's floating-point environment; allocates
 * nothing on one thread; may be called from any number of threads. Returns as
 * aq_check_buffers.
 *
 * threads: 1 is the caller's only, 0 is one for each processor, at most 64; the bits
 * are the same for any number. The variant is that of aq_cpu_choice (aq_cpu.h): if
 * AQ_CPU in the environment names none, the call is refused as AQ_RULE_ENUMERATION. */
aq_rule aq_antiquant(const aq_call *call, const aq_buffers *buffers, unsigned threads,
                     aq_error *error);

/* ---- The temporary buffer (host side) ----------------------------------- */

/* What GetAscendAntiQuantMaxMinTmpSize is asked. Shapes are lists of dimensions
 * (elements), src_dims and scale_dims their lengths. */
typedef struct aq_tmp_query {
    const uint32_t *src_shape;
    size_t src_dims;
    const uint32_t *scale_shape;
    size_t scale_dims;
    bool transpose;
    aq_format src, dst;
} aq_tmp_query;

/* GetAscendAntiQuantMaxMinTmpSize: the largest size that is of use and the
 * smallest that works, in bytes. As documented, max may be below min for a small
 * per-tensor call; sizes from min to the larger of both are then legal, i.e.
 * exactly min. Returns AQ_LEGAL, AQ_RULE_POINTER, AQ_RULE_ENUMERATION,
 * AQ_RULE_EMPTY (no or zero dimensions) or AQ_RULE_SIZE (does not fit in
 * size_t); max and min are written only when legal. */
aq_rule aq_tmp_size(const aq_tmp_query *query, size_t *max_bytes, size_t *min_bytes);

/* GetAscendAntiQuantTmpBufferFactorSize: the buffer needed is
 * max_live_nodes * (bytes of the tensor in flight) + extra_bytes. */
aq_rule aq_tmp_factor(const aq_tmp_query *query, uint32_t *max_live_nodes, size_t *extra_bytes);

#ifdef __cplusplus
}
#endif
#endif
