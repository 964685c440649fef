/* The backends of the CPU variants, by the name that is typed. */
#include "aq_cpu.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHOICE = AQ_CPU_VARIANT_COUNT, KINDS };

typedef struct entry {
    aq_backend backend;
    unsigned kind, threads; /* kind: a variant, or CHOICE */
    char name[24];
} entry;

static aq_run_status run(void *ctx, const aq_call *call, const aq_buffers *buffers,
                         aq_error *error) {
    const entry *e = ctx;
    const aq_rule rule = e->kind == CHOICE ? aq_antiquant(call, buffers, e->threads, error)
                                           : aq_antiquant_on((aq_cpu_variant)e->kind, call, buffers,
                                                             e->threads, error);
    return rule == AQ_LEGAL ? AQ_RUN_OK : AQ_RUN_REFUSED;
}

/* Made when first asked for, then never changed. */
static const aq_backend *entry_of(unsigned kind, unsigned threads) {
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static entry entries[KINDS][AQ_CPU_MAX_THREADS + 1];
    entry *e = &entries[kind][threads];
    pthread_mutex_lock(&lock);
    if (e->backend.run == NULL) {
        const char *variant = kind == CHOICE ? "" : aq_cpu_name((aq_cpu_variant)kind);
        const int used =
            snprintf(e->name, sizeof e->name, "cpu%s%s", kind == CHOICE ? "" : ":", variant);
        if (threads != 1) {
            snprintf(e->name + used, sizeof e->name - (size_t)used, "@%u", threads);
        }
        e->kind = kind;
        e->threads = threads;
        e->backend = (aq_backend){.abi = AQ_BACKEND_ABI,
                                  .bytes = sizeof(aq_backend),
                                  .name = e->name,
                                  .ctx = e,
                                  .run = run};
    }
    pthread_mutex_unlock(&lock);
    return &e->backend;
}

const aq_backend *aq_backend_cpu(void) {
    return entry_of(CHOICE, 1);
}

const aq_backend *aq_backend_cpu_variant(aq_cpu_variant variant) {
    return aq_cpu_has(variant) ? entry_of((unsigned)variant, 1) : NULL;
}

/* The variant that the first length bytes name; CHOICE for none of them. */
static unsigned find_variant(const char *name, size_t length) {
    unsigned v = 0;
    while (v < AQ_CPU_VARIANT_COUNT &&
           (strlen(aq_cpu_name((aq_cpu_variant)v)) != length ||
            memcmp(aq_cpu_name((aq_cpu_variant)v), name, length) != 0)) {
        v++;
    }
    return v;
}

/* One or two digits behind the '@'. */
static bool read_threads(const char *text, unsigned *threads) {
    const size_t digits = strspn(text, "0123456789");
    if (digits < 1 || digits > 2 || text[digits] != '\0') {
        return false;
    }
    *threads = (unsigned)strtoul(text, NULL, 10);
    return *threads <= AQ_CPU_MAX_THREADS;
}

const aq_backend *aq_backend_cpu_open(const char *name, char *error, size_t error_bytes) {
    unsigned kind = CHOICE, threads = 1;
    const char *at = name + strcspn(name, ":@");
    if (strncmp(name, "cpu", 3) != 0 || at != name + 3) {
        snprintf(error, error_bytes, "no CPU backend '%.60s'", name);
        return NULL;
    }
    if (*at == ':') {
        const size_t length = strcspn(at + 1, "@");
        kind = find_variant(at + 1, length);
        if (kind == CHOICE) {
            snprintf(error, error_bytes, "backend cpu: unknown variant '%.*s', known are%s",
                     length < 60 ? (int)length : 60, at + 1,
#define X(id, name) " " name
                     AQ_CPU_VARIANT_LIST(X)
#undef X
            );
            return NULL;
        }
        if (!aq_cpu_has((aq_cpu_variant)kind)) {
            snprintf(error, error_bytes,
                     "backend cpu: variant %s is not here: not built in, or "
                     "this processor does not have it",
                     aq_cpu_name((aq_cpu_variant)kind));
            return NULL;
        }
        at += 1 + length;
    }
    if (*at == '@' && !read_threads(at + 1, &threads)) {
        snprintf(error, error_bytes,
                 "backend cpu: threads must be 0..%u (0: one per processor), "
                 "got '%.60s'",
                 AQ_CPU_MAX_THREADS, at + 1);
        return NULL;
    }
    aq_cpu_variant variant;
    if (kind == CHOICE && !aq_cpu_choice(&variant, error, error_bytes)) {
        return NULL;
    }
    return entry_of(kind, threads);
}
