/* Which backends there are, and what a shared library must be to be one. */
#include "backends.h"

#include "aq_cpu.h"
#include "fault.h"
#include "names.h"
#include "printable.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE_BYTES = 512 };

/* Shows one line, whatever is in the parts of it. */
__attribute__((format(printf, 3, 4))) static const aq_backend *
refuse(char *error, size_t error_bytes, const char *format, ...) {
    char line[LINE_BYTES];
    va_list list;
    va_start(list, format);
    vsnprintf(line, sizeof(line), format, list);
    va_end(list);
    aqh_printable(error, error_bytes, line, sizeof(line));
    return NULL;
}

/* ---- Built in ----------------------------------------------------------- */

/* What is typed is "name" or "name:argument"; open() gets the argument, or null,
 * and is the one to say what is wrong with it. Without open() it is the CPU backend,
 * whose "@THREADS" may follow the name as well; that gets the whole. */
typedef struct builtin {
    const char *name, *shown;
    const aq_backend *(*open)(const char *argument, char *error, size_t error_bytes);
} builtin;

static const aq_backend *open_model(const char *argument, char *error, size_t error_bytes) {
    char known[LINE_BYTES / 2] = "";
    for (size_t i = 0, used = 0; i < AQ_PRODUCT_COUNT && used < sizeof(known); i++) {
        const aq_backend *model = aq_backend_ascend_model((aq_product)i);
        const char *name = aqh_name(&aqh_product_names, (unsigned)i);
        if (model && argument && strcmp(name, argument) == 0)
            return model;
        if (model)
            used += (size_t)snprintf(known + used, sizeof(known) - used, " %s", name);
    }
    return refuse(error, error_bytes,
                  "backend ascend-model takes a product, one of%s, got '%.100s'", known,
                  argument ? argument : "");
}

static const aq_backend *open_ascend(const char *argument, char *error, size_t error_bytes) {
    char why[LINE_BYTES] = "";
    if (argument)
        return refuse(error, error_bytes, "backend ascend takes no argument, got '%.100s'",
                      argument);
    const aq_backend *backend = aq_backend_ascend(why, sizeof why);
    return backend ? backend : refuse(error, error_bytes, "ascend: %s", why);
}

static const aq_backend *open_sim(const char *argument, char *error, size_t error_bytes) {
    char why[LINE_BYTES] = "";
    const unsigned product =
        argument ? aqh_name_find(&aqh_product_names, argument) : AQ_PRODUCT_COUNT;
    if (argument && product == AQ_PRODUCT_COUNT)
        return refuse(error, error_bytes, "backend ascend-sim: no product '%.100s'", argument);
    const aq_backend *backend = aq_backend_ascend_sim((aq_product)product, why, sizeof why);
    return backend ? backend : refuse(error, error_bytes, "ascend-sim: %s", why);
}

static const builtin builtins[] = {
    {"cpu", "cpu[:VARIANT][@THREADS]", NULL},
    {"ascend-model", "ascend-model:PRODUCT", open_model},
    {"ascend", "ascend", open_ascend},
    {"ascend-sim", "ascend-sim[:PRODUCT]", open_sim},
};
enum { BUILTINS = sizeof(builtins) / sizeof(builtins[0]) };

static const aq_backend *open_cpu(const char *name, char *error, size_t error_bytes) {
    char why[LINE_BYTES] = "";
    const aq_backend *backend = aq_backend_cpu_open(name, why, sizeof why);
    return backend ? backend : refuse(error, error_bytes, "%s", why);
}

static const aq_backend *open_builtin(const char *name, char *error, size_t error_bytes) {
    size_t length = strcspn(name, ":@");
    const char *argument = name[length] ? name + length + 1 : NULL;
    char known[LINE_BYTES / 2] = "";
    for (size_t i = 0, used = 0; i < BUILTINS && used < sizeof(known); i++) {
        if (strlen(builtins[i].name) == length && memcmp(builtins[i].name, name, length) == 0)
            return builtins[i].open ? builtins[i].open(argument, error, error_bytes)
                                    : open_cpu(name, error, error_bytes);
        used += (size_t)snprintf(known + used, sizeof(known) - used, "%s, ", builtins[i].shown);
    }
    return refuse(error, error_bytes,
                  "unknown backend '%.100s': known are %sand shared libraries (a path with a "
                  "slash, or ending in .so)",
                  name, known);
}

/* ---- Shared libraries --------------------------------------------------- */

bool aqh_backend_is_library(const char *name) {
    size_t length = strlen(name);
    return strchr(name, '/') || (length >= 3 && strcmp(name + length - 3, ".so") == 0);
}

/* Why the file is no ELF file; null if it is one. The loader's own messages do
 * not tell a missing file from a missing dependency. */
