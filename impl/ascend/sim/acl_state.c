/* The stand-in runtime: what every call goes through, and its settings. */
#include "acl_state.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

sim_device sim_dev = {.overflow = AQA_INFNAN};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static aqa_code last;
static _Thread_local char pending[512], given[512];
/* This thread has the lock. When a call finds it set, an earlier call of the thread
 * was left by a jump out of a signal handler. */
static _Thread_local bool inside;
static _Thread_local uint64_t context; /* the epoch of the device set in this thread */

/* ---- Settings -------------------------------------------------------------- */

static sim_settings settings;

/* A number out of the environment; aclInit says if it is none. */
static uint64_t number(const char *name, uint64_t least, uint64_t most, uint64_t otherwise) {
    const char *text = getenv(name);
    if (text == NULL) {
        return otherwise;
    }
    char *end;
    errno = 0;
    const uint64_t value = strtoull(text, &end, 0);
    if (!isdigit((unsigned char)text[0]) || *end != '\0' || errno != 0 || value < least ||
        value > most) {
        snprintf(settings.bad_number, sizeof settings.bad_number,
                 "%s: must be %" PRIu64 "..%" PRIu64 ", got '%.64s'", name, least, most, text);
        return otherwise;
    }
    return value;
}

static void set_soc(const char *soc) {
    snprintf(settings.soc, sizeof settings.soc, "%s", soc);
    const unsigned has = strncmp(soc, "Ascend950", 9) == 0 ? 64 : 48;
    settings.cores = (unsigned)number("AQ_SIM_CORES", 0, UINT16_MAX, has);
}

static void read_settings(void) {
    if (settings.read) {
        return;
    }
    const char *soc = getenv("AQ_SIM_SOC");
    settings.read = true;
    set_soc(soc ? soc : "Ascend910B1");
    settings.seed = number("AQ_SIM_SEED", 0, UINT64_MAX, 1);
    settings.threads = (unsigned)number("AQ_SIM_THREADS", 1, 1024, 2);
    settings.bad_fault = !sim_fault_set(getenv("AQ_SIM_FAULT"));
}

const sim_settings *sim_settings_get(void) {
    return &settings;
}

uint32_t sim_arch(void) {
    static const struct {
        const char *prefix;
        uint32_t arch;
    } socs[] = {{"Ascend910B", 2201}, {"Ascend910_93", 2201}, {"Ascend950", 3510}};
    for (size_t i = 0; i < sizeof socs / sizeof socs[0]; i++) {
        const size_t length = strlen(socs[i].prefix);
        /* Ascend910B and nothing more is the old 910. */
        if (strncmp(settings.soc, socs[i].prefix, length) == 0 && settings.soc[length] != '\0') {
            return socs[i].arch;
        }
    }
    return 0;
}

/* ---- Every call -------------------------------------------------------------- */

aqa_code sim_error(aqa_code code, const char *format, ...) {
    va_list list;
    va_start(list, format);
    vsnprintf(pending, sizeof pending, format, list);
    va_end(list);
    return code;
}

static void begin(void) {
    if (!inside) {
        pthread_mutex_lock(&lock);
        inside = true;
    } else {
        sim_memory_close();
        sim_dev.broken = AQA_VECTOR_EXCEPTION;
    }
    read_settings();
}

static void end(void) {
    inside = false;
    pthread_mutex_unlock(&lock);
}

aqa_code sim_enter(const char *function, sim_need need) {
    begin();
    const aqa_code fault = sim_fault_at(function);
    if (fault != AQA_OK) {
        return sim_error(fault, "%s fails because AQ_SIM_FAULT says so", function);
    }
    if (need >= SIM_INIT && !sim_dev.initialised) {
        return sim_error(sim_dev.finalised ? AQA_FINALISED : AQA_UNINITIALISED,
                         "%s without aclInit", function);
    }
    if (need >= SIM_DEVICE && (sim_dev.set == 0 || context != sim_dev.epoch)) {
        return sim_error(AQA_NO_CONTEXT, "%s without aclrtSetDevice in this thread", function);
    }
    if (need >= SIM_HEALTHY && sim_dev.broken != AQA_OK) {
        return sim_error(sim_dev.broken, "%s after a kernel exception: reset the device", function);
    }
    return AQA_OK;
}

