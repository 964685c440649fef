/* What libFuzzer is told before it starts, and what makes a case cheap. The backend
 * is opened first, so that a wrong AQ_BACKEND is an error of usage and not a
 * finding. */
#include "fuzz_target.h"

#include <gmp.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
const char *__asan_default_options(void);

/* Allocations are remembered in short, and memory that was freed not for long: the
 * data of a case is small, there are many, and what is used again at once is in the
 * cache. */
const char *__asan_default_options(void) {
    return "malloc_context_size=1:quarantine_size_mb=1:thread_local_quarantine_size_kb=64";
}

/* MPFR's numbers, some thirty for each case, do not go through the sanitizer: it is
 * not MPFR that is tested. Blocks of one size, in a list when free. */
enum { BLOCK_BYTES = 128, SLAB_BLOCKS = 256 };

typedef union block {
    union block *next;
    uint8_t bytes[BLOCK_BYTES];
    max_align_t align;
} block;

static block *free_blocks;

static void *take(size_t bytes) {
    if (bytes > BLOCK_BYTES) {
        void *memory = malloc(bytes);
        if (!memory)
            abort();
        return memory;
    }
    if (!free_blocks) {
        block *slab = malloc(SLAB_BLOCKS * sizeof *slab);
        if (!slab)
            abort();
        for (int i = 0; i < SLAB_BLOCKS; i++) {
            slab[i].next = free_blocks;
            free_blocks = &slab[i];
        }
    }
    block *taken = free_blocks;
    free_blocks = taken->next;
    return taken;
}

static void give(void *memory, size_t bytes) {
    block *given = memory;
    if (bytes > BLOCK_BYTES) {
        free(memory);
        return;
    }
    given->next = free_blocks;
    free_blocks = given;
}

static void *retake(void *memory, size_t old_bytes, size_t bytes) {
    if (old_bytes <= BLOCK_BYTES && bytes <= BLOCK_BYTES)
        return memory;
    void *moved = take(bytes);
    memcpy(moved, memory, old_bytes < bytes ? old_bytes : bytes);
    give(memory, old_bytes);
    return moved;
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc;
    (void)argv;
    mp_set_memory_functions(take, retake, give);
    (void)aqf_subject_here();
    return 0;
}
