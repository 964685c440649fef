/* Guarded buffers: how the pages lie, and when they are mapped anew. */
#include "guard.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Wide guards, so that a wrong row or a wrong tensor's index is still seen as
 * what it is. They take address space, not memory. */
static const size_t guard_bytes = sizeof(void *) >= 8 ? (size_t)16 << 20 : (size_t)1 << 20;
static const size_t first_capacity = (size_t)64 << 10;

enum { MAX_MISALIGN = 31 };

static size_t round_up(size_t bytes, size_t unit) {
    return (bytes + unit - 1) / unit * unit;
}

static bool grow(aqh_guard *guard, size_t needed) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t edge = round_up(guard_bytes, page);
    size_t capacity = (size_t)(guard->high - guard->low);
    capacity = capacity ? 2 * capacity : first_capacity;
    if (capacity < needed)
        capacity = needed;
    capacity = round_up(capacity, page);
    aqh_guard_free(guard);
    void *map = mmap(NULL, capacity + 2 * edge, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED)
        return false;
    guard->map = map;
    guard->map_bytes = capacity + 2 * edge;
    guard->low = guard->map + edge;
    guard->high = guard->low + capacity;
    if (mprotect(guard->low, capacity, PROT_READ | PROT_WRITE) != 0) {
        aqh_guard_free(guard);
        return false;
    }
    return true;
}

/* The junk on each side: as much as there is room for, up to a window. */
static size_t junk_before(const aqh_guard *guard) {
    size_t room = (size_t)(guard->data - guard->low);
    return room < AQH_GUARD_WINDOW ? room : AQH_GUARD_WINDOW;
}

static size_t junk_after(const aqh_guard *guard) {
    size_t room = (size_t)(guard->high - guard->data) - guard->bytes;
    return room < AQH_GUARD_WINDOW ? room : AQH_GUARD_WINDOW;
}

bool aqh_guard_place(aqh_guard *guard, size_t bytes, aqh_placement placement, unsigned misalign,
                     uint8_t junk) {
    /* Half the address space is left for the guards and for rounding up. */
    if (bytes > SIZE_MAX / 2 || misalign > MAX_MISALIGN)
        return false;
    size_t needed = bytes + MAX_MISALIGN + AQH_GUARD_WINDOW;
    if ((size_t)(guard->high - guard->low) < needed && !grow(guard, needed))
        return false;
    guard->data = placement == AQH_AT_END ? guard->high - bytes : guard->low + misalign;
    guard->bytes = bytes;
    guard->junk = junk;
    size_t before = junk_before(guard);
    memset(guard->data - before, junk, before);
    memset(guard->data + bytes, junk, junk_after(guard));
    return true;
}

/* Words that are looked at together. */
enum { WORDS = 8 };

size_t aqh_first_other(const uint8_t *data, size_t bytes, uint8_t value) {
    const uint64_t same = UINT64_C(0x0101010101010101) * value;
    size_t i = 0;
    /* Not memcmp: under a sanitizer that looks at all bytes twice. */
    for (uint64_t word[WORDS], other = 0; bytes - i >= sizeof word; i += sizeof word) {
        memcpy(word, data + i, sizeof word);
        for (int k = 0; k < WORDS; k++)
            other |= word[k] ^ same;
        if (other)
            break;
    }
    while (i < bytes && data[i] == value)
        i++;
    return i;
}

bool aqh_guard_changed(const aqh_guard *guard, aqh_offside *where) {
    size_t after = junk_after(guard);
    const uint8_t *end = guard->data + guard->bytes;
    size_t other = aqh_first_other(end, after, guard->junk);
    if (other < after) {
        *where = (aqh_offside){true, other + 1};
        return true;
    }
    size_t before = junk_before(guard);
    if (aqh_first_other(guard->data - before, before, guard->junk) == before)
        return false;
    size_t distance = 1;
    while (guard->data[-(ptrdiff_t)distance] == guard->junk)
        distance++;
    *where = (aqh_offside){false, distance};
    return true;
}

bool aqh_guard_hit(const aqh_guard *guard, uintptr_t address, aqh_offside *where) {
    uintptr_t map = (uintptr_t)guard->map;
    uintptr_t low = (uintptr_t)guard->low, high = (uintptr_t)guard->high;
    uintptr_t data = (uintptr_t)guard->data;
    if (!guard->map || address < map || address >= map + guard->map_bytes)
        return false;
    if (address >= high)
        *where = (aqh_offside){true, address - (data + guard->bytes) + 1};
    else if (address < low)
        *where = (aqh_offside){false, data - address};
    else
        return false;
    return true;
}

void aqh_guard_free(aqh_guard *guard) {
    if (guard->map)
        munmap(guard->map, guard->map_bytes);
    *guard = (aqh_guard){0};
}
