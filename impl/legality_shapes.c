/* The rules about shapes, element counts, alignment and the size of the
 * temporary buffer. */
#include "legality.h"
#include "mutate.h"
#include "names.h"
#include "operands.h"
#include "tmp_size.h"

#include <inttypes.h>

#define LEGACY_GROUP 32
#define ALIGN_BYTES 32

/* ---- Shapes ---------------------------------------------------------------- */

bool aqi_judge_EMPTY(const aqi_subject *subject) {
    const aq_tensor *src = &subject->call->src;
    if (src->rows == 0) {
        return aqi_refuse(subject, AQ_RULE_EMPTY, "src.rows", "0");
    }
    return src->cols != 0 || aqi_refuse(subject, AQ_RULE_EMPTY, "src.cols", "0");
}

/* The first dimension in which a tensor is not of the wanted shape. */
static bool has_shape(const aqi_subject *subject, aq_rule rule, const char *const fields[2],
                      const aq_tensor *tensor, uint32_t rows, uint32_t cols) {
    if (tensor->rows != rows) {
        return aqi_refuse(subject, rule, fields[0], "%" PRIu32 ", want %" PRIu32, tensor->rows,
                          rows);
    }
    return tensor->cols == cols ||
           aqi_refuse(subject, rule, fields[1], "%" PRIu32 ", want %" PRIu32, tensor->cols, cols);
}

bool aqi_judge_DST_SHAPE(const aqi_subject *subject) {
    static const char *const fields[2] = {"dst.rows", "dst.cols"};
    const aq_call *c = subject->call;
    return has_shape(subject, AQ_RULE_DST_SHAPE, fields, &c->dst, c->src.rows, c->src.cols);
}

/* K as the shape of src has it. */
static uint32_t k_of(const aq_call *c) {
    return c->transpose ? c->src.cols : c->src.rows;
}

bool aqi_judge_K(const aqi_subject *subject) {
    const aq_call *c = subject->call;
    if (aqi_is_legacy(c) && c->k != k_of(c)) {
        return aqi_refuse(subject, AQ_RULE_K, "k", "%" PRIu32 ", src.%s = %" PRIu32, c->k,
                          c->transpose ? "cols" : "rows", k_of(c));
    }
    return true;
}

bool aqi_judge_GROUP_SIZE(const aqi_subject *subject) {
    const aq_call *c = subject->call;
    const uint32_t size = c->group_size;
    const bool kept =
        c->prototype == AQ_PER_GROUP
            ? size > 0 && size % AQ_MUTATE(group_size_multiple_of_64, LEGACY_GROUP, 64) == 0
        : c->prototype == AQ_PER_GROUP_LEGACY ? size == 0 || size == LEGACY_GROUP
                                              : true;
    return kept || aqi_refuse(subject, AQ_RULE_GROUP_SIZE, "group_size", "%" PRIu32 " for %s", size,
                              aqi_prototype_name(c->prototype));
}

static uint32_t divide_up(uint32_t dividend, uint32_t divisor) {
    return dividend / divisor + (dividend % divisor != 0);
}

bool aqi_judge_SCALE_SHAPE(const aqi_subject *subject) {
    static const char *const fields[2] = {"scale.rows", "scale.cols"};
    const aq_call *c = subject->call;
    uint32_t rows = c->src.rows, cols = c->src.cols;
    switch (c->prototype) {
    case AQ_PER_CHANNEL: {
        /* The number of groups is for the caller to say, if there is one. */
        uint32_t *groups = c->transpose ? &cols : &rows;
        const uint32_t given = c->transpose ? c->scale.cols : c->scale.rows;
        if (given == 0) {
            return aqi_refuse(subject, AQ_RULE_SCALE_SHAPE, fields[c->transpose ? 1 : 0],
                              "0, want at least 1");
        }
        *groups = given;
        break;
    }
    case AQ_PER_TENSOR:
        rows = cols = 1;
        break;
    case AQ_PER_TOKEN:
        *(c->transpose ? &rows : &cols) = 1;
        break;
    case AQ_PER_GROUP_LEGACY: {
        uint32_t *grouped = c->transpose ? &cols : &rows;
        *grouped = divide_up(*grouped, LEGACY_GROUP);
        break;
    }
    default: { /* per_group: the reserved policies have been refused */
        uint32_t *grouped = aqi_groups_rows(c) ? &rows : &cols;
        *grouped = divide_up(*grouped, c->group_size);
        break;
    }
    }
    return has_shape(subject, AQ_RULE_SCALE_SHAPE, fields, &c->scale, rows, cols);
}

