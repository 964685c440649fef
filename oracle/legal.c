/* Legality of a call, its data aside: one function per group of rules, in the
 * order of AQ_RULE_LIST. */
#include "format.h"
#include "index.h"
#include "legal.h"
#include "legal_error.h"

#include <inttypes.h>

static bool legacy(const aq_call *call) {
    return call->prototype == AQ_PER_CHANNEL || call->prototype == AQ_PER_TENSOR ||
           call->prototype == AQ_PER_GROUP_LEGACY;
}

static aq_rule check_enumerations(const aq_call *call, aq_error *error) {
    const struct {
        const char *field;
        int value, count;
    } fields[] = {
        {"product", (int)call->product, AQ_PRODUCT_COUNT},
        {"prototype", (int)call->prototype, AQ_PROTOTYPE_COUNT},
        {"overflow", (int)call->overflow, AQ_OVERFLOW_COUNT},
        {"src.format", (int)call->src.format, AQ_FORMAT_COUNT},
        {"scale.format", (int)call->scale.format, AQ_FORMAT_COUNT},
        {"dst.format", (int)call->dst.format, AQ_FORMAT_COUNT},
        {"offset.format", aqo_uses_offset(call) ? (int)call->offset.format : 0, AQ_FORMAT_COUNT},
    };
    for (size_t k = 0; k < sizeof fields / sizeof *fields; k++)
        if (fields[k].value < 0 || fields[k].value >= fields[k].count)
            return aqo_broken(error, AQ_RULE_ENUMERATION, fields[k].field, "0..%d, got %d",
                              fields[k].count - 1, fields[k].value);
    return AQ_LEGAL;
}

static bool product_has(aq_product product, aq_prototype prototype) {
    size_t count;
    const aqo_combination *rows = aqo_combinations(&count);
    for (size_t k = 0; k < count; k++)
        if (rows[k].product == product && rows[k].prototype == prototype)
            return true;
    return false;
}

static aq_rule check_availability(const aq_call *call, aq_error *error) {
    const char *product = aqo_product_name(call->product);
    const char *prototype = aqo_prototype_name(call->prototype);
    if (!aqo_product_supported(call->product))
        return aqo_broken(error, AQ_RULE_PRODUCT, "product", "got %s", product);
    if (call->prototype == AQ_PER_CHANNEL_PER_GROUP || call->prototype == AQ_PER_TOKEN_PER_GROUP)
        return aqo_broken(error, AQ_RULE_POLICY, "prototype", "got %s", prototype);
    if (!product_has(call->product, call->prototype))
        return aqo_broken(error, AQ_RULE_PROTOTYPE, "prototype", "%s has no %s", product,
                          prototype);
    if (call->prototype == AQ_PER_GROUP && call->k_dim != 0 && call->k_dim != 1)
        return aqo_broken(error, AQ_RULE_K_DIM, "k_dim", "got %" PRId32, call->k_dim);
    if (call->prototype == AQ_PER_GROUP_LEGACY && call->has_offset)
        return aqo_broken(error, AQ_RULE_HAS_OFFSET, "has_offset", "got true");
    return AQ_LEGAL;
}

bool aqo_may_ask(aq_product product, aq_overflow overflow) {
    return overflow != AQ_OVERFLOW_PER_INSTRUCTION || product == AQ_PRODUCT_950;
}

bool aqo_has_overflow(aq_product product, aq_overflow overflow) {
    return product == AQ_PRODUCT_310P ? overflow == AQ_OVERFLOW_SAT
                                      : aqo_may_ask(product, overflow);
}

aq_overflow aqo_overflow_in(aq_product product, aq_overflow asked) {
    return aqo_has_overflow(product, asked) ? asked : AQ_OVERFLOW_SAT;
}

static aq_rule check_formats(const aq_call *call, aq_error *error) {
    const aq_format src = call->src.format, scale = call->scale.format, dst = call->dst.format;
    bool src_known = false, scale_known = false, dst_known = false;
    size_t count;
    const aqo_combination *rows = aqo_combinations(&count);
    for (size_t k = 0; k < count; k++) {
        bool here = rows[k].product == call->product && rows[k].prototype == call->prototype &&
                    rows[k].src == src;
        src_known |= here;
        scale_known |= here && rows[k].scale == scale;
        dst_known |= here && rows[k].scale == scale && rows[k].dst == dst;
    }
    const char *src_name = aqo_format_get(src)->name;
    const char *scale_name = aqo_format_get(scale)->name;
    const char *dst_name = aqo_format_get(dst)->name;
    if (!src_known)
        return aqo_broken(error, AQ_RULE_SRC_FORMAT, "src.format", "got %s on %s %s", src_name,
                          aqo_product_name(call->product), aqo_prototype_name(call->prototype));
    if (!scale_known)
        return aqo_broken(error, AQ_RULE_SCALE_FORMAT, "scale.format", "got %s with src %s",
                          scale_name, src_name);
    if (!dst_known)
        return aqo_broken(error, AQ_RULE_DST_FORMAT, "dst.format",
                          "got %s with src %s and scale %s", dst_name, src_name, scale_name);
    if (aqo_uses_offset(call) && call->offset.format != scale)
        return aqo_broken(error, AQ_RULE_OFFSET_FORMAT, "offset.format", "got %s with scale %s",
                          aqo_format_get(call->offset.format)->name, scale_name);
    if (!aqo_may_ask(call->product, call->overflow))
        return aqo_broken(error, AQ_RULE_OVERFLOW_MODE, "overflow", "got per_instruction on %s",
                          aqo_product_name(call->product));
    return AQ_LEGAL;
}

