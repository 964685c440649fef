/* The doors that libFuzzer knows, for every target. */
#include "fuzz_target.h"

#include "generate.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    const aqf_target *target = &aqf_target_here;
    aqf_watch_faults();
    if (target->check_bytes) {
        target->check_bytes(bytes, size);
        return 0;
    }
    aqf_case f;
    if (aqf_decode(&f, target->options, bytes, size)) {
        aqf_count_size(&f);
        target->check_case(&f);
        aqf_free(&f);
    }
    return 0;
}

/* A case for each variant, of all themes and overflow modes in turn. */
static size_t seed_case(const aqf_target *target, unsigned index, uint8_t *bytes, size_t max) {
    const size_t variant = (size_t)index * (target->seed_step ? target->seed_step : 1);
    if (variant >= aqf_variant_count(target->options))
        return 0;
    uint8_t head[AQF_HEAD] = {0};
    aqh_random random = {aqh_mix(1, index, 0)};
    aqf_variant_head(target->options, variant, head);
    head[AQF_FLAGS] |= (uint8_t)(index % 3 << AQF_OVERFLOW_SHIFT);
    if (aqh_one_in(&random, 2))
        head[AQF_FLAGS] |= AQF_TMP_FLAG;
    aqf_put16(head + AQF_X, 1 + aqh_below(&random, 5));
    aqf_put16(head + AQF_Y, 1 + aqh_below(&random, 2));
    if (target->options->any_tmp && target->options->big_elements &&
        head[AQF_PROTOTYPE] == AQ_PER_TENSOR) {
        /* above 256 elements a temporary buffer of per_tensor has a range */
        aqf_put16(head + AQF_Y, 4 + aqh_below(&random, 8));
        head[AQF_SIZE] = 255;
    }
    head[AQF_GROUPS] = (uint8_t)(1 + aqh_below(&random, 3));
    aqf_put16(head + AQF_ROWS, aqh_below(&random, 6));
    head[AQF_TMP] = (uint8_t)aqh_below(&random, 256);
    for (int i = 0; i < 4; i++)
        head[AQF_MISALIGN + i] = (uint8_t)(aqh_one_in(&random, 2) ? aqh_below(&random, 32) : 0);
    for (int i = 0; i < 5; i++)
        head[AQF_PLACES + i] = (uint8_t)aqh_below(&random, 256);
    aqf_case f;
    if (!aqf_decode(&f, target->options, head, sizeof head))
        return 0;
    aqh_generate_values(&f.c, (aqh_theme)(index % AQH_THEME_COUNT), &random);
    const size_t size = aqf_encode(&f, bytes, max);
    aqf_free(&f);
    return size;
}

size_t aqf_seed(const aqf_target *target, unsigned index, uint8_t *bytes, size_t max) {
    return target->seed ? target->seed(index, bytes, max) : seed_case(target, index, bytes, max);
}
