/* Where ACL is looked for, and what it must have. */
#include "acl_library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {"libascendcl.so", "libacl_rt.so"};
enum { NAMES = sizeof names / sizeof names[0] };

#if defined(__aarch64__)
#define ARCH_DIRECTORY "aarch64-linux"
#else
#define ARCH_DIRECTORY "x86_64-linux"
#endif

/* Where libraries lie below a root that the environment names, and the roots of a
 * default installation, for all users and for one. */
static const char *const below[] = {"lib64", ARCH_DIRECTORY "/lib64"};
static const char *const root_variables[] = {"ASCEND_HOME_PATH", "ASCEND_TOOLKIT_HOME"};
static const char *const defaults[] = {"cann/lib64", "ascend-toolkit/latest/lib64"};

/* Every runtime that was loaded: there is no way back from loading one. */
enum { MAX_LOADED = 8 };
static aqa_acl *loaded[MAX_LOADED];
static size_t loaded_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

const char *aqa_code_text(aqa_code code) {
    switch (code) {
#define X(id, number, text)                                                                        \
    case number:                                                                                   \
        return text;
        AQA_CODE_LIST(X)
#undef X
    default:
        return "unknown code";
    }
}

/* ISO C has no conversion from an object pointer to a function pointer. */
#define RESOLVE(table, name)                                                                       \
    do {                                                                                           \
        void *symbol = dlsym((table)->library, #name);                                             \
        memcpy(&(table)->name, &symbol, sizeof symbol);                                            \
    } while (0)

/* The first required function that is missing; null if all are there. */
static const char *resolve(aqa_acl *acl) {
    const char *missing = NULL;
#define X(type, name, parameters)                                                                  \
    RESOLVE(acl, name);                                                                            \
    if (acl->name == NULL && missing == NULL) {                                                    \
        missing = #name;                                                                           \
    }
    AQA_REQUIRED_LIST(X)
#undef X
#define X(type, name, parameters) RESOLVE(acl, name);
    AQA_OPTIONAL_LIST(X)
#undef X
    return missing;
}

static aqa_acl *known(void *library) {
    for (size_t i = 0; i < loaded_count; i++) {
        if (loaded[i]->library == library) {
            return loaded[i];
        }
    }
    return NULL;
}

/* Keeps in error the failure that says most: a library that exists but does not do
 * before one that is not there. */
struct search {
    char *error;
    size_t error_bytes;
    bool telling;
};

static void note(struct search *search, bool telling, const char *text) {
    if (telling >= search->telling) {
        snprintf(search->error, search->error_bytes, "%s", text);
        search->telling = telling;
    }
}

static aqa_acl *try_path(const char *path, struct search *search) {
    char text[512];
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        const char *why = dlerror();
        /* The loader names another file, one that this one needs, or nothing is there. */
        const bool there = strstr(why, "No such file") == NULL || strncmp(why, path, strlen(path));
        note(search, there, why);
        return NULL;
    }
    aqa_acl *same = known(library);
    if (same != NULL) {
        return same;
    }
    aqa_acl *acl = loaded_count < MAX_LOADED ? calloc(1, sizeof *acl) : NULL;
    if (acl == NULL) {
        note(search, true, "out of memory");
        return NULL;
    }
    acl->library = library;
    snprintf(acl->path, sizeof acl->path, "%s", path);
    const char *missing = resolve(acl);
    if (missing != NULL) {
        snprintf(text, sizeof text,
                 "%.300s: no function %s: not an ACL runtime of CANN 8.1 or later", path, missing);
        note(search, true, text);
        free(acl);
        return NULL;
    }
    loaded[loaded_count++] = acl;
    return acl;
}

static aqa_acl *try_directory(const char *root, const char *directory, struct search *search) {
    char path[PATH_MAX];
    for (size_t i = 0; i < NAMES; i++) {
        const int length = snprintf(path, sizeof path, "%s/%s/%s", root, directory, names[i]);
        aqa_acl *acl = length < (int)sizeof path ? try_path(path, search) : NULL;
        if (acl != NULL) {
            return acl;
        }
    }
    return NULL;
}

static aqa_acl *try_all(struct search *search) {
    aqa_acl *acl = NULL;
    for (size_t i = 0; acl == NULL && i < NAMES; i++) {
        acl = try_path(names[i], search);
    }
    for (size_t i = 0; i < sizeof root_variables / sizeof root_variables[0]; i++) {
        const char *root = getenv(root_variables[i]);
        for (size_t j = 0; acl == NULL && root && j < sizeof below / sizeof below[0]; j++) {
            acl = try_directory(root, below[j], search);
        }
    }
    const char *home = getenv("HOME");
    char own[PATH_MAX] = "";
    if (home != NULL) {
        snprintf(own, sizeof own, "%s/Ascend", home);
    }
    const char *const roots[] = {"/usr/local/Ascend", own};
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
        for (size_t j = 0; acl == NULL && roots[i][0] && j < 2; j++) {
            acl = try_directory(roots[i], defaults[j], search);
        }
    }
    return acl;
}

static aqa_acl *load(const char *path, char *error, size_t error_bytes) {
    struct search search = {error, error_bytes, false};
    const char *what = "runtime";
    if (path == NULL && (path = getenv("AQ_ACL_LIBRARY")) != NULL) {
        what = "AQ_ACL_LIBRARY";
    }
    if (path != NULL && path[0] != '/') {
        snprintf(error, error_bytes, "%s must be an absolute path, got '%.200s'", what, path);
        return NULL;
    }
    if (path != NULL) {
        return try_path(path, &search);
    }
    aqa_acl *acl = try_all(&search);
    if (acl == NULL && !search.telling) {
        snprintf(error, error_bytes,
                 "no ACL runtime: neither libascendcl.so nor libacl_rt.so is where the loader "
                 "looks, under ASCEND_HOME_PATH or in a default place of CANN");
    }
    return acl;
}

aqa_acl *aqa_acl_load(const char *path, char *error, size_t error_bytes) {
    pthread_mutex_lock(&lock);
    aqa_acl *acl = load(path, error, error_bytes);
    pthread_mutex_unlock(&lock);
    return acl;
}

bool aqa_acl_initialise(aqa_acl *acl, char *error, size_t error_bytes) {
    if (acl->initialised) {
        return true;
    }
    const aqa_code code = acl->aclInit(NULL);
    if (code != AQA_OK && code != AQA_REPEATED_INIT) {
        aqa_acl_error(acl, "aclInit", code, error, error_bytes);
        return false;
    }
    acl->initialised = true;
    acl->ours = code == AQA_OK;
    return true;
}

bool aqa_acl_finalise(aqa_acl *acl, char *error, size_t error_bytes) {
    const aqa_code code = acl->initialised && acl->ours ? acl->aclFinalize() : AQA_OK;
    acl->initialised = acl->ours = false;
    if (code != AQA_OK) {
        aqa_acl_error(acl, "aclFinalize", code, error, error_bytes);
    }
    return code == AQA_OK;
}

void aqa_acl_error(const aqa_acl *acl, const char *function, aqa_code code, char *error,
                   size_t error_bytes) {
    const char *said = acl->aclGetRecentErrMsg();
    snprintf(error, error_bytes, "%s: %d %s%s%s", function, code, aqa_code_text(code),
             said ? ": " : "", said ? said : "");
    for (char *at = error; *at != '\0'; at++) {
        /* One line: what ACL says may be several. */
        *at = (unsigned char)*at < ' ' ? ' ' : *at;
    }
}
