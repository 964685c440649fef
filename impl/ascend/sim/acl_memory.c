/* Device memory of the stand-in: pages of a reserved range that nobody may touch
 * but a copy, or a kernel while it runs. Around each allocation are pages that are
 * never accessible, and in its own pages bytes that are watched. */
#include "acl_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const size_t device_bytes = (size_t)8 << 30;
enum { ALIGNMENT = 64, RED = 0xA5 };

typedef struct allocation {
    struct allocation *next; /* by address */
    uint8_t *pages;
    size_t page_bytes;
    uint8_t *data;
    size_t bytes;
} allocation;

static uint8_t *range;
static size_t page;
static size_t cursor; /* where the last allocation ended: freed memory is not soon reused */
static allocation *first;
static uint64_t junk_state;
static size_t host_count;

/* ---- Junk --------------------------------------------------------------------- */

static uint64_t junk(void) {
    uint64_t z = junk_state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static void fill_with_junk(uint8_t *data, size_t bytes) {
    for (size_t i = 0; i < bytes; i += sizeof(uint64_t)) {
        const uint64_t word = junk();
        memcpy(data + i, &word, bytes - i < sizeof word ? bytes - i : sizeof word);
    }
}

/* ---- Access --------------------------------------------------------------------- */

static bool open_pages(const allocation *a) {
    return mprotect(a->pages, a->page_bytes, PROT_READ | PROT_WRITE) == 0;
}

static void close_pages(const allocation *a) {
    mprotect(a->pages, a->page_bytes, PROT_NONE);
}

static bool is_red(const uint8_t *from, const uint8_t *to) {
    while (from < to && *from == RED) {
        from++;
    }
    return from == to;
}

/* The bytes around an open allocation are as they were. */
static bool is_intact(const allocation *a) {
    return is_red(a->pages, a->data) && is_red(a->data + a->bytes, a->pages + a->page_bytes);
}

void sim_memory_open(void) {
    for (const allocation *a = first; a != NULL; a = a->next) {
        open_pages(a);
    }
}

bool sim_memory_close(void) {
    bool intact = true;
    for (const allocation *a = first; a != NULL; a = a->next) {
        intact = intact && open_pages(a) && is_intact(a);
        close_pages(a);
    }
    return intact;
}

/* The allocation that holds this address, or ends at it. */
static allocation *find(const void *address) {
    const uint8_t *at = address;
    for (allocation *a = first; a != NULL; a = a->next) {
        if (at >= a->data && at <= a->data + a->bytes) {
            return a;
        }
    }
    return NULL;
}

bool sim_memory_find(void *ctx, const void *address, const void **base, size_t *bytes) {
    (void)ctx;
    const allocation *a = find(address);
    if (a == NULL || (const uint8_t *)address == a->data + a->bytes) {
        return false;
    }
    *base = a->data;
    *bytes = a->bytes;
    return true;
}

/* ---- Allocation ------------------------------------------------------------------ */

/* Where `bytes` fit, with a page before and after, from `from` on: the link to put
 * the new one in, and its place; null if nowhere. */
static allocation **place(size_t from, size_t bytes, size_t *at) {
    allocation **link = &first;
    size_t low = page;
    for (;; link = &(*link)->next) {
        const size_t start = low > from ? low : from;
        const size_t high = *link ? (size_t)((*link)->pages - range) - page : device_bytes - page;
        if (start <= high && high - start >= bytes) {
            *at = start;
            return link;
        }
        if (*link == NULL) {
            return NULL;
        }
        low = (size_t)((*link)->pages - range) + (*link)->page_bytes + page;
    }
}

static bool reserve(void) {
    if (range == NULL) {
        void *all =
            mmap(NULL, device_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        range = all == MAP_FAILED ? NULL : all;
        page = (size_t)sysconf(_SC_PAGESIZE);
        junk_state = sim_settings_get()->seed;
    }
    return range != NULL;
}

static aqa_code allocate(void **memory, size_t bytes) {
    if (memory == NULL || bytes == 0) {
        return sim_error(AQA_INVALID_PARAM, "aclrtMalloc of 0 bytes, or to null");
    }
    allocation *a = reserve() && bytes < device_bytes ? calloc(1, sizeof *a) : NULL;
    size_t at = 0;
    allocation **link = NULL;
    if (a != NULL) {
        a->page_bytes = (bytes + page - 1) / page * page;
        link = place(cursor, a->page_bytes, &at);
        link = link ? link : place(0, a->page_bytes, &at);
    }
    if (link == NULL) {
        free(a);
        return sim_error(AQA_NO_MEMORY, "aclrtMalloc of %zu bytes: the device is full", bytes);
    }
    a->pages = range + at;
    a->bytes = bytes;
    a->data = a->pages + (a->page_bytes - bytes) / ALIGNMENT * ALIGNMENT;
    if (!open_pages(a)) {
        free(a);
        return sim_error(AQA_NO_MEMORY, "aclrtMalloc of %zu bytes: no memory", bytes);
    }
    memset(a->pages, RED, (size_t)(a->data - a->pages));
    fill_with_junk(a->data, bytes);
    memset(a->data + bytes, RED, (size_t)(a->pages + a->page_bytes - (a->data + bytes)));
    close_pages(a);
    cursor = at + a->page_bytes;
    a->next = *link;
    *link = a;
    *memory = a->data;
    return AQA_OK;
}

aqa_code aclrtMalloc(void **memory, size_t bytes, int policy) {
    (void)policy;
    aqa_code code = sim_enter("aclrtMalloc", SIM_HEALTHY);
    return sim_leave("aclrtMalloc", code ? code : allocate(memory, bytes));
}

static void release(allocation **link) {
    allocation *a = *link;
    *link = a->next;
    madvise(a->pages, a->page_bytes, MADV_DONTNEED);
    free(a);
}

static aqa_code release_at(const void *memory) {
    for (allocation **link = &first; *link != NULL; link = &(*link)->next) {
        if ((*link)->data == memory) {
            release(link);
            return AQA_OK;
        }
    }
    return sim_error(AQA_RT_INVALID_PARAM, "aclrtFree of what aclrtMalloc did not give");
}

aqa_code aclrtFree(void *memory) {
    aqa_code code = sim_enter("aclrtFree", SIM_DEVICE);
    return sim_leave("aclrtFree", code ? code : release_at(memory));
}

size_t sim_memory_drop(void) {
    size_t count = 0;
    while (first != NULL) {
        release(&first);
        count++;
    }
    return count;
}

void sim_memory_count(aq_sim_census *census) {
    for (const allocation *a = first; a != NULL; a = a->next) {
        census->memory++;
        census->memory_bytes += a->bytes;
    }
    census->host = host_count;
}

/* ---- Copies ----------------------------------------------------------------------- */

static bool holds(const allocation *a, const void *from, size_t bytes) {
    return (size_t)(a->data + a->bytes - (const uint8_t *)from) >= bytes;
}

static aqa_code copy(void *to, size_t to_bytes, const void *from, size_t bytes, int direction) {
    enum { IN_HOST, IN_DEVICE };
    const allocation *target = find(to), *source = find(from);
    const int kind = (source ? 2 : 0) + (target ? 1 : 0); /* aclrtMemcpyKind */
    if (bytes == 0 || to_bytes < bytes || to == NULL || from == NULL) {
        return sim_error(AQA_RT_INVALID_PARAM, "aclrtMemcpy of %zu bytes to %zu bytes", bytes,
                         to_bytes);
    }
    if (direction != kind) {
        return sim_error(AQA_RT_INVALID_PARAM, "aclrtMemcpy: kind is %d, the memory is of kind %d",
                         direction, kind);
    }
    if ((target && !holds(target, to, bytes)) || (source && !holds(source, from, bytes))) {
        return sim_error(AQA_RT_INVALID_PARAM, "aclrtMemcpy of %zu bytes: past the allocation",
                         bytes);
    }
    const bool open = (!target || open_pages(target)) && (!source || open_pages(source));
    if (open) {
        memmove(to, from, bytes);
    }
    if (target) {
        close_pages(target);
    }
    if (source) {
        close_pages(source);
    }
    return open ? AQA_OK : sim_error(AQA_NO_MEMORY, "aclrtMemcpy: no memory");
}

aqa_code aclrtMemcpy(void *to, size_t to_bytes, const void *from, size_t bytes, int direction) {
    aqa_code code = sim_enter("aclrtMemcpy", SIM_HEALTHY);
    return sim_leave("aclrtMemcpy", code ? code : copy(to, to_bytes, from, bytes, direction));
}

static aqa_code fill(void *memory, size_t memory_bytes, int32_t byte, size_t bytes) {
    const allocation *a = find(memory);
    if (bytes == 0 || memory_bytes < bytes || a == NULL || !holds(a, memory, bytes)) {
        return sim_error(AQA_RT_INVALID_PARAM, "aclrtMemset of %zu bytes: no such memory", bytes);
    }
    if (!open_pages(a)) {
        return sim_error(AQA_NO_MEMORY, "aclrtMemset: no memory");
    }
    memset(memory, byte, bytes);
    close_pages(a);
    return AQA_OK;
}

aqa_code aclrtMemset(void *memory, size_t memory_bytes, int32_t byte, size_t bytes) {
    aqa_code code = sim_enter("aclrtMemset", SIM_HEALTHY);
    return sim_leave("aclrtMemset", code ? code : fill(memory, memory_bytes, byte, bytes));
}

/* ---- Host memory -------------------------------------------------------------------- */

aqa_code aclrtMallocHost(void **memory, size_t bytes) {
    aqa_code code = sim_enter("aclrtMallocHost", SIM_DEVICE);
    if (code == AQA_OK) {
        *memory = bytes ? malloc(bytes) : NULL;
        host_count += *memory != NULL;
        code = *memory ? AQA_OK : sim_error(AQA_NO_MEMORY, "aclrtMallocHost of %zu bytes", bytes);
    }
    return sim_leave("aclrtMallocHost", code);
}

aqa_code aclrtFreeHost(void *memory) {
    aqa_code code = sim_enter("aclrtFreeHost", SIM_NOTHING);
    if (code == AQA_OK) {
        host_count -= memory != NULL;
        free(memory);
    }
    return sim_leave("aclrtFreeHost", code);
}
