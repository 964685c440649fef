/* Planted faults, to measure the tests with: is this one found?
 *
 * A fault is one AQ_MUTATE where it would be made, and a row of the table
 * tests/mutants/mutants.h. It exists only in a build with AQ_MUTANTS; in any other
 * the macro is its good expression and nothing is left of the bad one. In such a
 * build nothing is faulty until the program, or AQ_MUTANT=id in its environment,
 * chooses one fault.
 */
#ifndef AQ_IMPL_MUTATE_H
#define AQ_IMPL_MUTATE_H

#ifdef AQ_MUTANTS

#include <stdbool.h>
#include <stddef.h>

/* Two places may have the same fault, and one in a header is there more than
 * once: all of them are chosen together. */
typedef struct aqi_mutant {
    const char *id;
    bool on;
} aqi_mutant;

/* Chooses a fault, null for none. Returns how many places have it: 0 means that
 * it does not exist. Not while a backend runs. */
size_t aqi_mutant_choose(const char *id);

/* Reads the environment when the program starts; keeps mutate.c in the program. */
extern const bool aqi_mutants_built;

#define AQ_MUTATE(id, good, bad)                                                                   \
    (__extension__({                                                                               \
        static aqi_mutant mutant __attribute__((section("aqi_mutants"), used)) = {#id, false};     \
        mutant.on &&aqi_mutants_built;                                                             \
    })                                                                                             \
         ? (bad)                                                                                   \
         : (good))

#else
#define AQ_MUTATE(id, good, bad) (good)
#endif

#endif