static const char *not_elf(const char *path) {
    struct stat status;
    char magic[4];
    if (stat(path, &status) != 0)
        return errno == ENOENT || errno == ENOTDIR ? "no such file" : strerror(errno);
    if (!S_ISREG(status.st_mode))
        return "not a regular file";
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return strerror(errno);
    ssize_t got = read(file, magic, sizeof(magic));
    close(file);
    return got == sizeof(magic) && memcmp(magic, "\177ELF", 4) == 0 ? NULL : "not a shared library";
}

/* The library's code, called, and what it returns, read, where a fault is caught. */
typedef struct visit {
    const char *path;
    void *library;
    const char *load_error;
    aq_backend_open_fn *entry;
    const aq_backend *backend;
    uint32_t abi, bytes;
    const char *name;
    char name_shown[64];
    bool has_run;
} visit;

static void load(void *argument) {
    visit *v = argument;
    v->library = dlopen(v->path, RTLD_NOW | RTLD_LOCAL);
    if (!v->library) {
        v->load_error = dlerror();
        return;
    }
    void *symbol = dlsym(v->library, AQ_BACKEND_SYMBOL);
    /* ISO C has no conversion from an object pointer to a function pointer. */
    memcpy(&v->entry, &symbol, sizeof(v->entry));
}

static void call_entry(void *argument) {
    visit *v = argument;
    v->backend = v->entry();
    if (!v->backend)
        return;
    v->abi = v->backend->abi;
    v->bytes = v->backend->bytes;
    if (v->abi != AQ_BACKEND_ABI || v->bytes < sizeof(aq_backend))
        return;
    v->name = v->backend->name;
    v->has_run = v->backend->run != NULL;
    if (v->name)
        aqh_printable(v->name_shown, sizeof(v->name_shown), v->name, sizeof(v->name_shown));
}

/* Why what the library returned is no backend of this version. */
static const aq_backend *judge(const visit *v, char *error, size_t error_bytes) {
    if (!v->backend)
        return refuse(error, error_bytes,
                      "%.200s: " AQ_BACKEND_SYMBOL "() returned null: the backend cannot work here",
                      v->path);
    if (v->abi != AQ_BACKEND_ABI)
        return refuse(error, error_bytes, "%.200s: built for backend ABI %u, this is ABI %u",
                      v->path, (unsigned)v->abi, AQ_BACKEND_ABI);
    if (v->bytes < sizeof(aq_backend))
        return refuse(error, error_bytes,
                      "%.200s: field bytes is %u, less than the %zu of aq_backend in ABI %u",
                      v->path, (unsigned)v->bytes, sizeof(aq_backend), AQ_BACKEND_ABI);
    if (!v->name)
        return refuse(error, error_bytes, "%.200s: field name is null", v->path);
    if (!v->name_shown[0] || strcmp(v->name_shown, v->name) != 0)
        return refuse(error, error_bytes,
                      "%.200s: field name must be 1..%zu printable bytes, got '%s'", v->path,
                      sizeof(v->name_shown) - 1, v->name_shown);
    if (!v->has_run)
        return refuse(error, error_bytes, "%.200s: field run is null", v->path);
    return v->backend;
}

static const aq_backend *visit_library(visit *v, char *error, size_t error_bytes) {
    aqh_fault fault;
    if (!aqh_fault_call(load, v, &fault))
        return refuse(error, error_bytes, "%.200s: crashed with %s while it was loaded", v->path,
                      aqh_fault_name(fault.signal));
    if (!v->library)
        return refuse(error, error_bytes, "%.200s: cannot be loaded: %s", v->path, v->load_error);
    if (!v->entry)
        return refuse(error, error_bytes, "%.200s: does not export " AQ_BACKEND_SYMBOL, v->path);
    if (!aqh_fault_call(call_entry, v, &fault))
        return refuse(error, error_bytes, "%.200s: " AQ_BACKEND_SYMBOL "() crashed with %s",
                      v->path, aqh_fault_name(fault.signal));
    return judge(v, error, error_bytes);
}

static const aq_backend *open_library(const char *name, char *error, size_t error_bytes) {
    const char *why = not_elf(name);
    if (why)
        return refuse(error, error_bytes, "%.200s: %s", name, why);
    /* Without a slash the loader would look along its search path instead. */
    size_t path_bytes = strlen(name) + sizeof("./");
    char *path = malloc(path_bytes);
    void *stack = malloc(AQH_FAULT_STACK_BYTES);
    if (!path || !stack) {
        free(path);
        free(stack);
        return refuse(error, error_bytes, "%.200s: out of memory", name);
    }
    snprintf(path, path_bytes, "%s%s", strchr(name, '/') ? "" : "./", name);
    visit v = {.path = path};
    aqh_fault_scope scope;
    aqh_fault_enter(&scope, stack);
    const aq_backend *backend = visit_library(&v, error, error_bytes);
    aqh_fault_leave(&scope);
    free(path);
    free(stack);
    return backend;
}

const aq_backend *aqh_backend_open(const char *name, char *error, size_t error_bytes) {
    if (aqh_backend_is_library(name))
        return open_library(name, error, error_bytes);
    return open_builtin(name, error, error_bytes);
}
