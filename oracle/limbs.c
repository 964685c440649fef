/* The memory of MPFR's numbers in a build with AddressSanitizer. The oracle initializes
 * and clears some numbers for each value it looks at; of a test that asks MPFR often,
 * the sanitizer's malloc is two thirds. Here blocks that were given back are kept, by
 * thread and size, and are given out again at once.
 *
 * What AddressSanitizer finds without this, it finds with it: memory of a cleared
 * number that is used, a number cleared twice, and one that is never cleared. But the
 * stack of a leak is that of a block's first owner: with AQ_LIMBS=malloc in the
 * environment every block is from malloc, and the stack is the right one. */
#include <gmp.h>
#include <pthread.h>
#include <sanitizer/asan_interface.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* By this, a program that links the static library has the constructor. */
extern const char aqo_limbs_are_kept;
const char aqo_limbs_are_kept = 1;

enum { WORD = 8, SIZES = 80 }; /* blocks of fewer words than this are kept */

/* A kept block is poisoned from its second word on; in the first, which in MPFR's blocks
 * is the length, is the next. */
typedef struct block {
    struct block *next;
} block;

static __thread block *kept[SIZES];
static __thread bool will_be_released;
static pthread_key_t key;

/* A kept block needs two; MPFR has no number that short. */
static size_t words_of(size_t bytes) {
    return bytes <= 2 * WORD ? 2 : (bytes + WORD - 1) / WORD;
}

static void *allocate(size_t bytes) {
    void *memory = calloc(1, bytes);
    if (!memory)
        abort();
    return memory;
}

/* When a thread ends; numbers that are cleared after this are released by the next round
 * of destructors. */
static void release(void *unused) {
    (void)unused;
    will_be_released = false;
    for (size_t words = 0; words < SIZES; words++) {
        while (kept[words]) {
            block *first = kept[words];
            kept[words] = first->next;
            __asan_unpoison_memory_region(first, words * WORD);
            free(first);
        }
    }
}

static void *take(size_t bytes) {
    const size_t words = words_of(bytes);
    if (words >= SIZES)
        return allocate(bytes);
    block *taken = kept[words];
    if (taken) {
        kept[words] = taken->next;
    } else {
        taken = allocate(words * WORD);
        __asan_poison_memory_region(taken, words * WORD);
    }
    __asan_unpoison_memory_region(taken, bytes <= 2 * WORD ? 2 * WORD : bytes);
    return taken;
}

static void give(void *memory, size_t bytes) {
    /* First of all, as bytes is not what it was if so. */
    if (__asan_address_is_poisoned((char *)memory + WORD)) {
        fprintf(stderr, "oracle/limbs.c: a number was cleared twice\n");
        abort();
    }
    const size_t words = words_of(bytes);
    if (words >= SIZES) {
        free(memory);
        return;
    }
    block *given = memory;
    if (!will_be_released)
        will_be_released = pthread_setspecific(key, kept) == 0;
    __asan_poison_memory_region(given, words * WORD);
    __asan_unpoison_memory_region(given, sizeof *given);
    given->next = kept[words];
    kept[words] = given;
}

static void *retake(void *memory, size_t old_bytes, size_t bytes) {
    void *moved = take(bytes);
    memcpy(moved, memory, old_bytes < bytes ? old_bytes : bytes);
    give(memory, old_bytes);
    return moved;
}

__attribute__((constructor)) static void keep_limbs(void) {
    const char *wanted = getenv("AQ_LIMBS");
    if ((!wanted || strcmp(wanted, "malloc") != 0) && pthread_key_create(&key, release) == 0)
        mp_set_memory_functions(take, retake, give);
}
