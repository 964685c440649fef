/* Decides what is stored of profiles: lines of text, of bounded number and length, and
 * not of every form of a large campaign. */
#include "result_store.h"
#include "result_text.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROFILES = 128, BINADES = 32 };

static const char *const axis_keys[AQH_AXES] = {"by_scale", "by_sum"};

static json_t *line(const char *format, ...) __attribute__((format(printf, 1, 2)));
static json_t *line(const char *format, ...) {
    char text[600];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return json_string(text);
}

/* Neighbouring binades are taken together until they are few enough. */
static json_t *axis_json(const aqh_binade binades[AQH_BINADES]) {
    int low = 0, high = AQH_BINADES - 1, step = 1;
    while (low < high && !binades[low].elements)
        low++;
    while (high > low && !binades[high].elements)
        high--;
    while ((high - low) / step >= BINADES)
        step *= 2;
    json_t *object = json_object(), *lines = json_array();
    for (int k = low; k <= high; k += step) {
        aqh_binade sum = {0};
        for (int i = k; i < k + step && i < AQH_BINADES; i++) {
            sum.elements += binades[i].elements;
            sum.numbers += binades[i].numbers;
            sum.sum += binades[i].sum;
            sum.max = fmax(sum.max, binades[i].max);
        }
        if (sum.elements)
            json_array_append_new(
                lines, line(isfinite(sum.max) ? "%d %" PRIu64 " %a %a" : "%d %" PRIu64 " %g %a",
                            k + AQH_BINADE_LOWEST, sum.elements, sum.max,
                            sum.numbers ? sum.sum / (double)sum.numbers : 0.0));
    }
    json_object_set_new(object, "step", json_integer(step));
    json_object_set_new(object, "binades", lines);
    return object;
}

static json_t *map_json(const aqh_profile *profile) {
    const size_t cols = profile->worst.call.src.cols;
    json_t *object = json_object(), *lines = json_array(), *plan = json_array();
    aqh_map map;
    aqh_profile_map(profile, &map);
    for (uint32_t r = 0; r < map.rows; r++) {
        char cells[AQH_MAP_COLS + 1] = "";
        for (uint32_t c = 0; c < map.cols; c++)
            cells[c] = map.cells[r][c] < 0 ? '.' : "0123456789abcdef"[map.cells[r][c]];
        json_array_append_new(lines, json_string(cells));
    }
    for (int a = 0; a < AQH_BUCKETS; a++)
        for (int b = 0; b < AQH_BUCKETS; b++)
            if (map.plan[a][b])
                json_array_append_new(plan, line("%d %d %" PRIu64, a, b, map.plan[a][b]));
    json_object_set_new(object, "shape",
                        json_pack("[ii]", (int)profile->worst.call.src.rows, (int)cols));
    json_object_set_new(object, "cell", json_pack("[ii]", (int)map.cell_rows, (int)map.cell_cols));
    json_object_set_new(
        object, "worst",
        json_pack("[ii]", (int)(profile->element / cols), (int)(profile->element % cols)));
    json_object_set_new(object, "map", lines);
    json_object_set_new(object, "plan_and_found", plan);
    return object;
}

static json_t *profile_json(const aqh_profile *profile) {
    json_t *object = json_object();
    for (int axis = 0; axis < AQH_AXES; axis++)
        json_object_set_new(object, axis_keys[axis], axis_json(profile->binades[axis]));
    json_object_set_new(object, "worst_case", map_json(profile));
    return object;
}

static int compare(const void *a, const void *b) {
    const aqh_profile *const *p = a, *const *q = b;
    if ((*p)->wrong != (*q)->wrong)
        return (*p)->wrong ? -1 : 1;
    return (*p)->ulp > (*q)->ulp ? -1 : (*p)->ulp < (*q)->ulp;
}

/* The worst of them: how bad must a profile be to be stored? qsort is not stable, so
 * equals are told apart by the caller, in the order of rows. */