bool aqi_judge_OFFSET_SHAPE(const aqi_subject *subject) {
    static const char *const fields[2] = {"offset.rows", "offset.cols"};
    const aq_call *c = subject->call;
    return !aqi_uses_offset(c) || has_shape(subject, AQ_RULE_OFFSET_SHAPE, fields, &c->offset,
                                            c->scale.rows, c->scale.cols);
}

/* More groups than K leave K as the remainder, which is not zero. */
bool aqi_judge_GROUPS(const aqi_subject *subject) {
    const aq_call *c = subject->call;
    const uint32_t groups = c->transpose ? c->scale.cols : c->scale.rows;
    if (c->prototype != AQ_PER_CHANNEL ||
        AQ_MUTATE(groups_need_not_divide, k_of(c) % groups == 0, k_of(c) >= groups)) {
        return true;
    }
    return aqi_refuse(subject, AQ_RULE_GROUPS, c->transpose ? "scale.cols" : "scale.rows",
                      "G = %" PRIu32 ", K = %" PRIu32, groups, k_of(c));
}

bool aqi_judge_CAL_COUNT(const aqi_subject *subject) {
    const aq_call *c = subject->call;
    const uint64_t all = aqi_elements(&c->src);
    const bool kept = aqi_is_legacy(c) ? c->cal_count == 0 || c->cal_count == all
                                       : c->cal_count >= 1 &&
                                             AQ_MUTATE(cal_count_must_be_all, c->cal_count <= all,
                                                       c->cal_count == all) &&
                                             c->cal_count % c->src.cols == 0;
    return kept || aqi_refuse(subject, AQ_RULE_CAL_COUNT, "cal_count",
                              "%" PRIu32 ", m = %" PRIu32 ", n = %" PRIu32, c->cal_count,
                              c->src.rows, c->src.cols);
}

/* ---- Bytes ----------------------------------------------------------------- */

static bool refuse_tensor(const aqi_subject *subject, aq_rule rule, const aqi_operand *operand) {
    const aq_tensor *t = operand->tensor;
    return aqi_refuse(subject, rule, operand->name, "%" PRIu32 " x %" PRIu32 " of %s", t->rows,
                      t->cols, aqi_format_name(t->format));
}

bool aqi_judge_SIZE(const aqi_subject *subject) {
    aqi_operand operands[AQI_MAX_OPERANDS];
    const size_t count = aqi_operands(subject->call, operands);
    for (size_t i = 0; i < count; i++) {
        size_t bytes;
        if (!aqi_tensor_bytes(operands[i].tensor, &bytes)) {
            return refuse_tensor(subject, AQ_RULE_SIZE, &operands[i]);
        }
    }
    return true;
}

bool aqi_judge_ALIGN_LENGTH(const aqi_subject *subject) {
    const aq_call *c = subject->call;
    if (!aqi_is_legacy(c)) {
        return true;
    }
    aqi_operand operands[AQI_MAX_OPERANDS];
    const size_t count = aqi_operands(c, operands);
    for (size_t i = 0; i < count; i++) {
        const bool parameter = operands[i].role == AQI_SCALE || operands[i].role == AQI_OFFSET;
        if (parameter && c->prototype == AQ_PER_TENSOR) {
            continue; /* by value */
        }
        size_t bytes = 0;
        if (!aqi_tensor_bytes(operands[i].tensor, &bytes) || bytes % ALIGN_BYTES != 0) {
            return refuse_tensor(subject, AQ_RULE_ALIGN_LENGTH, &operands[i]);
        }
    }
    return true;
}

