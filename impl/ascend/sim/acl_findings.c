/* What the device model found: the first of a launch becomes the text of its
 * exception, and the side door tells of the first since it last did. */
#include "acl_state.h"

#include <pthread.h>
#include <stdio.h>

/* Blocks of a kernel run in several threads. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

typedef struct record {
    size_t count;
    char kind[64], text[320]; /* of the first */
} record;

static record of_launch, untold;

static void note(record *r, const char *kind, const char *text) {
    if (r->count++ == 0) {
        snprintf(r->kind, sizeof r->kind, "%s", kind);
        snprintf(r->text, sizeof r->text, "%s", text);
    }
}

void sim_finding(void *ctx, const char *kind, const char *text) {
    (void)ctx;
    pthread_mutex_lock(&lock);
    note(&of_launch, kind, text);
    note(&untold, kind, text);
    pthread_mutex_unlock(&lock);
}

void sim_findings_begin(void) {
    pthread_mutex_lock(&lock);
    of_launch.count = 0;
    pthread_mutex_unlock(&lock);
}

size_t sim_findings_count(void) {
    pthread_mutex_lock(&lock);
    const size_t count = of_launch.count;
    pthread_mutex_unlock(&lock);
    return count;
}

bool sim_findings_text(char *text, size_t bytes) {
    pthread_mutex_lock(&lock);
    const bool any = of_launch.count != 0;
    if (any) {
        snprintf(text, bytes, "%s: %s", of_launch.kind, of_launch.text);
    }
    pthread_mutex_unlock(&lock);
    return any;
}

size_t aq_sim_findings(char *kind, size_t kind_bytes, char *text, size_t text_bytes) {
    pthread_mutex_lock(&lock);
    const size_t count = untold.count;
    untold.count = 0;
    snprintf(kind, kind_bytes, "%s", count ? untold.kind : "");
    snprintf(text, text_bytes, "%s", count ? untold.text : "");
    pthread_mutex_unlock(&lock);
    return count;
}
