/* How large the last-level cache is. */
#include "aq_cpu.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#define USUAL ((size_t)32 << 20)
/* No processor has more than this for each of those that share it. A virtual machine is told
 * of all of the cache, but only of its own processors: what others do there takes the rest.
 * (One with two of them is told of 260 MiB, and copies at the speed of memory from 128 on.) */
#define MOST_EACH ((size_t)16 << 20)
#define DIRECTORY "/sys/devices/system/cpu/cpu0/cache/index3/"

/* What Linux says of the third level; "" if nothing. sysconf counts the caches of all
 * sockets together on some processors. */
static void ask(const char *path, char *text, size_t bytes) {
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    const ssize_t got = file < 0 ? 0 : read(file, text, bytes - 1);
    text[got > 0 ? got : 0] = '\0';
    if (file >= 0) {
        close(file);
    }
}

/* "32768K" */
static size_t size_of(const char *text) {
    const size_t kib = strtoul(text, NULL, 10);
    return kib > 0 && kib < (size_t)1 << 30 ? kib << 10 : USUAL;
}

/* Bits of "00000000,0000ffff". */
static size_t processors_in(const char *map) {
    size_t count = 0;
    for (; *map != '\0'; map++) {
        const char digit[2] = {*map, '\0'};
        count += (size_t)__builtin_popcountl(strtoul(digit, NULL, 16));
    }
    return count;
}

size_t aq_cpu_last_level_cache(void) {
    static _Atomic size_t known;
    size_t bytes = atomic_load_explicit(&known, memory_order_relaxed);
    if (bytes == 0) {
        char size[32], map[1024];
        ask(DIRECTORY "size", size, sizeof size);
        ask(DIRECTORY "shared_cpu_map", map, sizeof map);
        const size_t most = processors_in(map) * MOST_EACH;
        bytes = size_of(size);
        bytes = most > 0 && most < bytes ? most : bytes;
        atomic_store_explicit(&known, bytes, memory_order_relaxed);
    }
    return bytes;
}