aqa_code sim_leave(const char *function, aqa_code code) {
    if (code != AQA_OK) {
        last = code;
        if (pending[0] == '\0') {
            snprintf(pending, sizeof pending, "%s fails with %d", function, code);
        }
    }
    end();
    return code;
}

/* ---- Errors -------------------------------------------------------------------- */

const char *aclGetRecentErrMsg(void) {
    memcpy(given, pending, sizeof given);
    pending[0] = '\0';
    return given[0] != '\0' ? given : NULL;
}

aqa_code aclrtPeekAtLastError(int level) {
    (void)level;
    begin();
    const aqa_code code = last;
    end();
    return code;
}

aqa_code aclrtGetLastError(int level) {
    (void)level;
    begin();
    const aqa_code code = last;
    last = AQA_OK;
    end();
    return code;
}

/* ---- Process and device ---------------------------------------------------------- */

static aqa_code initialise(void) {
    if (settings.bad_number[0] != '\0') {
        return sim_error(AQA_INVALID_PARAM, "%s", settings.bad_number);
    }
    if (settings.bad_fault) {
        return sim_error(AQA_INVALID_PARAM, "AQ_SIM_FAULT: no such fault: '%s'",
                         getenv("AQ_SIM_FAULT"));
    }
    if (sim_dev.initialised) {
        return sim_error(AQA_REPEATED_INIT, "aclInit a second time");
    }
    sim_dev.initialised = true;
    return AQA_OK;
}

aqa_code aclInit(const char *config) {
    (void)config;
    aqa_code code = sim_enter("aclInit", SIM_NOTHING);
    return sim_leave("aclInit", code ? code : initialise());
}

/* The device as it was before it was first set. */
static void reset(void) {
    sim_dev.lost += sim_streams_drop() + sim_binaries_drop() + sim_memory_drop();
    sim_dev.set = 0;
    sim_dev.broken = AQA_OK;
}

static aqa_code finalise(void) {
    reset();
    sim_dev.initialised = false;
    sim_dev.finalised = true;
    return AQA_OK;
}

aqa_code aclFinalize(void) {
    aqa_code code = sim_enter("aclFinalize", SIM_INIT);
    return sim_leave("aclFinalize", code ? code : finalise());
}

const char *aclrtGetSocName(void) {
    const aqa_code code = sim_enter("aclrtGetSocName", SIM_NOTHING);
    return sim_leave("aclrtGetSocName", code) == AQA_OK ? settings.soc : NULL;
}

aqa_code aclrtGetDeviceCount(uint32_t *count) {
    aqa_code code = sim_enter("aclrtGetDeviceCount", SIM_NOTHING);
    if (code == AQA_OK) {
        *count = sim_fault_at("device-count") != AQA_OK ? 0 : 1;
    }
    return sim_leave("aclrtGetDeviceCount", code);
}

static aqa_code set_device(int32_t device) {
    if (device != 0) {
        return sim_error(AQA_INVALID_DEVICE, "device %d: there is device 0 only", device);
    }
    sim_dev.epoch += sim_dev.set++ == 0;
    context = sim_dev.epoch;
    return AQA_OK;
}

aqa_code aclrtSetDevice(int32_t device) {
    aqa_code code = sim_enter("aclrtSetDevice", SIM_INIT);
    return sim_leave("aclrtSetDevice", code ? code : set_device(device));
}

