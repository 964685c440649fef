/* Blocks of a few sizes, in a list for each when they are free. */
#include "fuzz_pool.h"

#include <stdlib.h>

#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(data, bytes) ((void)(data), (void)(bytes))
#define ASAN_UNPOISON_MEMORY_REGION(data, bytes) ((void)(data), (void)(bytes))
#endif

/* A block is the link of its list, an edge, room for 128 bytes times a power of two, and
 * an edge. The link is not poisoned: what only poisoned memory points to is a leak to
 * LeakSanitizer. */
enum { EDGE = 64, SMALLEST = 128, SIZES = 12 };

typedef struct block {
    struct block *next;
} block;

static block *free_blocks[SIZES];

static size_t room_of(int size) {
    return (size_t)SMALLEST << size;
}

/* SIZES: larger than any. */
static int size_of(size_t bytes) {
    int size = 0;
    while (size < SIZES && room_of(size) < bytes)
        size++;
    return size;
}

static block *new_block(int size) {
    block *b = malloc(EDGE + room_of(size) + EDGE);
    if (b)
        ASAN_POISON_MEMORY_REGION(b + 1, EDGE - sizeof *b + room_of(size) + EDGE);
    return b;
}

uint8_t *aqf_take(size_t bytes) {
    const int size = size_of(bytes);
    if (size == SIZES)
        return malloc(bytes);
    block *b = free_blocks[size];
    if (b)
        free_blocks[size] = b->next;
    else
        b = new_block(size);
    if (!b)
        return NULL;
    uint8_t *data = (uint8_t *)b + EDGE;
    ASAN_UNPOISON_MEMORY_REGION(data, bytes);
    return data;
}

void aqf_give(uint8_t *data, size_t bytes) {
    const int size = size_of(bytes);
    if (!data)
        return;
    if (size == SIZES) {
        free(data);
        return;
    }
    ASAN_POISON_MEMORY_REGION(data, bytes);
    block *b = (block *)(data - EDGE);
    b->next = free_blocks[size];
    free_blocks[size] = b;
}