static bool row_is_aligned(uint32_t elements, aq_format format) {
    const unsigned bits = aqi_format_bits(format);
    return (uint64_t)elements * AQ_MUTATE(int4_row_counted_as_bytes, bits, bits < 8 ? 8 : bits) %
               (AQ_MUTATE(rows_of_64_bytes, ALIGN_BYTES, 64) * 8) ==
           0;
}

bool aqi_judge_ALIGN_K(const aqi_subject *subject) {
    const aq_call *c = subject->call;
    if (!aqi_is_legacy(c) || !c->transpose || row_is_aligned(k_of(c), c->src.format)) {
        return true;
    }
    return aqi_refuse(subject, AQ_RULE_ALIGN_K, "k", "K = %" PRIu32 " of %s", k_of(c),
                      aqi_format_name(c->src.format));
}

bool aqi_judge_ALIGN_N(const aqi_subject *subject) {
    const aq_call *c = subject->call;
    if (aqi_is_legacy(c)) {
        return true;
    }
    /* Is n the last dimension of scale and offset too? */
    const bool parameters = c->prototype == AQ_PER_TOKEN ? c->transpose : aqi_groups_rows(c);
    aqi_operand operands[AQI_MAX_OPERANDS];
    const size_t count = aqi_operands(c, operands);
    for (size_t i = 0; i < count; i++) {
        const bool parameter = operands[i].role == AQI_SCALE || operands[i].role == AQI_OFFSET;
        const aq_tensor *t = operands[i].tensor;
        if ((!parameter || parameters) && !row_is_aligned(t->cols, t->format)) {
            return refuse_tensor(subject, AQ_RULE_ALIGN_N, &operands[i]);
        }
    }
    return true;
}

/* ---- The temporary buffer ---------------------------------------------------- */

bool aqi_judge_TMP_REQUIRED(const aqi_subject *subject) {
    const aq_call *c = subject->call;
    const bool required =
        (c->prototype == AQ_PER_CHANNEL || c->prototype == AQ_PER_TENSOR) && !c->has_offset;
    return !required || c->tmp_explicit ||
           aqi_refuse(subject, AQ_RULE_TMP_REQUIRED, "tmp_explicit", "false for %s without offset",
                      aqi_prototype_name(c->prototype));
}

bool aqi_judge_TMP_SIZE(const aqi_subject *subject) {
    const aq_call *c = subject->call;
    if (!c->tmp_explicit) {
        return true;
    }
    const uint32_t src_shape[2] = {c->src.rows, c->src.cols};
    const uint32_t scale_shape[2] = {c->scale.rows, c->scale.cols};
    const aq_tmp_query query = {.src_shape = src_shape,
                                .src_dims = 2,
                                .scale_shape = scale_shape,
                                .scale_dims = 2,
                                .transpose = c->transpose,
                                .src = c->src.format,
                                .dst = c->dst.format};
    /* Compared before narrowing, so that a size beyond size_t is just one that
     * no buffer is above. */
    const aqi_tmp_need need = aqi_tmp_need_of(&query);
    const aqi_wide largest =
        AQ_MUTATE(tmp_maximum_below_minimum, need.max > need.min, true) ? need.max : need.min;
    if (need.min <= c->tmp_bytes && c->tmp_bytes <= largest) {
        return true;
    }
    const aqi_wide top = UINT64_MAX;
    return aqi_refuse(subject, AQ_RULE_TMP_SIZE, "tmp_bytes",
                      "%zu, minimum %s%" PRIu64 ", maximum %s%" PRIu64, c->tmp_bytes,
                      need.min > top ? "above " : "", (uint64_t)(need.min > top ? top : need.min),
                      largest > top ? "above " : "", (uint64_t)(largest > top ? top : largest));
}
