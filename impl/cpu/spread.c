/* Prepared parameters of groups, written out for every column. */
#include "kernels.h"

_Static_assert(AQC_SLACK == 16, "written in pieces of this many");

/* All of a step must do with one class: that of its most demanding group. */
static void join_classes(const aqc_panel *few, size_t first, size_t last, size_t step,
                         aqc_panel *panel) {
    uint8_t class = AQC_EXACT;
    bool normal = true;
    for (size_t s = first / AQC_STEP; s <= last / AQC_STEP; s++) {
        class = few->class[s] > class ? few->class[s] : class;
        normal = normal && few->normal[s];
    }
    panel->class[step] = class;
    panel->normal[step] = normal;
}

void aqc_spread_classes(const aqc_panel *few, size_t group, size_t cut, size_t count,
                        aqc_panel *panel) {
    for (size_t j = 0; j < count; j += AQC_STEP) {
        const size_t last = j + AQC_STEP < count ? j + AQC_STEP - 1 : count - 1;
        join_classes(few, (j + cut) / group, (last + cut) / group, j / AQC_STEP, panel);
    }
    panel->specials = 0;
}

static inline void fill(float *to, float value) {
    for (size_t i = 0; i < AQC_SLACK; i++) {
        to[i] = value;
    }
}

void aqc_spread(const aqc_panel *few, size_t group, size_t begin, size_t count, aqc_panel *panel) {
    const size_t cut = begin % group; /* of the first group, already done */
    size_t param = 0, end = group - cut;
    for (size_t j = 0; j < count; j = end, end += group, param++) {
        const size_t stop = end < count ? end : count;
        const float scale = few->scale[param], offset = few->offset[param];
        const float addend = few->addend[param];
        const uint16_t sign = few->sign[param];
        for (size_t k = j; k < stop; k += AQC_SLACK) {
            fill(panel->scale + k, scale);
            fill(panel->offset + k, offset);
            fill(panel->addend + k, addend);
            for (size_t i = 0; i < AQC_SLACK; i++) {
                panel->sign[k + i] = sign;
            }
        }
    }
    aqc_spread_classes(few, group, cut, count, panel);
}
