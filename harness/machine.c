#include "machine.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

static void processor_name(char *name, size_t bytes) {
    FILE *file = fopen("/proc/cpuinfo", "r");
    char line[256];
    snprintf(name, bytes, "unknown");
    while (file && fgets(line, sizeof line, file)) {
        const char *value = strchr(line, ':');
        if (strncmp(line, "model name", 10) != 0 || !value)
            continue;
        value += strspn(value, ": ");
        snprintf(name, bytes, "%.*s", (int)strcspn(value, "\n"), value);
        break;
    }
    if (file)
        fclose(file);
}

/* Of the first processor, as the kernel tells it: sysconf adds up what several dies have.
 * level 0: the last. 0 where it does not say. */
static size_t cache_bytes(unsigned level) {
    size_t bytes = 0;
    unsigned highest = 0;
    for (int index = 0; index < 8; index++) {
        char path[96];
        unsigned is, kib;
        snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/level", index);
        FILE *file = fopen(path, "r");
        const bool known = file && fscanf(file, "%u", &is) == 1;
        if (file)
            fclose(file);
        if (!known || (level ? is != level : is < highest))
            continue;
        snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/size", index);
        file = fopen(path, "r");
        if (file && fscanf(file, "%uK", &kib) == 1) {
            bytes = (size_t)kib << 10;
            highest = is;
        }
        if (file)
            fclose(file);
    }
    return bytes;
}

void aqh_machine_get(aqh_machine *machine) {
    struct utsname system;
    processor_name(machine->processor, sizeof machine->processor);
    machine->processors = sysconf(_SC_NPROCESSORS_ONLN);
    machine->l2_bytes = cache_bytes(2);
    machine->last_bytes = cache_bytes(0);
    if (!machine->l2_bytes)
        machine->l2_bytes = 1 << 20;
    if (machine->last_bytes < machine->l2_bytes)
        machine->last_bytes = 32 << 20;
#if defined __clang__
    snprintf(machine->compiler, sizeof machine->compiler, "clang %.80s", __clang_version__);
#else
    snprintf(machine->compiler, sizeof machine->compiler, "gcc %.80s", __VERSION__);
#endif
    snprintf(machine->kernel, sizeof machine->kernel, "unknown");
    if (uname(&system) == 0)
        snprintf(machine->kernel, sizeof machine->kernel, "%.30s %.50s %.10s", system.sysname,
                 system.release, system.machine);
}