static uint32_t groups_of(uint32_t length, uint32_t size) {
    return length / size + (length % size != 0);
}

void aqo_scale_shape(const aq_call *call, uint32_t groups, uint32_t *rows, uint32_t *cols) {
    bool along_rows = !call->transpose;
    uint32_t size = 32;
    *rows = *cols = 1;
    switch (call->prototype) {
    case AQ_PER_TENSOR:
        return;
    case AQ_PER_TOKEN:
        if (call->transpose)
            *cols = call->src.cols;
        else
            *rows = call->src.rows;
        return;
    case AQ_PER_CHANNEL:
        *rows = along_rows ? groups : call->src.rows;
        *cols = along_rows ? call->src.cols : groups;
        return;
    case AQ_PER_GROUP:
        along_rows = (call->k_dim == 0) != call->transpose;
        size = call->group_size;
        break;
    default:
        break;
    }
    *rows = along_rows ? groups_of(call->src.rows, size) : call->src.rows;
    *cols = along_rows ? call->src.cols : groups_of(call->src.cols, size);
}

static aq_rule check_same_shape(const aq_tensor *tensor, const char *name, uint32_t rows,
                                uint32_t cols, aq_rule rule, aq_error *error) {
    if (tensor->rows == rows && tensor->cols == cols)
        return AQ_LEGAL;
    return aqo_broken(error, rule, name,
                      "must be [%" PRIu32 ", %" PRIu32 "], got [%" PRIu32 ", %" PRIu32 "]", rows,
                      cols, tensor->rows, tensor->cols);
}

static aq_rule check_shapes(const aq_call *call, aq_error *error) {
    const aq_tensor *src = &call->src, *scale = &call->scale;
    aq_rule rule;
    if (src->rows == 0 || src->cols == 0)
        return aqo_broken(error, AQ_RULE_EMPTY, src->rows ? "src.cols" : "src.rows", "got 0");
    rule = check_same_shape(&call->dst, "dst", src->rows, src->cols, AQ_RULE_DST_SHAPE, error);
    if (rule)
        return rule;

    const uint32_t k = call->transpose ? src->cols : src->rows;
    if (legacy(call) && call->k != k)
        return aqo_broken(error, AQ_RULE_K, "k", "must be %" PRIu32 ", got %" PRIu32, k, call->k);

    if (call->prototype == AQ_PER_GROUP && (call->group_size == 0 || call->group_size % 32 != 0))
        return aqo_broken(error, AQ_RULE_GROUP_SIZE, "group_size", "got %" PRIu32,
                          call->group_size);
    if (call->prototype == AQ_PER_GROUP_LEGACY && call->group_size != 0 && call->group_size != 32)
        return aqo_broken(error, AQ_RULE_GROUP_SIZE, "group_size", "got %" PRIu32,
                          call->group_size);

    /* Per channel the shape is free in the number of groups, above zero. */
    uint32_t rows, cols, groups = call->transpose ? scale->cols : scale->rows;
    aqo_scale_shape(call, groups ? groups : 1, &rows, &cols);
    rule = check_same_shape(scale, "scale", rows, cols, AQ_RULE_SCALE_SHAPE, error);
    if (rule)
        return rule;
    if (aqo_uses_offset(call)) {
        rule = check_same_shape(&call->offset, "offset", rows, cols, AQ_RULE_OFFSET_SHAPE, error);
        if (rule)
            return rule;
    }
    if (call->prototype == AQ_PER_CHANNEL && k % groups != 0)
        return aqo_broken(error, AQ_RULE_GROUPS, call->transpose ? "scale.cols" : "scale.rows",
                          "K = %" PRIu32 ", got %" PRIu32 " groups", k, groups);

    const uint64_t all = (uint64_t)src->rows * src->cols;
    if (legacy(call)) {
        if (call->cal_count != 0 && call->cal_count != all)
            return aqo_broken(error, AQ_RULE_CAL_COUNT, "cal_count",
                              "%" PRIu64 " elements, got %" PRIu32, all, call->cal_count);
    } else if (call->cal_count == 0 || call->cal_count > all || call->cal_count % src->cols != 0) {
        return aqo_broken(error, AQ_RULE_CAL_COUNT, "cal_count",
                          "m*n = %" PRIu64 ", n = %" PRIu32 ", got %" PRIu32, all, src->cols,
                          call->cal_count);
    }
    return AQ_LEGAL;
}

