/* Which planted fault is chosen. Part of a build with AQ_MUTANTS only. */
#include "mutate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The linker's names for the ends of the section. */
extern aqi_mutant __start_aqi_mutants[], __stop_aqi_mutants[];

const bool aqi_mutants_built = true;

size_t aqi_mutant_choose(const char *id) {
    size_t places = 0;
    for (aqi_mutant *m = __start_aqi_mutants; m < __stop_aqi_mutants; m++) {
        m->on = id != NULL && strcmp(m->id, id) == 0;
        places += m->on;
    }
    return places;
}

__attribute__((constructor)) static void choose_from_environment(void) {
    const char *id = getenv("AQ_MUTANT");
    if (id != NULL && *id != '\0' && aqi_mutant_choose(id) == 0) {
        fprintf(stderr, "AQ_MUTANT: no mutant '%s'\n", id);
        exit(2);
    }
}
