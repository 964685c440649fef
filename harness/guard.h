/* Guarded buffers: memory for one operand between two stretches of pages that
 * cannot be touched.
 *
 * The usable pages and the guards stay where they are; only the buffer moves
 * between them, so that a small case costs no system call. What lies right
 * around the buffer is filled with junk and can be checked. Further off, in
 * pages still usable, nothing is watched: whatever goes that far from one end of
 * the buffer meets the guard when the buffer is placed at the other.
 */
#ifndef AQ_HARNESS_GUARD_H
#define AQ_HARNESS_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { AQH_GUARD_WINDOW = 1024 }; /* bytes of junk on a side that has no guard */

typedef enum aqh_placement { AQH_AT_END, AQH_AT_START } aqh_placement;

/* All zero: nothing mapped yet. */
typedef struct aqh_guard {
    uint8_t *map;
    size_t map_bytes;
    uint8_t *low, *high; /* the usable pages are [low, high) */
    uint8_t *data;       /* the buffer */
    size_t bytes;
    uint8_t junk;
} aqh_guard;

/* Where something happened, seen from the buffer: the byte before it is 1
 * before, the byte after it 1 past. */
typedef struct aqh_offside {
    bool past; /* past the end; else before the start */
    size_t distance;
} aqh_offside;

/* Places a buffer of `bytes` so that it ends where the guard after it begins
 * (AT_END), or `misalign` bytes from where the guard before it ends (AT_START),
 * and surrounds it with the byte `junk`. What was in the buffer is lost. Returns
 * false when out of memory. */
bool aqh_guard_place(aqh_guard *guard, size_t bytes, aqh_placement placement, unsigned misalign,
                     uint8_t junk);

/* Has the junk around the buffer changed? Then where, nearest to the buffer. */
bool aqh_guard_changed(const aqh_guard *guard, aqh_offside *where);

/* Is the address in one of the guards? Then where. */
bool aqh_guard_hit(const aqh_guard *guard, uintptr_t address, aqh_offside *where);

void aqh_guard_free(aqh_guard *guard);

/* First index at which one of `bytes` bytes is not `value`; `bytes` if none. */
size_t aqh_first_other(const uint8_t *data, size_t bytes, uint8_t value);

#endif