aqa_code aclrtGetDevice(int32_t *device) {
    aqa_code code = sim_enter("aclrtGetDevice", SIM_DEVICE);
    if (code == AQA_OK) {
        *device = 0;
    }
    return sim_leave("aclrtGetDevice", code);
}

static aqa_code reset_device(int32_t device) {
    if (device != 0 || sim_dev.set == 0) {
        return sim_error(AQA_INVALID_DEVICE, "device %d is not set", device);
    }
    if (sim_dev.set == 1) {
        reset();
    } else {
        sim_dev.set--;
    }
    return AQA_OK;
}

aqa_code aclrtResetDevice(int32_t device) {
    aqa_code code = sim_enter("aclrtResetDevice", SIM_INIT);
    return sim_leave("aclrtResetDevice", code ? code : reset_device(device));
}

static aqa_code capability(uint32_t device, bool known, int64_t *value) {
    if (device != 0 || !known) {
        return sim_error(AQA_INVALID_PARAM, "no such device, or nothing to tell");
    }
    *value = settings.cores;
    return AQA_OK;
}

aqa_code aclGetDeviceCapability(uint32_t device, int what, int64_t *value) {
    aqa_code code = sim_enter("aclGetDeviceCapability", SIM_INIT);
    return sim_leave("aclGetDeviceCapability",
                     code ? code : capability(device, what == AQA_CAPABILITY_VECTOR_CORES, value));
}

static aqa_code set_overflow(int mode) {
    if (mode != AQA_INFNAN && (mode != AQA_SATURATION || sim_arch() == 3510)) {
        return sim_error(AQA_UNSUPPORTED, "overflow mode %d on %s", mode, settings.soc);
    }
    sim_dev.overflow = mode;
    return AQA_OK;
}

aqa_code aclrtSetDeviceSatMode(int mode) {
    aqa_code code = sim_enter("aclrtSetDeviceSatMode", SIM_DEVICE);
    return sim_leave("aclrtSetDeviceSatMode", code ? code : set_overflow(mode));
}

aqa_code aclrtGetDeviceSatMode(int *mode) {
    aqa_code code = sim_enter("aclrtGetDeviceSatMode", SIM_DEVICE);
    if (code == AQA_OK) {
        *mode = sim_dev.overflow;
    }
    return sim_leave("aclrtGetDeviceSatMode", code);
}

#ifdef AQ_SIM_LATER
/* ---- Later than CANN 8.1 ------------------------------------------------------------ */

aqa_code aclrtGetDeviceInfo(uint32_t device, int attribute, int64_t *value) {
    aqa_code code = sim_enter("aclrtGetDeviceInfo", SIM_INIT);
    return sim_leave("aclrtGetDeviceInfo",
                     code ? code
                          : capability(device, attribute == AQA_ATTRIBUTE_VECTOR_CORES, value));
}

aqa_code aclsysGetVersionStr(char *package, char *version) {
    (void)package;
    aqa_code code = sim_enter("aclsysGetVersionStr", SIM_NOTHING);
    if (code == AQA_OK) {
        memcpy(version, "stand-in", sizeof "stand-in");
    }
    return sim_leave("aclsysGetVersionStr", code);
}
#endif

/* ---- The side door ------------------------------------------------------------------- */

bool aq_sim_set_soc(const char *soc) {
    begin();
    const bool free = sim_dev.set == 0;
    if (free) {
        set_soc(soc);
    }
    end();
    return free;
}

bool aq_sim_set_fault(const char *faults) {
    begin();
    const bool known = sim_fault_set(faults);
    settings.bad_fault = false;
    end();
    return known;
}

void aq_sim_count(aq_sim_census *census) {
    begin();
    *census = (aq_sim_census){.devices = sim_dev.set,
                              .lost = sim_dev.lost,
                              .launches = sim_dev.launches,
                              .initialised = sim_dev.initialised};
    sim_memory_count(census);
    sim_streams_count(census);
    sim_binaries_count(census);
    end();
}
