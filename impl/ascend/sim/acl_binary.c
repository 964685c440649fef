/* Kernel binaries of the stand-in: shared libraries of this machine with kernels
 * built for the model. A binary for a real NPU is none and is refused. */
#include "acl_state.h"

#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__aarch64__)
enum { OWN_MACHINE = EM_AARCH64 };
#else
enum { OWN_MACHINE = EM_X86_64 };
#endif

/* What a handle points to, in one list; a handle that is not in it is no handle. */
typedef enum kind { DATA, BINARY, FUNCTION, ARGS } kind;

typedef struct object {
    struct object *next;
    kind kind;
    struct object *owner; /* a function's binary, the function of arguments */
    union {
        struct {
            void *bytes;
            size_t count;
        } data;
        struct {
            void *library;
            const aq_sim_module *module;
        } binary;
        sim_function function;
        struct {
            uint64_t values[AQA_MAX_PARAMETERS];
            size_t count;
            bool final;
        } args;
    };
} object;

static object *objects;

static object *add(kind kind, object *owner) {
    object *o = calloc(1, sizeof *o);
    if (o != NULL) {
        *o = (object){.next = objects, .kind = kind, .owner = owner};
        objects = o;
    }
    return o;
}

static object *get(const void *handle, kind kind) {
    static const char *const names[] = {"binary data", "binary", "function", "arguments"};
    for (object *o = objects; o != NULL; o = o->next) {
        if (o == handle && o->kind == kind) {
            return o;
        }
    }
    sim_error(AQA_INVALID_HANDLE, "no handle of %s, or not any more", names[kind]);
    return NULL;
}

/* Drops the object and what belongs to it. */
static void drop(object *gone) {
    for (object **link = &objects; *link != NULL;) {
        if ((*link)->owner == gone) {
            drop(*link);
            link = &objects;
        } else {
            link = &(*link)->next;
        }
    }
    for (object **link = &objects; *link != NULL; link = &(*link)->next) {
        if (*link == gone) {
            *link = gone->next;
            break;
        }
    }
    if (gone->kind == BINARY) {
        dlclose(gone->binary.library);
    } else if (gone->kind == DATA) {
        free(gone->data.bytes);
    }
    free(gone);
}

static size_t count_of(kind kind) {
    size_t count = 0;
    for (const object *o = objects; o != NULL; o = o->next) {
        count += o->kind == kind;
    }
    return count;
}

size_t sim_binaries_drop(void) {
    const size_t count = count_of(BINARY);
    for (object *o = objects; o != NULL;) {
        if (o->kind == BINARY) {
            drop(o);
            o = objects;
        } else {
            o = o->next;
        }
    }
    return count;
}

void sim_binaries_count(aq_sim_census *census) {
    census->data = count_of(DATA);
    census->binaries = count_of(BINARY);
    census->args = count_of(ARGS);
}

/* ---- Loading ------------------------------------------------------------------- */

static aqa_code judge_elf(const char *path) {
    Elf64_Ehdr header;
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    const ssize_t got = file >= 0 ? read(file, &header, sizeof header) : -1;
    if (file >= 0) {
        close(file);
    }
    if (got < 0) {
        return sim_error(AQA_INVALID_FILE, "%.200s: cannot be read", path);
    }
    if (got < (ssize_t)sizeof header || memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) {
        return sim_error(AQA_INVALID_FILE, "%.200s: not a kernel binary", path);
    }
    if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_type != ET_DYN ||
        header.e_machine != OWN_MACHINE) {
        return sim_error(AQA_WRONG_SOC,
                         "%.200s: for machine 0x%x, type %u: the stand-in runs kernels built for "
                         "the device model, not those of a device",
                         path, header.e_machine, header.e_type);
    }
    return AQA_OK;
}

static aqa_code judge_module(const char *path, const aq_sim_module *module) {
    if (module == NULL || module->abi != AQ_SIM_MODULE_ABI) {
        return sim_error(AQA_WRONG_SOC, "%.200s: not built for this device model", path);
    }
    if (module->arch != sim_arch()) {
        return sim_error(AQA_WRONG_SOC, "%.200s: kernels for %u, the soc %s is %u", path,
                         (unsigned)module->arch, sim_settings_get()->soc, (unsigned)sim_arch());
    }
    return AQA_OK;
}

static aqa_code load(const char *path, const char *shown, aqa_binary *binary) {
    aqa_code code = judge_elf(path);
    if (code != AQA_OK) {
        return code;
    }
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        return sim_error(AQA_INVALID_FILE, "%s", dlerror());
    }
    void *symbol = dlsym(library, AQ_SIM_MODULE_SYMBOL);
    aq_sim_module_get_fn *entry;
    memcpy(&entry, &symbol, sizeof entry);
    const aq_sim_module *module = entry ? entry() : NULL;
    code = judge_module(shown, module);
    object *o = code == AQA_OK ? add(BINARY, NULL) : NULL;
    if (o == NULL) {
        dlclose(library);
        return code ? code : sim_error(AQA_BAD_ALLOC, "out of memory");
    }
    o->binary.library = library;
    o->binary.module = module;
    *binary = o;
    return AQA_OK;
}

