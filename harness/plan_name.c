/* Decides which plans can be asked for: those that the oracle lets stand in the place
 * of another one. */
#include "plan_name.h"

#include <stdio.h>
#include <string.h>

static aqo_plan_id id_of(unsigned plan) {
    return plan == AQH_PLAN_OWN ? AQO_PLAN_COUNT : (aqo_plan_id)(plan - 1);
}

static bool can_be_asked_for(aqo_plan_id id) {
    size_t count;
    const aqo_stand_in *all = aqo_stand_ins(&count);
    for (size_t k = 0; k < count; k++)
        if (all[k].other == id)
            return true;
    return false;
}

bool aqh_plan_find(const char *name, unsigned *plan) {
    const aqo_plan_id id = aqo_plan_by_name(name);
    if (id == AQO_PLAN_COUNT || !can_be_asked_for(id))
        return false;
    *plan = 1 + (unsigned)id;
    return true;
}

const char *aqh_plan_name(unsigned plan) {
    return plan != AQH_PLAN_OWN && can_be_asked_for(id_of(plan)) ? aqo_plan_get(id_of(plan))->name
                                                                 : "";
}

void aqh_plan_names(char *text, size_t bytes) {
    size_t count, used = (size_t)snprintf(text, bytes, "must be");
    const aqo_stand_in *all = aqo_stand_ins(&count);
    for (size_t k = 0; k < count && used < bytes; k++)
        used += (size_t)snprintf(text + used, bytes - used, "%s %s (in the place of %s)",
                                 k == 0           ? ""
                                 : k + 1 == count ? " or"
                                                  : ",",
                                 aqo_plan_get(all[k].other)->name, aqo_plan_get(all[k].own)->name);
}

bool aqh_plan_fits(unsigned plan, const aqh_variant *v) {
    const aq_call call = {.product = v->types.product,
                          .prototype = v->types.prototype,
                          .transpose = v->transpose,
                          .has_offset = v->has_offset,
                          .k_dim = v->k_dim,
                          .src.format = v->types.src,
                          .scale.format = v->types.scale,
                          .offset.format = v->types.scale,
                          .dst.format = v->types.dst};
    aqo_pipeline pipeline;
    return aqo_pipeline_with(&call, id_of(plan), &pipeline, NULL);
}

bool aqh_case_pipeline(const aqh_case *c, aqo_pipeline *pipeline, const char **source) {
    return aqo_pipeline_with(&c->call, id_of(c->plan), pipeline, source);
}

bool aqh_case_has_plan(const aqh_case *c, char *error, size_t error_bytes) {
    aqo_pipeline own;
    if (c->plan == AQH_PLAN_OWN || aqo_legal(&c->call, NULL) != AQ_LEGAL ||
        aqh_case_pipeline(c, &own, NULL))
        return true;
    snprintf(error, error_bytes,
             "plan: the product runs %s here, and %s may not stand in its place",
             aqo_plan_get(own.plan)->name, aqh_plan_name(c->plan));
    return false;
}
