/* Streams of the stand-in. A launch is remembered, and runs when the stream is
 * synchronised: a host that does not wait reads what was there before. */
#include "acl_state.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct launch {
    struct launch *next;
    const sim_function *function;
    uint32_t blocks;
    uint64_t args[AQA_MAX_PARAMETERS];
} launch;

typedef struct stream {
    struct stream *next;
    launch *launches; /* in order */
} stream;

static stream *streams;

static stream *get(aqa_stream handle) {
    stream *s = streams;
    while (s != NULL && s != handle) {
        s = s->next;
    }
    if (s == NULL) {
        sim_error(AQA_INVALID_HANDLE, "no handle of a stream, or not any more");
    }
    return s;
}

static void forget_launches(stream *s) {
    while (s->launches != NULL) {
        launch *l = s->launches;
        s->launches = l->next;
        free(l);
    }
}

static void destroy(stream *s) {
    stream **link = &streams;
    while (*link != s) {
        link = &(*link)->next;
    }
    *link = s->next;
    forget_launches(s);
    free(s);
}

aqa_code aclrtCreateStream(aqa_stream *handle) {
    aqa_code code = sim_enter("aclrtCreateStream", SIM_HEALTHY);
    if (code == AQA_OK) {
        stream *s = calloc(1, sizeof *s);
        if (s != NULL) {
            s->next = streams;
            streams = s;
        }
        *handle = s;
        code = s ? AQA_OK : sim_error(AQA_BAD_ALLOC, "out of memory");
    }
    return sim_leave("aclrtCreateStream", code);
}

aqa_code aclrtDestroyStream(aqa_stream handle) {
    aqa_code code = sim_enter("aclrtDestroyStream", SIM_DEVICE);
    stream *s = code ? NULL : get(handle);
    if (s != NULL) {
        destroy(s);
    }
    return sim_leave("aclrtDestroyStream", code ? code : s ? AQA_OK : AQA_INVALID_HANDLE);
}

void sim_launches_forget(void) {
    for (stream *s = streams; s != NULL; s = s->next) {
        forget_launches(s);
    }
}

size_t sim_streams_drop(void) {
    size_t count = 0;
    while (streams != NULL) {
        destroy(streams);
        count++;
    }
    return count;
}

void sim_streams_count(aq_sim_census *census) {
    for (const stream *s = streams; s != NULL; s = s->next) {
        census->streams++;
    }
}

/* ---- Launching ------------------------------------------------------------------ */

static aqa_code remember(stream *s, launch l) {
    launch *copy = malloc(sizeof *copy);
    if (copy == NULL) {
        return sim_error(AQA_BAD_ALLOC, "out of memory");
    }
    *copy = l;
    launch **link = &s->launches;
    while (*link != NULL) {
        link = &(*link)->next;
    }
    *link = copy;
    return AQA_OK;
}

static aqa_code launch_with_handle(aqa_function function, uint32_t blocks, aqa_stream handle,
                                   aqa_args args) {
    launch l = {.blocks = blocks};
    stream *s = get(handle);
    l.function = s ? sim_function_get(function) : NULL;
    if (l.function == NULL) {
        return AQA_INVALID_HANDLE;
    }
    if (blocks == 0 || blocks > AQA_MAX_BLOCKS) {
        return sim_error(AQA_RT_INVALID_PARAM, "%u blocks: must be 1..%d", (unsigned)blocks,
                         AQA_MAX_BLOCKS);
    }
    const aqa_code code = sim_args_take(args, l.function, l.args);
    return code ? code : remember(s, l);
}

aqa_code aclrtLaunchKernelWithConfig(aqa_function function, uint32_t blocks, aqa_stream stream,
                                     aqa_launch_config *config, aqa_args args, void *reserved) {
    (void)config;
    (void)reserved;
    aqa_code code = sim_enter("aclrtLaunchKernelWithConfig", SIM_HEALTHY);
    return sim_leave("aclrtLaunchKernelWithConfig",
                     code ? code : launch_with_handle(function, blocks, stream, args));
}

