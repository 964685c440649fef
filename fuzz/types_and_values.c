/* Property: for every combination of types, and any values, the result is the
 * correctly rounded one (of a model: the planned one). */
#include "fuzz_target.h"

static const aqf_options options = {.elements = 64, .takes = aqf_backend_takes};

static void check(aqf_case *f) {
    aqf_check(f, NULL);
}

const aqf_target aqf_target_here = {
    .name = "types_and_values", .options = &options, .check_case = check, .seed_step = 1};
