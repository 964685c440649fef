/* Property: whatever the shape, every computed element is right, every other byte
 * of dst is left alone, and nothing outside the operands is read or written. Rows
 * and columns around vector widths, and, in large cases, beyond what 8 and 16 bits
 * count. */
#include "fuzz_target.h"

static const aqf_options options = {
    .elements = 128, .big_elements = 70000, .takes = aqf_backend_takes};

static void check(aqf_case *f) {
    aqf_check(f, NULL);
}

const aqf_target aqf_target_here = {
    .name = "shapes_and_tails", .options = &options, .check_case = check, .seed_step = 17};