static aqa_code load_file(const char *path, aqa_load_options *options, aqa_binary *binary) {
    char absolute[PATH_MAX];
    if (path == NULL || binary == NULL) {
        return sim_error(AQA_INVALID_PARAM, "aclrtBinaryLoadFromFile: null");
    }
    for (size_t i = 0; options != NULL && i < options->count; i++) {
        if (options->options[i].type == 2) {
            return sim_error(AQA_INVALID_PARAM, "the option MAGIC is for data, not for a file");
        }
    }
    if (realpath(path, absolute) == NULL) {
        return sim_error(AQA_INVALID_FILE, "%.200s: no such file", path);
    }
    return load(absolute, path, binary);
}

aqa_code aclrtBinaryLoadFromFile(const char *path, aqa_load_options *options, aqa_binary *binary) {
    aqa_code code = sim_enter("aclrtBinaryLoadFromFile", SIM_HEALTHY);
    return sim_leave("aclrtBinaryLoadFromFile", code ? code : load_file(path, options, binary));
}

aqa_binary_data aclrtCreateBinary(const void *data, size_t bytes) {
    object *o = NULL;
    aqa_code code = sim_enter("aclrtCreateBinary", SIM_NOTHING);
    if (code == AQA_OK) {
        void *copy = data && bytes ? malloc(bytes) : NULL;
        o = copy ? add(DATA, NULL) : NULL;
        if (o == NULL) {
            free(copy);
            code = sim_error(AQA_INVALID_PARAM, "aclrtCreateBinary of nothing, or no memory");
        } else {
            memcpy(copy, data, bytes);
            o->data.bytes = copy;
            o->data.count = bytes;
        }
    }
    sim_leave("aclrtCreateBinary", code);
    return o;
}

aqa_code aclrtDestroyBinary(aqa_binary_data data) {
    aqa_code code = sim_enter("aclrtDestroyBinary", SIM_NOTHING);
    object *o = code ? NULL : get(data, DATA);
    if (o != NULL) {
        drop(o);
    }
    return sim_leave("aclrtDestroyBinary", code ? code : o ? AQA_OK : AQA_INVALID_HANDLE);
}

