/* Which planted kernel faults are found, and under which name. */
#include "fault_sweep.h"

#include "ascend/kernel/faults.h"
#include "hand_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Rows with tails, several groups, parameters dense and to be spread in every way,
 * rows of an odd number of 4-bit elements. */
#define ALL AQ_PER_CHANNEL
static const hand_shape shapes_2201[] = {
    {AQ_PRODUCT_A2, ALL, false, true, AQ_INT8, AQ_HALF, AQ_HALF, 32, 333, 16},
    {AQ_PRODUCT_A2, ALL, false, true, AQ_INT4, AQ_HALF, AQ_HALF, 64, 37, 16},
    {AQ_PRODUCT_A2, ALL, false, true, AQ_INT8, AQ_BF16, AQ_BF16, 32, 149, 16},
    {AQ_PRODUCT_A2, ALL, true, true, AQ_INT8, AQ_BF16, AQ_BF16, 12, 512, 16},
    {AQ_PRODUCT_A2, ALL, true, false, AQ_INT8, AQ_HALF, AQ_HALF, 8, 96, 32},
};
#undef ALL
static const hand_shape shapes_3510[] = {
    {AQ_PRODUCT_950, AQ_PER_CHANNEL, false, true, AQ_INT8, AQ_HALF, AQ_HALF, 32, 333, 16},
    {AQ_PRODUCT_950, AQ_PER_CHANNEL, false, false, AQ_HIF8, AQ_BF16, AQ_BF16, 32, 149, 16},
    {AQ_PRODUCT_950, AQ_PER_CHANNEL, true, true, AQ_INT8, AQ_BF16, AQ_BF16, 12, 512, 16},
    {AQ_PRODUCT_950, AQ_PER_CHANNEL, true, false, AQ_E4M3FN, AQ_HALF, AQ_HALF, 8, 96, 32},
    {AQ_PRODUCT_950, AQ_PER_TOKEN, false, true, AQ_INT8, AQ_FLOAT, AQ_HALF, 40, 96, 0},
    {AQ_PRODUCT_950, AQ_PER_GROUP_LEGACY, false, false, AQ_E2M1, AQ_E8M0, AQ_BF16, 1024, 3, 0},
};
enum { MOST_CASES = 6, MODES = 3 };

static size_t make_cases(unsigned arch, aqh_case cases[MOST_CASES]) {
    const hand_shape *shapes = arch == 2201 ? shapes_2201 : shapes_3510;
    const size_t count = arch == 2201 ? sizeof shapes_2201 / sizeof shapes_2201[0]
                                      : sizeof shapes_3510 / sizeof shapes_3510[0];
    for (size_t k = 0; k < count; k++) {
        const aq_overflow overflow =
            arch == 3510 ? (aq_overflow)((k + 2) % MODES) : (aq_overflow)(k % 2);
        hand_case(&cases[k], &shapes[k], overflow, 100 + k);
    }
    return count;
}

static int by_name(const void *a, const void *b) {
    return strcmp(a, b);
}

/* "uninitialised" stands for both findings that begin so. */
static bool is_kind(const char *kind, const char *expected) {
    return strncmp(kind, expected, strlen(expected)) == 0;
}

static void add_outcome(fault_result *result, const kernel_outcome *outcome, char (*kinds)[32],
                        size_t *kind_count) {
    result->wrong = result->wrong || outcome->wrong > 0 || !outcome->whole;
    for (size_t i = 0; i < outcome->findings; i++) {
        bool known = false;
        for (size_t k = 0; k < *kind_count; k++) {
            known = known || strcmp(kinds[k], outcome->kinds[i]) == 0;
        }
        if (!known && *kind_count < KERNEL_MOST_FINDINGS) {
            memcpy(kinds[(*kind_count)++], outcome->kinds[i], sizeof kinds[0]);
        }
        if (is_kind(outcome->kinds[i], result->expected) && !result->found) {
            result->found = true;
            snprintf(result->place, sizeof result->place, "%s", outcome->texts[i]);
        }
    }
}

static void run_all(const kernel_library *library, const aqh_case *cases, size_t count,
                    fault_result *result) {
    char kinds[KERNEL_MOST_FINDINGS][32];
    size_t kind_count = 0;
    kernel_outcome *outcome = malloc(sizeof *outcome);
    if (outcome == NULL) {
        abort();
    }
    for (size_t k = 0; k < count; k++) {
        for (uint32_t blocks = 2; blocks <= 3; blocks++) {
            const kernel_setting setting = {.blocks = blocks,
                                            .seed = blocks,
                                            .threads = 1,
                                            .saturate = k % 2 == 0,
                                            .plan = AQM_NO_PLAN};
            kernel_run(library, &cases[k], &setting, outcome);
            add_outcome(result, outcome, kinds, &kind_count);
        }
    }
    free(outcome);
    if (strcmp(result->expected, "wrong-result") == 0) {
        result->found = result->wrong;
    }
    qsort(kinds, kind_count, sizeof kinds[0], by_name);
    for (size_t k = 0; k < kind_count; k++) {
        const size_t used = strlen(result->kinds);
        snprintf(result->kinds + used, sizeof result->kinds - used, "%s%s", k ? ", " : "",
                 kinds[k]);
    }
}

static void free_cases(aqh_case *cases, size_t count) {
    for (size_t k = 0; k < count; k++) {
        aqh_case_free(&cases[k]);
    }
}

bool fault_free(unsigned arch, char *text, size_t bytes) {
    const kernel_library library = kernel_library_open(AQ_FAULTY_KERNELS, arch);
    aqh_case cases[MOST_CASES];
    const size_t count = make_cases(arch, cases);
    fault_result result = {.expected = ""}; /* any */
    if (!library.choose_fault(NULL)) {
        abort();
    }
    run_all(&library, cases, count, &result);
    free_cases(cases, count);
    snprintf(text, bytes, "%s%s", result.place, result.wrong ? " (wrong results)" : "");
    return !result.found && !result.wrong;
}

void fault_sweep(unsigned arch, fault_result_fn *fn, void *context) {
    static const struct {
        const char *id;
        unsigned arch;
        const char *expected, *text;
    } faults[] = {
#define X(id, arch, expected, text) {#id, arch, expected, text},
        AQ_KERNEL_FAULT_LIST(X)
#undef X
    };
    const kernel_library library = kernel_library_open(AQ_FAULTY_KERNELS, arch);
    aqh_case cases[MOST_CASES];
    const size_t count = make_cases(arch, cases);
    for (size_t f = 0; f < sizeof faults / sizeof faults[0]; f++) {
        if (faults[f].arch != 0 && faults[f].arch != arch) {
            continue;
        }
        fault_result result = {.id = faults[f].id,
                               .expected = faults[f].expected,
                               .text = faults[f].text,
                               .arch = arch};
        if (!library.choose_fault(faults[f].id)) {
            abort();
        }
        run_all(&library, cases, count, &result);
        fn(context, &result);
    }
    library.choose_fault(NULL);
    free_cases(cases, count);
}
