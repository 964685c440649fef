/* What can be read off a call about its operands: which are used, which
 * dimension is grouped, how many bytes they have. */
#ifndef AQ_IMPL_OPERANDS_H
#define AQ_IMPL_OPERANDS_H

#include "antiquant.h"

/* per_channel, per_tensor and per_group_legacy: the prototypes with a k. */
bool aqi_is_legacy(const aq_call *call);

/* Does the call look at offset at all? fp4 in per_group never does. The formats
 * and the prototype may still be out of range. */
bool aqi_uses_offset(const aq_call *call);

/* per_group: do rows share a scale (and not columns)? */
bool aqi_groups_rows(const aq_call *call);

static inline uint64_t aqi_elements(const aq_tensor *tensor) {
    return (uint64_t)tensor->rows * tensor->cols;
}

/* The bytes of a tensor, 4-bit elements rounded up to a whole byte. False when
 * they do not fit in size_t. */
bool aqi_tensor_bytes(const aq_tensor *tensor, size_t *bytes);

/* The operands in use, src first. */
typedef enum aqi_role { AQI_SRC, AQI_SCALE, AQI_DST, AQI_OFFSET } aqi_role;
#define AQI_MAX_OPERANDS 4

typedef struct aqi_operand {
    aqi_role role;
    const char *name;
    const aq_tensor *tensor;
} aqi_operand;

size_t aqi_operands(const aq_call *call, aqi_operand operands[AQI_MAX_OPERANDS]);

#endif