/* From a file in memory: the loader takes files only. */
static aqa_code load_data(const object *data, aqa_binary *binary) {
    char path[64];
    const int file = memfd_create("aq-kernels", MFD_CLOEXEC);
    if (file < 0 || write(file, data->data.bytes, data->data.count) != (ssize_t)data->data.count) {
        if (file >= 0) {
            close(file);
        }
        return sim_error(AQA_BAD_ALLOC, "aclrtBinaryLoad: no memory");
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    const aqa_code code = load(path, "binary data", binary);
    close(file);
    return code;
}

aqa_code aclrtBinaryLoad(const aqa_binary_data data, aqa_binary *binary) {
    aqa_code code = sim_enter("aclrtBinaryLoad", SIM_HEALTHY);
    const object *o = code ? NULL : get(data, DATA);
    if (code == AQA_OK) {
        code = o ? load_data(o, binary) : AQA_INVALID_HANDLE;
    }
    return sim_leave("aclrtBinaryLoad", code);
}

aqa_code aclrtBinaryUnLoad(aqa_binary binary) {
    aqa_code code = sim_enter("aclrtBinaryUnLoad", SIM_DEVICE);
    object *o = code ? NULL : get(binary, BINARY);
    if (o != NULL) {
        sim_launches_forget(); /* of a kernel that hangs, say: there is nothing left to run */
        drop(o);
    }
    return sim_leave("aclrtBinaryUnLoad", code ? code : o ? AQA_OK : AQA_INVALID_HANDLE);
}

/* ---- Functions ------------------------------------------------------------------ */

static aqa_code find_function(object *binary, const char *name, aqa_function *function) {
    const aq_sim_module *module = binary->binary.module;
    for (size_t i = 0; i < module->kernel_count; i++) {
        const aq_sim_kernel *kernel = &module->kernels[i];
        if (strcmp(kernel->name, name) != 0) {
            continue;
        }
        object *o = objects;
        while (o != NULL && (o->kind != FUNCTION || o->function.kernel != kernel)) {
            o = o->next;
        }
        o = o ? o : add(FUNCTION, binary);
        if (o == NULL) {
            return sim_error(AQA_BAD_ALLOC, "out of memory");
        }
        o->function = (sim_function){module, kernel};
        *function = o;
        return AQA_OK;
    }
    return sim_error(AQA_LOOKUP, "the binary has no kernel %.100s", name);
}

aqa_code aclrtBinaryGetFunction(const aqa_binary binary, const char *name, aqa_function *function) {
    aqa_code code = sim_enter("aclrtBinaryGetFunction", SIM_HEALTHY);
    object *o = code ? NULL : get(binary, BINARY);
    if (code == AQA_OK) {
        code = o ? find_function(o, name, function) : AQA_INVALID_HANDLE;
    }
    return sim_leave("aclrtBinaryGetFunction", code);
}

const sim_function *sim_function_get(aqa_function handle) {
    const object *o = get(handle, FUNCTION);
    return o ? &o->function : NULL;
}

/* ---- Arguments --------------------------------------------------------------------- */

aqa_code aclrtKernelArgsInit(aqa_function function, aqa_args *args) {
    aqa_code code = sim_enter("aclrtKernelArgsInit", SIM_HEALTHY);
    object *owner = code ? NULL : get(function, FUNCTION);
    if (code == AQA_OK) {
        object *o = owner ? add(ARGS, owner) : NULL;
        *args = o;
        code = o ? AQA_OK : owner ? AQA_BAD_ALLOC : AQA_INVALID_HANDLE;
    }
    return sim_leave("aclrtKernelArgsInit", code);
}

/* The runtime does not know the sizes; the kernels of the model take 8 bytes each. */
static aqa_code append(object *args, const void *value, size_t bytes, aqa_parameter *parameter) {
    if (parameter == NULL || value == NULL || args->args.final) {
        return sim_error(AQA_RT_INVALID_PARAM, "an argument after the last, or null");
    }
    if (bytes != sizeof args->args.values[0] ||
        args->args.count == args->owner->function.kernel->args ||
        args->args.count == AQA_MAX_PARAMETERS) {
        return sim_error(AQA_RT_INVALID_PARAM,
                         "argument %zu of %zu bytes: %s takes %zu, of 8 bytes", args->args.count,
                         bytes, args->owner->function.kernel->name,
                         args->owner->function.kernel->args);
    }
    uint64_t *place = &args->args.values[args->args.count++];
    memcpy(place, value, bytes);
    *parameter = place;
    return AQA_OK;
}

aqa_code aclrtKernelArgsAppend(aqa_args args, void *value, size_t bytes, aqa_parameter *parameter) {
    aqa_code code = sim_enter("aclrtKernelArgsAppend", SIM_HEALTHY);
    object *o = code ? NULL : get(args, ARGS);
    if (code == AQA_OK) {
        code = o ? append(o, value, bytes, parameter) : AQA_INVALID_HANDLE;
    }
    return sim_leave("aclrtKernelArgsAppend", code);
}

static aqa_code update(object *args, const uint64_t *parameter, const void *value, size_t bytes) {
    const size_t i = (size_t)(parameter - args->args.values);
    if (i >= args->args.count || value == NULL || bytes != sizeof args->args.values[0]) {
        return sim_error(AQA_RT_INVALID_PARAM, "no such argument");
    }
    memcpy(&args->args.values[i], value, bytes);
    return AQA_OK;
}

aqa_code aclrtKernelArgsParaUpdate(aqa_args args, aqa_parameter parameter, void *value,
                                   size_t bytes) {
    aqa_code code = sim_enter("aclrtKernelArgsParaUpdate", SIM_HEALTHY);
    object *o = code ? NULL : get(args, ARGS);
    if (code == AQA_OK) {
        code = o ? update(o, parameter, value, bytes) : AQA_INVALID_HANDLE;
    }
    return sim_leave("aclrtKernelArgsParaUpdate", code);
}

aqa_code aclrtKernelArgsFinalize(aqa_args args) {
    aqa_code code = sim_enter("aclrtKernelArgsFinalize", SIM_HEALTHY);
    object *o = code ? NULL : get(args, ARGS);
    if (o != NULL) {
        o->args.final = true;
    }
    return sim_leave("aclrtKernelArgsFinalize", code ? code : o ? AQA_OK : AQA_INVALID_HANDLE);
}

aqa_code sim_args_take(aqa_args handle, const sim_function *function, uint64_t *values) {
    object *o = get(handle, ARGS);
    if (o == NULL) {
        return AQA_INVALID_HANDLE;
    }
    if (&o->owner->function != function || !o->args.final ||
        o->args.count != function->kernel->args) {
        return sim_error(AQA_RT_INVALID_PARAM, "%s takes %zu arguments, got %zu%s",
                         function->kernel->name, function->kernel->args, o->args.count,
                         o->args.final ? "" : ", not final");
    }
    memcpy(values, o->args.values, o->args.count * sizeof values[0]);
    drop(o);
    return AQA_OK;
}