/* Bits of a tensor as a 128-bit number: rows and columns have 32 bits each. */
static aqo_size bits_of(const aq_tensor *tensor) {
    return (aqo_size)tensor->rows * tensor->cols * aqo_format_get(tensor->format)->bits;
}

static bool whole_blocks(aqo_size bits) {
    return bits % (32 * 8) == 0;
}

static aq_rule check_alignment(const aq_call *call, aq_error *error) {
    const struct {
        const char *name;
        const aq_tensor *tensor;
        bool taken; /* in memory, and read or written */
    } operands[] = {
        {"src", &call->src, true},
        {"dst", &call->dst, true},
        {"scale", &call->scale, call->prototype != AQ_PER_TENSOR},
        {"offset", &call->offset, call->prototype != AQ_PER_TENSOR && aqo_uses_offset(call)},
    };
    enum { OPERANDS = sizeof operands / sizeof *operands };

    for (int k = 0; k < OPERANDS; k++)
        if (operands[k].taken && (bits_of(operands[k].tensor) + 7) / 8 > SIZE_MAX)
            return aqo_broken(error, AQ_RULE_SIZE, operands[k].name,
                              "got %" PRIu32 " x %" PRIu32 " elements", operands[k].tensor->rows,
                              operands[k].tensor->cols);

    if (legacy(call)) {
        for (int k = 0; k < OPERANDS; k++)
            if (operands[k].taken && !whole_blocks(bits_of(operands[k].tensor)))
                return aqo_broken(error, AQ_RULE_ALIGN_LENGTH, operands[k].name, "got %zu bytes%s",
                                  (size_t)(bits_of(operands[k].tensor) / 8),
                                  bits_of(operands[k].tensor) % 8 ? " and a half" : "");
        if (call->transpose &&
            !whole_blocks((uint64_t)call->k * aqo_format_get(call->src.format)->bits))
            return aqo_broken(error, AQ_RULE_ALIGN_K, "k", "got K = %" PRIu32 " elements of %s",
                              call->k, aqo_format_get(call->src.format)->name);
        return AQ_LEGAL;
    }

    const aqo_groups groups = aqo_group_layout(call);
    const bool scale_has_n = call->prototype == AQ_PER_TOKEN ? call->transpose : groups.along_rows;
    for (int k = 0; k < OPERANDS; k++) {
        const aq_tensor *tensor = operands[k].tensor;
        bool has_n = k < 2 || (operands[k].taken && scale_has_n);
        if (has_n && !whole_blocks((uint64_t)tensor->cols * aqo_format_get(tensor->format)->bits))
            return aqo_broken(error, AQ_RULE_ALIGN_N, operands[k].name,
                              "got n = %" PRIu32 " elements of %s", tensor->cols,
                              aqo_format_get(tensor->format)->name);
    }
    return AQ_LEGAL;
}

static aq_rule check_temporary(const aq_call *call, aq_error *error) {
    bool explicit_only = !call->has_offset &&
                         (call->prototype == AQ_PER_CHANNEL || call->prototype == AQ_PER_TENSOR);
    if (!call->tmp_explicit)
        return explicit_only ? aqo_broken(error, AQ_RULE_TMP_REQUIRED, "tmp",
                                          "%s without offset, got the framework's",
                                          aqo_prototype_name(call->prototype))
                             : AQ_LEGAL;

    const uint32_t src_shape[] = {call->src.rows, call->src.cols};
    const uint32_t scale_shape[] = {call->scale.rows, call->scale.cols};
    const aq_tmp_query query = {
        src_shape, 2, scale_shape, 2, call->transpose, call->src.format, call->dst.format};
    aqo_size max, min;
    aqo_tmp_range(&query, &max, &min);
    if (max < min)
        max = min;
    if (min > SIZE_MAX)
        return aqo_broken(error, AQ_RULE_TMP_SIZE, "tmp_bytes", "the minimum exceeds size_t");
    if (call->tmp_bytes < min || call->tmp_bytes > max)
        return aqo_broken(error, AQ_RULE_TMP_SIZE, "tmp_bytes", "%zu..%zu, got %zu", (size_t)min,
                          max > SIZE_MAX ? SIZE_MAX : (size_t)max, call->tmp_bytes);
    return AQ_LEGAL;
}

aq_rule aqo_legal(const aq_call *call, aq_error *error) {
    if (!call)
        return aqo_broken(error, AQ_RULE_POINTER, "call", "got null");
    static aq_rule (*const checks[])(const aq_call *, aq_error *) = {
        check_enumerations, check_availability, check_formats,
        check_shapes,       check_alignment,    check_temporary,
    };
    for (size_t k = 0; k < sizeof checks / sizeof *checks; k++) {
        aq_rule rule = checks[k](call, error);
        if (rule)
            return rule;
    }
    return AQ_LEGAL;
}
