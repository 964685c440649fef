/* A backend that misbehaves as a whole process, in the way that MISBEHAVE names;
 * correct on the calls before the third. */
#include "aq_backend.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *write_to_null(void *nothing) {
    (void)nothing;
    volatile int *null = NULL;
    *null = 1;
    return NULL;
}

static void misbehave(const char *how) {
    if (!strcmp(how, "exit"))
        exit(0);
    if (!strcmp(how, "_exit"))
        _exit(0);
    if (!strcmp(how, "signal"))
        raise(SIGTERM);
    if (!strcmp(how, "hang"))
        for (volatile int forever = 1; forever;)
            ;
    if (!strcmp(how, "segv"))
        raise(SIGSEGV);
    if (!strcmp(how, "print"))
        printf("hello from the kernel\n");
    if (!strcmp(how, "thread")) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, write_to_null, NULL) == 0)
            pthread_join(thread, NULL);
    }
}

static aq_run_status run(void *ctx, const aq_call *call, const aq_buffers *buffers,
                         aq_error *error) {
    static int calls;
    (void)ctx;
    (void)error;
    memset(buffers->dst, 0, (size_t)call->dst.rows * call->dst.cols * 2);
    const char *how = getenv("MISBEHAVE");
    if (how && ++calls > 2)
        misbehave(how);
    return AQ_RUN_OK;
}

const aq_backend *aq_backend_open(void) {
    static const aq_backend backend = {AQ_BACKEND_ABI, sizeof backend, "misbehaving", NULL, NULL,
                                       run};
    if (getenv("MISBEHAVE_AT_LOAD"))
        exit(0);
    return &backend;
}