static aqa_code launch_with_memory(aqa_function function, uint32_t blocks, const void *args,
                                   size_t bytes, aqa_stream handle) {
    launch l = {.blocks = blocks};
    stream *s = get(handle);
    l.function = s ? sim_function_get(function) : NULL;
    if (l.function == NULL) {
        return AQA_INVALID_HANDLE;
    }
    const void *base;
    size_t has;
    if (blocks == 0 || blocks > AQA_MAX_BLOCKS || bytes != 8 * l.function->kernel->args ||
        bytes > sizeof l.args || !sim_memory_find(NULL, args, &base, &has) ||
        (size_t)((const uint8_t *)base + has - (const uint8_t *)args) < bytes) {
        return sim_error(AQA_RT_INVALID_PARAM, "aclrtLaunchKernel: blocks, or arguments");
    }
    sim_memory_open();
    memcpy(l.args, args, bytes);
    sim_memory_close();
    return remember(s, l);
}

aqa_code aclrtLaunchKernel(aqa_function function, uint32_t blocks, const void *args, size_t bytes,
                           aqa_stream stream) {
    aqa_code code = sim_enter("aclrtLaunchKernel", SIM_HEALTHY);
    return sim_leave("aclrtLaunchKernel",
                     code ? code : launch_with_memory(function, blocks, args, bytes, stream));
}

/* ---- Running ---------------------------------------------------------------------- */

static aqa_code exception(void) {
    char text[400];
    sim_dev.broken = AQA_VECTOR_EXCEPTION;
    return sim_error(AQA_VECTOR_EXCEPTION, "%s",
                     sim_findings_text(text, sizeof text) ? text : "the kernel broke off");
}

static aqa_code run(const launch *l) {
    const sim_settings *settings = sim_settings_get();
    const aq_sim_env env = {
        .gm_find = sim_memory_find,
        .finding = sim_finding,
        /* Every launch in another order, the same ones in every run. */
        .seed = settings->seed + sim_dev.launches,
        .threads = settings->threads ? settings->threads : 1,
        .saturate = sim_dev.overflow == AQA_SATURATION,
    };
    sim_dev.launches++;
    if (sim_fault_at("kernel") != AQA_OK) {
        sim_error(AQA_VECTOR_EXCEPTION, "the kernel fails because AQ_SIM_FAULT says so");
        return sim_dev.broken = AQA_VECTOR_EXCEPTION;
    }
    sim_findings_begin();
    sim_memory_open();
    const bool done = l->function->module->launch(l->function->kernel, l->blocks, l->args, &env);
    if (!sim_memory_close()) {
        sim_finding(NULL, "gm-red-zone", "bytes beside an allocation were written");
    }
    return done && sim_findings_count() == 0 ? AQA_OK : exception();
}

static aqa_code synchronise(stream *s) {
    aqa_code code = AQA_OK;
    while (code == AQA_OK && s->launches != NULL) {
        launch *l = s->launches;
        s->launches = l->next;
        code = run(l);
        free(l);
    }
    forget_launches(s);
    return code;
}

static aqa_code synchronise_handle(aqa_stream handle) {
    stream *s = get(handle);
    return s ? synchronise(s) : AQA_INVALID_HANDLE;
}

aqa_code aclrtSynchronizeStream(aqa_stream stream) {
    aqa_code code = sim_enter("aclrtSynchronizeStream", SIM_HEALTHY);
    return sim_leave("aclrtSynchronizeStream", code ? code : synchronise_handle(stream));
}

aqa_code aclrtSynchronizeStreamWithTimeout(aqa_stream stream, int32_t milliseconds) {
    (void)milliseconds;
    aqa_code code = sim_enter("aclrtSynchronizeStreamWithTimeout", SIM_HEALTHY);
    return sim_leave("aclrtSynchronizeStreamWithTimeout", code ? code : synchronise_handle(stream));
}

aqa_code aclrtSynchronizeDevice(void) {
    aqa_code code = sim_enter("aclrtSynchronizeDevice", SIM_HEALTHY);
    for (stream *s = streams; code == AQA_OK && s != NULL; s = s->next) {
        code = synchronise(s);
    }
    return sim_leave("aclrtSynchronizeDevice", code);
}