json_t *aqr_profiles_json(const aqh_profiles *profiles, size_t rows) {
    json_t *array = json_array();
    for (size_t k = 0; k < rows; k++)
        json_array_append_new(array, json_null());
    aqh_profile **order =
        profiles && profiles->count ? calloc(profiles->count, sizeof *order) : NULL;
    size_t count = 0;
    for (size_t k = 0; order && k < profiles->count && k < rows; k++)
        if (profiles->rows[k] && profiles->rows[k]->any)
            order[count++] = profiles->rows[k];
    if (count > PROFILES)
        qsort(order, count, sizeof *order, compare);
    const aqh_profile *least = count > PROFILES ? order[PROFILES - 1] : NULL;
    size_t better = 0, equal = 0; /* than the least that may be stored */
    for (size_t k = 0; k < count && least; k++)
        better += compare(&order[k], &least) < 0;
    for (size_t k = 0; count && k < profiles->count && k < rows; k++) {
        const aqh_profile *profile = profiles->rows[k];
        if (!profile || !profile->any)
            continue;
        const int order_to_least = least ? compare(&profile, &least) : -1;
        if (order_to_least < 0 || (order_to_least == 0 && equal++ < PROFILES - better))
            json_array_set_new(array, k, profile_json(profile));
    }
    free(order);
    return array;
}

static bool is_lines(const json_t *array, size_t limit) {
    const json_t *text;
    size_t k;
    json_array_foreach(array, k, text) if (!json_is_string(text)) return false;
    return json_is_array(array) && json_array_size(array) <= limit;
}

static bool is_pair(const json_t *array, json_int_t least) {
    const json_t *number;
    size_t k;
    json_array_foreach(array, k, number) if (!json_is_integer(number) ||
                                             json_integer_value(number) < least ||
                                             json_integer_value(number) > UINT32_MAX) return false;
    return json_array_size(array) == 2;
}

/* As many lines and columns of cells as the shape has. */
static bool is_map(const json_t *one) {
    const json_t *map = json_object_get(one, "map"), *text;
    size_t k, size[2];
    for (size_t d = 0; d < 2; d++) {
        const json_int_t elements =
            json_integer_value(json_array_get(json_object_get(one, "shape"), d));
        const json_int_t in_cell =
            json_integer_value(json_array_get(json_object_get(one, "cell"), d));
        size[d] = (size_t)((elements + in_cell - 1) / in_cell);
    }
    json_array_foreach(map, k, text) if (json_string_length(text) != size[1] ||
                                         strspn(json_string_value(text), ".0123456789abcdef") !=
                                             size[1]) return false;
    return json_array_size(map) == size[0] && size[1] <= AQH_MAP_COLS;
}

const char *aqr_profile_refusal(const json_t *profile) {
    if (!profile || json_is_null(profile))
        return NULL;
    for (int a = 0; a < AQH_AXES; a++) {
        const json_t *axis = json_object_get(profile, axis_keys[a]);
        if (aqr_field_count(axis, "step") < 1 ||
            !is_lines(json_object_get(axis, "binades"), BINADES))
            return a == AQH_AXIS_SCALE ? "by_scale: must have step and binades"
                                       : "by_sum: must have step and binades";
    }
    const json_t *one = json_object_get(profile, "worst_case");
    if (!is_pair(json_object_get(one, "shape"), 1) || !is_pair(json_object_get(one, "cell"), 1) ||
        !is_pair(json_object_get(one, "worst"), 0))
        return "worst_case: must have shape, cell and worst, two counts each";
    if (!is_lines(json_object_get(one, "map"), AQH_MAP_ROWS) || !is_map(one))
        return "worst_case.map: must have a digit for each cell of the shape";
    if (!is_lines(json_object_get(one, "plan_and_found"), AQH_BUCKETS * AQH_BUCKETS))
        return "worst_case.plan_and_found: must be lines of text";
    return NULL;
}
