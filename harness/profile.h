/* Profiles: where in a form the errors are. By scale and by |src + offset| over all
 * elements; over the tensor, and beside the plan's own, for one case: the first wrong
 * one, else that with the largest error. */
#ifndef AQ_HARNESS_PROFILE_H
#define AQ_HARNESS_PROFILE_H

#include "judge.h"

/* Elements whose operand is in one binade. Elements without a number of ulps (a NaN, an
 * infinity) are not in numbers and sum, and make max infinite. */
typedef struct aqh_binade {
    uint64_t elements, numbers;
    double sum, max; /* ulp */
} aqh_binade;

/* Binade k is [2^(k + LOWEST), 2^(k + LOWEST + 1)): every finite sum of operands but 0. */
enum { AQH_BINADE_LOWEST = -160, AQH_BINADES = 320 };

typedef enum aqh_axis { AQH_AXIS_SCALE, AQH_AXIS_SUM, AQH_AXES } aqh_axis;

typedef struct aqh_profile {
    aqh_binade binades[AQH_AXES][AQH_BINADES];
    bool any;
    aqh_case worst; /* the one case, with dst as data */
    bool wrong;
    double ulp;     /* the largest error in it */
    size_t element; /* where */
} aqh_profile;

/* One for each row of a campaign. */
typedef struct aqh_profiles {
    aqh_profile **rows; /* null: nothing was added */
    size_t count;
} aqh_profiles;

/* Adds what a call gave for a row, as judged. False when out of memory. Not for two
 * threads at once; in the order of cases the outcome is always the same. */
bool aqh_profiles_add(aqh_profiles *profiles, size_t row, const aqh_case *c, const uint8_t *dst,
                      const aqh_judgement *judged);
void aqh_profiles_free(aqh_profiles *profiles);

/* The one case over its tensor, in cells of cell_rows * cell_cols elements: buckets of
 * the largest error in each, -1 where nothing was computed. */
enum { AQH_MAP_ROWS = 16, AQH_MAP_COLS = 48, AQH_PLAN_SAMPLES = 1024 };
typedef struct aqh_map {
    uint32_t rows, cols; /* cells */
    uint32_t cell_rows, cell_cols;
    signed char cells[AQH_MAP_ROWS][AQH_MAP_COLS];
    /* Elements (of long cases every n-th) by the bucket of the error that the product's
     * plan has, and of the one that was found. */
    uint64_t plan[AQH_BUCKETS][AQH_BUCKETS];
} aqh_map;

/* profile->any must be true. */
void aqh_profile_map(const aqh_profile *profile, aqh_map *map);

#endif
