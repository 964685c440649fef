/* A plan that a user asks for in the place of the product's own, by its name. */
#ifndef AQ_HARNESS_PLAN_NAME_H
#define AQ_HARNESS_PLAN_NAME_H

#include "case.h"
#include "plan.h"
#include "variant.h"

/* Otherwise 1 + aqo_plan_id. */
enum { AQH_PLAN_OWN = 0 };

/* False for what is no plan that may stand in the place of another one. */
bool aqh_plan_find(const char *name, unsigned *plan);

/* "N3"; "" for the product's own and for what cannot be asked for. */
const char *aqh_plan_name(unsigned plan);

/* "must be N3 (in the place of N9), ...", for messages. */
void aqh_plan_names(char *text, size_t bytes);

/* Has a call of this variant the plan, as the product's own or in its place? */
bool aqh_plan_fits(unsigned plan, const aqh_variant *variant);

/* Is the case's call legal and has not the plan that is asked for? False then, and
 * one line in error. */
bool aqh_case_has_plan(const aqh_case *c, char *error, size_t error_bytes);

/* What the case is judged by; source as in aqo_pipeline_of. False if its call has not
 * the plan that is asked for: *pipeline is then the product's own. */
bool aqh_case_pipeline(const aqh_case *c, aqo_pipeline *pipeline, const char **source);

#endif
